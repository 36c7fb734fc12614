//! The lazy iterator over records: each is made when its turn comes.
use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::prelude::*;

use super::part::Segment;
use super::record::Record;
use crate::light::light;

/// Where an iteration stands: a segment and a record in it. One reader at a time, under the GIL.
#[derive(Default)]
pub struct Cursor {
    segment: AtomicUsize,
    record: AtomicUsize,
}

impl Cursor {
    #[inline]
    pub fn next(&self, segments: &[Segment]) -> Option<Record> {
        let mut at = self.segment.load(Ordering::Relaxed);
        loop {
            let segment = segments.get(at)?;
            let record = self.record.fetch_add(1, Ordering::Relaxed);
            if record < segment.len() {
                return Some(Record {
                    part: segment.part.clone(),
                    index: (segment.start + record) as u32,
                });
            }
            at += 1;
            self.segment.store(at, Ordering::Relaxed);
            self.record.store(0, Ordering::Relaxed);
        }
    }

    /// Segment and record that come next.
    pub fn place(&self) -> (usize, usize) {
        (
            self.segment.load(Ordering::Relaxed),
            self.record.load(Ordering::Relaxed),
        )
    }
}

#[pyclass(frozen, module = "barnabas._native")]
pub struct RecordsIter {
    pub segments: std::sync::Arc<[Segment]>,
    pub cursor: Cursor,
}

#[pymethods]
impl RecordsIter {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[inline]
    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<Record>>> {
        self.cursor
            .next(&self.segments)
            .map(|record| light(py, record))
            .transpose()
    }
}
