//! Memory of batches that were sent, kept for the next ones: fresh memory costs a page fault for every 4 KiB.
//!
//! What is kept and what is in use together never take more than `buffer_memory`, and what is kept never more than half of
//! it. When nothing is under way most of it goes back.

/// What is kept when nothing is under way: at most this much, or a quarter of `buffer_memory`.
const IDLE: usize = 8 * 1024 * 1024;
/// Smaller pieces are cheap to get anew.
pub const LEAST: usize = 64 * 1024;

pub struct Spares {
    buffers: Vec<Vec<u8>>,
    bytes: usize,
    most: usize,
    idle: usize,
}

impl Spares {
    pub fn new(buffer_memory: usize) -> Self {
        Self {
            buffers: Vec::new(),
            bytes: 0,
            most: buffer_memory / 2,
            idle: IDLE.min(buffer_memory / 4),
        }
    }

    /// Keeps a buffer if all that is kept then fits into `free` bytes; else gives it back, to be dropped when the lock is
    /// let go.
    pub fn give(&mut self, buffer: Vec<u8>, free: usize, idle: bool) -> Option<Vec<u8>> {
        let most = if idle { self.idle } else { self.most };
        if buffer.capacity() < LEAST || self.bytes + buffer.capacity() > most.min(free) {
            return Some(buffer);
        }
        self.bytes += buffer.capacity();
        self.buffers.push(buffer);
        None
    }

    /// Gives up what is too much now; to be dropped when the lock is let go.
    pub fn shrink(&mut self, free: usize, idle: bool) -> Vec<Vec<u8>> {
        let most = if idle { self.idle } else { self.most }.min(free);
        let mut gone = Vec::new();
        while self.bytes > most
            && let Some(buffer) = self.buffers.pop()
        {
            self.bytes -= buffer.capacity();
            gone.push(buffer);
        }
        gone
    }

    /// Whether there is one of at least `least` bytes.
    pub fn has(&self, least: usize) -> bool {
        self.buffers.iter().any(|buffer| buffer.capacity() >= least)
    }

    /// A buffer of at least `least` bytes and at most `most`: the one that was in use last.
    pub fn take(&mut self, least: usize, most: usize) -> Option<Vec<u8>> {
        let at = self
            .buffers
            .iter()
            .rposition(|buffer| (least..=most).contains(&buffer.capacity()))?;
        let buffer = self.buffers.swap_remove(at);
        self.bytes -= buffer.capacity();
        Some(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: usize = usize::MAX;

    #[test]
    fn bounded_and_fitting() {
        let mut spares = Spares::new(512 * 1024);
        let small = spares.give(Vec::with_capacity(100), ALL, false);
        assert!(small.is_some(), "too small to be worth it");
        assert!(spares.give(Vec::with_capacity(200_000), ALL, false).is_none());
        let more = spares.give(Vec::with_capacity(100_000), ALL, false);
        assert!(more.is_some(), "half of the memory is kept");
        assert!(spares.take(1, 100_000).is_none(), "larger than may be taken");
        assert!(spares.take(200_001, ALL).is_none(), "smaller than is needed");
        assert_eq!(spares.take(1, ALL).map(|buffer| buffer.capacity()), Some(200_000));
        let again = spares.give(Vec::with_capacity(100_000), ALL, false);
        assert!(again.is_none(), "there is room again");
        let used = spares.give(Vec::with_capacity(100_000), 150_000, false);
        assert!(used.is_some(), "the rest of the memory is in use");
    }

    #[test]
    fn gives_up_what_is_in_the_way() {
        let mut spares = Spares::new(1024 * 1024);
        for _ in 0..5 {
            assert!(spares.give(Vec::with_capacity(100_000), ALL, false).is_none());
        }
        assert!(spares.shrink(ALL, false).is_empty());
        assert_eq!(spares.shrink(400_000, false).len(), 1);
        assert_eq!(
            spares.shrink(ALL, true).len(),
            2,
            "a quarter stays when nothing is under way"
        );
        assert!(spares.give(Vec::with_capacity(100_000), ALL, true).is_some());
    }
}
