//! The development broker's work on batches; what it means is said in `barnabas_records::server`.
use barnabas_records::server::{
    Admission, BatchHead, BatchHeads, Marker, Place, Refusal, Rules, Stored, admit, check_checksum, find_timestamp,
    lower, marker, read_marker,
};
use barnabas_records::{BatchIter, Codec, Error};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyBytes, PyList};

use crate::bytes::Bytes;
use crate::errors;

const UNKNOWN_SERVER_ERROR: i16 = -1;
const CORRUPT_MESSAGE: i16 = 2;
const MESSAGE_TOO_LARGE: i16 = 10;
const INVALID_TIMESTAMP: i16 = 32;
const INVALID_RECORD: i16 = 87;

/// What the header of a batch says; of formats 0 and 1, that of one message.
#[pyclass(frozen, module = "barnabas._native", name = "BatchHeader")]
pub struct PyBatchHeader(BatchHead);

#[pymethods]
impl PyBatchHeader {
    #[getter]
    fn start(&self) -> usize {
        self.0.start
    }

    #[getter]
    fn end(&self) -> usize {
        self.0.end
    }

    #[getter]
    fn magic(&self) -> i8 {
        self.0.magic
    }

    /// The codec's number; 0 is none.
    #[getter]
    fn codec(&self) -> u8 {
        self.0.codec_id()
    }

    #[getter]
    fn transactional(&self) -> bool {
        self.0.is_transactional()
    }

    #[getter]
    fn control(&self) -> bool {
        self.0.is_control()
    }

    #[getter]
    fn base_offset(&self) -> i64 {
        self.0.base_offset
    }

    #[getter]
    fn last_offset(&self) -> i64 {
        self.0.last_offset
    }

    #[getter]
    fn leader_epoch(&self) -> i32 {
        self.0.leader_epoch
    }

    #[getter]
    fn max_timestamp(&self) -> i64 {
        self.0.max_timestamp
    }

    #[getter]
    fn producer_id(&self) -> i64 {
        self.0.producer_id
    }

    #[getter]
    fn producer_epoch(&self) -> i16 {
        self.0.producer_epoch
    }

    #[getter]
    fn base_sequence(&self) -> i32 {
        self.0.base_sequence
    }
}

/// A batch that was admitted: its header, and its bytes as the log keeps them.
#[pyclass(frozen, module = "barnabas._native")]
pub struct AdmittedBatch {
    #[pyo3(get)]
    header: Py<PyBatchHeader>,
    #[pyo3(get)]
    data: Py<PyBytes>,
}

/// Why what a producer sent was refused: the protocol's error code and, where single records are at fault, which.
#[pyclass(frozen, module = "barnabas._native")]
pub struct RefusedBatch {
    #[pyo3(get)]
    code: i16,
    #[pyo3(get)]
    message: String,
    errors: Vec<(i32, String)>,
}

#[pymethods]
impl RefusedBatch {
    #[getter]
    fn record_errors(&self) -> Vec<(i32, String)> {
        self.errors.clone()
    }
}

impl From<Refusal> for RefusedBatch {
    fn from(refusal: Refusal) -> Self {
        let (code, message, errors) = match refusal {
            Refusal::Corrupt(text) => (CORRUPT_MESSAGE, text, Vec::new()),
            Refusal::Invalid(text) => (INVALID_RECORD, text, Vec::new()),
            Refusal::TooLarge(text) => (MESSAGE_TOO_LARGE, text, Vec::new()),
            Refusal::Unknown(text) => (UNKNOWN_SERVER_ERROR, text, Vec::new()),
            Refusal::Records {
                timestamps: true,
                errors,
            } => (
                INVALID_TIMESTAMP,
                "One or more records have been rejected due to invalid timestamp".into(),
                errors,
            ),
            Refusal::Records { errors, .. } => (
                INVALID_RECORD,
                format!("One or more records have been rejected: {} in all", errors.len()),
                errors,
            ),
        };
        Self { code, message, errors }
    }
}

/// The headers of the batches in `data`, what is wrong with what stands behind them (None if nothing or if it is only cut
/// off), and the length of what is whole. With `check`, a batch with a wrong checksum is where it ends.
#[pyfunction]
#[pyo3(signature = (data, *, check = false))]
#[allow(clippy::type_complexity)] // Python's tuple
pub fn batch_headers<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    check: bool,
) -> PyResult<(Bound<'py, PyList>, Option<String>, usize)> {
    let data = Bytes::of(data)?;
    let (heads, problem) = py.detach(|| {
        let mut heads = Vec::new();
        for head in BatchHeads::new(data.get()) {
            let checked = head.and_then(|head| {
                if check {
                    check_checksum(head.of(data.get()), head.magic)?;
                }
                Ok(head)
            });
            match checked {
                Ok(head) => heads.push(head),
                Err(error) => return (heads, Some(error.to_string())),
            }
        }
        (heads, None)
    });
    let whole = heads.last().map_or(0, |head| head.end);
    let list = PyList::empty(py);
    for head in heads {
        list.append(Bound::new(py, PyBatchHeader(head))?)?;
    }
    Ok((list, problem, whole))
}

/// Checks what a producer sent for one partition and gives it the form in which the log keeps it; None if there is nothing.
#[pyfunction]
#[pyo3(signature = (data, *, base_offset, leader_epoch, now_ms, append_time, before_max_ms, after_max_ms, compacted, max_batch_bytes, max_decompressed, codec))]
#[allow(clippy::too_many_arguments)] // the rules of a topic, by keyword
pub fn admit_batches<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    base_offset: i64,
    leader_epoch: i32,
    now_ms: i64,
    append_time: bool,
    before_max_ms: i64,
    after_max_ms: i64,
    compacted: bool,
    max_batch_bytes: usize,
    max_decompressed: usize,
    codec: Option<&str>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let codec = codec.map(codec_named).transpose()?;
    let data = Bytes::of(data)?;
    let rules = Rules {
        now_ms,
        append_time,
        before_max_ms,
        after_max_ms,
        compacted,
        max_batch_bytes,
        max_decompressed,
        codec,
    };
    let place = Place {
        base_offset,
        leader_epoch,
    };
    match py.detach(|| admit(data.get(), &rules, place)) {
        Ok(None) => Ok(None),
        Ok(Some(Admission { stored, head })) => {
            let data = match stored {
                Stored::Rebuilt(bytes) => PyBytes::new(py, &bytes),
                Stored::Patched { header, records } => PyBytes::new_with(py, header.len() + records.len(), |room| {
                    let (front, back) = room.split_at_mut(header.len());
                    front.copy_from_slice(&header);
                    back.copy_from_slice(records);
                    Ok(())
                })?,
            };
            let admitted = AdmittedBatch {
                header: Py::new(py, PyBatchHeader(head))?,
                data: data.unbind(),
            };
            Ok(Some(Bound::new(py, admitted)?.into_any()))
        }
        Err(refusal) => Ok(Some(Bound::new(py, RefusedBatch::from(refusal))?.into_any())),
    }
}

fn codec_named(name: &str) -> PyResult<Codec> {
    // Kafka's word for no compression in a topic's configuration.
    let name = if name == "uncompressed" { "none" } else { name };
    Codec::from_name(name).ok_or_else(|| PyValueError::new_err(format!("there is no codec {name}")))
}

/// The control batch that ends a transaction, as it stands at `base_offset`.
#[pyfunction]
#[pyo3(signature = (*, base_offset, leader_epoch, timestamp_ms, producer_id, producer_epoch, commit, coordinator_epoch))]
#[allow(clippy::too_many_arguments)] // by keyword
pub fn marker_batch<'py>(
    py: Python<'py>,
    base_offset: i64,
    leader_epoch: i32,
    timestamp_ms: i64,
    producer_id: i64,
    producer_epoch: i16,
    commit: bool,
    coordinator_epoch: i32,
) -> PyResult<Bound<'py, PyBytes>> {
    let says = Marker {
        commit,
        coordinator_epoch,
    };
    let mut batch = marker(producer_id, producer_epoch, says, timestamp_ms).map_err(|error| raised(py, &error))?;
    batch[..8].copy_from_slice(&base_offset.to_be_bytes());
    batch[12..16].copy_from_slice(&leader_epoch.to_be_bytes());
    Ok(PyBytes::new(py, &batch))
}

/// Whether a control batch commits, and its coordinator's epoch; None if it ends no transaction.
#[pyfunction]
pub fn marker_of(py: Python<'_>, batch: &Bound<'_, PyAny>) -> PyResult<Option<(bool, i32)>> {
    let batch = Bytes::of(batch)?;
    let says = read_marker(batch.get()).map_err(|error| raised(py, &error))?;
    Ok(says.map(|marker| (marker.commit, marker.coordinator_epoch)))
}

/// One batch as messages of format 0 or 1, for a Fetch of an old version.
#[pyfunction]
pub fn lower_batch<'py>(
    py: Python<'py>,
    batch: &Bound<'py, PyAny>,
    magic: i8,
    first_offset: i64,
) -> PyResult<Bound<'py, PyBytes>> {
    let batch = Bytes::of(batch)?;
    let made = py.detach(|| {
        let mut out = Vec::new();
        for raw in BatchIter::new(batch.get()) {
            lower(&raw?, magic, first_offset, &mut out)?;
        }
        Ok(out)
    });
    made.map(|out| PyBytes::new(py, &out))
        .map_err(|error| raised(py, &error))
}

/// Timestamp and offset of the batch's first record from `from_offset` on that is not older than `timestamp_ms`.
#[pyfunction]
pub fn record_at(
    py: Python<'_>,
    batch: &Bound<'_, PyAny>,
    timestamp_ms: i64,
    from_offset: i64,
) -> PyResult<Option<(i64, i64)>> {
    let batch = Bytes::of(batch)?;
    py.detach(|| find_timestamp(batch.get(), timestamp_ms, from_offset))
        .map_err(|error| raised(py, &error))
}

/// CRC32C of `data`.
#[pyfunction]
pub fn crc32c(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<u32> {
    let data = Bytes::of(data)?;
    Ok(py.detach(|| barnabas_records::crc32c(data.get())))
}

fn raised(py: Python<'_>, error: &Error) -> PyErr {
    let class = match error {
        Error::UnsupportedCodec(_) | Error::UnsupportedMagic(_) => "UnsupportedCodecError",
        Error::Corrupt(_) | Error::TooLarge { .. } => "CorruptBatchError",
    };
    errors::error(py, class, &error.to_string())
}
