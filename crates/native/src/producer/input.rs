//! What users give: bytes-like values, headers, text that should have been bytes.
use std::borrow::Cow;
use std::{ptr, slice};

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString, PyTuple};

use crate::errors;

pub type Headers = Vec<(Vec<u8>, Option<Vec<u8>>)>;

/// A key or value as bytes; `bytes` are not copied here, other buffers are.
#[inline]
pub fn bytes_of<'a>(what: &str, given: &'a Bound<'_, PyAny>) -> PyResult<Option<Cow<'a, [u8]>>> {
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Some(Cow::Borrowed(bytes.as_bytes())));
    }
    if given.is_none() {
        return Ok(None);
    }
    other(what, given).map(|bytes| Some(Cow::Owned(bytes)))
}

/// `bytes` or None as they are; None (of Rust) for anything else.
///
/// # Safety
/// `given` is alive for as long as what is returned is used.
#[inline]
#[allow(clippy::option_option)] // "not plain" and "null" are two things
pub unsafe fn plain<'a>(given: *mut ffi::PyObject) -> Option<Option<&'a [u8]>> {
    // SAFETY: by the caller's promise; the type was looked at, and bytes never change.
    unsafe {
        if ffi::Py_TYPE(given) == &raw mut ffi::PyBytes_Type {
            let (mut data, mut len) = (ptr::null_mut(), 0);
            ffi::PyBytes_AsStringAndSize(given, &raw mut data, &raw mut len);
            return Some(Some(slice::from_raw_parts(data.cast(), len as usize)));
        }
        (given == ffi::Py_None()).then_some(None)
    }
}

#[cold]
fn other(what: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(text) = given.cast::<PyString>() {
        let shown = shown(text.as_any());
        let text =
            format!("{what}={shown} is a str: encode it ({shown}.encode()) or give the producer a {what}_serializer");
        return Err(PyTypeError::new_err(text));
    }
    if let Ok(view) = PyBuffer::<u8>::get(given) {
        return view.to_vec(given.py());
    }
    // memoryviews of other items, arrays: their bytes
    let kind = given.get_type().name()?.to_string();
    let bytes = given
        .py()
        .get_type::<pyo3::types::PyMemoryView>()
        .call1((given,))
        .and_then(|view| view.call_method0("tobytes"));
    match bytes.as_ref().map(|bytes| bytes.cast::<PyBytes>()) {
        Ok(Ok(bytes)) => Ok(bytes.as_bytes().to_vec()),
        _ => Err(PyTypeError::new_err(format!(
            "{what}={} is a {kind}: expected bytes-like or None",
            shown(given)
        ))),
    }
}

pub fn shown(given: &Bound<'_, PyAny>) -> String {
    let text = given.repr().map_or_else(|_| "?".to_owned(), |text| text.to_string());
    if text.chars().count() > 60 {
        format!("{}...", text.chars().take(60).collect::<String>())
    } else {
        text
    }
}

/// Runs a user's serializer; its exception becomes the cause of a SerializationError.
pub fn serialized<'py>(
    what: &str,
    serializer: Option<&Py<PyAny>>,
    topic: &Bound<'py, PyString>,
    given: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let Some(serializer) = serializer else { return Ok(given) };
    if given.is_none() {
        return Ok(given);
    }
    let py = given.py();
    let made = serializer.bind(py).call1((&given,)).map_err(|error| {
        failed(topic, error, || {
            format!("{what}_serializer failed on {}", shown(&given))
        })
    })?;
    if !made.is_instance_of::<PyBytes>() && bytes_of(what, &made).is_err() {
        let (kind, made) = (made.get_type().name()?, shown(&made));
        let given = shown(&given);
        let text = format!("{what}_serializer returned {made}, a {kind}, for {given}: expected bytes or None");
        return Err(errors::with_context(py, "SerializationError", &text, place(topic)));
    }
    Ok(made)
}

/// What a function of the user's has raised, as the cause of a SerializationError.
pub fn failed(topic: &Bound<'_, PyString>, error: PyErr, text: impl Fn() -> String) -> PyErr {
    let py = topic.py();
    if !error.is_instance_of::<pyo3::exceptions::PyException>(py) {
        return error; // KeyboardInterrupt and the like are nobody's failure
    }
    errors::caused(py, "SerializationError", &text(), place(topic), error)
}

fn place<'py>(topic: &Bound<'py, PyString>) -> Bound<'py, PyDict> {
    let context = PyDict::new(topic.py());
    let _ = context.set_item("topic", topic);
    context
}

/// Pairs of a str and bytes-like or None, in any iterable.
pub fn headers_of(given: Option<&Bound<'_, PyAny>>) -> PyResult<Headers> {
    let mut headers = Vec::new();
    let Some(given) = given.filter(|given| !given.is_none()) else {
        return Ok(headers);
    };
    // First: whether something is a mapping is an `isinstance()` by way of an abstract class.
    let plain = given.is_instance_of::<PyList>() || given.is_instance_of::<PyTuple>();
    let given = if !plain && let Ok(mapping) = given.cast::<PyMapping>() {
        mapping.call_method0("items")?
    } else {
        given.clone()
    };
    let wrong = |item: &Bound<'_, PyAny>| {
        PyTypeError::new_err(format!(
            "headers has {}: expected pairs of a str and bytes-like or None",
            shown(item)
        ))
    };
    for pair in given.try_iter().map_err(|_| wrong(&given))? {
        let pair = pair?;
        let Ok((name, value)) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() else {
            return Err(wrong(&pair));
        };
        let Ok(name) = name.cast::<PyString>() else {
            return Err(wrong(&pair));
        };
        let name = name.to_str()?.as_bytes().to_vec();
        headers.push((
            name,
            bytes_of("headers", &value)
                .map_err(|_| wrong(&pair))?
                .map(Cow::into_owned),
        ));
    }
    Ok(headers)
}

/// Headers that were read, for another call: what the user gave may be an iterator, which gives them once.
pub fn given_again<'py>(py: Python<'py>, headers: &Headers) -> Vec<(String, Option<Bound<'py, PyBytes>>)> {
    headers
        .iter()
        .map(|(name, value)| {
            (
                String::from_utf8_lossy(name).into_owned(),
                value.as_deref().map(|value| PyBytes::new(py, value)),
            )
        })
        .collect()
}

/// A record's time: an int, or None for now.
pub fn timestamp_of(given: Option<&Bound<'_, PyAny>>, now: impl Fn() -> PyResult<i64>) -> PyResult<i64> {
    let Some(given) = given.filter(|given| !given.is_none()) else {
        return now();
    };
    match given.extract::<i64>() {
        Ok(time) if time >= 0 => Ok(time),
        Ok(time) => Err(errors::not_accepted(
            given.py(),
            &format!("timestamp_ms={time} is not accepted: expected milliseconds since 1970"),
        )),
        Err(_) => Err(PyTypeError::new_err(format!(
            "timestamp_ms={} is not accepted: expected an int, or None for now",
            shown(given)
        ))),
    }
}

/// An explicit partition.
pub fn partition_of(given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<usize>> {
    let Some(given) = given.filter(|given| !given.is_none()) else {
        return Ok(None);
    };
    match given.extract::<i32>() {
        Ok(partition) if partition >= 0 => Ok(Some(partition as usize)),
        _ => Err(errors::not_accepted(
            given.py(),
            &format!(
                "partition={} is not accepted: expected an int of at least 0, or None",
                shown(given)
            ),
        )),
    }
}
