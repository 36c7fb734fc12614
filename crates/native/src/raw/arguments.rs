//! The arguments of a method that is called by vectorcall.
use std::slice;

use pyo3::exceptions::PyTypeError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

/// Positional arguments, then keyword arguments with their names.
pub struct Arguments<'a, 'py> {
    py: Python<'py>,
    given: &'a [*mut ffi::PyObject],
    positional: usize,
    names: *mut ffi::PyObject,
}

impl<'a, 'py> Arguments<'a, 'py> {
    /// # Safety
    /// What the interpreter passes to a function of METH_FASTCALL | METH_KEYWORDS, for as long as the call lasts.
    pub unsafe fn new(
        py: Python<'py>,
        args: *const *mut ffi::PyObject,
        positional: ffi::Py_ssize_t,
        names: *mut ffi::PyObject,
    ) -> Self {
        let positional = positional as usize;
        // SAFETY: by the caller's promise the names are a tuple or null, and there are as many arguments as both say.
        let given = unsafe {
            let named = if names.is_null() {
                0
            } else {
                ffi::PyTuple_Size(names) as usize
            };
            if positional + named == 0 {
                &[]
            } else {
                slice::from_raw_parts(args, positional + named)
            }
        };
        Self {
            py,
            given,
            positional,
            names,
        }
    }

    /// The arguments `names` of the function `function`, in that order; None where one was not given.
    pub fn take<const N: usize>(
        &self,
        function: &str,
        names: [&str; N],
    ) -> PyResult<[Option<Borrowed<'a, 'py, PyAny>>; N]> {
        if self.positional > N {
            let text = format!("{function}() takes at most {N} arguments ({} given)", self.positional);
            return Err(PyTypeError::new_err(text));
        }
        let mut found = [None; N];
        for (place, given) in found.iter_mut().zip(&self.given[..self.positional]) {
            *place = Some(self.borrowed(*given));
        }
        if self.given.len() == self.positional {
            return Ok(found);
        }
        // SAFETY: there are names if there are keyword arguments: a tuple, which the caller holds during the call.
        let keywords = unsafe { Borrowed::from_ptr(self.py, self.names) };
        for (keyword, given) in keywords
            .cast::<PyTuple>()?
            .iter_borrowed()
            .zip(&self.given[self.positional..])
        {
            let keyword = keyword.cast::<PyString>()?;
            let name = keyword.to_str()?;
            match names.iter().position(|known| *known == name) {
                None => {
                    let text = format!("{function}() got an unexpected keyword argument '{name}'");
                    return Err(PyTypeError::new_err(text));
                }
                Some(place) if found[place].is_some() => {
                    let text = format!("{function}() got multiple values for argument '{name}'");
                    return Err(PyTypeError::new_err(text));
                }
                Some(place) => found[place] = Some(self.borrowed(*given)),
            }
        }
        Ok(found)
    }

    /// As `take` for arguments that must be there.
    pub fn need<const N: usize>(&self, function: &str, names: [&str; N]) -> PyResult<[Borrowed<'a, 'py, PyAny>; N]> {
        let found = self.take(function, names)?;
        if let Some(missing) = found.iter().position(Option::is_none) {
            let text = format!("{function}() missing required argument: '{}'", names[missing]);
            return Err(PyTypeError::new_err(text));
        }
        Ok(found.map(|given| given.unwrap_or_else(|| unreachable!("checked above"))))
    }

    fn borrowed(&self, given: *mut ffi::PyObject) -> Borrowed<'a, 'py, PyAny> {
        // SAFETY: the caller of the function holds its arguments during the call.
        unsafe { Borrowed::from_ptr(self.py, given) }
    }
}
