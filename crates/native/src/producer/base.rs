//! The user's side of a producer: `send()` in one native call as long as nothing has to be waited for.
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};
use pyo3::{IntoPyObjectExt, PyTraverseError, PyVisit};

use super::accumulator::Accumulator;
use super::columns::{Columns, column_of};
use super::delivery::Delivery;
use super::input::{bytes_of, given_again, headers_of, partition_of, serialized, timestamp_of};
use super::many::DeliveryBatch;
use super::recent::Recent;
use super::reserved::Reserved;
use super::topic::Input;
use super::wiring::{Appended, Wiring};
use crate::errors;
use crate::generic;
use crate::raw::Object;
use crate::ready::ready;

/// How long a sender gives way to the engine when it has filled a batch. A thread that sends without end holds the
/// GIL for 5 ms at a time, which is long for the thread that has to hand the batch to the network.
const GIVE_WAY: Duration = Duration::from_millis(1);
/// On an event loop it is less, for the loop stands still meanwhile.
const GIVE_WAY_ASYNC: Duration = Duration::from_micros(500);

#[pyclass(frozen, subclass, weakref, module = "barnabas._native")]
pub struct ProducerBase {
    wiring: OnceLock<Wiring>,
}

fn present(given: Option<Py<PyAny>>, py: Python<'_>) -> Option<Py<PyAny>> {
    given.filter(|given| !given.is_none(py))
}

fn text<'a, 'py>(topic: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyString>> {
    topic.cast::<PyString>().map_err(|_| {
        let shown = topic.repr().map_or_else(|_| "?".to_owned(), |text| text.to_string());
        PyTypeError::new_err(format!("topic={shown} is not accepted: expected a str"))
    })
}

#[pymethods]
impl ProducerBase {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Self {
        Self {
            wiring: OnceLock::new(),
        }
    }

    #[classmethod]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        parameters: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        generic(class, parameters)
    }

    /// Called once, by the face's constructor.
    #[pyo3(signature = (accumulator, wake, key_serializer, value_serializer, partitioner, asynchronous, wall_ms=None))]
    #[allow(clippy::too_many_arguments)] // the face's parts
    fn _wire(
        &self,
        py: Python<'_>,
        accumulator: &Bound<'_, Accumulator>,
        wake: Py<PyAny>,
        key_serializer: Option<Py<PyAny>>,
        value_serializer: Option<Py<PyAny>>,
        partitioner: Option<Py<PyAny>>,
        asynchronous: bool,
        wall_ms: Option<Py<PyAny>>,
    ) {
        let (key_serializer, value_serializer) = (present(key_serializer, py), present(value_serializer, py));
        let partitioner = present(partitioner, py);
        accumulator.get().shared.lock().on_loop = asynchronous;
        let wiring = Wiring {
            plain: key_serializer.is_none() && value_serializer.is_none() && partitioner.is_none() && wall_ms.is_none(),
            shared: Arc::clone(&accumulator.get().shared),
            recent: Recent::default(),
            wake,
            key_serializer,
            value_serializer,
            partitioner,
            wall_ms,
            give_way: if asynchronous { GIVE_WAY_ASYNC } else { GIVE_WAY },
        };
        let _ = self.wiring.set(wiring);
    }

    /// Tries to append a record whose parts are bytes already. A Delivery; or -1: the topic is not known, -2: the
    /// partition is not known, -3: none are taken now, -4: the sender is ahead
    /// of the brokers (see `_await_spare`), or the bytes of room that are missing.
    #[pyo3(signature = (topic, value, key, headers, partition, timestamp_ms, reserved))]
    #[allow(clippy::too_many_arguments)] // a record's parts
    fn _append(
        slf: &Bound<'_, Self>,
        topic: &Bound<'_, PyString>,
        value: Option<&Bound<'_, PyBytes>>,
        key: Option<&Bound<'_, PyBytes>>,
        headers: Option<&Bound<'_, PyAny>>,
        partition: Option<usize>,
        timestamp_ms: i64,
        reserved: Option<&Bound<'_, Reserved>>,
    ) -> PyResult<Py<PyAny>> {
        let py = slf.py();
        let wiring = slf.get().wiring()?;
        let headers = headers_of(headers)?;
        let input = Input {
            timestamp: timestamp_ms,
            key: key.map(|key| key.as_bytes()),
            value: value.map(|value| value.as_bytes()),
            headers: &headers,
        };
        let partition = wiring.placed(py, topic, partition, &input)?; // the topic may have become known just now
        match wiring.append(py, topic, partition, &input, reserved.map(Bound::get))? {
            Appended::Done(outcome, index) => {
                Object::make(py, Delivery::new(outcome, index, timestamp_ms)).map(Bound::unbind)
            }
            Appended::Not(obstacle) => obstacle.number().into_py_any(py),
        }
    }

    /// Appends `values[start:]` and so on until something is in the way: (the next index, 0 or what `_append` returns).
    #[pyo3(signature = (into, topic, values, keys, headers, partition, start, timestamp_ms, reserved))]
    #[allow(clippy::too_many_arguments)] // a record's parts
    fn _append_many(
        slf: &Bound<'_, Self>,
        into: &Bound<'_, DeliveryBatch>,
        topic: &Bound<'_, PyString>,
        values: &Bound<'_, PyTuple>,
        keys: Option<&Bound<'_, PyTuple>>,
        headers: Option<&Bound<'_, PyAny>>,
        partition: Option<usize>,
        start: usize,
        timestamp_ms: i64,
        reserved: Option<&Bound<'_, Reserved>>,
    ) -> PyResult<(usize, i64)> {
        let wiring = slf.get().wiring()?;
        let headers = headers_of(headers)?;
        let columns = Columns::of(values, keys)?;
        let (next, obstacle) = wiring.append_many(
            slf.py(),
            into.get(),
            topic,
            &columns,
            &headers,
            partition,
            start,
            timestamp_ms,
            reserved.map(Bound::get),
        )?;
        Ok((next, obstacle.map_or(0, |obstacle| obstacle.number())))
    }

    /// Sends many records with one call and one handle.
    ///
    /// Args:
    ///     topic: the topic's name.
    ///     values: a sequence of what `send` takes as value.
    ///     keys: None, or a sequence of the same length of what `send` takes as key.
    ///     headers, partition, timestamp_ms: as for `send`; the same for all.
    ///
    /// Returns:
    ///     A `DeliveryBatch`, of which the outcome of each record can be asked.
    ///
    /// Raises:
    ///     ConfigurationError: `keys` has another length than `values`.
    ///     KafkaError: as for `send`; the error's `accepted` is the handle of the records that were accepted before it.
    ///
    /// >>> producer.send_many("orders", [b"a", b"b"]).result(timeout=10)  # doctest: +SKIP
    /// <metadata of 2 records>
    #[pyo3(signature = (topic, values, keys = None, *, headers = None, partition = None, timestamp_ms = None))]
    #[allow(clippy::too_many_arguments)] // a record's parts by keyword
    fn send_many(
        slf: &Bound<'_, Self>,
        topic: &Bound<'_, PyAny>,
        values: &Bound<'_, PyAny>,
        keys: Option<&Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        partition: Option<&Bound<'_, PyAny>>,
        timestamp_ms: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        match Self::fast_many(slf, topic, values, keys, headers, partition, timestamp_ms)? {
            (Some(later), _) => Ok(later),
            (None, batch) => Ok(batch.into_any()),
        }
    }

    /// As `Producer.send_many`, awaited.
    ///
    /// >>> deliveries = await producer.send_many("orders", [b"a", b"b"])  # doctest: +SKIP
    #[pyo3(signature = (topic, values, keys = None, *, headers = None, partition = None, timestamp_ms = None))]
    #[allow(clippy::too_many_arguments)] // a record's parts by keyword
    fn _send_many_ready(
        slf: &Bound<'_, Self>,
        topic: &Bound<'_, PyAny>,
        values: &Bound<'_, PyAny>,
        keys: Option<&Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        partition: Option<&Bound<'_, PyAny>>,
        timestamp_ms: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Py<PyAny>> {
        match Self::fast_many(slf, topic, values, keys, headers, partition, timestamp_ms)? {
            (Some(later), _) => Ok(later),
            (None, batch) => ready(slf.py(), batch.into_any()),
        }
    }

    /// Waits, at most `timeout` seconds, for memory that the brokers are done with; whether there is some. The sender goes on
    /// with what there is then.
    fn _await_spare(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        self.wiring()?.await_spare(py, timeout)
    }

    /// Blocks until `need` bytes are reserved; None when `timeout` seconds have passed or the producer was closed.
    fn _wait_room(&self, py: Python<'_>, need: usize, timeout: f64) -> PyResult<Option<Reserved>> {
        self.wiring()?.wait_room(py, need, timeout)
    }

    /// A ticket for `need` bytes; `told()` is called, on any thread, when it was granted or refused. None when closed.
    fn _ask_room(&self, py: Python<'_>, need: usize, told: Py<PyAny>) -> PyResult<Option<u64>> {
        self.wiring()?.ask_room(py, need, told)
    }

    /// What a ticket was granted, once: to append with, or to be dropped. None where it was not.
    fn _claim(&self, id: u64) -> PyResult<Option<Reserved>> {
        Ok(self.wiring()?.claim(id))
    }

    /// A ticket is no longer wanted, nor what it may have been granted.
    fn _give_up(&self, py: Python<'_>, id: u64) -> PyResult<()> {
        self.wiring()?.give_up(py, id);
        Ok(())
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        if let Some(wiring) = self.wiring.get() {
            visit.call(&wiring.wake)?;
            visit.call(&wiring.key_serializer)?;
            visit.call(&wiring.value_serializer)?;
            visit.call(&wiring.partitioner)?;
            visit.call(&wiring.wall_ms)?;
        }
        Ok(())
    }
}

pub enum Sent {
    Ready(Delivery),
    Slow(Py<PyAny>),
}

impl ProducerBase {
    pub fn wiring(&self) -> PyResult<&Wiring> {
        self.wiring
            .get()
            .ok_or_else(|| PyTypeError::new_err("make producers with client.producer()"))
    }

    #[allow(clippy::too_many_arguments)] // a record's parts
    pub fn one(
        slf: &Bound<'_, Self>,
        topic: &Bound<'_, PyAny>,
        value: Bound<'_, PyAny>,
        key: Option<Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        partition: Option<&Bound<'_, PyAny>>,
        timestamp_ms: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Sent> {
        let py = slf.py();
        let wiring = slf.get().wiring()?;
        let topic = text(topic)?;
        let value = serialized("value", wiring.value_serializer.as_ref(), topic, value)?;
        let key = match key {
            Some(key) => Some(serialized("key", wiring.key_serializer.as_ref(), topic, key)?),
            None => None,
        };
        let value_bytes = bytes_of("value", &value)?;
        let key_bytes = match &key {
            Some(key) => bytes_of("key", key)?,
            None => None,
        };
        let pairs = headers_of(headers)?;
        let partition = partition_of(partition)?;
        let timestamp = timestamp_of(timestamp_ms, || wiring.now(py))?;
        let input = Input {
            timestamp,
            key: key_bytes.as_deref(),
            value: value_bytes.as_deref(),
            headers: &pairs,
        };
        let partition = wiring.placed(py, topic, partition, &input)?;
        match wiring.append(py, topic, partition, &input, None)? {
            Appended::Done(outcome, index) => Ok(Sent::Ready(Delivery::new(outcome, index, timestamp))),
            Appended::Not(_) => {
                let bytes = |part: Option<&[u8]>| part.map(|part| PyBytes::new(py, part));
                let (value, key, pairs) = (bytes(input.value), bytes(input.key), given_again(py, &pairs));
                let args = (topic, value, key, pairs, partition, timestamp);
                slf.call_method1("_send_slowly", args)
                    .map(|later| Sent::Slow(later.unbind()))
            }
        }
    }

    #[allow(clippy::too_many_arguments, clippy::type_complexity)] // a record's parts
    fn fast_many(
        slf: &Bound<'_, Self>,
        topic: &Bound<'_, PyAny>,
        values: &Bound<'_, PyAny>,
        keys: Option<&Bound<'_, PyAny>>,
        headers: Option<&Bound<'_, PyAny>>,
        partition: Option<&Bound<'_, PyAny>>,
        timestamp_ms: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<(Option<Py<PyAny>>, Py<DeliveryBatch>)> {
        let py = slf.py();
        let wiring = slf.get().wiring()?;
        let topic = text(topic)?;
        let values = column_of("value", "values", wiring.value_serializer.as_ref(), topic, values)?;
        let keys = match keys.filter(|keys| !keys.is_none()) {
            Some(keys) => Some(column_of("key", "keys", wiring.key_serializer.as_ref(), topic, keys)?),
            None => None,
        };
        if keys.as_ref().is_some_and(|keys| keys.len() != values.len()) {
            let (have, want) = (keys.map_or(0, |keys| keys.len()), values.len());
            let text = format!("keys has {have} items where values has {want}");
            return Err(errors::not_accepted(py, &text));
        }
        let columns = Columns::of(&values, keys.as_ref())?;
        let pairs = headers_of(headers)?;
        let partition = partition_of(partition)?;
        let timestamp = timestamp_of(timestamp_ms, || wiring.now(py))?;
        let batch = Py::new(py, DeliveryBatch::new(timestamp))?;
        let (next, obstacle) = wiring
            .append_many(py, batch.get(), topic, &columns, &pairs, partition, 0, timestamp, None)
            .inspect_err(|error| tell_accepted(error.value(py), &batch))?;
        if obstacle.is_none() {
            return Ok((None, batch));
        }
        drop(columns);
        // Those that were read here: what the user gave may be an iterator, which gives them once.
        let headers = given_again(py, &pairs);
        let args = (&batch, topic, values, keys, headers, partition, next, timestamp);
        let later = slf.call_method1("_send_many_slowly", args)?;
        Ok((Some(later.unbind()), batch))
    }
}

/// Whoever sends many is told by an error of ours which of them were taken before it.
fn tell_accepted(error: &Bound<'_, PyAny>, batch: &Py<DeliveryBatch>) {
    if error.hasattr("accepted").unwrap_or(false) {
        let _ = error.setattr("accepted", batch); // without memory the error is raised all the same
    }
}
