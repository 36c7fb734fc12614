//! `Ready`: an awaitable whose value is there already.
//!
//! `await ready` ends at once: the interpreter calls the type's `am_send` slot, which returns the value, so that no
//! coroutine is made and (on Python 3.11) no StopIteration either. PyO3's classes cannot have that slot, so the type is
//! made from a spec; the slot is part of the stable ABI since 3.10. Like a coroutine it can be awaited once: the value
//! moves out, and nothing is kept alive by it afterwards.
//!
//! With `send`, `throw` and `close` it is what `collections.abc.Coroutine` asks for, so that `asyncio.create_task` and all that
//! checks for coroutines takes it: a task calls the slot too, and `throw` when it was cancelled before its first step.
//!
//! The type takes no part in cyclic garbage collection (that would cost each await a few ns): a `Ready` that is stored
//! inside of its own value and never awaited would leak. The ones made here are handed straight to an `await`.
use std::ffi::{CStr, c_int, c_void};
use std::mem::size_of;
use std::ptr::{self, null_mut};

use pyo3::exceptions::{PyBaseException, PyRuntimeError, PyTypeError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyTuple, PyType};

use crate::raw::enter_whole;

#[repr(C)]
struct ReadyObject {
    head: ffi::PyObject,
    /// Owned; null once it was awaited.
    value: *mut ffi::PyObject,
}

static TYPE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// An awaitable that gives `value` at once.
pub fn ready(py: Python<'_>, value: Py<PyAny>) -> PyResult<Py<PyAny>> {
    let class = TYPE.get_or_try_init(py, || make_type(py))?.as_ptr();
    // SAFETY: `class` is the heap type of `make_type`, whose instances have the layout of `ReadyObject`; the allocator
    // gives a new reference to zeroed memory or null with an exception set, and `value`'s reference moves into it.
    unsafe {
        let made = ffi::PyType_GenericAlloc(class.cast(), 0);
        if made.is_null() {
            return Err(PyErr::fetch(py));
        }
        (*made.cast::<ReadyObject>()).value = value.into_ptr();
        Ok(Bound::from_owned_ptr(py, made).unbind())
    }
}

/// The Python face: `_native.ready(value)`.
#[pyfunction]
#[pyo3(name = "ready")]
pub fn ready_python(py: Python<'_>, value: Py<PyAny>) -> PyResult<Py<PyAny>> {
    ready(py, value)
}

/// Takes the value out; null with a RuntimeError set when it is gone.
///
/// # Safety
/// `this` is an instance of our type, and the GIL is held.
unsafe fn take(this: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: by the caller's promise; the GIL makes the exchange atomic.
    let value = unsafe { ptr::replace(&raw mut (*this.cast::<ReadyObject>()).value, null_mut()) };
    if value.is_null() {
        // SAFETY: the caller holds the GIL.
        let py = unsafe { Python::assume_attached() };
        PyRuntimeError::new_err("cannot await this again: its value was taken").restore(py);
    }
    value
}

unsafe extern "C" fn am_send(
    this: *mut ffi::PyObject,
    _sent: *mut ffi::PyObject,
    result: *mut *mut ffi::PyObject,
) -> ffi::PySendResult {
    // SAFETY: the interpreter calls a slot with an instance of the type and the GIL held, and `result` is writable.
    unsafe {
        *result = take(this);
        if (*result).is_null() {
            ffi::PySendResult::PYGEN_ERROR
        } else {
            ffi::PySendResult::PYGEN_RETURN
        }
    }
}

/// What `await` of Python 3.12 and later calls, and generic code: the value comes as a StopIteration.
unsafe extern "C" fn iternext(this: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: as for `am_send`; the exception's constructor borrows the value, which is dropped after it.
    unsafe {
        let value = take(this);
        if !value.is_null() {
            // Made by a call: PyErr_SetObject would unpack a tuple and raise an exception that is the value itself.
            let stop = ffi::PyObject_CallFunctionObjArgs(ffi::PyExc_StopIteration, value, null_mut::<ffi::PyObject>());
            if !stop.is_null() {
                ffi::PyErr_SetObject(ffi::PyExc_StopIteration, stop);
                ffi::Py_DECREF(stop);
            }
            ffi::Py_DECREF(value);
        }
        null_mut()
    }
}

unsafe extern "C" fn send(this: *mut ffi::PyObject, sent: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls a method with an instance of the type, its one argument and the GIL held.
    unsafe {
        if sent == ffi::Py_None() {
            return iternext(this);
        }
        enter_whole(|_| {
            Err(PyTypeError::new_err(
                "can't send a value to what has not begun: expected None",
            ))
        })
    }
}

/// The value goes, and what is thrown is raised, as by a coroutine that has not begun.
unsafe extern "C" fn throw(this: *mut ffi::PyObject, args: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: as for `send`; the arguments are a tuple, borrowed during the call.
    unsafe {
        let value = take(this);
        if value.is_null() {
            return null_mut();
        }
        ffi::Py_DECREF(value);
        enter_whole(|py| Err(thrown(Borrowed::from_ptr(py, args).cast::<PyTuple>()?.as_any())?))
    }
}

/// The exception that `throw(exception)`, or `throw(type, value, traceback)`, means.
fn thrown(args: &Bound<'_, PyAny>) -> PyResult<PyErr> {
    let (what, value, traceback) = match args.len()? {
        1 => (args.get_item(0)?, None, None),
        2 => (args.get_item(0)?, Some(args.get_item(1)?), None),
        3 => (args.get_item(0)?, Some(args.get_item(1)?), Some(args.get_item(2)?)),
        count => {
            return Err(PyTypeError::new_err(format!(
                "throw() takes 1 to 3 arguments, not {count}"
            )));
        }
    };
    let error = match value.filter(|value| !value.is_none()) {
        Some(value) if value.is_instance_of::<PyBaseException>() => value,
        Some(value) => what.call1((value,))?,
        None if what.is_instance_of::<PyType>() => what.call0()?,
        None => what,
    };
    Ok(PyErr::from_value(
        match traceback.filter(|traceback| !traceback.is_none()) {
            None => error,
            Some(traceback) => error.call_method1("with_traceback", (traceback,))?,
        },
    ))
}

/// The value goes: it can be awaited no more.
unsafe extern "C" fn close(this: *mut ffi::PyObject, _: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: as for `send`; the GIL makes the exchange atomic.
    unsafe {
        ffi::Py_XDECREF(ptr::replace(&raw mut (*this.cast::<ReadyObject>()).value, null_mut()));
        ffi::Py_NewRef(ffi::Py_None())
    }
}

unsafe extern "C" fn itself(this: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: the interpreter passes a live object, and takes the new reference.
    unsafe { ffi::Py_NewRef(this) }
}

unsafe extern "C" fn dealloc(this: *mut ffi::PyObject) {
    // SAFETY: called once, with the last reference gone. The value goes after the memory of its holder is no longer
    // needed, since dropping it may run any code. An instance of a heap type owns a reference to its type.
    unsafe {
        let class = ffi::Py_TYPE(this);
        let value = (*this.cast::<ReadyObject>()).value;
        ffi::PyObject_Free(this.cast());
        ffi::Py_XDECREF(value);
        ffi::Py_DECREF(class.cast());
    }
}

fn make_type(py: Python<'_>) -> PyResult<Py<PyAny>> {
    type SendSlot =
        unsafe extern "C" fn(*mut ffi::PyObject, *mut ffi::PyObject, *mut *mut ffi::PyObject) -> ffi::PySendResult;
    let slot = |id: c_int, pfunc: *mut c_void| ffi::PyType_Slot { slot: id, pfunc };
    let method = |name: &'static CStr, call: ffi::PyCFunction, flags: c_int, doc: &'static CStr| ffi::PyMethodDef {
        ml_name: name.as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunction: call },
        ml_flags: flags,
        ml_doc: doc.as_ptr(),
    };
    // The type points to them for ever; it is made once.
    let methods = vec![
        method(
            c"send",
            send,
            ffi::METH_O,
            c"send($self, value, /)\n--\n\nEnds with the value, as a StopIteration.",
        ),
        method(
            c"throw",
            throw,
            ffi::METH_VARARGS,
            c"Forgets the value, and raises what is given.",
        ),
        method(
            c"close",
            close,
            ffi::METH_NOARGS,
            c"close($self, /)\n--\n\nForgets the value.",
        ),
        ffi::PyMethodDef::zeroed(),
    ];
    let mut slots = [
        slot(ffi::Py_tp_methods, methods.leak().as_mut_ptr().cast()),
        slot(ffi::Py_tp_dealloc, dealloc as ffi::destructor as *mut c_void),
        slot(ffi::Py_am_await, itself as ffi::unaryfunc as *mut c_void),
        slot(ffi::Py_am_send, am_send as SendSlot as *mut c_void),
        slot(ffi::Py_tp_iter, itself as ffi::getiterfunc as *mut c_void),
        slot(ffi::Py_tp_iternext, iternext as ffi::iternextfunc as *mut c_void),
        slot(0, null_mut()),
    ];
    #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // 24 bytes
    let mut spec = ffi::PyType_Spec {
        name: c"barnabas._native.Ready".as_ptr(),
        basicsize: size_of::<ReadyObject>() as c_int,
        itemsize: 0,
        flags: (ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_DISALLOW_INSTANTIATION) as std::ffi::c_uint,
        slots: slots.as_mut_ptr(),
    };
    // SAFETY: the spec and its slots live during the call, the name forever, and each function has its slot's type.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_FromSpec(&raw mut spec)).map(Bound::unbind) }
}
