//! gzip, several members allowed.
use std::io::Write;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::{failed, read_capped};
use crate::error::Result;

pub fn compress(level: Option<i32>, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let level = level
        .and_then(|l| u32::try_from(l).ok())
        .map_or(Compression::default(), |l| Compression::new(l.min(9)));
    let mut encoder = GzEncoder::new(out, level);
    encoder
        .write_all(input)
        .and_then(|()| encoder.finish().map(|_| ()))
        .map_err(|e| failed("gzip", &e))
}

pub fn decompress(input: &[u8], cap: usize) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    read_capped(MultiGzDecoder::new(input), &mut out, cap, "gzip")?;
    Ok(out)
}
