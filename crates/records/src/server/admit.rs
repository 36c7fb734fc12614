//! Admitting what a producer sent: every check that Kafka makes, in its order, then the batch as the log keeps it.
use std::borrow::Cow;

use super::head::{self, BatchHead, BatchHeads, check_checksum};
use crate::batch::{ATTR_APPEND_TIME, BatchIter, HEADER_LEN};
use crate::builder::{BatchBuilder, SealOptions};
use crate::checksum::crc32c_of;
use crate::codec::Codec;
use crate::compress::decompress;
use crate::decode::{DecodeOptions, DecodedBatch, RawRecord, TimestampType, decode, raw_record};
use crate::error::Error;

/// What holds for the topic that the batches are for, and now.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    pub now_ms: i64,
    /// Whether records carry the time of their append.
    pub append_time: bool,
    /// How far a record's time may lie before now, and after it.
    pub before_max_ms: i64,
    pub after_max_ms: i64,
    /// Whether every record must have a key.
    pub compacted: bool,
    pub max_batch_bytes: usize,
    pub max_decompressed: usize,
    /// The codec that the topic wants; None keeps the producer's.
    pub codec: Option<Codec>,
}

/// Where in the log the batch will stand.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub base_offset: i64,
    pub leader_epoch: i32,
}

/// Why what a producer sent is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    Corrupt(String),
    Invalid(String),
    TooLarge(String),
    /// What Kafka itself has no answer to.
    Unknown(String),
    /// The records at these places of the batch (KIP-467).
    Records {
        timestamps: bool,
        errors: Vec<(i32, String)>,
    },
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::Corrupt(_) | Error::UnsupportedMagic(_) => Self::Corrupt(text),
            Error::UnsupportedCodec(_) => Self::Unknown(text),
            Error::TooLarge { .. } => Self::TooLarge(text),
        }
    }
}

type Result<T> = std::result::Result<T, Refusal>;

/// A batch in the form in which the log keeps it.
#[derive(Debug)]
pub enum Stored<'a> {
    /// The records as they came behind a header of the log's making.
    Patched {
        header: [u8; HEADER_LEN],
        records: &'a [u8],
    },
    /// Written anew: from an older format, or by the topic's codec.
    Rebuilt(Vec<u8>),
}

#[derive(Debug)]
pub struct Admission<'a> {
    pub stored: Stored<'a>,
    pub head: BatchHead,
}

/// Checks the batches of one partition; None if there are none.
pub fn admit<'a>(data: &'a [u8], rules: &Rules, place: Place) -> Result<Option<Admission<'a>>> {
    let heads = BatchHeads::new(data).collect::<std::result::Result<Vec<_>, _>>()?;
    let Some(first) = heads.first() else { return Ok(None) };
    let mut source = Codec::None;
    for head in &heads {
        let bytes = head.of(data);
        if head.magic >= 2 && head.base_offset != 0 {
            return Err(Refusal::Invalid(format!(
                "its base offset is {}, not 0",
                head.base_offset
            )));
        }
        if bytes.len() > rules.max_batch_bytes {
            return Err(Refusal::TooLarge(format!(
                "it has {} bytes, the topic takes {}",
                bytes.len(),
                rules.max_batch_bytes
            )));
        }
        check_checksum(bytes, head.magic)?;
        let codec = Codec::try_from(head.codec_id())?;
        if codec != Codec::None {
            source = codec;
        }
    }
    if heads.len() > 1 && (first.magic >= 2 || source != Codec::None) {
        return Err(Refusal::Invalid(format!(
            "there are {} batches instead of one",
            heads.len()
        )));
    }
    for head in &heads {
        header(first, head)?;
    }
    let target = rules.codec.unwrap_or(source);
    if first.magic < 2 {
        return raise(data, first, rules, place, target).map(Some);
    }
    let records = &data[first.start + HEADER_LEN..first.end];
    let body = match source {
        Codec::None => Cow::Borrowed(records),
        codec => Cow::Owned(
            decompress(codec, 2, records, rules.max_decompressed).map_err(|error| match error {
                Error::TooLarge { .. } => Refusal::TooLarge(error.to_string()),
                _ => Refusal::Unknown(error.to_string()),
            })?,
        ),
    };
    let seen = walk(&body, first, rules)?;
    // Without compression Kafka takes the offsets inside as they are; with it, it means to write the batch anew and fails.
    if target == source && source != Codec::None && !seen.contiguous {
        return Err(Refusal::Unknown("the offsets inside do not follow each other".into()));
    }
    if target != source {
        let batch = BatchIter::new(first.of(data)).map(|raw| decode(&raw?, options(rules)));
        let batch = batch.collect::<std::result::Result<Vec<_>, _>>();
        let batch = batch.map_err(|error| Refusal::Invalid(error.to_string()))?;
        return rebuild(&batch, first, rules, place, target).map(Some);
    }
    patch(first, first.of(data), &seen, rules, place).map(Some)
}

fn options(rules: &Rules) -> DecodeOptions {
    DecodeOptions {
        check_crc: true,
        max_decompressed: rules.max_decompressed,
    }
}

/// What a header of a client's batch must not say.
fn header(first: &BatchHead, head: &BatchHead) -> Result<()> {
    let wrong = |text: String| Err(Refusal::Invalid(text));
    if head.magic != first.magic {
        return wrong(format!("its format is {}, the first one's {}", head.magic, first.magic));
    }
    if head.magic < 2 {
        return Ok(());
    }
    let spanned = head.last_offset.wrapping_sub(head.base_offset).wrapping_add(1);
    if spanned <= 0 {
        return wrong(format!("its last offset is {}", head.last_offset));
    }
    if head.count <= 0 || spanned != i64::from(head.count) {
        return wrong(format!("it spans {spanned} offsets and claims {} records", head.count));
    }
    if head.is_control() {
        return wrong("clients do not write control batches".into());
    }
    if head.producer_id >= 0 && head.base_sequence < 0 {
        return wrong(format!("its sequence is {}", head.base_sequence));
    }
    Ok(())
}

/// What was seen of a batch's records.
struct Seen {
    max_timestamp: i64,
    contiguous: bool,
}

fn walk(body: &[u8], head: &BatchHead, rules: &Rules) -> Result<Seen> {
    let append_time = head.attributes & ATTR_APPEND_TIME != 0;
    let mut seen = Seen {
        max_timestamp: -1,
        contiguous: true,
    };
    let mut errors = Vec::new();
    let mut at = 0;
    for index in 0..head.count {
        let record: RawRecord = raw_record(body, &mut at).map_err(|error| Refusal::Invalid(error.to_string()))?;
        seen.contiguous &= record.offset_delta == index;
        let timestamp = if append_time {
            head.max_timestamp
        } else {
            head.base_timestamp.wrapping_add(record.time_delta)
        };
        seen.max_timestamp = seen.max_timestamp.max(timestamp);
        check_record(&mut errors, index, record.key.len >= 0, timestamp, append_time, rules);
    }
    if at != body.len() {
        return Err(Refusal::Invalid(format!(
            "{} bytes stand behind its last record",
            body.len() - at
        )));
    }
    refuse(errors)?;
    Ok(seen)
}

struct RecordError {
    index: i32,
    timestamp: bool,
    text: String,
}

#[inline]
fn check_record(
    errors: &mut Vec<RecordError>,
    index: i32,
    has_key: bool,
    timestamp: i64,
    append_time: bool,
    rules: &Rules,
) {
    if rules.compacted && !has_key {
        errors.push(RecordError {
            index,
            timestamp: false,
            text: "a compacted topic takes no record without a key".into(),
        });
    } else if !rules.append_time && timestamp != -1 {
        let age = rules.now_ms.wrapping_sub(timestamp);
        if age > rules.before_max_ms || age.wrapping_neg() > rules.after_max_ms {
            errors.push(RecordError {
                index,
                timestamp: true,
                text: format!(
                    "the timestamp {timestamp} is not between {} and {}",
                    rules.now_ms.saturating_sub(rules.before_max_ms),
                    rules.now_ms.saturating_add(rules.after_max_ms)
                ),
            });
        }
    } else if append_time {
        errors.push(RecordError {
            index,
            timestamp: true,
            text: "a producer does not set append time".into(),
        });
    }
}

fn refuse(errors: Vec<RecordError>) -> Result<()> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Refusal::Records {
        timestamps: errors.iter().any(|error| error.timestamp),
        errors: errors.into_iter().map(|error| (error.index, error.text)).collect(),
    })
}

/// The batch with offset, leader epoch and the times that the topic wants; the checksum is made anew only where it must.
fn patch<'a>(head: &BatchHead, bytes: &'a [u8], seen: &Seen, rules: &Rules, place: Place) -> Result<Admission<'a>> {
    let (header, records) = bytes
        .split_first_chunk::<HEADER_LEN>()
        .ok_or_else(|| Refusal::Corrupt("it is shorter than its header".into()))?;
    let mut header = *header;
    stamp(&mut header, place);
    let (flag, max_timestamp) = if rules.append_time {
        (ATTR_APPEND_TIME, rules.now_ms)
    } else {
        (0, seen.max_timestamp)
    };
    if head.attributes & ATTR_APPEND_TIME != flag || head.max_timestamp != max_timestamp {
        let attributes = head.attributes & !ATTR_APPEND_TIME | flag;
        header[21..23].copy_from_slice(&attributes.to_be_bytes());
        header[35..43].copy_from_slice(&max_timestamp.to_be_bytes());
        let crc = crc32c_of(&[&header[21..], records]);
        header[17..21].copy_from_slice(&crc.to_be_bytes());
    }
    let mut head = head::v2(&header)?;
    head.end = bytes.len();
    Ok(Admission {
        stored: Stored::Patched { header, records },
        head,
    })
}

fn stamp(batch: &mut [u8], place: Place) {
    batch[..8].copy_from_slice(&place.base_offset.to_be_bytes());
    batch[12..16].copy_from_slice(&place.leader_epoch.to_be_bytes());
}

/// Messages of formats 0 and 1 as one batch of format 2.
fn raise<'a>(data: &[u8], first: &BatchHead, rules: &Rules, place: Place, target: Codec) -> Result<Admission<'a>> {
    let mut batches = Vec::new();
    let mut errors = Vec::new();
    let mut index = 0;
    for raw in BatchIter::new(data) {
        let batch = decode(&raw?, options(rules))?;
        let append_time = batch.timestamp_type == TimestampType::Append;
        for entry in &batch.entries {
            check_record(
                &mut errors,
                index,
                entry.key.len >= 0,
                entry.timestamp,
                append_time,
                rules,
            );
            index += 1;
        }
        batches.push(batch);
    }
    refuse(errors)?;
    rebuild(&batches, first, rules, place, target)
}

/// One batch of the records of several, in order.
fn rebuild<'a>(
    batches: &[DecodedBatch],
    head: &BatchHead,
    rules: &Rules,
    place: Place,
    target: Codec,
) -> Result<Admission<'a>> {
    let entries = || {
        batches
            .iter()
            .flat_map(|batch| batch.entries.iter().map(move |entry| (batch, entry)))
    };
    let base_timestamp = if rules.append_time {
        rules.now_ms
    } else {
        entries().next().map_or(-1, |(_, entry)| entry.timestamp)
    };
    let mut builder = BatchBuilder::new(base_timestamp);
    for (batch, entry) in entries() {
        let timestamp = if rules.append_time {
            rules.now_ms
        } else {
            entry.timestamp
        };
        let headers: Vec<_> = batch.headers(entry).collect();
        builder.append(
            timestamp,
            entry.key.of(&batch.body),
            entry.value.of(&batch.body),
            headers.into_iter(),
        );
    }
    let mut bytes = builder.seal(
        target,
        None,
        SealOptions {
            producer_id: head.producer_id,
            producer_epoch: head.producer_epoch,
            base_sequence: head.base_sequence,
            transactional: head.is_transactional(),
        },
    )?;
    if bytes.len() > rules.max_batch_bytes {
        return Err(Refusal::TooLarge(format!(
            "it has {} bytes when written anew, the topic takes {}",
            bytes.len(),
            rules.max_batch_bytes
        )));
    }
    stamp(&mut bytes, place);
    if rules.append_time {
        let attributes = head::v2(&bytes)?.attributes | ATTR_APPEND_TIME;
        bytes[21..23].copy_from_slice(&attributes.to_be_bytes());
        let crc = crc32c_of(&[&bytes[21..]]);
        bytes[17..21].copy_from_slice(&crc.to_be_bytes());
    }
    let head = head::v2(&bytes)?;
    Ok(Admission {
        stored: Stored::Rebuilt(bytes),
        head,
    })
}
