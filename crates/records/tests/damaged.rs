//! Batches of format 2 that are whole and yet cannot be: each fault is told in words.
mod common;

use barnabas_records::server::BatchHeads;
use barnabas_records::{
    BatchBuilder, BatchIter, Codec, ControlType, DecodeOptions, DecodedBatch, Entry, Error, SealOptions, Span,
    compress, decode, decompress, stamp,
};
use common::sealed;

const OPTIONS: DecodeOptions = DecodeOptions {
    check_crc: true,
    max_decompressed: 1 << 20,
};
/// Length, attributes, two deltas, no key, an empty value, no headers.
const SOUND: &[u8] = &[12, 0, 0, 0, 1, 0, 0];

/// A batch at `base_offset` whose records are these bytes.
fn batch(base_offset: i64, count: i32, last_delta: i32, body: &[u8]) -> Vec<u8> {
    let empty = BatchBuilder::new(0).seal(Codec::None, None, SealOptions::default());
    let mut bytes = empty.unwrap();
    bytes[..8].copy_from_slice(&base_offset.to_be_bytes());
    bytes[23..27].copy_from_slice(&last_delta.to_be_bytes());
    bytes[57..61].copy_from_slice(&count.to_be_bytes());
    bytes.extend_from_slice(body);
    sealed(bytes)
}

fn read(bytes: &[u8]) -> Result<DecodedBatch, Error> {
    decode(&BatchIter::new(bytes).next().unwrap()?, OPTIONS)
}

#[test]
fn what_a_record_must_not_say() {
    let behind = [SOUND, &[9]].concat();
    let longer_than_its_parts = [14, 0, 0, 0, 1, 0, 0, 9];
    let header_without_a_name = [16, 0, 0, 0, 1, 0, 2, 1, 0];
    let header_past_the_end = [16, 0, 0, 0, 1, 0, 2, 18, 0];
    for (body, count, text) in [
        (SOUND, -1, "its record count is -1"),
        (SOUND, 2, "it claims 2 records in 7 bytes"),
        (&behind, 1, "1 bytes stand behind its last record"),
        (&[1, 0, 0, 0, 1, 0, 0], 1, "a record's length is -1"),
        (&[120, 0, 0, 0, 1, 0, 0], 1, "a record's length is 60"),
        (&[12, 0, 0, 10, 1, 0, 0], 1, "a record has offset 5, outside 0 to 0"),
        (&[12, 0, 0, 1, 1, 0, 0], 1, "a record has offset -1, outside 0 to 0"),
        (&[12, 0, 0, 0, 3, 0, 0], 1, "a length is -2"),
        (&[12, 0, 0, 0, 1, 18, 0], 1, "a length of 9 runs past the end"),
        (&[12, 0, 0, 0, 1, 0, 1], 1, "a record's header count is -1"),
        (&[12, 0, 0, 0, 1, 0, 18], 1, "a record's header count is 9"),
        (&header_without_a_name, 1, "a header has no name"),
        (&header_past_the_end, 1, "a length of 9 runs past the end"),
        (&longer_than_its_parts, 1, "a record's length is not that of its parts"),
        (&[0x80; 7], 1, "a varint is longer than 5 bytes"),
    ] {
        let error = read(&batch(0, count, 0, body)).unwrap_err();
        assert_eq!(error.to_string(), format!("the batch is damaged: {text}"));
    }
    assert_eq!(read(&batch(0, 1, 0, SOUND)).unwrap().entries.len(), 1);
}

/// Readers look for the first record that they want by halving, which needs an order. Equal ones keep it.
#[test]
fn offsets_must_not_go_back_within_a_batch() {
    let record = |delta: u8| [12, 0, 0, delta * 2, 1, 0, 0];
    let records = |deltas: &[u8]| deltas.iter().flat_map(|delta| record(*delta)).collect::<Vec<_>>();
    // The last one of a body is read in another way than those before it.
    for deltas in [&[0, 2, 1][..], &[0, 2, 1, 2]] {
        let error = read(&batch(100, deltas.len() as i32, 2, &records(deltas))).unwrap_err();
        let text = "a record has offset 101, outside 102 to 102";
        assert_eq!(error, Error::Corrupt(text.into()));
    }
    let read = read(&batch(100, 3, 2, &records(&[0, 2, 2]))).unwrap();
    assert_eq!(
        read.entries.iter().map(|e| e.offset).collect::<Vec<_>>(),
        [100, 102, 102]
    );
}

#[test]
fn what_a_header_must_not_say() {
    for (base_offset, last_delta, text) in [
        (-1, 0, "its base offset is -1, its last offset delta 0"),
        (0, -1, "its base offset is 0, its last offset delta -1"),
        (i64::MAX, 0, "no offset can stand behind its last one"),
        (i64::MAX, 1, "no offset can stand behind its last one"),
    ] {
        let error = read(&batch(base_offset, 1, last_delta, SOUND)).unwrap_err();
        assert_eq!(error, Error::Corrupt(text.into()));
    }
    assert_eq!(
        read(&batch(i64::MAX - 1, 1, 0, SOUND)).unwrap().last_offset,
        i64::MAX - 1
    );
}

#[test]
fn an_iterator_that_failed_is_at_its_end() {
    let bytes = batch(-1, 1, 0, SOUND);
    let mut batches = BatchIter::new(&bytes);
    assert!(batches.next().unwrap().is_err());
    assert!(batches.next().is_none());
    let short = [&bytes[..8], &[0, 0, 0, 14], &bytes[12..]].concat();
    let mut heads = BatchHeads::new(&short);
    assert!(heads.next().unwrap().is_err());
    assert!(heads.next().is_none());
}

/// The smallest records take seven bytes, and forty more in the index. What comes uncompressed is bounded by the fetch.
#[test]
fn the_cap_is_for_the_body_and_the_index_together() {
    let count = 1000;
    let whole = count * (SOUND.len() + size_of::<Entry>());
    let read = |codec: Codec, cap: usize| {
        let mut body = Vec::new();
        compress(codec, None, &SOUND.repeat(count), &mut body).unwrap();
        let mut bytes = batch(0, count as i32, 0, &body);
        bytes[22] |= codec.id();
        let bytes = sealed(bytes);
        let options = DecodeOptions {
            check_crc: true,
            max_decompressed: cap,
        };
        let raw = BatchIter::new(&bytes).next().unwrap().unwrap();
        decode(&raw, options).map(|batch| batch.entries.len())
    };
    for codec in [Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd] {
        assert_eq!(read(codec, whole), Ok(count), "{codec:?}");
        assert_eq!(
            read(codec, whole - 1),
            Err(Error::TooLarge { cap: whole - 1 }),
            "{codec:?}"
        );
    }
    assert_eq!(read(Codec::None, 1), Ok(count));
}

#[test]
fn what_a_batch_holds_is_its_body_and_an_index() {
    let batch = read(&batch(
        0,
        3,
        2,
        &[SOUND, &[12, 0, 0, 2, 1, 0, 0], &[12, 0, 0, 4, 1, 0, 0]].concat(),
    ))
    .unwrap();
    assert_eq!(batch.allocated(), 3 * (SOUND.len() + size_of::<Entry>()));
}

#[test]
fn errors_say_what_is_wrong() {
    for (error, text) in [
        (
            Error::UnsupportedCodec(6),
            "the batch is compressed with codec 6, which is not supported",
        ),
        (
            Error::UnsupportedMagic(9),
            "the batch has message format 9, which is not supported",
        ),
        (
            Error::TooLarge { cap: 7 },
            "the batch is larger than 7 bytes when decompressed and indexed",
        ),
    ] {
        assert_eq!(error.to_string(), text);
    }
}

/// A marker's key is a version and a type. Of a type to come, and of no key at all, nobody has to make anything.
#[test]
fn what_markers_say() {
    let key = |kind: u8| [20, 0, 0, 0, 8, 0, 0, 0, kind, 0, 0];
    for (body, says) in [
        (&key(0)[..], ControlType::Abort),
        (&key(1), ControlType::Commit),
        (&key(5), ControlType::Other),
        (SOUND, ControlType::Other),
    ] {
        let mut bytes = batch(0, 1, 0, body);
        bytes[22] |= 0x20;
        assert_eq!(read(&sealed(bytes)).unwrap().control, Some(says));
    }
}

#[test]
fn a_place_outside_of_the_body_is_nothing() {
    assert_eq!(Span { start: 2, len: 2 }.of(b"abcd"), Some(&b"cd"[..]));
    assert_eq!(Span { start: 2, len: 3 }.of(b"abcd"), None);
    assert_eq!(Span { start: 5, len: 0 }.of(b"abcd"), None);
    assert_eq!(Span::NULL.of(b"abcd"), None);
}

#[test]
fn what_is_shorter_than_a_header_is_not_stamped() {
    assert!(stamp(&mut [0; 60], SealOptions::default()).is_err());
}

#[test]
fn codecs_have_kafkas_names_and_numbers() {
    for codec in Codec::ALL {
        assert_eq!(Codec::from_name(codec.name()), Some(codec));
        assert_eq!(Codec::try_from(codec.id()), Ok(codec));
    }
    assert_eq!(Codec::from_name("brotli"), None);
    assert_eq!(Codec::try_from(5), Err(Error::UnsupportedCodec(5)));
}

#[test]
fn compressed_bytes_that_are_cut_off_or_lie_are_refused() {
    const HEAD: &[u8] = &[0x82, b'S', b'N', b'A', b'P', b'P', b'Y', 0];
    let framed = |rest: &[u8]| [HEAD, &[0, 0, 0, 1, 0, 0, 0, 1], rest].concat();
    for (codec, input, text) in [
        (Codec::Snappy, HEAD.to_vec(), "snappy header is cut off"),
        (Codec::Snappy, framed(HEAD), "snappy header is cut off"),
        (Codec::Snappy, framed(&[0, 0]), "a snappy block is cut off"),
        (Codec::Snappy, framed(&[0, 0, 0, 9, 1]), "runs past the end"),
        (Codec::Snappy, vec![3, 0xff, 0xff], "snappy data cannot be decompressed"),
        (Codec::Snappy, vec![0xff; 9], "snappy data cannot be decompressed"),
        (Codec::Gzip, b"nothing".to_vec(), "gzip data cannot be decompressed"),
        (Codec::Lz4, b"nothing".to_vec(), "lz4 data cannot be decompressed"),
        (Codec::Zstd, b"nothing".to_vec(), "zstd data cannot be decompressed"),
    ] {
        let error = decompress(codec, 1 + i8::from(codec == Codec::Zstd), &input, 100).unwrap_err();
        assert!(error.to_string().contains(text), "{codec:?} {input:?}: {error}");
    }
    assert_eq!(decompress(Codec::Snappy, 2, &framed(&framed(&[])), 100), Ok(Vec::new()));
    assert_eq!(decompress(Codec::None, 2, b"four", 3), Err(Error::TooLarge { cap: 3 }));
    assert_eq!(
        decompress(Codec::Zstd, 1, b"", 3),
        Err(Error::UnsupportedCodec(4)),
        "zstd came with format 2"
    );
}
