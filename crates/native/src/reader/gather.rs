//! From fetched chunks to the records of one poll.
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use super::chunk::Chunk;
use super::records::Records;
use crate::worker;

/// The records of one poll: up to `max_records` of the chunks, in their order. Decodes what it needs, without the GIL; with
/// `decode=False` it takes what is decoded.
#[pyfunction]
#[pyo3(signature = (chunks, max_records, errors = None, *, decode = true))]
pub fn collect(
    py: Python<'_>,
    chunks: Vec<Bound<'_, Chunk>>,
    max_records: usize,
    errors: Option<Bound<'_, PyDict>>,
    decode: bool,
) -> PyResult<Py<Records>> {
    let mut segments = Vec::new();
    let mut left = max_records;
    for chunk in &chunks {
        if left == 0 {
            break;
        }
        let chunk = chunk.get();
        if decode && chunk.ready() < left {
            py.detach(|| chunk.fill(left));
        }
        left -= chunk.take(left, &mut segments);
    }
    Records::create(py, segments, errors.map(Bound::unbind))
}

/// Decodes for a `collect` that does not, on a thread that has so many nanoseconds for it. Whether that was enough; else
/// `decode_elsewhere` does the rest.
///
/// Records that another core has decoded cost more to read, and the way there and back is not free: half of what was asked for is
/// enough.
#[pyfunction]
pub fn decode_within(py: Python<'_>, chunks: Vec<Bound<'_, Chunk>>, max_records: usize, nanoseconds: u64) -> bool {
    let (mut left, mut time) = (max_records, Some(nanoseconds));
    for chunk in &chunks {
        let (Some(ours), 1..) = (time, left) else { break };
        let chunk = chunk.get();
        if chunk.ready() < left {
            time = py.detach(|| chunk.fill_within(left, ours));
        }
        left = left.saturating_sub(chunk.ready());
    }
    time.is_some() || left <= max_records / 2
}

/// The same on the native worker, which then calls `done()`.
#[pyfunction]
pub fn decode_elsewhere(chunks: Vec<Bound<'_, Chunk>>, max_records: usize, done: Py<PyAny>) {
    let chunks: Vec<Py<Chunk>> = chunks.into_iter().map(Bound::unbind).collect();
    worker::submit(Box::new(move || {
        let mut left = max_records;
        for chunk in &chunks {
            if left == 0 {
                break;
            }
            chunk.get().fill(left);
            left = left.saturating_sub(chunk.get().ready());
        }
        // At the interpreter's exit nobody waits any more.
        let _ = Python::try_attach(|py| {
            drop(chunks);
            if let Err(error) = done.call0(py) {
                error.write_unraisable(py, Some(done.bind(py)));
            }
        });
    }));
}

/// Lets go of fetched chunks on the native worker, one by one: giving tens of megabytes back to the system takes milliseconds, which
/// a user's event loop has not. The list is empty afterwards.
#[pyfunction]
pub fn discard(items: &Bound<'_, PyList>) -> PyResult<()> {
    let given: Vec<Py<PyAny>> = items.iter().map(Bound::unbind).collect();
    items.del_slice(0, given.len())?;
    worker::submit(Box::new(move || {
        for item in given {
            // Others get the GIL in between. At the interpreter's exit the memory goes with the process.
            let _ = Python::try_attach(|_| drop(item));
        }
    }));
    Ok(())
}
