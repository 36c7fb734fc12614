//! zstd; the compressor's context is kept per thread.
use std::cell::RefCell;

use zstd::bulk::Compressor;
use zstd::stream::read::Decoder;

use super::{failed, read_capped};
use crate::error::Result;

const DEFAULT_LEVEL: i32 = 3; // Kafka's compression.zstd.level

thread_local! {
    static CONTEXT: RefCell<Option<(i32, Compressor<'static>)>> = const { RefCell::new(None) };
}

pub fn compress(level: Option<i32>, input: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let level = level.unwrap_or(DEFAULT_LEVEL);
    let start = out.len();
    CONTEXT.with_borrow_mut(|slot| {
        if slot.as_ref().is_none_or(|(at, _)| *at != level) {
            *slot = Some((level, Compressor::new(level).map_err(|e| failed("zstd", &e))?));
        }
        let Some((_, compressor)) = slot else { return Ok(()) };
        let packed = compressor.compress(input).map_err(|e| failed("zstd", &e))?;
        out.extend_from_slice(&packed);
        debug_assert!(out.len() > start);
        Ok(())
    })
}

pub fn decompress(input: &[u8], cap: usize) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let decoder = Decoder::with_buffer(input).map_err(|e| failed("zstd", &e))?;
    read_capped(decoder, &mut out, cap, "zstd")?;
    Ok(out)
}
