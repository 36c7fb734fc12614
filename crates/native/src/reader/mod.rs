//! What a consumer gives out: fetched bytes ([`Chunk`]), decoded when they are taken, records made when they are touched.
mod aborted;
mod chunk;
mod column;
mod effort;
mod follow;
mod follow_async;
pub mod gather;
mod iter;
mod objects;
mod part;
pub mod record;
mod record_class;
mod records;
mod result;

pub use chunk::Chunk;
pub use follow::RecordIterator;
pub use follow_async::AsyncRecordIterator;
pub use iter::RecordsIter;
pub use objects::{BytesColumn, BytesIter};
pub use record::Record;
pub use records::Records;
pub use result::PollResult;
