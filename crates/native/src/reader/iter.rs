//! The lazy iterator over records: each is made when its turn comes.
use std::ffi::{CStr, c_void};
use std::ptr::null_mut;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::ffi;

use super::part::Segment;
use super::record::Record;
use crate::raw::{Class, Object, Raw, Spec, enter};

/// Where an iteration stands: a segment and a record in it. One reader at a time, under the GIL.
#[derive(Default)]
pub struct Cursor {
    segment: AtomicUsize,
    record: AtomicUsize,
}

impl Cursor {
    /// The next record's segment and its place in it.
    #[inline]
    pub fn step<'a>(&self, segments: &'a [Segment]) -> Option<(&'a Segment, usize)> {
        let mut at = self.segment.load(Ordering::Relaxed);
        loop {
            let segment = segments.get(at)?;
            let record = self.record.load(Ordering::Relaxed);
            if record < segment.len() {
                self.record.store(record + 1, Ordering::Relaxed);
                return Some((segment, record));
            }
            at += 1;
            self.segment.store(at, Ordering::Relaxed);
            self.record.store(0, Ordering::Relaxed);
        }
    }

    #[inline]
    pub fn next(&self, segments: &[Segment]) -> Option<Record> {
        let (segment, record) = self.step(segments)?;
        Some(Record {
            part: segment.part.clone(),
            index: (segment.start + record) as u32,
        })
    }

    /// Segment and record that come next.
    pub fn place(&self) -> (usize, usize) {
        (
            self.segment.load(Ordering::Relaxed),
            self.record.load(Ordering::Relaxed),
        )
    }
}

pub struct RecordsIter {
    pub segments: Arc<[Segment]>,
    pub cursor: Cursor,
}

impl Raw for RecordsIter {
    const NAME: &'static CStr = c"barnabas._native.RecordsIter";
    const DOC: &'static CStr = c"Records one by one, each made when its turn comes.";

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

/// An iterator is its own iterator.
pub unsafe extern "C" fn itself(this: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: the interpreter passes a live object, and takes the new reference.
    unsafe { ffi::Py_NewRef(this) }
}

unsafe extern "C" fn next(this: *mut ffi::PyObject) -> *mut ffi::PyObject {
    // SAFETY: the interpreter calls the slot with a live instance and the GIL held; null without an exception is the end.
    unsafe {
        let this = Object::<RecordsIter>::inner(this);
        match this.cursor.next(&this.segments) {
            Some(record) => enter(|py| Object::make(py, record)),
            None => null_mut(),
        }
    }
}
