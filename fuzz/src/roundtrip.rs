//! Writing and reading back.
use barnabas_records::{
    BatchBuilder, BatchIter, Codec, DecodeOptions, Entry, HEADER_LEN, SealOptions, decode, record_size_bound, stamp,
};

type Header<'a> = (&'a [u8], Option<&'a [u8]>);

/// Records cut out of any bytes. A sealed batch is one batch and nothing more, and decodes to the records that went in,
/// in order, whatever codec; no record takes more than its bound; producer fields set after sealing are read, and the
/// checksum is right again.
pub fn roundtrip(data: &[u8]) {
    let mut source = Source(data);
    let codec = Codec::ALL[usize::from(source.byte()) % 5];
    let base = source.number();
    let mut builder = BatchBuilder::new(base);
    let mut records = Vec::new();
    while !source.0.is_empty() && records.len() < 1000 {
        let (time, key, value) = (source.number(), source.bytes(), source.bytes());
        let headers: Vec<Header<'_>> = (0..source.byte() % 4)
            .map(|_| (source.bytes().unwrap_or_default(), source.bytes()))
            .collect();
        let before = builder.len_bytes();
        builder.append(time, key, value, headers.iter().copied());
        let bound = record_size_bound(key, value, headers.iter().copied());
        assert!(builder.len_bytes() - before <= bound, "the bound holds");
        records.push((time, key, value, headers));
    }
    if records.is_empty() {
        return;
    }
    let plain = builder.len_bytes();
    let mut bytes = builder
        .seal(codec, None, SealOptions::default())
        .expect("memory does not refuse to be written");
    let options = SealOptions {
        producer_id: 4711,
        producer_epoch: 3,
        base_sequence: 99,
        transactional: true,
    };
    stamp(&mut bytes, options).expect("a sealed batch has a header");
    let mut iter = BatchIter::new(&bytes);
    let raw = iter.next().expect("one batch").expect("a good one");
    assert!(iter.next().is_none() && iter.rest().is_empty());
    assert_eq!((raw.producer_id, raw.producer_epoch, raw.base_sequence), (4711, 3, 99));
    let options = DecodeOptions {
        check_crc: true,
        max_decompressed: plain - HEADER_LEN + records.len() * size_of::<Entry>(),
    };
    let batch = decode(&raw, options).expect("what was written can be read");
    assert_eq!(batch.entries.len(), records.len());
    for (offset, (entry, (time, key, value, headers))) in batch.entries.iter().zip(&records).enumerate() {
        assert_eq!((entry.offset, entry.timestamp), (offset as i64, *time));
        assert_eq!((entry.key.of(&batch.body), entry.value.of(&batch.body)), (*key, *value));
        assert_eq!(&batch.headers(entry).collect::<Vec<_>>(), headers);
    }
}

/// Takes values off the front; zeros and nothing when the bytes are used up.
struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or_default()
    }

    fn number(&mut self) -> i64 {
        let width = usize::from(self.byte() % 9);
        self.take(width)
            .iter()
            .fold(0, |value, byte| (value << 8) | i64::from(*byte))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        match self.byte() {
            255 => None,
            length => Some(self.take(usize::from(length))),
        }
    }
}
