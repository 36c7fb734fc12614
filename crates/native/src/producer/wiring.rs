//! What the user's side is wired to, and appending by it: under the lock no user code runs and no Python object goes.
use std::slice;
use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use super::clock;
use super::input::{Headers, bytes_of, plain};
use super::many::{DeliveryBatch, Spans};
use super::outcome::Outcome;
use super::recent::Recent;
use super::shared::Shared;
use super::state::{Added, Input, State, Wake};
use crate::errors;

pub struct Wiring {
    pub shared: Arc<Shared>,
    pub recent: Recent,
    /// No serializer and no partitioner of the user's.
    pub plain: bool,
    pub wake: Py<PyAny>,
    pub key_serializer: Option<Py<PyAny>>,
    pub value_serializer: Option<Py<PyAny>>,
    pub partitioner: Option<Py<PyAny>>,
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

pub enum Added1 {
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

/// Keys and values as slices, all checked before the first one is sent.
pub struct Columns<'a> {
    values: Column<'a>,
    keys: Option<Column<'a>>,
}

/// The items of a tuple as slices: those of bytes objects as they are, copies of others'.
struct Column<'a> {
    items: Vec<Option<&'a [u8]>>,
    /// What some of `items` point into: never changed, and dropped with them.
    _copies: Vec<Vec<u8>>,
}

impl<'a> Columns<'a> {
    pub fn of(values: &'a Bound<'_, PyTuple>, keys: Option<&'a Bound<'_, PyTuple>>) -> PyResult<Self> {
        let keys = match keys {
            Some(keys) => Some(column("key", keys)?),
            None => None,
        };
        Ok(Self {
            values: column("value", values)?,
            keys,
        })
    }
}

impl State {
    /// What `add` said, with what a handle needs; Err is the limit that a record is too large for.
    #[inline]
    fn handle(&self, topic: usize, partition: usize, added: Added) -> Result<Added1, usize> {
        match added {
            Added::Done(index) => Ok(Added1::Done(Arc::clone(self.outcome(topic, partition)), index)),
            Added::Full(bytes) => Ok(Added1::Not(Obstacle::Full(bytes))),
            Added::Ahead => Ok(Added1::Not(Obstacle::Ahead)),
            Added::TooLarge(limit) => Err(limit),
        }
    }
}

impl Wiring {
    fn check(&self, py: Python<'_>) -> PyResult<()> {
        if self.shared.forked() {
            let text = "this producer was made before a fork; make a new Client in the child process";
            return Err(errors::error(py, "ForkedError", text));
        }
        Ok(())
    }

    #[inline]
    pub fn append(
        &self,
        py: Python<'_>,
        topic: &Bound<'_, PyString>,
        partition: Option<usize>,
        input: &Input<'_>,
        reserved: usize,
    ) -> PyResult<Added1> {
        self.check(py)?;
        let name = topic.to_str()?;
        let partition = match (&self.partitioner, partition) {
            (Some(partitioner), None) => self.ask_partitioner(py, partitioner, topic, input)?,
            (_, given) => given,
        };
        let mut wake = Wake::default();
        let added = {
            let mut state = self.shared.lock();
            if state.closed || state.gated {
                let closed = state.closed;
                drop(state);
                return refused(py, closed);
            }
            let Some(at) = state.find(name) else {
                return Ok(Added1::Not(Obstacle::NoTopic));
            };
            let partition = match partition {
                Some(partition) if partition >= state.topics[at].partitions.len() => {
                    return Ok(Added1::Not(Obstacle::NoPartition));
                }
                Some(partition) => partition,
                None => state.choose(at, input.key),
            };
            let added = state.add(at, partition, input, reserved, clock::monotonic_us, &mut wake);
            state.handle(at, partition, added)
        };
        if wake.engine || wake.filled {
            self.tell(py, wake)?;
        }
        added.map_err(|limit| too_large(py, topic, input, limit))
    }

    /// As `append` for a `plain` producer and a record without a partition of its own; no Python object is dropped here.
    #[inline]
    pub fn append_plain(&self, topic: &Bound<'_, PyString>, input: &Input<'_>) -> PyResult<Added1> {
        let py = topic.py();
        self.check(py)?;
        let recent = self.recent.get(topic);
        let mut wake = Wake::default();
        let (at, added) = {
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
                return Ok(Added1::Not(Obstacle::NoTopic));
            };
            let partition = state.choose(at, input.key);
            if recent.is_some()
                && let Some((outcome, index)) = state.add_quickly(at, partition, input)
            {
                return Ok(Added1::Done(Arc::clone(outcome), index));
            }
            let added = state.add(at, partition, input, 0, clock::monotonic_us, &mut wake);
            (at, state.handle(at, partition, added))
        };
        if recent.is_none() {
            self.recent.set(topic, at);
        }
        if wake.engine || wake.filled {
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
        mut reserved: usize,
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
                if asked.is_some_and(|partition| partition >= state.topics[topic_at].partitions.len()) {
                    return Ok((at, Some(Obstacle::NoPartition)));
                }
                let now = clock::monotonic_us();
                while at < columns.len() {
                    let input = columns.input(at, timestamp, headers);
                    let chosen = asked.unwrap_or_else(|| state.choose(topic_at, input.key));
                    if !one && reserved == 0 {
                        let alike = if columns.keys.is_none() || asked.is_some() {
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
                    match state.add(topic_at, chosen, &input, reserved, || now, &mut wake) {
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
                    reserved = 0;
                    at += 1;
                    // A batch is full: let the engine have it before the next is begun.
                    if one || wake.filled {
                        break;
                    }
                }
            }
            into.add(spans);
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
            state
                .names
                .get(topic.to_str()?)
                .map_or(0, |at| state.topics[*at].partitions.len())
        };
        if count == 0 {
            return Ok(None);
        }
        let bytes = |part: Option<&[u8]>| part.map(|part| PyBytes::new(py, part));
        let chosen = partitioner
            .bind(py)
            .call1((topic, bytes(input.key), bytes(input.value), count))?;
        match chosen.extract::<usize>() {
            Ok(partition) if partition < count => Ok(Some(partition)),
            _ => Err(PyValueError::new_err(format!(
                "the partitioner returned {} for topic {topic}: expected an int from 0 to {}",
                chosen.repr()?,
                count - 1
            ))),
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

impl Columns<'_> {
    fn len(&self) -> usize {
        self.values.items.len()
    }

    #[inline]
    fn input<'a>(&'a self, at: usize, timestamp: i64, headers: &'a Headers) -> Input<'a> {
        Input {
            timestamp,
            key: self.keys.as_ref().and_then(|keys| keys.items[at]),
            value: self.values.items[at],
            headers,
        }
    }
}

fn column<'a>(what: &str, given: &'a Bound<'_, PyTuple>) -> PyResult<Column<'a>> {
    let mut items = Vec::with_capacity(given.len());
    let mut copies = Vec::new();
    for at in 0..given.len() {
        let item = given.get_borrowed_item(at)?;
        // SAFETY: the tuple holds its items for as long as it is borrowed.
        let plain = unsafe { plain(item.as_ptr()) };
        items.push(match plain {
            Some(bytes) => bytes,
            None => bytes_of(what, &item)?.map(|bytes| {
                let copy = bytes.into_owned();
                // SAFETY: the memory of a vector stays where it is when the vector is moved; this one is not changed any
                // more, and dropped with `items`.
                let bytes = unsafe { slice::from_raw_parts(copy.as_ptr(), copy.len()) };
                copies.push(copy);
                bytes
            }),
        });
    }
    Ok(Column { items, _copies: copies })
}

/// Why no record is taken at all.
#[cold]
fn refused(py: Python<'_>, closed: bool) -> PyResult<Added1> {
    if closed {
        return Err(errors::error(py, "ClosedError", "the producer is closed"));
    }
    Ok(Added1::Not(Obstacle::Gated))
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
