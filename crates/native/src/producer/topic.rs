//! A topic's partitions, the batches that are gathered for each, and which one a record without a partition goes to.
use std::collections::VecDeque;
use std::sync::Arc;

use barnabas_records::{BatchBuilder, plain_size_bound};

use super::express::Next;
use super::outcome::{Outcome, Place};
use super::partition::{Partitioner, Random, by_key, sticky};

/// Where a record goes: one that is in its own form, checked and copied by the caller's thread.
pub struct Input<'a> {
    pub timestamp: i64,
    pub key: Option<&'a [u8]>,
    pub value: Option<&'a [u8]>,
    pub headers: &'a [(Vec<u8>, Option<Vec<u8>>)],
}

pub struct Limits {
    pub batch_size: usize,
    pub batch_count: i32,
    pub linger_us: u64,
    pub max_request_size: usize,
    pub delivery_timeout_us: u64,
    /// Batches of a partition that may be out at once. One alone keeps the order by itself, more need their sequences.
    pub most_out: u32,
    pub partitioner: Partitioner,
}

/// Records that are gathered and not sent.
pub struct Open {
    pub id: u64,
    pub builder: BatchBuilder,
    pub outcome: Arc<Outcome>,
    pub opened_us: u64,
    pub charged: usize,
}

impl Open {
    /// Appends a record if it has no headers and fits, also into the memory that the batch has.
    #[inline]
    pub fn takes(&mut self, limits: &Limits, input: &Input<'_>) -> bool {
        let need = plain_size_bound(input.key, input.value);
        // What fits into an open batch is not too large for anything else.
        let takes = input.headers.is_empty()
            && self.builder.fits(need)
            && self.builder.len_bytes() + need <= limits.batch_size.min(limits.max_request_size)
            && self.builder.count() < limits.batch_count;
        if takes {
            self.builder.append_plain(input.timestamp, input.key, input.value);
        }
        takes
    }
}

#[derive(Default)]
pub struct Partition {
    pub place: Option<Arc<Place>>,
    pub open: Option<Open>,
    pub full: VecDeque<Open>,
    /// Batches that were taken and whose requests have not ended.
    pub out: u32,
    /// The node that leads it, -1 where none is known.
    pub leader: i32,
    pub active: bool,
    /// What its next batch carries; used while nothing of it is under way. Unknown again when one is taken, and when one has
    /// ended without being written: its number is given up then, or will be.
    pub next: Option<Next>,
    /// The id of the batch that was taken last.
    pub last: u64,
    /// A batch went out that the engine has not yet in its books: those behind it wait.
    pub launched: bool,
}

impl Partition {
    /// Batches without an outcome.
    pub fn waiting(&self) -> usize {
        self.full.len() + self.out as usize + usize::from(self.open.is_some())
    }
}

pub struct Topic {
    pub name: Arc<str>,
    /// How many partitions it has, by the last metadata.
    pub count: usize,
    /// As many at least: a topic made anew with fewer keeps the queues of the others, where records wait for their time to end.
    pub partitions: Vec<Partition>,
    pub available: Vec<usize>,
    pub sticky: Option<usize>,
}

impl Topic {
    /// Takes a partition's next batch; from now on it counts as out.
    pub fn take(&mut self, at: usize) -> Option<Open> {
        let partition = &mut self.partitions[at];
        let open = partition.full.pop_front().or_else(|| partition.open.take())?;
        partition.out += 1;
        partition.next = None;
        partition.last = open.id;
        if partition.open.is_none() && self.sticky == Some(at) {
            self.sticky = None;
        }
        Some(open)
    }

    /// By key, or the sticky one. Partitions of the nodes to be `avoided` are left out unless there are no others.
    pub fn choose(&mut self, key: Option<&[u8]>, how: Partitioner, avoided: &[i32], random: &mut Random) -> usize {
        match (key.filter(|_| !how.ignores_keys), self.sticky) {
            (Some(key), _) => by_key(key, self.count),
            (None, Some(chosen)) => chosen,
            (None, None) => {
                let chosen = self.draw(how, avoided, random);
                self.sticky = Some(chosen);
                chosen
            }
        }
    }

    fn draw(&self, how: Partitioner, avoided: &[i32], random: &mut Random) -> usize {
        let partitions = &self.partitions;
        if self.available.is_empty() {
            return random.below(self.count);
        }
        let waiting = |at: usize| if how.adaptive { partitions[at].waiting() } else { 0 };
        if !avoided.is_empty() {
            let led = |at: &usize| !avoided.contains(&partitions[*at].leader);
            let others: Vec<usize> = self.available.iter().copied().filter(led).collect();
            if !others.is_empty() {
                return sticky(random, &others, waiting);
            }
        }
        sticky(random, &self.available, waiting)
    }
}
