//! A batch on its way to the broker: sealed bytes that a request carries without copying them.
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::clock;
use super::outcome::Outcome;
use super::shared::Shared;

#[pyclass(frozen, module = "barnabas._native")]
pub struct ProducerBatch {
    pub home: Arc<Shared>,
    pub data: Vec<u8>,
    pub outcome: Arc<Outcome>,
    pub id: u64,
    pub topic: usize,
    pub count: u32,
    pub opened_us: u64,
    pub deadline_us: u64,
    /// What it takes of `buffer_memory`; taken out when that is given back.
    pub charged: AtomicUsize,
    pub settled: AtomicBool,
    /// Its partition is muted on its behalf.
    pub held: bool,
    pub problem: Option<String>,
}

impl Drop for ProducerBatch {
    fn drop(&mut self) {
        self.home.keep(std::mem::take(&mut self.data));
    }
}

#[pymethods]
impl ProducerBatch {
    #[getter]
    fn topic(&self, py: Python<'_>) -> Py<PyString> {
        self.outcome.place.topic.clone_ref(py)
    }

    #[getter]
    fn partition(&self) -> i32 {
        self.outcome.place.partition
    }

    /// How many records.
    #[getter]
    fn count(&self) -> u32 {
        self.count
    }

    /// The bytes that it has in a request.
    #[getter]
    fn nbytes(&self) -> usize {
        self.data.len()
    }

    /// Seconds until its records' delivery timeout; negative when that is over.
    #[getter]
    fn left(&self) -> f64 {
        (self.deadline_us as f64 - clock::monotonic_us() as f64) / 1e6
    }

    /// Why it was not sent at all: "expired", or a fault in sealing it; None if it can be sent.
    #[getter]
    fn problem(&self) -> Option<&str> {
        self.problem.as_deref()
    }

    /// # Safety
    /// Called by the interpreter with a view to fill in.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        if flags & ffi::PyBUF_WRITABLE == ffi::PyBUF_WRITABLE {
            return Err(PyBufferError::new_err("a sealed batch is read-only"));
        }
        let data = &slf.get().data;
        // SAFETY: `view` is valid by the protocol; the bytes live as long as the object, to which the view holds a
        // reference, and are never changed.
        let filled = unsafe {
            ffi::PyBuffer_FillInfo(
                view,
                slf.as_ptr(),
                data.as_ptr().cast_mut().cast::<c_void>(),
                data.len() as ffi::Py_ssize_t,
                1,
                flags,
            )
        };
        if filled < 0 {
            Err(PyErr::fetch(slf.py()))
        } else {
            Ok(())
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let place = &self.outcome.place;
        let topic = place.topic.bind(py).to_str()?;
        Ok(format!(
            "<batch of {} records for {topic} partition {}>",
            self.count, place.partition
        ))
    }
}
