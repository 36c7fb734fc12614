//! Which partition a record without one goes to.
use barnabas_records::murmur2;

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

/// The partition to stay with for a batch (KIP-480, KIP-794): the emptier one of two taken at random.
pub fn sticky(random: &mut Random, available: &[usize], queued: impl Fn(usize) -> usize) -> usize {
    let a = available[random.below(available.len())];
    let b = available[random.below(available.len())];
    if queued(b) < queued(a) { b } else { a }
}
