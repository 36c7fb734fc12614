"""Brokers that tests of this folder share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from barnabas import broker as embedded
from tests.harness.broker import Broker

VERIFIES = "transaction.partition.verification.enable"  # KIP-890's first part, which Kafka has since 3.6: else only the log tells


@pytest.fixture(params=["3.9", "3.5", pytest.param("3.9.1", marks=pytest.mark.real_kafka)])
def unverifying(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a broker that knows a producer's epoch by its log alone, with transactions of version 1."""
    if request.param == "3.9.1":
        start: Callable[..., Broker] = request.getfixturevalue("start_broker")
        yield start("3.9.1", {VERIFIES: "false"}).bootstrap
    else:
        with embedded.Broker(version=request.param) as broker:
            yield broker.bootstrap_servers
