//! Objects that come by the million: handles, metadata, records.
//!
//! PyO3 makes every class one with a collector's header, allocates through three calls of the interpreter, and enters each
//! method through a guard. For what is made and dropped per record that was a third of the processor time of `send()`,
//! and as much of an iteration. Classes here are made from a spec of the stable ABI instead: no collector's header (they
//! refer to nothing that can lead back to them for long), one allocation, one free, methods without a guard.
//!
//! Code under [`enter`] runs with the GIL held, but PyO3 does not know it: a `Py` that is dropped there goes when PyO3
//! next has the GIL, a `Bound` at once. So hot code drops none; the rest enters by [`enter_whole`].
mod arguments;
mod class;
mod entry;
mod slots;

pub use arguments::Arguments;
pub use class::{Class, Object, Raw, Spec, generic_alias};
pub(crate) use class::{getter, method, unary_slot};
pub use entry::{attempt, enter, enter_whole};
pub use slots::construct;
pub(crate) use slots::{compare, hash_slot};
