//! Objects that come by the million and hold no cycle: the collector is not to visit them again and again.
//!
//! PyO3 makes every class one that the collector tracks. A producer's user who keeps a million handles, or a consumer's who
//! keeps records, would pay for that with each full collection: it took half of the processor time of `send()`.
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::{PyClass, PyClassInitializer};

/// A new object, untracked. What it refers to is native, or (a user's deserializer) is held elsewhere too.
#[inline]
pub fn light<T: PyClass>(py: Python<'_>, value: impl Into<PyClassInitializer<T>>) -> PyResult<Py<T>> {
    let made = Py::new(py, value)?;
    // SAFETY: the object is alive and of a class with a collector's header, as all of PyO3's; untracking is allowed at any
    // time, and again when it is freed.
    unsafe { ffi::PyObject_GC_UnTrack(made.as_ptr().cast()) };
    Ok(made)
}
