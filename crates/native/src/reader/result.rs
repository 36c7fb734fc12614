//! What `poll()` returns: records or news of a rebalance, with one face.
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple, PyType};

use crate::generic;

/// What `Consumer.poll()` returns: `Records`, or a `Rebalance`, which looks like no records at all.
///
/// So a loop over the result is right for who does not care about rebalances.
///
/// Example:
///     >>> rebalance = barnabas.Rebalance()
///     >>> isinstance(rebalance, barnabas.PollResult), len(rebalance), list(rebalance), rebalance.values()
///     (True, 0, [], [])
#[pyclass(frozen, subclass, module = "barnabas")]
pub struct PollResult;

#[pymethods]
impl PollResult {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> Self {
        Self
    }

    #[classmethod]
    fn __class_getitem__<'py>(
        class: &Bound<'py, PyType>,
        parameters: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        generic(class, parameters)
    }

    fn __len__(&self) -> usize {
        0
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyList::empty(py).try_iter().map(Bound::into_any)
    }

    /// The values, in order.
    ///
    /// >>> barnabas.Rebalance().values()
    /// []
    fn values<'py>(&self, py: Python<'py>) -> Bound<'py, PyList> {
        PyList::empty(py)
    }

    /// The records of each partition.
    ///
    /// >>> barnabas.Rebalance().by_partition()
    /// {}
    fn by_partition<'py>(&self, py: Python<'py>) -> Bound<'py, PyDict> {
        PyDict::new(py)
    }
}
