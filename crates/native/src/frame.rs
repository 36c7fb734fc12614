//! Memory for what a socket receives.
use std::ffi::{c_int, c_void};
use std::process;

use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;

use crate::worker;

/// From this size on giving memory back to the system is the worker's: it takes a millisecond for 8 MiB in most virtual
/// machines, which the event loop that has read the last record of a frame has not.
const LARGE: usize = 256 * 1024;

/// So many bytes that are yet to be written, as a writable buffer.
#[pyclass(frozen, module = "barnabas._native")]
pub struct FrameBuffer {
    /// Empty as Rust sees it: what is in its room is Python's.
    memory: Vec<u8>,
    start: *mut u8,
    size: usize,
    pid: u32,
}

// SAFETY: the memory belongs to the object. Who writes to it through the buffer protocol, and when, is Python's to order.
unsafe impl Send for FrameBuffer {}
// SAFETY: as above; nothing here reads or writes it.
unsafe impl Sync for FrameBuffer {}

#[pymethods]
impl FrameBuffer {
    #[new]
    fn new(size: isize) -> PyResult<Self> {
        let size =
            usize::try_from(size).map_err(|_| PyValueError::new_err(format!("size={size}: expected 0 or more")))?;
        let mut memory = Vec::<u8>::new();
        memory
            .try_reserve_exact(size)
            .map_err(|error| PyMemoryError::new_err(error.to_string()))?;
        Ok(Self {
            start: memory.as_mut_ptr(), // it stays where it is when the vector is moved
            memory,
            size,
            pid: process::id(),
        })
    }

    /// # Safety
    /// Called by the interpreter with a view to fill in.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        let own = slf.get();
        let size = own.size as ffi::Py_ssize_t;
        // SAFETY: `view` is valid by the protocol; the memory lives as long as the object, to which the view holds a reference.
        let filled = unsafe { ffi::PyBuffer_FillInfo(view, slf.as_ptr(), own.start.cast::<c_void>(), size, 0, flags) };
        if filled < 0 {
            return Err(PyErr::fetch(slf.py()));
        }
        Ok(())
    }
}

impl Drop for FrameBuffer {
    fn drop(&mut self) {
        let memory = std::mem::take(&mut self.memory);
        // A forked child has no such thread, and is not given one by its garbage.
        if self.size >= LARGE && self.pid == process::id() {
            worker::submit(Box::new(move || drop(memory)));
        }
    }
}
