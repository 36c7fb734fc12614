//! Batches for clients of old: written anew in format 0 or 1 (what Kafka calls down-conversion), and looked into by time.
use crate::batch::{ATTR_APPEND_TIME, ATTR_CODEC, BatchIter, RawBatch};
use crate::checksum::crc32;
use crate::codec::Codec;
use crate::compress::{compress, spoil_lz4_header};
use crate::decode::{DecodeOptions, DecodedBatch, Entry, TimestampType, decode};
use crate::error::{Error, Result};

const OPTIONS: DecodeOptions = DecodeOptions {
    check_crc: false,
    max_decompressed: 1 << 28,
};

/// Appends a batch to `out` as messages of format `magic`, 0 or 1. Control batches are left out, and so are uncompressed
/// records before `first_offset`; headers and producers have no place in these formats. Zstd came later and is refused.
pub fn lower(batch: &RawBatch<'_>, magic: i8, first_offset: i64, out: &mut Vec<u8>) -> Result<()> {
    if batch.magic <= magic {
        out.extend_from_slice(batch.bytes);
        return Ok(());
    }
    let codec = Codec::try_from((batch.attributes & ATTR_CODEC) as u8)?;
    if batch.is_control() {
        return Ok(());
    }
    if codec == Codec::Zstd {
        return Err(Error::UnsupportedCodec(codec.id()));
    }
    let decoded = decode(batch, OPTIONS)?;
    let append_time = if decoded.timestamp_type == TimestampType::Append {
        ATTR_APPEND_TIME as u8
    } else {
        0
    };
    if codec == Codec::None {
        for entry in decoded.entries.iter().filter(|entry| entry.offset >= first_offset) {
            plain(out, &decoded, entry, entry.offset, magic, append_time);
        }
        return Ok(());
    }
    let (Some(first), Some(last)) = (decoded.entries.first(), decoded.entries.last()) else {
        return Ok(());
    };
    // Format 1 counts the offsets inside from the first, format 0 has them as they are (KIP-31).
    let base = if magic == 1 { first.offset } else { 0 };
    let mut inner = Vec::with_capacity(decoded.body.len() + decoded.entries.len() * 32);
    let mut latest = -1;
    for entry in &decoded.entries {
        latest = latest.max(entry.timestamp);
        plain(&mut inner, &decoded, entry, entry.offset - base, magic, append_time);
    }
    let mut packed = Vec::new();
    compress(codec, None, &inner, &mut packed)?;
    if codec == Codec::Lz4 && magic == 0 {
        spoil_lz4_header(&mut packed);
    }
    let attributes = codec.id() | append_time;
    message(out, last.offset, magic, attributes, latest, None, Some(&packed));
    Ok(())
}

fn plain(out: &mut Vec<u8>, batch: &DecodedBatch, entry: &Entry, offset: i64, magic: i8, attributes: u8) {
    let (key, value) = (entry.key.of(&batch.body), entry.value.of(&batch.body));
    message(out, offset, magic, attributes, entry.timestamp, key, value);
}

fn message(
    out: &mut Vec<u8>,
    offset: i64,
    magic: i8,
    attributes: u8,
    timestamp: i64,
    key: Option<&[u8]>,
    value: Option<&[u8]>,
) {
    let start = out.len();
    out.extend_from_slice(&offset.to_be_bytes());
    out.extend_from_slice(&[0; 8]); // length and checksum
    out.push(magic as u8);
    if magic == 0 {
        out.push(attributes & ATTR_CODEC as u8);
    } else {
        out.push(attributes);
        out.extend_from_slice(&timestamp.to_be_bytes());
    }
    for bytes in [key, value] {
        out.extend_from_slice(&bytes.map_or(-1, |bytes| bytes.len() as i32).to_be_bytes());
        out.extend_from_slice(bytes.unwrap_or_default());
    }
    let length = (out.len() - start - 12) as i32;
    out[start + 8..start + 12].copy_from_slice(&length.to_be_bytes());
    let crc = crc32(&out[start + 16..]);
    out[start + 12..start + 16].copy_from_slice(&crc.to_be_bytes());
}

/// Timestamp and offset of the first record from `from_offset` on that is not older than `timestamp`.
pub fn find_timestamp(bytes: &[u8], timestamp: i64, from_offset: i64) -> Result<Option<(i64, i64)>> {
    for raw in BatchIter::new(bytes) {
        let batch = decode(&raw?, OPTIONS)?;
        let found = batch
            .entries
            .iter()
            .find(|entry| entry.timestamp >= timestamp && entry.offset >= from_offset);
        if let Some(entry) = found {
            return Ok(Some((entry.timestamp, entry.offset)));
        }
    }
    Ok(None)
}
