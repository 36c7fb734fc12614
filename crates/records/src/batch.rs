//! The frame around records: cutting a Fetch's bytes into batches, and the header of format 2.
use crate::checksum::crc32c;
use crate::error::{Error, Result};
use crate::legacy;

/// The bytes of a v2 header, up to its first record.
pub const HEADER_LEN: usize = 61;
/// The bytes that `length` does not count: base offset and length itself.
pub(crate) const LOG_OVERHEAD: usize = 12;

pub(crate) const ATTR_CODEC: i16 = 0x07;
pub(crate) const ATTR_APPEND_TIME: i16 = 0x08;
pub(crate) const ATTR_TRANSACTIONAL: i16 = 0x10;
pub(crate) const ATTR_CONTROL: i16 = 0x20;

/// Fixed-size reads at fixed places of a slice that is known to be long enough.
pub(crate) fn be_i16(bytes: &[u8], at: usize) -> Result<i16> {
    array(bytes, at).map(i16::from_be_bytes)
}

pub(crate) fn be_i32(bytes: &[u8], at: usize) -> Result<i32> {
    array(bytes, at).map(i32::from_be_bytes)
}

pub(crate) fn be_i64(bytes: &[u8], at: usize) -> Result<i64> {
    array(bytes, at).map(i64::from_be_bytes)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N]> {
    bytes
        .get(at..)
        .and_then(|rest| rest.first_chunk::<N>())
        .copied()
        .ok_or_else(|| Error::corrupt("it is shorter than its header"))
}

/// A whole batch as it stands in the log: one v2 batch, or a run of v0/v1 messages, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawBatch<'a> {
    pub bytes: &'a [u8],
    pub magic: i8,
    /// The offset that the header names (v0/v1: of the first message; for a compressed one its wrapper's).
    pub base_offset: i64,
    /// The last offset it covers, also when compaction has removed the record. It is below the greatest there is: readers go on
    /// behind it.
    pub last_offset: i64,
    /// -1 when the format or the broker does not say.
    pub leader_epoch: i32,
    pub attributes: i16,
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
}

impl RawBatch<'_> {
    /// Checks a batch of format 2 against its checksum; the older formats have one per message, which `decode` checks.
    pub fn verify(&self) -> Result<()> {
        if self.magic < 2 {
            return Ok(());
        }
        let stored = be_i32(self.bytes, 17)? as u32;
        let found = crc32c(&self.bytes[21..]);
        if stored != found {
            return Err(Error::corrupt(format!(
                "its checksum is {stored:#010x}, its bytes have {found:#010x}"
            )));
        }
        Ok(())
    }

    pub fn is_control(&self) -> bool {
        self.magic >= 2 && self.attributes & ATTR_CONTROL != 0
    }

    pub fn is_transactional(&self) -> bool {
        self.magic >= 2 && self.attributes & ATTR_TRANSACTIONAL != 0
    }

    pub fn is_compressed(&self) -> bool {
        self.attributes & ATTR_CODEC != 0
    }
}

/// Cuts bytes into batches; a truncated last one ends the iteration silently, for the next fetch brings it whole.
#[derive(Debug, Clone)]
pub struct BatchIter<'a> {
    rest: &'a [u8],
    failed: bool,
}

impl<'a> BatchIter<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            rest: bytes,
            failed: false,
        }
    }

    /// The bytes that have not been handed out.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    fn cut(&mut self) -> Result<Option<RawBatch<'a>>> {
        if self.rest.len() < LOG_OVERHEAD + 5 {
            return Ok(None);
        }
        let length = be_i32(self.rest, 8)?;
        let magic = self.rest[16] as i8;
        let least = if magic >= 2 {
            HEADER_LEN - LOG_OVERHEAD
        } else {
            legacy::LEAST
        };
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length >= least)
            .ok_or_else(|| Error::corrupt(format!("its length is {length}")))?;
        if length > self.rest.len() - LOG_OVERHEAD {
            return Ok(None);
        }
        let whole = LOG_OVERHEAD + length;
        let batch = match magic {
            2 => v2(&self.rest[..whole])?,
            0 | 1 => legacy::run(self.rest)?,
            _ => return Err(Error::UnsupportedMagic(magic)),
        };
        self.rest = &self.rest[batch.bytes.len()..];
        Ok(Some(batch))
    }
}

impl<'a> Iterator for BatchIter<'a> {
    type Item = Result<RawBatch<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let cut = self.cut();
        self.failed = cut.is_err();
        cut.transpose()
    }
}

fn v2(bytes: &[u8]) -> Result<RawBatch<'_>> {
    let base_offset = be_i64(bytes, 0)?;
    let last_delta = be_i32(bytes, 23)?;
    if base_offset < 0 || last_delta < 0 {
        return Err(Error::corrupt(format!(
            "its base offset is {base_offset}, its last offset delta {last_delta}"
        )));
    }
    let last_offset = base_offset
        .checked_add(i64::from(last_delta))
        .filter(|last| *last < i64::MAX)
        .ok_or_else(|| Error::corrupt("no offset can stand behind its last one"))?;
    Ok(RawBatch {
        bytes,
        magic: 2,
        base_offset,
        last_offset,
        leader_epoch: be_i32(bytes, 12)?,
        attributes: be_i16(bytes, 21)?,
        producer_id: be_i64(bytes, 43)?,
        producer_epoch: be_i16(bytes, 51)?,
        base_sequence: be_i32(bytes, 53)?,
    })
}
