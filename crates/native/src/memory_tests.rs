//! Runs the unit tests of what of the module is memory: it knows nothing of Python, so that no interpreter has to be linked to.
#![allow(dead_code)] // what only the module uses

#[path = "huge.rs"]
mod huge;
#[path = "producer/pages.rs"]
mod pages;
#[path = "producer/spare.rs"]
mod spare;

#[global_allocator]
static ALLOCATOR: huge::Huge = huge::Huge;
