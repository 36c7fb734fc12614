//! Reading what claims to be record batches.
use barnabas_records::{BatchIter, DecodeOptions, DecodedBatch, RawBatch, decode};

/// The most that a batch may grow to when decompressed and indexed.
const CAP: usize = 1 << 20;

/// Any bytes. The iterator hands out consecutive slices of its input and ends. A batch is either refused or decoded;
/// decoded, every span lies within the body, every offset of format 2 within the batch's, every header is there, and
/// the memory held is in proportion to the body, which is no larger than the input or the cap.
pub fn decode_batches(data: &[u8]) {
    let mut iter = BatchIter::new(data);
    let mut seen = 0;
    while let Some(next) = iter.next() {
        let Ok(raw) = next else {
            assert!(iter.next().is_none(), "an error ends the iteration");
            return;
        };
        assert!(!raw.bytes.is_empty());
        assert_eq!(
            &data[seen..seen + raw.bytes.len()],
            raw.bytes,
            "batches follow each other"
        );
        seen += raw.bytes.len();
        assert_eq!(iter.rest(), &data[seen..], "nothing is lost between them");
        assert!(raw.base_offset >= 0 && raw.last_offset >= raw.base_offset);
        for check_crc in [true, false] {
            let options = DecodeOptions {
                check_crc,
                max_decompressed: CAP,
            };
            if let Ok(batch) = decode(&raw, options) {
                check(&raw, &batch);
            }
        }
    }
}

/// The same for messages of formats 0 and 1: the format is forced, so that no input is spent on format 2.
pub fn legacy_sets(data: &[u8]) {
    let mut data = data.to_vec();
    let mut at = 0;
    while data.len() > at + 16 {
        data[at + 16] &= 1;
        let length = u32::from_be_bytes([data[at + 8], data[at + 9], data[at + 10], data[at + 11]]);
        at = at.saturating_add(12).saturating_add(length as usize);
    }
    decode_batches(&data);
}

fn check(raw: &RawBatch<'_>, batch: &DecodedBatch) {
    let (body, entries) = (&batch.body, &batch.entries);
    assert!(body.len() <= CAP.max(raw.bytes.len()), "the cap holds");
    let whole = body.len() + size_of_val(&entries[..]);
    assert!(!raw.is_compressed() || whole <= CAP, "it holds with the index");
    assert!(
        batch.allocated() <= 10 * body.len() + 1024,
        "{} bytes are held for a body of {}",
        batch.allocated(),
        body.len()
    );
    assert!(entries.is_sorted_by_key(|entry| entry.offset), "offsets do not go back");
    for entry in entries {
        for span in [entry.key, entry.value] {
            assert_eq!(span.of(body).is_some(), span.len >= 0, "a span lies within the body");
        }
        assert!(entry.offset >= 0 && entry.offset <= batch.last_offset);
        assert!(entry.offset < i64::MAX, "something can stand behind it");
        assert!(raw.magic < 2 || entry.offset >= batch.base_offset);
        assert_eq!(
            batch.headers(entry).count(),
            entry.header_count as usize,
            "every header is there"
        );
    }
}
