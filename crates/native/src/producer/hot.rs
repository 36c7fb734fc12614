//! `send()` as the interpreter calls it: arguments are taken as they come, and the common record goes straight to its batch.
use std::ffi::CStr;
use std::ptr;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyTuple};
use pyo3::{PyTypeInfo, ffi};

use super::base::{ProducerBase, Sent};
use super::clock;
use super::delivery::Delivery;
use super::input::plain;
use super::topic::Input;
use super::wiring::Appended;
use crate::raw::{Object, attempt, enter_whole};
use crate::ready::ready;

const NAMES: [&str; 6] = ["topic", "value", "key", "headers", "partition", "timestamp_ms"];
const POSITIONAL: usize = 2;
const KEY: usize = 2;

/// The arguments by their place in `NAMES`, null where none was given.
type Given = [*mut ffi::PyObject; NAMES.len()];

/// Gives the class of producers its `send` and `_send_ready`; called once, when the module is initialised.
pub fn install(py: Python<'_>) -> PyResult<()> {
    let class = ProducerBase::type_object(py);
    for (name, function, doc) in [
        (c"send", send as ffi::PyCFunctionFastWithKeywords, SEND),
        (c"_send_ready", send_ready, SEND_READY),
    ] {
        let method = Box::leak(Box::new(ffi::PyMethodDef {
            ml_name: name.as_ptr(),
            ml_meth: ffi::PyMethodDefPointer {
                PyCFunctionFastWithKeywords: function,
            },
            ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
            ml_doc: doc.as_ptr(),
        }));
        // SAFETY: the definition lives for ever, and its function has the form that its flags say.
        let made = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyDescr_NewMethod(class.as_type_ptr(), method))? };
        class.setattr(PyString::intern(py, &name.to_string_lossy()), made)?;
    }
    names(py);
    Ok(())
}

unsafe extern "C" fn send(
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: passed on as they came.
    unsafe {
        attempt(|py| quick(py, this, args, count, names)).unwrap_or_else(|| slow(this, args, count, names, as_it_is))
    }
}

unsafe extern "C" fn send_ready(
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> *mut ffi::PyObject {
    // SAFETY: passed on as they came.
    unsafe {
        attempt(|py| Some(quick(py, this, args, count, names)?.and_then(|made| awaitable(py, made))))
            .unwrap_or_else(|| slow(this, args, count, names, awaitable))
    }
}

fn as_it_is<'py>(_py: Python<'py>, made: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    Ok(made)
}

fn awaitable<'py>(py: Python<'py>, made: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    ready(py, made.unbind()).map(|made| made.into_bound(py))
}

/// The common record: bytes or None by place, perhaps a key of bytes, no serializer, no partitioner, room at hand. None
/// for any other, nothing done.
///
/// # Safety
/// Called by the interpreter as a method of `ProducerBase` with the GIL held.
#[inline]
unsafe fn quick<'py>(
    py: Python<'py>,
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
) -> Option<PyResult<Bound<'py, PyAny>>> {
    // SAFETY: the interpreter has checked `this` against the class of the method, and passes `count` arguments and one
    // more for each of the names. Bytes and str objects that the caller holds do not change.
    unsafe {
        if count != POSITIONAL as ffi::Py_ssize_t {
            return None;
        }
        let key = if names.is_null() {
            ffi::Py_None()
        } else {
            let known = NAME_OBJECTS.get(py)?[KEY].as_ptr();
            if ffi::PyTuple_Size(names) != 1 || ffi::PyTuple_GetItem(names, 0) != known {
                return None;
            }
            *args.add(2)
        };
        let wiring = Borrowed::from_ptr(py, this)
            .cast_unchecked::<ProducerBase>()
            .get()
            .wiring()
            .ok()?;
        let topic = *args;
        if !wiring.plain || ffi::Py_TYPE(topic) != &raw mut ffi::PyUnicode_Type {
            return None;
        }
        let timestamp = clock::wall_ms();
        let input = Input {
            timestamp,
            key: plain(key)?,
            value: plain(*args.add(1))?,
            headers: &[],
        };
        match wiring.append_plain(&Borrowed::from_ptr(py, topic).cast_unchecked(), &input) {
            Ok(Appended::Done(outcome, index)) => Some(Object::make(py, Delivery::new(outcome, index, timestamp))),
            Ok(Appended::Not(_)) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// Everything else: all arguments, serializers, waiting for metadata or room.
unsafe fn slow(
    this: *mut ffi::PyObject,
    args: *const *mut ffi::PyObject,
    count: ffi::Py_ssize_t,
    names: *mut ffi::PyObject,
    wrapped: for<'py> fn(Python<'py>, Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>>,
) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls with the GIL held, an instance of the class, and arguments as said.
    unsafe {
        enter_whole(|py| {
            let given = taken(py, args, count as usize, names)?;
            let argument = |at: usize| Borrowed::from_ptr_or_opt(py, given[at]).map(|given| given.to_owned());
            let missing = |at: usize| {
                PyTypeError::new_err(format!(
                    "send() missing required argument: '{}' (pos {})",
                    NAMES[at],
                    at + 1
                ))
            };
            let topic = argument(0).ok_or_else(|| missing(0))?;
            let value = argument(1).ok_or_else(|| missing(1))?;
            let this = Borrowed::from_ptr(py, this).cast_unchecked::<ProducerBase>();
            let key = argument(KEY).filter(|key| !key.is_none());
            let (headers, partition, timestamp) = (argument(3), argument(4), argument(5));
            match ProducerBase::one(
                &this,
                &topic,
                value,
                key,
                headers.as_ref(),
                partition.as_ref(),
                timestamp.as_ref(),
            )? {
                Sent::Ready(delivery) => wrapped(py, Object::make(py, delivery)?),
                Sent::Slow(later) => Ok(later.into_bound(py)),
            }
        })
    }
}

static NAME_OBJECTS: PyOnceLock<[Py<PyString>; NAMES.len()]> = PyOnceLock::new();

fn names(py: Python<'_>) -> &[Py<PyString>; NAMES.len()] {
    NAME_OBJECTS.get_or_init(py, || NAMES.map(|name| PyString::intern(py, name).unbind()))
}

/// # Safety
/// As the interpreter passes them to a function of METH_FASTCALL | METH_KEYWORDS.
unsafe fn taken(
    py: Python<'_>,
    args: *const *mut ffi::PyObject,
    count: usize,
    keywords: *mut ffi::PyObject,
) -> PyResult<Given> {
    if count > POSITIONAL {
        let text = format!("send() takes {POSITIONAL} positional arguments but {count} were given");
        return Err(PyTypeError::new_err(text));
    }
    let mut given = [ptr::null_mut(); NAMES.len()];
    for (at, place) in given.iter_mut().enumerate().take(count) {
        // SAFETY: there are `count` of them.
        *place = unsafe { *args.add(at) };
    }
    // SAFETY: null or a tuple of str, by the caller's promise.
    let Some(keywords) = (unsafe { Borrowed::from_ptr_or_opt(py, keywords) }) else {
        return Ok(given);
    };
    for (at, keyword) in keywords.cast::<PyTuple>()?.iter_borrowed().enumerate() {
        let found = names(py).iter().position(|name| keyword.is(name));
        let found = match found {
            Some(found) => Some(found),
            None => {
                let text: String = keyword.extract()?;
                NAMES.iter().position(|name| *name == text)
            }
        };
        let Some(found) = found else {
            let text = format!("send() got an unexpected keyword argument '{}'", &*keyword);
            return Err(PyTypeError::new_err(text));
        };
        if !given[found].is_null() {
            let text = format!("send() got multiple values for argument '{}'", &*keyword);
            return Err(PyTypeError::new_err(text));
        }
        // SAFETY: behind the positional ones there is one for each keyword.
        given[found] = unsafe { *args.add(count + at) };
    }
    Ok(given)
}

const SEND: &CStr = c"send($self, topic, value, *, key=None, headers=None, partition=None, timestamp_ms=None)
--

Hands a record over for sending; returns at once unless it has to wait for the topic's metadata or for room.

The record goes into a batch of its partition and is sent when that is full or has lingered. The bytes are copied:
they may be changed afterwards. Several threads may send at once.

Args:
    topic: the topic's name. The first record of a topic waits for its metadata (up to `max_block_ms`).
    value: bytes-like, or what `value_serializer` takes; None is a tombstone.
    key: bytes-like, or what `key_serializer` takes; equal keys go to one partition (Java's murmur2).
    headers: pairs of a str and bytes-like or None, whose names may repeat; or a mapping.
    partition: a partition's number; None lets the `partitioner` decide, with a key or without; where none was given, the key.
    timestamp_ms: milliseconds since 1970; None is now.

Returns:
    A `Delivery`, which has the outcome of this record.

Raises:
    ConfigurationError, TypeError: an argument is not accepted, such as a str without a serializer.
    SerializationError: a serializer or the partitioner failed, with its exception as the cause; or a serializer returned no bytes.
    RecordTooLargeError: larger than `max_request_size` or `buffer_memory`.
    UnknownTopicError: no such topic or partition within `max_block_ms`.
    NoBrokerAvailableError: nobody could be asked about the topic within `max_block_ms`.
    BrokerError: a broker does not tell of the topic, as InvalidTopicError and TopicAuthorizationFailedError.
    BufferFullError: no room in `buffer_memory` within `max_block_ms`; on the client's own thread, as in a logging handler, at once.
    TransactionStateError, TransactionAbortedError: with a `transactional_id`: no transaction is open, or it can only be aborted.
    ProducerFencedError: with a `transactional_id`: another producer has taken the place of this one.
    ClosedError, ForkedError: the producer cannot be used any more.

>>> producer.send(\"orders\", b\"value\", key=b\"k\", headers=[(\"trace\", b\"1\")])  # doctest: +SKIP
<Delivery orders partition 0 pending>";

const SEND_READY: &CStr =
    c"_send_ready($self, topic, value, *, key=None, headers=None, partition=None, timestamp_ms=None)
--

As `Producer.send`, awaited, with the same arguments and errors: it waits only for a topic's first metadata or for room.

>>> delivery = await producer.send(\"orders\", b\"value\")  # doctest: +SKIP";
