"""What is told of mutants stays true of the machines as they are: an entry for a line that has changed would end `make mutants`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from tests.mutants.changes import mutants
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.machines import MACHINES


@pytest.mark.parametrize("module", EQUIVALENT)
def test_each_equivalent_mutant_is_one_of_its_machine(module: str) -> None:
    spec = importlib.util.find_spec(module)
    assert module in MACHINES
    assert spec is not None and spec.origin is not None
    assert EQUIVALENT[module].keys() <= {str(mutant) for mutant in mutants(Path(spec.origin).read_text())}
