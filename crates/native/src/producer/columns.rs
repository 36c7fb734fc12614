//! Keys and values of many records: sequences as users give them, serialized, and as slices.
use std::slice;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString, PyTuple};

use super::input::{Headers, bytes_of, plain, serialized};
use super::topic::Input;

/// Keys and values as slices, all checked before the first one is sent.
pub struct Columns<'a> {
    values: Column<'a>,
    keys: Option<Column<'a>>,
}

/// The items of a tuple as slices: those of bytes objects as they are, copies of others'.
struct Column<'a> {
    items: Vec<Option<&'a [u8]>>,
    /// What some of `items` point into: never changed, and dropped with them.
    _copies: Vec<Vec<u8>>,
}

impl<'a> Columns<'a> {
    pub fn of(values: &'a Bound<'_, PyTuple>, keys: Option<&'a Bound<'_, PyTuple>>) -> PyResult<Self> {
        let keys = match keys {
            Some(keys) => Some(column("key", keys)?),
            None => None,
        };
        Ok(Self {
            values: column("value", values)?,
            keys,
        })
    }

    pub fn len(&self) -> usize {
        self.values.items.len()
    }

    pub fn has_keys(&self) -> bool {
        self.keys.is_some()
    }

    #[inline]
    pub fn input<'b>(&'b self, at: usize, timestamp: i64, headers: &'b Headers) -> Input<'b> {
        Input {
            timestamp,
            key: self.keys.as_ref().and_then(|keys| keys.items[at]),
            value: self.values.items[at],
            headers,
        }
    }
}

fn column<'a>(what: &str, given: &'a Bound<'_, PyTuple>) -> PyResult<Column<'a>> {
    let mut items = Vec::with_capacity(given.len());
    let mut copies = Vec::new();
    for at in 0..given.len() {
        let item = given.get_borrowed_item(at)?;
        // SAFETY: the tuple holds its items for as long as it is borrowed.
        let plain = unsafe { plain(item.as_ptr()) };
        items.push(match plain {
            Some(bytes) => bytes,
            None => bytes_of(what, &item)?.map(|bytes| {
                let copy = bytes.into_owned();
                // SAFETY: the memory of a vector stays where it is when the vector is moved; this one is not changed any
                // more, and dropped with `items`.
                let bytes = unsafe { slice::from_raw_parts(copy.as_ptr(), copy.len()) };
                copies.push(copy);
                bytes
            }),
        });
    }
    Ok(Column { items, _copies: copies })
}

/// A sequence's items, serialized: what `Columns` is made of.
pub fn column_of<'py>(
    what: &str,
    argument: &str,
    serializer: Option<&Py<PyAny>>,
    topic: &Bound<'py, PyString>,
    given: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyTuple>> {
    if given.is_instance_of::<PyBytes>() || given.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!(
            "{argument} is one value: expected a sequence of them"
        )));
    }
    if serializer.is_none() {
        // A copy of the references: another thread may change a list while this one waits.
        return Ok(given.py().get_type::<PyTuple>().call1((given,))?.cast_into()?);
    }
    let items = given
        .try_iter()?
        .map(|item| serialized(what, serializer, topic, item?))
        .collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(given.py(), items)
}
