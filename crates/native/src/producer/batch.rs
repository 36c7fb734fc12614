//! A batch on its way to the broker: sealed bytes that a request carries without copying them.
use std::ffi::{c_int, c_void};
use std::sync::atomic::{AtomicBool, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use barnabas_records::{SealOptions, stamp};
use pyo3::exceptions::{PyBufferError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::clock;
use super::outcome::Outcome;
use super::shared::Shared;

/// A batch's bytes. What somebody may still look at is not changed: it is kept until nobody can.
#[derive(Default)]
pub struct Sealed {
    pub bytes: Vec<u8>,
    views: usize,
    old: Vec<Vec<u8>>,
}

#[pyclass(frozen, module = "barnabas._native")]
pub struct ProducerBatch {
    pub home: Arc<Shared>,
    pub data: Mutex<Sealed>,
    pub nbytes: usize,
    pub outcome: Arc<Outcome>,
    pub id: u64,
    /// The id of the batch that it was cut from, which is its own if it was not.
    pub whole: u64,
    pub topic: usize,
    pub count: u32,
    pub opened_us: u64,
    pub deadline_us: u64,
    /// What it takes of `buffer_memory`; taken out when that is given back.
    pub charged: AtomicUsize,
    pub settled: AtomicBool,
    /// It counts as one of its partition's that are out.
    pub held: AtomicBool,
    pub problem: Option<String>,
}

impl Drop for ProducerBatch {
    fn drop(&mut self) {
        let data = self.data.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.home.keep(std::mem::take(&mut data.bytes));
    }
}

impl Sealed {
    pub fn new(bytes: Vec<u8>) -> Mutex<Self> {
        Mutex::new(Self {
            bytes,
            ..Self::default()
        })
    }
}

impl ProducerBatch {
    pub fn sealed(&self) -> MutexGuard<'_, Sealed> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.nbytes
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

    /// Writes the producer's id and epoch and the batch's sequence into its header, before it is sent or sent again.
    fn stamp(&self, py: Python<'_>, producer_id: i64, epoch: i16, sequence: i32, transactional: bool) -> PyResult<()> {
        let options = SealOptions {
            producer_id,
            producer_epoch: epoch,
            base_sequence: sequence,
            transactional,
        };
        let stamped = py.detach(|| {
            let mut data = self.sealed();
            if data.views > 0 {
                let copy = data.bytes.clone();
                let seen = std::mem::replace(&mut data.bytes, copy);
                data.old.push(seen);
            }
            stamp(&mut data.bytes, options)
        });
        stamped.map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// # Safety
    /// Called by the interpreter with a view that `__getbuffer__` has filled in.
    unsafe fn __releasebuffer__(&self, _view: *mut ffi::Py_buffer) {
        let mut data = self.sealed();
        data.views = data.views.saturating_sub(1);
        if data.views == 0 {
            data.old.clear();
        }
    }

    /// # Safety
    /// Called by the interpreter with a view to fill in.
    unsafe fn __getbuffer__(slf: Bound<'_, Self>, view: *mut ffi::Py_buffer, flags: c_int) -> PyResult<()> {
        if flags & ffi::PyBUF_WRITABLE == ffi::PyBUF_WRITABLE {
            return Err(PyBufferError::new_err("a sealed batch is read-only"));
        }
        let mut data = slf.get().sealed();
        // SAFETY: `view` is valid by the protocol; the bytes live as long as the object, to which the view holds a
        // reference, and are not changed while it is counted: the memory of a vector stays where it is when it is moved.
        let filled = unsafe {
            ffi::PyBuffer_FillInfo(
                view,
                slf.as_ptr(),
                data.bytes.as_ptr().cast_mut().cast::<c_void>(),
                data.bytes.len() as ffi::Py_ssize_t,
                1,
                flags,
            )
        };
        if filled < 0 {
            Err(PyErr::fetch(slf.py()))
        } else {
            data.views += 1;
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
