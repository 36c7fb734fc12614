//! The handle of one record that was sent.
use std::ffi::CStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::{IntoPyObjectExt, ffi};

use super::awaiting;
use super::call;
use super::metadata::RecordMetadata;
use super::outcome::{Outcome, Status, Waiter};
use super::wait::{Signal, given};
use crate::errors;
use crate::raw::{Class, Object, Raw, Spec, method, unary_slot};
use crate::ready::ready;

// No weak references, no traversal: a cycle through a callback ends when the outcome comes, at the latest by the delivery
// timeout.
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

    pub fn resolved(&self) -> (&Arc<Outcome>, u32) {
        resolved(&self.outcome, self.index)
    }

    fn asked(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// `this` is the object that this is in.
    pub fn call_when_done(&self, py: Python<'_>, function: Py<PyAny>, this: Py<PyAny>) {
        let mut waiter = Waiter::Call(function, this);
        loop {
            let (outcome, _) = self.resolved();
            match outcome.wait(waiter) {
                None => return,
                // It was cut to parts in between: look for its part again.
                Some(back) if outcome.status() == Status::Split => waiter = back,
                Some(Waiter::Call(function, this)) => return call::call1(py, &function, this),
                Some(_) => return,
            }
        }
    }

    pub fn value(&self, py: Python<'_>) -> PyResult<RecordMetadata> {
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
    match outcome.error(index) {
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

/// Of a batch of the process that this one was forked from nothing will ever become here.
pub fn check_fork(py: Python<'_>, outcome: &Outcome) -> PyResult<()> {
    if outcome.forked() {
        let text = "the record belongs to the process that this one was forked from";
        return Err(errors::error(py, "ForkedError", text));
    }
    Ok(())
}

/// Waits for a record with the GIL released; raises KafkaTimeoutError when the time is up.
pub fn wait_for(py: Python<'_>, outcome: &Arc<Outcome>, index: u32, timeout: Option<Duration>) -> PyResult<()> {
    let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    loop {
        let (outcome, _) = resolved(outcome, index);
        match outcome.status() {
            Status::Written | Status::Failed => return Ok(()),
            Status::Split => continue,
            Status::Pending => {}
        }
        check_fork(py, outcome)?;
        outcome.check_wait()?;
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
            return Err(errors::error(py, "KafkaTimeoutError", &text));
        }
    }
}

impl Delivery {
    fn exception<'py>(&self, py: Python<'py>, timeout: Option<Duration>) -> PyResult<Bound<'py, PyAny>> {
        wait_for(py, &self.outcome, self.index, timeout)?;
        self.asked();
        let (outcome, index) = self.resolved();
        match outcome.error(index) {
            Some(error) => Ok(error.bind(py).clone()),
            None => Ok(py.None().into_bound(py)),
        }
    }

    pub fn done(&self) -> bool {
        matches!(self.resolved().0.status(), Status::Written | Status::Failed)
    }

    fn add_done_callback(&self, slf: &Bound<'_, PyAny>, function: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = slf.py();
        if !function.is_callable() {
            let text = format!("function={} is not accepted: expected a callable", function.repr()?);
            return Err(PyTypeError::new_err(text));
        }
        let carrier = self.outcome.carrier(py, function.clone())?;
        self.asked();
        self.call_when_done(py, carrier, slf.clone().unbind());
        Ok(())
    }

    fn awaited<'py>(&self, slf: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        if self.done() {
            self.asked();
            return ready(py, Object::make(py, self.value(py)?)?.unbind()).map(|made| made.into_bound(py));
        }
        awaiting::one(slf)
    }

    /// Has a waiter told of the outcome; False if there is nothing to wait for.
    pub fn notify(&self, mut waiter: Waiter) -> bool {
        self.asked();
        loop {
            let (outcome, _) = self.resolved();
            match outcome.wait(waiter) {
                None => return true,
                Some(back) if outcome.status() == Status::Split => waiter = back,
                Some(_) => return false,
            }
        }
    }

    fn shown(&self, py: Python<'_>) -> PyResult<String> {
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

impl Raw for Delivery {
    const NAME: &'static CStr = c"barnabas.Delivery";
    const DOC: &'static CStr = DOC;

    fn class() -> &'static Class {
        static CLASS: Class = Class::new();
        &CLASS
    }

    fn holds_last(&self) -> bool {
        Arc::strong_count(&self.outcome) == 1
    }

    fn spec() -> Spec {
        let mut spec = Spec {
            methods: vec![
                method!(Delivery, enter, c"result", RESULT, |slf, this, arguments| {
                    let [timeout] = arguments.take("result", ["timeout"])?;
                    if this.resolved().0.status() == Status::Pending {
                        wait_for(slf.py(), &this.outcome, this.index, given(timeout)?)?;
                    }
                    this.asked();
                    Object::make(slf.py(), this.value(slf.py())?)
                }),
                method!(
                    Delivery,
                    enter_whole,
                    c"exception",
                    EXCEPTION,
                    |slf, this, arguments| {
                        let [timeout] = arguments.take("exception", ["timeout"])?;
                        this.exception(slf.py(), given(timeout)?)
                    }
                ),
                method!(Delivery, enter, c"done", DONE, |slf, this, arguments| {
                    let [] = arguments.take("done", [])?;
                    this.done().into_bound_py_any(slf.py())
                }),
                method!(
                    Delivery,
                    enter_whole,
                    c"add_done_callback",
                    ADD_DONE_CALLBACK,
                    |slf, this, arguments| {
                        let [function] = arguments.need("add_done_callback", ["function"])?;
                        this.add_done_callback(&slf, &function)?;
                        Ok(slf.py().None().into_bound(slf.py()))
                    }
                ),
            ],
            ..Spec::default()
        };
        unary_slot!(Delivery, spec, ffi::Py_tp_repr, |slf, this| {
            this.shown(slf.py())?.into_bound_py_any(slf.py())
        });
        unary_slot!(Delivery, spec, ffi::Py_am_await, |slf, this| this.awaited(&slf));
        spec
    }
}

const DOC: &CStr = c"The outcome of a record that was sent: there already, or still to come.

It can be waited for (`result()`), awaited (any number of times, by any tasks and loops), asked (`done()`) and given a
callback. When it is dropped without a question and the record fails, the next `flush()` or `close()` of the producer
raises it. Thread-safe.

Example:
    >>> with barnabas.Client(\"localhost:9092\") as client:
    ...     with client.producer() as producer:
    ...         delivery = producer.send(\"orders\", b\"value\")  # doctest: +SKIP
    ...         delivery.result(timeout=10).offset            # doctest: +SKIP
    0";

const RESULT: &CStr = c"result($self, timeout=None)
--

Waits until the record is written and says where.

Args:
    timeout: seconds to wait at most; None waits as long as it takes (at most `delivery_timeout_ms`).

Raises:
    KafkaTimeoutError: the time is up; nothing changed, the record is still under way, and `done()` is False.
    KafkaError: the record failed, as with `DeliveryTimeoutError`; every call raises it again.
    RuntimeError: it would have to wait on the client's own thread, as in a logging handler.

Blocks; ends at once by Ctrl-C. On an event loop await the delivery instead.

>>> delivery.result(timeout=10)  # doctest: +SKIP
RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)";

const EXCEPTION: &CStr = c"exception($self, timeout=None)
--

Waits as `result()` does and gives the record's error, or None if it was written.

Args:
    timeout: seconds to wait at most; None waits as long as it takes.

Raises:
    KafkaTimeoutError: the time is up; nothing changed.
    RuntimeError: as `result()`.

Blocks, as `result()`.

>>> delivery.exception(timeout=10)  # doctest: +SKIP";

const DONE: &CStr = c"done($self)
--

Whether the outcome is there; never waits.

>>> delivery.done()  # doctest: +SKIP
True";

const ADD_DONE_CALLBACK: &CStr = c"add_done_callback($self, function)
--

Has `function(delivery)` called once the outcome is there; soon if it is there already. Returns at once.

Args:
    function: takes the delivery; what it returns is dropped.

It runs on the client's callback thread, or with an async producer on the loop that runs now. What it raises is
logged. It may send again.

Callbacks are called one after the other, and nothing holds the records back for them: those that take longer than records
take to be sent pile up in memory, and the client's `close()` waits for them, as long as its timeout says. Give longer work
to a thread of your own.

>>> delivery.add_done_callback(lambda d: print(d.exception()))  # doctest: +SKIP";
