//! Which records of a batch nobody will ask about any more: their handles were dropped. They are dropped in the order of their records
//! mostly, or backwards as a list is freed, so one run in one word has them all, and the rest is for whoever keeps some and not others.
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// From the first to behind the last.
pub type Run = (u32, u32);

#[derive(Default)]
pub struct Dropped {
    run: AtomicU64,
    others: Mutex<Vec<Run>>,
}

impl Dropped {
    pub fn add(&self, (first, end): Run) {
        let mut seen = self.run.load(Ordering::Relaxed);
        loop {
            let run = match unpacked(seen) {
                (from, to) if from == to => (first, end),
                (from, to) if to == first => (from, end),
                (from, to) if end == from => (first, to),
                _ => break,
            };
            // In one order with what became of the batch: see `Outcome::drop_silent`.
            match self
                .run
                .compare_exchange_weak(seen, packed(run), Ordering::SeqCst, Ordering::Relaxed)
            {
                Ok(_) => return,
                Err(now) => seen = now,
            }
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        match others.last_mut() {
            Some(last) if last.1 == first => last.1 = end,
            _ => others.push((first, end)),
        }
    }

    /// All so far; none of them is given again.
    pub fn take(&self) -> Vec<Run> {
        let mut runs = std::mem::take(&mut *self.others.lock().unwrap_or_else(PoisonError::into_inner));
        runs.push(unpacked(self.run.swap(0, Ordering::SeqCst)));
        runs.retain(|(first, end)| first < end);
        runs
    }
}

fn packed((first, end): Run) -> u64 {
    u64::from(first) << 32 | u64::from(end)
}

#[expect(clippy::cast_possible_truncation, reason = "the halves of a word")]
fn unpacked(word: u64) -> Run {
    ((word >> 32) as u32, word as u32)
}
