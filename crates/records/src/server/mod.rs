//! What a broker does with batches: looks at their headers, admits or refuses what a producer sent, makes the markers
//! that end transactions, and writes the formats of old for those who ask for them.
mod admit;
mod head;
mod lower;
mod marker;

pub use admit::{Admission, Place, Refusal, Rules, Stored, admit};
pub use head::{BatchHead, BatchHeads, check_checksum};
pub use lower::{find_timestamp, lower};
pub use marker::{Marker, marker, read_marker};
