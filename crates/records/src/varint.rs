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
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// Writes `value` at `buf[at..]`, gives the place behind it. The caller has made room for ten bytes.
#[inline]
pub fn put(buf: &mut [u8], mut at: usize, value: i64) -> usize {
    let mut rest = zigzag(value);
    while rest >= 0x80 {
        buf[at] = (rest as u8) | 0x80;
        rest >>= 7;
        at += 1;
    }
    buf[at] = rest as u8;
    at + 1
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
    Ok(((raw >> 1) as i32) ^ -((raw & 1) as i32))
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

fn read(buf: &[u8], at: &mut usize, longest: usize) -> Result<u64> {
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
            let mut buf = [0u8; 10];
            let end = put(&mut buf, 0, value);
            prop_assert_eq!(end, size(value));
            let mut at = 0;
            prop_assert_eq!(read_i64(&buf[..end], &mut at).unwrap(), value);
            prop_assert_eq!(at, end);
        }

        #[test]
        fn round_trip_32(value: i32) {
            let mut buf = [0u8; 10];
            let end = put(&mut buf, 0, i64::from(value));
            let mut at = 0;
            prop_assert_eq!(read_i32(&buf[..end], &mut at).unwrap(), value);
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
