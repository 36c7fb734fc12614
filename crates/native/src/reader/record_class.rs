//! The class of records: their attributes, as Python sees them.
use std::ffi::{CStr, c_void};
use std::sync::Arc;

use pyo3::basic::CompareOp;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::{IntoPyObjectExt, ffi};

use super::record::{Record, make};
use crate::raw::{Class, Object, Raw, Spec, compare, construct, enter_whole, getter, hash_slot, method, unary_slot};

impl Raw for Record {
    const NAME: &'static CStr = c"barnabas.Record";
    const DOC: &'static CStr = DOC;

    fn class() -> &'static Class {
        static CLASS: Class = Class::new();
        &CLASS
    }

    fn holds_last(&self) -> bool {
        Arc::strong_count(&self.part) == 1
    }

    fn spec() -> Spec {
        let mut spec = Spec {
            getters: vec![
                getter!(Record, c"topic", TOPIC, |py, this| Ok(this
                    .part
                    .place
                    .topic
                    .bind(py)
                    .clone()
                    .into_any())),
                getter!(Record, c"partition", PARTITION, |py, this| this
                    .part
                    .place
                    .partition
                    .into_bound_py_any(py)),
                getter!(Record, c"offset", OFFSET, |py, this| this
                    .entry()
                    .offset
                    .into_bound_py_any(py)),
                getter!(Record, c"timestamp_ms", TIMESTAMP_MS, |py, this| this
                    .entry()
                    .timestamp
                    .into_bound_py_any(py)),
                getter!(Record, c"timestamp_type", TIMESTAMP_TYPE, |py, this| this
                    .part
                    .timestamp_type()
                    .into_bound_py_any(py)),
                getter!(Record, c"leader_epoch", LEADER_EPOCH, |py, this| this
                    .leader_epoch()
                    .into_bound_py_any(py)),
                getter!(Record, c"key", KEY, |py, this| this.part.key(py, this.entry())),
                getter!(Record, c"value", VALUE, |py, this| this.part.value(py, this.entry())),
                getter!(Record, c"raw_key", RAW_KEY, |py, this| this
                    .part
                    .raw_key(py, this.entry())
                    .into_bound_py_any(py)),
                getter!(Record, c"raw_value", RAW_VALUE, |py, this| this
                    .part
                    .raw_value(py, this.entry())
                    .into_bound_py_any(py)),
                getter!(Record, c"headers", HEADERS, |py, this| Ok(this
                    .part
                    .headers(py, this.entry())?
                    .into_any())),
            ],
            methods: vec![
                method!(Record, enter_whole, c"copy", COPY, |slf, this, arguments| {
                    let [] = arguments.take("copy", [])?;
                    Object::make(slf.py(), this.copied(slf.py())?)
                }),
                method!(Record, enter_whole, c"__reduce__", REDUCE, |slf, this, _| {
                    let py = slf.py();
                    (rebuilder(py)?, this.parts(py)?).into_bound_py_any(py)
                }),
                crate::raw::generic_alias(),
            ],
            ..Spec::default()
        };
        unary_slot!(Record, spec, ffi::Py_tp_repr, |slf, this| {
            this.shown(slf.py())?.into_bound_py_any(slf.py())
        });
        spec.slot(ffi::Py_tp_richcompare, compare!(Record, compared));
        spec.slot(ffi::Py_tp_hash, hash_slot!(Record, |py, this| this.hashed(py)));
        spec.slot(ffi::Py_tp_new, new as ffi::newfunc as *mut c_void);
        spec
    }
}

fn compared<'py>(py: Python<'py>, this: &Record, other: &Record, op: CompareOp) -> PyResult<Bound<'py, PyAny>> {
    match op {
        CompareOp::Eq => this.same(py, other)?.into_bound_py_any(py),
        CompareOp::Ne => (!this.same(py, other)?).into_bound_py_any(py),
        _ => Ok(py.NotImplemented().into_bound(py)),
    }
}

/// `_native.rebuild`, by which pickle finds its way back.
fn rebuilder(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static FUNCTION: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let function = FUNCTION.get_or_try_init(py, || {
        py.import("barnabas._native")?.getattr("_rebuild").map(Bound::unbind)
    })?;
    Ok(function.bind(py).clone())
}

unsafe extern "C" fn new(
    _class: *mut ffi::PyTypeObject,
    args: *mut ffi::PyObject,
    named: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls it with the GIL held, a tuple, and a dict or null.
    unsafe { enter_whole(|py| construct(py, wrap_pyfunction!(make, py)?, args, named)) }
}

const DOC: &CStr = c"Record(topic, partition, offset, *, key=None, value=None, headers=None, timestamp_ms=0, timestamp_type=\"create\", leader_epoch=None, key_deserializer=None, value_deserializer=None)
--

A record as it was read: where it stands, when it was made, and its key, value and headers.

It is a light view that keeps its whole batch in memory (about a megabyte); `copy()` and pickling are free of it.
Key and value are made each time they are asked for; keep them in a variable to use them twice. A deserializer of the
consumer's runs then; if it raises, the error is a `SerializationError` that names the record, and `raw_key` and
`raw_value` still have the bytes. Records are immutable and may be used by any thread.

The constructor is meant for tests of code that takes records.

Example:
    >>> record = barnabas.Record(\"orders\", 3, 42, key=b\"k\", value=b\"v\", timestamp_ms=1700000000000)
    >>> record.topic, record.partition, record.offset, record.key, record.value
    ('orders', 3, 42, b'k', b'v')";

const TOPIC: &CStr = c"The topic's name.

>>> barnabas.Record(\"orders\", 3, 42).topic
'orders'";

const PARTITION: &CStr = c"The partition's number.

>>> barnabas.Record(\"orders\", 3, 42).partition
3";

const OFFSET: &CStr = c"The record's number in its partition.

>>> barnabas.Record(\"orders\", 3, 42).offset
42";

const TIMESTAMP_MS: &CStr =
    c"Milliseconds since 1970 (UTC), by the producer's or the broker's clock; -1 in the oldest format, which has none.

>>> barnabas.Record(\"orders\", 3, 42, timestamp_ms=1700000000000).timestamp_ms
1700000000000";

const TIMESTAMP_TYPE: &CStr = c"Whose clock it was: \"create\" (the producer's), \"append\" (the broker's) or \"none\".

>>> barnabas.Record(\"orders\", 3, 42).timestamp_type
'create'";

const LEADER_EPOCH: &CStr = c"The epoch of the leader that took the record (KIP-320), None if unknown.

>>> barnabas.Record(\"orders\", 3, 42, leader_epoch=5).leader_epoch
5";

const KEY: &CStr = c"The key, deserialized if the consumer has a `key_deserializer`; None if there is none.

Raises:
    SerializationError: the deserializer failed; its exception is the cause.

>>> barnabas.Record(\"orders\", 3, 42, key=b\"k\").key
b'k'";

const VALUE: &CStr = c"The value, deserialized if the consumer has a `value_deserializer`; None for a tombstone.

Raises:
    SerializationError: the deserializer failed; its exception is the cause.

>>> barnabas.Record(\"orders\", 3, 42, value=b\"21\", value_deserializer=int).value
21";

const RAW_KEY: &CStr = c"The key's bytes, whatever a deserializer makes of them.

>>> barnabas.Record(\"orders\", 3, 42, key=b\"k\").raw_key
b'k'";

const RAW_VALUE: &CStr = c"The value's bytes, whatever a deserializer makes of them.

>>> barnabas.Record(\"orders\", 3, 42, value=b\"21\", value_deserializer=int).raw_value
b'21'";

const HEADERS: &CStr = c"A list of (name, value) in the record's order; names may repeat, values may be None.

>>> barnabas.Record(\"orders\", 3, 42, headers=[(\"trace\", b\"1\"), (\"trace\", None)]).headers
[('trace', b'1'), ('trace', None)]";

const COPY: &CStr = c"copy($self)
--

The same record with memory of its own, so that its batch can go.

>>> barnabas.Record(\"orders\", 3, 42, value=b\"v\").copy().value
b'v'";

const REDUCE: &CStr = c"__reduce__($self)
--

For pickle.";
