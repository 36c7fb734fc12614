//! Building a v2 batch: records are written once, in their final form, behind room for the header.
use std::mem::MaybeUninit;

use crate::batch::{HEADER_LEN, LOG_OVERHEAD};
use crate::codec::Codec;
use crate::compress::compress;
use crate::error::Result;
use crate::stamp::stamp;
use crate::varint::{self, Scratch};

/// What stands in the header beside the records.
#[derive(Debug, Clone, Copy)]
pub struct SealOptions {
    pub producer_id: i64,
    pub producer_epoch: i16,
    pub base_sequence: i32,
    pub transactional: bool,
}

impl Default for SealOptions {
    fn default() -> Self {
        Self {
            producer_id: -1,
            producer_epoch: -1,
            base_sequence: -1,
            transactional: false,
        }
    }
}

/// As `record_size_bound` for a record without headers.
#[inline]
pub fn plain_size_bound(key: Option<&[u8]>, value: Option<&[u8]>) -> usize {
    5 + 1 + 10 + 5 + 5 + 5 + 5 + key.map_or(0, <[u8]>::len) + value.map_or(0, <[u8]>::len)
}

/// The most bytes that a record can take in a batch, whatever its place in it.
pub fn record_size_bound<'a>(
    key: Option<&[u8]>,
    value: Option<&[u8]>,
    headers: impl IntoIterator<Item = (&'a [u8], Option<&'a [u8]>)>,
) -> usize {
    let mut size = plain_size_bound(key, value);
    for (name, value) in headers {
        size += 10 + name.len() + value.map_or(0, <[u8]>::len);
    }
    size
}

/// The most that a record takes beside key and value if all its numbers have three bytes at most.
const SMALL_HEAD: usize = 3 + 1 + 3 + 3 + 3 + 3 + 1;

/// Up to eight bytes, from the lowest on.
#[derive(Clone, Copy)]
struct Word {
    bytes: u64,
    len: usize,
}

impl Word {
    #[inline]
    fn of((bytes, len): (u32, usize)) -> Self {
        Self {
            bytes: u64::from(bytes),
            len,
        }
    }

    #[inline]
    fn then(self, (bytes, len): (u32, usize)) -> Self {
        Self {
            bytes: self.bytes | u64::from(bytes).wrapping_shl(8 * self.len as u32),
            len: self.len + len,
        }
    }
}

/// An open batch.
#[derive(Debug)]
pub struct BatchBuilder {
    buf: Vec<u8>,
    base_timestamp: i64,
    max_timestamp: i64,
    count: i32,
}

impl BatchBuilder {
    /// An empty batch whose records' timestamps are stored relative to `base_timestamp` (that of its first record).
    pub fn new(base_timestamp: i64) -> Self {
        Self {
            buf: vec![0; HEADER_LEN],
            base_timestamp,
            max_timestamp: i64::MIN,
            count: 0,
        }
    }

    /// Its bytes so far, header included, before compression.
    pub fn len_bytes(&self) -> usize {
        self.buf.len()
    }

    /// The memory it holds.
    pub fn allocated(&self) -> usize {
        self.buf.capacity()
    }

    pub fn count(&self) -> i32 {
        self.count
    }

    /// Whether a record of at most `more` bytes (as by `record_size_bound`) goes in without growing.
    #[inline]
    pub fn fits(&self, more: usize) -> bool {
        self.buf.capacity() - self.buf.len() >= more + Scratch::SLACK
    }

    /// Appends a record without headers: what `append` does, for the commonest record.
    #[inline]
    pub fn append_plain(&mut self, timestamp: i64, key: Option<&[u8]>, value: Option<&[u8]>) {
        if !self.append_small(timestamp, key, value) {
            self.append(timestamp, key, value, std::iter::empty());
        }
    }

    /// Appends a record whose numbers all take three bytes at most; false, and nothing done, for any other.
    #[inline]
    fn append_small(&mut self, timestamp: i64, key: Option<&[u8]>, value: Option<&[u8]>) -> bool {
        let delta = varint::zigzag(timestamp.wrapping_sub(self.base_timestamp));
        let count = varint::zigzag(i64::from(self.count));
        let (key_bytes, value_bytes) = (key.unwrap_or_default(), value.unwrap_or_default());
        // A record's length bounds those of its parts.
        let most = (key_bytes.len() as u64 + value_bytes.len() as u64 + SMALL_HEAD as u64) * 2;
        if (delta | count | most) >= varint::SMALL {
            return false;
        }
        let key_len = varint::small(if key.is_some() { key_bytes.len() as u64 * 2 } else { 1 });
        let value_len = varint::small(if value.is_some() {
            value_bytes.len() as u64 * 2
        } else {
            1
        });
        let (delta, count) = (varint::small(delta), varint::small(count));
        let body = 1 + delta.1 + count.1 + key_len.1 + key_bytes.len() + value_len.1 + value_bytes.len() + 1;
        let length = varint::small(body as u64 * 2);
        self.reserve(body + length.1);
        // The numbers are put together in registers, at most three in each. Between the first two stands a byte of
        // attributes, which are unused.
        let start = Word::of(length).then((0, 1)).then(delta);
        let middle = Word::of(count).then(key_len);
        self.extend(start);
        if key_bytes.is_empty() {
            self.extend(middle.then(value_len)); // the key's length took one byte
        } else {
            self.extend(middle);
            self.buf.extend_from_slice(key_bytes);
            self.extend(Word::of(value_len));
        }
        self.buf.extend_from_slice(value_bytes);
        self.buf.push(0); // no headers
        self.max_timestamp = self.max_timestamp.max(timestamp);
        self.count += 1;
        true
    }

    /// A copy of fixed size, then cut, is cheaper than one of a few bytes.
    #[inline]
    fn extend(&mut self, word: Word) {
        let end = self.buf.len() + word.len;
        self.buf.extend_from_slice(&word.bytes.to_le_bytes());
        self.buf.truncate(end);
    }

    /// Appends a record. Lengths beyond `i32::MAX` are the caller's to refuse (it has a limit far below).
    pub fn append<'a, H>(&mut self, timestamp: i64, key: Option<&[u8]>, value: Option<&[u8]>, headers: H)
    where
        H: ExactSizeIterator<Item = (&'a [u8], Option<&'a [u8]>)> + Clone,
    {
        let header_count = headers.len() as i64;
        // Lengths and deltas are put together on the stack, so that a record costs few appends.
        let mut head = Scratch::default();
        head.skip(); // attributes: unused
        head.put(timestamp.wrapping_sub(self.base_timestamp));
        head.put(i64::from(self.count));
        head.put(key.map_or(-1, |k| k.len() as i64));
        let behind_key = head.len();
        head.put(value.map_or(-1, |v| v.len() as i64));
        let mut body =
            head.len() + key.map_or(0, <[u8]>::len) + value.map_or(0, <[u8]>::len) + varint::size(header_count);
        for (name, value) in headers.clone() {
            body += varint::size(name.len() as i64) + name.len();
            body += varint::size(value.map_or(-1, |v| v.len() as i64)) + value.map_or(0, <[u8]>::len);
        }
        self.reserve(body + 5);
        let mut length = Scratch::default();
        length.put(body as i64);
        length.append_to(&mut self.buf);
        match key {
            None => head.append_to(&mut self.buf),
            Some(key) => {
                self.buf.extend_from_slice(&head.bytes()[..behind_key]);
                self.buf.extend_from_slice(key);
                self.buf.extend_from_slice(&head.bytes()[behind_key..]);
            }
        }
        if let Some(value) = value {
            self.buf.extend_from_slice(value);
        }
        if header_count == 0 {
            self.buf.push(0);
        } else {
            self.number(header_count);
            for (name, value) in headers {
                self.number(name.len() as i64);
                self.buf.extend_from_slice(name);
                self.number(value.map_or(-1, |v| v.len() as i64));
                self.buf.extend_from_slice(value.unwrap_or_default());
            }
        }
        self.max_timestamp = self.max_timestamp.max(timestamp);
        self.count += 1;
    }

    /// How much more memory it will hold when a record of at most `more` bytes is appended.
    pub fn growth(&self, more: usize) -> usize {
        (self.buf.len() + self.step(more)).saturating_sub(self.buf.capacity())
    }

    /// It grows by quarters rather than doubling, because what stands empty counts as used memory.
    fn step(&self, more: usize) -> usize {
        let more = more + Scratch::SLACK;
        if self.buf.capacity() - self.buf.len() >= more {
            return 0;
        }
        more.max((self.buf.capacity() / 4).clamp(256, 128 * 1024))
    }

    /// The memory that it holds and has not written to.
    pub fn rest(&mut self) -> &mut [MaybeUninit<u8>] {
        self.buf.spare_capacity_mut()
    }

    /// Goes on in other memory, which must hold what there is; its own is given back.
    pub fn move_into(&mut self, mut memory: Vec<u8>) -> Vec<u8> {
        memory.clear();
        memory.extend_from_slice(&self.buf);
        std::mem::replace(&mut self.buf, memory)
    }

    /// Room for `more` bytes.
    #[inline]
    fn reserve(&mut self, more: usize) {
        if !self.fits(more) {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let step = self.step(more);
        self.buf.reserve_exact(step);
    }

    fn number(&mut self, value: i64) {
        let mut number = Scratch::default();
        number.put(value);
        self.buf.extend_from_slice(number.bytes());
    }

    /// The whole batch. With [`Codec::None`] nothing is copied: the header goes into the room in front.
    pub fn seal(self, codec: Codec, level: Option<i32>, options: SealOptions) -> Result<Vec<u8>> {
        self.seal_keeping(codec, level, Some(options)).map(|(batch, _)| batch)
    }

    /// As `seal`; and the memory that is not needed any more (empty if it is the batch's). Without options the batch is
    /// whole but for the producer's fields and the checksum, which `stamp` adds.
    pub fn seal_keeping(
        self,
        codec: Codec,
        level: Option<i32>,
        options: Option<SealOptions>,
    ) -> Result<(Vec<u8>, Vec<u8>)> {
        let Self {
            buf,
            base_timestamp,
            max_timestamp,
            count,
        } = self;
        let (mut out, spare) = if codec == Codec::None {
            (buf, Vec::new())
        } else {
            let mut packed = Vec::with_capacity(HEADER_LEN + buf.len() / 4);
            packed.resize(HEADER_LEN, 0);
            compress(codec, level, &buf[HEADER_LEN..], &mut packed)?;
            packed.shrink_to_fit();
            (packed, buf)
        };
        let length = (out.len() - LOG_OVERHEAD) as i32;
        // 0..8 base offset: the broker's to give
        out[8..12].copy_from_slice(&length.to_be_bytes());
        out[12..16].copy_from_slice(&(-1i32).to_be_bytes()); // leader epoch: the broker's
        out[16] = 2;
        out[21..23].copy_from_slice(&i16::from(codec.id()).to_be_bytes());
        out[23..27].copy_from_slice(&(count - 1).to_be_bytes());
        out[27..35].copy_from_slice(&base_timestamp.to_be_bytes());
        out[35..43].copy_from_slice(&max_timestamp.to_be_bytes());
        out[57..61].copy_from_slice(&count.to_be_bytes());
        if let Some(options) = options {
            stamp(&mut out, options)?;
        }
        Ok((out, spare))
    }
}
