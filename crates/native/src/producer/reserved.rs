//! Room in `buffer_memory` that a sender was granted. It is an object, and not a number that somebody has to give back: a Ctrl-C
//! comes between any two steps of who has it, and room would be kept for ever, or given back though a record has it.
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::prelude::*;

use super::shared::Shared;

#[pyclass(frozen, module = "barnabas._native")]
pub struct Reserved {
    shared: Arc<Shared>,
    bytes: AtomicUsize,
}

impl Reserved {
    pub fn new(shared: Arc<Shared>, bytes: usize) -> Self {
        Self {
            shared,
            bytes: AtomicUsize::new(bytes),
        }
    }

    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// A record was added with it, under the lock: it is in that one's charge.
    pub fn spend(&self) {
        self.bytes.store(0, Ordering::Relaxed);
    }
}

#[pymethods]
impl Reserved {
    /// What no record has taken is free again; once, however often it is called. An error's traceback may hold it for long.
    fn give_back(&self, py: Python<'_>) {
        let bytes = self.bytes.swap(0, Ordering::Relaxed);
        if bytes > 0 && !self.shared.forked() {
            self.shared.return_room(py, bytes);
        }
    }
}

impl Drop for Reserved {
    fn drop(&mut self) {
        if *self.bytes.get_mut() > 0 {
            Python::attach(|py| self.give_back(py));
        }
    }
}
