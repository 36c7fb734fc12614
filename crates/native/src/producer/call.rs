//! Calls of this package's own Python helpers in `barnabas.engine.waiting`.
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

/// Resolves futures of any loops; one call into each loop.
pub fn resolve(py: Python<'_>, futures: Bound<'_, PyList>) {
    if let Err(error) = helper(py, "resolve").and_then(|function| function.call1((futures,))) {
        error.write_unraisable(py, None);
    }
}

/// An awaitable's iterator that ends with `handle`'s outcome.
pub fn wait<'py>(py: Python<'py>, handle: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    helper(py, "wait")?.call1((handle,))?.call_method0("__await__")
}

/// A copy of an error that can be raised without touching the one that is kept.
pub fn fresh(py: Python<'_>, error: &Py<PyAny>) -> PyErr {
    match helper(py, "fresh").and_then(|function| function.call1((error,))) {
        Ok(copy) => PyErr::from_value(copy),
        Err(failed) => failed,
    }
}
