"""The first records of a transaction wait at home while the coordinator still ends the one before (KIP-890)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from barnabas.testing import ManualClock
from tests.harness.waiting import until

WAIT = 30.0


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def broker(clock: ManualClock) -> Iterator[Broker]:
    """Of two nodes: the first one has the topic and the coordinator, the second one a topic of which a marker can be kept from coming."""
    with Broker(nodes=2, clock=clock) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            new = [barnabas.NewTopic(name, assignments={0: [node]}) for name, node in (("t", 1), ("far", 2))]
            client.admin.create_topics(new, raise_on_error=True)
        broker.move_coordinator(transactional_id="x", to=1)
        yield broker


@pytest.fixture
def producer(broker: Broker, clock: ManualClock) -> Iterator[Any]:
    with (
        barnabas.Client(broker.bootstrap_servers, clock=clock, client_id="ours") as client,
        client.producer(transactional_id="x", linger_ms=0) as producer,
    ):
        yield producer


def asked(broker: Broker) -> list[str]:
    """What our client has had done, in order."""
    known = ("DescribeTransactions", "EndTxn", "Produce")
    return [request.api for request in broker.requests() if request.client_id == "ours" and request.api in known]


def test_records_go_out_when_the_markers_are_written(broker: Broker, producer: Any, clock: ManualClock) -> None:
    with producer.transaction():
        producer.send("far", b"one").result(WAIT)
        broker.stop_node(2)
    producer.begin_transaction()
    sent = producer.send("t", b"two")
    until(lambda: "DescribeTransactions" in asked(broker), "the coordinator is asked")
    clock.advance(0.001)
    until(lambda: asked(broker).count("DescribeTransactions") == 2, "and once more, as markers are missing")
    assert asked(broker) == ["Produce", "EndTxn", *["DescribeTransactions"] * 2]
    broker.start_node(2)
    clock.advance(0.002)
    sent.result(WAIT)
    assert asked(broker)[-2:] == ["DescribeTransactions", "Produce"]
    producer.commit_transaction()


def test_they_wait_no_longer_than_they_would_at_the_broker(broker: Broker, producer: Any, clock: ManualClock) -> None:
    with producer.transaction():
        producer.send("far", b"one").result(WAIT)
        broker.stop_node(2)
    producer.begin_transaction()
    sent = producer.send("t", b"two")

    def tried() -> bool:
        clock.advance(0.001)
        return asked(broker).count("Produce") > 1  # refused as yet: CONCURRENT_TRANSACTIONS

    until(tried, "the records are tried")
    broker.start_node(2)
    clock.advance(1)
    sent.result(WAIT)
    producer.commit_transaction()


@pytest.mark.parametrize(
    "fault",
    [{"error": "TRANSACTIONAL_ID_AUTHORIZATION_FAILED"}, {"drop_connection": True}, {"error": "NOT_COORDINATOR"}],
)
def test_a_coordinator_that_does_not_say_holds_up_nothing(broker: Broker, producer: Any, fault: dict[str, Any]) -> None:
    broker.inject(api="DescribeTransactions", times=None, **fault)
    for _ in range(3):
        with producer.transaction():
            producer.send("t", b"x")
    assert asked(broker).count("DescribeTransactions") == 1, "it is left alone for a while"


def test_an_answer_that_does_not_come_in_time_holds_up_nothing(
    broker: Broker, producer: Any, clock: ManualClock
) -> None:
    broker.inject(api="DescribeTransactions", delay=0.5)
    with producer.transaction():
        producer.send("t", b"x")
    producer.begin_transaction()
    sent = producer.send("t", b"y")
    until(lambda: "DescribeTransactions" in asked(broker), "the coordinator is asked")
    clock.advance(0.01)
    sent.result(WAIT)
    clock.advance(0.5)  # a broker answers the requests of a connection in order
    producer.commit_transaction()


def test_offsets_wait_as_well(broker: Broker, producer: Any, clock: ManualClock) -> None:
    with producer.transaction():
        producer.send("t", b"one")
    group = barnabas.ConsumerGroupMetadata("g")
    with producer.transaction():
        producer.send_offsets_to_transaction(group, {TopicPartition("t", 0): 1})
    told = [request.api for request in broker.requests() if request.client_id == "ours"]
    assert told.index("DescribeTransactions") < told.index("TxnOffsetCommit")


def test_who_comes_later_does_not_ask(broker: Broker, producer: Any, clock: ManualClock) -> None:
    for _ in range(3):
        with producer.transaction():
            producer.send("t", b"x")
        clock.advance(0.02)
    assert "DescribeTransactions" not in asked(broker)


def test_brokers_before_transaction_version_2_are_not_asked() -> None:
    with Broker(version="3.9") as older, barnabas.Client(older.bootstrap_servers, clock=ManualClock()) as client:
        with client.producer(transactional_id="x") as producer:
            for _ in range(2):
                with producer.transaction():
                    producer.send("t", b"x")
        assert not older.requests(api="DescribeTransactions")
