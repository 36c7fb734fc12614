//! Checking, decompressing and indexing a batch: every format comes out in one shape.
use crate::batch::{ATTR_APPEND_TIME, ATTR_CODEC, ATTR_CONTROL, HEADER_LEN, RawBatch, be_i16, be_i32, be_i64};
use crate::codec::Codec;
use crate::compress::decompress;
use crate::error::{Error, Result};
use crate::{legacy, varint};

#[derive(Debug, Clone, Copy)]
pub struct DecodeOptions {
    pub check_crc: bool,
    /// The most bytes that a compressed batch may take when decompressed, with the index of its records.
    pub max_decompressed: usize,
}

impl DecodeOptions {
    /// How many records there may be in a decompressed body, if each costs `each` bytes beside it: the smallest ones take seven
    /// there, so their index is several times as large.
    pub(crate) fn most_records(&self, body: usize, each: usize) -> usize {
        self.max_decompressed.saturating_sub(body) / each
    }

    pub(crate) fn too_large(&self) -> Error {
        Error::TooLarge {
            cap: self.max_decompressed,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampType {
    /// Format 0 has no timestamps.
    None,
    Create,
    Append,
}

/// A place in a batch's body; `len` is -1 for null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub start: u32,
    pub len: i32,
}

impl Span {
    pub const NULL: Self = Self { start: 0, len: -1 };

    /// The bytes it stands for, None for null.
    #[inline]
    pub fn of(self, body: &[u8]) -> Option<&[u8]> {
        let len = usize::try_from(self.len).ok()?;
        body.get(self.start as usize..)?.get(..len)
    }
}

/// One record: where its parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub offset: i64,
    pub timestamp: i64,
    pub key: Span,
    pub value: Span,
    pub headers_start: u32,
    pub header_count: u32,
}

/// A decoded batch: its body (decompressed) and an index of its records.
#[derive(Debug, Clone)]
pub struct DecodedBatch {
    pub body: Vec<u8>,
    pub entries: Vec<Entry>,
    pub base_offset: i64,
    pub last_offset: i64,
    pub leader_epoch: i32,
    pub timestamp_type: TimestampType,
    pub producer_id: i64,
    /// For a control batch, what its marker says.
    pub control: Option<ControlType>,
    pub transactional: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlType {
    Abort,
    Commit,
    /// Markers of the quorum and of times to come: passed over.
    Other,
}

impl DecodedBatch {
    /// The headers of a record, in order; names may repeat.
    pub fn headers<'a>(&'a self, entry: &Entry) -> HeaderIter<'a> {
        HeaderIter {
            body: &self.body,
            at: entry.headers_start as usize,
            left: entry.header_count,
        }
    }

    /// The memory it holds.
    pub fn allocated(&self) -> usize {
        self.body.capacity() + self.entries.capacity() * size_of::<Entry>()
    }
}

/// Headers that were checked when the batch was indexed.
#[derive(Debug, Clone)]
pub struct HeaderIter<'a> {
    body: &'a [u8],
    at: usize,
    left: u32,
}

impl<'a> Iterator for HeaderIter<'a> {
    type Item = (&'a [u8], Option<&'a [u8]>);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        let name = span(self.body, &mut self.at).ok()?.of(self.body)?;
        let value = span(self.body, &mut self.at).ok()?.of(self.body);
        Some((name, value))
    }
}

/// Checks, decompresses and indexes a batch. The body is a copy of its own, so that the frame it came in can go.
pub fn decode(batch: &RawBatch<'_>, options: DecodeOptions) -> Result<DecodedBatch> {
    if batch.magic < 2 {
        legacy::decode(batch, options)
    } else {
        v2(batch, options)
    }
}

fn v2(batch: &RawBatch<'_>, options: DecodeOptions) -> Result<DecodedBatch> {
    let bytes = batch.bytes;
    if options.check_crc {
        batch.verify()?;
    }
    let attributes = be_i16(bytes, 21)?;
    let base_timestamp = be_i64(bytes, 27)?;
    let max_timestamp = be_i64(bytes, 35)?;
    let count = be_i32(bytes, 57)?;
    let packed = &bytes[HEADER_LEN..];
    let codec = Codec::try_from((attributes & ATTR_CODEC) as u8)?;
    // The cap is for what grows; what came uncompressed is here already, within the bounds of the fetch.
    let (body, most) = match codec {
        Codec::None => (packed.to_vec(), usize::MAX),
        codec => {
            let body = decompress(codec, 2, packed, options.max_decompressed.min(i32::MAX as usize))?;
            let most = options.most_records(body.len(), size_of::<Entry>());
            (body, most)
        }
    };
    let append_time = attributes & ATTR_APPEND_TIME != 0;
    let times = if append_time {
        Times::All(max_timestamp)
    } else {
        Times::From(base_timestamp)
    };
    let count = claimed(&body, count)?;
    if count > most {
        return Err(options.too_large());
    }
    let entries = index(&body, count, batch.base_offset, batch.last_offset, times)?;
    let control = if attributes & ATTR_CONTROL != 0 {
        Some(marker(&body, entries.first()))
    } else {
        None
    };
    Ok(DecodedBatch {
        entries,
        base_offset: batch.base_offset,
        last_offset: batch.last_offset,
        leader_epoch: batch.leader_epoch,
        timestamp_type: if append_time {
            TimestampType::Append
        } else {
            TimestampType::Create
        },
        producer_id: batch.producer_id,
        control,
        transactional: batch.is_transactional(),
        body,
    })
}

/// A control record's key is a version and a type; only the first record counts.
fn marker(body: &[u8], first: Option<&Entry>) -> ControlType {
    match first
        .and_then(|entry| entry.key.of(body))
        .and_then(|key| be_i16(key, 2).ok())
    {
        Some(0) => ControlType::Abort,
        Some(1) => ControlType::Commit,
        _ => ControlType::Other,
    }
}

#[derive(Clone, Copy)]
enum Times {
    /// Append time: the batch's, for every record.
    All(i64),
    /// Create time: a delta to the base.
    From(i64),
}

/// The least bytes that a record takes: length, attributes, two deltas, two lengths, a count.
const LEAST_RECORD: usize = 7;

/// How many records a batch claims to have, if its body has room for them.
fn claimed(body: &[u8], count: i32) -> Result<usize> {
    let count = usize::try_from(count).map_err(|_| Error::corrupt(format!("its record count is {count}")))?;
    if count > body.len() / LEAST_RECORD {
        return Err(Error::corrupt(format!(
            "it claims {count} records in {} bytes",
            body.len()
        )));
    }
    Ok(count)
}

fn index(body: &[u8], count: usize, base_offset: i64, last_offset: i64, times: Times) -> Result<Vec<Entry>> {
    let mut entries = Vec::with_capacity(count);
    let mut at = 0;
    let mut least = base_offset; // offsets never go back: readers look for theirs by halving
    for _ in 0..count {
        let entry = match small_record(body, at, base_offset, least, last_offset, times) {
            Some((entry, end)) => {
                at = end;
                entry
            }
            None => record(body, &mut at, base_offset, least, last_offset, times)?,
        };
        least = entry.offset;
        entries.push(entry);
    }
    if at != body.len() {
        return Err(Error::corrupt(format!(
            "{} bytes stand behind its last record",
            body.len() - at
        )));
    }
    Ok(entries)
}

/// What `record` reads, for the commonest one: no headers, and numbers of three bytes at most. None for any other, also
/// for one that is damaged. With it comes where the record ends.
#[inline]
fn small_record(
    body: &[u8],
    start: usize,
    base_offset: i64,
    least: i64,
    last_offset: i64,
    times: Times,
) -> Option<(Entry, usize)> {
    let mut at = start;
    let length = positive(varint::read_small(body, &mut at)?)?;
    let end = at + length;
    at += 1; // attributes: unused
    let time_delta = varint::unzigzag(varint::read_small(body, &mut at)?);
    let offset = base_offset.wrapping_add(positive(varint::read_small(body, &mut at)?)? as i64);
    let key = small_span(body, &mut at)?;
    let value = small_span(body, &mut at)?;
    let header_count = *body.get(at)?;
    at += 1;
    if header_count != 0 || at != end || offset < least || offset > last_offset {
        return None;
    }
    let timestamp = match times {
        Times::All(time) => time,
        Times::From(base) => base.wrapping_add(i64::from(time_delta)),
    };
    let entry = Entry {
        offset,
        timestamp,
        key,
        value,
        headers_start: at as u32,
        header_count: 0,
    };
    Some((entry, end))
}

/// What is below zero is for `record` to judge.
#[inline]
fn positive(zigzag: u32) -> Option<usize> {
    (zigzag & 1 == 0).then_some((zigzag >> 1) as usize)
}

/// Where it ends is checked with the record's end.
#[inline]
fn small_span(body: &[u8], at: &mut usize) -> Option<Span> {
    let len = varint::read_small(body, at)?;
    if len == 1 {
        return Some(Span::NULL);
    }
    let (start, len) = (*at, positive(len)?);
    *at += len;
    Some(Span {
        start: start as u32,
        len: len as i32,
    })
}

/// A record as it stands in a batch, its offset and time still counted from the batch's.
pub(crate) struct RawRecord {
    pub(crate) time_delta: i64,
    pub(crate) offset_delta: i32,
    pub(crate) key: Span,
    pub(crate) value: Span,
    headers_start: u32,
    header_count: u32,
}

#[inline]
fn record(body: &[u8], at: &mut usize, base_offset: i64, least: i64, last_offset: i64, times: Times) -> Result<Entry> {
    let raw = raw_record(body, at)?;
    let offset = base_offset.wrapping_add(i64::from(raw.offset_delta));
    if offset < least || offset > last_offset {
        return Err(Error::corrupt(format!(
            "a record has offset {offset}, outside {least} to {last_offset}"
        )));
    }
    let timestamp = match times {
        Times::All(time) => time,
        Times::From(base) => base.wrapping_add(raw.time_delta),
    };
    Ok(Entry {
        offset,
        timestamp,
        key: raw.key,
        value: raw.value,
        headers_start: raw.headers_start,
        header_count: raw.header_count,
    })
}

/// Reads the record at `at`, which moves behind it; every length is checked.
#[inline]
pub(crate) fn raw_record(body: &[u8], at: &mut usize) -> Result<RawRecord> {
    let length = varint::read_i32(body, at)?;
    let end = usize::try_from(length)
        .ok()
        .and_then(|length| at.checked_add(length))
        .filter(|end| *end <= body.len())
        .ok_or_else(|| Error::corrupt(format!("a record's length is {length}")))?;
    // Everything of the record is read within its own bytes.
    let within = &body[..end];
    *at += 1; // attributes: unused
    let time_delta = varint::read_i64(within, at)?;
    let offset_delta = varint::read_i32(within, at)?;
    let key = span(within, at)?;
    let value = span(within, at)?;
    let header_count = varint::read_i32(within, at)?;
    let headers_start = *at;
    if header_count != 0 {
        // A header takes two bytes at least.
        let count = usize::try_from(header_count)
            .ok()
            .filter(|count| *count <= (end - *at) / 2)
            .ok_or_else(|| Error::corrupt(format!("a record's header count is {header_count}")))?;
        for _ in 0..count {
            if span(within, at)?.len < 0 {
                return Err(Error::corrupt("a header has no name"));
            }
            span(within, at)?;
        }
    }
    if *at != end {
        return Err(Error::corrupt("a record's length is not that of its parts"));
    }
    Ok(RawRecord {
        time_delta,
        offset_delta,
        key,
        value,
        headers_start: headers_start as u32,
        header_count: header_count as u32,
    })
}

/// A length and that many bytes; -1 is null.
#[inline]
fn span(body: &[u8], at: &mut usize) -> Result<Span> {
    let len = varint::read_i32(body, at)?;
    if len < 0 {
        return if len == -1 {
            Ok(Span::NULL)
        } else {
            Err(Error::corrupt(format!("a length is {len}")))
        };
    }
    let start = *at;
    let end = start + len as usize;
    if end > body.len() {
        return Err(Error::corrupt(format!("a length of {len} runs past the end")));
    }
    *at = end;
    Ok(Span {
        start: start as u32,
        len,
    })
}
