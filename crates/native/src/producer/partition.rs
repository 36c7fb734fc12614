//! Which partition a record without one goes to.
use barnabas_records::murmur2;

/// How records without a partition are spread.
#[derive(Clone, Copy)]
pub struct Partitioner {
    /// Records with a key go where those without one go.
    pub ignores_keys: bool,
    /// Slow partitions get fewer (KIP-794).
    pub adaptive: bool,
}

/// As Java's default partitioner: by the key's hash, over all partitions, with or without a leader.
pub fn by_key(key: &[u8], partitions: usize) -> usize {
    (murmur2(key) & 0x7fff_ffff) as usize % partitions
}

/// A small random number generator (xorshift64*): which of two partitions is looked at needs no better one.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        high as usize % n
    }
}

/// The partition to stay with for a batch: the fewer batches wait for a partition, the likelier it is (KIP-794), so that
/// a slow broker gets no more than it takes.
pub fn sticky(random: &mut Random, available: &[usize], waiting: impl Fn(usize) -> usize) -> usize {
    let most = available.iter().map(|at| waiting(*at)).max().unwrap_or(0);
    let weight = |at: usize| most + 1 - waiting(at);
    let mut drawn = random.below(available.iter().map(|at| weight(*at)).sum());
    for at in available {
        match drawn.checked_sub(weight(*at)) {
            Some(left) => drawn = left,
            None => return *at,
        }
    }
    available[0]
}
