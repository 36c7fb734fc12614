//! Invariant: any bytes are cut into consecutive batches, each refused or decoded into spans that lie within its body,
//! in memory in proportion to the body; nothing panics, nothing runs forever.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| barnabas_fuzz::decode_batches(data));
