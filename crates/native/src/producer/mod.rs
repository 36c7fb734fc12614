//! What a producer gathers: records into batches by topic and partition, handles for their outcomes, bounded in bytes.
//!
//! [`shared::Shared`] is the one state; [`base::ProducerBase`] is its user's side, [`accumulator::Accumulator`] the engine's.
mod accumulator;
mod awaiting;
mod base;
mod batch;
mod call;
mod clock;
mod columns;
mod cutting;
mod delivery;
mod dropped;
mod express;
pub mod hot;
mod input;
mod ledger;
mod lender;
mod many;
mod metadata;
mod outcome;
mod partition;
mod recent;
mod reserved;
mod room;
mod shared;
mod state;
mod taking;
mod topic;
mod wait;
mod waiting;
pub mod wire;
mod wiring;

pub use accumulator::Accumulator;
pub use base::ProducerBase;
pub use batch::ProducerBatch;
pub use delivery::Delivery;
pub use lender::Lender;
pub use many::{DeliveryBatch, RecordMetadataList};
pub use metadata::RecordMetadata;
pub use reserved::Reserved;
