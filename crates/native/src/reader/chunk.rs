//! One partition's bytes of one Fetch response, decoded batch by batch when records are wanted.
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use barnabas_records::{BatchIter, DecodeOptions, Error, RawBatch, decode};
use pyo3::prelude::*;
use pyo3::types::{PyAny, PyString};

use super::aborted::Aborted;
use super::effort;
use super::part::{Part, Place, Segment};
use crate::bytes::Bytes;
use crate::errors;

struct Progress {
    /// Where the next undecoded batch starts.
    at: usize,
    /// The next offset to give out, and the leader epoch of what is before it.
    position: i64,
    position_epoch: i32,
    /// Decoded and not given out yet; the number is the first record's index.
    decoded: VecDeque<(Arc<Part>, usize)>,
    /// What stands behind the decoded batches: an error and its offset.
    error: Option<(Error, i64)>,
    /// The offset behind the last batch that was decoded or passed over, and that batch's leader epoch.
    behind: i64,
    behind_epoch: i32,
    finished: bool,
}

#[pyclass(frozen, module = "barnabas._native")]
pub struct Chunk {
    place: Arc<Place>,
    bytes: Bytes,
    options: DecodeOptions,
    progress: Mutex<Progress>,
    /// Held while a batch is decoded, and only without the GIL. Batches are decoded in order, so it knows what is open.
    decoding: Mutex<Aborted>,
}

#[pymethods]
impl Chunk {
    #[new]
    #[pyo3(signature = (topic, partition, data, *, fetch_offset, aborted = Vec::new(), check_crcs = true, max_decompressed = 1 << 30, key_deserializer = None, value_deserializer = None))]
    #[allow(clippy::too_many_arguments)] // the Python constructor's keywords
    fn new(
        topic: Py<PyString>,
        partition: i32,
        data: &Bound<'_, PyAny>,
        fetch_offset: i64,
        aborted: Vec<(i64, i64)>,
        check_crcs: bool,
        max_decompressed: usize,
        key_deserializer: Option<Py<PyAny>>,
        value_deserializer: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        Ok(Self {
            place: Arc::new(Place {
                topic,
                partition,
                key_deserializer,
                value_deserializer,
            }),
            bytes: Bytes::of(data)?,
            options: DecodeOptions {
                check_crc: check_crcs,
                max_decompressed,
            },
            progress: Mutex::new(Progress {
                at: 0,
                position: fetch_offset,
                position_epoch: -1,
                decoded: VecDeque::new(),
                error: None,
                behind: fetch_offset,
                behind_epoch: -1,
                finished: false,
            }),
            decoding: Mutex::new(Aborted::new(aborted)),
        })
    }

    /// The position behind what was given out, past holes, control batches, aborted and old records.
    #[getter]
    fn next_offset(&self) -> i64 {
        self.progress().position
    }

    /// The leader epoch of the last batch before `next_offset`, -1 if unknown.
    #[getter]
    fn leader_epoch(&self) -> i32 {
        self.progress().position_epoch
    }

    /// Where the next Fetch goes on, by the headers: the offset behind its last whole batch, and that batch's leader epoch
    /// (-1 if unknown).
    #[getter]
    fn end(&self) -> (i64, i32) {
        let start = {
            let progress = self.progress();
            (progress.behind, progress.behind_epoch)
        };
        BatchIter::new(self.bytes.get())
            .map_while(Result::ok)
            .filter(|batch| batch.last_offset >= start.0)
            .fold(start, |_, batch| {
                (batch.last_offset.saturating_add(1), batch.leader_epoch)
            })
    }

    /// Records that are decoded and not given out.
    #[getter]
    pub fn ready(&self) -> usize {
        self.progress()
            .decoded
            .iter()
            .map(|(part, first)| part.batch.entries.len() - first)
            .sum()
    }

    /// Whether all records were given out; an error may stand behind them.
    #[getter]
    fn exhausted(&self) -> bool {
        let progress = self.progress();
        progress.finished && progress.decoded.is_empty()
    }

    /// The error that stands behind the good records, None if there is none or they were not all given out.
    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let found = {
            let progress = self.progress();
            if progress.decoded.is_empty() {
                progress.error.clone()
            } else {
                None
            }
        };
        let Some((error, offset)) = found else { return Ok(None) };
        let class = match error {
            Error::UnsupportedCodec(_) | Error::UnsupportedMagic(_) => "UnsupportedCodecError",
            Error::Corrupt(_) | Error::TooLarge { .. } => "CorruptBatchError",
        };
        let place = errors::context(py, self.place.topic.bind(py), self.place.partition, Some(offset));
        errors::instance(py, class, &error.to_string(), &place).map(Some)
    }
}

impl Chunk {
    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decodes until `wanted` records are at hand or nothing is left. Call it without the GIL: it takes its time.
    pub fn fill(&self, wanted: usize) {
        let mut aborted = self.decoding.lock().unwrap_or_else(PoisonError::into_inner);
        while self.ready() < wanted && self.decode_next(&mut aborted) {}
    }

    /// The same on a thread that has `nanoseconds` for it: ends before a batch that is estimated to take longer, and waits for
    /// nobody. Returns what is left of them, None if there is more to decode.
    pub fn fill_within(&self, wanted: usize, mut nanoseconds: u64) -> Option<u64> {
        let mut aborted = match self.decoding.try_lock() {
            Ok(aborted) => aborted,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        while self.ready() < wanted {
            nanoseconds = nanoseconds.checked_sub(self.next_effort())?;
            if !self.decode_next(&mut aborted) {
                break;
            }
        }
        Some(nanoseconds)
    }

    /// What the next batch will take, in nanoseconds; 0 if there is none.
    fn next_effort(&self) -> u64 {
        let at = self.progress().at;
        match BatchIter::new(&self.bytes.get()[at..]).next() {
            Some(Ok(batch)) => effort::of(&batch),
            _ => 0,
        }
    }

    fn decode_next(&self, aborted: &mut Aborted) -> bool {
        let (at, behind) = {
            let progress = self.progress();
            if progress.finished {
                return false;
            }
            (progress.at, progress.behind)
        };
        let mut batches = BatchIter::new(&self.bytes.get()[at..]);
        let found = batches.next();
        let next_at = self.bytes.get().len() - batches.rest().len();
        let outcome = match found {
            None => None,
            Some(Err(error)) => Some(Err((error, behind))),
            Some(Ok(raw)) => Some(
                self.decode_one(&raw, behind, aborted)
                    .map(|part| (part, raw.last_offset, raw.leader_epoch)),
            ),
        };
        let mut progress = self.progress();
        match outcome {
            None => progress.finished = true,
            Some(Err(error)) => {
                progress.error = Some(error);
                progress.finished = true;
            }
            Some(Ok((part, last_offset, epoch))) => {
                progress.at = next_at;
                if last_offset >= progress.behind {
                    progress.behind = last_offset.saturating_add(1);
                    progress.behind_epoch = epoch;
                }
                match part {
                    Some((part, first)) => progress.decoded.push_back((part, first)),
                    // Nothing in it for the user: the position passes over it once all before it was given out.
                    None if progress.decoded.is_empty() => {
                        progress.position = progress.behind;
                        progress.position_epoch = progress.behind_epoch;
                    }
                    None => {}
                }
            }
        }
        !progress.finished
    }

    /// The batch's records and the first of them that counts; None if there is nothing in it for the user.
    #[allow(clippy::type_complexity)] // local to its one caller
    fn decode_one(
        &self,
        raw: &RawBatch<'_>,
        behind: i64,
        aborted: &mut Aborted,
    ) -> Result<Option<(Arc<Part>, usize)>, (Error, i64)> {
        let failed = |error| (error, behind.max(raw.base_offset));
        if aborted.hides(raw) {
            if self.options.check_crc {
                raw.verify().map_err(failed)?;
            }
            return Ok(None);
        }
        // The broker answers with whole batches: the first may begin before the offset that was asked for.
        if raw.magic >= 2 && raw.last_offset < behind && !raw.is_control() {
            return Ok(None);
        }
        let batch = decode(raw, self.options).map_err(failed)?;
        if let Some(control) = batch.control {
            aborted.marker(raw.producer_id, control);
            return Ok(None);
        }
        let first = batch.entries.partition_point(|entry| entry.offset < behind);
        if first == batch.entries.len() {
            return Ok(None);
        }
        let place = Arc::clone(&self.place);
        Ok(Some((Arc::new(Part { place, batch }), first)))
    }

    /// Gives out up to `most` decoded records as segments.
    pub fn take(&self, most: usize, into: &mut Vec<Segment>) -> usize {
        let mut progress = self.progress();
        let mut taken = 0;
        while taken < most {
            let Some((part, first)) = progress.decoded.pop_front() else {
                break;
            };
            let end = part.batch.entries.len().min(first + (most - taken));
            taken += end - first;
            let epoch = part.batch.leader_epoch;
            let (next_offset, next_epoch) = if end < part.batch.entries.len() {
                (part.batch.entries[end - 1].offset + 1, epoch)
            } else if progress.decoded.is_empty() {
                (progress.behind, progress.behind_epoch)
            } else {
                (part.batch.last_offset + 1, epoch)
            };
            progress.position = next_offset;
            progress.position_epoch = next_epoch;
            if end < part.batch.entries.len() {
                progress.decoded.push_front((Arc::clone(&part), end));
            }
            into.push(Segment {
                part,
                start: first,
                end,
                next_offset,
                next_epoch,
            });
        }
        taken
    }
}
