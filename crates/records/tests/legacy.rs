//! Formats 0 and 1 as no sound log has them: what is damaged is refused or kept apart.
use barnabas_records::{
    BatchIter, Codec, DecodeOptions, DecodedBatch, Entry, Error, Result, TimestampType, compress, decode,
};

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

/// Readers go on behind an offset, and behind the greatest there is nothing.
#[test]
fn an_offset_that_has_none_behind_it_is_refused_after_the_good_ones() {
    let batches = read(&set(&[5, i64::MAX]));
    assert_eq!(offsets(&batches[0]), [5]);
    assert!(matches!(batches[1], Err(Error::Corrupt(_))));
    for (offset, inner) in [(i64::MAX, &[0, 1][..]), (0, &[1, i64::MAX])] {
        assert!(
            matches!(read(&wrapped(offset, inner))[0], Err(Error::Corrupt(_))),
            "{offset}, {inner:?}"
        );
    }
    assert_eq!(
        offsets(&read(&wrapped(i64::MAX - 1, &[0, 1]))[0]),
        [i64::MAX - 2, i64::MAX - 1]
    );
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

/// As in format 2; here the messages themselves are read first.
#[test]
fn the_cap_is_for_the_index_too() {
    let inner: Vec<i64> = (0..1000).collect();
    let bytes = wrapped(999, &inner);
    let body = set(&inner).len();
    let read = |cap: usize| {
        let options = DecodeOptions {
            max_decompressed: cap,
            ..OPTIONS
        };
        decode(&BatchIter::new(&bytes).next().unwrap().unwrap(), options).map(|batch| batch.entries.len())
    };
    let cap = body + 1000 * size_of::<Entry>();
    assert_eq!(read(cap), Err(Error::TooLarge { cap }));
    assert_eq!(read(body * 5), Ok(1000));
}

#[test]
fn a_wrapper_within_a_wrapper_is_refused() {
    let mut value = Vec::new();
    compress(Codec::Gzip, None, &wrapped(1, &[0, 1]), &mut value).unwrap();
    let bytes = message(1, Codec::Gzip, &value);
    assert!(matches!(read(&bytes)[0], Err(Error::Corrupt(_))));
}

/// A wrapper whose value is not a set of messages that can be.
fn around(inner: &[u8]) -> String {
    let mut value = Vec::new();
    compress(Codec::Gzip, None, inner, &mut value).unwrap();
    read(&message(9, Codec::Gzip, &value))[0]
        .as_ref()
        .unwrap_err()
        .to_string()
}

#[test]
fn what_a_message_inside_must_not_say() {
    let with = |at: usize, byte: u8| {
        let mut inner = message(0, Codec::None, b"value");
        inner[at] = byte;
        inner
    };
    for (inner, text) in [
        (with(11, 13), "a message's length is 13"),
        (with(16, 2), "message format 2"),
        (with(29, 0xfe), "a length is -2"),
        (with(33, 9), "a length of 9 runs past the end"),
        (with(33, 4), "a message's length is not that of its parts"),
        (Vec::new(), "a compressed message holds no messages"),
        (vec![0; 11], "a compressed message holds no messages"),
        (with(11, 28), "a compressed message holds no messages"), // cut off
        (
            message(10, Codec::None, b"value"),
            "a wrapper at offset 9 holds 1 messages",
        ),
    ] {
        let found = around(&inner);
        assert!(found.contains(text), "{text}: {found}");
    }
}

#[test]
fn a_wrapper_without_a_value_is_refused() {
    let mut bytes = message(9, Codec::Gzip, b"");
    bytes[30..34].copy_from_slice(&(-1i32).to_be_bytes());
    assert!(matches!(read(&bytes)[0], Err(Error::Corrupt(_))));
}

#[test]
fn a_message_with_other_bytes_than_its_checksum_is_refused_when_that_is_looked_at() {
    let bytes = set(&[5]);
    let raw = BatchIter::new(&bytes).next().unwrap().unwrap();
    raw.verify().unwrap(); // of a batch; a message has its own
    assert!(!raw.is_compressed() && !raw.is_control() && !raw.is_transactional());
    let checked = DecodeOptions {
        check_crc: true,
        ..OPTIONS
    };
    assert!(decode(&raw, OPTIONS).is_ok());
    assert!(matches!(decode(&raw, checked), Err(Error::Corrupt(text)) if text.contains("checksum")));
}

#[test]
fn whose_time_it_is() {
    let mut bytes = wrapped(9, &[0, 1]);
    assert_eq!(read(&bytes)[0].as_ref().unwrap().timestamp_type, TimestampType::Create);
    bytes[17] |= 8;
    bytes[18..26].copy_from_slice(&777i64.to_be_bytes());
    let batch = &read(&bytes)[0].as_ref().unwrap().clone();
    assert_eq!(batch.timestamp_type, TimestampType::Append);
    assert!(batch.entries.iter().all(|entry| entry.timestamp == 777));
}
