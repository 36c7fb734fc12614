//! Kafka record batches, in pure Rust.
//!
//! Writing: [`BatchBuilder`] takes records, [`BatchBuilder::seal`] makes the bytes of a v2 batch of them.
//! Reading: [`BatchIter`] cuts what a Fetch brought into [`RawBatch`]es (v0, v1, v2), [`decode`] checks, decompresses and
//! indexes one of them into a [`DecodedBatch`], all formats in the same shape.
//! Serving: [`server`] admits what producers send, as a broker does.
//!
//! Bytes are hostile: a length is never trusted, memory is never reserved for what a field merely claims, what comes out
//! of a codec is capped. Nothing here panics on any input; the fuzz targets in `fuzz/` hold it to that.
#![forbid(unsafe_code)]

mod batch;
mod builder;
mod checksum;
mod codec;
mod compress;
mod decode;
mod error;
mod legacy;
mod murmur2;
pub mod server;
mod stamp;
mod varint;

pub use batch::{BatchIter, HEADER_LEN, RawBatch};
pub use builder::{BatchBuilder, SealOptions, plain_size_bound, record_size_bound};
pub use checksum::crc32c;
pub use codec::Codec;
pub use compress::{compress, decompress};
pub use decode::{ControlType, DecodeOptions, DecodedBatch, Entry, HeaderIter, Span, TimestampType, decode};
pub use error::{Error, Result};
pub use murmur2::murmur2;
pub use stamp::stamp;
