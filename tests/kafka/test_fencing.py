"""Two producers with one transactional id: the elder is fenced in every phase of a transaction, by every version of the protocol.

The same with faults of the network and of coordinators beside it: `tests/embedded/test_transaction_faults.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.errors import ProducerFencedError
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import committed

WAIT = 60.0
pytestmark = pytest.mark.zookeeper
Elder = Any


@pytest.fixture
def client(any_kafka: Kafka) -> Iterator[barnabas.Client]:
    with barnabas.Client(any_kafka.bootstrap) as client:
        yield client


def idle(elder: Elder, name: str) -> None:
    pass


def begun(elder: Elder, name: str) -> None:
    elder.begin_transaction()


def sending(elder: Elder, name: str) -> None:
    elder.begin_transaction()
    elder.send(name, b"elder's")


def sent(elder: Elder, name: str) -> None:
    sending(elder, name)
    elder.flush(WAIT)


def offsets(elder: Elder, name: str) -> None:
    elder.begin_transaction()
    group = barnabas.ConsumerGroupMetadata(name)
    elder.send_offsets_to_transaction(group, {TopicPartition(name, 0): 1})


def broken(elder: Elder, name: str) -> None:
    elder.begin_transaction()
    delivery = elder.send(name, bytes(5000))
    elder.flush(WAIT)
    with pytest.raises(barnabas.KafkaError):
        delivery.result(WAIT)


PHASES: list[Callable[[Elder, str], None]] = [idle, begun, sending, sent, offsets, broken]
UNHEARD = (
    begun,
    sending,
)  # the coordinator has not heard of it, and is not asked to abort it: what comes next finds out


@pytest.mark.kip(98, 890)
@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.__name__)
@pytest.mark.parametrize("wants", ["to commit", "to abort"])
def test_the_elder_is_fenced_in_every_phase(
    client: barnabas.Client, topic: Topics, phase: Callable[[Elder, str], None], wants: str
) -> None:
    name = topic(configs={"max.message.bytes": "2000"})
    elder = client.producer(transactional_id=name, linger_ms=10_000)
    with elder.transaction():
        elder.send(name, b"first")
    phase(elder, name)
    with client.producer(transactional_id=name) as younger:
        with younger.transaction():
            younger.send(name, b"younger's")
        if wants == "to abort" and phase in UNHEARD:
            elder.abort_transaction()
        if phase is idle or (wants == "to abort" and phase in UNHEARD):
            elder.begin_transaction()
            wants = "to commit"
        if wants == "to commit":
            with pytest.raises(barnabas.KafkaError):
                elder.send(name, b"more")
                elder.commit_transaction()
        for call in (elder.abort_transaction, elder.begin_transaction, lambda: elder.send(name, b"x")):
            with pytest.raises(ProducerFencedError, match="taken the place"):
                call()
        elder.close()
        with younger.transaction():
            younger.send(name, b"again")
    assert committed(client, name) == [b"first", b"younger's", b"again"]
    with client.consumer(name, group_id=name) as consumer:
        assert consumer.committed(TopicPartition(name, 0), timeout=WAIT) == {TopicPartition(name, 0): None}


def test_a_commit_that_meets_the_younger_is_whole_or_fenced(client: barnabas.Client, topic: Topics) -> None:
    name = topic()
    wanted: list[bytes] = []
    elder = client.producer(transactional_id=name, linger_ms=0)
    for round in range(10):
        elder.begin_transaction()
        for n in range(20):
            elder.send(name, b"%d-%d" % (round, n))
        younger = client.producer(transactional_id=name, linger_ms=0)
        taking = threading.Thread(target=younger.begin_transaction)
        taking.start()
        try:
            elder.commit_transaction()
        except barnabas.KafkaError:
            # Before it is there, a coordinator of KIP-890 can take the abort for the repetition of one that it has answered.
            taking.join()
            with pytest.raises(ProducerFencedError):
                elder.abort_transaction()
        else:
            wanted += [b"%d-%d" % (round, n) for n in range(20)]
        taking.join()
        younger.abort_transaction()
        elder.close()
        elder = younger
    elder.close()
    assert committed(client, name) == wanted
