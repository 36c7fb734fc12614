//! What a task waits on while a handle's outcome is still to come.
//!
//! It is the iterator of an `await`, and also what this yields: an object that asyncio takes for a future of its own, as every
//! one is that has `_asyncio_future_blocking`. So the engine's thread hands the task's own wake-up to the task's loop, and the
//! task goes on in the very turn in which the loop is woken; a future would do so in the one after.
//!
//! It takes no part in the collection of cycles: one that leads through a task ends with the outcome, at the latest after the
//! delivery timeout.
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyStopIteration};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList};
use pyo3::{IntoPyObjectExt, intern};

use super::call;
use super::delivery::{Delivery, check_fork};
use super::many::DeliveryBatch;
use super::outcome::Waiter;
use crate::raw::Object;

/// Whose outcome it is.
enum Handle {
    One(Py<PyAny>),
    Many(Py<DeliveryBatch>),
}

impl Handle {
    fn done(&self, py: Python<'_>) -> bool {
        match self {
            Self::One(handle) => Object::<Delivery>::of(handle.bind(py)).is_none_or(Delivery::done),
            Self::Many(handle) => handle.get().done(),
        }
    }

    /// What is waited for can come: it is not the business of the process that this one was forked from.
    fn check(&self, py: Python<'_>) -> PyResult<()> {
        match self {
            Self::One(handle) => {
                Object::<Delivery>::of(handle.bind(py)).map_or(Ok(()), |this| check_fork(py, this.resolved().0))
            }
            Self::Many(handle) => handle
                .get()
                .pending()
                .map_or(Ok(()), |outcome| check_fork(py, &outcome)),
        }
    }

    /// Has the waiter told; False if there is nothing to wait for any more.
    fn notify(&self, py: Python<'_>, waiter: impl Fn() -> Waiter) -> bool {
        match self {
            Self::One(handle) => Object::<Delivery>::of(handle.bind(py)).is_some_and(|this| this.notify(waiter())),
            Self::Many(handle) => handle.get().notify(waiter),
        }
    }

    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::One(handle) => match Object::<Delivery>::of(handle.bind(py)) {
                Some(this) => Object::make(py, this.value(py)?),
                None => Err(PyRuntimeError::new_err("not a Delivery")),
            },
            Self::Many(handle) => handle.get().value(py)?.into_bound_py_any(py),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Done,
    Cancelled,
}

/// A function of asyncio's, and the context to call it in.
type Callback = (Py<PyAny>, Option<Py<PyAny>>);

struct Inner {
    state: State,
    /// asyncio's mark of a future that was just yielded.
    blocking: bool,
    callbacks: Vec<Callback>,
    message: Option<Py<PyAny>>,
}

#[pyclass(frozen, module = "barnabas._native")]
pub struct Awaiting {
    handle: Handle,
    on: Py<PyAny>,
    inner: Mutex<Inner>,
}

/// An iterator for `await delivery`.
pub fn one<'py>(handle: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    Awaiting::make(handle.py(), Handle::One(handle.clone().unbind()))
}

/// An iterator for `await deliveries`.
pub fn many<'py>(handle: &Bound<'py, DeliveryBatch>) -> PyResult<Bound<'py, PyAny>> {
    Awaiting::make(handle.py(), Handle::Many(handle.clone().unbind()))
}

fn running_loop(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let function = RUNNING.get_or_try_init(py, || {
        py.import("asyncio")?.getattr("get_running_loop").map(Bound::unbind)
    })?;
    function.bind(py).call0()
}

impl Awaiting {
    fn make(py: Python<'_>, handle: Handle) -> PyResult<Bound<'_, PyAny>> {
        let inner = Mutex::new(Inner {
            state: State::Waiting,
            blocking: false,
            callbacks: Vec::new(),
            message: None,
        });
        let on = running_loop(py)?.unbind();
        Bound::new(py, Self { handle, on, inner }).map(Bound::into_any)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The end of the wait: what is to be called now. None if it had ended before.
    fn end(&self, state: State) -> Option<Vec<Callback>> {
        let mut inner = self.lock();
        if inner.state != State::Waiting {
            return None;
        }
        inner.state = state;
        Some(std::mem::take(&mut inner.callbacks))
    }
}

/// Has a loop call `function(this)` soon.
fn soon(this: &Bound<'_, Awaiting>, how: &str, function: Py<PyAny>, context: Option<Py<PyAny>>) -> PyResult<()> {
    let py = this.py();
    let on = this.get().on.bind(py);
    let named = match context {
        Some(context) => {
            let named = PyDict::new(py);
            named.set_item(intern!(py, "context"), context)?;
            Some(named)
        }
        None => None,
    };
    on.call_method(how, (function, this), named.as_ref()).map(drop)
}

/// The end of a wait: whoever waits goes on. False if it had ended before.
fn ended(this: &Bound<'_, Awaiting>, state: State, how: &str) -> PyResult<bool> {
    let Some(callbacks) = this.get().end(state) else {
        return Ok(false);
    };
    for (function, context) in callbacks {
        soon(this, how, function, context)?;
    }
    Ok(true)
}

/// The outcome is there, which whoever waits on these is told with one call into each of their loops; from any thread.
pub fn tell(py: Python<'_>, mut waiting: Vec<Py<Awaiting>>) {
    if let [alone] = &waiting[..] {
        if let Err(error) = ended(alone.bind(py), State::Done, "call_soon_threadsafe") {
            call::unheard(py, error);
        }
        return;
    }
    while let Some(first) = waiting.first() {
        let on = first.get().on.clone_ref(py);
        let (here, others) = waiting.into_iter().partition(|one| one.get().on.is(&on));
        waiting = others;
        let here: Vec<Py<Awaiting>> = here;
        if let Err(error) = PyList::new(py, here).and_then(|here| call::tell(on.bind(py), &here)) {
            call::unheard(py, error);
        }
    }
}

#[pymethods]
impl Awaiting {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    /// Itself while there is something to wait for, then a StopIteration with the outcome.
    fn __next__<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, Self>> {
        let (py, this) = (slf.py(), slf.get());
        loop {
            if this.handle.done(py) {
                return Err(PyStopIteration::new_err((this.handle.value(py)?.unbind(),)));
            }
            this.handle.check(py)?;
            this.lock().state = State::Waiting;
            if this.handle.notify(py, || Waiter::Task(slf.clone().unbind())) {
                this.lock().blocking = true;
                return Ok(slf);
            }
        }
    }

    #[getter(_asyncio_future_blocking)]
    fn blocking(&self) -> bool {
        self.lock().blocking
    }

    #[setter(_asyncio_future_blocking)]
    fn set_blocking(&self, value: bool) {
        self.lock().blocking = value;
    }

    fn get_loop(&self, py: Python<'_>) -> Py<PyAny> {
        self.on.clone_ref(py)
    }

    #[pyo3(signature = (function, /, *, context = None))]
    fn add_done_callback(slf: &Bound<'_, Self>, function: Py<PyAny>, context: Option<Py<PyAny>>) -> PyResult<()> {
        {
            let mut inner = slf.get().lock();
            if inner.state == State::Waiting {
                inner.callbacks.push((function, context));
                return Ok(());
            }
        }
        soon(slf, "call_soon", function, context)
    }

    /// How many there were of it.
    fn remove_done_callback(slf: &Bound<'_, Self>, function: &Bound<'_, PyAny>) -> PyResult<usize> {
        let (py, this) = (slf.py(), slf.get());
        let found = std::mem::take(&mut this.lock().callbacks);
        let before = found.len();
        let mut kept = Vec::with_capacity(before);
        for one in found {
            if !one.0.bind(py).eq(function)? {
                kept.push(one);
            }
        }
        let removed = before - kept.len();
        for (function, context) in kept {
            Self::add_done_callback(slf, function, context)?; // the wait may have ended meanwhile
        }
        Ok(removed)
    }

    fn done(&self) -> bool {
        self.lock().state != State::Waiting
    }

    fn cancelled(&self) -> bool {
        self.lock().state == State::Cancelled
    }

    /// Ends the wait, and does not touch the records; False if it had ended.
    #[pyo3(signature = (msg = None))]
    fn cancel(slf: &Bound<'_, Self>, msg: Option<Py<PyAny>>) -> PyResult<bool> {
        let cancelled = ended(slf, State::Cancelled, "call_soon")?; // the task has its own way otherwise
        if cancelled {
            let before = std::mem::replace(&mut slf.get().lock().message, msg);
            drop(before); // outside of the lock
        }
        Ok(cancelled)
    }

    /// Nothing, or a CancelledError: what came is asked of the handle.
    fn result(&self, py: Python<'_>) -> PyResult<()> {
        if !self.cancelled() {
            return Ok(());
        }
        let class = py.import("asyncio")?.getattr("CancelledError")?;
        let message = self.lock().message.take();
        Err(PyErr::from_value(match message {
            Some(message) => class.call1((message,))?,
            None => class.call0()?,
        }))
    }

    /// As the helper in `barnabas.engine.waiting` calls it on the loop.
    fn _finish(slf: &Bound<'_, Self>) -> PyResult<()> {
        ended(slf, State::Done, "call_soon").map(drop)
    }
}
