//! Cutting bytes into batches as a broker does: by headers alone, every message of an old format for itself.
use crate::batch::{ATTR_CODEC, ATTR_CONTROL, ATTR_TRANSACTIONAL, HEADER_LEN, LOG_OVERHEAD, be_i16, be_i32, be_i64};
use crate::checksum::{crc32, crc32c};
use crate::error::{Error, Result};
use crate::legacy;

/// What the header of a batch says; for formats 0 and 1, that of one message, be it a wrapper. Nothing is checked beyond
/// that the batch is all there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchHead {
    /// Where it stands in the bytes it was found in.
    pub start: usize,
    pub end: usize,
    pub magic: i8,
    pub attributes: i16,
    pub base_offset: i64,
    /// The last offset by the header's delta; it may be before the first in what a producer sent.
    pub last_offset: i64,
    pub leader_epoch: i32,
    pub base_timestamp: i64,
    pub max_timestamp: i64,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    /// The records that it claims to hold; -1 for a wrapper, which does not say.
    pub count: i32,
}

impl BatchHead {
    pub fn codec_id(&self) -> u8 {
        (self.attributes & ATTR_CODEC) as u8
    }

    pub fn is_transactional(&self) -> bool {
        self.magic >= 2 && self.attributes & ATTR_TRANSACTIONAL != 0
    }

    pub fn is_control(&self) -> bool {
        self.magic >= 2 && self.attributes & ATTR_CONTROL != 0
    }

    pub fn of<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[self.start..self.end]
    }
}

/// The headers of a sequence of batches; what is cut off at the end is left out.
#[derive(Debug, Clone)]
pub struct BatchHeads<'a> {
    bytes: &'a [u8],
    at: usize,
    failed: bool,
}

impl<'a> BatchHeads<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            failed: false,
        }
    }

    fn cut(&mut self) -> Result<Option<BatchHead>> {
        let rest = &self.bytes[self.at..];
        if rest.len() < LOG_OVERHEAD {
            return Ok(None);
        }
        let length = be_i32(rest, 8)?;
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length >= legacy::LEAST)
            .ok_or_else(|| Error::corrupt(format!("its length is {length}")))?;
        let Some(magic) = rest.get(16).map(|magic| *magic as i8) else {
            return Ok(None);
        };
        if !(0..=2).contains(&magic) {
            return Err(Error::UnsupportedMagic(magic));
        }
        if length > rest.len() - LOG_OVERHEAD {
            return Ok(None);
        }
        let start = self.at;
        self.at += LOG_OVERHEAD + length;
        let whole = &self.bytes[start..self.at];
        let mut head = if magic == 2 { v2(whole)? } else { old(whole, magic)? };
        head.start += start;
        head.end += start;
        Ok(Some(head))
    }
}

impl Iterator for BatchHeads<'_> {
    type Item = Result<BatchHead>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let cut = self.cut();
        self.failed = cut.is_err();
        cut.transpose()
    }
}

pub(super) fn v2(bytes: &[u8]) -> Result<BatchHead> {
    if bytes.len() < HEADER_LEN {
        return Err(Error::corrupt("it is shorter than its header"));
    }
    let base_offset = be_i64(bytes, 0)?;
    Ok(BatchHead {
        start: 0,
        end: bytes.len(),
        magic: 2,
        attributes: be_i16(bytes, 21)?,
        base_offset,
        last_offset: base_offset.wrapping_add(i64::from(be_i32(bytes, 23)?)),
        leader_epoch: be_i32(bytes, 12)?,
        base_timestamp: be_i64(bytes, 27)?,
        max_timestamp: be_i64(bytes, 35)?,
        producer_id: be_i64(bytes, 43)?,
        producer_epoch: be_i16(bytes, 51)?,
        base_sequence: be_i32(bytes, 53)?,
        count: be_i32(bytes, 57)?,
    })
}

fn old(bytes: &[u8], magic: i8) -> Result<BatchHead> {
    let offset = be_i64(bytes, 0)?;
    let attributes = i16::from(bytes[17]);
    let timestamp = if magic == 1 { be_i64(bytes, 18)? } else { -1 };
    Ok(BatchHead {
        start: 0,
        end: bytes.len(),
        magic,
        attributes,
        base_offset: offset,
        last_offset: offset,
        leader_epoch: -1,
        base_timestamp: timestamp,
        max_timestamp: timestamp,
        producer_id: -1,
        producer_epoch: -1,
        base_sequence: -1,
        count: if attributes & ATTR_CODEC == 0 { 1 } else { -1 },
    })
}

/// Whether the bytes of one batch are those that its checksum was made of.
pub fn check_checksum(batch: &[u8], magic: i8) -> Result<()> {
    let (stored, found) = if magic >= 2 {
        (be_i32(batch, 17)? as u32, crc32c(&batch[21..]))
    } else {
        (be_i32(batch, 12)? as u32, crc32(&batch[16..]))
    };
    if stored == found {
        Ok(())
    } else {
        Err(Error::corrupt(format!(
            "its checksum is {stored:#010x}, its bytes have {found:#010x}"
        )))
    }
}
