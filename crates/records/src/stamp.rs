//! What a producer says of itself in the header of a finished batch: its id, its epoch, the batch's place in their sequence.
use crate::batch::{ATTR_TRANSACTIONAL, HEADER_LEN, be_i16};
use crate::builder::SealOptions;
use crate::checksum::crc32c;
use crate::error::{Error, Result};

/// Writes the producer's fields into a whole v2 batch, and the checksum that covers them.
pub fn stamp(batch: &mut [u8], options: SealOptions) -> Result<()> {
    if batch.len() < HEADER_LEN {
        return Err(Error::corrupt("it is shorter than its header"));
    }
    let mut attributes = be_i16(batch, 21)? & !ATTR_TRANSACTIONAL;
    if options.transactional {
        attributes |= ATTR_TRANSACTIONAL;
    }
    batch[21..23].copy_from_slice(&attributes.to_be_bytes());
    batch[43..51].copy_from_slice(&options.producer_id.to_be_bytes());
    batch[51..53].copy_from_slice(&options.producer_epoch.to_be_bytes());
    batch[53..57].copy_from_slice(&options.base_sequence.to_be_bytes());
    let crc = crc32c(&batch[21..]);
    batch[17..21].copy_from_slice(&crc.to_be_bytes());
    Ok(())
}
