//! `barnabas._native`: what of the client is made of bytes and is too hot for Python.
//!
//! Rules that hold everywhere here: no Python object is created, dropped or called under a native lock (a finalizer
//! may call back into the client); nothing waits with the GIL held; the GIL is released per batch and never per record.
mod worker;

use pyo3::prelude::*;

#[pymodule]
mod _native {
    #[pymodule_export]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
