//! What became of a batch: shared by the handles of all its records.
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::awaiting::{self, Awaiting};
use super::call;
use super::clock;
use super::delivery::Delivery;
use super::dropped::{Dropped, Run};
use super::ledger::Ledger;
use super::wait::Signal;
use crate::raw::Object;

/// A partition by name.
pub struct Place {
    pub topic: Py<PyString>,
    pub partition: i32,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Status {
    Pending = 0,
    Written = 1,
    Failed = 2,
    /// It was too large and was cut; the parts have the outcomes.
    Split = 3,
}

pub enum Waiter {
    Thread(Arc<Signal>),
    /// A task of any loop.
    Task(Py<Awaiting>),
    /// A function that hands the handle on to the user's callback.
    Call(Py<PyAny>, Py<PyAny>),
}

pub struct Part {
    /// The first record's index in the whole.
    pub first: u32,
    pub outcome: Arc<Outcome>,
}

pub struct Outcome {
    pub place: Arc<Place>,
    ledger: Arc<Ledger>,
    status: AtomicU8,
    base_offset: AtomicI64,
    append_time: AtomicI64,
    /// Records whose handles were dropped and whose outcome nobody asked for.
    silent: Dropped,
    forks: u32,
    error: OnceLock<Py<PyAny>>,
    /// Records that have an error of their own (KIP-467), by their index.
    own_errors: OnceLock<HashMap<u32, Py<PyAny>>>,
    parts: OnceLock<Vec<Part>>,
    waiters: Mutex<Vec<Waiter>>,
}

impl Outcome {
    pub fn new(place: Arc<Place>, ledger: Arc<Ledger>) -> Self {
        Self {
            place,
            ledger,
            status: AtomicU8::new(Status::Pending as u8),
            base_offset: AtomicI64::new(-1),
            append_time: AtomicI64::new(-1),
            silent: Dropped::default(),
            forks: clock::forks(),
            error: OnceLock::new(),
            own_errors: OnceLock::new(),
            parts: OnceLock::new(),
            waiters: Mutex::new(Vec::new()),
        }
    }

    pub fn status(&self) -> Status {
        match self.status.load(Ordering::SeqCst) {
            0 => Status::Pending,
            1 => Status::Written,
            2 => Status::Failed,
            _ => Status::Split,
        }
    }

    /// The offset of a record; None where the broker gave none (acks=0), or one that cannot be.
    pub fn offset(&self, index: u32) -> Option<i64> {
        let base = self.base_offset.load(Ordering::Relaxed);
        base.checked_add(i64::from(index)).filter(|_| base >= 0)
    }

    /// The broker's time, if the topic's timestamps are its own.
    pub fn append_time(&self) -> Option<i64> {
        let time = self.append_time.load(Ordering::Relaxed);
        (time >= 0).then_some(time)
    }

    /// Why a record failed.
    pub fn error(&self, index: u32) -> Option<&Py<PyAny>> {
        let own = self.own_errors.get().and_then(|errors| errors.get(&index));
        own.or_else(|| self.error.get())
    }

    pub fn parts(&self) -> &[Part] {
        self.parts.get().map_or(&[], Vec::as_slice)
    }

    /// Whether this process is another than that of the batch: then nothing will ever become of it.
    pub fn forked(&self) -> bool {
        self.forks != clock::forks()
    }

    /// See `Ledger::check_wait`.
    pub fn check_wait(&self) -> PyResult<()> {
        self.ledger.check_wait()
    }

    /// Whoever waited is given back, to be told.
    pub fn written(&self, base_offset: i64, append_time: i64) -> Vec<Waiter> {
        self.base_offset.store(base_offset, Ordering::Relaxed);
        self.append_time.store(append_time, Ordering::Relaxed);
        self.settle(Status::Written)
    }

    pub fn failed(&self, py: Python<'_>, error: Py<PyAny>, own_errors: HashMap<u32, Py<PyAny>>) {
        if !own_errors.is_empty() {
            let _ = self.own_errors.set(own_errors);
        }
        let _ = self.error.set(error);
        tell(py, self.settle(Status::Failed), Status::Failed);
        self.enter_silent(py);
    }

    /// The first batch in `parts` begins with this one's first record, and so on.
    pub fn split(&self, py: Python<'_>, parts: Vec<Part>) {
        let _ = self.parts.set(parts);
        tell(py, self.settle(Status::Split), Status::Split);
        self.hand_on_silent();
    }

    /// `count` handles were dropped without a question, of the records from `index` on.
    pub fn drop_silent(&self, index: u32, count: u32) {
        if self.forked() || self.status() == Status::Written {
            return;
        }
        self.silent.add((index, index + count));
        // Either this thread sees the failure or the cut, or the thread that settles sees these.
        match self.status() {
            Status::Failed => {
                let _ = Python::try_attach(|py| self.enter_silent(py));
            }
            Status::Split => self.hand_on_silent(),
            Status::Pending | Status::Written => {}
        }
    }

    fn enter_silent(&self, py: Python<'_>) {
        let silent: u32 = self.silent.take().iter().map(|(first, end)| end - first).sum();
        if silent > 0
            && let Some(error) = self.error.get()
        {
            self.ledger.add(py, &self.place, u64::from(silent), error);
        }
    }

    /// To the parts that have their records.
    fn hand_on_silent(&self) {
        for run in self.silent.take() {
            let mut end = run.1;
            for part in self.parts().iter().rev() {
                let (from, to): Run = (run.0.max(part.first), end);
                if from < to {
                    part.outcome.drop_silent(from - part.first, to - from);
                    end = from;
                }
            }
        }
    }

    /// What brings a user's callback to the thread or loop where it belongs.
    pub fn carrier(&self, py: Python<'_>, function: Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
        self.ledger.carrier.call1(py, (function,))
    }

    /// Has `waiter` told; gives it back if there is nothing to wait for any more.
    pub fn wait(&self, waiter: Waiter) -> Option<Waiter> {
        let mut waiters = self.waiters.lock().unwrap_or_else(PoisonError::into_inner);
        if self.status() != Status::Pending {
            return Some(waiter);
        }
        waiters.push(waiter);
        None
    }

    fn settle(&self, status: Status) -> Vec<Waiter> {
        self.status.store(status as u8, Ordering::SeqCst);
        std::mem::take(&mut *self.waiters.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Tells those who waited for a batch what became of it.
pub fn tell(py: Python<'_>, waiters: Vec<Waiter>, status: Status) {
    if waiters.is_empty() {
        return;
    }
    let mut tasks = Vec::new();
    for waiter in waiters {
        match waiter {
            Waiter::Thread(signal) => signal.set(),
            Waiter::Task(awaiting) => tasks.push(awaiting),
            Waiter::Call(function, delivery) => match Object::<Delivery>::of(delivery.bind(py)) {
                Some(this) if status == Status::Split => {
                    this.call_when_done(py, function, delivery.clone_ref(py));
                }
                _ => call::call1(py, &function, delivery),
            },
        }
    }
    awaiting::tell(py, tasks);
}
