//! From the interpreter into our code and back: errors and panics become Python exceptions.
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

use pyo3::ffi;
use pyo3::panic::PanicException;
use pyo3::prelude::*;

/// Runs hot code: a new reference, or null with an exception set. See the module on what it must not drop.
///
/// # Safety
/// Called by the interpreter, with the GIL held.
#[inline]
pub unsafe fn enter<'py>(body: impl FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>>) -> *mut ffi::PyObject {
    // SAFETY: the caller holds the GIL.
    let py = unsafe { Python::assume_attached() };
    match catch_unwind(AssertUnwindSafe(|| body(py))) {
        Ok(Ok(value)) => value.into_ptr(),
        Ok(Err(error)) => failed(py, error),
        Err(payload) => failed(py, panicked(&*payload)),
    }
}

/// As [`enter`] for code that may leave the work to somebody else: then None.
///
/// # Safety
/// Called by the interpreter, with the GIL held.
#[inline]
pub unsafe fn attempt<'py>(
    body: impl FnOnce(Python<'py>) -> Option<PyResult<Bound<'py, PyAny>>>,
) -> Option<*mut ffi::PyObject> {
    // SAFETY: the caller holds the GIL.
    let py = unsafe { Python::assume_attached() };
    match catch_unwind(AssertUnwindSafe(|| body(py))) {
        Ok(None) => None,
        Ok(Some(Ok(value))) => Some(value.into_ptr()),
        Ok(Some(Err(error))) => Some(failed(py, error)),
        Err(payload) => Some(failed(py, panicked(&*payload))),
    }
}

/// As [`enter`], for code that may drop anything.
///
/// # Safety
/// Called by the interpreter, with the GIL held.
pub unsafe fn enter_whole(
    body: impl for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>>,
) -> *mut ffi::PyObject {
    Python::attach(|py| match catch_unwind(AssertUnwindSafe(|| body(py))) {
        Ok(Ok(value)) => value.into_ptr(),
        Ok(Err(error)) => failed(py, error),
        Err(payload) => failed(py, panicked(&*payload)),
    })
}

#[cold]
fn failed(py: Python<'_>, error: PyErr) -> *mut ffi::PyObject {
    error.restore(py);
    null_mut()
}

#[cold]
fn panicked(payload: &(dyn Any + Send)) -> PyErr {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned());
    PanicException::new_err(text.unwrap_or_else(|| "panic from Rust code".to_owned()))
}
