//! Valid input: batches of every format and codec.
use barnabas_records::{BatchBuilder, Codec, SealOptions, compress};

/// What the named target can start from.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    match target {
        "decode_batches" => [current(), legacy()].concat(),
        "legacy_sets" => legacy(),
        "decompress" => packed(),
        _ => vec![
            b"\x01\x08\0\0\x01\x8b\xcf\xe5\x68\0\x08\0\0\x01\x8b\xcf\xe5\x68\x01\x03key\x05value\x01\x01h\xff".to_vec(),
        ],
    }
}

/// Format 2.
fn current() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for codec in Codec::ALL {
        for count in [1, 5, 40] {
            let mut builder = BatchBuilder::new(1_700_000_000_000);
            for i in 0..count {
                let value = format!("value {i}");
                let headers = [(&b"again"[..], Some(&b"1"[..])), (b"again", None)];
                let headers = &headers[..if i % 3 == 0 { 2 } else { 0 }];
                let key = (i % 2 == 0).then_some(&b"key"[..]);
                builder.append(
                    1_700_000_000_000 + i * 37,
                    key,
                    Some(value.as_bytes()),
                    headers.iter().copied(),
                );
            }
            let sealed = builder.seal(codec, None, SealOptions::default());
            all.push(sealed.expect("memory does not refuse to be written"));
        }
    }
    let joined = [all[0].clone(), all[3].clone()].concat();
    all.push(joined);
    all
}

/// Formats 0 and 1: plain sets, and wrappers around them.
fn legacy() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for magic in [0u8, 1] {
        let set: Vec<u8> = (0..5)
            .flat_map(|i| message(i, magic, 0, Some(b"key"), b"value value value"))
            .collect();
        for codec in [Codec::Gzip, Codec::Snappy, Codec::Lz4] {
            let mut value = Vec::new();
            compress(codec, None, &set, &mut value).expect("memory does not refuse to be written");
            all.push(message(104, magic, codec.id(), None, &value));
        }
        all.push(set);
    }
    let joined = all.concat();
    all.push(joined);
    all
}

/// One message. Its checksum is left at zero: the targets read without checking it too.
fn message(offset: i64, magic: u8, codec: u8, key: Option<&[u8]>, value: &[u8]) -> Vec<u8> {
    let mut body = vec![0, 0, 0, 0, magic, codec];
    if magic == 1 {
        body.extend_from_slice(&1_700_000_000_000i64.to_be_bytes());
    }
    body.extend_from_slice(&key.map_or(-1, |key| key.len() as i32).to_be_bytes());
    body.extend_from_slice(key.unwrap_or_default());
    body.extend_from_slice(&(value.len() as i32).to_be_bytes());
    body.extend_from_slice(value);
    [&offset.to_be_bytes()[..], &(body.len() as i32).to_be_bytes(), &body].concat()
}

/// The first byte is the choice of codec and format.
fn packed() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    let text = b"one two three one two three ".repeat(50);
    for (place, codec) in Codec::ALL.into_iter().enumerate() {
        for magic in 0..3 {
            let mut bytes = vec![magic * 5 + place as u8];
            compress(codec, None, &text, &mut bytes).expect("memory does not refuse to be written");
            all.push(bytes);
        }
    }
    all
}
