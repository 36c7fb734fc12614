//! Endless iteration on the async face: a record at hand costs no coroutine.
use std::sync::atomic::Ordering;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};

use super::follow::Follow;
use super::records::Records;
use crate::raw::Object;
use crate::ready::ready;

/// The iterator of the async face. `refill()` makes a coroutine that feeds the iterator and returns the next record.
#[pyclass(frozen, module = "barnabas._native")]
pub struct AsyncRecordIterator {
    follow: Follow,
    refill: Py<PyAny>,
}

#[pymethods]
impl AsyncRecordIterator {
    #[new]
    fn new(refill: Py<PyAny>) -> Self {
        Self {
            follow: Follow::default(),
            refill,
        }
    }

    fn __aiter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __anext__(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.follow.step() {
            Some(record) => ready(py, Object::make(py, record)?.unbind()),
            None => self.refill.call0(py),
        }
    }

    /// The next record at hand, None if there is none or an interruption is pending.
    fn step(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self.follow.step() {
            Some(record) => Object::make(py, record).map(Bound::unbind),
            None => Ok(py.None()),
        }
    }

    /// Gives it more records; the ones before must be used up.
    fn feed(&self, records: &Bound<'_, Records>) {
        self.follow.feed(records.get());
    }

    /// Has `refill` called before the next record, or (False) no longer. From any thread.
    fn interrupt(&self, wanted: bool) {
        self.follow.interrupted().store(wanted, Ordering::Relaxed);
    }

    /// How many records were asked for; grows while the loop runs.
    #[getter]
    fn steps(&self) -> u64 {
        self.follow.steps()
    }

    /// (topic, partition) -> (next offset, leader epoch) behind what was handed out since the last refill.
    fn given<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        self.follow.given(py)
    }

    /// The records that were not handed out; they are taken from the iterator.
    fn rest(&self, py: Python<'_>) -> PyResult<Py<Records>> {
        self.follow.rest(py)
    }

    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.refill)
    }
}
