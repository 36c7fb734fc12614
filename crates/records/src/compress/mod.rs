//! Compression and decompression by codec. Whatever comes out of a decoder is capped, cumulatively over frames.
mod gzip;
mod lz4;
mod snappy;
mod zstd;

use std::io::Read;

pub(crate) use lz4::spoil_header as spoil_lz4_header;

use crate::codec::Codec;
use crate::error::{Error, Result};

/// Appends `input`, compressed, to `out`. `level` None is the codec's default; snappy has none.
pub fn compress(codec: Codec, level: Option<i32>, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    match codec {
        Codec::None => {
            out.extend_from_slice(input);
            Ok(())
        }
        Codec::Gzip => gzip::compress(level, input, out),
        Codec::Snappy => snappy::compress(input, out),
        Codec::Lz4 => lz4::compress(level, input, out),
        Codec::Zstd => zstd::compress(level, input, out),
    }
}

/// `input` decompressed, at most `cap` bytes. `magic` is the message format, for the quirks of the older ones.
pub fn decompress(codec: Codec, magic: i8, input: &[u8], cap: usize) -> Result<Vec<u8>> {
    match codec {
        Codec::None if input.len() <= cap => Ok(input.to_vec()),
        Codec::None => Err(Error::TooLarge { cap }),
        Codec::Gzip => gzip::decompress(input, cap),
        Codec::Snappy => snappy::decompress(input, cap),
        Codec::Lz4 => lz4::decompress(input, magic, cap),
        // zstd came with format 2 (KIP-110)
        Codec::Zstd if magic < 2 => Err(Error::UnsupportedCodec(Codec::Zstd.id())),
        Codec::Zstd => zstd::decompress(input, cap),
    }
}

/// Reads a decoder to its end into `out`, refusing to grow past `cap`.
fn read_capped(mut reader: impl Read, out: &mut Vec<u8>, cap: usize, name: &str) -> Result<()> {
    let room = (cap - out.len().min(cap)) as u64;
    reader
        .by_ref()
        .take(room + 1)
        .read_to_end(out)
        .map_err(|error| Error::corrupt(format!("its {name} data cannot be decompressed ({error})")))?;
    if out.len() > cap {
        Err(Error::TooLarge { cap })
    } else {
        Ok(())
    }
}

/// What a writer to memory failed with; it cannot run out of space, so it is the encoder's own complaint.
fn failed(name: &str, error: &std::io::Error) -> Error {
    Error::corrupt(format!("{name} compression failed ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn round_trip(data in proptest::collection::vec(0u8..4, 0..100_000), which in 0usize..5) {
            let codec = Codec::ALL[which];
            let mut out = b"before".to_vec();
            compress(codec, None, &data, &mut out).unwrap();
            prop_assert_eq!(&out[..6], b"before");
            prop_assert_eq!(decompress(codec, 2, &out[6..], data.len()).unwrap(), data);
        }

        #[test]
        fn garbage_never_panics(data: Vec<u8>, which in 0usize..5, magic in 0i8..3) {
            let _ = decompress(Codec::ALL[which], magic, &data, 1 << 20);
        }
    }

    #[test]
    fn caps_hold_for_every_codec() {
        let data = vec![0u8; 1_000_000];
        for codec in Codec::ALL {
            let mut out = Vec::new();
            compress(codec, None, &data, &mut out).unwrap();
            assert_eq!(
                decompress(codec, 2, &out, 999_999),
                Err(Error::TooLarge { cap: 999_999 }),
                "{codec:?}"
            );
            assert_eq!(decompress(codec, 2, &out, 1_000_000).unwrap().len(), 1_000_000);
        }
    }

    #[test]
    fn concatenated_frames_are_one_stream() {
        for codec in [Codec::Gzip, Codec::Lz4, Codec::Zstd] {
            let mut out = Vec::new();
            compress(codec, None, b"one ", &mut out).unwrap();
            compress(codec, None, b"two", &mut out).unwrap();
            assert_eq!(decompress(codec, 2, &out, 100).unwrap(), b"one two", "{codec:?}");
            assert_eq!(
                decompress(codec, 2, &out, 6),
                Err(Error::TooLarge { cap: 6 }),
                "{codec:?}"
            );
        }
    }

    #[test]
    fn levels_are_taken() {
        let data: Vec<u8> = (0..200_000u32).flat_map(|i| (i % 1000).to_le_bytes()).collect();
        for (codec, levels) in [(Codec::Gzip, [1, 9]), (Codec::Lz4, [1, 12]), (Codec::Zstd, [1, 19])] {
            let [fast, small] = levels.map(|level| {
                let mut out = Vec::new();
                compress(codec, Some(level), &data, &mut out).unwrap();
                assert_eq!(decompress(codec, 2, &out, data.len()).unwrap(), data);
                out.len()
            });
            assert!(small <= fast, "{codec:?}: {small} > {fast}");
        }
    }
}
