//! The control batches that end transactions (KIP-98).
use crate::batch::{ATTR_CONTROL, ATTR_TRANSACTIONAL, BatchIter, be_i16, be_i32};
use crate::builder::{BatchBuilder, SealOptions};
use crate::checksum::crc32c;
use crate::codec::Codec;
use crate::decode::{DecodeOptions, decode};
use crate::error::Result;

const ABORT: i16 = 0;
const COMMIT: i16 = 1;

/// What a control batch says of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    pub commit: bool,
    pub coordinator_epoch: i32,
}

/// A whole control batch; its base offset and leader epoch are for the log to stamp.
pub fn marker(producer_id: i64, producer_epoch: i16, says: Marker, timestamp: i64) -> Result<Vec<u8>> {
    let kind = if says.commit { COMMIT } else { ABORT };
    let key = [0i16.to_be_bytes(), kind.to_be_bytes()].concat();
    let value = [&0i16.to_be_bytes()[..], &says.coordinator_epoch.to_be_bytes()].concat();
    let mut builder = BatchBuilder::new(timestamp);
    builder.append(timestamp, Some(&key), Some(&value), std::iter::empty());
    let mut batch = builder.seal(
        Codec::None,
        None,
        SealOptions {
            producer_id,
            producer_epoch,
            base_sequence: -1,
            transactional: true,
        },
    )?;
    batch[21..23].copy_from_slice(&(ATTR_TRANSACTIONAL | ATTR_CONTROL).to_be_bytes());
    let crc = crc32c(&batch[21..]);
    batch[17..21].copy_from_slice(&crc.to_be_bytes());
    Ok(batch)
}

/// What the control batch says; None if it is none, or not one that ends a transaction.
pub fn read_marker(batch: &[u8]) -> Result<Option<Marker>> {
    let Some(raw) = BatchIter::new(batch).next().transpose()?.filter(|raw| raw.is_control()) else {
        return Ok(None);
    };
    let decoded = decode(
        &raw,
        DecodeOptions {
            check_crc: false,
            max_decompressed: 1 << 16,
        },
    )?;
    let Some(first) = decoded.entries.first() else {
        return Ok(None);
    };
    let (Some(key), Some(value)) = (first.key.of(&decoded.body), first.value.of(&decoded.body)) else {
        return Ok(None);
    };
    Ok(match be_i16(key, 2)? {
        kind @ (ABORT | COMMIT) => Some(Marker {
            commit: kind == COMMIT,
            coordinator_epoch: be_i32(value, 2)?,
        }),
        _ => None,
    })
}
