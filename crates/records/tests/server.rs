//! The broker's side: what is admitted and how it is kept, markers, and the formats of old.
use barnabas_records::server::{
    Admission, BatchHeads, Marker, Place, Refusal, Rules, Stored, admit, check_checksum, find_timestamp, lower, marker,
    read_marker,
};
use barnabas_records::{BatchBuilder, BatchIter, Codec, DecodeOptions, DecodedBatch, SealOptions, decode};
use proptest::prelude::*;

const NOW: i64 = 1_700_000_000_000;
const RULES: Rules = Rules {
    now_ms: NOW,
    append_time: false,
    before_max_ms: i64::MAX,
    after_max_ms: 3_600_000,
    compacted: false,
    max_batch_bytes: 1 << 20,
    max_decompressed: 1 << 22,
    codec: None,
};
const PLACE: Place = Place {
    base_offset: 500,
    leader_epoch: 7,
};
const OPTIONS: DecodeOptions = DecodeOptions {
    check_crc: true,
    max_decompressed: 1 << 22,
};

fn batch(values: &[Vec<u8>], codec: Codec) -> Vec<u8> {
    let mut builder = BatchBuilder::new(NOW);
    for (index, value) in values.iter().enumerate() {
        let headers = [(&b"h"[..], None)];
        builder.append(NOW + index as i64, None, Some(value), headers.into_iter());
    }
    let options = SealOptions {
        producer_id: 9,
        producer_epoch: 2,
        base_sequence: 30,
        transactional: true,
    };
    builder.seal(codec, None, options).unwrap()
}

fn bytes(admission: &Admission<'_>) -> Vec<u8> {
    match &admission.stored {
        Stored::Patched { header, records } => [&header[..], records].concat(),
        Stored::Rebuilt(bytes) => bytes.clone(),
    }
}

fn decoded(bytes: &[u8]) -> DecodedBatch {
    decode(&BatchIter::new(bytes).next().unwrap().unwrap(), OPTIONS).unwrap()
}

fn records(batch: &DecodedBatch) -> Vec<(i64, i64, Vec<u8>)> {
    let one = |e: &barnabas_records::Entry| (e.offset, e.timestamp, e.value.of(&batch.body).unwrap().to_vec());
    batch.entries.iter().map(one).collect()
}

fn values(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|n| format!("value {n}").into_bytes()).collect()
}

#[test]
fn a_sound_batch_is_kept_as_it_came_behind_a_new_header() {
    for codec in Codec::ALL {
        let sent = batch(&values(20), codec);
        let admission = admit(&sent, &RULES, PLACE).unwrap().unwrap();
        assert!(matches!(admission.stored, Stored::Patched { .. }), "{codec:?}");
        let kept = bytes(&admission);
        assert_eq!(kept[16..], sent[16..], "{codec:?}");
        let head = BatchHeads::new(&kept).next().unwrap().unwrap();
        assert_eq!(head, admission.head);
        assert_eq!((head.base_offset, head.last_offset, head.leader_epoch), (500, 519, 7));
        assert_eq!((head.producer_id, head.producer_epoch, head.base_sequence), (9, 2, 30));
        assert!(head.is_transactional() && !head.is_control());
        assert_eq!(records(&decoded(&kept))[19], (519, NOW + 19, b"value 19".to_vec()));
    }
}

#[test]
fn append_time_is_set_under_a_new_checksum_whether_written_anew_or_not() {
    for codec in [None, Some(Codec::Zstd)] {
        let rules = Rules {
            append_time: true,
            codec,
            now_ms: NOW + 99,
            ..RULES
        };
        let sent = batch(&values(3), Codec::Gzip);
        let kept = decoded(&bytes(&admit(&sent, &rules, PLACE).unwrap().unwrap()));
        assert!(records(&kept).iter().all(|(_, time, _)| *time == NOW + 99));
        assert!(kept.transactional && kept.producer_id == 9);
        assert_eq!(kept.headers(&kept.entries[0]).collect::<Vec<_>>(), [(&b"h"[..], None)]);
    }
}

#[test]
fn old_formats_come_back_as_they_went() {
    for codec in [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4] {
        for magic in [0, 1] {
            let sent = batch(&values(50), codec);
            let kept = bytes(&admit(&sent, &RULES, PLACE).unwrap().unwrap());
            let mut old = Vec::new();
            lower(&BatchIter::new(&kept).next().unwrap().unwrap(), magic, 510, &mut old).unwrap();
            for head in BatchHeads::new(&old) {
                let head = head.unwrap();
                check_checksum(head.of(&old), magic).unwrap();
                assert_eq!(head.magic, magic);
            }
            let plain: Vec<_> = BatchIter::new(&old)
                .flat_map(|raw| records(&decode(&raw.unwrap(), OPTIONS).unwrap()))
                .collect();
            let first = if codec == Codec::None { 10 } else { 0 };
            let time = |n: i64| if magic == 0 { -1 } else { NOW + n };
            let wanted: Vec<_> = (first..50)
                .map(|n| (500 + n, time(n), format!("value {n}").into_bytes()))
                .collect();
            assert_eq!(plain, wanted, "{codec:?} {magic}");
            // And back again, as what a producer of old sent.
            let again = decoded(&bytes(&admit(&old, &RULES, PLACE).unwrap().unwrap()));
            assert_eq!(again.entries.len(), wanted.len());
            assert_eq!(records(&again)[0].1, time(first));
        }
    }
}

#[test]
fn zstd_and_control_batches_have_no_old_format() {
    let zstd = batch(&values(2), Codec::Zstd);
    let mut out = Vec::new();
    assert!(lower(&BatchIter::new(&zstd).next().unwrap().unwrap(), 1, 0, &mut out).is_err());
    let says = Marker {
        commit: true,
        coordinator_epoch: 4,
    };
    let control = marker(9, 2, says, NOW).unwrap();
    lower(&BatchIter::new(&control).next().unwrap().unwrap(), 1, 0, &mut out).unwrap();
    assert!(out.is_empty());
}

#[test]
fn markers_say_what_was_put_in() {
    for commit in [true, false] {
        let says = Marker {
            commit,
            coordinator_epoch: 12,
        };
        let control = marker(9, 2, says, NOW).unwrap();
        check_checksum(&control, 2).unwrap();
        assert_eq!(read_marker(&control).unwrap(), Some(says));
        assert!(matches!(admit(&control, &RULES, PLACE), Err(Refusal::Invalid(_))));
    }
    assert_eq!(read_marker(&batch(&values(1), Codec::None)).unwrap(), None);
}

#[test]
fn a_bomb_is_refused() {
    let sent = batch(&[vec![0; 8 << 20]], Codec::Zstd);
    assert!(matches!(admit(&sent, &RULES, PLACE), Err(Refusal::TooLarge(_))));
}

#[test]
fn records_are_found_by_time() {
    let kept = bytes(&admit(&batch(&values(9), Codec::Lz4), &RULES, PLACE).unwrap().unwrap());
    assert_eq!(find_timestamp(&kept, NOW + 3, 0).unwrap(), Some((NOW + 3, 503)));
    assert_eq!(find_timestamp(&kept, NOW + 3, 506).unwrap(), Some((NOW + 6, 506)));
    assert_eq!(find_timestamp(&kept, NOW + 9, 0).unwrap(), None);
}

proptest! {
    #[test]
    fn garbage_never_panics(
        data: Vec<u8>,
        place in 0usize..400,
        byte: u8,
        which in 0usize..5,
        append_time: bool,
        codec in 0usize..6,
    ) {
        let rules = Rules { append_time, codec: Codec::ALL.get(codec).copied(), ..RULES };
        let _ = admit(&data, &rules, PLACE);
        // A sound batch with one byte changed, its checksum set right so that the rest is looked at.
        let mut sent = batch(&values(5), Codec::ALL[which]);
        let place = place % sent.len();
        sent[place] = byte;
        if let Some(Ok(head)) = BatchHeads::new(&sent).next() {
            if head.magic == 2 {
                let crc = barnabas_records::crc32c(&sent[21..]);
                sent[17..21].copy_from_slice(&crc.to_be_bytes());
            }
            if let Ok(Some(admission)) = admit(&sent, &rules, PLACE) {
                check_checksum(&bytes(&admission), 2).unwrap();
            }
            let _ = read_marker(&sent);
            let _ = find_timestamp(&sent, 0, 0);
            for magic in [0, 1] {
                if let Some(Ok(raw)) = BatchIter::new(&sent).next() {
                    let _ = lower(&raw, magic, 0, &mut Vec::new());
                }
            }
        }
    }
}
