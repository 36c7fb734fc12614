//! Invariant: the same for messages of formats 0 and 1, with wrappers and relative offsets.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| barnabas_fuzz::legacy_sets(data));
