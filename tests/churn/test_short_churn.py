"""A short churn of each kind of group; `make churn` is longer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.churn.run import Plan, churn
from tests.harness.kafka import SESSION_MS, Kafka, Topics

CLASSIC: dict[str, Any] = {"session_timeout_ms": SESSION_MS, "heartbeat_interval_ms": 300}
KINDS: dict[str, dict[str, Any]] = {
    "eager": {**CLASSIC, "partition_assignment_strategy": "range"},
    "cooperative": {**CLASSIC, "partition_assignment_strategy": "cooperative-sticky"},
    "consumer": {"group_protocol": "consumer"},
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", list(KINDS))
def test_nothing_is_lost_and_nothing_is_held_twice(kafka: Kafka, topic: Topics, kind: str) -> None:
    name = topic(partitions=12)
    # Of the newer protocol the broker sets the session, and 45 s are too long to wait for in a short run.
    plan = Plan(kafka.bootstrap, name, name, 12, 6, 8.0, seed=6, options=KINDS[kind], deaths=kind != "consumer")
    faults, story = churn(plan)
    assert not faults, story
