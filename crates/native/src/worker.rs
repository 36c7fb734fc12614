//! One native worker thread for the process: compression and decompression that must not run on a user's event loop.
//!
//! The thread starts with the first job. A forked child has no such thread, so the job's owner must not submit there
//! (the faces check the process id first). If no thread can be had, the job runs at once on the caller.
use std::process;
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

pub type Job = Box<dyn FnOnce() + Send + 'static>;

struct Worker {
    pid: u32,
    jobs: Sender<Job>,
}

static WORKER: Mutex<Option<Worker>> = Mutex::new(None);

/// Runs `job` on the worker thread, in the order of submission. A job may take the GIL; it must not wait for another job.
pub fn submit(job: Job) {
    if let Some(job) = hand_over(job) {
        job();
    }
}

/// Gives the job to the thread, or back if there is none.
fn hand_over(job: Job) -> Option<Job> {
    let mut slot = WORKER.lock().unwrap_or_else(PoisonError::into_inner);
    if slot.as_ref().is_none_or(|worker| worker.pid != process::id()) {
        let (jobs, queue) = mpsc::channel::<Job>();
        let spawned = thread::Builder::new().name("barnabas-worker".into()).spawn(move || {
            for job in queue {
                // A panic in one job is a bug of that job; the next ones still have to run.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
            }
        });
        if spawned.is_err() {
            return Some(job);
        }
        // A forked parent's sender is leaked on purpose: dropping it could wait for memory of a thread that is gone.
        std::mem::forget(slot.replace(Worker {
            pid: process::id(),
            jobs,
        }));
    }
    match slot.as_ref() {
        Some(worker) => worker.jobs.send(job).err().map(|refused| refused.0),
        None => Some(job),
    }
}
