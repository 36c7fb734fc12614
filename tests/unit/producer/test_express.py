"""A record that is alone goes out from `send()` if the engine has lent a connection: the bytes, when it may not, what stays to be done."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import barnabas
from barnabas._native import Lender, ProducerBatch
from barnabas.producer.express import Express
from barnabas.producer.produce import Parcel
from barnabas.protocol.frames import header_tail, request_chunks
from tests.unit.producer.accumulator_bench import Bench

NODE = 0  # leads all partitions of the bench
TOPIC_ID = bytes(range(16))
PRODUCER = (77, 3)
VERSION = 13


class Desk(Bench):
    """A bench whose engine lends a socket."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"linger_ms": 0.0, "stamps": True, "partitions": 2} | options)
        self.lender = Lender(self.accumulator, header_tail("me"), -1, 30_000)
        self.ours, self.broker = socket.socketpair()
        self.batches: list[ProducerBatch] = []
        for end in (self.ours, self.broker):
            end.setblocking(False)

    def first(self, partition: int = 0) -> ProducerBatch:
        """A batch that went by the engine."""
        self.send(b"first", partition=partition)
        (batch,) = self.drain()
        self.batches.append(batch)
        return batch

    def prepare(self, batch: ProducerBatch, *, version: int = VERSION, producer: tuple[int, int] = PRODUCER) -> None:
        self.lender.follow(batch, TOPIC_ID, *PRODUCER, 41)
        self.lender.lend(NODE, self.ours.fileno(), 8, version, *producer)

    def ready(self) -> None:
        """The batch is written, and what comes next may go at once."""
        batch = self.first()
        self.prepare(batch)
        self.accumulator.written(batch, 0, -1)
        assert self.lender.confirm(NODE)

    def came(self) -> bytes:
        """What is on the wire."""
        try:
            return self.broker.recv(1 << 20)
        except BlockingIOError:
            return b""


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    with desk.ours, desk.broker:
        yield desk


@pytest.mark.parametrize("version", [9, 12, 13])
@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_the_request_is_what_the_engine_would_have_written(version: int, codec: str) -> None:
    desk = Desk(compression=codec)
    with desk.ours, desk.broker:
        batch = desk.first()
        desk.prepare(batch, version=version)
        desk.accumulator.written(batch, 0, -1)
        desk.lender.confirm(NODE)
        wakes = desk.wakes
        delivery = desk.producer.send("t", b"value", key=b"key", headers=[("h", b"1")], partition=0)
        got = desk.came()
        ((batch, node, correlation_id, rest),) = desk.lender.launched()
        assert (node, correlation_id, rest, batch.problem) == (NODE, 8, b"", None)
        request = Parcel([("t", TOPIC_ID, 0, batch)], -1, 30_000, None)
        assert got == b"".join(request_chunks(request, version, 8, "me"))
        header = bytes(batch)[:61]
        assert int.from_bytes(header[43:51], "big") == PRODUCER[0]
        assert int.from_bytes(header[51:53], "big") == PRODUCER[1]
        assert int.from_bytes(header[53:57], "big") == 41
        assert desk.wakes == wakes + 1  # the engine hears of it
        assert not delivery.done()
        desk.accumulator.written(batch, 5, -1)
        desk.accumulator.tell()
        assert delivery.result(0).offset == 5
        assert (desk.accumulator.unresolved, desk.accumulator.used, desk.lender.launched()) == (0, 0, [])


def test_what_is_lent_is_used_once(desk: Desk) -> None:
    desk.ready()
    desk.send(b"a", partition=0)
    assert desk.came()
    desk.send(b"b", partition=1)
    assert not desk.came()
    assert [batch.partition for batch in desk.drain()] == [1]


def test_behind_one_that_the_engine_does_not_know_of_others_wait(desk: Desk) -> None:
    desk.ready()
    desk.send(b"a", partition=0)
    desk.send(b"b", partition=0)
    assert desk.drain() == []
    ((batch, *_),) = desk.lender.launched()
    assert desk.drain() == []  # one alone may be out, without sequences of several
    desk.accumulator.written(batch, 1, -1)
    (after,) = desk.drain()
    assert after.count == 1


def test_with_several_in_flight_those_behind_it_wait_only_for_the_books() -> None:
    desk = Desk(most_out=5)
    with desk.ours, desk.broker:
        desk.ready()
        desk.send(b"a", partition=0)
        desk.send(b"b", partition=0)
        assert desk.drain() == []
        assert len(desk.lender.launched()) == 1
        assert len(desk.drain()) == 1


def withdrawn(desk: Desk, batch: ProducerBatch) -> None:
    desk.lender.withdraw(NODE)
    assert not desk.lender.confirm(NODE)


def lent_for_another(desk: Desk, batch: ProducerBatch) -> None:
    desk.lender.withdraw(NODE)
    desk.prepare(batch, producer=(PRODUCER[0], PRODUCER[1] + 1))
    desk.lender.confirm(NODE)


def lent_for_another_node(desk: Desk, batch: ProducerBatch) -> None:
    desk.accumulator.set_topic("t", 2, {0: 5, 1: 5})


def lent_for_an_old_version(desk: Desk, batch: ProducerBatch) -> None:
    desk.lender.withdraw(NODE)
    desk.prepare(batch, version=8)
    assert not desk.lender.confirm(NODE)


def taken_by_the_engine(desk: Desk, batch: ProducerBatch) -> None:
    desk.lender.withdraw(NODE)
    desk.send(b"slow", partition=0)
    (slow,) = desk.drain()
    desk.accumulator.written(slow, 1, -1)
    desk.lender.lend(NODE, desk.ours.fileno(), 9, VERSION, *PRODUCER)
    desk.lender.confirm(NODE)


@pytest.mark.parametrize(
    "happens",
    [withdrawn, lent_for_another, lent_for_another_node, lent_for_an_old_version, taken_by_the_engine],
)
def test_it_goes_by_the_engine_if(desk: Desk, happens: Any) -> None:
    batch = desk.first()
    desk.prepare(batch)
    desk.accumulator.written(batch, 0, -1)
    desk.lender.confirm(NODE)
    happens(desk, batch)
    desk.send(b"x", partition=0)
    assert not desk.came()
    assert desk.lender.launched() == []
    assert len(desk.drain()) == 1


def test_it_waits_for_the_answer_to_the_one_before(desk: Desk) -> None:
    batch = desk.first()
    desk.prepare(batch)
    desk.send(b"early", partition=0)
    desk.send(b"elsewhere", partition=1)
    desk.lender.confirm(NODE)
    assert not desk.came()


@pytest.mark.parametrize("linger", [0.0, 1000.0])
def test_what_lingers_is_not_hurried(linger: float) -> None:
    desk = Desk(linger_ms=linger)
    with desk.ours, desk.broker:
        desk.send(b"first", partition=0)
        desk.accumulator.flush_mark()
        (batch,) = desk.drain()
        desk.prepare(batch)
        desk.accumulator.written(batch, 0, -1)
        desk.lender.confirm(NODE)
        desk.send(b"x", partition=0)
        assert bool(desk.came()) == (linger == 0.0)


def test_a_large_one_is_the_engines(desk: Desk) -> None:
    desk = Desk(batch_size=100_000)
    with desk.ours, desk.broker:
        desk.ready()
        desk.send(bytes(5000), partition=0)
        assert not desk.came()
        assert len(desk.drain()) == 1


def test_what_the_socket_does_not_take_is_left_to_the_engine(desk: Desk) -> None:
    desk.ready()
    whole = 0
    try:
        while True:
            whole += desk.ours.send(bytes(1000))
    except BlockingIOError:
        pass
    desk.send(b"x", partition=0)
    ((batch, _, _, rest),) = desk.lender.launched()
    got = b""
    while more := desk.came():
        got += more
    frame = b"".join(request_chunks(Parcel([("t", TOPIC_ID, 0, batch)], -1, 30_000, None), VERSION, 8, "me"))
    assert got[whole:] + rest == frame
    assert rest


def test_a_broken_connection_is_left_to_the_engine(desk: Desk) -> None:
    desk.ready()
    desk.broker.close()
    delivery = desk.send(b"x", partition=0)
    ((batch, _, _, rest),) = desk.lender.launched()
    assert len(rest) > 61
    desk.accumulator.failed(batch, ValueError("broken"), False)
    assert isinstance(delivery.exception(0), ValueError)


# --- numbers that are given up ----------------------------------------------------------------------------------------


def failed(desk: Desk, batch: ProducerBatch) -> None:
    desk.accumulator.failed(batch, ValueError("refused"), False)


def failed_under_way(desk: Desk, batch: ProducerBatch) -> None:
    desk.accumulator.failed(batch, ValueError("late"), True)
    desk.accumulator.ended(batch)


def failed_under_way_and_written(desk: Desk, batch: ProducerBatch) -> None:
    desk.accumulator.failed(batch, ValueError("late"), True)
    assert not desk.accumulator.written(batch, 0, -1)


def failed_in_parts(desk: Desk, batch: ProducerBatch) -> None:
    for part in desk.accumulator.split(batch):
        desk.accumulator.failed(part, ValueError("too large"), False)


@pytest.mark.parametrize("ends", [failed, failed_under_way, failed_under_way_and_written, failed_in_parts])
def test_behind_one_that_was_not_written_nothing_goes_by_the_number_that_was_to_follow(desk: Desk, ends: Any) -> None:
    """Whoever sends may do so at once, before the engine has come to take back what it has lent."""
    desk.producer.send_many("t", [b"one", b"two"], partition=0)
    (batch,) = desk.drain()
    desk.prepare(batch)
    desk.lender.confirm(NODE)
    ends(desk, batch)
    desk.send(b"x", partition=0)
    assert not desk.came()
    assert len(desk.drain()) == 1


def test_the_number_behind_a_batch_is_not_that_behind_the_next(desk: Desk) -> None:
    """One was sent between the end of the batch and the moment at which the engine says what follows it."""
    desk.ready()
    desk.send(b"a", partition=0)
    assert desk.came()
    ((batch, *_),) = desk.lender.launched()
    desk.prepare(desk.batches[0])
    desk.accumulator.written(batch, 1, -1)
    desk.lender.confirm(NODE)
    desk.send(b"b", partition=0)
    assert not desk.came()
    assert len(desk.drain()) == 1


def test_one_that_cannot_be_worked_in_fails_and_holds_up_no_other(desk: Desk) -> None:
    desk.accumulator.set_topic("t", 2, {0: 0, 1: 1})
    deliveries = []
    for node in range(2):
        batch = desk.first(node)
        desk.lender.follow(batch, TOPIC_ID, *PRODUCER, 41)
        desk.lender.lend(node, desk.ours.fileno(), 8, VERSION, *PRODUCER)
        desk.accumulator.written(batch, 0, -1)
        desk.lender.confirm(node)
        deliveries.append(desk.send(b"alone", partition=node))
    engine: Any = SimpleNamespace(client_id="me")
    taken: list[int] = []

    def departed(batch: ProducerBatch, *_: Any) -> None:
        if batch.partition == 0:
            raise ArithmeticError
        taken.append(batch.partition)

    express = Express(engine, desk.accumulator, -1, 30_000, departed)
    lease: Any = object()
    express._leases = dict.fromkeys(range(2), lease)
    express.collect()
    assert taken == [1]
    assert isinstance(deliveries[0].exception(0), barnabas.KafkaError)
    assert not deliveries[1].done()
