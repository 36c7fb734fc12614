//! Kafka record batches, in pure Rust: see each module.
#![forbid(unsafe_code)]
