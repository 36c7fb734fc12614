//! The Rust side of the comparison with Kafka's own classes (`tests/unit/records`).
//!
//! `oracle describe` reads batches in hex, a line each, and prints what it reads in them.
//! `oracle make` prints batches of its own making: name, hex, what was put in.
use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use barnabas_records::{
    BatchBuilder, BatchIter, Codec, ControlType, DecodeOptions, DecodedBatch, RawBatch, Result, SealOptions,
    TimestampType, crc32c, decode,
};

const OPTIONS: DecodeOptions = DecodeOptions {
    check_crc: true,
    max_decompressed: 1 << 26,
};
const TIME: i64 = 1_700_000_000_000;

type Header = (&'static [u8], Option<Vec<u8>>);

struct Record {
    timestamp: i64,
    key: Option<Vec<u8>>,
    value: Option<Vec<u8>>,
    headers: Vec<Header>,
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if std::env::args().nth(1).as_deref() == Some("make") {
        for (name, bytes, expected) in made() {
            writeln!(out, "{name}\t{}\t{expected}", hex(&bytes))?;
        }
    } else {
        for line in io::stdin().lock().lines() {
            let text = unhex(line?.trim()).and_then(|bytes| describe(&bytes).map_err(|error| error.to_string()));
            writeln!(out, "{}", text.unwrap_or_else(|error| format!("error: {error}")))?;
        }
    }
    out.flush()
}

fn describe(bytes: &[u8]) -> Result<String> {
    let mut parts = Vec::new();
    for raw in BatchIter::new(bytes) {
        let raw = raw?;
        let batch = decode(&raw, OPTIONS)?;
        if raw.magic >= 2 {
            parts.push(head(&raw, &batch)?);
        }
        let kind = match batch.timestamp_type {
            TimestampType::None => "none",
            TimestampType::Create => "create",
            TimestampType::Append => "append",
        };
        for entry in &batch.entries {
            let mut text = format!(
                "{} {} {kind} {} {}",
                entry.offset,
                entry.timestamp,
                shown(entry.key.of(&batch.body)),
                shown(entry.value.of(&batch.body))
            );
            for (name, value) in batch.headers(entry) {
                let _ = write!(text, " {}={}", shown(Some(name)), shown(value));
            }
            parts.push(text);
        }
    }
    Ok(parts.join(";"))
}

fn head(raw: &RawBatch<'_>, batch: &DecodedBatch) -> Result<String> {
    let control = match batch.control {
        // Compaction may have left a control batch without its marker.
        None => "-",
        Some(_) if batch.entries.is_empty() => "-",
        Some(ControlType::Abort) => "abort",
        Some(ControlType::Commit) => "commit",
        Some(ControlType::Other) => "other",
    };
    Ok(format!(
        "batch {} {} {} {} {} {} {} {control} {}",
        batch.base_offset,
        batch.last_offset,
        Codec::try_from((raw.attributes & 7) as u8)?.name(),
        batch.producer_id,
        raw.producer_epoch,
        raw.base_sequence,
        batch.transactional,
        batch.leader_epoch,
    ))
}

/// Every codec, at its levels' ends, with every shape of records and of producer.
fn made() -> Vec<(String, Vec<u8>, String)> {
    let mut all = Vec::new();
    for codec in Codec::ALL {
        let levels: &[Option<i32>] = match codec {
            Codec::None | Codec::Snappy => &[None],
            Codec::Gzip => &[None, Some(1), Some(9)],
            Codec::Lz4 => &[None, Some(1), Some(12)],
            Codec::Zstd => &[None, Some(-5), Some(1), Some(19)],
        };
        for &level in levels {
            for (shape, records) in shapes() {
                for (id, transactional) in [(-1, false), (4_711_123_456_789, false), (7, true)] {
                    let options = SealOptions {
                        producer_id: id,
                        producer_epoch: if id < 0 { -1 } else { 32767 },
                        base_sequence: if id < 0 { -1 } else { i32::MAX },
                        transactional,
                    };
                    let name = format!("{} {level:?} {shape} {id}", codec.name());
                    all.push((
                        name,
                        build(&records, codec, level, options),
                        expected(&records, codec, options),
                    ));
                }
            }
        }
    }
    all
}

fn build(records: &[Record], codec: Codec, level: Option<i32>, options: SealOptions) -> Vec<u8> {
    let mut builder = BatchBuilder::new(records[0].timestamp);
    for record in records {
        let headers = record.headers.iter().map(|(name, value)| (*name, value.as_deref()));
        builder.append(
            record.timestamp,
            record.key.as_deref(),
            record.value.as_deref(),
            headers,
        );
    }
    builder
        .seal(codec, level, options)
        .expect("memory does not refuse to be written")
}

fn expected(records: &[Record], codec: Codec, options: SealOptions) -> String {
    let mut text = format!(
        "batch 0 {} {} {} {} {} {} - -1",
        records.len() - 1,
        codec.name(),
        options.producer_id,
        options.producer_epoch,
        options.base_sequence,
        options.transactional
    );
    for (offset, record) in records.iter().enumerate() {
        let (key, value) = (shown(record.key.as_deref()), shown(record.value.as_deref()));
        let _ = write!(text, ";{offset} {} create {key} {value}", record.timestamp);
        for (name, value) in &record.headers {
            let _ = write!(text, " {}={}", shown(Some(name)), shown(value.as_deref()));
        }
    }
    text
}

fn shapes() -> Vec<(&'static str, Vec<Record>)> {
    let record = |timestamp, key: Option<&str>, value: Option<Vec<u8>>, headers| Record {
        timestamp,
        key: key.map(|key| key.as_bytes().to_vec()),
        value,
        headers,
    };
    let text = |text: &str| Some(text.as_bytes().to_vec());
    let headers: Vec<Header> = vec![
        (b"again", Some(b"1".to_vec())),
        (b"again", Some(b"2".to_vec())),
        (b"null", None),
        (b"", Some(vec![])),
        ("é€".as_bytes(), Some(vec![0; 300])),
    ];
    let many = |i: i64| record(TIME + 37 * i, Some("key"), text(&format!("value {i}")), vec![]);
    let large = |i: usize| record(TIME, None, Some(noise(70_000 * i + 1, i.is_multiple_of(2))), vec![]);
    vec![
        ("one", vec![record(TIME, Some("key"), text("value"), vec![])]),
        (
            "nulls",
            vec![
                record(TIME, None, text("value"), vec![]),
                record(TIME - 5000, Some("key"), None, vec![]),
                record(TIME + 86_400_000, None, None, vec![]),
                record(TIME, Some(""), text(""), vec![]),
            ],
        ),
        (
            "headers",
            vec![
                record(TIME, None, text("v"), headers),
                record(TIME, Some("k"), None, vec![]),
            ],
        ),
        ("many", (0..1000).map(many).collect()),
        ("large", (0..4).map(large).collect()),
    ]
}

/// Bytes that compress well, or not at all.
fn noise(size: usize, compressible: bool) -> Vec<u8> {
    let mut state = 12345u32;
    (0..size)
        .map(|i| {
            state = state.wrapping_mul(1_103_515_245).wrapping_add(12345);
            if compressible {
                (i / 100) as u8
            } else {
                (state >> 16) as u8
            }
        })
        .collect()
}

/// Short bytes in full, long ones by length and checksum.
fn shown(bytes: Option<&[u8]>) -> String {
    match bytes {
        None => "null".to_owned(),
        Some(bytes) if bytes.len() <= 32 => format!("x{}", hex(bytes)),
        Some(bytes) => format!("{}#{}", bytes.len(), crc32c(bytes)),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn unhex(text: &str) -> std::result::Result<Vec<u8>, String> {
    (0..text.len())
        .step_by(2)
        .map(|at| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect::<Option<Vec<u8>>>()
        .ok_or_else(|| format!("{text:.40} is no hex"))
}
