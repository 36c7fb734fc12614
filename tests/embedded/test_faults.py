"""Faults on demand, each as a client meets it: by hand on one connection, and by our clients that get over it."""

from __future__ import annotations

import re
import select
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.clock import ManualClock
from barnabas.protocol.messages.metadata import MetadataRequest
from barnabas.protocol.messages.produce import ProduceRequest
from tests.embedded.raw import Raw, fetch, fetched, list_offsets, produce, produced
from tests.harness.batches import batch

WAIT = 20.0
NOT_LEADER = 6


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def broker(clock: ManualClock) -> Iterator[Broker]:
    """By hand: time goes on when the test says so."""
    with Broker(clock=clock) as broker:
        yield broker


@pytest.fixture
def raw(broker: Broker) -> Iterator[Raw]:
    with Raw(broker.bootstrap_servers) as raw:
        raw.topic_id("t")
        yield raw


@pytest.fixture
def client() -> Iterator[tuple[Broker, barnabas.Client]]:
    """In real time, for a client that tries again."""
    with Broker() as broker, barnabas.Client(broker.bootstrap_servers, client_id="ours") as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        yield broker, client


def silent(raw: Raw) -> bool:
    """Whether nothing has come, when the broker has done all that it could."""
    return not select.select([raw._socket], [], [], 0.1)[0]


def write(raw: Raw) -> Any:
    return produced(raw.ask(produce("t", batch([b"x"])), 9))


def end(raw: Raw) -> int:
    found: int = raw.ask(list_offsets("t", -1), 7).topics[0].partitions[0].offset
    return found


@pytest.mark.parametrize("error", ["NOT_LEADER_OR_FOLLOWER", NOT_LEADER])
def test_an_error_is_answered_instead(broker: Broker, raw: Raw, error: str | int) -> None:
    injection = broker.inject(api="Produce", error=error, message="because", times=2)
    answers = [write(raw) for _ in range(3)]
    assert [(one.error_code, one.error_message) for one in answers] == [(6, "because"), (6, "because"), (0, None)]
    assert (injection.used, injection.left) == (2, 0)
    assert end(raw) == 1


def test_an_error_after_the_deed(broker: Broker, raw: Raw) -> None:
    broker.inject(api="Produce", error="REQUEST_TIMED_OUT", after=True)
    assert write(raw).error_code == 7
    assert end(raw) == 1


def test_a_produce_without_acks_that_fails_is_a_closed_connection(broker: Broker, raw: Raw) -> None:
    broker.inject(api="Produce", error=NOT_LEADER)
    raw.send(produce("t", batch([b"x"]), acks=0), 9)
    with pytest.raises(ConnectionError):
        raw.receive(ProduceRequest, 9)


@pytest.mark.parametrize("after", [False, True])
def test_a_delay_goes_by_the_brokers_clock(broker: Broker, raw: Raw, clock: ManualClock, after: bool) -> None:
    broker.inject(api="Produce", delay=60, after=after)
    raw.send(produce("t", batch([b"x"])), 9)
    broker.wait_for_requests("Produce")
    with Raw(broker.bootstrap_servers) as other:  # others are served meanwhile
        assert end(other) == after
    clock.advance(59)
    assert silent(raw)
    clock.advance(2)
    assert produced(raw.receive(ProduceRequest, 9)).error_code == 0


@pytest.mark.parametrize("after", [False, True])
def test_a_dropped_connection(broker: Broker, raw: Raw, after: bool) -> None:
    broker.inject(api="Produce", drop_connection=True, after=after)
    with pytest.raises(ConnectionError):
        write(raw)
    with Raw(broker.bootstrap_servers) as other:
        assert end(other) == after
        assert write(other).error_code == 0


def test_an_answer_that_breaks_off(broker: Broker, raw: Raw) -> None:
    broker.inject(api="Metadata", close_after=10)
    raw.send(MetadataRequest(topics=[]), 4)
    assert len(raw._stream.read()) == 10


def test_a_spoilt_checksum_is_in_the_answer_alone(broker: Broker, raw: Raw) -> None:
    sent = batch([b"x"])
    produced(raw.ask(produce("t", sent), 9))
    injection = broker.inject(api="Fetch", corrupt_crc=True)
    assert not fetched(raw.ask(fetch("t", offset=1), 11)).records  # nothing to spoil: it waits for the next
    first, second = (bytes(fetched(raw.ask(fetch("t"), 11)).records) for _ in range(2))
    assert injection.used == 1
    assert first[17:21] != second[17:21]
    assert (first[:17], first[21:]) == (second[:17], second[21:])
    assert second[17:] == sent[17:]


def test_no_answer_ever(broker: Broker, raw: Raw, clock: ManualClock) -> None:
    broker.inject(api="Metadata", no_answer=True)
    raw.send(MetadataRequest(topics=[]), 4)
    broker.wait_for_requests("Metadata", count=2)
    clock.advance(300)
    assert silent(raw)
    with Raw(broker.bootstrap_servers) as other:
        assert end(other) == 0


def test_a_throttle_is_told_and_kept(broker: Broker, raw: Raw, clock: ManualClock) -> None:
    broker.inject(api="Metadata", throttle=1.5)
    for _ in range(2):
        raw.send(MetadataRequest(topics=[]), 4)
    assert raw.receive(MetadataRequest, 4).throttle_time_ms == 1500
    assert silent(raw)
    clock.advance(2)
    assert raw.receive(MetadataRequest, 4).throttle_time_ms == 0


def test_which_requests_it_befalls(raw: Raw, broker: Broker) -> None:
    broker.inject(api="Produce", error=7, client_id="somebody else")
    broker.inject(api="Produce", error=7, when=lambda request: request.acks == 1)  # type: ignore[attr-defined]
    always = broker.inject(api="Produce", error=3, times=None)
    assert [write(raw).error_code for _ in range(4)] == [3] * 4
    assert produced(raw.ask(produce("t", batch([b"x"]), acks=1), 9)).error_code == 7
    always.cancel()
    assert (always.used, always.left) == (4, 0)
    broker.inject(api="Produce", error=3, times=None)
    broker.clear_injections()
    assert write(raw).error_code == 0


def test_one_after_the_other(broker: Broker, raw: Raw) -> None:
    for code in (3, 5, 6):
        broker.inject(api="Produce", error=code)
    assert [write(raw).error_code for _ in range(4)] == [3, 5, 6, 0]


def test_a_function_that_fails_closes_the_connection_and_no_more(
    broker: Broker, raw: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    broker.inject(api="Produce", error=3, when=lambda request: bool(1 / 0))
    with pytest.raises(ConnectionError):
        write(raw)
    assert "ZeroDivisionError" in caplog.text
    broker.clear_injections()
    with Raw(broker.bootstrap_servers) as other:
        assert write(other).error_code == 0


# --- our client gets over it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "NOT_LEADER_OR_FOLLOWER", "times": 3},
        {"drop_connection": True, "times": 2},
        {"close_after": 6, "api": "Metadata"},
        {"close_after": 0, "api": "ApiVersions"},
        {"delay": 0.05},
        {"throttle": 0.05},
        {"error": "LEADER_NOT_AVAILABLE", "api": "Metadata", "times": 2},
        {"drop_connection": True, "api": "ApiVersions"},
    ],
    ids=str,
)
def test_a_record_arrives_all_the_same(client: tuple[Broker, barnabas.Client], fault: dict[str, Any]) -> None:
    broker, ours = client
    injection = broker.inject(**{"api": "Produce", "times": 1, **fault})
    broker.drop_connections()
    with ours.producer() as producer:
        assert producer.send("t", b"x").result(WAIT).offset == 0
    with ours.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition("t", 0)])
        assert list(consumer.poll(WAIT).values()) == [b"x"]
    assert (injection.used, injection.left) == (fault.get("times", 1), 0)


def test_requests_are_kept_for_assertions(client: tuple[Broker, barnabas.Client]) -> None:
    broker, ours = client
    broker.clear_requests()
    with ours.producer(acks=1) as producer:
        producer.send("t", b"x").result(WAIT)
    (asked,) = broker.wait_for_requests("Produce", timeout=WAIT)
    assert (asked.api, asked.node, asked.client_id, asked.principal) == ("Produce", 1, "ours", "User:ANONYMOUS")
    assert asked.request.acks == 1  # type: ignore[attr-defined]
    assert [topic.name or topic.topic_id for topic in asked.request.topic_data]  # type: ignore[attr-defined]
    assert broker.requests("Produce", node=1, client_id="ours") == [asked]
    assert broker.requests("Produce", client_id="other") == broker.requests("JoinGroup") == []
    assert asked in broker.requests()
    with pytest.raises(barnabas.KafkaTimeoutError, match="1 of 2 requests Produce"):
        broker.wait_for_requests("Produce", count=2, timeout=0.01)
    broker.clear_requests()
    assert broker.requests() == []


# --- what is no fault -----------------------------------------------------------------------------------------------

WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "told of no fault: give error="),
    ({"api": "Produze", "error": 3}, "api='Produze' is not known; did you mean 'Produce'?"),
    ({"error": "NO_SUCH_ERROR"}, "error='NO_SUCH_ERROR' is not accepted: expected the name of an error"),
    ({"error": "Final"}, "error='Final' is not accepted: expected the name"),
    ({"error": 0}, "error=0 is not accepted: expected the name of an error of Kafka's"),
    ({"error": 1 << 20}, "error=1048576 is not accepted: expected"),
    ({"error": True}, "error=True is not accepted: expected"),
    ({"delay": -1}, "delay=-1 is not accepted: expected seconds, 0 or more"),
    ({"delay": "1"}, "delay='1' is not accepted: expected seconds"),
    ({"delay": float("nan")}, "delay=nan is not accepted: expected seconds"),
    ({"throttle": -0.5}, "throttle=-0.5 is not accepted: expected seconds"),
    ({"close_after": -1}, "close_after=-1 is not accepted: expected a number of bytes"),
    ({"close_after": 1.5}, "close_after=1.5 is not accepted: expected a number of bytes"),
    ({"error": 3, "times": 0}, "times=0 is not accepted: expected a number from 1 on, or None"),
    ({"error": 3, "times": "two"}, "times='two' is not accepted: expected a number from 1 on, or None"),
    ({"error": 3, "node": 2}, "node 2: there are 1 to 1"),
    ({"error": 3, "node": "1"}, "node '1': there are 1 to 1"),
    ({"error": 3, "client_id": 1}, "client_id=1 is not accepted: expected a text or None"),
    ({"error": 3, "when": "acks"}, "when='acks' is not accepted: expected a function"),
    ({"delay": 1, "message": "m"}, "message='m' without error="),
    ({"error": 3, "drop_connection": True}, "error and drop_connection: one request can have only one"),
    ({"corrupt_crc": True}, "corrupt_crc=True with api='Produce': only answers to Fetch hold batches"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[said.split(":")[0] for _, said in WRONG])
def test_wrong_arguments_are_named(broker: Broker, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=re.escape(said)):
        broker.inject(**{"api": "Produce", **arguments})


def test_a_broker_that_does_not_run_says_so() -> None:
    broker = Broker()
    for word in (lambda: broker.inject(api="Produce", delay=1), broker.requests, lambda: broker.stop_node(1)):
        with pytest.raises(RuntimeError, match="does not run"):
            word()
