//! What several tests make batches with.
use barnabas_records::crc32c;

/// A batch of format 2 with the length and the checksum that it should have.
pub fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let length = (bytes.len() - 12) as i32;
    bytes[8..12].copy_from_slice(&length.to_be_bytes());
    let crc = crc32c(&bytes[21..]);
    bytes[17..21].copy_from_slice(&crc.to_be_bytes());
    bytes
}
