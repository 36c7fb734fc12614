//! What the user's side waits for: room in `buffer_memory`, and memory that the brokers are done with.
use std::sync::Arc;

use pyo3::prelude::*;

use super::shared::Shared;
use super::state::{AHEAD_BATCH, Wake};
use super::wait::{Signal, Waker, duration, wake_all};
use super::wiring::Wiring;

impl Wiring {
    pub fn await_spare(&self, py: Python<'_>, timeout: f64) -> PyResult<bool> {
        let seen = self.shared.returned.now();
        let there = {
            let mut state = self.shared.lock();
            state.ahead = false;
            state.spares.has(AHEAD_BATCH)
        };
        if there || timeout <= 0.0 {
            return Ok(there);
        }
        let most = duration(Some(timeout)).unwrap_or_default();
        py.detach(|| self.shared.returned.wait(seen, most));
        Ok(self.shared.lock().spares.has(AHEAD_BATCH))
    }

    pub fn wait_room(&self, py: Python<'_>, need: usize, timeout: f64) -> PyResult<bool> {
        let signal = Arc::new(Signal::default());
        let mut wake = Wake::default();
        let id = match ask(&self.shared, need, Waker::Thread(Arc::clone(&signal)), &mut wake) {
            Ok(id) | Err((Some(id), _)) => id,
            Err((None, _)) => return Ok(false),
        };
        self.tell(py, wake)?;
        let waited = if self.shared.lock().room.granted(id) {
            Ok(true)
        } else {
            signal.wait(py, duration(Some(timeout)))
        };
        let granted = self.claim(id);
        if !granted {
            self.give_up(py, id);
        }
        match waited {
            Ok(_) => Ok(granted),
            Err(error) => {
                if granted {
                    self.return_room(py, need);
                }
                Err(error)
            }
        }
    }

    pub fn ask_room(&self, py: Python<'_>, need: usize, told: Py<PyAny>) -> PyResult<Option<u64>> {
        let mut wake = Wake::default();
        let id = match ask(&self.shared, need, Waker::Call(told), &mut wake) {
            Ok(id) => id,
            Err((Some(id), waker)) => {
                waker.wake(py);
                id
            }
            Err((None, _)) => return Ok(None),
        };
        self.tell(py, wake)?;
        Ok(Some(id))
    }

    pub fn claim(&self, id: u64) -> bool {
        self.shared.lock().room.claim(id).is_some()
    }

    pub fn give_up(&self, py: Python<'_>, id: u64) {
        let mut wakers = Vec::new();
        let spare = {
            let mut state = self.shared.lock();
            let spare = state.room.give_up(id);
            state.room.grant(&mut wakers);
            spare
        };
        drop(spare);
        wake_all(py, wakers);
    }

    pub fn return_room(&self, py: Python<'_>, bytes: usize) {
        let mut wakers = Vec::new();
        self.shared.lock().release(bytes, &mut wakers);
        wake_all(py, wakers);
    }
}

/// A ticket for room: Err if it is granted already, or there will be none, with the waker that nobody else calls then.
fn ask(shared: &Shared, need: usize, waker: Waker, wake: &mut Wake) -> Result<u64, (Option<u64>, Waker)> {
    let mut state = shared.lock();
    if state.closed {
        return Err((None, waker));
    }
    let id = state.room.ask(need, waker);
    let mut wakers = Vec::new();
    state.room.grant(&mut wakers);
    state.look_soon(wake);
    match wakers.pop() {
        // Granted at once: the queue was empty and there is room by now.
        Some(waker) if wakers.is_empty() => Err((Some(id), waker)),
        Some(waker) => {
            wakers.push(waker);
            drop(state);
            Python::attach(|py| wake_all(py, wakers));
            Ok(id)
        }
        None => Ok(id),
    }
}
