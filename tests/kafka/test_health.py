"""`health()`: through an outage what stands in the way is said while it lasts, and no longer; and through an iteration."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from tests.harness.kafka import Topics
from tests.harness.members import CONSUMER, COOPERATIVE, fill, polled
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


def begin(client: barnabas.Client, name: str, group: bool, **options: Any) -> barnabas.Consumer[Any, Any]:
    """A consumer of a topic, as a member of a group or with its partition by hand."""
    if group:
        return client.consumer(name, group_id=name, **COOPERATIVE, **options)
    consumer = client.consumer(auto_offset_reset="earliest", **options)
    consumer.assign([TopicPartition(name, 0)])
    return consumer


GROUP = pytest.mark.parametrize("group", [True, False], ids=["group", "by hand"])


@GROUP
def test_a_poll_is_noted(client: barnabas.Client, topic: Topics, group: bool) -> None:
    with begin(client, topic(), group) as consumer:
        assert consumer.health().since_poll is None
        consumer.poll(0)
        assert consumer.health().since_poll is not None


@GROUP
def test_each_step_of_an_iteration_counts_as_a_poll(client: barnabas.Client, topic: Topics, group: bool) -> None:
    name = topic()
    fill(client, name, 5000)
    with begin(client, name, group, max_poll_interval_ms=2000) as consumer:
        records = iter(consumer)
        next(records)
        began = consumer._core._touched
        until(lambda: next(records) is not None and consumer._core._touched > began, "it is seen to go on", WAIT)
        assert len(consumer._core.reading.iterator.rest()) > 0, "no more were asked for meanwhile"  # type: ignore[union-attr]


@GROUP
def test_lag_is_that_of_lag_in_the_middle_of_an_iteration(client: barnabas.Client, topic: Topics, group: bool) -> None:
    name = topic()
    fill(client, name, 100)
    p = TopicPartition(name, 0)
    with begin(client, name, group) as consumer:
        records = iter(consumer)
        for offset in range(10):
            assert next(records).offset == offset
        assert consumer.health().lag == consumer.lag(p) == 90


def test_lag_is_up_to_the_first_open_transaction_where_that_is_the_end(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    fill(client, name, 10)
    with (
        client.producer(transactional_id=name) as producer,
        begin(client, name, False, isolation_level="read_committed") as consumer,
        producer.transaction(),
    ):
        producer.send_many(name, [b"open"] * 5, partition=0)
        producer.flush()
        p = consumer._core.owned[TopicPartition(name, 0)]
        until(polled(lambda: (p.position, p.high_watermark) == (10, 15), consumer), "it is at the end", WAIT)
        assert consumer.health().lag == consumer.lag(p.key) == 0
