//! Invariant: a batch that was built decodes to the records that went in, whatever codec, and is one batch.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| barnabas_fuzz::roundtrip(data));
