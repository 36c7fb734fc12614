//! One handle for many records.
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::awaiting;
use super::call;
use super::delivery::{Delivery, outcome_of, resolved, wait_for};
use super::outcome::{Outcome, Status, Waiter};
use super::wait::given;
use crate::raw::Object;
use crate::ready::ready;

/// Consecutive records that went into one batch.
#[derive(Clone)]
struct Span {
    outcome: Arc<Outcome>,
    /// The first one's index in the batch.
    index: u32,
    /// The first one's index among all.
    start: usize,
    count: u32,
}

#[derive(Default)]
pub struct Spans(Vec<Span>);

impl Spans {
    #[inline]
    pub fn push(&mut self, outcome: &Arc<Outcome>, index: u32, count: u32) {
        let start = self.len();
        if let Some(last) = self.0.last_mut()
            && Arc::ptr_eq(&last.outcome, outcome)
            && last.index + last.count == index
        {
            last.count += count;
            return;
        }
        self.0.push(Span {
            outcome: Arc::clone(outcome),
            index,
            start,
            count,
        });
    }

    fn len(&self) -> usize {
        self.0.last().map_or(0, |last| last.start + last.count as usize)
    }

    fn find(&self, at: usize) -> Option<(Arc<Outcome>, u32)> {
        let span = &self.0[self.0.partition_point(|span| span.start <= at).checked_sub(1)?];
        let into = at - span.start;
        (into < span.count as usize).then(|| (Arc::clone(&span.outcome), span.index + into as u32))
    }
}

/// The outcomes of the records of one `send_many()`, in their order.
///
/// It can be waited for and awaited as a whole; each record's own handle is `deliveries[i]`. Thread-safe.
///
/// Example:
///     >>> deliveries = producer.send_many("orders", [b"a", b"b"])    # doctest: +SKIP
///     >>> [metadata.offset for metadata in deliveries.result(10)]    # doctest: +SKIP
///     [42, 43]
#[pyclass(frozen, weakref, sequence, module = "barnabas")]
pub struct DeliveryBatch {
    spans: Mutex<Spans>,
    timestamp: i64,
    asked: AtomicBool,
}

impl DeliveryBatch {
    pub fn new(timestamp: i64) -> Self {
        Self {
            spans: Mutex::default(),
            timestamp,
            asked: AtomicBool::new(false),
        }
    }

    pub fn add(&self, more: Spans) {
        let mut spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        for span in more.0 {
            let start = spans.len();
            spans.0.push(Span { start, ..span });
        }
    }

    fn all(&self) -> Vec<Span> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    fn place(&self, index: isize) -> PyResult<(Arc<Outcome>, u32)> {
        let spans = self.spans.lock().unwrap_or_else(PoisonError::into_inner);
        find(&spans, index)
    }

    fn asked(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// The first failure, else all metadata.
    pub fn value(&self, py: Python<'_>) -> PyResult<RecordMetadataList> {
        let spans = self.all();
        for span in &spans {
            for (outcome, indexes) in leaves(span) {
                if let Some(error) = outcome.error(indexes.start) {
                    return Err(call::fresh(py, error));
                }
            }
        }
        Ok(RecordMetadataList {
            spans: Spans(spans),
            timestamp: self.timestamp,
        })
    }
}

fn find(spans: &Spans, index: isize) -> PyResult<(Arc<Outcome>, u32)> {
    let len = spans.len();
    let at = if index < 0 {
        len.checked_add_signed(index)
    } else {
        usize::try_from(index).ok()
    };
    at.and_then(|at| spans.find(at))
        .ok_or_else(|| PyIndexError::new_err(format!("index {index} is out of range: there are {len} records")))
}

/// The outcomes that count for a span's records, each with the indexes of those that it has.
fn leaves(span: &Span) -> Vec<(Arc<Outcome>, Range<u32>)> {
    if span.outcome.status() != Status::Split {
        return vec![(Arc::clone(&span.outcome), span.index..span.index + span.count)];
    }
    let mut found: Vec<(Arc<Outcome>, Range<u32>)> = Vec::new();
    for index in span.index..span.index + span.count {
        let (outcome, index) = resolved(&span.outcome, index);
        match found.last_mut() {
            Some((last, of_it)) if Arc::ptr_eq(last, outcome) => of_it.end += 1,
            _ => found.push((Arc::clone(outcome), index..index + 1)),
        }
    }
    found
}

#[pymethods]
impl DeliveryBatch {
    /// Waits until all records are written and says where, as a sequence in their order.
    ///
    /// Args:
    ///     timeout: seconds to wait at most; None waits as long as it takes (at most `delivery_timeout_ms`).
    ///
    /// Raises:
    ///     KafkaTimeoutError: the time is up; nothing changed, and `done()` is False.
    ///     KafkaError: the first failure; `errors()` has all of them, and the other records may have been written.
    ///     RuntimeError: it would have to wait on the client's own thread, as in a logging handler.
    ///
    /// Blocks; ends at once by Ctrl-C.
    ///
    /// >>> deliveries.result(timeout=10)[0]  # doctest: +SKIP
    /// RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)
    #[pyo3(signature = (timeout = None))]
    fn result(&self, py: Python<'_>, timeout: Option<&Bound<'_, PyAny>>) -> PyResult<RecordMetadataList> {
        self.wait(py, timeout)?;
        self.asked();
        self.value(py)
    }

    /// Waits as `result()` does and gives the errors of the records that failed, by their index.
    ///
    /// Args:
    ///     timeout: seconds to wait at most; None waits as long as it takes.
    ///
    /// Raises:
    ///     KafkaTimeoutError: the time is up; nothing changed.
    ///     RuntimeError: as `result()`.
    ///
    /// Blocks, as `result()`.
    ///
    /// >>> deliveries.errors(timeout=10)  # doctest: +SKIP
    /// {}
    #[pyo3(signature = (timeout = None))]
    fn errors<'py>(&self, py: Python<'py>, timeout: Option<&Bound<'_, PyAny>>) -> PyResult<Bound<'py, PyDict>> {
        self.wait(py, timeout)?;
        self.asked();
        let found = PyDict::new(py);
        for span in self.all() {
            let mut at = span.start;
            for (outcome, indexes) in leaves(&span) {
                for index in indexes {
                    if let Some(error) = outcome.error(index) {
                        found.set_item(at, error)?;
                    }
                    at += 1;
                }
            }
        }
        Ok(found)
    }

    /// Whether all outcomes are there; never waits.
    ///
    /// >>> deliveries.done()  # doctest: +SKIP
    /// True
    pub fn done(&self) -> bool {
        self.all()
            .iter()
            .flat_map(leaves)
            .all(|(outcome, _)| outcome.status() != Status::Pending)
    }

    fn __len__(&self) -> usize {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: isize) -> PyResult<Bound<'py, PyAny>> {
        let (outcome, index) = self.place(index)?;
        Object::make(py, Delivery::new(outcome, index, self.timestamp))
    }

    fn __await__<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let this = slf.get();
        if this.done() {
            this.asked();
            return ready(py, Py::new(py, this.value(py)?)?.into_any()).map(|made| made.into_bound(py));
        }
        awaiting::many(&slf)
    }

    fn __repr__(&self) -> String {
        format!(
            "<DeliveryBatch of {} records, {}>",
            self.__len__(),
            if self.done() { "done" } else { "pending" }
        )
    }
}

impl DeliveryBatch {
    /// The first part that is not settled.
    pub fn pending(&self) -> Option<Arc<Outcome>> {
        self.all()
            .iter()
            .flat_map(leaves)
            .map(|(outcome, _)| outcome)
            .find(|outcome| outcome.status() == Status::Pending)
    }

    /// Has a waiter told when one more part is settled; False if all are.
    pub fn notify(&self, waiter: impl Fn() -> Waiter) -> bool {
        self.asked();
        loop {
            let Some(outcome) = self.pending() else { return false };
            if outcome.wait(waiter()).is_none() {
                return true;
            }
        }
    }

    fn wait(&self, py: Python<'_>, timeout: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let timeout = given(timeout.map(Bound::as_borrowed))?;
        let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        for span in self.all() {
            // Waiting for the last record of a batch is waiting for all of it, unless it was cut.
            for index in [span.index, span.index + span.count - 1] {
                let left = end.map(|end| end.saturating_duration_since(Instant::now()));
                wait_for(py, &span.outcome, index, left)?;
            }
            if span.outcome.status() == Status::Split {
                for index in span.index..span.index + span.count {
                    let left = end.map(|end| end.saturating_duration_since(Instant::now()));
                    wait_for(py, &span.outcome, index, left)?;
                }
            }
        }
        Ok(())
    }
}

impl Drop for DeliveryBatch {
    fn drop(&mut self) {
        if *self.asked.get_mut() {
            return;
        }
        for span in self.spans.get_mut().unwrap_or_else(PoisonError::into_inner).0.drain(..) {
            span.outcome.drop_silent(span.index, span.count);
        }
    }
}

/// Where the records of a `send_many()` were written, in their order; a sequence of `RecordMetadata`.
#[pyclass(frozen, sequence, module = "barnabas._native")]
pub struct RecordMetadataList {
    spans: Spans,
    timestamp: i64,
}

#[pymethods]
impl RecordMetadataList {
    fn __len__(&self) -> usize {
        self.spans.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: isize) -> PyResult<Bound<'py, PyAny>> {
        let (outcome, index) = find(&self.spans, index)?;
        let (outcome, index) = resolved(&outcome, index);
        Object::make(py, outcome_of(py, outcome, index, self.timestamp)?)
    }

    fn __repr__(&self) -> String {
        format!("<metadata of {} records>", self.spans.len())
    }
}
