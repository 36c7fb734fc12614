//! Memory for what a socket receives.
use std::ptr;

use pyo3::ffi;
use pyo3::prelude::*;

/// A bytearray of `size` bytes that are yet to be written: what `bytearray(size)` would fill with zeros first.
#[pyfunction]
#[pyo3(name = "frame_buffer")]
pub fn frame_buffer(py: Python<'_>, size: usize) -> PyResult<Bound<'_, PyAny>> {
    let size = ffi::Py_ssize_t::try_from(size)?;
    // SAFETY: without bytes to copy a bytearray of that size is made, or null with an exception set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyByteArray_FromStringAndSize(ptr::null(), size)) }
}
