//! The engine's side of a producer: topics in, batches out, outcomes back.
use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use barnabas_memory::spare::Spares;
use barnabas_records::Codec;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::batch::ProducerBatch;
use super::clock;
use super::ledger::{Failure, Ledger};
use super::outcome::{self, Place, Status, Waiter};
use super::partition::{Partitioner, Random};
use super::room::Room;
use super::shared::Shared;
use super::state::State;
use super::topic::{Limits, Partition, Topic};
use super::wait::{Signal, Waker, duration, wake_all};
use crate::own_thread::OwnThread;

/// What a look at the queues found: batches, and seconds until the next one is due (None: nothing lingers).
type Drained = (Vec<Py<ProducerBatch>>, Option<f64>);

/// How a batch ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Written,
    /// Failed, or gone in parts.
    Failed,
    /// Its outcome stands, and a request with it is still out.
    UnderWay,
}

#[pyclass(frozen, weakref, module = "barnabas._native")]
pub struct Accumulator {
    pub shared: Arc<Shared>,
    /// Who waited for what is written by now: they are told in `tell`.
    untold: Mutex<Vec<Waiter>>,
}

#[pymethods]
impl Accumulator {
    #[new]
    #[pyo3(signature = (*, batch_size, batch_count, linger_ms, buffer_memory, max_request_size, delivery_timeout_ms, compression, level, carrier, most_out=1, stamps=false, ignore_keys=false, adaptive=true, engine=None))]
    #[allow(clippy::too_many_arguments)] // the producer's options by keyword
    fn new(
        batch_size: usize,
        batch_count: i32,
        linger_ms: f64,
        buffer_memory: usize,
        max_request_size: usize,
        delivery_timeout_ms: u64,
        compression: &str,
        level: Option<i32>,
        carrier: Py<PyAny>,
        most_out: u32,
        stamps: bool,
        ignore_keys: bool,
        adaptive: bool,
        engine: Option<Py<OwnThread>>,
    ) -> PyResult<Self> {
        let codec =
            Codec::from_name(compression).ok_or_else(|| PyValueError::new_err(format!("no codec {compression:?}")))?;
        let limits = Limits {
            batch_size,
            batch_count: batch_count.max(1),
            linger_us: (linger_ms * 1000.0) as u64,
            max_request_size,
            delivery_timeout_us: delivery_timeout_ms.saturating_mul(1000),
            most_out,
            partitioner: Partitioner {
                ignores_keys: ignore_keys,
                adaptive,
            },
        };
        let state = State {
            topics: Vec::new(),
            names: HashMap::new(),
            last: 0,
            room: Room::new(buffer_memory),
            spares: Spares::new(buffer_memory),
            limits,
            avoided: Vec::new(),
            random: Random::new(clock::monotonic_us() ^ (clock::wall_ms() as u64) << 20),
            ledger: Arc::new(Ledger::new(carrier, engine)),
            active: Vec::new(),
            next_id: 0,
            unresolved: std::collections::BTreeSet::new(),
            settle_waiters: Vec::new(),
            flush_upto: 0,
            armed_us: None,
            woken: false,
            closed: false,
            gated: false,
            on_loop: false,
            wants_piece: false,
            ahead: false,
        };
        Ok(Self {
            shared: Arc::new(Shared::new(state, codec, level, stamps)),
            untold: Mutex::default(),
        })
    }

    /// How many partitions a topic has, and the leader of each that has one.
    fn set_topic(
        &self,
        py: Python<'_>,
        name: Py<PyString>,
        count: usize,
        leaders: HashMap<usize, i32>,
    ) -> PyResult<()> {
        let key: Arc<str> = name.bind(py).to_str()?.into();
        let mut spare = Vec::with_capacity(count);
        for partition in 0..count {
            spare.push(Arc::new(Place {
                topic: name.clone_ref(py),
                partition: partition as i32,
            }));
        }
        spare.reverse();
        let mut state = self.shared.lock();
        let next = state.topics.len();
        let at = *state.names.entry(Arc::clone(&key)).or_insert(next);
        if at == next {
            state.topics.push(Topic {
                name: key,
                count,
                partitions: Vec::new(),
                available: Vec::new(),
                sticky: None,
            });
        }
        let topic = &mut state.topics[at];
        topic.count = count;
        spare.truncate(count.saturating_sub(topic.partitions.len()));
        while let Some(place) = spare.pop() {
            topic.partitions.push(Partition {
                place: Some(place),
                ..Partition::default()
            });
        }
        for (at, partition) in topic.partitions.iter_mut().enumerate() {
            partition.leader = leaders.get(&at).copied().unwrap_or(-1);
        }
        topic.available = leaders.into_keys().filter(|at| *at < count).collect();
        topic.available.sort_unstable();
        if topic.sticky.is_some_and(|at| !topic.available.contains(&at)) {
            topic.sticky = None;
        }
        drop(state);
        drop(spare);
        Ok(())
    }

    /// Nodes whose partitions records without a key go round, while there are others.
    fn avoid(&self, nodes: Vec<i32>) {
        self.shared.lock().avoided = nodes;
    }

    /// Partitions of a topic, 0 if it is not known.
    fn partitions(&self, name: &str) -> usize {
        let state = self.shared.lock();
        state.names.get(name).map_or(0, |at| state.topics[*at].count)
    }

    /// Takes what is due, sealed: at most one batch of a partition, none of those whose leader is `busy`. `most_packed`
    /// bounds the bytes compressed in one call, so that the loop goes on between.
    #[pyo3(signature = (most_packed, busy = Vec::new()))]
    fn drain(&self, py: Python<'_>, most_packed: usize, busy: Vec<i32>) -> PyResult<Drained> {
        let (jobs, due_us) = self.pick(most_packed, &busy);
        self.shared.hand_off.done();
        let now = clock::monotonic_us();
        let due = due_us.map(|due| due.saturating_sub(now) as f64 / 1e6);
        if jobs.is_empty() {
            return Ok((Vec::new(), due));
        }
        self.tell(py); // it may take milliseconds to seal them
        let sealed = py.detach(|| {
            let sealed = jobs.into_iter().map(|job| self.seal(job)).collect::<Vec<_>>();
            self.shared.prepare_piece();
            sealed
        });
        let mut wakers = Vec::new();
        {
            let mut state = self.shared.lock();
            for (batch, before) in &sealed {
                let now = batch.charged.load(Ordering::Relaxed);
                state.room.recharge(*before, now);
            }
            state.room.grant(&mut wakers);
        }
        wake_all(py, wakers);
        let batches = sealed
            .into_iter()
            .map(|(batch, _)| Py::new(py, batch))
            .collect::<PyResult<_>>()?;
        Ok((batches, due))
    }

    /// The batch is written. False if its outcome was settled before (it expired while it was under way). Who waits for it is
    /// told by `tell`, or at the latest together with whoever waits for all.
    fn written(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>, base_offset: i64, append_time: i64) -> bool {
        let batch = batch.get();
        let first = !batch.settled.swap(true, Ordering::SeqCst);
        if first {
            let waiters = batch.outcome.written(base_offset, append_time);
            self.untold().extend(waiters);
        }
        self.finish(py, batch, End::Written);
        first
    }

    /// The batch failed. With `under_way` it counts as out until `ended`: a request with it is. `own_errors` has the errors
    /// of single records by their index.
    #[pyo3(signature = (batch, error, under_way, own_errors = HashMap::new()))]
    fn failed(
        &self,
        py: Python<'_>,
        batch: &Bound<'_, ProducerBatch>,
        error: Py<PyAny>,
        under_way: bool,
        own_errors: HashMap<u32, Py<PyAny>>,
    ) {
        let batch = batch.get();
        self.tell(py);
        if !batch.settled.swap(true, Ordering::SeqCst) {
            batch.outcome.failed(py, error, own_errors);
        }
        self.finish(py, batch, if under_way { End::UnderWay } else { End::Failed });
    }

    /// Tells those who wait for what is written. It is the last that the engine does before it waits: whoever is told needs
    /// the GIL, and would have to be woken once more if it were not free.
    fn tell(&self, py: Python<'_>) {
        let waiters = std::mem::take(&mut *self.untold());
        outcome::tell(py, waiters, Status::Written);
    }

    /// The request of a batch that had failed has ended.
    fn ended(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>) {
        self.finish(py, batch.get(), End::Failed);
    }

    /// Cuts a batch that the broker found too large in two, sealed, to go in its place. None for a single record.
    fn split(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>) -> PyResult<Vec<Py<ProducerBatch>>> {
        let parts = self.cut(py, batch.get())?;
        parts.into_iter().map(|part| Py::new(py, part)).collect()
    }

    /// What is buffered now is due at once. Its mark for `wait_settled`.
    fn flush_mark(&self, py: Python<'_>) -> u64 {
        self.tell(py); // before a flush that finds nothing to wait for
        let mut state = self.shared.lock();
        state.flush_upto = state.next_id;
        state.flush_upto
    }

    /// Waits until all batches up to a mark are settled; False when `timeout` seconds have passed. Ends by Ctrl-C.
    fn wait_settled(&self, py: Python<'_>, mark: u64, timeout: Option<f64>) -> PyResult<bool> {
        let signal = Arc::new(Signal::default());
        if !self.ask_settled(mark, Waker::Thread(Arc::clone(&signal))) {
            return Ok(true);
        }
        signal.wait(py, duration(timeout))
    }

    /// Has `function` called (on the engine's thread) when all batches up to a mark are settled; False if they are.
    fn on_settled(&self, mark: u64, function: Py<PyAny>) -> bool {
        self.ask_settled(mark, Waker::Call(function))
    }

    /// No more records are taken; who waits for room is refused.
    fn close(&self, py: Python<'_>) {
        let mut wakers = Vec::new();
        {
            let mut state = self.shared.lock();
            state.closed = true;
            state.flush_upto = u64::MAX;
            state.room.refuse_all(&mut wakers);
        }
        wake_all(py, wakers);
    }

    /// Whether records are refused for now.
    fn gate(&self, gated: bool) {
        self.shared.lock().gated = gated;
    }

    /// Everything that was not taken yet, unsealed and never to be sent; the caller fails it.
    fn abandon(&self, py: Python<'_>) -> PyResult<Vec<Py<ProducerBatch>>> {
        let mut found = Vec::new();
        {
            let mut state = self.shared.lock();
            let State { topics, active, .. } = &mut *state;
            for (topic, at) in active.drain(..) {
                let partition = &mut topics[topic].partitions[at];
                partition.active = false;
                found.extend(partition.full.drain(..).map(|open| (topic, open)));
                found.extend(partition.open.take().map(|open| (topic, open)));
            }
        }
        found
            .into_iter()
            .map(|(topic, open)| Py::new(py, self.shared.unsent(topic, open, "abandoned".to_owned())))
            .collect()
    }

    /// Failures that nobody asked for; taken out.
    fn failures(&self, py: Python<'_>) -> Vec<Failure> {
        self.shared.ledger.take(py)
    }

    /// Those since the last call; they stay.
    fn news(&self, py: Python<'_>) -> Vec<Failure> {
        self.shared.ledger.news(py)
    }

    /// Bytes of `buffer_memory` in use.
    #[getter]
    fn used(&self) -> usize {
        self.shared.lock().room.used()
    }

    #[getter]
    fn closed(&self) -> bool {
        self.shared.lock().closed
    }

    /// Whether no records wait to be taken.
    #[getter]
    fn idle(&self) -> bool {
        self.shared.lock().active.is_empty()
    }

    /// Batches without an outcome.
    #[getter]
    fn unresolved(&self) -> usize {
        self.shared.lock().unresolved.len()
    }
}

impl Accumulator {
    fn untold(&self) -> MutexGuard<'_, Vec<Waiter>> {
        self.untold.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask_settled(&self, mark: u64, waker: Waker) -> bool {
        let mut state = self.shared.lock();
        let pending = state.oldest().is_some_and(|oldest| oldest <= mark);
        if pending {
            state.settle_waiters.push((mark, waker));
        } else {
            drop(state); // before the waker, which may be a Python object
            drop(waker);
        }
        pending
    }

    pub(super) fn finish(&self, py: Python<'_>, batch: &ProducerBatch, end: End) {
        let mut wakers = Vec::new();
        let excess = {
            let mut state = self.shared.lock();
            state.resolved(batch, &mut wakers);
            let partition = state.home_of(batch);
            if end != End::Written {
                // In the same breath as `out`: whoever sends now must not go by a number that is given up.
                partition.next = None;
            }
            if end != End::UnderWay && batch.held.swap(false, Ordering::SeqCst) {
                partition.out = partition.out.saturating_sub(1);
            }
            if end != End::UnderWay {
                let charged = batch.charged.swap(0, Ordering::SeqCst);
                state.release(charged, &mut wakers);
            }
            state.excess()
        };
        drop(excess);
        if !wakers.is_empty() {
            self.tell(py);
            wake_all(py, wakers);
        }
    }
}
