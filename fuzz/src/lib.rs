//! The invariants that the fuzz targets hold the records crate to, and valid input to start from.
//!
//! They stand here rather than in the targets so that `make fuzz-short` checks the same on a stable compiler.
#![forbid(unsafe_code)]

mod batches;
mod codecs;
mod roundtrip;
mod seeds;

pub use batches::{decode_batches, legacy_sets};
pub use codecs::decompress;
pub use roundtrip::roundtrip;
pub use seeds::seeds;

/// A target: its name and what it checks.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 4] = [
    ("decode_batches", decode_batches),
    ("legacy_sets", legacy_sets),
    ("decompress", decompress),
    ("roundtrip", roundtrip),
];
