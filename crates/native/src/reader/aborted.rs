//! `read_committed`: which batches belong to transactions that were aborted (KIP-98).
use std::collections::HashSet;

use barnabas_records::{ControlType, RawBatch};

/// The aborted transactions of one Fetch answer, followed along its batches.
///
/// A transaction is open from the first offset that the broker names until its producer's abort marker. Without any, as with
/// `read_uncommitted` and in logs without transactions, it costs one look at two empty collections per batch.
#[derive(Default)]
pub struct Aborted {
    /// First offset and producer id of those that have not begun yet, the next one last.
    ahead: Vec<(i64, i64)>,
    /// The producers of those that are open.
    open: HashSet<i64>,
}

impl Aborted {
    /// Of pairs of producer id and first offset, in any order.
    pub fn new(transactions: Vec<(i64, i64)>) -> Self {
        let mut ahead: Vec<_> = transactions
            .into_iter()
            .map(|(producer, first)| (first, producer))
            .collect();
        ahead.sort_unstable_by(|a, b| b.cmp(a));
        let open = HashSet::new();
        Self { ahead, open }
    }

    /// Whether a batch's records were aborted. Call it for each batch, in order.
    pub fn hides(&mut self, batch: &RawBatch<'_>) -> bool {
        while let Some((first, producer)) = self.ahead.last().copied()
            && first <= batch.last_offset
        {
            self.open.insert(producer);
            self.ahead.pop();
        }
        // What a producer wrote outside of transactions stays, whatever became of them.
        !self.open.is_empty()
            && batch.is_transactional()
            && !batch.is_control()
            && self.open.contains(&batch.producer_id)
    }

    /// A control batch was met.
    pub fn marker(&mut self, producer: i64, control: ControlType) {
        if control == ControlType::Abort {
            self.open.remove(&producer);
        }
    }
}
