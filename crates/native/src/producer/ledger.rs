//! Failures that nobody asked for: counted by partition until a `flush()` or `close()` raises them.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::prelude::*;

use super::outcome::Place;
use crate::own_thread::OwnThread;

struct Line {
    place: Arc<Place>,
    count: u64,
    unlogged: u64,
    error: Py<PyAny>,
}

/// What the handles of one producer share.
pub struct Ledger {
    /// Turns a user's callback into a function of a delivery that has it called where it belongs.
    pub carrier: Py<PyAny>,
    /// Where the outcomes come from.
    engine: Option<Py<OwnThread>>,
    lines: Mutex<HashMap<usize, Line>>,
}

/// Topic, partition, how many, the first cause.
pub type Failure = (Py<pyo3::types::PyString>, i32, u64, Py<PyAny>);

impl Ledger {
    pub fn new(carrier: Py<PyAny>, engine: Option<Py<OwnThread>>) -> Self {
        Self {
            carrier,
            engine,
            lines: Mutex::default(),
        }
    }

    /// Raises RuntimeError where nothing may be waited for: on the thread that would bring it about.
    pub fn check_wait(&self) -> PyResult<()> {
        self.engine.as_ref().map_or(Ok(()), |engine| engine.get().check())
    }

    pub fn add(&self, py: Python<'_>, place: &Arc<Place>, count: u64, error: &Py<PyAny>) {
        let line = Line {
            place: Arc::clone(place),
            count: 0,
            unlogged: 0,
            error: error.clone_ref(py),
        };
        // A place is the same object for all batches of a partition, so its address names it.
        let spare = {
            let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            let mut spare = None;
            let line = match lines.entry(Arc::as_ptr(place) as usize) {
                std::collections::hash_map::Entry::Occupied(entry) => {
                    spare = Some(line);
                    entry.into_mut()
                }
                std::collections::hash_map::Entry::Vacant(entry) => entry.insert(line),
            };
            line.count += count;
            line.unlogged += count;
            spare
        };
        drop(spare); // holds Python objects: never under the lock
    }

    /// All of it, and begins anew.
    pub fn take(&self, py: Python<'_>) -> Vec<Failure> {
        let lines = std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner));
        lines
            .into_values()
            .map(|line| {
                (
                    line.place.topic.clone_ref(py),
                    line.place.partition,
                    line.count,
                    line.error,
                )
            })
            .collect()
    }

    /// What was added since the last call.
    pub fn news(&self, py: Python<'_>) -> Vec<Failure> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines
            .values_mut()
            .filter(|line| line.unlogged > 0)
            .map(|line| {
                let count = std::mem::take(&mut line.unlogged);
                (
                    line.place.topic.clone_ref(py),
                    line.place.partition,
                    count,
                    line.error.clone_ref(py),
                )
            })
            .collect()
    }
}
