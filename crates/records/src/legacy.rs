//! Message formats 0 and 1: single messages, or a compressed wrapper around a set of them.
use std::ops::Range;

use crate::batch::{ATTR_APPEND_TIME, ATTR_CODEC, LOG_OVERHEAD, RawBatch, be_i32, be_i64};
use crate::checksum::crc32;
use crate::codec::Codec;
use crate::compress::decompress;
use crate::decode::{DecodeOptions, DecodedBatch, Entry, Span, TimestampType};
use crate::error::{Error, Result};

/// The least that a message's length can be: checksum, magic, attributes, two lengths.
pub(crate) const LEAST: usize = 14;

/// One message, its places relative to the slice it was read from.
struct Message {
    offset: i64,
    magic: i8,
    attributes: i16,
    timestamp: i64,
    key: Span,
    value: Span,
    place: Range<usize>,
}

/// The message at `at`; None if it is cut off.
fn message(bytes: &[u8], at: usize) -> Result<Option<Message>> {
    let rest = &bytes[at..];
    if rest.len() < LOG_OVERHEAD {
        return Ok(None);
    }
    let length = be_i32(rest, 8)?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length >= LEAST)
        .ok_or_else(|| Error::corrupt(format!("a message's length is {length}")))?;
    let Some(body) = rest.get(LOG_OVERHEAD..LOG_OVERHEAD + length) else {
        return Ok(None);
    };
    let magic = body[4] as i8;
    if !(0..=1).contains(&magic) {
        return Err(Error::UnsupportedMagic(magic));
    }
    let timestamp = if magic == 1 { be_i64(body, 6)? } else { -1 };
    let mut inside = if magic == 1 { 14 } else { 6 };
    let base = at + LOG_OVERHEAD;
    let key = span(body, base, &mut inside)?;
    let value = span(body, base, &mut inside)?;
    if inside != body.len() {
        return Err(Error::corrupt("a message's length is not that of its parts"));
    }
    Ok(Some(Message {
        offset: be_i64(rest, 0)?,
        magic,
        attributes: i16::from(body[5]),
        timestamp,
        key,
        value,
        place: base..base + length,
    }))
}

fn span(body: &[u8], base: usize, at: &mut usize) -> Result<Span> {
    let len = be_i32(body, *at)?;
    let start = *at + 4;
    if len < 0 {
        *at = start;
        return if len == -1 {
            Ok(Span::NULL)
        } else {
            Err(Error::corrupt(format!("a length is {len}")))
        };
    }
    *at = start
        .checked_add(len as usize)
        .filter(|end| *end <= body.len())
        .ok_or_else(|| Error::corrupt(format!("a length of {len} runs past the end")))?;
    let start = u32::try_from(base + start).map_err(|_| Error::corrupt("it is larger than 4 GiB"))?;
    Ok(Span { start, len })
}

/// The first messages of `bytes` that can be given out together: one wrapper, or all plain ones up to the next wrapper
/// or the next format.
pub(crate) fn run(bytes: &[u8]) -> Result<RawBatch<'_>> {
    let first = message(bytes, 0)?.ok_or_else(|| Error::corrupt("a message is cut off"))?;
    let mut end = first.place.end;
    let mut last_offset = first.offset;
    if first.attributes & ATTR_CODEC == 0 {
        while bytes.get(end + 16).is_some_and(|magic| *magic as i8 == first.magic) {
            match message(bytes, end) {
                Ok(Some(next))
                    if next.attributes & (ATTR_CODEC | ATTR_APPEND_TIME) == first.attributes & ATTR_APPEND_TIME
                        // Offsets that go back start a batch of their own, so that the last one is the greatest.
                        && next.offset > last_offset
                        && next.offset < i64::MAX =>
                {
                    last_offset = next.offset;
                    end = next.place.end;
                }
                // What is wrong with it is said when its turn comes, after the good ones.
                _ => break,
            }
        }
    }
    // Readers go on at the offset behind it.
    if first.offset < 0 || first.offset == i64::MAX {
        return Err(Error::corrupt(format!("its offset is {}", first.offset)));
    }
    Ok(RawBatch {
        bytes: &bytes[..end],
        magic: first.magic,
        base_offset: first.offset,
        last_offset,
        leader_epoch: -1,
        attributes: first.attributes,
        producer_id: -1,
        producer_epoch: -1,
        base_sequence: -1,
    })
}

pub(crate) fn decode(batch: &RawBatch<'_>, options: DecodeOptions) -> Result<DecodedBatch> {
    let outer = all(batch.bytes, options, usize::MAX)?;
    let first = outer.first().ok_or_else(|| Error::corrupt("it has no message"))?;
    let append_time = first.magic == 1 && first.attributes & ATTR_APPEND_TIME != 0;
    let timestamp_type = match (first.magic, append_time) {
        (0, _) => TimestampType::None,
        (_, true) => TimestampType::Append,
        (_, false) => TimestampType::Create,
    };
    let (body, entries) = if first.attributes & ATTR_CODEC == 0 {
        (
            batch.bytes.to_vec(),
            outer.iter().map(|m| entry(m, m.offset, m.timestamp)).collect(),
        )
    } else {
        unwrap(batch, first, append_time, options)?
    };
    // A wrapper that was left at offset 0 names no last offset; its messages do.
    let last_offset = entries
        .last()
        .map_or(batch.last_offset, |last: &Entry| last.offset.max(batch.last_offset));
    Ok(DecodedBatch {
        body,
        entries,
        base_offset: batch.base_offset,
        last_offset,
        leader_epoch: -1,
        timestamp_type,
        producer_id: -1,
        control: None,
        transactional: false,
    })
}

fn entry(message: &Message, offset: i64, timestamp: i64) -> Entry {
    Entry {
        offset,
        timestamp,
        key: message.key,
        value: message.value,
        headers_start: 0,
        header_count: 0,
    }
}

/// All messages of a set, `most` at most; a cut-off last one is left out, as old brokers could leave it.
fn all(bytes: &[u8], options: DecodeOptions, most: usize) -> Result<Vec<Message>> {
    let mut messages = Vec::new();
    let mut at = 0;
    while let Some(next) = message(bytes, at)? {
        if messages.len() == most {
            return Err(options.too_large());
        }
        if options.check_crc {
            let stored = be_i32(bytes, next.place.start)? as u32;
            let found = crc32(&bytes[next.place.start + 4..next.place.end]);
            if stored != found {
                return Err(Error::corrupt(format!(
                    "a message's checksum is {stored:#010x}, its bytes have {found:#010x}"
                )));
            }
        }
        at = next.place.end;
        messages.push(next);
    }
    Ok(messages)
}

/// The messages inside a wrapper. Format 0 keeps their offsets; format 1 makes them relative to the wrapper's, which is
/// that of the last one (KIP-31). A wrapper at offset 0 comes from a producer that left the offsets to nobody.
fn unwrap(
    batch: &RawBatch<'_>,
    wrapper: &Message,
    append_time: bool,
    options: DecodeOptions,
) -> Result<(Vec<u8>, Vec<Entry>)> {
    let codec = Codec::try_from((wrapper.attributes & ATTR_CODEC) as u8)?;
    let packed = wrapper
        .value
        .of(batch.bytes)
        .ok_or_else(|| Error::corrupt("a compressed message has no value"))?;
    let body = decompress(
        codec,
        wrapper.magic,
        packed,
        options.max_decompressed.min(i32::MAX as usize),
    )?;
    let each = size_of::<Message>() + size_of::<Entry>(); // both are here at once
    let inner = all(&body, options, options.most_records(body.len(), each))?;
    let last = inner
        .last()
        .ok_or_else(|| Error::corrupt("a compressed message holds no messages"))?;
    let base = if wrapper.magic == 0 || wrapper.offset == 0 {
        0
    } else {
        wrapper.offset.wrapping_sub(last.offset)
    };
    if base < 0 {
        return Err(Error::corrupt(format!(
            "a wrapper at offset {} holds {} messages",
            wrapper.offset,
            inner.len()
        )));
    }
    let mut entries = Vec::with_capacity(inner.len());
    for m in &inner {
        if m.attributes & ATTR_CODEC != 0 {
            return Err(Error::corrupt(
                "a compressed message stands inside a compressed message",
            ));
        }
        let least = entries.last().map_or(0, |before: &Entry| before.offset);
        let offset = base
            .checked_add(m.offset)
            .filter(|o| (least..i64::MAX).contains(o))
            .ok_or_else(|| Error::corrupt(format!("an inner offset is {}, after {least}", m.offset)))?;
        entries.push(entry(
            m,
            offset,
            if append_time { wrapper.timestamp } else { m.timestamp },
        ));
    }
    Ok((body, entries))
}
