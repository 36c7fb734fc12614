"""What the next step makes of a transaction that the one before has left: by how it stood when that was interrupted, and how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from barnabas import KafkaError, TopicPartition
from barnabas._native import Chunk, collect
from barnabas.producer.transaction import State, Transaction
from barnabas.transform import Transactional
from tests.harness.batches import batch

PLACE = TopicPartition("t", 0)
COUNT = 3
Becomes = Callable[["Stage"], None]


class Stage:
    """A consumer and a producer without brokers. The first step's function raises; `then` is what has become of its transaction by then."""

    def __init__(self, then: Becomes) -> None:
        self.position = 0
        self.did: list[str] = []
        self.fails: Exception | None = None
        self._then = then
        self.now = Transaction("x")
        self.now.state = State.READY
        self.transactions = SimpleNamespace(now=self.now, commits=0, standing=self._standing)
        self.meanwhile: Becomes = lambda _: None  # what becomes of it until the next step looks
        self._sender = SimpleNamespace(transactions=self.transactions)
        self._engine = SimpleNamespace(run=lambda fn: asyncio.run(fn()))
        self.loop: Transactional[Any, Any] = Transactional(self, self)

    # the consumer

    def poll(self, timeout: float) -> Any:
        self.did.append(f"read from {self.position}")
        values = [b"x"] * (COUNT - self.position)
        if not values:
            return collect([], 1)
        chunk = Chunk(*PLACE, batch(values, base_offset=self.position), fetch_offset=self.position)
        self.position = COUNT
        return collect([chunk], 10)

    def _goes_on_at(self, place: TopicPartition, offset: int) -> None:
        assert place == PLACE
        self.position = offset

    # the producer

    async def _standing(self) -> Transaction:
        self.meanwhile(self)
        return self.now

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.now.state = State.OPEN
        try:
            yield
        except ZeroDivisionError:
            self._then(self)
            raise
        self.now.ended()
        self.transactions.commits += 1

    def send_offsets_to_transaction(self, consumer: Any) -> None:
        pass

    def commit_transaction(self) -> None:
        self.did.append("commit")
        if self.fails is not None:
            self.now.failed(KafkaError("refused"))
            raise self.fails
        committed(self)

    def abort_transaction(self) -> None:
        self.did.append("abort")
        if self.fails is not None:
            raise self.fails
        aborted(self)

    # steps

    def interrupted(self) -> None:
        def fail(records: Any, producer: Any) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            self.loop.step(fail, timeout=0)
        self.did.clear()

    def step(self) -> int:
        return self.loop.step(lambda records, producer: None, timeout=0)


def nothing(stage: Stage) -> None:
    pass


def committed(stage: Stage) -> None:
    stage.now.ended()
    stage.transactions.commits += 1


def aborted(stage: Stage) -> None:
    stage.now.ended()


def flushing(stage: Stage) -> None:
    stage.now.commit()


def undecided(stage: Stage) -> None:
    stage.now.state = State.COMMITTING
    stage.now.decided = True


def aborting(stage: Stage) -> None:
    stage.now.abort()


def broken(stage: Stage) -> None:
    stage.now.failed(KafkaError("refused"))


AGAIN, ON = "read from 0", f"read from {COUNT}"


@pytest.mark.parametrize(
    ("then", "meanwhile", "did"),
    [
        (aborted, nothing, [AGAIN]),
        (nothing, nothing, ["abort", AGAIN]),
        (flushing, nothing, ["abort", AGAIN]),
        (aborting, nothing, ["abort", AGAIN]),
        (broken, nothing, ["abort", AGAIN]),
        (undecided, nothing, ["commit", ON]),
        (committed, nothing, [ON]),
        # The engine went on before it heard that nobody waits any more.
        (flushing, undecided, ["commit", ON]),
        (flushing, committed, [ON]),
        (undecided, committed, [ON]),
        (undecided, aborted, [AGAIN]),
        (undecided, broken, ["abort", AGAIN]),
        (aborting, aborted, [AGAIN]),
    ],
)
def test_it_is_ended_and_each_record_is_read_once_more_or_not(
    then: Becomes, meanwhile: Becomes, did: list[str]
) -> None:
    stage = Stage(then)
    stage.interrupted()
    assert stage.position == (COUNT if then in (undecided, committed) else 0), "back at once, unless nobody knows"
    stage.meanwhile = meanwhile
    assert stage.step() == (COUNT if did[-1] == AGAIN else 0)
    assert stage.did == did
    assert stage.position == COUNT
    stage.did.clear()
    assert stage.step() == 0
    assert stage.did == [ON], "there is nothing left to end"


@pytest.mark.parametrize(
    ("then", "did"), [(undecided, ["commit", "abort", AGAIN]), (aborting, ["abort", "abort", AGAIN])]
)
def test_when_that_fails_the_step_after_it_goes_on_from_there(then: Becomes, did: list[str]) -> None:
    stage = Stage(then)
    stage.interrupted()
    stage.fails = KafkaError("refused")
    with pytest.raises(KafkaError, match="refused"):
        stage.step()
    assert stage.position == 0
    stage.fails = None
    assert stage.step() == COUNT
    assert stage.did == did
