//! What the user's side is wired to, and appending by it: under the lock no user code runs and no Python object goes.
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

use super::clock;
use super::input::{Headers, bytes_of};
use super::many::{DeliveryBatch, Spans};
use super::outcome::Outcome;
use super::shared::Shared;
use super::state::{Added, Input, Wake};
use crate::errors;

pub struct Wiring {
    pub shared: Arc<Shared>,
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
    Full(usize),
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
            Self::Full(bytes) => i64::try_from(*bytes).unwrap_or(i64::MAX),
        }
    }
}

/// Keys and values as slices, all checked before the first one is sent.
pub struct Columns<'a> {
    values: Vec<Option<Cow<'a, [u8]>>>,
    keys: Option<Vec<Option<Cow<'a, [u8]>>>>,
}

impl<'a> Columns<'a> {
    pub fn of(values: &'a [Bound<'_, PyAny>], keys: Option<&'a [Bound<'_, PyAny>]>) -> PyResult<Self> {
        let values = values
            .iter()
            .map(|value| bytes_of("value", value))
            .collect::<PyResult<_>>()?;
        let keys = match keys {
            Some(keys) => Some(keys.iter().map(|key| bytes_of("key", key)).collect::<PyResult<_>>()?),
            None => None,
        };
        Ok(Self { values, keys })
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
            if state.closed {
                drop(state);
                return Err(errors::error(py, "ClosedError", "the producer is closed"));
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
            state.add(at, partition, input, reserved, clock::monotonic_us, &mut wake)
        };
        if wake.engine || wake.filled {
            self.tell(py, wake)?;
        }
        match added {
            Added::Done { outcome, index } => Ok(Added1::Done(outcome, index)),
            Added::Full(bytes) => Ok(Added1::Not(Obstacle::Full(bytes))),
            Added::TooLarge(limit) => Err(too_large(py, topic, input, limit)),
        }
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
        while at < columns.values.len() {
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
                if state.closed {
                    drop(state);
                    return Err(errors::error(py, "ClosedError", "the producer is closed"));
                }
                let Some(topic_at) = state.find(name) else {
                    return Ok((at, Some(Obstacle::NoTopic)));
                };
                if asked.is_some_and(|partition| partition >= state.topics[topic_at].partitions.len()) {
                    return Ok((at, Some(Obstacle::NoPartition)));
                }
                let now = clock::monotonic_us();
                while at < columns.values.len() {
                    let input = columns.input(at, timestamp, headers);
                    let chosen = asked.unwrap_or_else(|| state.choose(topic_at, input.key));
                    match state.add(topic_at, chosen, &input, reserved, || now, &mut wake) {
                        Added::Done { outcome, index } => spans.push(outcome, index),
                        Added::Full(bytes) => {
                            end = Some(Ok(Obstacle::Full(bytes)));
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
        if wake.engine {
            self.wake.call0(py)?;
        }
        if wake.filled {
            py.detach(|| self.shared.hand_off.wait(seen, self.give_way));
        }
        Ok(())
    }
}

impl Columns<'_> {
    fn input<'a>(&'a self, at: usize, timestamp: i64, headers: &'a Headers) -> Input<'a> {
        let key = self.keys.as_ref().and_then(|keys| keys[at].as_deref());
        Input {
            timestamp,
            key,
            value: self.values[at].as_deref(),
            headers,
        }
    }
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
