//! What the user's side is wired to, and appending by it: under the lock no user code runs and no Python object goes.
use std::sync::Arc;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::clock;
use super::columns::Columns;
use super::input::{Headers, failed, shown};
use super::many::{DeliveryBatch, Spans};
use super::outcome::Outcome;
use super::recent::Recent;
use super::reserved::Reserved;
use super::shared::Shared;
use super::state::{Added, State, Wake};
use super::topic::Input;
use crate::errors;

pub struct Wiring {
    pub shared: Arc<Shared>,
    pub recent: Recent,
    /// No serializer, no partitioner and no clock of the user's.
    pub plain: bool,
    pub wake: Py<PyAny>,
    pub key_serializer: Option<Py<PyAny>>,
    pub value_serializer: Option<Py<PyAny>>,
    pub partitioner: Option<Py<PyAny>>,
    /// Gives the time of records that are sent without one; None: the machine's.
    pub wall_ms: Option<Py<PyAny>>,
    pub give_way: Duration,
}

/// What stands in the way of an append.
pub enum Obstacle {
    NoTopic,
    NoPartition,
    Gated,
    Full(usize),
    Ahead,
}

pub enum Appended {
    /// As this record of a batch.
    Done(Arc<Outcome>, u32),
    Not(Obstacle),
}

impl Obstacle {
    pub fn number(&self) -> i64 {
        match self {
            Self::NoTopic => -1,
            Self::NoPartition => -2,
            Self::Gated => -3,
            Self::Ahead => -4,
            Self::Full(bytes) => i64::try_from(*bytes).unwrap_or(i64::MAX),
        }
    }
}

impl State {
    /// What `add` said, with what a handle needs; Err is the limit that a record is too large for.
    #[inline]
    fn handle(&self, topic: usize, partition: usize, added: Added) -> Result<Appended, usize> {
        match added {
            Added::Done(index) => Ok(Appended::Done(Arc::clone(self.outcome(topic, partition)), index)),
            Added::Full(bytes) => Ok(Appended::Not(Obstacle::Full(bytes))),
            Added::Ahead => Ok(Appended::Not(Obstacle::Ahead)),
            Added::TooLarge(limit) => Err(limit),
        }
    }
}

impl Wiring {
    /// Milliseconds since 1970.
    pub fn now(&self, py: Python<'_>) -> PyResult<i64> {
        match &self.wall_ms {
            None => Ok(clock::wall_ms()),
            Some(wall_ms) => wall_ms.call0(py)?.extract(py),
        }
    }

    fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.shared.forked() {
            let text = "this producer was made before a fork; make a new Client in the child process";
            return Err(errors::error(py, "ForkedError", text));
        }
        Ok(())
    }

    /// Where a record goes: the partition that was given, else the one that the user's partitioner chooses, if there is one and
    /// the topic is known. Apart from `append`, so that for a lone record it is asked once however often that is tried; `send_many()`,
    /// and a topic that becomes known while there is no room, may have it asked again.
    #[inline]
    pub fn placed(
        &self,
        py: Python<'_>,
        topic: &Bound<'_, PyString>,
        partition: Option<usize>,
        input: &Input<'_>,
    ) -> PyResult<Option<usize>> {
        match (&self.partitioner, partition) {
            (Some(partitioner), None) => {
                self.check(py)?;
                self.ask_partitioner(py, partitioner, topic, input)
            }
            (_, given) => Ok(given),
        }
    }

    /// `partition` is what `placed` said.
    #[inline]
    pub fn append(
        &self,
        py: Python<'_>,
        topic: &Bound<'_, PyString>,
        partition: Option<usize>,
        input: &Input<'_>,
        reserved: Option<&Reserved>,
    ) -> PyResult<Appended> {
        self.check(py)?;
        let name = topic.to_str()?;
        let mut wake = Wake::default();
        let place;
        let added = {
            let mut state = self.shared.lock();
            if state.closed || state.gated {
                let closed = state.closed;
                drop(state);
                return refused(py, closed);
            }
            let Some(at) = state.find(name) else {
                return Ok(Appended::Not(Obstacle::NoTopic));
            };
            let partition = match partition {
                Some(partition) if partition >= state.topics[at].count => {
                    return Ok(Appended::Not(Obstacle::NoPartition));
                }
                Some(partition) => partition,
                None => state.choose(at, input.key),
            };
            let room = reserved.map_or(0, Reserved::bytes);
            let added = state.add(at, partition, input, room, clock::monotonic_us, &mut wake);
            if let (Some(reserved), Added::Done(_)) = (reserved, &added) {
                reserved.spend();
            }
            place = (at, partition);
            state.handle(at, partition, added)
        };
        if reserved.is_some() {
            self.shared.grant_room(py); // the record may have needed less
        }
        if wake.engine || wake.filled {
            self.shared.launch(place, wake);
            self.tell(py, wake)?;
        }
        added.map_err(|limit| too_large(py, topic, input, limit))
    }

    /// As `append` for a `plain` producer and a record without a partition of its own; no Python object is dropped here.
    #[inline]
    pub fn append_plain(&self, topic: &Bound<'_, PyString>, input: &Input<'_>) -> PyResult<Appended> {
        let py = topic.py();
        self.check(py)?;
        let recent = self.recent.get(topic);
        let mut wake = Wake::default();
        let (place, added) = {
            let mut state = self.shared.lock();
            if state.closed | state.gated {
                let closed = state.closed;
                drop(state);
                return refused(py, closed);
            }
            let found = match recent {
                Some(at) => Some(at),
                None => state.find(topic.to_str()?),
            };
            let Some(at) = found else {
                return Ok(Appended::Not(Obstacle::NoTopic));
            };
            let partition = state.choose(at, input.key);
            if recent.is_some()
                && let Some((outcome, index)) = state.add_quickly(at, partition, input)
            {
                return Ok(Appended::Done(Arc::clone(outcome), index));
            }
            let added = state.add(at, partition, input, 0, clock::monotonic_us, &mut wake);
            ((at, partition), state.handle(at, partition, added))
        };
        if recent.is_none() {
            self.recent.set(topic, place.0);
        }
        if wake.engine || wake.filled {
            self.shared.launch(place, wake);
            Python::attach(|py| self.tell(py, wake))?;
        }
        added.map_err(|limit| too_large(py, topic, input, limit))
    }

    #[allow(clippy::too_many_arguments)] // a record's parts
    pub fn append_many(
        &self,
        py: Python<'_>,
        into: &DeliveryBatch,
        topic: &Bound<'_, PyString>,
        columns: &Columns<'_>,
        headers: &Headers,
        partition: Option<usize>,
        start: usize,
        timestamp: i64,
        reserved: Option<&Reserved>,
    ) -> PyResult<(usize, Option<Obstacle>)> {
        self.check(py)?;
        let name = topic.to_str()?;
        let mut at = start;
        while at < columns.len() {
            let mut spans = Spans::default();
            let mut wake = Wake::default();
            let mut end: Option<Result<Obstacle, (usize, usize)>> = None;
            let asked = match &self.partitioner {
                // User code runs for each record, and never under the lock: one record a round.
                Some(partitioner) if partition.is_none() => {
                    let input = columns.input(at, timestamp, headers);
                    self.ask_partitioner(py, partitioner, topic, &input)?
                }
                _ => partition,
            };
            // What is left of the room for the first record, which has it alone.
            let held = reserved.map_or(0, Reserved::bytes);
            let one = self.partitioner.is_some() && partition.is_none();
            {
                let mut state = self.shared.lock();
                if state.closed || state.gated {
                    let closed = state.closed;
                    drop(state);
                    return refused(py, closed).map(|_| (at, Some(Obstacle::Gated)));
                }
                let Some(topic_at) = state.find(name) else {
                    return Ok((at, Some(Obstacle::NoTopic)));
                };
                if asked.is_some_and(|partition| partition >= state.topics[topic_at].count) {
                    return Ok((at, Some(Obstacle::NoPartition)));
                }
                let now = clock::monotonic_us();
                let mut room = held;
                while at < columns.len() {
                    let input = columns.input(at, timestamp, headers);
                    let chosen = asked.unwrap_or_else(|| state.choose(topic_at, input.key));
                    if !one && room == 0 {
                        let alike = if !columns.has_keys() || asked.is_some() {
                            columns.len()
                        } else {
                            at + 1
                        };
                        let inputs = (at..alike).map(|at| columns.input(at, timestamp, headers));
                        if let Some((outcome, index, count)) = state.add_run(topic_at, chosen, inputs) {
                            spans.push(outcome, index, count);
                            at += count as usize;
                            continue;
                        }
                    }
                    match state.add(topic_at, chosen, &input, room, || now, &mut wake) {
                        Added::Done(index) => spans.push(state.outcome(topic_at, chosen), index, 1),
                        Added::Full(bytes) => {
                            end = Some(Ok(Obstacle::Full(bytes)));
                            break;
                        }
                        Added::Ahead => {
                            end = Some(Ok(Obstacle::Ahead));
                            break;
                        }
                        Added::TooLarge(limit) => {
                            end = Some(Err((at, limit)));
                            break;
                        }
                    }
                    room = 0;
                    if let Some(reserved) = reserved {
                        reserved.spend();
                    }
                    at += 1;
                    // A batch is full: let the engine have it before the next is begun.
                    if one || wake.filled {
                        break;
                    }
                }
            }
            into.add(spans);
            if held > 0 {
                self.shared.grant_room(py); // the record may have needed less
            }
            if wake.engine || wake.filled {
                self.tell(py, wake)?;
            }
            match end {
                Some(Ok(obstacle)) => return Ok((at, Some(obstacle))),
                Some(Err((at, limit))) => {
                    return Err(too_large(py, topic, &columns.input(at, timestamp, headers), limit));
                }
                None => {}
            }
        }
        Ok((at, None))
    }

    /// Calls the user's `partitioner(topic, key, value, partition_count)`; None while the topic is not known.
    fn ask_partitioner(
        &self,
        py: Python<'_>,
        partitioner: &Py<PyAny>,
        topic: &Bound<'_, PyString>,
        input: &Input<'_>,
    ) -> PyResult<Option<usize>> {
        let count = {
            let state = self.shared.lock();
            state.names.get(topic.to_str()?).map_or(0, |at| state.topics[*at].count)
        };
        if count == 0 {
            return Ok(None);
        }
        let bytes = |part: Option<&[u8]>| part.map(|part| PyBytes::new(py, part));
        let (key, value) = (bytes(input.key), bytes(input.value));
        let chosen = partitioner
            .bind(py)
            .call1((topic, &key, &value, count))
            .map_err(|error| {
                let part = |part: &Option<Bound<'_, PyBytes>>| {
                    part.as_ref().map_or("None".into(), |part| shown(part.as_any()))
                };
                let (key, value) = (part(&key), part(&value));
                failed(topic, error, || {
                    format!("partitioner failed on topic {topic}, key {key}, value {value}, {count} partitions")
                })
            })?;
        match chosen.extract::<usize>() {
            Ok(partition) if partition < count => Ok(Some(partition)),
            _ => {
                let (shown, most) = (chosen.repr()?, count - 1);
                let text =
                    format!("the partitioner returned {shown} for topic {topic}: expected an int from 0 to {most}");
                Err(errors::not_accepted(py, &text))
            }
        }
    }

    /// Wakes the engine, and gives way to it when a batch waits to be taken.
    pub fn tell(&self, py: Python<'_>, wake: Wake) -> PyResult<()> {
        let seen = if wake.filled { self.shared.hand_off.now() } else { 0 };
        if wake.engine
            && let Err(error) = self.wake.call0(py)
        {
            // Ctrl-C may have come in the middle: the engine would not be told, and nobody else would tell it. So it is told
            // again, and if that fails too, by the next one who has something for it.
            if self.wake.call0(py).is_err() {
                self.shared.lock().woken = false;
            }
            return Err(error);
        }
        if wake.filled {
            py.detach(|| self.shared.hand_off.wait(seen, self.give_way));
        }
        Ok(())
    }
}

/// Why no record is taken at all.
#[cold]
fn refused(py: Python<'_>, closed: bool) -> PyResult<Appended> {
    if closed {
        return Err(errors::error(py, "ClosedError", "the producer is closed"));
    }
    Ok(Appended::Not(Obstacle::Gated))
}

#[cold]
fn too_large(py: Python<'_>, topic: &Bound<'_, PyString>, input: &Input<'_>, limit: usize) -> PyErr {
    let size = input.key.map_or(0, <[u8]>::len) + input.value.map_or(0, <[u8]>::len);
    let text = format!(
        "a record of {size} bytes of key and value does not fit into {limit} bytes (max_request_size, buffer_memory)"
    );
    let context = PyDict::new(py);
    let _ = context.set_item("topic", topic);
    errors::with_context(py, "RecordTooLargeError", &text, context)
}
