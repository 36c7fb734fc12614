//! What the builder writes, the reader gives back; what is damaged is refused; nothing panics.
mod common;

use barnabas_records::{
    BatchBuilder, BatchIter, Codec, DecodeOptions, DecodedBatch, Error, SealOptions, TimestampType, decode, stamp,
};
use common::sealed;
use proptest::prelude::*;

type Headers = Vec<(Vec<u8>, Option<Vec<u8>>)>;
type Record = (i64, Option<Vec<u8>>, Option<Vec<u8>>, Headers);

const OPTIONS: DecodeOptions = DecodeOptions {
    check_crc: true,
    max_decompressed: 1 << 24,
};

fn build(records: &[Record], codec: Codec) -> Vec<u8> {
    let mut builder = BatchBuilder::new(records.first().map_or(0, |r| r.0));
    for (time, key, value, headers) in records {
        builder.append(
            *time,
            key.as_deref(),
            value.as_deref(),
            headers.iter().map(|(n, v)| (n.as_slice(), v.as_deref())),
        );
    }
    builder.seal(codec, None, SealOptions::default()).unwrap()
}

fn one(bytes: &[u8]) -> DecodedBatch {
    let mut batches = BatchIter::new(bytes);
    let batch = batches.next().unwrap().unwrap();
    assert!(batches.next().is_none());
    decode(&batch, OPTIONS).unwrap()
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..200);
    let headers = proptest::collection::vec((bytes(), proptest::option::of(bytes())), 0..4);
    let record = (
        any::<i32>().prop_map(i64::from),
        proptest::option::of(bytes()),
        proptest::option::of(bytes()),
        headers,
    );
    proptest::collection::vec(record, 1..50)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn round_trip(records in records(), codec in 0usize..5) {
        let bytes = build(&records, Codec::ALL[codec]);
        let batch = one(&bytes);
        prop_assert_eq!(batch.entries.len(), records.len());
        prop_assert_eq!(batch.last_offset, records.len() as i64 - 1);
        for (i, (entry, (time, key, value, headers))) in batch.entries.iter().zip(&records).enumerate() {
            prop_assert_eq!(entry.offset, i as i64);
            prop_assert_eq!(entry.timestamp, *time);
            prop_assert_eq!(entry.key.of(&batch.body), key.as_deref());
            prop_assert_eq!(entry.value.of(&batch.body), value.as_deref());
            let found: Headers = batch.headers(entry).map(|(n, v)| (n.to_vec(), v.map(<[u8]>::to_vec))).collect();
            prop_assert_eq!(&found, headers);
        }
    }

    /// The short way of a record without headers writes what the long one does.
    #[test]
    fn plain_records_are_the_same(
        times in proptest::collection::vec(prop_oneof![0i64..20_000, any::<i64>()], 1..20),
        sizes in proptest::collection::vec((proptest::option::of(0usize..300), proptest::option::of(prop_oneof![0usize..300, 8_000usize..9_000, 1_000_000usize..1_060_000])), 20),
    ) {
        let (mut short, mut long) = (BatchBuilder::new(times[0]), BatchBuilder::new(times[0]));
        for (time, (key, value)) in times.iter().zip(sizes) {
            let (key, value) = (key.map(|n| vec![7u8; n]), value.map(|n| vec![9u8; n]));
            short.append_plain(*time, key.as_deref(), value.as_deref());
            long.append(*time, key.as_deref(), value.as_deref(), std::iter::empty());
            prop_assert_eq!(short.len_bytes(), long.len_bytes());
        }
        let seal = |builder: BatchBuilder| builder.seal(Codec::None, None, SealOptions::default()).unwrap();
        prop_assert!(seal(short) == seal(long));
    }

    /// A batch with bytes changed is refused by its checksum, or (unchecked) read without a panic.
    #[test]
    fn damage_never_panics(records in records(), codec in 0usize..5, at: prop::sample::Index, xor in 1u8..) {
        let mut bytes = build(&records, Codec::ALL[codec]);
        let at = at.index(bytes.len());
        bytes[at] ^= xor;
        for batch in BatchIter::new(&bytes).flatten() {
            // Offset, length and leader epoch are not under the checksum; the broker sets them.
            if at >= 16 {
                prop_assert!(decode(&batch, OPTIONS).is_err());
            }
            let _ = decode(&batch, DecodeOptions { check_crc: false, ..OPTIONS });
        }
    }

    #[test]
    fn garbage_never_panics(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), magic in 0u8..4) {
        if bytes.len() > 17 {
            let length = (bytes.len() - 12) as u32;
            bytes[8..12].copy_from_slice(&length.to_be_bytes());
            bytes[16] = magic;
        }
        for batch in BatchIter::new(&bytes).flatten() {
            let _ = decode(&batch, DecodeOptions { check_crc: false, max_decompressed: 1 << 20 });
        }
    }
}

fn some(n: usize) -> Vec<Record> {
    (0..n)
        .map(|i| (i as i64, None, Some(format!("value {i}").into_bytes()), vec![]))
        .collect()
}

#[test]
fn a_truncated_last_batch_is_left() {
    let whole = build(&some(3), Codec::None);
    let mut bytes = whole.clone();
    bytes.extend_from_slice(&whole);
    for cut in whole.len()..bytes.len() {
        let mut batches = BatchIter::new(&bytes[..cut]);
        assert!(batches.next().unwrap().is_ok());
        assert!(batches.next().is_none(), "cut at {cut}");
        assert_eq!(batches.rest().len(), cut - whole.len());
    }
}

#[test]
fn an_unknown_codec_and_magic_are_named() {
    let mut bytes = build(&some(1), Codec::None);
    bytes[22] = 6;
    let mut bytes = sealed(bytes);
    let batch = BatchIter::new(&bytes).next().unwrap().unwrap();
    assert_eq!(decode(&batch, OPTIONS).unwrap_err(), Error::UnsupportedCodec(6));
    bytes[16] = 3;
    assert_eq!(
        BatchIter::new(&bytes).next().unwrap().unwrap_err(),
        Error::UnsupportedMagic(3)
    );
}

#[test]
fn append_time_overrides_the_records_timestamps() {
    let mut bytes = build(&some(3), Codec::Gzip);
    bytes[22] |= 0x08;
    bytes[35..43].copy_from_slice(&777i64.to_be_bytes());
    let bytes = sealed(bytes);
    let batch = one(&bytes);
    assert_eq!(batch.timestamp_type, TimestampType::Append);
    assert!(batch.entries.iter().all(|e| e.timestamp == 777));
}

#[test]
fn an_empty_batch_after_compaction_still_moves_on() {
    let mut bytes = build(&some(5), Codec::None);
    bytes.truncate(61);
    bytes[57..61].copy_from_slice(&0u32.to_be_bytes());
    let bytes = sealed(bytes);
    let batch = one(&bytes);
    assert!(batch.entries.is_empty());
    assert_eq!(batch.last_offset, 4);
}

#[test]
fn the_producers_fields_can_be_set_after_sealing() {
    let mut bytes = build(&some(2), Codec::Zstd);
    let options = SealOptions {
        producer_id: 4711,
        producer_epoch: 3,
        base_sequence: 99,
        transactional: true,
    };
    stamp(&mut bytes, options).unwrap();
    let batch = BatchIter::new(&bytes).next().unwrap().unwrap();
    assert_eq!(
        (batch.producer_id, batch.producer_epoch, batch.base_sequence),
        (4711, 3, 99)
    );
    assert!(batch.is_transactional());
    assert_eq!(decode(&batch, OPTIONS).unwrap().entries.len(), 2);
}

#[test]
fn lengths_that_lie_are_refused() {
    for length in [i32::MIN, -1, 0, 48] {
        let mut bytes = build(&some(1), Codec::None);
        bytes[8..12].copy_from_slice(&length.to_be_bytes());
        assert!(
            matches!(BatchIter::new(&bytes).next(), Some(Err(Error::Corrupt(_)))),
            "{length}"
        );
    }
    let mut bytes = build(&some(1), Codec::None);
    bytes[57..61].copy_from_slice(&i32::MAX.to_be_bytes());
    let batch = BatchIter::new(&bytes).next().unwrap().unwrap();
    assert!(matches!(
        decode(
            &batch,
            DecodeOptions {
                check_crc: false,
                ..OPTIONS
            }
        ),
        Err(Error::Corrupt(_))
    ));
}

#[test]
fn plain_records_beyond_small_numbers() {
    let (mut short, mut long) = (BatchBuilder::new(5), BatchBuilder::new(5));
    for n in 0..1_100_000 {
        short.append_plain(5 + n / 100, None, None);
        long.append(5 + n / 100, None, None, std::iter::empty());
    }
    let seal = |builder: BatchBuilder| builder.seal(Codec::None, None, SealOptions::default()).unwrap();
    assert!(seal(short) == seal(long));
}
