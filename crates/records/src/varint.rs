//! Zigzag varints, as records use them: at most 5 bytes for 32 bits, 10 for 64.
use crate::error::{Error, Result};

/// The bytes that `value` takes as a zigzag varint.
#[inline]
pub fn size(value: i64) -> usize {
    let zigzag = zigzag(value);
    // 7 bits a byte: ceil(bits / 7), at least one
    (64 - (zigzag | 1).leading_zeros() as usize).div_ceil(7)
}

#[inline]
pub fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// What `small` takes: below this a varint has at most three bytes.
pub const SMALL: u64 = 1 << 21;

/// A zigzagged value below `SMALL` as a varint: its bytes from the lowest on, and how many. Without branches.
#[inline]
pub fn small(zigzag: u64) -> (u32, usize) {
    let value = zigzag as u32;
    let (second, third) = (u32::from(value >= 0x80), u32::from(value >= 0x4000));
    let bytes = (value & 0x7f) | (value & 0x3f80) << 1 | (value & 0x001f_c000) << 2;
    (bytes | second << 7 | third << 15, 1 + (second + third) as usize)
}

/// Varints one after the other, put together on the stack: room for any five and more.
pub struct Scratch {
    bytes: [u8; Self::ROOM],
    at: usize,
}

impl Scratch {
    const ROOM: usize = 64;
    /// What `append_to` needs of room beyond the bytes themselves.
    pub const SLACK: usize = 32;

    #[inline]
    pub fn put(&mut self, value: i64) {
        let rest = zigzag(value);
        // One byte and two are by far the commonest: they are written without a loop.
        if rest < 0x80 {
            self.bytes[self.at & (Self::ROOM - 1)] = rest as u8;
            self.at += 1;
        } else if rest < 0x4000 {
            let at = self.at & (Self::ROOM - 1);
            self.bytes[at] = rest as u8 | 0x80;
            self.bytes[(at + 1) & (Self::ROOM - 1)] = (rest >> 7) as u8;
            self.at += 2;
        } else {
            self.put_long(rest);
        }
    }

    #[inline(never)]
    fn put_long(&mut self, mut rest: u64) {
        while rest >= 0x80 {
            self.bytes[self.at & (Self::ROOM - 1)] = (rest as u8) | 0x80;
            rest >>= 7;
            self.at += 1;
        }
        self.bytes[self.at & (Self::ROOM - 1)] = rest as u8;
        self.at += 1;
    }

    /// One more byte, zero.
    #[inline]
    pub fn skip(&mut self) {
        self.at += 1;
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.at
    }

    /// What was put.
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.at.min(Self::ROOM)]
    }

    /// Appends what was put: a copy of fixed size, then cut, is cheaper than one of a few bytes.
    #[inline]
    pub fn append_to(&self, out: &mut Vec<u8>) {
        let end = out.len() + self.at;
        match self.bytes.first_chunk::<{ Self::SLACK }>() {
            Some(chunk) if self.at <= Self::SLACK => {
                out.extend_from_slice(chunk);
                out.truncate(end);
            }
            _ => out.extend_from_slice(self.bytes()),
        }
    }
}

impl Default for Scratch {
    #[inline]
    fn default() -> Self {
        Self {
            bytes: [0; Self::ROOM],
            at: 0,
        }
    }
}

/// Reads a 32-bit varint; `at` moves behind it.
#[inline]
pub fn read_i32(buf: &[u8], at: &mut usize) -> Result<i32> {
    // one byte is by far the commonest
    if let Some(&byte) = buf.get(*at)
        && byte < 0x80
    {
        *at += 1;
        let value = i32::from(byte);
        return Ok((value >> 1) ^ -(value & 1));
    }
    let raw = read(buf, at, 5)?;
    let raw = u32::try_from(raw).map_err(|_| Error::corrupt("a varint does not fit 32 bits"))?;
    Ok(unzigzag(raw))
}

/// Reads a 64-bit varint; `at` moves behind it.
#[inline]
pub fn read_i64(buf: &[u8], at: &mut usize) -> Result<i64> {
    if let Some(&byte) = buf.get(*at)
        && byte < 0x80
    {
        *at += 1;
        let value = i64::from(byte);
        return Ok((value >> 1) ^ -(value & 1));
    }
    let raw = read(buf, at, 10)?;
    Ok(((raw >> 1) as i64) ^ -((raw & 1) as i64))
}

/// Reads a varint of at most three bytes that has a fourth byte behind its first; None for any other. Not unzigzagged.
#[inline]
pub fn read_small(buf: &[u8], at: &mut usize) -> Option<u32> {
    let word = u32::from_le_bytes(*buf.get(*at..)?.first_chunk::<4>()?);
    if word & 0x80 == 0 {
        *at += 1;
        return Some(word & 0x7f);
    }
    let two = word & 0x7f | (word >> 1) & 0x3f80;
    if word & 0x8000 == 0 {
        *at += 2;
        return Some(two);
    }
    if word & 0x0080_0000 == 0 {
        *at += 3;
        return Some(two | (word >> 2) & 0x001f_c000);
    }
    None
}

#[inline]
pub fn unzigzag(raw: u32) -> i32 {
    ((raw >> 1) as i32) ^ -((raw & 1) as i32)
}

#[inline]
fn read(buf: &[u8], at: &mut usize, longest: usize) -> Result<u64> {
    // Two bytes are the next commonest: any record of 64 to 8191 bytes begins with them.
    if let Some(&[first, second]) = buf.get(*at..).and_then(<[u8]>::first_chunk::<2>)
        && first >= 0x80
        && second < 0x80
    {
        *at += 2;
        return Ok(u64::from(first & 0x7f) | u64::from(second) << 7);
    }
    read_long(buf, at, longest)
}

fn read_long(buf: &[u8], at: &mut usize, longest: usize) -> Result<u64> {
    let mut value = 0u64;
    for i in 0..longest {
        let byte = *buf
            .get(*at + i)
            .ok_or_else(|| Error::corrupt("a varint runs past the end"))?;
        let bits = u64::from(byte & 0x7f);
        if i == 9 && bits > 1 {
            return Err(Error::corrupt("a varint does not fit 64 bits"));
        }
        value |= bits << (7 * i);
        if byte < 0x80 {
            *at += i + 1;
            return Ok(value);
        }
    }
    Err(Error::corrupt(format!("a varint is longer than {longest} bytes")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trip(value: i64) {
            let mut scratch = Scratch::default();
            scratch.put(value);
            prop_assert_eq!(scratch.len(), size(value));
            let mut at = 0;
            prop_assert_eq!(read_i64(scratch.bytes(), &mut at).unwrap(), value);
            prop_assert_eq!(at, scratch.len());
        }

        #[test]
        fn small_ones_are_the_same(value in 0..SMALL) {
            let mut out = Vec::new();
            let mut rest = value;
            while rest >= 0x80 {
                out.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            out.push(rest as u8);
            let (bytes, len) = small(value);
            prop_assert_eq!(&bytes.to_le_bytes()[..len], &out[..]);
            prop_assert_eq!(u64::from(bytes) >> (8 * len), 0);
            let mut at = 0;
            prop_assert_eq!(read_small(&bytes.to_le_bytes(), &mut at), Some(value as u32));
            prop_assert_eq!(at, len);
        }

        #[test]
        fn round_trip_32(value: i32) {
            let mut scratch = Scratch::default();
            scratch.put(i64::from(value));
            let mut at = 0;
            prop_assert_eq!(read_i32(scratch.bytes(), &mut at).unwrap(), value);
        }

        #[test]
        fn many_in_a_row(values in prop::collection::vec(any::<i32>(), 0..12)) {
            let mut scratch = Scratch::default();
            for value in &values {
                scratch.put(i64::from(*value));
            }
            let mut out = vec![7u8; 3];
            scratch.append_to(&mut out);
            let mut at = 3;
            for value in &values {
                prop_assert_eq!(read_i32(&out, &mut at).unwrap(), *value);
            }
            prop_assert_eq!(at, out.len());
        }

        /// What the short way reads is what the long one does; it may leave more to that.
        #[test]
        fn the_short_way_reads_the_same(bytes in prop::collection::vec(any::<u8>(), 0..8)) {
            let (mut short, mut long) = (0, 0);
            if let Some(raw) = read_small(&bytes, &mut short) {
                prop_assert_eq!(read_i32(&bytes, &mut long).unwrap(), unzigzag(raw));
                prop_assert_eq!(short, long);
            }
        }

        #[test]
        fn garbage_never_panics(bytes: Vec<u8>) {
            let _ = read_i32(&bytes, &mut 0);
            let _ = read_i64(&bytes, &mut 0);
        }
    }

    #[test]
    fn too_long_is_refused() {
        assert!(read_i32(&[0x80; 6], &mut 0).is_err());
        assert!(read_i64(&[0xff; 10], &mut 0).is_err());
        assert!(read_i32(&[0xff, 0xff, 0xff, 0xff, 0x7f], &mut 0).is_err());
        // longer than need be, but within five bytes: accepted, as in Java
        assert_eq!(read_i32(&[0x82, 0x80, 0x00], &mut 0).unwrap(), 1);
    }
}
