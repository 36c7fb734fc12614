//! The engine's side of a producer: topics in, batches out, outcomes back.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use barnabas_records::{BatchBuilder, BatchIter, Codec, DecodeOptions, SealOptions, decode};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::batch::ProducerBatch;
use super::clock;
use super::ledger::{Failure, Ledger};
use super::outcome::{Outcome, Part, Place};
use super::pages;
use super::partition::Random;
use super::room::Room;
use super::shared::Shared;
use super::spare::Spares;
use super::state::{BATCH_COST, Limits, Open, Partition, State, Topic, Wake};
use super::wait::{Signal, Waker, duration, wake_all};
use crate::huge;

/// What a look at the queues found: batches, and seconds until the next one is due (None: nothing lingers).
type Drained = (Vec<Py<ProducerBatch>>, Option<f64>);

#[pyclass(frozen, weakref, module = "barnabas._native")]
pub struct Accumulator {
    pub shared: Arc<Shared>,
}

struct Job {
    topic: usize,
    open: Open,
    expired: bool,
}

#[pymethods]
impl Accumulator {
    #[new]
    #[pyo3(signature = (*, batch_size, batch_count, linger_ms, buffer_memory, max_request_size, delivery_timeout_ms, compression, level, carrier))]
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
    ) -> PyResult<Self> {
        let codec =
            Codec::from_name(compression).ok_or_else(|| PyValueError::new_err(format!("no codec {compression:?}")))?;
        let limits = Limits {
            batch_size,
            batch_count: batch_count.max(1),
            linger_us: (linger_ms * 1000.0) as u64,
            max_request_size,
            delivery_timeout_us: delivery_timeout_ms.saturating_mul(1000),
        };
        let state = State {
            topics: Vec::new(),
            names: std::collections::HashMap::new(),
            last: 0,
            room: Room::new(buffer_memory),
            spares: Spares::new(buffer_memory),
            limits,
            random: Random::new(clock::monotonic_us() ^ (clock::wall_ms() as u64) << 20),
            ledger: Arc::new(Ledger::new(carrier)),
            active: Vec::new(),
            next_id: 0,
            unresolved: std::collections::BTreeSet::new(),
            settle_waiters: Vec::new(),
            flush_upto: 0,
            armed_us: None,
            woken: false,
            closed: false,
            on_loop: false,
            wants_piece: false,
        };
        Ok(Self {
            shared: Arc::new(Shared::new(state, codec, level)),
        })
    }

    /// How many partitions a topic has and which of them have a leader.
    fn set_topic(&self, py: Python<'_>, name: Py<PyString>, count: usize, available: Vec<usize>) -> PyResult<()> {
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
                partitions: Vec::new(),
                available: Vec::new(),
                sticky: None,
            });
        }
        let topic = &mut state.topics[at];
        // Partitions are only ever added; a topic made anew with fewer keeps its old queues until they expire.
        spare.truncate(count.saturating_sub(topic.partitions.len()));
        while let Some(place) = spare.pop() {
            topic.partitions.push(Partition {
                place: Some(place),
                ..Partition::default()
            });
        }
        topic.available = available.into_iter().filter(|at| *at < count).collect();
        if topic.sticky.is_some_and(|at| !topic.available.contains(&at)) {
            topic.sticky = None;
        }
        drop(state);
        drop(spare);
        Ok(())
    }

    /// Partitions of a topic, 0 if it is not known.
    fn partitions(&self, name: &str) -> usize {
        let state = self.shared.lock();
        state.names.get(name).map_or(0, |at| state.topics[*at].partitions.len())
    }

    /// Topics that records were sent to.
    fn topics(&self) -> Vec<String> {
        self.shared
            .lock()
            .topics
            .iter()
            .map(|topic| topic.name.to_string())
            .collect()
    }

    /// Takes what is due, sealed. `most_packed` bounds the bytes compressed in one call, so that the loop goes on between.
    fn drain(&self, py: Python<'_>, most_packed: usize) -> PyResult<Drained> {
        let (jobs, due_us) = self.pick(most_packed);
        self.shared.hand_off.done();
        let now = clock::monotonic_us();
        let due = due_us.map(|due| due.saturating_sub(now) as f64 / 1e6);
        if jobs.is_empty() {
            return Ok((Vec::new(), due));
        }
        let sealed = py.detach(|| {
            let sealed = jobs.into_iter().map(|job| self.seal(job)).collect::<Vec<_>>();
            self.prepare_piece();
            sealed
        });
        let mut wakers = Vec::new();
        {
            let mut state = self.shared.lock();
            for (batch, before) in &sealed {
                let now = batch.charged.load(Ordering::Relaxed);
                state.room.recharge(*before, now);
                let at = batch.outcome.place.partition as usize;
                let partition = &mut state.topics[batch.topic].partitions[at];
                partition.queued = (partition.queued + now).saturating_sub(*before);
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

    /// The batch is written. False if its outcome was settled before (it expired while it was under way).
    fn written(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>, base_offset: i64, append_time: i64) -> bool {
        let batch = batch.get();
        let first = !batch.settled.swap(true, Ordering::SeqCst);
        if first {
            batch.outcome.written(py, base_offset, append_time);
        }
        self.finish(py, batch, true, true);
        first
    }

    /// The batch failed. With `under_way` its partition stays muted until `unmute`: a request with it is still out.
    fn failed(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>, error: Py<PyAny>, under_way: bool) {
        let batch = batch.get();
        if !batch.settled.swap(true, Ordering::SeqCst) {
            batch.outcome.failed(py, error);
        }
        self.finish(py, batch, batch.held && !under_way, !under_way);
    }

    /// The request of a batch that had failed has ended.
    fn unmute(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>) {
        self.finish(py, batch.get(), true, true);
    }

    /// Cuts a batch that the broker found too large in two; they go first in its partition. False for a single record.
    fn split(&self, py: Python<'_>, batch: &Bound<'_, ProducerBatch>) -> PyResult<bool> {
        let whole = batch.get();
        if whole.count < 2 {
            return Ok(false);
        }
        let builders = py
            .detach(|| halves(&whole.data))
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let mut halves = Vec::new();
        let mut wakers = Vec::new();
        {
            let mut state = self.shared.lock();
            let ledger = Arc::clone(&state.ledger);
            for builder in builders {
                state.next_id += 1;
                let (id, charged) = (state.next_id, builder.allocated() + BATCH_COST);
                // Who flushes what was sent waits for its halves too.
                if whole.id <= state.flush_upto {
                    state.flush_upto = state.flush_upto.max(id);
                }
                for waiter in &mut state.settle_waiters {
                    if whole.id <= waiter.0 {
                        waiter.0 = waiter.0.max(id);
                    }
                }
                state.unresolved.insert(id);
                state.room.recharge(0, charged);
                let outcome = Arc::new(Outcome::new(Arc::clone(&whole.outcome.place), Arc::clone(&ledger)));
                halves.push(Open {
                    id,
                    builder,
                    outcome,
                    opened_us: whole.opened_us,
                    charged,
                });
            }
        }
        let counts: Vec<u32> = halves.iter().map(|half| half.builder.count() as u32).collect();
        let mut first = 0;
        let mut parts = Vec::new();
        for (half, count) in halves.iter().zip(&counts) {
            parts.push(Part {
                first,
                outcome: Arc::clone(&half.outcome),
            });
            first += count;
        }
        whole.settled.store(true, Ordering::SeqCst);
        whole.outcome.split(py, parts, &counts);
        {
            let mut state = self.shared.lock();
            let at = whole.outcome.place.partition as usize;
            let partition = &mut state.topics[whole.topic].partitions[at];
            for half in halves.into_iter().rev() {
                partition.queued += half.charged;
                partition.full.push_front(half);
            }
            if !partition.active {
                partition.active = true;
                state.active.push((whole.topic, at));
            }
            state.room.grant(&mut wakers);
        }
        wake_all(py, wakers);
        self.finish(py, whole, true, true);
        Ok(true)
    }

    /// What is buffered now is due at once. Its mark for `wait_settled`.
    fn flush_mark(&self) -> u64 {
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
        signal.wait(py, duration(timeout)?)
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
            .map(|(topic, open)| Py::new(py, self.unsent(topic, open, "abandoned".to_owned())))
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

    /// Batches without an outcome.
    #[getter]
    fn unresolved(&self) -> usize {
        self.shared.lock().unresolved.len()
    }
}

impl Accumulator {
    fn pick(&self, most_packed: usize) -> (Vec<Job>, Option<u64>) {
        let now = clock::monotonic_us();
        let packs = self.shared.codec != Codec::None;
        let mut jobs = Vec::new();
        let mut packed = 0;
        let mut next: Option<u64> = None;
        let mut state = self.shared.lock();
        state.woken = false;
        let hurry = state.room.wanted();
        let State {
            topics,
            active,
            limits,
            flush_upto,
            ..
        } = &mut *state;
        active.retain(|&(topic, at)| {
            let owner = &mut topics[topic];
            let partition = &mut owner.partitions[at];
            let expired = |open: &Open| open.opened_us + limits.delivery_timeout_us <= now;
            while partition.full.front().is_some_and(expired) {
                jobs.extend(partition.full.pop_front().map(|open| Job {
                    topic,
                    open,
                    expired: true,
                }));
            }
            if partition.full.is_empty() && partition.open.as_ref().is_some_and(expired) {
                jobs.extend(partition.open.take().map(|open| Job {
                    topic,
                    open,
                    expired: true,
                }));
            }
            if !partition.muted {
                let due = partition
                    .open
                    .as_ref()
                    .is_some_and(|open| hurry || open.id <= *flush_upto || open.opened_us + limits.linger_us <= now);
                let ready = !partition.full.is_empty() || due;
                if ready && packs && packed >= most_packed {
                    next = Some(0);
                } else if ready {
                    let open = partition.full.pop_front().or_else(|| partition.open.take());
                    if partition.open.is_none() && owner.sticky == Some(at) {
                        owner.sticky = None;
                    }
                    if let Some(open) = open {
                        packed += open.builder.len_bytes();
                        partition.muted = true;
                        jobs.push(Job {
                            topic,
                            open,
                            expired: false,
                        });
                    }
                }
            }
            let waiting = partition.full.front().or(partition.open.as_ref());
            if let Some(open) = waiting {
                let lingers = partition.full.is_empty() && !partition.muted;
                let wait = if lingers {
                    limits.linger_us.min(limits.delivery_timeout_us)
                } else {
                    limits.delivery_timeout_us
                };
                let at = open.opened_us + wait;
                next = Some(next.map_or(at, |next| next.min(at)));
            }
            partition.active = waiting.is_some();
            partition.active
        });
        state.armed_us = next;
        (jobs, next)
    }

    /// The batch's bytes, and what it was charged before.
    fn seal(&self, job: Job) -> (ProducerBatch, usize) {
        let Job { topic, open, expired } = job;
        let before = open.charged;
        if expired {
            return (self.unsent(topic, open, "expired".to_owned()), before);
        }
        let Open {
            id,
            builder,
            outcome,
            opened_us,
            ..
        } = open;
        let count = builder.count() as u32;
        let sealed = builder.seal_keeping(self.shared.codec, self.shared.level, SealOptions::default());
        let (data, problem) = match sealed {
            Ok((mut data, spare)) => {
                // Memory that is mostly in use is kept whole for the batch that comes after.
                if data.capacity() / 2 > data.len() {
                    let whole = std::mem::take(&mut data);
                    data.extend_from_slice(&whole);
                    self.shared.keep(whole);
                }
                self.shared.keep(spare);
                (data, None)
            }
            Err(error) => (Vec::new(), Some(error.to_string())),
        };
        let charged = AtomicUsize::new(data.capacity() + BATCH_COST);
        let deadline_us = opened_us + self.delivery_timeout_us();
        let settled = AtomicBool::new(false);
        (
            ProducerBatch {
                home: Arc::clone(&self.shared),
                data,
                outcome,
                id,
                topic,
                count,
                opened_us,
                deadline_us,
                charged,
                settled,
                held: true,
                problem,
            },
            before,
        )
    }

    /// Has memory in a large page ready for the next batch, if one was wanted.
    fn prepare_piece(&self) {
        if std::mem::take(&mut self.shared.lock().wants_piece) {
            let mut piece = Vec::with_capacity(huge::SIZE);
            pages::touch(piece.spare_capacity_mut());
            self.shared.keep(piece);
        }
    }

    fn unsent(&self, topic: usize, open: Open, problem: String) -> ProducerBatch {
        ProducerBatch {
            home: Arc::clone(&self.shared),
            data: Vec::new(),
            outcome: open.outcome,
            id: open.id,
            topic,
            count: open.builder.count() as u32,
            opened_us: open.opened_us,
            deadline_us: open.opened_us + self.delivery_timeout_us(),
            charged: AtomicUsize::new(open.charged),
            settled: AtomicBool::new(false),
            held: false,
            problem: Some(problem),
        }
    }

    fn delivery_timeout_us(&self) -> u64 {
        self.shared.lock().limits.delivery_timeout_us
    }

    fn ask_settled(&self, mark: u64, waker: Waker) -> bool {
        let mut state = self.shared.lock();
        let pending = state.unresolved.first().is_some_and(|oldest| *oldest <= mark);
        if pending {
            state.settle_waiters.push((mark, waker));
        } else {
            drop(state); // before the waker, which may be a Python object
            drop(waker);
        }
        pending
    }

    fn finish(&self, py: Python<'_>, batch: &ProducerBatch, unmute: bool, release: bool) {
        let mut wakers = Vec::new();
        let excess = {
            let mut state = self.shared.lock();
            state.resolved(batch.id, &mut wakers);
            let partition = &mut state.topics[batch.topic].partitions[batch.outcome.place.partition as usize];
            if unmute {
                partition.muted = false;
            }
            if release {
                let charged = batch.charged.swap(0, Ordering::SeqCst);
                partition.queued = partition.queued.saturating_sub(charged);
                state.release(charged, &mut wakers);
            }
            state.excess()
        };
        drop(excess);
        wake_all(py, wakers);
    }
}

/// A batch's records in two builders of about half of them each.
fn halves(data: &[u8]) -> Result<Vec<BatchBuilder>, barnabas_records::Error> {
    let mut builders = Vec::new();
    for raw in BatchIter::new(data) {
        let batch = decode(
            &raw?,
            DecodeOptions {
                check_crc: false,
                max_decompressed: usize::MAX,
            },
        )?;
        for half in batch.entries.chunks(batch.entries.len().div_ceil(2).max(1)) {
            let mut builder = BatchBuilder::new(half[0].timestamp);
            for entry in half {
                let headers: Vec<_> = batch.headers(entry).collect();
                builder.append(
                    entry.timestamp,
                    entry.key.of(&batch.body),
                    entry.value.of(&batch.body),
                    headers.iter().copied(),
                );
            }
            builders.push(builder);
        }
    }
    Ok(builders)
}

/// Waiting for room, for the user's side.
pub fn ask_room(shared: &Shared, need: usize, waker: Waker, wake: &mut Wake) -> Result<u64, (Option<u64>, Waker)> {
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
