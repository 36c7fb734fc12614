//! The engine's side of `express`: what it lends to whoever sends a record that is alone, and what they did with it.
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::accumulator::Accumulator;
use super::batch::ProducerBatch;
use super::express::{Form, Next, Permit};
use super::shared::Shared;
use super::wire::{BY_ID, COMPACT};

/// A batch that its sender has sent: its node, its correlation id, and what the socket did not take.
type Departed<'py> = (Bound<'py, ProducerBatch>, i32, i32, Bound<'py, PyBytes>);

#[pyclass(frozen, module = "barnabas._native")]
pub struct Lender {
    shared: Arc<Shared>,
}

#[pymethods]
impl Lender {
    /// `header` is how each request of the producer begins, from behind its correlation id.
    #[new]
    fn new(accumulator: &Accumulator, header: Vec<u8>, acks: i16, timeout_ms: i32) -> Self {
        let shared = Arc::clone(&accumulator.shared);
        shared.express.introduce(Form {
            header,
            acks,
            timeout_ms,
        });
        Self { shared }
    }

    /// What the batch behind this one has to carry; until one is taken, by the engine or by its sender. Where that has happened
    /// already it is another batch's number by now, and nothing is done.
    fn follow(
        &self,
        batch: &Bound<'_, ProducerBatch>,
        topic_id: [u8; 16],
        producer_id: i64,
        epoch: i16,
        sequence: i32,
    ) {
        let mut state = self.shared.lock();
        let partition = state.home_of(batch.get());
        if partition.last == batch.get().whole {
            partition.next = Some(Next {
                topic_id,
                producer: (producer_id, epoch),
                sequence,
            });
        }
    }

    /// Whoever sends a record that is alone may write the next request of a node's connection, once that is confirmed. The
    /// socket stays open until `withdraw`, or until the request is among the `launched`. A version that has another form is
    /// passed over.
    fn lend(&self, node: i32, socket: i64, correlation_id: i32, version: i16, producer_id: i64, epoch: i16) {
        if (COMPACT..=BY_ID).contains(&version) {
            self.shared.express.lend(Permit {
                node,
                socket,
                correlation_id,
                version,
                producer: (producer_id, epoch),
                valid: false,
            });
        }
    }

    /// The answer has come behind which the permit was to be used. False if it was withdrawn.
    fn confirm(&self, node: i32) -> bool {
        self.shared.express.confirm(node)
    }

    /// Takes back what was lent, if it was not used.
    fn withdraw(&self, node: i32) {
        self.shared.express.withdraw(node);
    }

    /// What was sent meanwhile, each with its node, its correlation id, and what of the request is still to be written.
    fn launched<'py>(&self, py: Python<'py>) -> PyResult<Vec<Departed<'py>>> {
        let launched = self.shared.express.launched();
        if launched.is_empty() {
            return Ok(Vec::new());
        }
        {
            let mut state = self.shared.lock();
            for one in &launched {
                state.home_of(&one.batch).launched = false;
            }
        }
        launched
            .into_iter()
            .map(|one| {
                let rest = PyBytes::new(py, &one.rest);
                Ok((Bound::new(py, one.batch)?, one.node, one.correlation_id, rest))
            })
            .collect()
    }
}
