//! Barnabas' own exceptions, which are Python classes, raised from here.
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString};

/// An exception of `barnabas.errors` by name.
pub fn error(py: Python<'_>, class: &str, text: &str) -> PyErr {
    with_context(py, class, text, PyDict::new(py))
}

/// For an argument whose value cannot be meant.
pub fn not_accepted(py: Python<'_>, text: &str) -> PyErr {
    error(py, "ConfigurationError", text)
}

/// The same as [`error`] with keyword arguments such as those of [`context`].
pub fn with_context(py: Python<'_>, class: &str, text: &str, context: Bound<'_, PyDict>) -> PyErr {
    match instance(py, class, text, &context) {
        Ok(made) => PyErr::from_value(made),
        Err(failed) => failed,
    }
}

/// The same with a cause.
pub fn caused(py: Python<'_>, class: &str, text: &str, context: Bound<'_, PyDict>, cause: PyErr) -> PyErr {
    let made = with_context(py, class, text, context);
    made.set_cause(py, Some(cause));
    made
}

/// An exception object that is not raised yet.
pub fn instance<'py>(
    py: Python<'py>,
    class: &str,
    text: &str,
    context: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("barnabas.errors").map(Bound::unbind))?;
    module.bind(py).getattr(class)?.call((text,), Some(context))
}

/// Where in the log an error belongs.
pub fn context<'py>(
    py: Python<'py>,
    topic: &Bound<'py, PyString>,
    partition: i32,
    offset: Option<i64>,
) -> Bound<'py, PyDict> {
    let context = PyDict::new(py);
    // Setting str keys of a dict of our own fails only without memory; the error is then raised with less context.
    let _ = context.set_item("topic", topic);
    let _ = context.set_item("partition", partition);
    if let Some(offset) = offset {
        let _ = context.set_item("offset", offset);
    }
    context
}
