//! `barnabas._native`: what of the client is made of bytes and is too hot for Python.
//!
//! Rules that hold everywhere here: no Python object is created, dropped or called under a native lock (a finalizer
//! may call back into the client); nothing waits with the GIL held; the GIL is released per batch and never per record.
mod broker;
mod bytes;
mod errors;
mod frame;
mod own_thread;
mod producer;
mod raw;
mod reader;
mod ready;
mod worker;

use barnabas_memory::huge;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

#[global_allocator]
static ALLOCATOR: huge::Huge = huge::Huge;

/// `Class[parameters]`, for annotations.
fn generic<'py>(class: &Bound<'py, PyType>, parameters: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static ALIAS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = class.py();
    let alias = ALIAS.get_or_try_init(py, || py.import("types")?.getattr("GenericAlias").map(Bound::unbind))?;
    alias.bind(py).call1((class, parameters))
}

#[pymodule]
mod _native {
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // Python's name
    const __version__: &str = env!("CARGO_PKG_VERSION");
    #[pymodule_export]
    use crate::broker::{
        AdmittedBatch, PyBatchHeader, RefusedBatch, admit_batches, batch_headers, crc32c, lower_batch, marker_batch,
        marker_of, record_at,
    };
    #[pymodule_export]
    use crate::frame::FrameBuffer;
    #[pymodule_export]
    use crate::own_thread::OwnThread;
    #[pymodule_export]
    use crate::producer::wire::{produce_answer, produce_request};
    #[pymodule_export]
    use crate::producer::{
        Accumulator, DeliveryBatch, Lender, ProducerBase, ProducerBatch, RecordMetadataList, Reserved,
    };
    #[pymodule_export]
    use crate::reader::gather::{collect, decode_elsewhere, decode_within, discard};
    #[pymodule_export]
    use crate::reader::{AsyncRecordIterator, Chunk, PollResult, RecordIterator, Records};
    #[pymodule_export]
    use crate::ready::ready_python;

    use crate::producer::{Delivery, RecordMetadata};
    use crate::raw::Class;
    use crate::reader::record::rebuild;
    use crate::reader::{BytesColumn, BytesIter, Record, RecordsIter};
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let py = module.py();
        module.add("Delivery", Class::make::<Delivery>(py)?)?;
        module.add("RecordMetadata", Class::make::<RecordMetadata>(py)?)?;
        module.add("Record", Class::make::<Record>(py)?)?;
        module.add("RecordsIter", Class::make::<RecordsIter>(py)?)?;
        module.add("BytesIter", Class::make::<BytesIter>(py)?)?;
        module.add_class::<BytesColumn>()?;
        py.import("collections.abc")?
            .getattr("Sequence")?
            .call_method1("register", (py.get_type::<BytesColumn>(),))?;
        crate::producer::hot::install(py)?;
        module.add("_rebuild", wrap_pyfunction!(rebuild, module)?)
    }
}
