//! Where batches live. It knows nothing of Python, so that its tests need not be linked to an interpreter.
pub mod huge;
pub mod pages;
pub mod spare;

#[cfg(test)]
#[global_allocator]
static ALLOCATOR: huge::Huge = huge::Huge;
