//! A column of keys or values: a sequence whose bytes objects are made when they are asked for.
//!
//! A list of them would be made whole before the first is looked at: memory for ten thousand objects, that no cache holds.
use std::ffi::{CStr, c_void};
use std::ptr::null_mut;
use std::sync::Arc;

use barnabas_records::{Entry, Span};
use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PySequence, PySlice};

use super::iter::{Cursor, itself};
use super::part::{Place, Segment};
use crate::raw::{Class, Object, Raw, Spec};

/// Which part of a record a column has.
#[derive(Clone, Copy)]
pub enum Which {
    Key,
    Value,
}

impl Which {
    #[inline]
    fn span(self, entry: &Entry) -> Span {
        match self {
            Self::Key => entry.key,
            Self::Value => entry.value,
        }
    }

    fn plain(self, place: &Place) -> bool {
        match self {
            Self::Key => place.key_deserializer.is_none(),
            Self::Value => place.value_deserializer.is_none(),
        }
    }
}

/// A column of `len` objects: a `BytesColumn`, or a list of what the deserializer makes.
pub fn objects<'py>(
    py: Python<'py>,
    segments: &Arc<[Segment]>,
    which: Which,
    len: usize,
) -> PyResult<Bound<'py, PyAny>> {
    if segments.iter().all(|segment| which.plain(&segment.part.place)) {
        let segments = Arc::clone(segments);
        return Ok(Bound::new(py, BytesColumn { segments, which, len })?.into_any());
    }
    let mut made = Vec::with_capacity(len);
    for segment in segments.iter() {
        for entry in segment.entries() {
            made.push(match which {
                Which::Key => segment.part.key(py, entry)?,
                Which::Value => segment.part.value(py, entry)?,
            });
        }
    }
    Ok(PyList::new(py, made)?.into_any())
}

/// Keys or values of the records of a poll, as bytes, None where there is none: a sequence.
///
/// Each is made when it is asked for, and made anew each time; `list(column)` keeps them. Equal to any list or tuple of
/// the same items. Immutable, for any thread; in memory as long as it is.
///
/// >>> def longest(records):
/// ...     return max(map(len, records.values()), default=0)
#[pyclass(frozen, sequence, module = "barnabas._native")]
pub struct BytesColumn {
    segments: Arc<[Segment]>,
    which: Which,
    len: usize,
}

impl BytesColumn {
    fn item<'py>(&self, py: Python<'py>, mut index: usize) -> Bound<'py, PyAny> {
        for segment in self.segments.iter() {
            if index < segment.len() {
                let entry = &segment.entries()[index];
                let bytes = self.which.span(entry).of(&segment.part.batch.body);
                return match bytes {
                    Some(bytes) => PyBytes::new(py, bytes).into_any(),
                    None => py.None().into_bound(py),
                };
            }
            index -= segment.len();
        }
        unreachable!("the index was checked against the length")
    }

    fn slices(&self) -> impl Iterator<Item = Option<&[u8]>> {
        self.segments.iter().flat_map(|segment| {
            let body = &segment.part.batch.body;
            segment.entries().iter().map(|entry| self.which.span(entry).of(body))
        })
    }

    fn same(&self, other: &Bound<'_, PySequence>) -> PyResult<bool> {
        if other.len()? != self.len {
            return Ok(false);
        }
        for (mine, theirs) in self.slices().zip(other.try_iter()?) {
            let theirs = theirs?;
            let same = match (mine, theirs.cast::<PyBytes>()) {
                (Some(mine), Ok(theirs)) => mine == theirs.as_bytes(),
                (Some(mine), Err(_)) => theirs.eq(PyBytes::new(other.py(), mine))?,
                (None, _) => theirs.is_none(),
            };
            if !same {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

#[pymethods]
impl BytesColumn {
    fn __len__(&self) -> usize {
        self.len
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let iterator = BytesIter {
            segments: Arc::clone(&self.segments),
            which: self.which,
            cursor: Cursor::default(),
        };
        Object::make(py, iterator)
    }

    /// One by its index; a list for a slice.
    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            let range = slice.indices(self.len as isize)?;
            let list = PyList::empty(py);
            let mut at = range.start;
            for _ in 0..range.slicelength {
                list.append(self.item(py, at as usize))?;
                at += range.step;
            }
            return Ok(list.into_any());
        }
        let given: isize = index.extract()?;
        let at = if given < 0 { given + self.len as isize } else { given };
        if at < 0 || at >= self.len as isize {
            let text = format!("item {given} of {} was asked for", self.len);
            return Err(PyIndexError::new_err(text));
        }
        Ok(self.item(py, at as usize))
    }

    fn __contains__(&self, item: &Bound<'_, PyAny>) -> bool {
        given(item).is_some_and(|wanted| self.slices().any(|mine| mine == wanted))
    }

    /// The place of the first one that equals `item`, from `start` on and before `stop`; ValueError if there is none.
    #[pyo3(signature = (item, start = 0, stop = isize::MAX))]
    fn index(&self, item: &Bound<'_, PyAny>, start: isize, stop: isize) -> PyResult<usize> {
        let from = |index: isize| if index < 0 { (index + self.len as isize).max(0) } else { index } as usize;
        let (start, stop) = (from(start), from(stop).min(self.len));
        let wanted = given(item);
        for (at, mine) in self.slices().enumerate().take(stop).skip(start) {
            if Some(mine) == wanted {
                return Ok(at);
            }
        }
        Err(PyValueError::new_err(format!("{} is not in the column", item.repr()?)))
    }

    /// How often `item` is among them.
    fn count(&self, item: &Bound<'_, PyAny>) -> usize {
        given(item).map_or(0, |wanted| self.slices().filter(|mine| *mine == wanted).count())
    }

    fn __richcmp__<'py>(&self, other: &Bound<'py, PyAny>, op: CompareOp) -> PyResult<Bound<'py, PyAny>> {
        let py = other.py();
        let known = other.is_instance_of::<Self>()
            || other.is_instance_of::<PyList>()
            || other.is_instance_of::<pyo3::types::PyTuple>();
        match op {
            CompareOp::Eq | CompareOp::Ne if known => {
                // SAFETY: lists, tuples and columns are sequences.
                let same = self.same(unsafe { other.cast_unchecked::<PySequence>() })?;
                Ok((same == matches!(op, CompareOp::Eq))
                    .into_pyobject(py)?
                    .to_owned()
                    .into_any())
            }
            _ => Ok(py.NotImplemented().into_bound(py)),
        }
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        const SHOWN: usize = 5;
        let shown = (0..self.len.min(SHOWN))
            .map(|at| self.item(py, at).repr().map(|text| text.to_string()))
            .collect::<PyResult<Vec<_>>>()?
            .join(", ");
        let more = if self.len > SHOWN { ", ..." } else { "" };
        Ok(format!("<BytesColumn of {}: [{shown}{more}]>", self.len))
    }
}

/// What a caller looks for: bytes, or a null; nothing else is ever in a column.
fn given<'a>(item: &'a Bound<'_, PyAny>) -> Option<Option<&'a [u8]>> {
    match item.cast::<PyBytes>() {
        Ok(bytes) => Some(Some(bytes.as_bytes())),
        Err(_) => item.is_none().then_some(None),
    }
}

/// One reader at a time, under the GIL.
pub struct BytesIter {
    segments: Arc<[Segment]>,
    which: Which,
    cursor: Cursor,
}

impl Raw for BytesIter {
    const NAME: &'static CStr = c"barnabas._native.BytesIter";
    const DOC: &'static CStr = c"Keys or values one by one, each made when its turn comes.";

    fn class() -> &'static Class {
        static CLASS: Class = Class::new();
        &CLASS
    }

    fn holds_last(&self) -> bool {
        Arc::strong_count(&self.segments) == 1
    }

    fn spec() -> Spec {
        let mut spec = Spec::default();
        spec.slot(ffi::Py_tp_iter, itself as ffi::getiterfunc as *mut c_void);
        spec.slot(ffi::Py_tp_iternext, next as ffi::iternextfunc as *mut c_void);
        spec
    }
}

unsafe extern "C" fn next(this: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls the slot with a live instance and the GIL held; null without an exception is the end.
    unsafe {
        let this = Object::<BytesIter>::inner(this);
        match this.cursor.step(&this.segments) {
            Some((segment, record)) => {
                let entry = &segment.entries()[record];
                match this.which.span(entry).of(&segment.part.batch.body) {
                    Some(bytes) => {
                        ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t)
                    }
                    None => ffi::Py_NewRef(ffi::Py_None()),
                }
            }
            None => null_mut(),
        }
    }
}
