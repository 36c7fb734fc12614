//! The topic that the last record went to, known by the very object that named it: most often also the next one's.
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

/// Read and changed with the GIL held only, which keeps the two fields together.
pub struct Recent {
    name: AtomicPtr<ffi::PyObject>,
    topic: AtomicUsize,
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            name: AtomicPtr::new(null_mut()),
            topic: AtomicUsize::new(0),
        }
    }
}

impl Recent {
    /// The topic's number, if `name` is the very object. It is held, so no other object can have its address.
    #[inline]
    pub fn get(&self, name: &Bound<'_, PyString>) -> Option<usize> {
        (self.name.load(Ordering::Relaxed) == name.as_ptr()).then(|| self.topic.load(Ordering::Relaxed))
    }

    pub fn set(&self, name: &Bound<'_, PyString>, topic: usize) {
        self.topic.store(topic, Ordering::Relaxed);
        let old = self.name.swap(name.clone().into_ptr(), Ordering::Relaxed);
        // SAFETY: `swap` gave the one reference that was held here, or null.
        drop(unsafe { Bound::from_owned_ptr_or_opt(name.py(), old) });
    }
}

impl Drop for Recent {
    fn drop(&mut self) {
        let held = *self.name.get_mut();
        if !held.is_null() {
            // SAFETY: the one reference that was held here.
            Python::attach(|py| drop(unsafe { Bound::from_owned_ptr(py, held) }));
        }
    }
}
