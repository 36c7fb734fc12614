//! Cutting a batch that the broker found too large (KIP-126).
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use barnabas_records::{BatchBuilder, BatchIter, DecodeOptions, decode};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::accumulator::{Accumulator, End};
use super::batch::{ProducerBatch, Sealed};
use super::outcome::{Outcome, Part};
use super::state::BATCH_COST;

impl Accumulator {
    /// The halves of a batch, sealed; they count as out in its place. None of a single record.
    pub(super) fn cut(&self, py: Python<'_>, whole: &ProducerBatch) -> PyResult<Vec<ProducerBatch>> {
        if whole.count < 2 {
            return Ok(Vec::new());
        }
        let packed = py.detach(|| {
            let mut packed = Vec::new();
            for builder in halves(&whole.sealed().bytes)? {
                let count = builder.count() as u32;
                packed.push((count, self.shared.pack(builder)?));
            }
            Ok::<_, barnabas_records::Error>(packed)
        });
        let packed = packed.map_err(|error| PyValueError::new_err(error.to_string()))?;
        let mut parts = Vec::new();
        {
            let mut state = self.shared.lock();
            let ledger = Arc::clone(&state.ledger);
            for (count, data) in packed {
                state.next_id += 1;
                let (id, charged) = (state.next_id, data.capacity() + BATCH_COST);
                // Whoever flushes what was sent waits for its parts too, whether or not they have begun to wait.
                state.unresolved.insert((whole.whole, id));
                state.room.recharge(0, charged);
                let place = &whole.outcome.place;
                state.home_of(whole).out += 1;
                parts.push(ProducerBatch {
                    home: Arc::clone(&self.shared),
                    nbytes: data.len(),
                    data: Sealed::new(data),
                    outcome: Arc::new(Outcome::new(Arc::clone(place), Arc::clone(&ledger))),
                    id,
                    whole: whole.whole,
                    topic: whole.topic,
                    count,
                    opened_us: whole.opened_us,
                    deadline_us: whole.deadline_us,
                    charged: AtomicUsize::new(charged),
                    settled: AtomicBool::new(false),
                    held: AtomicBool::new(true),
                    problem: None,
                });
            }
        }
        let mut first = 0;
        let mut outcomes = Vec::new();
        for part in &parts {
            outcomes.push(Part {
                first,
                outcome: Arc::clone(&part.outcome),
            });
            first += part.count;
        }
        whole.settled.store(true, Ordering::SeqCst);
        whole.outcome.split(py, outcomes);
        self.finish(py, whole, End::Failed);
        Ok(parts)
    }
}

/// A batch's records in two builders of about half of them each.
fn halves(data: &[u8]) -> Result<Vec<BatchBuilder>, barnabas_records::Error> {
    let mut builders = Vec::new();
    for raw in BatchIter::new(data) {
        let batch = decode(
            &raw?,
            DecodeOptions {
                check_crc: false,
                max_decompressed: usize::MAX,
            },
        )?;
        for half in batch.entries.chunks(batch.entries.len().div_ceil(2).max(1)) {
            let mut builder = BatchBuilder::new(half[0].timestamp);
            for entry in half {
                let headers: Vec<_> = batch.headers(entry).collect();
                builder.append(
                    entry.timestamp,
                    entry.key.of(&batch.body),
                    entry.value.of(&batch.body),
                    headers.iter().copied(),
                );
            }
            builders.push(builder);
        }
    }
    Ok(builders)
}
