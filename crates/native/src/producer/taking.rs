//! Taking what is due: which batches, and their bytes.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize};

use barnabas_memory::{huge, pages};
use barnabas_records::{BatchBuilder, Codec, SealOptions};

use super::accumulator::Accumulator;
use super::batch::{ProducerBatch, Sealed};
use super::clock;
use super::shared::Shared;
use super::state::{BATCH_COST, State};
use super::topic::Open;

/// A batch that was taken, to be sealed or, where its time is over, to be failed.
pub struct Job {
    topic: usize,
    open: Open,
    expired: bool,
}

impl Accumulator {
    pub(super) fn pick(&self, most_packed: usize, busy: &[i32]) -> (Vec<Job>, Option<u64>) {
        let now = clock::monotonic_us();
        let packs = self.shared.codec != Codec::None;
        let mut jobs = Vec::new();
        let mut packed = 0;
        let mut next: Option<u64> = None;
        let mut state = self.shared.lock();
        state.woken = false;
        let hurry = state.room.wanted();
        let State {
            topics,
            active,
            limits,
            flush_upto,
            ..
        } = &mut *state;
        active.retain(|&(topic, at)| {
            let owner = &mut topics[topic];
            let partition = &mut owner.partitions[at];
            let expired = |open: &Open| open.opened_us.saturating_add(limits.delivery_timeout_us) <= now;
            while partition.full.front().is_some_and(expired) {
                jobs.extend(partition.full.pop_front().map(|open| Job {
                    topic,
                    open,
                    expired: true,
                }));
            }
            if partition.full.is_empty() && partition.open.as_ref().is_some_and(expired) {
                jobs.extend(partition.open.take().map(|open| Job {
                    topic,
                    open,
                    expired: true,
                }));
            }
            let free = partition.out < limits.most_out && !partition.launched && !busy.contains(&partition.leader);
            if free {
                let due = partition.open.as_ref().is_some_and(|open| {
                    hurry || open.id <= *flush_upto || open.opened_us.saturating_add(limits.linger_us) <= now
                });
                let ready = !partition.full.is_empty() || due;
                if ready && packs && packed >= most_packed {
                    next = Some(0);
                } else if ready && let Some(open) = owner.take(at) {
                    packed += open.builder.len_bytes();
                    jobs.push(Job {
                        topic,
                        open,
                        expired: false,
                    });
                }
            }
            let partition = &mut owner.partitions[at];
            let waiting = partition.full.front().or(partition.open.as_ref());
            if let Some(open) = waiting {
                let free = free && partition.out < limits.most_out;
                if free && !partition.full.is_empty() {
                    next = Some(0);
                }
                let wait = if free {
                    limits.linger_us.min(limits.delivery_timeout_us)
                } else {
                    limits.delivery_timeout_us
                };
                let at = open.opened_us.saturating_add(wait);
                next = Some(next.map_or(at, |next| next.min(at)));
            }
            partition.active = waiting.is_some();
            partition.active
        });
        state.armed_us = next;
        (jobs, next)
    }

    /// The batch's bytes, and what it was charged before.
    pub(super) fn seal(&self, job: Job) -> (ProducerBatch, usize) {
        let Job { topic, open, expired } = job;
        let before = open.charged;
        let batch = if expired {
            self.shared.unsent(topic, open, "expired".to_owned())
        } else {
            self.shared.seal(topic, open)
        };
        (batch, before)
    }
}

impl Shared {
    /// A batch whose bytes can be sent, or one that says why not.
    pub fn seal(self: &Arc<Self>, topic: usize, open: Open) -> ProducerBatch {
        let Open {
            id,
            builder,
            outcome,
            opened_us,
            ..
        } = open;
        let count = builder.count() as u32;
        let (data, problem) = match self.pack(builder) {
            Ok(data) => (data, None),
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        ProducerBatch {
            home: Arc::clone(self),
            nbytes: data.len(),
            charged: AtomicUsize::new(data.capacity() + BATCH_COST),
            data: Sealed::new(data),
            outcome,
            id,
            whole: id,
            topic,
            count,
            opened_us,
            deadline_us: opened_us.saturating_add(self.delivery_timeout_us()),
            settled: AtomicBool::new(false),
            held: AtomicBool::new(true),
            problem,
        }
    }

    /// The bytes of a whole batch; but for the producer's fields and the checksum where it is stamped later.
    pub fn pack(&self, builder: BatchBuilder) -> barnabas_records::Result<Vec<u8>> {
        let options = (!self.stamps).then(SealOptions::default);
        let (mut data, spare) = builder.seal_keeping(self.codec, self.level, options)?;
        // Memory that is mostly in use is kept whole for the batch that comes after.
        if data.capacity() / 2 > data.len() {
            let whole = std::mem::take(&mut data);
            data.extend_from_slice(&whole);
            self.keep(whole);
        }
        self.keep(spare);
        Ok(data)
    }

    /// Has memory in a large page ready for the next batch, if one was wanted.
    pub fn prepare_piece(&self) {
        if std::mem::take(&mut self.lock().wants_piece) {
            let mut piece = Vec::with_capacity(huge::SIZE);
            pages::touch(piece.spare_capacity_mut());
            self.keep(piece);
        }
    }

    pub fn unsent(self: &Arc<Self>, topic: usize, open: Open, problem: String) -> ProducerBatch {
        ProducerBatch {
            home: Arc::clone(self),
            data: Sealed::new(Vec::new()),
            nbytes: 0,
            outcome: open.outcome,
            id: open.id,
            whole: open.id,
            topic,
            count: open.builder.count() as u32,
            opened_us: open.opened_us,
            deadline_us: open.opened_us.saturating_add(self.delivery_timeout_us()),
            charged: AtomicUsize::new(open.charged),
            settled: AtomicBool::new(false),
            held: AtomicBool::new(false),
            problem: Some(problem),
        }
    }
}
