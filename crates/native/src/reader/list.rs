//! A list of known length, filled from its start.
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyList;

pub struct NewList<'py> {
    pub list: Bound<'py, PyList>,
    filled: ffi::Py_ssize_t,
}

impl<'py> NewList<'py> {
    /// An empty one with `len` places; all must be filled before anybody else sees it.
    pub fn of(py: Python<'py>, len: usize) -> PyResult<Self> {
        // SAFETY: a new list, or null with an exception set.
        let list = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyList_New(len as ffi::Py_ssize_t))? };
        Ok(Self {
            list: list.cast_into()?,
            filled: 0,
        })
    }

    pub fn push(&mut self, item: Bound<'py, PyAny>) -> PyResult<()> {
        // SAFETY: a new reference.
        unsafe { self.place(item.into_ptr()) }
    }

    /// A bytes object, or None.
    #[inline]
    pub fn push_bytes(&mut self, bytes: Option<&[u8]>) -> PyResult<()> {
        // SAFETY: the new object, null with an exception set, or a new reference to None.
        unsafe {
            self.place(match bytes {
                Some(bytes) => ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as ffi::Py_ssize_t),
                None => ffi::Py_NewRef(ffi::Py_None()),
            })
        }
    }

    /// # Safety
    /// `item` is a new reference, or null with an exception set.
    #[inline]
    unsafe fn place(&mut self, item: *mut ffi::PyObject) -> PyResult<()> {
        // SAFETY: the list is held; the reference goes to it, also when it has no such place.
        if item.is_null() || unsafe { ffi::PyList_SetItem(self.list.as_ptr(), self.filled, item) } != 0 {
            return Err(PyErr::fetch(self.list.py()));
        }
        self.filled += 1;
        Ok(())
    }
}
