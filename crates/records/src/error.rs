//! What can be wrong with bytes that claim to be records.
use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Damaged: a checksum, length, count or form is wrong; the text says which.
    Corrupt(String),
    /// Compressed with a codec of an unknown number, or one that the format does not allow.
    UnsupportedCodec(u8),
    /// A message format that is neither 0, 1 nor 2.
    UnsupportedMagic(i8),
    /// Decompressed it would be larger than the cap, with the index of its records.
    TooLarge { cap: usize },
}

impl Error {
    pub fn corrupt(text: impl Into<String>) -> Self {
        Self::Corrupt(text.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Corrupt(text) => write!(f, "the batch is damaged: {text}"),
            Self::UnsupportedCodec(id) => write!(f, "the batch is compressed with codec {id}, which is not supported"),
            Self::UnsupportedMagic(magic) => write!(f, "the batch has message format {magic}, which is not supported"),
            Self::TooLarge { cap } => write!(f, "the batch is larger than {cap} bytes when decompressed and indexed"),
        }
    }
}

impl std::error::Error for Error {}
