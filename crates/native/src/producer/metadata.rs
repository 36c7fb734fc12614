//! Where a record was written.
use std::sync::Arc;

use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::outcome::Place;

/// Where a record was written.
///
/// Attributes:
///     topic: the topic's name.
///     partition: the partition's number.
///     offset: the record's number in its partition; None with ``acks=0``, when no broker says it.
///     timestamp_ms: the record's time in milliseconds since 1970; the broker's where the topic has ``LogAppendTime``.
///
/// Example:
///     >>> barnabas.RecordMetadata("orders", 3, 42, 1700000000000)
///     RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)
#[pyclass(frozen, module = "barnabas")]
pub struct RecordMetadata {
    place: Arc<Place>,
    offset: Option<i64>,
    timestamp: i64,
}

impl RecordMetadata {
    pub fn of(place: Arc<Place>, offset: Option<i64>, timestamp: i64) -> Self {
        Self {
            place,
            offset,
            timestamp,
        }
    }

    fn tuple<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        (
            self.place.topic.bind(py),
            self.place.partition,
            self.offset,
            self.timestamp,
        )
            .into_pyobject(py)
    }
}

#[pymethods]
impl RecordMetadata {
    #[new]
    fn new(topic: Py<PyString>, partition: i32, offset: Option<i64>, timestamp_ms: i64) -> Self {
        Self {
            place: Arc::new(Place { topic, partition }),
            offset,
            timestamp: timestamp_ms,
        }
    }

    /// The topic's name.
    ///
    /// >>> barnabas.RecordMetadata("orders", 3, 42, 0).topic
    /// 'orders'
    #[getter]
    fn topic(&self, py: Python<'_>) -> Py<PyString> {
        self.place.topic.clone_ref(py)
    }

    /// The partition's number.
    ///
    /// >>> barnabas.RecordMetadata("orders", 3, 42, 0).partition
    /// 3
    #[getter]
    fn partition(&self) -> i32 {
        self.place.partition
    }

    /// The record's number in its partition; None with ``acks=0``.
    ///
    /// >>> barnabas.RecordMetadata("orders", 3, 42, 0).offset
    /// 42
    #[getter]
    fn offset(&self) -> Option<i64> {
        self.offset
    }

    /// Milliseconds since 1970.
    ///
    /// >>> barnabas.RecordMetadata("orders", 3, 42, 1700000000000).timestamp_ms
    /// 1700000000000
    #[getter]
    fn timestamp_ms(&self) -> i64 {
        self.timestamp
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let topic = self.place.topic.bind(py).repr()?;
        let offset = self.offset.map_or("None".to_owned(), |offset| offset.to_string());
        let (partition, timestamp) = (self.place.partition, self.timestamp);
        Ok(format!(
            "RecordMetadata(topic={topic}, partition={partition}, offset={offset}, timestamp_ms={timestamp})"
        ))
    }

    fn __richcmp__<'py>(&self, py: Python<'py>, other: &Bound<'py, PyAny>, op: CompareOp) -> PyResult<Py<PyAny>> {
        match other.cast::<Self>() {
            Ok(other) => Ok(self.tuple(py)?.rich_compare(other.get().tuple(py)?, op)?.unbind()),
            Err(_) => Ok(py.NotImplemented()),
        }
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.tuple(py)?.hash()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        Ok((slf.get_type().into_any(), slf.get().tuple(slf.py())?))
    }
}
