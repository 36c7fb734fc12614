//! A column of 64-bit numbers that shows its memory to NumPy and others through the buffer protocol.
use std::ffi::{c_int, c_void};
use std::ptr;

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyMemoryView;

#[pyclass(frozen, module = "barnabas._native")]
pub struct Int64Column {
    data: Box<[i64]>,
    shape: ffi::Py_ssize_t,
}

static STRIDE: ffi::Py_ssize_t = size_of::<i64>() as ffi::Py_ssize_t;

/// The numbers as a `memoryview` of format "q".
pub fn column(py: Python<'_>, data: Vec<i64>) -> PyResult<Bound<'_, PyMemoryView>> {
    let shape = data.len() as ffi::Py_ssize_t;
    let column = Bound::new(
        py,
        Int64Column {
            data: data.into_boxed_slice(),
            shape,
        },
    )?;
    PyMemoryView::from(column.as_any())
}

#[pymethods]
impl Int64Column {
    /// # Safety
    /// Called by the interpreter with a view to fill in.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        if flags & ffi::PyBUF_WRITABLE == ffi::PyBUF_WRITABLE {
            return Err(PyBufferError::new_err("the column is read-only"));
        }
        let this = slf.get();
        // SAFETY: `view` is valid by the protocol; the memory lives as long as the object, to which the view holds a
        // reference, and is never changed, so that shape and strides may point into it.
        unsafe {
            (*view).buf = this.data.as_ptr().cast_mut().cast::<c_void>();
            (*view).len = this.shape * STRIDE;
            (*view).readonly = 1;
            (*view).itemsize = STRIDE;
            (*view).format = if flags & ffi::PyBUF_FORMAT == ffi::PyBUF_FORMAT {
                c"q".as_ptr().cast_mut()
            } else {
                ptr::null_mut()
            };
            (*view).ndim = 1;
            (*view).shape = (&raw const this.shape).cast_mut();
            (*view).strides = (&raw const STRIDE).cast_mut();
            (*view).suboffsets = ptr::null_mut();
            (*view).internal = ptr::null_mut();
            (*view).obj = slf.into_ptr();
        }
        Ok(())
    }
}
