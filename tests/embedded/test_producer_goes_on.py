"""What befell one batch leaves its partition as it should be: those behind it go, and go where they should."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.engine.cluster import Cluster
from tests.harness.waiting import until

WAIT = 30.0
QUICK: dict[str, Any] = {"retry_backoff_ms": 5, "reconnect_backoff_ms": 5, "reconnect_backoff_max_ms": 20}


def test_what_a_broker_cannot_take_is_told_at_once_of_each_record() -> None:
    with Broker(version="2.0") as broker, barnabas.Client(broker.bootstrap_servers, request_timeout_ms=2_000) as client:
        producer = client.producer(compression_type="zstd", linger_ms=0, delivery_timeout_ms=6_000)
        for value in (b"one", b"two"):
            with pytest.raises(barnabas.errors.IncompatibleBrokerError, match=r"Kafka 2\.1"):
                producer.send("t", value, partition=0).result(WAIT)
        assert producer._sender.failures() is None


@pytest.mark.parametrize("sent_before", [True, False])
def test_after_a_password_was_wrong_for_a_while_records_go_again(sent_before: bool) -> None:
    """A batch that had been sent leaves a gap in the numbers: the epoch rises, and those behind it go."""
    who: Any = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "PLAIN", "sasl_username": "u"}
    with (
        Broker(security_protocol="SASL_PLAINTEXT", users={"u": "p"}, default_partitions=1) as broker,
        barnabas.Client(
            broker.bootstrap_servers, **who, sasl_password="p", request_timeout_ms=2_000, **QUICK
        ) as client,
        client.producer(linger_ms=0, delivery_timeout_ms=10_000) as producer,
    ):
        producer.send("t", b"zero").result(WAIT)
        wrong = broker.inject(api="SaslAuthenticate", error="SASL_AUTHENTICATION_FAILED", times=None)
        if sent_before:
            broker.inject(api="Produce", drop_connection=True)
        else:
            broker.drop_connections()
        refused = [producer.send("t", b"refused") for _ in range(3)]
        for delivery in refused:
            assert isinstance(delivery.exception(WAIT), barnabas.errors.AuthenticationError)
        wrong.cancel()
        until(lambda: producer.send("t", b"next").exception(WAIT) is None, "it goes again")
        assert producer.send("t", b"last").result(WAIT).offset is not None


# --- a leader that has moved ------------------------------------------------------------------------------------------


@pytest.fixture
def moving() -> Iterator[Broker]:
    """The second of its two nodes leads all of a topic."""
    with Broker(nodes=2) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            placed = barnabas.NewTopic("t", assignments={partition: [2, 1] for partition in range(8)})
            client.admin.create_topics([placed], raise_on_error=True)
        yield broker


def to_the_first(broker: Broker, client: barnabas.Client) -> None:
    """All partitions move, and the client hears of it."""
    for partition in range(8):
        broker.move_leader("t", partition, to=1)
    client._engine.post(client._engine.cluster.update_soon, "a test has moved leaders")


def test_what_waits_behind_a_node_that_hangs_goes_to_the_new_leader(moving: Broker) -> None:
    with (
        barnabas.Client(moving.bootstrap_servers, request_timeout_ms=5_000, **QUICK) as client,
        client.producer(linger_ms=0, max_in_flight_requests_per_connection=2) as producer,
    ):
        for partition in range(8):
            producer.send("t", b"warm", partition=partition).result(WAIT)
        (lane,) = client._engine.pool.nodes[2].lanes.values()
        outlet = producer._sender._outlets[2]
        moving.inject(api="Produce", no_answer=True, times=None, node=2)
        stuck = []
        for partition in range(2):
            stuck.append(producer.send("t", b"stuck", partition=partition))
            until(lambda: outlet.in_flight > partition, "its request is out")  # noqa: B023
        waiting = [producer.send("t", b"waiting", partition=partition) for partition in range(2, 8)]
        to_the_first(moving, client)
        for delivery in waiting:
            delivery.result(WAIT)
        assert lane.open, "nobody had to find out that it hangs"
        assert not any(delivery.done() for delivery in stuck)
        client._engine.post(client._engine.pool.drop_all)
        for delivery in stuck:
            delivery.result(WAIT)


def test_what_waits_for_a_connection_goes_to_the_new_leader(moving: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        barnabas.Client(moving.bootstrap_servers, **QUICK) as client,
        client.producer(linger_ms=0) as producer,
    ):
        producer.send("t", b"warm", partition=0).result(WAIT)
        opening = asyncio.Event()
        connected = client._engine.connection

        async def black_hole(node: int, lane: Any, *how: Any) -> Any:
            if lane == producer._sender._lane and node == 2:
                opening.set()
                await asyncio.Event().wait()
            return await connected(node, lane, *how)

        monkeypatch.setattr(client._engine, "connection", black_hole)
        moving.drop_connections(2)
        waiting = producer.send("t", b"waiting", partition=0)
        until(opening.is_set, "a connection is being opened")
        to_the_first(moving, client)
        waiting.result(WAIT)
        assert producer._sender._outlets[2].opening


# --- metadata that has lost a topic -----------------------------------------------------------------------------------


@pytest.mark.parametrize("alone", [False, True])
def test_an_answer_is_understood_though_metadata_has_lost_its_topic_meanwhile(alone: bool) -> None:
    """A broker that is behind does not know the topic. Without numbers, what is sent once more would be there twice."""
    with Broker(default_partitions=1) as broker, barnabas.Client(broker.bootstrap_servers, **QUICK) as client:
        with client.producer(acks=1, linger_ms=0 if alone else 1) as producer:
            for _ in range(2):  # the second one and those behind it may go out by themselves
                producer.send("t", b"warm").result(WAIT)
            held = broker.inject(api="Produce", delay=0.3, after=True)
            once = producer.send("t", b"once")
            until(lambda: held.used, "it is out")

            def lose(cluster: Cluster) -> None:
                cluster.snapshot = replace(cluster.snapshot, topics={}, names={})
                lost.set()

            lost = threading.Event()
            client._engine.post(lose, client._engine.cluster)
            assert lost.wait(WAIT)
            written = once.result(WAIT)
            assert producer.send("t", b"after").result(WAIT).offset == (written.offset or 0) + 1
        assert len(broker.requests("Produce")) == 4


# --- a bug of our own -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["_answered", "_settle", "_look"])
def test_a_bug_leaves_no_record_without_an_outcome_and_no_node_busy(
    moving: Broker, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with barnabas.Client(moving.bootstrap_servers, **QUICK) as client, client.producer(linger_ms=1) as producer:
        sender = producer._sender
        whole, back = getattr(sender, where), sender._back
        inside: list[bool] = []
        bugs = [ZeroDivisionError()]

        def stumbles(*given: Any) -> None:
            whole(*given)
            if inside and bugs:
                raise bugs.pop()

        def worked_in(*given: Any) -> None:
            inside.append(True)
            back(*given)
            inside.pop()

        for partition in range(8):
            producer.send("t", b"warm", partition=partition).result(WAIT)
        monkeypatch.setattr(sender, where, stumbles)
        monkeypatch.setattr(sender, "_back", worked_in)
        monkeypatch.setattr(sender, "_idle", lambda: False)
        for delivery in [producer.send("t", b"x", partition=partition) for partition in range(8)]:
            delivery.exception(WAIT)
        assert not bugs
        until(lambda: sender._outlets[2].in_flight == 0, "nothing is out")
        for delivery in [producer.send("t", b"after", partition=partition) for partition in range(8)]:
            assert delivery.result(WAIT)
        assert sender._outlets[2].in_flight == 0


# --- several producers of one client ----------------------------------------------------------------------------------


def lanes(client: barnabas.Client) -> list[Any]:
    return [lane for node in client._engine.pool.nodes.values() for lane in node.lanes]


def test_no_producer_waits_for_what_another_one_waits_for() -> None:
    with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        topics = [barnabas.NewTopic(name, partitions=1) for name in ("slow", "quick")]
        client.admin.create_topics(topics, raise_on_error=True)
        with client.producer() as slow, client.producer(acks=1) as quick:
            slow.send("slow", b"warm").result(WAIT)
            broker.inject(
                api="Produce", delay=3600.0, when=lambda request: request.acks == -1
            )  # as replicas that are behind
            waiting = slow.send("slow", b"waits")
            until(lambda: any(outlet.in_flight for outlet in slow._sender._outlets.values()), "it is out")
            quick.send("quick", b"goes").result(WAIT)
            assert not waiting.done()
            assert len(lanes(client)) == 2
            client._engine.post(client._engine.pool.drop_all)
            waiting.result(WAIT)
        until(lambda: not lanes(client), "their connections are closed with them")


def test_the_connection_of_a_dropped_producer_is_closed() -> None:
    with (
        Broker(default_partitions=1) as broker,
        barnabas.Client(broker.bootstrap_servers, request_timeout_ms=1_000) as client,
    ):
        producer = client.producer(delivery_timeout_ms=1_500)
        producer.send("t", b"").result(WAIT)
        assert len(lanes(client)) == 1
        del producer

        def closed() -> bool:
            gc.collect()
            return not lanes(client)

        until(closed, "it is closed, once nothing of it can be due any more")
