"""A short churn of each kind of group; `make churn` is the long one."""

from __future__ import annotations

import pytest

from tests.churn.clusters import Times
from tests.churn.run import KINDS, Plan, run

SECONDS = {"embedded": 10.0, "real": 16.0}
TIMES = Times(session=5.0, rebalance=10.0, heartbeat=0.5)


def passes(kind: str, cluster: str) -> None:
    outcome = run(Plan(kind, cluster, seed=6, seconds=SECONDS[cluster], members=6, partitions=15, times=TIMES))
    assert not outcome.verdict.wrong, "\n".join([*outcome.verdict.wrong, f"the journals are in {outcome.folder}"])
    assert outcome.verdict.records > 1_000
    assert outcome.down, outcome.done


@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", list(KINDS))
def test_on_the_development_broker(kind: str) -> None:
    passes(kind, "embedded")


@pytest.mark.java
@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", list(KINDS))
def test_on_a_real_broker(real_jars: None, kind: str) -> None:
    passes(kind, "real")
