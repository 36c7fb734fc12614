//! Waiting without the GIL, open to Ctrl-C, and the ways to wake who waits.
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pyo3::prelude::*;

use crate::errors;

/// How long a wait may ignore Ctrl-C.
const SLICE: Duration = Duration::from_millis(50);

/// A flag that threads can wait for.
#[derive(Default)]
pub struct Signal {
    set: Mutex<bool>,
    changed: Condvar,
}

impl Signal {
    pub fn set(&self) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    fn wait_slice(&self, most: Duration) -> bool {
        let set = self.set.lock().unwrap_or_else(PoisonError::into_inner);
        let (set, _) = self
            .changed
            .wait_timeout_while(set, most, |set| !*set)
            .unwrap_or_else(PoisonError::into_inner);
        *set
    }

    /// Waits with the GIL released; False when `timeout` has passed. Raises what a signal handler raises.
    pub fn wait(&self, py: Python<'_>, timeout: Option<Duration>) -> PyResult<bool> {
        let end = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            let left = end.map_or(SLICE, |end| end.saturating_duration_since(Instant::now()).min(SLICE));
            if py.detach(|| self.wait_slice(left)) {
                return Ok(true);
            }
            py.check_signals()?;
            if end.is_some_and(|end| Instant::now() >= end) {
                return Ok(false);
            }
        }
    }
}

/// Who is to be told. Taken out under a lock, called after it.
pub enum Waker {
    Thread(Arc<Signal>),
    Call(Py<PyAny>),
}

impl Waker {
    pub fn wake(self, py: Python<'_>) {
        match self {
            Self::Thread(signal) => signal.set(),
            Self::Call(function) => {
                if let Err(error) = function.call0(py) {
                    error.write_unraisable(py, Some(function.bind(py)));
                }
            }
        }
    }
}

pub fn wake_all(py: Python<'_>, wakers: Vec<Waker>) {
    for waker in wakers {
        waker.wake(py);
    }
}

/// Counts what the engine does (drains, memory given back), so that a sender can give way until the next one.
#[derive(Default)]
pub struct HandOff {
    state: Mutex<Handed>,
    changed: Condvar,
}

#[derive(Default)]
struct Handed {
    count: u64,
    /// How many wait: mostly none, and to tell nobody would be a call of the system with each drain.
    waiting: usize,
}

impl HandOff {
    fn lock(&self) -> MutexGuard<'_, Handed> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn now(&self) -> u64 {
        self.lock().count
    }

    pub fn done(&self) {
        let mut state = self.lock();
        state.count += 1;
        if state.waiting > 0 {
            self.changed.notify_all();
        }
    }

    /// Waits until the count has moved on from `seen`; call it without the GIL.
    pub fn wait(&self, seen: u64, most: Duration) {
        let mut state = self.lock();
        state.waiting += 1;
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, most, |state| state.count == seen)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
    }
}

/// Thirty years: as good as endless, and within what clocks can count.
const ENDLESS: Duration = Duration::from_secs(1_000_000_000);

/// Seconds; None waits forever.
pub fn duration(seconds: Option<f64>) -> Option<Duration> {
    seconds.map(|seconds| Duration::try_from_secs_f64(seconds.max(0.0)).map_or(ENDLESS, |wait| wait.min(ENDLESS)))
}

/// A timeout as users give it: what `seconds` of `barnabas.given` takes, or None.
pub fn given(timeout: Option<Borrowed<'_, '_, PyAny>>) -> PyResult<Option<Duration>> {
    let Some(timeout) = timeout.filter(|timeout| !timeout.is_none()) else {
        return Ok(None);
    };
    match timeout.extract::<f64>() {
        Ok(seconds) if !seconds.is_nan() => Ok(duration(Some(seconds))),
        _ => {
            let text = format!(
                "timeout={} is not accepted: expected seconds as a number",
                timeout.repr()?
            );
            Err(errors::not_accepted(timeout.py(), &text))
        }
    }
}
