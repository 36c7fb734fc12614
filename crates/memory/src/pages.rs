//! Pages for memory that is about to be written.
use std::mem::MaybeUninit;

/// Smaller pieces are left to the page faults.
const LEAST: usize = 64 * 1024;

/// Has the kernel give all the pages of `memory` at once, which costs it less than a fault for each. Where it cannot
/// (before Linux 5.14, elsewhere) the faults do it.
pub fn populate(memory: &mut [MaybeUninit<u8>]) {
    #[cfg(target_os = "linux")]
    if memory.len() >= LEAST {
        const PAGE: usize = 4096; // larger ones: the call refuses what is not aligned, and nothing is lost
        let start = memory.as_mut_ptr().cast::<libc::c_void>();
        let skipped = start.align_offset(PAGE);
        let whole = (memory.len().saturating_sub(skipped)) / PAGE * PAGE;
        // SAFETY: the range is within memory that the caller may write to; its content stays as it is.
        unsafe { libc::madvise(start.byte_add(skipped), whole, libc::MADV_POPULATE_WRITE) };
    }
}

/// As `populate`, for any kernel: one write has a large page given.
pub fn touch(memory: &mut [MaybeUninit<u8>]) {
    if let Some(first) = memory.first_mut() {
        first.write(0);
    }
    populate(memory);
}

#[cfg(test)]
mod tests {
    #[test]
    fn content_stays() {
        let mut memory = Vec::<u8>::with_capacity(1 << 20);
        memory.extend_from_slice(&[7; 5000]);
        super::populate(memory.spare_capacity_mut());
        super::populate(&mut memory.spare_capacity_mut()[..10]);
        super::touch(&mut []);
        super::touch(memory.spare_capacity_mut());
        assert!(memory.len() == 5000 && memory.iter().all(|byte| *byte == 7));
    }
}
