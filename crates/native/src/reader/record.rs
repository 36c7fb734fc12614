//! A record: a view of its batch; its parts become Python objects when they are asked for.
use std::sync::Arc;

use barnabas_records::{BatchBuilder, BatchIter, Codec, DecodeOptions, Entry, SealOptions, TimestampType, decode};
use pyo3::IntoPyObjectExt;
use pyo3::basic::CompareOp;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString, PyTuple, PyType};

use super::part::{Part, Place};
use crate::generic;

/// A record as it was read: where it stands, when it was made, and its key, value and headers.
///
/// It is a light view that keeps its whole batch in memory (about a megabyte); `copy()` and pickling are free of it.
/// Key and value are made each time they are asked for; keep them in a variable to use them twice. A deserializer of the
/// consumer's runs then; if it raises, the error is a `SerializationError` that names the record, and `raw_key` and
/// `raw_value` still have the bytes. Records are immutable and may be used by any thread.
///
/// The constructor is meant for tests of code that takes records.
///
/// Example:
///     >>> record = barnabas.Record("orders", 3, 42, key=b"k", value=b"v", timestamp_ms=1700000000000)
///     >>> record.topic, record.partition, record.offset, record.key, record.value
///     ('orders', 3, 42, b'k', b'v')
#[pyclass(frozen, module = "barnabas")]
pub struct Record {
    pub part: Arc<Part>,
    pub index: u32,
}

type Headers = Vec<(String, Option<Vec<u8>>)>;

#[pymethods]
impl Record {
    #[new]
    #[pyo3(signature = (topic, partition, offset, *, key = None, value = None, headers = None, timestamp_ms = 0, timestamp_type = "create", leader_epoch = None, key_deserializer = None, value_deserializer = None))]
    #[allow(clippy::too_many_arguments)] // the Python constructor's keywords
    fn new(
        topic: Py<PyString>,
        partition: i32,
        offset: i64,
        key: Option<Vec<u8>>,
        value: Option<Vec<u8>>,
        headers: Option<Headers>,
        timestamp_ms: i64,
        timestamp_type: &str,
        leader_epoch: Option<i32>,
        key_deserializer: Option<Py<PyAny>>,
        value_deserializer: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let kind = match timestamp_type {
            "create" => TimestampType::Create,
            "append" => TimestampType::Append,
            "none" => TimestampType::None,
            other => {
                let text = format!("timestamp_type={other:?} is not accepted: expected 'create', 'append' or 'none'");
                return Err(PyValueError::new_err(text));
            }
        };
        let headers = headers.unwrap_or_default();
        let mut builder = BatchBuilder::new(timestamp_ms);
        let pairs: Vec<(&[u8], Option<&[u8]>)> = headers
            .iter()
            .map(|(name, value)| (name.as_bytes(), value.as_deref()))
            .collect();
        builder.append(timestamp_ms, key.as_deref(), value.as_deref(), pairs.iter().copied());
        let place = Place {
            topic,
            partition,
            key_deserializer,
            value_deserializer,
        };
        Self::alone(builder, place, offset, timestamp_ms, kind, leader_epoch.unwrap_or(-1))
    }

    #[classmethod]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        parameters: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        generic(class, parameters)
    }

    /// The topic's name.
    ///
    /// >>> barnabas.Record("orders", 3, 42).topic
    /// 'orders'
    #[getter]
    fn topic(&self, py: Python<'_>) -> Py<PyString> {
        self.part.place.topic.clone_ref(py)
    }

    /// The partition's number.
    ///
    /// >>> barnabas.Record("orders", 3, 42).partition
    /// 3
    #[getter]
    fn partition(&self) -> i32 {
        self.part.place.partition
    }

    /// The record's number in its partition.
    ///
    /// >>> barnabas.Record("orders", 3, 42).offset
    /// 42
    #[getter]
    fn offset(&self) -> i64 {
        self.entry().offset
    }

    /// Milliseconds since 1970 (UTC), by the producer's or the broker's clock; -1 in the oldest format, which has none.
    ///
    /// >>> barnabas.Record("orders", 3, 42, timestamp_ms=1700000000000).timestamp_ms
    /// 1700000000000
    #[getter]
    fn timestamp_ms(&self) -> i64 {
        self.entry().timestamp
    }

    /// Whose clock it was: "create" (the producer's), "append" (the broker's) or "none".
    ///
    /// >>> barnabas.Record("orders", 3, 42).timestamp_type
    /// 'create'
    #[getter]
    fn timestamp_type(&self) -> &'static str {
        self.part.timestamp_type()
    }

    /// The epoch of the leader that took the record (KIP-320), None if unknown.
    ///
    /// >>> barnabas.Record("orders", 3, 42, leader_epoch=5).leader_epoch
    /// 5
    #[getter]
    fn leader_epoch(&self) -> Option<i32> {
        (self.part.batch.leader_epoch >= 0).then_some(self.part.batch.leader_epoch)
    }

    /// The key, deserialized if the consumer has a `key_deserializer`; None if there is none.
    ///
    /// Raises:
    ///     SerializationError: the deserializer failed; its exception is the cause.
    ///
    /// >>> barnabas.Record("orders", 3, 42, key=b"k").key
    /// b'k'
    #[getter]
    fn key(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.part.key(py, self.entry())
    }

    /// The value, deserialized if the consumer has a `value_deserializer`; None for a tombstone.
    ///
    /// Raises:
    ///     SerializationError: the deserializer failed; its exception is the cause.
    ///
    /// >>> barnabas.Record("orders", 3, 42, value=b"21", value_deserializer=int).value
    /// 21
    #[getter]
    fn value(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.part.value(py, self.entry())
    }

    /// The key's bytes, whatever a deserializer makes of them.
    ///
    /// >>> barnabas.Record("orders", 3, 42, key=b"k").raw_key
    /// b'k'
    #[getter]
    fn raw_key<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.part.raw_key(py, self.entry())
    }

    /// The value's bytes, whatever a deserializer makes of them.
    ///
    /// >>> barnabas.Record("orders", 3, 42, value=b"21", value_deserializer=int).raw_value
    /// b'21'
    #[getter]
    fn raw_value<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.part.raw_value(py, self.entry())
    }

    /// A list of (name, value) in the record's order; names may repeat, values may be None.
    ///
    /// >>> barnabas.Record("orders", 3, 42, headers=[("trace", b"1"), ("trace", None)]).headers
    /// [('trace', b'1'), ('trace', None)]
    #[getter]
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        self.part.headers(py, self.entry())
    }

    /// The same record with memory of its own, so that its batch can go.
    ///
    /// >>> barnabas.Record("orders", 3, 42, value=b"v").copy().value
    /// b'v'
    fn copy(&self, py: Python<'_>) -> PyResult<Self> {
        let entry = self.entry();
        let batch = &self.part.batch;
        let mut builder = BatchBuilder::new(entry.timestamp);
        let pairs: Vec<(&[u8], Option<&[u8]>)> = batch.headers(entry).collect();
        builder.append(
            entry.timestamp,
            entry.key.of(&batch.body),
            entry.value.of(&batch.body),
            pairs.iter().copied(),
        );
        let place = &self.part.place;
        let place = Place {
            topic: place.topic.clone_ref(py),
            partition: place.partition,
            key_deserializer: place.key_deserializer.as_ref().map(|f| f.clone_ref(py)),
            value_deserializer: place.value_deserializer.as_ref().map(|f| f.clone_ref(py)),
        };
        Self::alone(
            builder,
            place,
            entry.offset,
            entry.timestamp,
            batch.timestamp_type,
            batch.leader_epoch,
        )
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let this = slf.get();
        let place = &this.part.place;
        let arguments = PyTuple::new(
            py,
            [
                this.topic(py).into_bound_py_any(py)?,
                this.partition().into_bound_py_any(py)?,
                this.offset().into_bound_py_any(py)?,
                this.raw_key(py).into_bound_py_any(py)?,
                this.raw_value(py).into_bound_py_any(py)?,
                this.headers(py)?.into_any(),
                this.timestamp_ms().into_bound_py_any(py)?,
                this.timestamp_type().into_bound_py_any(py)?,
                this.leader_epoch().into_bound_py_any(py)?,
                place
                    .key_deserializer
                    .as_ref()
                    .map(|f| f.clone_ref(py))
                    .into_bound_py_any(py)?,
                place
                    .value_deserializer
                    .as_ref()
                    .map(|f| f.clone_ref(py))
                    .into_bound_py_any(py)?,
            ],
        )?;
        Ok((slf.get_type().getattr("_rebuild")?, arguments))
    }

    #[classmethod]
    #[allow(clippy::too_many_arguments)] // the parts of `__reduce__`
    fn _rebuild(
        _class: &Bound<'_, PyType>,
        topic: Py<PyString>,
        partition: i32,
        offset: i64,
        key: Option<Vec<u8>>,
        value: Option<Vec<u8>>,
        headers: Headers,
        timestamp_ms: i64,
        timestamp_type: &str,
        leader_epoch: Option<i32>,
        key_deserializer: Option<Py<PyAny>>,
        value_deserializer: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        Self::new(
            topic,
            partition,
            offset,
            key,
            value,
            Some(headers),
            timestamp_ms,
            timestamp_type,
            leader_epoch,
            key_deserializer,
            value_deserializer,
        )
    }

    /// Equal when the place and all the parts are (as bytes).
    fn __richcmp__(&self, py: Python<'_>, other: &Bound<'_, PyAny>, op: CompareOp) -> PyResult<Py<PyAny>> {
        let Ok(other) = other.cast::<Self>() else {
            return Ok(py.NotImplemented());
        };
        let equal = self.same(py, other.get())?;
        match op {
            CompareOp::Eq => equal.into_py_any(py),
            CompareOp::Ne => (!equal).into_py_any(py),
            _ => Ok(py.NotImplemented()),
        }
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        (self.topic(py), self.partition(), self.offset())
            .into_bound_py_any(py)?
            .hash()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let shown = |part: Option<Bound<'_, PyBytes>>| -> PyResult<String> {
            let Some(part) = part else { return Ok("None".to_owned()) };
            let bytes = part.as_bytes();
            let head = PyBytes::new(py, &bytes[..bytes.len().min(40)]).repr()?.to_string();
            Ok(if bytes.len() > 40 {
                format!("{head}... ({} bytes)", bytes.len())
            } else {
                head
            })
        };
        Ok(format!(
            "<Record {} partition {} offset {} key={} value={}>",
            self.part.place.topic.bind(py),
            self.partition(),
            self.offset(),
            shown(self.raw_key(py))?,
            shown(self.raw_value(py))?,
        ))
    }
}

impl Record {
    #[inline]
    fn entry(&self) -> &Entry {
        &self.part.batch.entries[self.index as usize]
    }

    fn same(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let (a, b) = (self.entry(), other.entry());
        let (x, y) = (&self.part.batch, &other.part.batch);
        Ok(a.offset == b.offset
            && self.partition() == other.partition()
            && a.timestamp == b.timestamp
            && x.timestamp_type == y.timestamp_type
            && x.leader_epoch == y.leader_epoch
            && a.key.of(&x.body) == b.key.of(&y.body)
            && a.value.of(&x.body) == b.value.of(&y.body)
            && x.headers(a).eq(y.headers(b))
            && self
                .part
                .place
                .topic
                .bind(py)
                .as_any()
                .eq(other.part.place.topic.bind(py))?)
    }

    /// A record in a batch of its own, which only this client ever sees.
    fn alone(
        builder: BatchBuilder,
        place: Place,
        offset: i64,
        timestamp: i64,
        kind: TimestampType,
        leader_epoch: i32,
    ) -> PyResult<Self> {
        let failed = |error: barnabas_records::Error| PyValueError::new_err(error.to_string());
        let bytes = builder
            .seal(Codec::None, None, SealOptions::default())
            .map_err(failed)?;
        let options = DecodeOptions {
            check_crc: false,
            max_decompressed: usize::MAX,
        };
        let raw = BatchIter::new(&bytes)
            .next()
            .ok_or_else(|| PyValueError::new_err("the record is too large"))?;
        let mut batch = decode(&raw.map_err(failed)?, options).map_err(failed)?;
        batch.base_offset = offset;
        batch.last_offset = offset;
        batch.leader_epoch = leader_epoch;
        batch.timestamp_type = kind;
        batch.entries[0].offset = offset;
        batch.entries[0].timestamp = timestamp;
        Ok(Self {
            part: Arc::new(Part {
                place: Arc::new(place),
                batch,
            }),
            index: 0,
        })
    }
}
