//! Memory of batches that were sent, kept for the next ones: fresh memory costs a page fault for every 4 KiB.

/// At most this much is kept, or a quarter of `buffer_memory`.
const MOST: usize = 8 * 1024 * 1024;
/// Smaller pieces are cheap to get anew.
pub const LEAST: usize = 64 * 1024;

pub struct Spares {
    buffers: Vec<Vec<u8>>,
    bytes: usize,
    most: usize,
}

impl Spares {
    pub fn new(buffer_memory: usize) -> Self {
        Self {
            buffers: Vec::new(),
            bytes: 0,
            most: MOST.min(buffer_memory / 4),
        }
    }

    /// Keeps a buffer; gives it back if it is not wanted, to be dropped when the lock is let go.
    pub fn give(&mut self, buffer: Vec<u8>) -> Option<Vec<u8>> {
        if buffer.capacity() < LEAST || self.bytes + buffer.capacity() > self.most {
            return Some(buffer);
        }
        self.bytes += buffer.capacity();
        self.buffers.push(buffer);
        None
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

    #[test]
    fn bounded_and_fitting() {
        let mut spares = Spares::new(1024 * 1024);
        assert!(
            spares.give(Vec::with_capacity(100)).is_some(),
            "too small to be worth it"
        );
        assert!(spares.give(Vec::with_capacity(200_000)).is_none());
        assert!(
            spares.give(Vec::with_capacity(100_000)).is_some(),
            "a quarter of the memory is kept"
        );
        assert!(spares.take(1, 100_000).is_none(), "larger than may be taken");
        assert!(spares.take(200_001, usize::MAX).is_none(), "smaller than is needed");
        assert_eq!(
            spares.take(1, usize::MAX).map(|buffer| buffer.capacity()),
            Some(200_000)
        );
        assert!(
            spares.give(Vec::with_capacity(100_000)).is_none(),
            "there is room again"
        );
    }
}
