//! A decoded batch and where it stands; what records are views of.
use std::sync::Arc;

use barnabas_records::{DecodedBatch, Entry, TimestampType};
use pyo3::exceptions::PyException;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use crate::errors::{self, context};

/// A partition as the consumer that reads it sees it: its name, and the user's deserializers.
pub struct Place {
    pub topic: Py<PyString>,
    pub partition: i32,
    pub key_deserializer: Option<Py<PyAny>>,
    pub value_deserializer: Option<Py<PyAny>>,
}

/// A decoded batch; records hold one and so keep it in memory.
pub struct Part {
    pub place: Arc<Place>,
    pub batch: DecodedBatch,
}

/// Consecutive records of one batch.
#[derive(Clone)]
pub struct Segment {
    pub part: Arc<Part>,
    pub start: usize,
    pub end: usize,
    /// The position behind it: past holes and control batches when it is the last of what was taken.
    pub next_offset: i64,
    /// The leader epoch of the last batch before that, -1 if unknown.
    pub next_epoch: i32,
}

impl Segment {
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    pub fn entries(&self) -> &[Entry] {
        &self.part.batch.entries[self.start..self.end]
    }

    /// A piece of it, by indexes from its own start.
    pub fn slice(&self, start: usize, end: usize) -> Self {
        let (first, last) = (self.start + start, self.start + end);
        let (next_offset, next_epoch) = if last == self.end {
            (self.next_offset, self.next_epoch)
        } else {
            let batch = &self.part.batch;
            (batch.entries[last - 1].offset + 1, batch.leader_epoch)
        };
        Self {
            part: Arc::clone(&self.part),
            start: first,
            end: last,
            next_offset,
            next_epoch,
        }
    }
}

impl Part {
    #[inline]
    pub fn raw_key<'py>(&self, py: Python<'py>, entry: &Entry) -> Option<Bound<'py, PyBytes>> {
        entry.key.of(&self.batch.body).map(|bytes| PyBytes::new(py, bytes))
    }

    #[inline]
    pub fn raw_value<'py>(&self, py: Python<'py>, entry: &Entry) -> Option<Bound<'py, PyBytes>> {
        entry.value.of(&self.batch.body).map(|bytes| PyBytes::new(py, bytes))
    }

    pub fn key<'py>(&self, py: Python<'py>, entry: &Entry) -> PyResult<Bound<'py, PyAny>> {
        let raw = self.raw_key(py, entry);
        self.made(py, raw, self.place.key_deserializer.as_ref(), "key", entry)
    }

    #[inline]
    pub fn value<'py>(&self, py: Python<'py>, entry: &Entry) -> PyResult<Bound<'py, PyAny>> {
        let raw = self.raw_value(py, entry);
        self.made(py, raw, self.place.value_deserializer.as_ref(), "value", entry)
    }

    /// Null stays None and never meets the deserializer.
    #[inline]
    fn made<'py>(
        &self,
        py: Python<'py>,
        raw: Option<Bound<'py, PyBytes>>,
        deserializer: Option<&Py<PyAny>>,
        which: &str,
        entry: &Entry,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Some(raw) = raw else {
            return Ok(py.None().into_bound(py));
        };
        let Some(deserializer) = deserializer else {
            return Ok(raw.into_any());
        };
        deserializer.bind(py).call1((raw,)).map_err(|cause| {
            if !cause.is_instance_of::<PyException>(py) {
                return cause; // KeyboardInterrupt and the like are nobody's failure
            }
            let text = format!("{which}_deserializer failed on a record; record.raw_{which} has the bytes");
            let place = context(py, self.place.topic.bind(py), self.place.partition, Some(entry.offset));
            errors::caused(py, "SerializationError", &text, place, cause)
        })
    }

    pub fn headers<'py>(&self, py: Python<'py>, entry: &Entry) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for (name, value) in self.batch.headers(entry) {
            // Kafka says that names are UTF-8, but nothing checks it on the way in: what is not stays readable.
            let name = String::from_utf8_lossy(name);
            list.append((name.as_ref(), value.map(|bytes| PyBytes::new(py, bytes))))?;
        }
        Ok(list)
    }

    /// Kafka's name of the kind of timestamp.
    pub fn timestamp_type(&self) -> &'static str {
        match self.batch.timestamp_type {
            TimestampType::None => "none",
            TimestampType::Create => "create",
            TimestampType::Append => "append",
        }
    }
}
