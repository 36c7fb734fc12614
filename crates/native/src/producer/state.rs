//! What is under the one lock: all topics with their batches, the room for them, who is to be woken; and adding a record.
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use barnabas_memory::huge;
use barnabas_memory::pages::populate;
use barnabas_memory::spare::{self, Spares};
use barnabas_records::{BatchBuilder, HEADER_LEN, record_size_bound};

use super::batch::ProducerBatch;
use super::ledger::Ledger;
use super::outcome::Outcome;
use super::partition::Random;
use super::room::Room;
use super::topic::{Input, Limits, Open, Partition, Topic};
use super::wait::Waker;

/// What a batch costs beside its bytes: its outcome, its places in queues.
pub const BATCH_COST: usize = 512;
/// What a batch may need of memory beyond `batch_size`.
const SLACK: usize = 1024;
/// What an event loop's thread lets the kernel give it of pages at once: a tenth of a millisecond.
const LOOP_PIECE: usize = 128 * 1024;

/// A sender is ahead of the brokers when this much waits for them: more than what is under way at once to a fast one.
const AHEAD: usize = 8 * 1024 * 1024;
/// What the first touch of memory for smaller batches costs is not worth a wait.
pub const AHEAD_BATCH: usize = 512 * 1024;

pub enum Added {
    /// As this record of the open batch; see `State::outcome`.
    Done(u32),
    /// That many bytes of room are missing.
    Full(usize),
    /// It is larger than this.
    TooLarge(usize),
    /// The sender is ahead of the brokers: it should let them give memory back first, for a moment.
    Ahead,
}

pub struct State {
    pub topics: Vec<Topic>,
    pub names: HashMap<Arc<str>, usize>,
    /// The topic of the last record: most often also of the next.
    pub last: usize,
    pub room: Room,
    pub spares: Spares,
    pub limits: Limits,
    /// Nodes that have taken nothing for longer than they may.
    pub avoided: Vec<i32>,
    pub random: Random,
    pub ledger: Arc<Ledger>,
    /// Partitions that hold records.
    pub active: Vec<(usize, usize)>,
    pub next_id: u64,
    /// Batches without an outcome: the id of the whole that each was cut from, and its own (the same for a whole one). A flush
    /// waits for the whole, which ends with the last of its parts.
    pub unresolved: BTreeSet<(u64, u64)>,
    pub settle_waiters: Vec<(u64, Waker)>,
    /// Batches up to this one do not linger: somebody flushes.
    pub flush_upto: u64,
    /// When the engine looks again by itself.
    pub armed_us: Option<u64>,
    /// The engine was told to look and has not yet.
    pub woken: bool,
    pub closed: bool,
    /// No records are taken now: a transactional producer has no transaction that may go on.
    pub gated: bool,
    /// Records are added by a user's event loop. The first touch of a large page takes up to milliseconds, so the engine
    /// does it.
    pub on_loop: bool,
    /// A batch would have taken a piece of a large page, had there been one.
    pub wants_piece: bool,
    /// The next large batch would be in memory that was never touched, while enough waits for the brokers: until
    /// somebody has waited for theirs.
    pub ahead: bool,
}

/// What the engine must be told after an append.
#[derive(Default, Clone, Copy)]
pub struct Wake {
    pub engine: bool,
    /// A whole batch waits to be taken.
    pub filled: bool,
}

impl State {
    /// Adds to the open batch a record for which nothing has to be decided: it has no headers, and fits into the memory
    /// that the batch has. None for any other, nothing done.
    #[inline]
    pub fn add_quickly(&mut self, topic: usize, at: usize, input: &Input<'_>) -> Option<(&Arc<Outcome>, u32)> {
        let open = self.topics.get_mut(topic)?.partitions.get_mut(at)?.open.as_mut()?;
        let index = open.builder.count() as u32;
        open.takes(&self.limits, input).then_some((&open.outcome, index))
    }

    /// As `add_quickly`, for as many records as it holds for: the first one's index in the batch, and how many.
    #[inline]
    pub fn add_run<'a>(
        &mut self,
        topic: usize,
        at: usize,
        inputs: impl Iterator<Item = Input<'a>>,
    ) -> Option<(&Arc<Outcome>, u32, u32)> {
        let open = self.topics.get_mut(topic)?.partitions.get_mut(at)?.open.as_mut()?;
        let index = open.builder.count() as u32;
        for input in inputs {
            if !open.takes(&self.limits, &input) {
                break;
            }
        }
        let count = open.builder.count() as u32 - index;
        (count > 0).then_some((&open.outcome, index, count))
    }

    pub fn add(
        &mut self,
        topic: usize,
        at: usize,
        input: &Input<'_>,
        reserved: usize,
        now_us: impl Fn() -> u64,
        wake: &mut Wake,
    ) -> Added {
        let headers = input
            .headers
            .iter()
            .map(|(name, value)| (name.as_slice(), value.as_deref()));
        let need = record_size_bound(input.key, input.value, headers.clone());
        if need + HEADER_LEN > self.limits.max_request_size {
            return Added::TooLarge(self.limits.max_request_size);
        }
        if need + HEADER_LEN + BATCH_COST > self.room.limit {
            return Added::TooLarge(self.room.limit);
        }
        let owner = &mut self.topics[topic];
        let partition = &mut owner.partitions[at];
        let full = partition.open.as_ref().is_some_and(|open| {
            open.builder.len_bytes() + need > self.limits.batch_size || open.builder.count() >= self.limits.batch_count
        });
        if full {
            let large = partition
                .open
                .as_ref()
                .is_some_and(|open| open.builder.allocated() >= AHEAD_BATCH);
            partition.full.extend(partition.open.take());
            wake.filled |= partition.out < self.limits.most_out;
            if owner.sticky == Some(at) {
                owner.sticky = None;
            }
            self.ahead = large && !self.spares.has(AHEAD_BATCH) && self.room.used() >= AHEAD;
        }
        if self.ahead && reserved == 0 {
            if wake.filled {
                self.look_soon(wake);
            }
            return Added::Ahead;
        }
        // A batch that grows large goes on in memory that an earlier one has left.
        let mut left = None;
        if let Some(open) = &mut partition.open
            && open.builder.allocated() >= spare::LEAST
            && open.builder.growth(need) > 0
        {
            let (allocated, free) = (open.builder.allocated(), self.room.free());
            // While there is plenty of room it is memory in large pages, whole at once.
            let plenty = reserved == 0
                && free >= self.room.limit / 2 + huge::SIZE
                && (huge::SIZE / 2..huge::SIZE - SLACK).contains(&self.limits.batch_size)
                && allocated < huge::SIZE;
            let mut memory = self.spares.take(allocated * 2, allocated + free);
            if memory.is_none() && plenty {
                if self.on_loop {
                    self.wants_piece = true;
                } else {
                    memory = Some(Vec::with_capacity(huge::SIZE));
                }
            }
            left = memory.map(|memory| open.builder.move_into(memory));
        }
        let growth = match &partition.open {
            Some(open) => open.builder.growth(need),
            None => BATCH_COST + HEADER_LEN + need.max(256),
        };
        if reserved == 0 && growth > 0 && !self.room.has(growth) {
            self.look_soon(wake);
            return Added::Full(growth);
        }
        let mut opened = None;
        let open = match &mut partition.open {
            Some(open) => open,
            none => {
                self.next_id += 1;
                self.unresolved.insert((self.next_id, self.next_id));
                let place = partition
                    .place
                    .get_or_insert_with(|| unreachable!("places are made with the topic"));
                let now = now_us();
                opened = Some(now.saturating_add(self.limits.linger_us));
                none.insert(Open {
                    id: self.next_id,
                    builder: BatchBuilder::new(input.timestamp),
                    outcome: Arc::new(Outcome::new(Arc::clone(place), Arc::clone(&self.ledger))),
                    opened_us: now,
                    charged: 0,
                })
            }
        };
        let index = open.builder.count() as u32;
        open.builder.append(input.timestamp, input.key, input.value, headers);
        let charge = open.builder.allocated() + BATCH_COST;
        let grown = charge != open.charged || reserved > 0;
        if grown {
            if left.is_none() {
                let rest = open.builder.rest();
                // A loop would stand still for half a millisecond at the last doubling: the rest comes page by page.
                let most = if self.on_loop { LOOP_PIECE } else { usize::MAX };
                let size = rest.len().min(most);
                populate(&mut rest[..size]);
            }
            self.room.recharge(open.charged + reserved, charge);
            open.charged = charge;
        }
        if let Some(due) = opened {
            if !partition.active {
                partition.active = true;
                self.active.push((topic, at));
            }
            if partition.out < self.limits.most_out && self.armed_us.is_none_or(|armed| due < armed) {
                self.look_soon(wake);
            }
        }
        if wake.filled {
            self.look_soon(wake);
        }
        if grown {
            drop(self.excess());
        }
        drop(left);
        Added::Done(index)
    }

    /// Keeps the memory of a batch for the next ones; gives it back if it is not wanted.
    pub fn keep(&mut self, memory: Vec<u8>) -> Option<Vec<u8>> {
        self.spares.give(memory, self.room.unused(), self.unresolved.is_empty())
    }

    /// Kept memory that is too much by now, to be dropped when the lock is let go.
    pub fn excess(&mut self) -> Vec<Vec<u8>> {
        self.spares.shrink(self.room.unused(), self.unresolved.is_empty())
    }

    /// The outcome of the batch that `add` has just added to.
    #[inline]
    pub fn outcome(&self, topic: usize, partition: usize) -> &Arc<Outcome> {
        let open = self.topics[topic].partitions[partition].open.as_ref();
        &open
            .unwrap_or_else(|| unreachable!("a record was just added to it"))
            .outcome
    }

    /// A topic by name.
    #[inline]
    pub fn find(&mut self, name: &str) -> Option<usize> {
        if self.topics.get(self.last).is_some_and(|topic| *topic.name == *name) {
            return Some(self.last);
        }
        self.last = *self.names.get(name)?;
        Some(self.last)
    }

    /// The partition that a batch is for.
    pub fn home_of(&mut self, batch: &ProducerBatch) -> &mut Partition {
        &mut self.topics[batch.topic].partitions[batch.outcome.place.partition as usize]
    }

    pub fn look_soon(&mut self, wake: &mut Wake) {
        if !self.woken {
            self.woken = true;
            wake.engine = true;
        }
    }

    /// For a record whose partition was settled in `choose`; the new sticky one if that batch was just filled.
    pub fn choose(&mut self, topic: usize, key: Option<&[u8]>) -> usize {
        let Self {
            topics,
            random,
            limits,
            avoided,
            ..
        } = self;
        topics[topic].choose(key, limits.partitioner, avoided, random)
    }

    /// A batch is resolved: gives back its bytes, and wakes who waited for either.
    pub fn release(&mut self, charged: usize, wakers: &mut Vec<Waker>) {
        self.room.recharge(charged, 0);
        self.room.grant(wakers);
    }

    /// The first of the whole batches that are not settled.
    pub fn oldest(&self) -> Option<u64> {
        self.unresolved.first().map(|(whole, _)| *whole)
    }

    pub fn resolved(&mut self, batch: &ProducerBatch, wakers: &mut Vec<Waker>) {
        self.unresolved.remove(&(batch.whole, batch.id));
        if self.settle_waiters.is_empty() {
            return;
        }
        let oldest = self.oldest().unwrap_or(u64::MAX);
        let (ready, waiting) = std::mem::take(&mut self.settle_waiters)
            .into_iter()
            .partition(|(upto, _)| oldest > *upto);
        self.settle_waiters = waiting;
        wakers.extend(Vec::into_iter(ready).map(|(_, waker)| waker));
    }
}
