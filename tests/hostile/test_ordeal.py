"""The ordeal in its short form; `make ordeal` is the long one."""

from __future__ import annotations

import pytest

from tests.ordeal.run import run

SECONDS = {"embedded": 7.0, "real": 30.0}


def passes(kind: str) -> None:
    outcome = run(kind, seed=7, seconds=SECONDS[kind])
    assert not outcome.verdict.wrong, "\n".join([*outcome.verdict.wrong, f"the journals are in {outcome.folder}"])
    assert outcome.verdict.acknowledged > 1_000
    assert outcome.faults


@pytest.mark.long
@pytest.mark.timeout(400)
def test_on_the_development_broker() -> None:
    passes("embedded")


@pytest.mark.java
@pytest.mark.timeout(600)
def test_on_a_real_cluster(real_jars: None) -> None:
    passes("real")
