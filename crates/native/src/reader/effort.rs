//! How long it takes to decode a batch, by its header: what decides whether an event loop does it or the native worker.
//!
//! Measured on a core of a server, batches of 1 MB: plain ones 0.1 ns a byte (the checksum) and 20 ns a record; what is unpacked
//! from a byte of gzip or zstd takes 4 to 13 ns.
use barnabas_records::RawBatch;

const TENTHS_PER_BYTE: u64 = 1;
const TENTHS_PER_PACKED_BYTE: u64 = 120;
const TENTHS_PER_RECORD: u64 = 200;

/// Nanoseconds. Of a compacted batch too many, for its header counts the offsets that it covers.
pub fn of(batch: &RawBatch<'_>) -> u64 {
    let bytes = batch.bytes.len() as u64;
    let records = u64::try_from(batch.last_offset.saturating_sub(batch.base_offset)).unwrap_or(0);
    let per_byte = if batch.is_compressed() {
        TENTHS_PER_PACKED_BYTE
    } else {
        TENTHS_PER_BYTE
    };
    let tenths = bytes
        .saturating_mul(per_byte)
        .saturating_add(records.saturating_mul(TENTHS_PER_RECORD));
    tenths / 10
}
