//! Where a record was written.
use std::ffi::{CStr, c_void};
use std::sync::Arc;

use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use pyo3::{IntoPyObjectExt, ffi};

use super::outcome::Place;
use crate::raw::{Class, Object, Raw, Spec, compare, enter_whole, getter, hash_slot, method, unary_slot};

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

    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        let topic = self.place.topic.bind(py).repr()?;
        let offset = self.offset.map_or("None".to_owned(), |offset| offset.to_string());
        let (partition, timestamp) = (self.place.partition, self.timestamp);
        Ok(format!(
            "RecordMetadata(topic={topic}, partition={partition}, offset={offset}, timestamp_ms={timestamp})"
        ))
    }
}

/// The constructor behind the class.
#[pyfunction]
#[pyo3(name = "RecordMetadata", signature = (topic, partition, offset, timestamp_ms))]
fn make(
    py: Python<'_>,
    topic: Py<PyString>,
    partition: i32,
    offset: Option<i64>,
    timestamp_ms: i64,
) -> PyResult<Bound<'_, PyAny>> {
    let place = Arc::new(Place { topic, partition });
    Object::make(py, RecordMetadata::of(place, offset, timestamp_ms))
}

impl Raw for RecordMetadata {
    const NAME: &'static CStr = c"barnabas.RecordMetadata";
    const DOC: &'static CStr = c"RecordMetadata(topic, partition, offset, timestamp_ms)
--

Where a record was written.

Attributes:
    topic: the topic's name.
    partition: the partition's number.
    offset: the record's number in its partition; None with ``acks=0``, when no broker says it.
    timestamp_ms: the record's time in milliseconds since 1970; the broker's where the topic has ``LogAppendTime``.

Example:
    >>> barnabas.RecordMetadata(\"orders\", 3, 42, 1700000000000)
    RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)";

    fn class() -> &'static Class {
        static CLASS: Class = Class::new();
        &CLASS
    }

    fn holds_last(&self) -> bool {
        Arc::strong_count(&self.place) == 1
    }

    fn spec() -> Spec {
        let mut spec = Spec {
            getters: vec![
                getter!(
                    RecordMetadata,
                    c"topic",
                    c"The topic's name.

>>> barnabas.RecordMetadata(\"orders\", 3, 42, 0).topic
'orders'",
                    |py, this| Ok(this.place.topic.bind(py).clone().into_any())
                ),
                getter!(
                    RecordMetadata,
                    c"partition",
                    c"The partition's number.

>>> barnabas.RecordMetadata(\"orders\", 3, 42, 0).partition
3",
                    |py, this| this.place.partition.into_bound_py_any(py)
                ),
                getter!(
                    RecordMetadata,
                    c"offset",
                    c"The record's number in its partition; None with ``acks=0``.

>>> barnabas.RecordMetadata(\"orders\", 3, 42, 0).offset
42",
                    |py, this| this.offset.into_bound_py_any(py)
                ),
                getter!(
                    RecordMetadata,
                    c"timestamp_ms",
                    c"Milliseconds since 1970.

>>> barnabas.RecordMetadata(\"orders\", 3, 42, 1700000000000).timestamp_ms
1700000000000",
                    |py, this| this.timestamp.into_bound_py_any(py)
                ),
            ],
            methods: vec![method!(
                RecordMetadata,
                enter_whole,
                c"__reduce__",
                c"__reduce__($self)\n--\n\nFor pickle.",
                |slf, this, _| (slf.get_type(), this.tuple(slf.py())?).into_bound_py_any(slf.py())
            )],
            ..Spec::default()
        };
        unary_slot!(RecordMetadata, spec, ffi::Py_tp_repr, |slf, this| {
            this.shown(slf.py())?.into_bound_py_any(slf.py())
        });
        spec.slot(ffi::Py_tp_richcompare, compare!(RecordMetadata, same));
        spec.slot(
            ffi::Py_tp_hash,
            hash_slot!(RecordMetadata, |py, this| this.tuple(py)?.hash()),
        );
        spec.slot(ffi::Py_tp_new, new as ffi::newfunc as *mut c_void);
        spec
    }
}

fn same<'py>(
    py: Python<'py>,
    this: &RecordMetadata,
    other: &RecordMetadata,
    op: CompareOp,
) -> PyResult<Bound<'py, PyAny>> {
    this.tuple(py)?.rich_compare(other.tuple(py)?, op)
}

unsafe extern "C" fn new(
    _class: *mut ffi::PyTypeObject,
    args: *mut ffi::PyObject,
    named: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls it with the GIL held, a tuple, and a dict or null.
    unsafe { enter_whole(|py| crate::raw::construct(py, wrap_pyfunction!(make, py)?, args, named)) }
}
