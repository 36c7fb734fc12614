//! The slots of classes whose instances can be compared, hashed and constructed.
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};

/// `$same` is a function of `(py, &this, &other, op)`; other classes' objects are not compared.
macro_rules! compare {
    ($class:ty, $same:expr) => {{
        unsafe extern "C" fn call(
            this: *mut pyo3::ffi::PyObject,
            other: *mut pyo3::ffi::PyObject,
            op: std::ffi::c_int,
        ) -> *mut pyo3::ffi::PyObject {
            // SAFETY: the interpreter calls the slot with an instance, any object, and the GIL held.
            unsafe {
                $crate::raw::enter_whole(|py| {
                    let other = pyo3::Borrowed::from_ptr(py, other);
                    let op = pyo3::basic::CompareOp::from_raw(op);
                    match ($crate::raw::Object::<$class>::of(&other), op) {
                        (Some(other), Some(op)) => $same(py, $crate::raw::Object::<$class>::inner(this), other, op),
                        _ => Ok(py.NotImplemented().into_bound(py)),
                    }
                })
            }
        }
        call as pyo3::ffi::richcmpfunc as *mut std::ffi::c_void
    }};
}

/// `$hash` is a function of `(py, &this)`.
macro_rules! hash_slot {
    ($class:ty, $hash:expr) => {{
        unsafe extern "C" fn call(this: *mut pyo3::ffi::PyObject) -> pyo3::ffi::Py_hash_t {
            let hash: fn(pyo3::Python<'_>, &$class) -> pyo3::PyResult<isize> = $hash;
            // SAFETY: the interpreter calls the slot with a live instance and the GIL held.
            let this = unsafe { $crate::raw::Object::<$class>::inner(this) };
            pyo3::Python::attach(|py| match hash(py, this) {
                Ok(hash) => hash,
                Err(error) => {
                    error.restore(py);
                    -1
                }
            })
        }
        call as pyo3::ffi::hashfunc as *mut std::ffi::c_void
    }};
}

pub(crate) use {compare, hash_slot};

/// What a constructor does: the arguments go on to a function of PyO3's, which names and checks them.
///
/// # Safety
/// `args` is a tuple, `named` a dict or null, as the interpreter passes them to `tp_new`.
pub unsafe fn construct<'py>(
    py: Python<'py>,
    function: Bound<'py, PyCFunction>,
    args: *mut ffi::PyObject,
    named: *mut ffi::PyObject,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: by the caller's promise; both are borrowed during the call.
    let (args, named) = unsafe { (Borrowed::from_ptr(py, args), Borrowed::from_ptr_or_opt(py, named)) };
    let named = named.as_deref().map(|named| named.cast::<PyDict>()).transpose()?;
    function.call(args.cast::<PyTuple>()?.to_owned(), named)
}
