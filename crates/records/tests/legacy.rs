//! Formats 0 and 1 as no sound log has them: what is damaged is refused or kept apart.
use barnabas_records::{BatchIter, Codec, DecodeOptions, DecodedBatch, Error, Result, compress, decode};

const OPTIONS: DecodeOptions = DecodeOptions {
    check_crc: false,
    max_decompressed: 1 << 20,
};

fn message(offset: i64, codec: Codec, value: &[u8]) -> Vec<u8> {
    let mut body = vec![0, 0, 0, 0, 1, codec.id()];
    body.extend_from_slice(&1_700_000_000_000i64.to_be_bytes());
    body.extend_from_slice(&(-1i32).to_be_bytes());
    body.extend_from_slice(&(value.len() as i32).to_be_bytes());
    body.extend_from_slice(value);
    [&offset.to_be_bytes()[..], &(body.len() as i32).to_be_bytes(), &body].concat()
}

fn set(offsets: &[i64]) -> Vec<u8> {
    offsets
        .iter()
        .flat_map(|o| message(*o, Codec::None, b"value"))
        .collect()
}

fn wrapped(offset: i64, inner: &[i64]) -> Vec<u8> {
    let mut value = Vec::new();
    compress(Codec::Gzip, None, &set(inner), &mut value).unwrap();
    message(offset, Codec::Gzip, &value)
}

fn read(bytes: &[u8]) -> Vec<Result<DecodedBatch>> {
    BatchIter::new(bytes).map(|raw| decode(&raw?, OPTIONS)).collect()
}

fn offsets(batch: &Result<DecodedBatch>) -> Vec<i64> {
    batch.as_ref().unwrap().entries.iter().map(|e| e.offset).collect()
}

#[test]
fn offsets_that_go_back_start_another_batch() {
    let batches = read(&set(&[5, 9, 7, 8]));
    assert_eq!(
        batches.iter().map(offsets).collect::<Vec<_>>(),
        [vec![5, 9], vec![7, 8]]
    );
    assert_eq!(batches[0].as_ref().unwrap().last_offset, 9);
}

#[test]
fn a_negative_offset_is_refused_after_the_good_ones() {
    let batches = read(&set(&[5, -7]));
    assert_eq!(offsets(&batches[0]), [5]);
    assert!(matches!(batches[1], Err(Error::Corrupt(_))));
}

#[test]
fn relative_offsets_count_from_the_wrappers() {
    assert_eq!(offsets(&read(&wrapped(109, &[0, 4, 9]))[0]), [100, 104, 109]);
    // A wrapper at offset 0 was never given its offset.
    assert_eq!(offsets(&read(&wrapped(0, &[0, 1]))[0]), [0, 1]);
}

#[test]
fn inner_offsets_that_go_back_are_refused() {
    for inner in [&[0, 7, 3][..], &[-60, 0], &[4, 4, 3]] {
        assert!(
            matches!(read(&wrapped(50, inner))[0], Err(Error::Corrupt(_))),
            "{inner:?}"
        );
    }
}

#[test]
fn a_wrapper_within_a_wrapper_is_refused() {
    let mut value = Vec::new();
    compress(Codec::Gzip, None, &wrapped(1, &[0, 1]), &mut value).unwrap();
    let bytes = message(1, Codec::Gzip, &value);
    assert!(matches!(read(&bytes)[0], Err(Error::Corrupt(_))));
}
