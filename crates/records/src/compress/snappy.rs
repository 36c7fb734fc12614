//! snappy: written in the framing of the Java library ("xerial"), read in that and as one raw block.
use snap::raw::{Decoder, Encoder, decompress_len};

use crate::error::{Error, Result};

const MAGIC: [u8; 8] = [0x82, b'S', b'N', b'A', b'P', b'P', b'Y', 0];
const BLOCK: usize = 32 * 1024;

pub fn compress(input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&1i32.to_be_bytes()); // version
    out.extend_from_slice(&1i32.to_be_bytes()); // the oldest version that can read it
    let mut encoder = Encoder::new();
    for block in input.chunks(BLOCK) {
        let packed = encoder
            .compress_vec(block)
            .map_err(|e| Error::corrupt(format!("snappy compression failed ({e})")))?;
        out.extend_from_slice(&(packed.len() as u32).to_be_bytes());
        out.extend_from_slice(&packed);
    }
    Ok(())
}

pub fn decompress(input: &[u8], cap: usize) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let Some(framed) = input.strip_prefix(&MAGIC) else {
        block(input, &mut out, cap)?;
        return Ok(out);
    };
    let mut rest = framed
        .get(8..)
        .ok_or_else(|| Error::corrupt("its snappy header is cut off"))?;
    while !rest.is_empty() {
        // A stream may have been concatenated: the header stands again.
        if let Some(again) = rest.strip_prefix(&MAGIC) {
            rest = again
                .get(8..)
                .ok_or_else(|| Error::corrupt("its snappy header is cut off"))?;
            continue;
        }
        let (size, behind) = rest
            .split_first_chunk::<4>()
            .ok_or_else(|| Error::corrupt("a snappy block is cut off"))?;
        let size = i32::from_be_bytes(*size);
        let size = usize::try_from(size).map_err(|_| Error::corrupt(format!("a snappy block claims {size} bytes")))?;
        let packed = behind
            .get(..size)
            .ok_or_else(|| Error::corrupt("a snappy block runs past the end"))?;
        block(packed, &mut out, cap)?;
        rest = &behind[size..];
    }
    Ok(out)
}

/// Appends one raw block. The size it claims is held against what so much input can possibly hold before room is made.
fn block(packed: &[u8], out: &mut Vec<u8>, cap: usize) -> Result<()> {
    let bad = |e: snap::Error| Error::corrupt(format!("its snappy data cannot be decompressed ({e})"));
    let claimed = decompress_len(packed).map_err(bad)?;
    // A copy element of three bytes makes at most 64.
    if claimed > packed.len().saturating_mul(64) {
        return Err(Error::corrupt(format!(
            "{} bytes of snappy claim to hold {claimed}",
            packed.len()
        )));
    }
    if claimed > cap.saturating_sub(out.len()) {
        return Err(Error::TooLarge { cap });
    }
    let start = out.len();
    out.resize(start + claimed, 0);
    let written = Decoder::new().decompress(packed, &mut out[start..]).map_err(bad)?;
    out.truncate(start + written);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_block_is_read() {
        let raw = Encoder::new().compress_vec(b"hello hello hello").unwrap();
        assert_eq!(decompress(&raw, 100).unwrap(), b"hello hello hello");
    }

    #[test]
    fn a_claim_is_not_believed() {
        // a raw block that claims 4 GiB
        assert!(matches!(
            decompress(&[0xff, 0xff, 0xff, 0xff, 0x0f, 0x00], usize::MAX),
            Err(Error::Corrupt(_))
        ));
        let mut framed = MAGIC.to_vec();
        framed.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 1]);
        framed.extend_from_slice(&(-5i32).to_be_bytes());
        assert!(matches!(decompress(&framed, 100), Err(Error::Corrupt(_))));
    }
}
