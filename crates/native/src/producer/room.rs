//! The bytes of `buffer_memory`, and the queue of who waits for some.
use std::collections::{HashMap, VecDeque};

use super::wait::Waker;

struct Ticket {
    id: u64,
    need: usize,
    waker: Waker,
}

pub struct Room {
    pub limit: usize,
    used: usize,
    next: u64,
    /// First come, first served, so that a large record is not passed over for ever by small ones.
    queue: VecDeque<Ticket>,
    granted: HashMap<u64, usize>,
}

impl Room {
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            used: 0,
            next: 0,
            queue: VecDeque::new(),
            granted: HashMap::new(),
        }
    }

    pub fn used(&self) -> usize {
        self.used
    }

    pub fn wanted(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Whether `bytes` more may be taken without passing anyone who waits.
    pub fn has(&self, bytes: usize) -> bool {
        self.queue.is_empty() && self.used + bytes <= self.limit
    }

    /// The bytes that nobody holds and nobody waits for.
    pub fn free(&self) -> usize {
        if self.queue.is_empty() {
            self.limit.saturating_sub(self.used)
        } else {
            0
        }
    }

    /// The bytes that nobody holds, whoever waits for them.
    pub fn unused(&self) -> usize {
        self.limit.saturating_sub(self.used)
    }

    /// What a thing took before and takes now.
    pub fn recharge(&mut self, before: usize, now: usize) {
        self.used = (self.used + now).saturating_sub(before);
    }

    pub fn ask(&mut self, need: usize, waker: Waker) -> u64 {
        self.next += 1;
        self.queue.push_back(Ticket {
            id: self.next,
            need,
            waker,
        });
        self.next
    }

    /// Whether a ticket was granted; its bytes are the caller's then.
    pub fn claim(&mut self, id: u64) -> Option<usize> {
        self.granted.remove(&id)
    }

    /// Gives a ticket up, granted or not; the waker is for the caller to drop after the lock.
    pub fn give_up(&mut self, id: u64) -> Option<Waker> {
        if let Some(bytes) = self.granted.remove(&id) {
            self.used = self.used.saturating_sub(bytes);
        }
        let at = self.queue.iter().position(|ticket| ticket.id == id)?;
        self.queue.remove(at).map(|ticket| ticket.waker)
    }

    /// Grants what fits now, in order. When nothing is buffered the first one fits in any case.
    pub fn grant(&mut self, wakers: &mut Vec<Waker>) {
        while let Some(first) = self.queue.front() {
            if self.used > 0 && self.used + first.need > self.limit {
                return;
            }
            if let Some(ticket) = self.queue.pop_front() {
                self.used += ticket.need;
                self.granted.insert(ticket.id, ticket.need);
                wakers.push(ticket.waker);
            }
        }
    }

    /// Wakes all without granting: the producer was closed.
    pub fn refuse_all(&mut self, wakers: &mut Vec<Waker>) {
        wakers.extend(self.queue.drain(..).map(|ticket| ticket.waker));
    }
}
