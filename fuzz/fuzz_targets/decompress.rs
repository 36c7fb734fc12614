//! Invariant: any bytes decompress to at most the cap or are refused, and what was compressed comes back.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| barnabas_fuzz::decompress(data));
