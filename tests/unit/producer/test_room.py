"""Who waits for room in `buffer_memory` hears of it as soon as there is enough, whoever finds out."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

import barnabas
from tests.harness.waiting import until
from tests.unit.producer.accumulator_bench import WAIT, Bench

ROOM = 5000


class Interrupted(Bench):
    """Ctrl-C comes while the engine is told of what was added."""

    interrupts = False

    def wake(self) -> None:
        super().wake()
        if self.interrupts:
            self.interrupts = False
            raise KeyboardInterrupt


class Narrow(Bench):
    """Nearly all of its room is reserved for a record. More is waited for by one that will be told, and behind it by one that sleeps."""

    def __init__(self) -> None:
        super().__init__(buffer_memory=ROOM, batch_size=100_000)
        self.reserved = self.producer._wait_room(ROOM - 100, 0)
        assert self.reserved is not None
        self.told = threading.Event()
        assert self.producer._ask_room(3000, self.told.set) is not None
        self.drain()  # so that the next one that asks wakes the engine
        before = self.wakes
        self.woken: list[bool] = []
        self.sleeper = threading.Thread(target=self.sleep)
        self.sleeper.start()
        until(lambda: self.wakes > before, "the other one has asked")
        assert not self.told.is_set()

    def sleep(self) -> None:
        self.woken.append(self.producer._wait_room(500, WAIT) is not None)

    def heard(self) -> None:
        assert self.told.is_set()
        self.sleeper.join(WAIT)
        assert self.woken == [True]


def append(bench: Narrow) -> None:
    assert isinstance(bench.producer._append("t", b"small", None, None, None, 0, bench.reserved), barnabas.Delivery)


def append_many(bench: Narrow) -> None:
    into = bench.producer.send_many("t", [])
    assert isinstance(into, barnabas.DeliveryBatch)
    assert bench.producer._append_many(into, "t", (b"small",), None, None, None, 0, 0, bench.reserved) == (1, 0)


@pytest.mark.parametrize("add", [append, append_many])
def test_a_record_that_needs_less_than_was_reserved_makes_room_for_who_waits(add: Callable[[Narrow], None]) -> None:
    bench = Narrow()
    add(bench)
    bench.heard()


def test_who_asks_next_takes_the_word_from_nobody() -> None:
    """Its own ticket waits, and the one before it was granted: that one is told."""
    bench = Bench(buffer_memory=ROOM, batch_size=100_000)
    reserved = bench.producer._wait_room(ROOM - 100, 0)
    woken: list[bool] = []
    sleeper = threading.Thread(target=lambda: woken.append(bench.producer._wait_room(3000, WAIT) is not None))
    sleeper.start()
    until(lambda: bench.wakes, "it has asked")
    bench.producer._append("t", b"small", None, None, None, 0, reserved)
    assert not bench.producer._wait_room(ROOM, 0)
    told = threading.Event()
    assert bench.producer._ask_room(ROOM, told.set) is not None
    sleeper.join(WAIT)
    assert woken == [True]
    assert not told.is_set()


def test_a_close_wakes_who_waits() -> None:
    bench = Narrow()
    bench.accumulator.close()
    assert bench.told.is_set()
    bench.sleeper.join(WAIT)
    assert bench.woken == [False]


def test_whoever_is_interrupted_keeps_no_room_and_gives_none_back_that_a_record_has() -> None:
    bench = Interrupted(buffer_memory=ROOM, batch_size=100_000)
    reserved = bench.producer._wait_room(ROOM - 100, 0)
    assert reserved is not None
    bench.drain()
    bench.interrupts = True
    with pytest.raises(KeyboardInterrupt):
        bench.producer._append("t", b"small", None, None, None, 0, reserved)
    charged = bench.accumulator.used
    reserved.give_back()
    assert bench.accumulator.used == charged > 0
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    bench.accumulator.written(batch, 0, -1)
    assert bench.accumulator.used == 0


def test_whoever_is_interrupted_while_asking_waits_no_more() -> None:
    bench = Interrupted(buffer_memory=ROOM)
    bench.interrupts = True
    with pytest.raises(KeyboardInterrupt):
        bench.producer._wait_room(1000, WAIT)
    assert bench.accumulator.used == 0
    assert bench.producer._wait_room(ROOM, 0) is not None


def test_room_goes_back_when_nobody_has_it() -> None:
    bench = Narrow()
    bench.reserved = None
    bench.heard()
