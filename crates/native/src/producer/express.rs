//! A record that comes alone goes to its broker from the thread that sends it. The engine, with nothing to do, has lent the
//! right to write a connection's next request; it is told as of any record, and takes the request into its books then, or
//! when it wants the connection for itself. That spares the wake of a thread between `send()` and the network.
//!
//! All of it happens with the GIL held, and nothing here waits: the socket does not block.
use std::io::Write;
use std::mem::ManuallyDrop;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use barnabas_records::{SealOptions, stamp};

use super::batch::ProducerBatch;
use super::shared::Shared;
use super::state::Wake;
use super::topic::Open;
use super::wire;

/// Larger ones are the engine's: the sender's thread may be an event loop, which would stand still meanwhile.
const MOST: usize = 4096;
const PRODUCE: i16 = 0;
/// What a frame has beside the batch, the topic's name and the variable part of its header, at most.
const FRAME: usize = 64;

/// A producer's id and epoch.
pub type Identity = (i64, i16);

/// What a partition's next batch has to carry, if it is the next that goes to its broker.
#[derive(Clone, Copy)]
pub struct Next {
    pub topic_id: [u8; 16],
    pub producer: Identity,
    pub sequence: i32,
}

/// The right to write one request to a node's connection.
pub struct Permit {
    pub node: i32,
    /// The connection's socket, which stays open until the permit is used or withdrawn.
    pub socket: i64,
    pub correlation_id: i32,
    pub version: i16,
    pub producer: Identity,
    /// It may be used; until then the answer to the request before it is waited for.
    pub valid: bool,
}

/// A batch whose request was written, as far as the socket took it.
pub struct Launched {
    pub batch: ProducerBatch,
    pub node: i32,
    pub correlation_id: i32,
    pub rest: Vec<u8>,
}

/// What is the same in each request of a producer.
#[derive(Default)]
pub struct Form {
    /// From behind the correlation id to the end of the request's header.
    pub header: Vec<u8>,
    pub acks: i16,
    pub timeout_ms: i32,
}

#[derive(Default)]
struct Desk {
    form: Form,
    permits: Vec<Permit>,
    launched: Vec<Launched>,
}

#[derive(Default)]
pub struct Express {
    desk: Mutex<Desk>,
    /// Whether a permit may be used: asked for each batch that is begun.
    open: AtomicBool,
}

impl Express {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn introduce(&self, form: Form) {
        self.desk().form = form;
    }

    pub fn lend(&self, permit: Permit) {
        let mut desk = self.desk();
        desk.permits.retain(|other| other.node != permit.node);
        desk.permits.push(permit);
        self.tell(&desk);
    }

    /// The permit may be used from now on; false if it was withdrawn.
    pub fn confirm(&self, node: i32) -> bool {
        let mut desk = self.desk();
        let Some(permit) = desk.permits.iter_mut().find(|permit| permit.node == node) else {
            return false;
        };
        permit.valid = true;
        self.tell(&desk);
        true
    }

    fn tell(&self, desk: &Desk) {
        let open = desk.permits.iter().any(|permit| permit.valid);
        self.open.store(open, Ordering::Release);
    }

    pub fn launched(&self) -> Vec<Launched> {
        std::mem::take(&mut self.desk().launched)
    }

    pub fn withdraw(&self, node: i32) {
        let mut desk = self.desk();
        desk.permits.retain(|permit| permit.node != node);
        self.tell(&desk);
    }
}

impl Shared {
    /// Sends what was just added to a partition, if it may go by itself. Whether or not, the engine has to be woken.
    pub fn launch(self: &Arc<Self>, (topic, at): (usize, usize), wake: Wake) {
        if wake.filled || !self.express.open.load(Ordering::Acquire) {
            return;
        }
        let mut desk = self.express.desk();
        let Some((permit, next, name, open)) = self.choose(&mut desk, topic, at) else {
            return;
        };
        self.express.tell(&desk);
        let charged = open.charged;
        let mut batch = self.seal(topic, open);
        batch.charged.store(charged, Ordering::Relaxed); // as it is in the books: less would only matter to who waits for room
        if self.stamps && batch.problem.is_none() {
            let options = SealOptions {
                producer_id: next.producer.0,
                producer_epoch: next.producer.1,
                base_sequence: next.sequence,
                transactional: false,
            };
            let stamped = stamp(&mut batch.sealed().bytes, options);
            batch.problem = stamped.err().map(|error| error.to_string());
        }
        let mut rest = Vec::new();
        if batch.problem.is_none() {
            rest = frame(&desk.form, &permit, &next, &name, &batch);
            // What cannot be written, for whatever reason, is left to the engine, which will find the same.
            rest.drain(..write(permit.socket, &rest));
        }
        desk.launched.push(Launched {
            batch,
            node: permit.node,
            correlation_id: permit.correlation_id,
            rest,
        });
    }

    /// The batch and how it goes; None if it has to wait for the engine.
    fn choose(&self, desk: &mut Desk, topic: usize, at: usize) -> Option<(Permit, Next, Arc<str>, Open)> {
        let mut state = self.lock();
        if state.limits.linger_us > 0 || state.room.wanted() {
            return None;
        }
        let owner = &mut state.topics[topic];
        let partition = &mut owner.partitions[at];
        let next = partition.next?;
        let small = |open: &Open| open.builder.len_bytes() <= MOST;
        if partition.out > 0 || !partition.full.is_empty() || !partition.open.as_ref().is_some_and(small) {
            return None;
        }
        let (node, producer) = (partition.leader, next.producer);
        let goes = |permit: &Permit| permit.valid && permit.node == node && permit.producer == producer;
        let permit = desk.permits.iter().position(goes)?;
        let open = owner.take(at)?;
        owner.partitions[at].launched = true;
        owner.partitions[at].active = false;
        let name = Arc::clone(&owner.name);
        state.active.retain(|place| *place != (topic, at));
        Some((desk.permits.swap_remove(permit), next, name, open))
    }
}

fn frame(form: &Form, permit: &Permit, next: &Next, topic: &str, batch: &ProducerBatch) -> Vec<u8> {
    let sealed = batch.sealed();
    let mut out = Vec::with_capacity(FRAME + form.header.len() + topic.len() + sealed.bytes.len());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&PRODUCE.to_be_bytes());
    out.extend_from_slice(&permit.version.to_be_bytes());
    out.extend_from_slice(&permit.correlation_id.to_be_bytes());
    out.extend_from_slice(&form.header);
    wire::request(&mut out, None, form.acks, form.timeout_ms, 1);
    wire::topic(&mut out, permit.version, topic, &next.topic_id, 1);
    wire::partition(&mut out, batch.outcome.place.partition, sealed.bytes.len());
    out.extend_from_slice(&sealed.bytes);
    out.extend_from_slice(&[wire::NO_TAGS; 3]); // of the partition, the topic and the request
    let size = out.len() - 4;
    out[..4].copy_from_slice(&(size as u32).to_be_bytes());
    out
}

/// How many bytes the socket took.
fn write(socket: i64, bytes: &[u8]) -> usize {
    borrowed(socket).write(bytes).unwrap_or(0)
}

#[cfg(unix)]
fn borrowed(socket: i64) -> ManuallyDrop<TcpStream> {
    use std::os::fd::{FromRawFd, RawFd};
    // SAFETY: the engine keeps the socket open for as long as the permit is out, and it is not closed here.
    ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(socket as RawFd) })
}

#[cfg(windows)]
fn borrowed(socket: i64) -> ManuallyDrop<TcpStream> {
    use std::os::windows::io::{FromRawSocket, RawSocket};
    // SAFETY: as above.
    ManuallyDrop::new(unsafe { TcpStream::from_raw_socket(socket as RawSocket) })
}
