//! The records of one poll: a sequence whose members are made when they are asked for, and columns without objects.
use std::sync::Arc;

use barnabas_records::Entry;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyMemoryView, PySlice, PyString, PyType};

use super::column::column;
use super::iter::{Cursor, RecordsIter};
use super::objects::{Which, objects};
use super::part::Segment;
use super::record::Record;
use super::result::PollResult;
use crate::generic;
use crate::raw::Object;

/// Records of one poll, in the order of each partition.
///
/// A sequence: `len()`, iteration, indexes and slices; a `Record` is made when it is asked for. Columns (`values()`,
/// `offsets()`, ...) need no objects at all. Immutable, for any thread; in memory as long as it or one of its records is.
///
/// Example:
///     >>> def total_size(records):
///     ...     return sum(len(value) for value in records.values() if value is not None)
#[pyclass(frozen, extends = PollResult, module = "barnabas")]
pub struct Records {
    pub segments: Arc<[Segment]>,
    len: usize,
    errors: Py<PyDict>,
}

impl Records {
    pub fn create(py: Python<'_>, segments: Vec<Segment>, errors: Option<Py<PyDict>>) -> PyResult<Py<Self>> {
        let len = segments.iter().map(Segment::len).sum();
        let errors = errors.unwrap_or_else(|| PyDict::new(py).unbind());
        let this = Self {
            segments: segments.into(),
            len,
            errors,
        };
        Py::new(py, PyClassInitializer::from(PollResult).add_subclass(this))
    }

    fn place(&self, mut index: usize) -> (&Segment, usize) {
        for segment in self.segments.iter() {
            if index < segment.len() {
                return (segment, index);
            }
            index -= segment.len();
        }
        unreachable!("the index was checked against the length")
    }

    fn range(&self, start: usize, end: usize) -> Vec<Segment> {
        let (mut from, mut pieces) = (0, Vec::new());
        for segment in self.segments.iter() {
            let to = from + segment.len();
            let (a, b) = (start.max(from), end.min(to));
            if a < b {
                pieces.push(segment.slice(a - from, b - from));
            }
            from = to;
        }
        pieces
    }

    fn numbers<'py>(&self, py: Python<'py>, number: impl Fn(&Entry) -> i64) -> PyResult<Bound<'py, PyMemoryView>> {
        let mut numbers = Vec::with_capacity(self.len);
        for segment in self.segments.iter() {
            numbers.extend(segment.entries().iter().map(&number));
        }
        column(py, numbers)
    }
}

#[pymethods]
impl Records {
    #[classmethod]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        parameters: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        generic(class, parameters)
    }

    fn __len__(&self) -> usize {
        self.len
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let iterator = RecordsIter {
            segments: Arc::clone(&self.segments),
            cursor: Cursor::default(),
        };
        Object::make(py, iterator)
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        if let Ok(slice) = index.cast::<PySlice>() {
            let range = slice.indices(self.len as isize)?;
            if range.step != 1 {
                return Err(PyTypeError::new_err("Records can be sliced with a step of 1 only"));
            }
            let start = range.start as usize;
            let part = self.range(start, start + range.slicelength);
            return Ok(Self::create(py, part, None)?.into_bound(py).into_any());
        }
        let given: isize = index.extract()?;
        let at = if given < 0 { given + self.len as isize } else { given };
        if at < 0 || at >= self.len as isize {
            return Err(PyIndexError::new_err(format!(
                "record {given} of {} was asked for",
                self.len
            )));
        }
        let (segment, record) = self.place(at as usize);
        let record = Record {
            part: Arc::clone(&segment.part),
            index: (segment.start + record) as u32,
        };
        Object::make(py, record)
    }

    /// What was wrong with partitions of which no more records could be given: TopicPartition -> error.
    ///
    /// Such a partition's position stands at the error, which comes again until you seek, pause or unassign it.
    ///
    /// >>> def show(records):
    /// ...     for partition, error in records.errors.items():
    /// ...         print(partition.topic, partition.partition, error)
    #[getter]
    fn errors(&self, py: Python<'_>) -> Py<PyDict> {
        self.errors.clone_ref(py)
    }

    /// The values, a sequence: bytes that are made when they are asked for, anew each time (`list(...)` keeps them); None for
    /// tombstones. A list of what it made if the consumer has a `value_deserializer`.
    ///
    /// Raises:
    ///     SerializationError: the deserializer failed on one; the error names it.
    ///
    /// >>> def parsed(records):
    /// ...     return [int(value) for value in records.values()]
    fn values<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        objects(py, &self.segments, Which::Value, self.len)
    }

    /// The keys, as `values()` gives the values; None where there is none.
    ///
    /// Raises:
    ///     SerializationError: the deserializer failed on one; the error names it.
    ///
    /// >>> def distinct(records):
    /// ...     return len(set(records.keys()))
    fn keys<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        objects(py, &self.segments, Which::Key, self.len)
    }

    /// The offsets as a memoryview of 64-bit integers; `numpy.asarray(records.offsets())` copies nothing.
    ///
    /// >>> def span(records):
    /// ...     offsets = records.offsets()
    /// ...     return offsets[0], offsets[-1]
    fn offsets<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyMemoryView>> {
        self.numbers(py, |entry| entry.offset)
    }

    /// The timestamps, milliseconds since 1970 (UTC), as a memoryview of 64-bit integers.
    ///
    /// >>> def newest(records):
    /// ...     return max(records.timestamps(), default=None)
    fn timestamps<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyMemoryView>> {
        self.numbers(py, |entry| entry.timestamp)
    }

    /// The records of each partition: TopicPartition -> Records.
    ///
    /// >>> def counts(records):
    /// ...     return {partition: len(part) for partition, part in records.by_partition().items()}
    fn by_partition<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let mut groups: Vec<Vec<Segment>> = Vec::new();
        for segment in self.segments.iter() {
            let here = &segment.part.place;
            let known = groups.iter_mut().find(|group| {
                let there = &group[0].part.place;
                Arc::ptr_eq(here, there) || (here.partition == there.partition && same(py, &here.topic, &there.topic))
            });
            match known {
                Some(group) => group.push(segment.clone()),
                None => groups.push(vec![segment.clone()]),
            }
        }
        let dict = PyDict::new(py);
        for group in groups {
            let key = topic_partition(py, &group[0])?;
            dict.set_item(key, Self::create(py, group, None)?)?;
        }
        Ok(dict)
    }

    /// TopicPartition -> (next offset, leader epoch of what is before it, -1 if unknown): where reading goes on behind these records.
    ///
    /// >>> def behind(records):
    /// ...     return {partition: offset for partition, (offset, epoch) in records.positions().items()}
    fn positions<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        positions(py, &self.segments)
    }

    fn __repr__(&self) -> String {
        format!("<Records {}>", self.len)
    }
}

fn same(py: Python<'_>, a: &Py<PyString>, b: &Py<PyString>) -> bool {
    a.is(b) || a.bind(py).as_any().eq(b.bind(py)).unwrap_or(false)
}

fn topic_partition<'py>(py: Python<'py>, segment: &Segment) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let class = CLASS.get_or_try_init(py, || {
        py.import("barnabas.types")?
            .getattr("TopicPartition")
            .map(Bound::unbind)
    })?;
    let place = &segment.part.place;
    class.bind(py).call1((place.topic.clone_ref(py), place.partition))
}

/// Where reading goes on behind `segments`.
pub fn positions<'py>(py: Python<'py>, segments: &[Segment]) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for segment in segments {
        dict.set_item(topic_partition(py, segment)?, (segment.next_offset, segment.next_epoch))?;
    }
    Ok(dict)
}
