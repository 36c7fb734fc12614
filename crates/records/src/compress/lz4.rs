//! lz4 frames. Written with independent blocks of 64 KiB, the only form that Kafka's Java reader takes.
use std::borrow::Cow;
use std::io::Write;

use lz4::{BlockMode, BlockSize, ContentChecksum, EncoderBuilder};
use lz4_flex::frame::FrameDecoder;
use twox_hash::XxHash32;

use super::{failed, read_capped};
use crate::error::Result;

const MAGIC: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];

pub fn compress(level: Option<i32>, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    // 0 is the fast compressor, as Kafka's default level means it; 3 and up are the high-compression one.
    let level = level.and_then(|l| u32::try_from(l).ok()).unwrap_or(0).min(12);
    let mut encoder = EncoderBuilder::new()
        .level(level)
        .block_mode(BlockMode::Independent)
        .block_size(BlockSize::Max64KB)
        .checksum(ContentChecksum::NoChecksum)
        .build(out)
        .map_err(|e| failed("lz4", &e))?;
    encoder.write_all(input).map_err(|e| failed("lz4", &e))?;
    encoder.finish().1.map_err(|e| failed("lz4", &e))
}

pub fn decompress(input: &[u8], magic: i8, cap: usize) -> Result<Vec<u8>> {
    let input = if magic < 2 {
        mend_header(input)
    } else {
        Cow::Borrowed(input)
    };
    let mut out = Vec::new();
    let mut rest: &[u8] = &input;
    // The decoder stops after a frame; several may stand one after the other.
    loop {
        read_capped(FrameDecoder::new(&mut rest), &mut out, cap, "lz4")?;
        if rest.is_empty() {
            return Ok(out);
        }
    }
}

/// Old Java clients hashed the wrong bytes for the header checksum (KIP-57): it is set right before decoding.
fn mend_header(input: &[u8]) -> Cow<'_, [u8]> {
    let Some(at) = header_end(input) else {
        return Cow::Borrowed(input);
    };
    let right = (XxHash32::oneshot(0, &input[4..at]) >> 8) as u8;
    if input[at] == right {
        return Cow::Borrowed(input);
    }
    let mut mended = input.to_vec();
    mended[at] = right;
    Cow::Owned(mended)
}

/// Gives a frame the header checksum that clients of format 0 expect: that of the wrong bytes, the magic included (KIP-57).
pub fn spoil_header(frame: &mut [u8]) {
    if let Some(at) = header_end(frame) {
        frame[at] = (XxHash32::oneshot(0, &frame[..at]) >> 8) as u8;
    }
}

/// Where a frame's header checksum stands.
fn header_end(frame: &[u8]) -> Option<usize> {
    let flags = *frame.get(4).filter(|_| frame.starts_with(&MAGIC))?;
    let at = 6 + if flags & 0x08 != 0 { 8 } else { 0 } + if flags & 0x01 != 0 { 4 } else { 0 };
    (at < frame.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_broken_header_checksum_of_old_formats_is_read() {
        let mut out = Vec::new();
        compress(None, b"hello hello hello hello", &mut out).unwrap();
        out[6] ^= 0x55;
        assert_eq!(decompress(&out, 0, 100).unwrap(), b"hello hello hello hello");
        assert_eq!(decompress(&out, 1, 100).unwrap(), b"hello hello hello hello");
        assert!(decompress(&out, 2, 100).is_err());
    }
}
