//! A class from a spec, its instances, and how they are made and freed.
use std::ffi::{CStr, c_int, c_uint, c_void};
use std::mem::size_of;
use std::ptr::{self, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;

/// An instance's memory.
#[repr(C)]
pub struct Object<T> {
    head: ffi::PyObject,
    inner: T,
}

/// What a class is made of. Everything in it lives as long as the process.
#[derive(Default)]
pub struct Spec {
    pub methods: Vec<ffi::PyMethodDef>,
    pub getters: Vec<ffi::PyGetSetDef>,
    pub slots: Vec<ffi::PyType_Slot>,
}

impl Spec {
    pub fn slot(&mut self, slot: c_int, pfunc: *mut c_void) {
        self.slots.push(ffi::PyType_Slot { slot, pfunc });
    }
}

/// The class object, null until [`Class::make`].
pub struct Class(AtomicPtr<ffi::PyTypeObject>);

/// A Rust type that has such a class. Immutable from outside: shared references only.
pub trait Raw: Sized + Send + Sync + 'static {
    const NAME: &'static CStr;
    /// The docstring; with `Name(signature)\n--\n\n` in front if it can be called.
    const DOC: &'static CStr;

    fn class() -> &'static Class;
    fn spec() -> Spec;

    /// Whether dropping it may drop Python objects.
    fn holds_last(&self) -> bool;
}

impl Class {
    pub const fn new() -> Self {
        Self(AtomicPtr::new(null_mut()))
    }

    fn pointer(&self) -> *mut ffi::PyTypeObject {
        self.0.load(Ordering::Relaxed)
    }

    /// Makes the class; called once, when the module is initialised.
    pub fn make<T: Raw>(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let mut spec = T::spec();
        spec.methods.push(ffi::PyMethodDef::zeroed());
        spec.getters.push(ffi::PyGetSetDef::default());
        let methods = leak(std::mem::take(&mut spec.methods));
        spec.slot(ffi::Py_tp_methods, methods);
        let getters = leak(std::mem::take(&mut spec.getters));
        spec.slot(ffi::Py_tp_getset, getters);
        spec.slot(ffi::Py_tp_doc, T::DOC.as_ptr().cast_mut().cast());
        spec.slot(ffi::Py_tp_dealloc, dealloc::<T> as ffi::destructor as *mut c_void);
        let makes = spec.slots.iter().any(|slot| slot.slot == ffi::Py_tp_new);
        spec.slot(0, null_mut());
        let forbidden = if makes {
            0
        } else {
            ffi::Py_TPFLAGS_DISALLOW_INSTANTIATION
        };
        #[allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // a few words
        let mut spec = ffi::PyType_Spec {
            name: T::NAME.as_ptr(),
            basicsize: size_of::<Object<T>>() as c_int,
            itemsize: 0,
            flags: (ffi::Py_TPFLAGS_DEFAULT | forbidden) as c_uint,
            slots: spec.slots.leak().as_mut_ptr(),
        };
        // SAFETY: the spec lives during the call and what it points to for ever; each function has its slot's type.
        let class = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyType_FromSpec(&raw mut spec))? };
        T::class().0.store(class.clone().into_ptr().cast(), Ordering::Relaxed); // a reference for ever
        Ok(class)
    }
}

fn leak<D>(items: Vec<D>) -> *mut c_void {
    items.leak().as_mut_ptr().cast()
}

impl<T: Raw> Object<T> {
    /// A new object.
    #[inline]
    pub fn make(py: Python<'_>, inner: T) -> PyResult<Bound<'_, PyAny>> {
        // SAFETY: the memory is of the size that the class was made with; `PyObject_Init` fills in the head and takes a
        // reference to the class, `write` the rest, before anybody else can see the object.
        unsafe {
            let made = ffi::PyObject_Malloc(size_of::<Self>()).cast::<Self>();
            if made.is_null() {
                return Err(PyMemoryError::new_err("no memory for another object"));
            }
            ffi::PyObject_Init(made.cast(), T::class().pointer());
            (&raw mut (*made).inner).write(inner);
            Ok(Bound::from_owned_ptr(py, made.cast()))
        }
    }

    /// What is in an object of this class; None for any other.
    pub fn of<'a>(any: &'a Bound<'_, PyAny>) -> Option<&'a T> {
        // SAFETY: the class cannot be subclassed, so its instances are exactly the objects of that type.
        unsafe { (ffi::Py_TYPE(any.as_ptr()) == T::class().pointer()).then(|| Self::inner(any.as_ptr())) }
    }

    /// # Safety
    /// `this` is an instance of the class, and lives as long as the reference is used.
    #[inline]
    pub unsafe fn inner<'a>(this: *mut ffi::PyObject) -> &'a T {
        // SAFETY: by the caller's promise.
        unsafe { &(*this.cast::<Self>()).inner }
    }
}

unsafe extern "C" fn dealloc<T: Raw>(this: *mut ffi::PyObject) {
    // SAFETY: called once, with the last reference gone and the GIL held. An instance of a heap type owns a reference to
    // its type. What is inside is dropped last, from the stack, since that may run any code.
    unsafe {
        let class = ffi::Py_TYPE(this);
        let inner = ptr::read(&raw const (*this.cast::<Object<T>>()).inner);
        ffi::PyObject_Free(this.cast());
        ffi::Py_DECREF(class.cast());
        if inner.holds_last() {
            Python::attach(|_| drop(inner));
        } else {
            drop(inner);
        }
    }
}

/// `Class[parameters]`, for annotations.
pub fn generic_alias() -> ffi::PyMethodDef {
    unsafe extern "C" fn call(class: *mut ffi::PyObject, parameters: *mut ffi::PyObject) -> *mut ffi::PyObject {
        // SAFETY: the interpreter calls a class method with the class, its one argument, and the GIL held.
        unsafe {
            super::enter_whole(|py| {
                let class = Borrowed::from_ptr(py, class);
                crate::generic(&*class.cast()?, &Borrowed::from_ptr(py, parameters))
            })
        }
    }
    ffi::PyMethodDef {
        ml_name: c"__class_getitem__".as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunction: call },
        ml_flags: ffi::METH_O | ffi::METH_CLASS,
        ml_doc: c"__class_getitem__($cls, parameters)\n--\n\nFor annotations.".as_ptr(),
    }
}

/// An attribute that is read only: `$body` is a function of `(py, &this)`, hot code as for `enter`.
macro_rules! getter {
    ($class:ty, $name:literal, $doc:expr, $body:expr) => {{
        unsafe extern "C" fn get(this: *mut pyo3::ffi::PyObject, _: *mut std::ffi::c_void) -> *mut pyo3::ffi::PyObject {
            let body: for<'py> fn(pyo3::Python<'py>, &$class) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> = $body;
            // SAFETY: the interpreter calls a getter with a live instance and the GIL held.
            unsafe { $crate::raw::enter(|py| body(py, $crate::raw::Object::<$class>::inner(this))) }
        }
        pyo3::ffi::PyGetSetDef {
            name: $name.as_ptr(),
            get: Some(get),
            set: None,
            doc: $doc.as_ptr(),
            closure: std::ptr::null_mut(),
        }
    }};
}

/// A method: `$body` is a function of `(&self_object, &this, &arguments)`; `$enter` is `enter` or `enter_whole`.
macro_rules! method {
    ($class:ty, $enter:ident, $name:literal, $doc:expr, $body:expr) => {{
        unsafe extern "C" fn call(
            this: *mut pyo3::ffi::PyObject,
            args: *const *mut pyo3::ffi::PyObject,
            count: pyo3::ffi::Py_ssize_t,
            names: *mut pyo3::ffi::PyObject,
        ) -> *mut pyo3::ffi::PyObject {
            let body: for<'a, 'py> fn(
                pyo3::Borrowed<'a, 'py, pyo3::PyAny>,
                &'a $class,
                &$crate::raw::Arguments<'a, 'py>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> = $body;
            // SAFETY: the interpreter calls a method with a live instance, arguments as said, and the GIL held.
            unsafe {
                $crate::raw::$enter(|py| {
                    let arguments = $crate::raw::Arguments::new(py, args, count, names);
                    body(
                        pyo3::Borrowed::from_ptr(py, this),
                        $crate::raw::Object::<$class>::inner(this),
                        &arguments,
                    )
                })
            }
        }
        pyo3::ffi::PyMethodDef {
            ml_name: $name.as_ptr(),
            ml_meth: pyo3::ffi::PyMethodDefPointer {
                PyCFunctionFastWithKeywords: call,
            },
            ml_flags: pyo3::ffi::METH_FASTCALL | pyo3::ffi::METH_KEYWORDS,
            ml_doc: $doc.as_ptr(),
        }
    }};
}

/// A slot of one argument, the object itself (`repr`, `await`): `$body` is a function of `(&self_object, &this)`.
macro_rules! unary_slot {
    ($class:ty, $spec:expr, $slot:expr, $body:expr) => {{
        unsafe extern "C" fn call(this: *mut pyo3::ffi::PyObject) -> *mut pyo3::ffi::PyObject {
            let body: for<'a, 'py> fn(
                pyo3::Borrowed<'a, 'py, pyo3::PyAny>,
                &'a $class,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> = $body;
            // SAFETY: the interpreter calls a slot with a live instance and the GIL held.
            unsafe {
                $crate::raw::enter_whole(|py| {
                    body(
                        pyo3::Borrowed::from_ptr(py, this),
                        $crate::raw::Object::<$class>::inner(this),
                    )
                })
            }
        }
        $spec.slot($slot, call as pyo3::ffi::unaryfunc as *mut std::ffi::c_void);
    }};
}

pub(crate) use {getter, method, unary_slot};
