//! The producer's state, shared by the user's side and the engine's.
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use barnabas_memory::spare;
use barnabas_records::Codec;
use pyo3::prelude::*;

use super::clock;
use super::express::Express;
use super::ledger::Ledger;
use super::state::{AHEAD_BATCH, State};
use super::wait::{HandOff, wake_all};

pub struct Shared {
    state: Mutex<State>,
    pub ledger: Arc<Ledger>,
    pub express: Express,
    pub hand_off: HandOff,
    /// Counts the batches whose memory came back.
    pub returned: HandOff,
    pub codec: Codec,
    pub level: Option<i32>,
    /// Batches get their producer id and sequence when they are sent, and their checksum with them.
    pub stamps: bool,
    forks: u32,
}

impl Shared {
    pub fn new(state: State, codec: Codec, level: Option<i32>, stamps: bool) -> Self {
        clock::watch_forks();
        let ledger = Arc::clone(&state.ledger);
        Self {
            state: Mutex::new(state),
            ledger,
            express: Express::default(),
            hand_off: HandOff::default(),
            returned: HandOff::default(),
            codec,
            level,
            stamps,
            forks: clock::forks(),
        }
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn delivery_timeout_us(&self) -> u64 {
        self.lock().limits.delivery_timeout_us
    }

    /// Keeps memory for the batches to come, if there is use for it.
    pub fn keep(&self, memory: Vec<u8>) {
        if memory.capacity() >= spare::LEAST && !self.forked() {
            let large = memory.capacity() >= AHEAD_BATCH;
            let unwanted = self.lock().keep(memory);
            if large && unwanted.is_none() {
                self.returned.done();
            }
            drop(unwanted); // outside of the lock
        }
    }

    pub fn return_room(&self, py: Python<'_>, bytes: usize) {
        self.lock().room.recharge(bytes, 0);
        self.grant_room(py);
    }

    /// Room has become free: who waits for some is told if there is enough.
    pub fn grant_room(&self, py: Python<'_>) {
        let mut wakers = Vec::new();
        self.lock().room.grant(&mut wakers);
        wake_all(py, wakers);
    }

    /// Whether this is a child of the process that made it: the lock may be held for ever then.
    pub fn forked(&self) -> bool {
        self.forks != clock::forks()
    }
}
