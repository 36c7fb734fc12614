//! Bytes of a Python object, read without the GIL.
use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyAny;

/// Received bytes that outlive the GIL: a buffer that nobody writes to any more.
pub struct Bytes(PyBuffer<u8>);

impl Bytes {
    pub fn of(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let buffer = PyBuffer::<u8>::get(data)?;
        if !buffer.is_c_contiguous() {
            return Err(PyValueError::new_err("data must be contiguous bytes"));
        }
        Ok(Self(buffer))
    }

    pub fn get(&self) -> &[u8] {
        // SAFETY: the buffer is contiguous (checked when made) and exported for as long as `self` lives, so it is neither
        // freed nor resized; client and broker hand over frames only when they are complete and never write to them.
        unsafe { std::slice::from_raw_parts(self.0.buf_ptr().cast::<u8>(), self.0.len_bytes()) }
    }
}
