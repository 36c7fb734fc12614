//! What the user's side waits for: room in `buffer_memory`, and memory that the brokers are done with.
use std::sync::Arc;

use pyo3::prelude::*;

use super::reserved::Reserved;
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

    pub fn wait_room(&self, py: Python<'_>, need: usize, timeout: f64) -> PyResult<Option<Reserved>> {
        let signal = Arc::new(Signal::default());
        let Some(id) = self.ask(py, need, Waker::Thread(Arc::clone(&signal)))? else {
            return Ok(None);
        };
        let waited = signal.wait(py, duration(Some(timeout)));
        let reserved = self.claim(id);
        if reserved.is_none() {
            self.give_up(py, id);
        }
        waited.map(|_| reserved)
    }

    pub fn ask_room(&self, py: Python<'_>, need: usize, told: Py<PyAny>) -> PyResult<Option<u64>> {
        self.ask(py, need, Waker::Call(told))
    }

    /// A ticket for room, whose waker is called when it is granted or refused, perhaps at once. None when closed.
    fn ask(&self, py: Python<'_>, need: usize, waker: Waker) -> PyResult<Option<u64>> {
        let (mut wake, mut wakers) = (Wake::default(), Vec::new());
        let id = {
            let mut state = self.shared.lock();
            if state.closed {
                drop(state); // before the waker, which may be a Python object
                return Ok(None);
            }
            let id = state.room.ask(need, waker);
            // There may be room by now: for this one, or for others that are before it and would not hear of it otherwise.
            state.room.grant(&mut wakers);
            state.look_soon(&mut wake);
            id
        };
        wake_all(py, wakers);
        if let Err(error) = self.tell(py, wake) {
            self.give_up(py, id);
            return Err(error);
        }
        Ok(Some(id))
    }

    pub fn claim(&self, id: u64) -> Option<Reserved> {
        let bytes = self.shared.lock().room.claim(id)?;
        Some(Reserved::new(Arc::clone(&self.shared), bytes))
    }

    pub fn give_up(&self, py: Python<'_>, id: u64) {
        let spare = self.shared.lock().room.give_up(id);
        drop(spare);
        self.shared.grant_room(py);
    }
}
