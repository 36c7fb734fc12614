//! Calls of this package's own Python helpers in `barnabas.engine.waiting`.
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyList;

fn helper<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("barnabas.engine.waiting").map(Bound::unbind))?;
    module.bind(py).getattr(name)
}

pub fn call1(py: Python<'_>, function: &Py<PyAny>, argument: Py<PyAny>) {
    if let Err(error) = function.call1(py, (argument,)) {
        error.write_unraisable(py, Some(function.bind(py)));
    }
}

/// Ends the waits of one loop, from any thread.
pub fn tell(on: &Bound<'_, PyAny>, waiting: &Bound<'_, PyList>) -> PyResult<()> {
    helper(on.py(), "end")?.call1((on, waiting)).map(drop)
}

/// A loop could not be told: it is closed, and nobody waits on it. Any other error is a bug, and shown.
pub fn unheard(py: Python<'_>, error: PyErr) {
    if !error.is_instance_of::<PyRuntimeError>(py) {
        return error.write_unraisable(py, None);
    }
    let heard = helper(py, "unheard").and_then(|function| function.call1((error.value(py),)));
    if let Err(error) = heard {
        error.write_unraisable(py, None);
    }
}

/// A copy of an error that can be raised without touching the one that is kept.
pub fn fresh(py: Python<'_>, error: &Py<PyAny>) -> PyErr {
    match helper(py, "fresh").and_then(|function| function.call1((error,))) {
        Ok(copy) => PyErr::from_value(copy),
        Err(failed) => failed,
    }
}
