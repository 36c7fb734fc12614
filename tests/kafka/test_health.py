"""`health()` through an outage: what stands in the way is said while it lasts, and no longer."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from tests.harness.members import CONSUMER, COOPERATIVE, polled
from tests.harness.waiting import until

WAIT = 30.0


@pytest.mark.parametrize("options", [COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def test_an_outage_is_told_while_it_lasts(options: dict[str, Any]) -> None:
    configs = {"group.consumer.heartbeat.interval.ms": "100", "group.consumer.min.heartbeat.interval.ms": "100"}
    with (
        Broker(configs=configs) as broker,
        barnabas.Client(broker.bootstrap_servers, reconnect_backoff_max_ms=100) as client,
        client.consumer("orders", group_id="g", **options) as consumer,
    ):
        until(polled(consumer.assignment, consumer), "it has the topic", WAIT)
        assert consumer.health().error is None
        broker.stop_node(1)
        until(lambda: consumer.health().error is not None, "it is told", WAIT)
        broker.start_node(1)
        until(polled(lambda: consumer.health().error is None, consumer), "it is over", WAIT)
        assert consumer.health().state == "stable"


@pytest.mark.parametrize("options", [COOPERATIVE, CONSUMER], ids=["cooperative", "consumer"])
def test_a_cluster_that_is_not_there_is_told(options: dict[str, Any]) -> None:
    with (
        barnabas.Client("127.0.0.1:1") as client,
        client.consumer("orders", group_id="g", **options) as consumer,
    ):
        with pytest.raises(barnabas.NoBrokerAvailableError):
            while consumer.poll(0.1) is not None:
                pass
        until(lambda: isinstance(consumer.health().error, barnabas.NoBrokerAvailableError), "it is told", WAIT)
        assert "127.0.0.1:1" in str(consumer.health().error)
        consumer.close(timeout=0.1)  # nobody hears its goodbye
