//! Decompressing what claims to be compressed.
use barnabas_records::{Codec, compress, decompress as unpack};

const CAP: usize = 1 << 18;

/// The first byte chooses codec and format, the rest is anything. Decompression ends, refuses or gives at most the cap;
/// and what compression makes of the same bytes decompresses to them, in exactly as much room.
pub fn decompress(data: &[u8]) {
    let Some((&choice, input)) = data.split_first() else {
        return;
    };
    let codec = Codec::ALL[usize::from(choice) % 5];
    let magic = (choice / 5 % 3) as i8;
    if let Ok(out) = unpack(codec, magic, input, CAP) {
        assert!(out.len() <= CAP, "the cap holds");
        if let Some(less) = out.len().checked_sub(1) {
            assert!(unpack(codec, magic, input, less).is_err(), "a byte less is too little");
        }
    }
    let mut packed = Vec::new();
    compress(codec, None, input, &mut packed).expect("memory does not refuse to be written");
    assert_eq!(
        unpack(codec, 2, &packed, input.len()).as_deref(),
        Ok(input),
        "what went in comes out"
    );
}
