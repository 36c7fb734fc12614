"""A producer on its client's own thread, as in a handler of the client's logs: that thread must not wait for what only it brings about."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas.protocol.messages.produce import ProduceRequest
from tests.harness.scripted import ScriptedBroker, written

WAIT = 30.0
SHORT = 0.5  # seconds that a call would stand still, were it to wait


@pytest.fixture
def broker() -> Iterator[ScriptedBroker]:
    """It does not answer what is produced."""
    with ScriptedBroker({"t": 1}) as broker:
        broker.answers[ProduceRequest] = lambda _: None
        yield broker


@pytest.fixture
def client(broker: ScriptedBroker) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap) as client:
        yield client


def inside(client: barnabas.Client, call: Callable[[], Any]) -> Any:
    """What a call returns or raises on the client's own thread."""
    outcomes: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcomes.put(call())
        except Exception as error:
            outcomes.put(error)

    assert client._engine.post(run)
    return outcomes.get(timeout=WAIT)


def test_what_has_no_room_is_refused_at_once_and_says_why(client: barnabas.Client) -> None:
    producer = client.producer(linger_ms=0, buffer_memory=8000, max_block_ms=int(SHORT * 1000))
    producer.send("t", bytes(5000))
    error = inside(client, lambda: producer.send("t", bytes(5000)))
    assert isinstance(error, barnabas.BufferFullError)
    assert "on the client's own thread" in str(error)
    assert error.topic == "t"
    small = inside(client, lambda: producer.send("t", b"small"))
    assert isinstance(small, barnabas.Delivery)
    many = inside(client, lambda: producer.send_many("t", [b"small", bytes(5000)]))
    assert isinstance(many, barnabas.BufferFullError)
    assert many.accepted is not None
    assert len(many.accepted) == 1
    with pytest.raises(barnabas.BufferFullError, match="within max_block_ms"):
        producer.send("t", bytes(5000))
    with pytest.raises(barnabas.UndeliveredError):
        producer.close(0)


def test_no_outcome_is_waited_for(client: barnabas.Client) -> None:
    producer = client.producer(linger_ms=0)
    one, many = producer.send("t", b"x"), producer.send_many("t", [b"x", b"y"])
    calls: list[Callable[[], object]] = [
        lambda: producer.flush(SHORT),
        lambda: one.result(SHORT),
        lambda: one.exception(SHORT),
        lambda: many.result(SHORT),
        lambda: many.errors(SHORT),
        lambda: producer.partitions_for("other"),
    ]
    for call in calls:
        error = inside(client, call)
        assert isinstance(error, RuntimeError), error
        assert "on the client's own thread" in str(error)
    assert not one.done()
    with pytest.raises(barnabas.KafkaTimeoutError):
        one.result(0)
    with pytest.raises(barnabas.UndeliveredError):
        producer.close(0)


def test_one_that_is_there_is_given(client: barnabas.Client, broker: ScriptedBroker) -> None:
    broker.answers[ProduceRequest] = written
    producer = client.producer(linger_ms=0)
    delivery = producer.send("t", b"x")
    delivery.result(WAIT)
    assert isinstance(inside(client, delivery.result), barnabas.RecordMetadata)
    producer.close()


def test_another_clients_thread_may_wait(client: barnabas.Client, broker: ScriptedBroker) -> None:
    broker.answers[ProduceRequest] = written
    producer = client.producer(linger_ms=50)
    with barnabas.Client(broker.bootstrap) as other:
        assert isinstance(inside(other, lambda: producer.send("t", b"x").result(WAIT)), barnabas.RecordMetadata)
    producer.close()


def test_closing_is_refused_and_changes_nothing(broker: ScriptedBroker, client: barnabas.Client) -> None:
    producer = client.producer(linger_ms=0)
    delivery = producer.send("t", b"x")
    for close in (lambda: producer.close(SHORT), lambda: client.close(SHORT)):
        assert isinstance(inside(client, close), RuntimeError)
    broker.answers[ProduceRequest] = written
    producer.send("t", b"y")
    with pytest.raises(barnabas.UndeliveredError):
        producer.close(0)
    assert delivery.done()
