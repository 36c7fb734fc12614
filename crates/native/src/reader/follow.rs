//! Endless iteration: records one by one over any number of polls, interrupted when the consumer has to see to something.
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};

use super::iter::Cursor;
use super::part::Segment;
use super::record::Record;
use super::records::{Records, positions};
use crate::raw::Object;

struct Current {
    segments: Arc<[Segment]>,
    cursor: Cursor,
}

/// What both faces of the iteration share.
pub struct Follow {
    current: Mutex<Arc<Current>>,
    interrupted: AtomicBool,
    steps: AtomicU64,
}

impl Default for Follow {
    fn default() -> Self {
        let empty = Current {
            segments: Arc::new([]),
            cursor: Cursor::default(),
        };
        Self {
            current: Mutex::new(Arc::new(empty)),
            interrupted: AtomicBool::new(false),
            steps: AtomicU64::new(0),
        }
    }
}

impl Follow {
    fn current(&self) -> Arc<Current> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The next record at hand; None asks for more records, or for whatever the interruption was about.
    #[inline]
    pub fn step(&self) -> Option<Record> {
        if self.interrupted.load(Ordering::Relaxed) {
            return None;
        }
        self.steps.fetch_add(1, Ordering::Relaxed);
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.cursor.next(&current.segments)
    }

    pub fn interrupted(&self) -> &AtomicBool {
        &self.interrupted
    }

    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    pub fn feed(&self, records: &Records) {
        let next = Current {
            segments: Arc::clone(&records.segments),
            cursor: Cursor::default(),
        };
        let old = {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *current, Arc::new(next))
        };
        drop(old); // outside of the lock: the batches go with it
    }

    /// The positions behind what was handed out of the current records.
    pub fn given<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let current = self.current();
        let (segment, record) = current.cursor.place();
        let mut done: Vec<Segment> = current.segments[..segment.min(current.segments.len())].to_vec();
        if let Some(begun) = current.segments.get(segment)
            && record > 0
        {
            done.push(begun.slice(0, record.min(begun.len())));
        }
        positions(py, &done)
    }

    /// Takes back what was not handed out.
    pub fn rest(&self, py: Python<'_>) -> PyResult<Py<Records>> {
        let current = self.current();
        let (segment, record) = current.cursor.place();
        let mut left: Vec<Segment> = current.segments.iter().skip(segment).cloned().collect();
        if let Some(begun) = left.first_mut() {
            let at = record.min(begun.len());
            *begun = begun.slice_or_empty(at);
        }
        left.retain(|segment| segment.len() > 0);
        let empty = Records::create(py, Vec::new(), None)?;
        self.feed(empty.get());
        Records::create(py, left, None)
    }
}

impl Segment {
    fn slice_or_empty(&self, at: usize) -> Self {
        if at >= self.len() {
            Self {
                start: self.end,
                ..self.clone()
            }
        } else {
            self.slice(at, self.len())
        }
    }
}

/// The iterator of the blocking face. `refill()` returns the next `Records`, or None at the end.
#[pyclass(frozen, module = "barnabas._native")]
pub struct RecordIterator {
    follow: Follow,
    refill: Py<PyAny>,
}

#[pymethods]
impl RecordIterator {
    #[new]
    fn new(refill: Py<PyAny>) -> Self {
        Self {
            follow: Follow::default(),
            refill,
        }
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        loop {
            if let Some(record) = self.follow.step() {
                return Object::make(py, record).map(Some);
            }
            let more = self.refill.call0(py)?;
            if more.is_none(py) {
                return Ok(None);
            }
            self.follow.feed(more.bind(py).cast::<Records>()?.get());
        }
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
