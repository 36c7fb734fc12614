//! Produce requests in their commonest form, and answers that tell of success alone: what each batch costs the engine's
//! thread once on its way out and once on its way back. Whatever is not of that form is left to the generated messages.
use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyMemoryView, PyString, PyTuple};

use super::batch::ProducerBatch;
use crate::bytes::Bytes;

/// The first version with compact lengths and tags (KIP-482).
pub const COMPACT: i16 = 9;
/// The first one in which a topic goes by its id (KIP-516).
pub const BY_ID: i16 = 13;
/// A batch of up to so many bytes is copied: a buffer of its own costs a system call more than that.
const COPIED: usize = 16 * 1024;
const LONGEST_STRING: usize = 32_767;
pub const NO_TAGS: u8 = 0;

/// A partition's batch: the topic's name and id, the partition, the batch.
type Part<'py> = (
    Bound<'py, PyString>,
    Bound<'py, PyBytes>,
    i32,
    Bound<'py, ProducerBatch>,
);

/// What a request is written to: buffers in order, the last one growing.
struct Out<'py> {
    done: Bound<'py, PyList>,
    buf: Vec<u8>,
}

fn uvarint(out: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn string(out: &mut Vec<u8>, text: &str) {
    uvarint(out, text.len() + 1);
    out.extend_from_slice(text.as_bytes());
}

/// A request up to its first topic.
pub fn request(out: &mut Vec<u8>, transactional_id: Option<&str>, acks: i16, timeout_ms: i32, topics: usize) {
    match transactional_id {
        Some(id) => string(out, id),
        None => out.push(0),
    }
    out.extend_from_slice(&acks.to_be_bytes());
    out.extend_from_slice(&timeout_ms.to_be_bytes());
    uvarint(out, topics + 1);
}

/// A topic up to its first partition.
pub fn topic(out: &mut Vec<u8>, version: i16, name: &str, id: &[u8], partitions: usize) {
    if version < BY_ID {
        string(out, name);
    } else {
        out.extend_from_slice(id);
    }
    uvarint(out, partitions + 1);
}

/// A partition up to its batch of so many bytes.
pub fn partition(out: &mut Vec<u8>, partition: i32, size: usize) {
    out.extend_from_slice(&partition.to_be_bytes());
    uvarint(out, size + 1);
}

impl<'py> Out<'py> {
    fn batch(&mut self, at: i32, batch: &Bound<'py, ProducerBatch>) -> PyResult<()> {
        {
            let data = batch.get().sealed();
            partition(&mut self.buf, at, data.bytes.len());
            if data.bytes.len() <= COPIED {
                self.buf.extend_from_slice(&data.bytes);
                return Ok(());
            }
        }
        self.cut()?;
        self.done.append(PyMemoryView::from(batch.as_any())?)
    }

    fn cut(&mut self) -> PyResult<()> {
        self.done.append(PyBytes::new(self.done.py(), &self.buf))?;
        self.buf.clear();
        Ok(())
    }
}

/// The body of a Produce request as buffers in order; None if that is the generated message's to write.
#[pyfunction]
pub fn produce_request<'py>(
    py: Python<'py>,
    version: i16,
    transactional_id: Option<&str>,
    acks: i16,
    timeout_ms: i32,
    parts: Vec<Part<'py>>,
) -> PyResult<Option<Bound<'py, PyList>>> {
    let mut topics: Vec<(&str, &[u8], Vec<usize>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (at, (name, id, ..)) in parts.iter().enumerate() {
        let name = name.to_str()?;
        let of_it = *known.entry(name).or_insert(topics.len());
        if of_it == topics.len() {
            topics.push((name, id.as_bytes(), Vec::new()));
        }
        topics[of_it].2.push(at);
    }
    let longest = topics.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let own = transactional_id.map_or(0, str::len);
    if version < COMPACT || longest.max(own) > LONGEST_STRING || topics.iter().any(|(_, id, _)| id.len() != 16) {
        return Ok(None);
    }
    let mut out = Out {
        done: PyList::empty(py),
        buf: Vec::with_capacity(256),
    };
    request(&mut out.buf, transactional_id, acks, timeout_ms, topics.len());
    for (name, id, of_it) in topics {
        topic(&mut out.buf, version, name, id, of_it.len());
        for at in of_it {
            let (_, _, partition, batch) = &parts[at];
            out.batch(*partition, batch)?;
            out.buf.push(NO_TAGS);
        }
        out.buf.push(NO_TAGS);
    }
    out.buf.push(NO_TAGS);
    out.cut()?;
    Ok(Some(out.done))
}

/// What is left of an answer. Whatever is short, long or odd ends the reading: the generated message says what it is.
struct In<'a>(&'a [u8]);

impl<'a> In<'a> {
    fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A compact length of one or two bytes, null or not: more is not common.
    fn length(&mut self) -> Option<usize> {
        let low = usize::from(self.take(1)?[0]);
        if low < 0x80 {
            return low.checked_sub(1);
        }
        let high = usize::from(self.take(1)?[0]);
        (high < 0x80).then_some((low & 0x7f | high << 7).checked_sub(1)?)
    }

    /// A byte that has to be 0: no tags, null.
    fn nothing(&mut self) -> Option<()> {
        (self.take(1)?[0] == 0).then_some(())
    }
}

/// Where a batch was written.
struct Written {
    partition: i32,
    base_offset: i64,
    append_time: i64,
    log_start: i64,
}

type Answer<'a> = (i32, Vec<(&'a [u8], Vec<Written>)>);

fn read(bytes: &[u8], version: i16) -> Option<Answer<'_>> {
    let mut from = In(bytes);
    let mut topics = Vec::new();
    for _ in 0..from.length()? {
        let name = match version {
            BY_ID => from.take(16)?,
            _ => {
                let size = from.length()?;
                from.take(size)?
            }
        };
        let mut found = Vec::new();
        for _ in 0..from.length()? {
            let partition = i32::from_be_bytes(from.number()?);
            if i16::from_be_bytes(from.number()?) != 0 {
                return None; // an error
            }
            found.push(Written {
                partition,
                base_offset: i64::from_be_bytes(from.number()?),
                append_time: i64::from_be_bytes(from.number()?),
                log_start: i64::from_be_bytes(from.number()?),
            });
            if from.length()? > 0 {
                return None; // records that were refused
            }
            from.nothing()?; // no message
            from.nothing()?;
        }
        from.nothing()?;
        topics.push((name, found));
    }
    let throttle = i32::from_be_bytes(from.number()?);
    from.nothing()?;
    Some((throttle, topics))
}

/// Milliseconds of throttling, and where each batch was written, by topic (its name, or its id from version 13 on) and
/// partition: (base offset, append time, log start offset). None if the generated message has to look.
#[pyfunction]
pub fn produce_answer<'py>(
    data: &Bound<'py, PyAny>,
    version: i16,
    offset: usize,
) -> PyResult<Option<(i32, Bound<'py, PyList>)>> {
    let py = data.py();
    let bytes = Bytes::of(data)?;
    let body = bytes.get().get(offset..).unwrap_or_default();
    if !(COMPACT..=BY_ID).contains(&version) {
        return Ok(None);
    }
    let Some((throttle, topics)) = read(body, version) else {
        return Ok(None);
    };
    let all = PyList::empty(py);
    for (name, found) in topics {
        let key = if version == BY_ID {
            PyBytes::new(py, name).into_any()
        } else {
            match std::str::from_utf8(name) {
                Ok(name) => PyString::new(py, name).into_any(),
                Err(_) => return Ok(None),
            }
        };
        for one in found {
            let fields = (&key, one.partition, one.base_offset, one.append_time, one.log_start);
            all.append::<Bound<'py, PyTuple>>(fields.into_pyobject(py)?)?;
        }
    }
    Ok(Some((throttle, all)))
}
