//! A record: a view of its batch; its parts become Python objects when they are asked for.
use std::sync::Arc;

use barnabas_records::{BatchBuilder, BatchIter, Codec, DecodeOptions, Entry, SealOptions, TimestampType, decode};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use super::part::{Part, Place};
use crate::errors;
use crate::raw::Object;

pub struct Record {
    pub part: Arc<Part>,
    pub index: u32,
}

type Headers = Vec<(String, Option<Vec<u8>>)>;

/// The constructor behind the class.
#[pyfunction]
#[pyo3(name = "Record", signature = (topic, partition, offset, *, key = None, value = None, headers = None, timestamp_ms = 0, timestamp_type = "create", leader_epoch = None, key_deserializer = None, value_deserializer = None))]
#[allow(clippy::too_many_arguments)] // the constructor's keywords
pub fn make<'py>(
    py: Python<'py>,
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
) -> PyResult<Bound<'py, PyAny>> {
    let kind = match timestamp_type {
        "create" => TimestampType::Create,
        "append" => TimestampType::Append,
        "none" => TimestampType::None,
        other => {
            let text = format!("timestamp_type={other:?} is not accepted: expected 'create', 'append' or 'none'");
            return Err(errors::not_accepted(py, &text));
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
    let record = Record::alone(builder, place, offset, timestamp_ms, kind, leader_epoch.unwrap_or(-1))?;
    Object::make(py, record)
}

/// What a pickled record is made of again: the arguments of `make`, by place.
#[pyfunction(name = "_rebuild")] // pickle looks for it by its name
#[allow(clippy::too_many_arguments)] // the parts of `__reduce__`
pub fn rebuild<'py>(
    py: Python<'py>,
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
) -> PyResult<Bound<'py, PyAny>> {
    make(
        py,
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

impl Record {
    #[inline]
    pub fn entry(&self) -> &Entry {
        &self.part.batch.entries[self.index as usize]
    }

    /// Equal when the place and all the parts are (as bytes).
    pub fn same(&self, py: Python<'_>, other: &Self) -> PyResult<bool> {
        let (a, b) = (self.entry(), other.entry());
        let (x, y) = (&self.part.batch, &other.part.batch);
        Ok(a.offset == b.offset
            && self.part.place.partition == other.part.place.partition
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

    pub fn copied(&self, py: Python<'_>) -> PyResult<Self> {
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

    /// The arguments of `rebuild`.
    pub fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let (entry, place) = (self.entry(), &self.part.place);
        let function = |given: &Option<Py<PyAny>>| given.as_ref().map(|f| f.clone_ref(py)).into_bound_py_any(py);
        PyTuple::new(
            py,
            [
                place.topic.bind(py).clone().into_any(),
                place.partition.into_bound_py_any(py)?,
                entry.offset.into_bound_py_any(py)?,
                self.part.raw_key(py, entry).into_bound_py_any(py)?,
                self.part.raw_value(py, entry).into_bound_py_any(py)?,
                self.part.headers(py, entry)?.into_any(),
                entry.timestamp.into_bound_py_any(py)?,
                self.part.timestamp_type().into_bound_py_any(py)?,
                self.leader_epoch().into_bound_py_any(py)?,
                function(&place.key_deserializer)?,
                function(&place.value_deserializer)?,
            ],
        )
    }

    pub fn leader_epoch(&self) -> Option<i32> {
        (self.part.batch.leader_epoch >= 0).then_some(self.part.batch.leader_epoch)
    }

    pub fn hashed(&self, py: Python<'_>) -> PyResult<isize> {
        let place = &self.part.place;
        (place.topic.bind(py), place.partition, self.entry().offset)
            .into_pyobject(py)?
            .hash()
    }

    pub fn shown(&self, py: Python<'_>) -> PyResult<String> {
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
            self.part.place.partition,
            self.entry().offset,
            shown(self.part.raw_key(py, self.entry()))?,
            shown(self.part.raw_value(py, self.entry()))?,
        ))
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
