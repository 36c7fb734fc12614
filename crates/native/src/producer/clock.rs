//! Clocks that are cheap enough for every record, and the process's forks.
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

/// Milliseconds since 1970. On Linux from the coarse clock (a few ms old at most), which costs a fifth of the exact one.
#[cfg(target_os = "linux")]
pub fn wall_ms() -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call fills in the struct that it is given; this clock exists on every Linux.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME_COARSE, &raw mut now) };
    #[allow(clippy::useless_conversion)] // the fields are narrower on 32-bit machines
    {
        i64::from(now.tv_sec) * 1000 + i64::from(now.tv_nsec) / 1_000_000
    }
}

/// Milliseconds since 1970.
#[cfg(not(target_os = "linux"))]
pub fn wall_ms() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Microseconds since the first call.
pub fn monotonic_us() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_micros()).unwrap_or(u64::MAX)
}

static FORKS: AtomicU32 = AtomicU32::new(0);

#[cfg(unix)]
extern "C" fn forked() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// How often this process is the child of a fork since it first asked; no system call, no lock.
pub fn forks() -> u32 {
    FORKS.load(Ordering::Relaxed)
}

/// Begins to count forks.
pub fn watch_forks() {
    #[cfg(unix)]
    {
        static ONCE: std::sync::Once = std::sync::Once::new();
        // SAFETY: the handler does nothing but add to an atomic, which is allowed in a forked child.
        ONCE.call_once(|| unsafe {
            libc::pthread_atfork(None, None, Some(forked));
        });
    }
}
