//! The handle of one record that was sent.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyTimeoutError;
use pyo3::prelude::*;

use super::call;
use super::metadata::RecordMetadata;
use super::outcome::{Outcome, Status, Waiter};
use super::wait::{Signal, duration};
use crate::errors;
use crate::light::light;
use crate::ready::ready;

/// The outcome of a record that was sent: there already, or still to come.
///
/// It can be waited for (`result()`), awaited (any number of times, by any tasks and loops), asked (`done()`) and given a
/// callback. When it is dropped without a question and the record fails, the next `flush()` or `close()` of the producer
/// raises it. Thread-safe.
///
/// Example:
///     >>> with barnabas.Client("localhost:9092") as client:
///     ...     with client.producer() as producer:
///     ...         delivery = producer.send("orders", b"value")  # doctest: +SKIP
///     ...         delivery.result(timeout=10).offset            # doctest: +SKIP
///     0
// No weak references, no traversal. A cycle through a callback ends when the outcome comes, at the latest by the delivery
// timeout.
#[pyclass(frozen, module = "barnabas")]
pub struct Delivery {
    outcome: Arc<Outcome>,
    timestamp: i64,
    index: u32,
    asked: AtomicBool,
}

impl Delivery {
    pub fn new(outcome: Arc<Outcome>, index: u32, timestamp: i64) -> Self {
        Self {
            outcome,
            timestamp,
            index,
            asked: AtomicBool::new(false),
        }
    }

    fn resolved(&self) -> (&Arc<Outcome>, u32) {
        resolved(&self.outcome, self.index)
    }

    fn asked(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    pub fn call_when_done(&self, py: Python<'_>, function: Py<PyAny>, this: Py<Self>) {
        let mut waiter = Waiter::Call(function, this);
        loop {
            let (outcome, _) = self.resolved();
            match outcome.wait(waiter) {
                None => return,
                // It was cut to parts in between: look for its part again.
                Some(back) if outcome.status() == Status::Split => waiter = back,
                Some(Waiter::Call(function, this)) => return call::call1(py, &function, this.into_any()),
                Some(_) => return,
            }
        }
    }

    fn value(&self, py: Python<'_>) -> PyResult<RecordMetadata> {
        let (outcome, index) = self.resolved();
        outcome_of(py, outcome, index, self.timestamp)
    }
}

/// The outcome that counts for a record, past any cutting, and its index there.
pub fn resolved(outcome: &Arc<Outcome>, index: u32) -> (&Arc<Outcome>, u32) {
    let (mut outcome, mut index) = (outcome, index);
    while outcome.status() == Status::Split {
        let Some(part) = outcome.parts().iter().rev().find(|part| part.first <= index) else {
            break;
        };
        index -= part.first;
        outcome = &part.outcome;
    }
    (outcome, index)
}

/// A settled record's metadata, or its error.
pub fn outcome_of(py: Python<'_>, outcome: &Arc<Outcome>, index: u32, timestamp: i64) -> PyResult<RecordMetadata> {
    match outcome.error() {
        Some(error) => Err(call::fresh(py, error)),
        None => {
            let timestamp = outcome.append_time().unwrap_or(timestamp);
            Ok(RecordMetadata::of(
                Arc::clone(&outcome.place),
                outcome.offset(index),
                timestamp,
            ))
        }
    }
}

/// Waits for a record with the GIL released; raises the builtin TimeoutError when the time is up.
pub fn wait_for(py: Python<'_>, outcome: &Arc<Outcome>, index: u32, timeout: Option<Duration>) -> PyResult<()> {
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    loop {
        let (outcome, _) = resolved(outcome, index);
        match outcome.status() {
            Status::Written | Status::Failed => return Ok(()),
            Status::Split => continue,
            Status::Pending => {}
        }
        if outcome.forked() {
            return Err(errors::error(
                py,
                "ForkedError",
                "the record belongs to the process that this one was forked from",
            ));
        }
        let signal = Arc::new(Signal::default());
        if outcome.wait(Waiter::Thread(Arc::clone(&signal))).is_some() {
            continue;
        }
        let left = end.map(|end| end.saturating_duration_since(Instant::now()));
        if !signal.wait(py, left)? && outcome.status() == Status::Pending {
            let text = format!(
                "the record was not acknowledged within {} s; it is still under way",
                timeout.unwrap_or_default().as_secs_f64()
            );
            return Err(PyTimeoutError::new_err(text));
        }
    }
}

#[pymethods]
impl Delivery {
    /// Waits until the record is written and says where.
    ///
    /// Args:
    ///     timeout: seconds to wait at most; None waits as long as it takes (at most `delivery_timeout_ms`).
    ///
    /// Raises:
    ///     TimeoutError: the time is up; nothing changed, the record is still under way.
    ///     KafkaError: the record failed; every call raises it again.
    ///
    /// Blocks; ends at once by Ctrl-C. On an event loop await the delivery instead.
    ///
    /// >>> delivery.result(timeout=10)  # doctest: +SKIP
    /// RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)
    #[pyo3(signature = (timeout = None))]
    fn result(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<Py<RecordMetadata>> {
        if self.resolved().0.status() == Status::Pending {
            wait_for(py, &self.outcome, self.index, duration(timeout)?)?;
        }
        self.asked();
        light(py, self.value(py)?)
    }

    /// Waits as `result()` does and gives the record's error, or None if it was written.
    ///
    /// >>> delivery.exception(timeout=10)  # doctest: +SKIP
    #[pyo3(signature = (timeout = None))]
    fn exception(&self, py: Python<'_>, timeout: Option<f64>) -> PyResult<Option<Py<PyAny>>> {
        wait_for(py, &self.outcome, self.index, duration(timeout)?)?;
        self.asked();
        Ok(self.resolved().0.error().map(|error| error.clone_ref(py)))
    }

    /// Whether the outcome is there; never waits.
    ///
    /// >>> delivery.done()  # doctest: +SKIP
    /// True
    fn done(&self) -> bool {
        matches!(self.resolved().0.status(), Status::Written | Status::Failed)
    }

    /// Has `function(delivery)` called once the outcome is there; soon if it is there already.
    ///
    /// It runs on the client's callback thread, or with an async producer on the loop that runs now. What it raises is
    /// logged. It may send again.
    ///
    /// >>> delivery.add_done_callback(lambda d: print(d.exception()))  # doctest: +SKIP
    fn add_done_callback(slf: Bound<'_, Self>, function: Bound<'_, PyAny>) -> PyResult<()> {
        let py = slf.py();
        let this = slf.get();
        if !function.is_callable() {
            let text = format!("function={} is not accepted: expected a callable", function.repr()?);
            return Err(pyo3::exceptions::PyTypeError::new_err(text));
        }
        this.asked();
        let carrier = this.outcome.carrier(py, function)?;
        this.call_when_done(py, carrier, slf.clone().unbind());
        Ok(())
    }

    fn __await__<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let this = slf.get();
        if this.done() {
            this.asked();
            return ready(py, Py::new(py, this.value(py)?)?.into_any()).map(|made| made.into_bound(py));
        }
        call::wait(py, slf.into_any())
    }

    /// Has a loop's future resolved at the outcome; False if there is nothing to wait for.
    fn _notify(&self, on: Py<PyAny>, future: Py<PyAny>) -> bool {
        self.asked();
        let mut waiter = Waiter::Future(on, future);
        loop {
            let (outcome, _) = self.resolved();
            match outcome.wait(waiter) {
                None => return true,
                Some(back) if outcome.status() == Status::Split => waiter = back,
                Some(_) => return false,
            }
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let (outcome, index) = self.resolved();
        let place = &outcome.place;
        let state = match outcome.status() {
            Status::Written => outcome
                .offset(index)
                .map_or("written".to_owned(), |offset| format!("offset {offset}")),
            Status::Failed => "failed".to_owned(),
            _ => "pending".to_owned(),
        };
        Ok(format!(
            "<Delivery {} partition {} {state}>",
            place.topic.bind(py).to_str()?,
            place.partition
        ))
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if !*self.asked.get_mut() {
            self.outcome.drop_silent(self.index, 1);
        }
    }
}
