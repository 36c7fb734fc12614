//! An engine's own thread, known by who runs on it: what only that thread can bring about must not be waited for there.
use std::sync::OnceLock;
use std::thread::{self, ThreadId};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

#[pyclass(frozen, module = "barnabas._native")]
pub struct OwnThread {
    id: OnceLock<ThreadId>,
}

#[pymethods]
impl OwnThread {
    #[new]
    fn new() -> Self {
        Self { id: OnceLock::new() }
    }

    /// The caller's thread is it; said once, as the first that it does.
    fn begin(&self) {
        let _ = self.id.set(thread::current().id());
    }

    /// Whether the caller is on it.
    #[getter]
    pub fn inside(&self) -> bool {
        self.id.get().is_some_and(|id| *id == thread::current().id())
    }

    /// Raises RuntimeError on it, where a call that blocks would wait for itself.
    pub fn check(&self) -> PyResult<()> {
        if self.inside() {
            let text = "a blocking call was made on the client's own thread; use the async face, or another thread";
            return Err(PyRuntimeError::new_err(text));
        }
        Ok(())
    }
}
