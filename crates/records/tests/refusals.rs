//! What a broker refuses of a producer's batches, each with its reason and the kind that Kafka answers with.
mod common;

use barnabas_records::server::{Marker, Place, Refusal, Rules, admit, lower, marker, read_marker};
use barnabas_records::{BatchBuilder, BatchIter, Codec, SealOptions, compress};
use common::sealed;

const NOW: i64 = 1_700_000_000_000;
const RULES: Rules = Rules {
    now_ms: NOW,
    append_time: false,
    before_max_ms: 1000,
    after_max_ms: 1000,
    compacted: false,
    max_batch_bytes: 1 << 20,
    max_decompressed: 1 << 22,
    codec: None,
};
const PLACE: Place = Place {
    base_offset: 0,
    leader_epoch: 0,
};

/// Three records of a few bytes each.
fn batch(codec: Codec) -> Vec<u8> {
    let mut builder = BatchBuilder::new(NOW);
    for n in 0..3 {
        builder.append_plain(NOW + n, None, Some(b"value"));
    }
    builder.seal(codec, None, SealOptions::default()).unwrap()
}

/// The batch with other bytes at a place, and the checksum for them.
fn with(mut bytes: Vec<u8>, at: usize, new: &[u8]) -> Vec<u8> {
    bytes[at..at + new.len()].copy_from_slice(new);
    sealed(bytes)
}

/// A batch whose records are these bytes, compressed.
fn packed(count: i32, body: &[u8]) -> Vec<u8> {
    let mut bytes = with(batch(Codec::Gzip), 57, &count.to_be_bytes());
    bytes[23..27].copy_from_slice(&(count - 1).max(0).to_be_bytes());
    bytes.truncate(61);
    compress(Codec::Gzip, None, body, &mut bytes).unwrap();
    sealed(bytes)
}

/// A message of format 1 as a producer of old sends it.
fn old(codec: Codec, key: Option<&[u8]>, value: &[u8]) -> Vec<u8> {
    let mut body = vec![1, codec.id()];
    body.extend_from_slice(&NOW.to_be_bytes());
    body.extend_from_slice(&key.map_or(-1, |key| key.len() as i32).to_be_bytes());
    body.extend_from_slice(key.unwrap_or_default());
    body.extend_from_slice(&(value.len() as i32).to_be_bytes());
    body.extend_from_slice(value);
    let crc = crc32(&body);
    let length = (body.len() + 4) as i32;
    [&[0; 8][..], &length.to_be_bytes(), &crc.to_be_bytes(), &body].concat()
}

/// CRC32 bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    })
}

fn refusal(data: &[u8], rules: &Rules) -> Refusal {
    admit(data, rules, PLACE).unwrap_err()
}

#[test]
fn what_no_header_of_a_client_says() {
    let plain = || batch(Codec::None);
    let append_time = with(plain(), 21, &[0, 8]);
    let mut wrong = plain();
    wrong[70] ^= 1;
    for (data, kind, text) in [
        (
            with(plain(), 0, &5i64.to_be_bytes()),
            "Invalid",
            "its base offset is 5, not 0",
        ),
        (wrong, "Corrupt", "its checksum is"),
        (with(plain(), 22, &[6]), "Unknown", "codec 6"),
        (
            [plain(), plain()].concat(),
            "Invalid",
            "there are 2 batches instead of one",
        ),
        (
            [old(Codec::None, None, b"v"), plain()].concat(),
            "Invalid",
            "its format is 2, the first one's 1",
        ),
        (
            with(plain(), 23, &(-1i32).to_be_bytes()),
            "Invalid",
            "its last offset is -1",
        ),
        (
            with(plain(), 57, &4i32.to_be_bytes()),
            "Invalid",
            "it spans 3 offsets and claims 4 records",
        ),
        (
            with(plain(), 22, &[0x20]),
            "Invalid",
            "clients do not write control batches",
        ),
        (with(plain(), 43, &9i64.to_be_bytes()), "Invalid", "its sequence is -1"),
        (with(plain(), 16, &[7]), "Corrupt", "message format 7"),
        (with(plain(), 61, &[1]), "Invalid", "a record's length is -1"),
        (
            sealed([plain(), vec![9]].concat()),
            "Invalid",
            "1 bytes stand behind its last record",
        ),
        (with(plain(), 22, &[1]), "Unknown", "gzip data cannot be decompressed"),
        (append_time, "Records", "is not between"), // the header's time, which nobody set
    ] {
        let found = format!(
            "{:?}",
            refusal(
                &data,
                &Rules {
                    after_max_ms: 1,
                    ..RULES
                }
            )
        );
        assert!(
            found.starts_with(kind) && found.contains(text),
            "{kind}, {text}: {found}"
        );
    }
}

#[test]
fn what_a_topic_does_not_take() {
    let small = Rules {
        max_batch_bytes: 70,
        ..RULES
    };
    assert!(
        matches!(refusal(&batch(Codec::None), &small), Refusal::TooLarge(text) if text.contains("the topic takes 70"))
    );
    let zeros = {
        let mut builder = BatchBuilder::new(NOW);
        builder.append_plain(NOW, None, Some(&[0; 5000]));
        builder.seal(Codec::Gzip, None, SealOptions::default()).unwrap()
    };
    let anew = Rules {
        max_batch_bytes: 1000,
        codec: Some(Codec::None),
        ..RULES
    };
    assert!(matches!(refusal(&zeros, &anew), Refusal::TooLarge(text) if text.contains("when written anew")));
    let bomb = Rules {
        max_decompressed: 1000,
        ..RULES
    };
    assert!(matches!(refusal(&zeros, &bomb), Refusal::TooLarge(text) if text.contains("when decompressed")));
}

/// The second of two records has the offset behind the next.
#[test]
fn offsets_inside_that_leave_a_gap() {
    let body = [12, 0, 0, 0, 1, 0, 0, 12, 0, 0, 4, 1, 0, 0];
    assert!(matches!(refusal(&packed(2, &body), &RULES), Refusal::Unknown(text) if text.contains("do not follow")));
    let anew = Rules {
        codec: Some(Codec::Zstd),
        ..RULES
    };
    assert!(matches!(refusal(&packed(2, &body), &anew), Refusal::Invalid(text) if text.contains("has offset 2")));
}

#[test]
fn records_are_refused_by_their_places() {
    let compacted = Rules {
        compacted: true,
        ..RULES
    };
    let append_time = Rules {
        append_time: true,
        ..RULES
    };
    let late = Rules {
        now_ms: NOW + 1001,
        ..RULES
    };
    let early = Rules {
        now_ms: NOW - 999,
        ..RULES
    };
    let set = with(batch(Codec::None), 22, &[8]);
    let stamped = with(set, 35, &NOW.to_be_bytes());
    let mut later = old(Codec::None, None, b"v");
    later.extend(old(Codec::None, Some(b"k"), b"v"));
    for (data, rules, of_time, places, text) in [
        (batch(Codec::None), compacted, false, vec![0, 1, 2], "without a key"),
        (later, compacted, false, vec![0], "without a key"),
        (batch(Codec::None), late, true, vec![0], "is not between"),
        (batch(Codec::None), early, true, vec![2], "is not between"),
        (stamped, append_time, true, vec![0, 1, 2], "does not set append time"),
    ] {
        let Refusal::Records { timestamps, errors } = refusal(&data, &rules) else {
            panic!("{text}");
        };
        assert_eq!(timestamps, of_time, "{text}");
        assert_eq!(errors.iter().map(|(place, _)| *place).collect::<Vec<_>>(), places);
        assert!(errors.iter().all(|(_, found)| found.contains(text)), "{errors:?}");
    }
}

#[test]
fn a_message_of_old_that_is_damaged_inside() {
    let hollow = {
        let mut value = Vec::new();
        compress(Codec::Gzip, None, b"", &mut value).unwrap();
        old(Codec::Gzip, None, &value)
    };
    for (data, kind, text) in [
        (hollow, "Corrupt", "holds no messages"),
        (
            old(Codec::Gzip, None, b"nothing"),
            "Corrupt",
            "gzip data cannot be decompressed",
        ),
        (old(Codec::Zstd, None, b"nothing"), "Unknown", "codec 4"),
    ] {
        let found = format!("{:?}", refusal(&data, &RULES));
        assert!(
            found.starts_with(kind) && found.contains(text),
            "{kind}, {text}: {found}"
        );
    }
}

#[test]
fn no_batch_is_no_admission() {
    assert!(admit(b"", &RULES, PLACE).unwrap().is_none());
    assert!(admit(&batch(Codec::None)[..60], &RULES, PLACE).unwrap().is_none());
}

#[test]
fn a_batch_that_is_old_enough_goes_as_it_is() {
    let sent = old(Codec::None, Some(b"k"), b"v");
    let mut out = Vec::new();
    lower(&BatchIter::new(&sent).next().unwrap().unwrap(), 1, 0, &mut out).unwrap();
    assert_eq!(out, sent);
}

#[test]
fn append_time_and_emptiness_are_kept_in_old_formats() {
    let raw = |bytes: &[u8]| {
        let mut out = Vec::new();
        lower(&BatchIter::new(bytes).next().unwrap().unwrap(), 1, 0, &mut out).unwrap();
        out
    };
    assert_eq!(raw(&with(batch(Codec::None), 22, &[8]))[17], 8);
    assert!(raw(&packed(0, b"")).is_empty(), "compaction has taken all its records");
}

#[test]
fn control_batches_that_end_no_transaction() {
    let says = Marker {
        commit: true,
        coordinator_epoch: 4,
    };
    let commit = marker(9, 2, says, NOW).unwrap();
    assert_eq!(read_marker(&commit), Ok(Some(says)));
    let key = commit.len() - 1 - 6 - 1 - 2; // no headers, a value of 6 bytes, its length, the type
    assert_eq!(
        read_marker(&with(commit.clone(), key, &[0, 5])),
        Ok(None),
        "of another type"
    );
    let valueless = [20, 0, 0, 0, 8, 0, 0, 0, 1, 1, 0];
    let mut bare = with(commit.clone(), 57, &1i32.to_be_bytes());
    bare.truncate(61);
    bare.extend_from_slice(&valueless);
    assert_eq!(read_marker(&sealed(bare)), Ok(None), "no value");
    let keyless = with(batch(Codec::None), 22, &[0x20]);
    assert_eq!(read_marker(&keyless), Ok(None), "no key");
    let mut hollow = commit;
    hollow.truncate(61);
    assert_eq!(read_marker(&sealed(with(hollow, 57, &[0; 4]))), Ok(None), "no record");
}
