//! Memory of one MiB, two pieces in each of the kernel's large pages: for batches on their way.
//!
//! Where a fault costs microseconds, as in most virtual machines, the first touch of memory in pages of 4 KiB takes as
//! long as all else that is done for a record of 100 bytes. A large page takes one fault for 512. The general allocator
//! aligns nothing to them, so this one serves that one size; all others, and this one where no large pages can be had, go to
//! the system's. It takes no lock: a forked child may free what its parent had.
use std::alloc::{GlobalAlloc, Layout, System};

/// The size of a piece.
pub const SIZE: usize = 1 << 20;

pub struct Huge;

// SAFETY: pieces are of `SIZE` bytes, aligned to it, and handed out once until they are given back; the rest is the system's.
unsafe impl GlobalAlloc for Huge {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if ours(layout)
            && let Some(piece) = slabs::take()
        {
            return piece;
        }
        // SAFETY: by the caller's promise.
        unsafe { System.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: by the caller's promise. Pieces are large pages that may have been used before, so they are not for this.
        unsafe { System.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if !ours(layout) || !slabs::give(memory) {
            // SAFETY: it is no piece, so it came from there.
            unsafe { System.dealloc(memory, layout) }
        }
    }

    #[inline]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !ours(layout) {
            // SAFETY: it is no piece, so it came from there.
            return unsafe { System.realloc(memory, layout, size) };
        }
        // SAFETY: the new layout is valid by the caller's promise; both pieces hold what is copied and do not overlap.
        unsafe {
            let other = System.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !other.is_null() {
                other.copy_from_nonoverlapping(memory, size.min(layout.size()));
                self.dealloc(memory, layout);
            }
            other
        }
    }
}

#[inline]
fn ours(layout: Layout) -> bool {
    layout.size() == SIZE && layout.align() == 1
}

#[cfg(not(target_os = "linux"))]
mod slabs {
    pub fn take() -> Option<*mut u8> {
        None
    }

    pub fn give(_piece: *mut u8) -> bool {
        false
    }
}

#[cfg(target_os = "linux")]
mod slabs {
    use std::ptr::{null_mut, without_provenance_mut};
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::SIZE;

    /// A large page.
    pub const SLAB: usize = 2 * SIZE;
    const FREE: usize = 0;
    /// Somebody is mapping or unmapping; left behind for ever by a fork in that moment.
    const BUSY: usize = 4;
    /// Which pieces of a slab are in use: a bit for each.
    const PIECES: usize = 3;

    /// FREE, BUSY, or a slab's address with the bits of its pieces. 512 of them are 1 GiB.
    static SLABS: [AtomicUsize; 512] = [const { AtomicUsize::new(FREE) }; 512];

    pub fn take() -> Option<*mut u8> {
        for slot in &SLABS {
            let mut found = slot.load(Ordering::Relaxed);
            while found >= SLAB && found & PIECES != PIECES {
                let piece = if found & 1 == 0 { 1 } else { 2 };
                // A slab that went and one that came in between is as good, so the same number is the same state.
                match slot.compare_exchange(found, found | piece, Ordering::Acquire, Ordering::Relaxed) {
                    Ok(_) => return Some(address(found & !PIECES, piece)),
                    Err(now) => found = now,
                }
            }
        }
        for slot in &SLABS {
            if slot.load(Ordering::Relaxed) == FREE
                && slot
                    .compare_exchange(FREE, BUSY, Ordering::Acquire, Ordering::Relaxed)
                    .is_ok()
            {
                let slab = map();
                slot.store(slab.map_or(FREE, |slab| slab | 1), Ordering::Release);
                return slab.map(|slab| address(slab, 1));
            }
        }
        None
    }

    /// False if it is none of the pieces.
    pub fn give(memory: *mut u8) -> bool {
        let slab = memory.addr() & !(SLAB - 1);
        let piece = if memory.addr() == slab { 1 } else { 2 };
        for slot in &SLABS {
            let mut found = slot.load(Ordering::Relaxed);
            // It cannot go while this piece of it is in use.
            while found & !PIECES == slab {
                let left = found & !piece;
                let next = if left & PIECES == 0 { BUSY } else { left };
                match slot.compare_exchange(found, next, Ordering::AcqRel, Ordering::Relaxed) {
                    Ok(_) if next == BUSY => {
                        unmap(slab, SLAB);
                        slot.store(FREE, Ordering::Release);
                        return true;
                    }
                    Ok(_) => return true,
                    Err(now) => found = now,
                }
            }
        }
        false
    }

    fn address(slab: usize, piece: usize) -> *mut u8 {
        std::ptr::with_exposed_provenance_mut(slab + (piece - 1) * SIZE)
    }

    /// A new slab, aligned to its size.
    fn map() -> Option<usize> {
        let (protection, flags) = (
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
        );
        // SAFETY: a new mapping, which no other memory is touched by.
        let mapped = unsafe { libc::mmap(null_mut(), 2 * SLAB, protection, flags, -1, 0) };
        if mapped == libc::MAP_FAILED {
            return None;
        }
        let start = mapped.expose_provenance();
        let slab = start.next_multiple_of(SLAB);
        unmap(start, slab - start);
        unmap(slab + SLAB, start + SLAB - slab);
        // SAFETY: the range is the mapping's. If there are no large pages, small ones will do.
        unsafe { libc::madvise(without_provenance_mut(slab), SLAB, libc::MADV_HUGEPAGE) };
        Some(slab)
    }

    fn unmap(start: usize, size: usize) {
        if size > 0 {
            // SAFETY: the range is of a mapping of ours that nobody uses any more.
            unsafe { libc::munmap(without_provenance_mut(start), size) };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::SIZE;

    #[test]
    fn pieces_do_not_overlap() {
        let mut pieces: Vec<Vec<u8>> = Vec::new();
        for round in 0..40u8 {
            let mut piece = Vec::with_capacity(SIZE);
            piece.resize(SIZE, round);
            pieces.push(piece);
            if round % 3 == 2 {
                pieces.remove(pieces.len() / 2);
            }
        }
        assert!(pieces.iter().all(|piece| piece.iter().all(|byte| *byte == piece[0])));
        let firsts: std::collections::BTreeSet<u8> = pieces.iter().map(|piece| piece[0]).collect();
        assert_eq!(firsts.len(), pieces.len());
    }

    #[test]
    fn grows_and_shrinks_into_other_memory() {
        let mut piece = Vec::with_capacity(SIZE);
        piece.extend_from_slice(b"what was there");
        piece.reserve_exact(3 * SIZE);
        assert_eq!(piece, b"what was there");
        piece.resize(SIZE, 0);
        piece.shrink_to_fit();
        piece.truncate(14);
        piece.shrink_to_fit();
        assert_eq!(piece, b"what was there");
        assert!(vec![0u8; SIZE].iter().all(|byte| *byte == 0));
    }

    #[test]
    fn from_any_thread() {
        let threads: Vec<_> = (0..4u8)
            .map(|number| {
                thread::spawn(move || {
                    for _ in 0..50 {
                        let mut pieces: Vec<Vec<u8>> = (0..3).map(|_| Vec::with_capacity(SIZE)).collect();
                        for piece in &mut pieces {
                            piece.resize(5000, number);
                        }
                        assert!(pieces.iter().all(|piece| piece.iter().all(|byte| *byte == number)));
                    }
                })
            })
            .collect();
        for thread in threads {
            assert!(thread.join().is_ok());
        }
    }
}
