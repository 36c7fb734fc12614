"""Read, transform, write with faults at the end of a transaction: whoever steps again loses nothing and has nothing twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker
from tests.harness import reading
from tests.harness.waiting import turns

WAIT = 30.0
COUNT = 5
NO_ANSWER = {"error": "COORDINATOR_LOAD_IN_PROGRESS", "times": None}  # until it is cancelled


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with Broker(default_partitions=1, configs={"group.initial.rebalance.delay.ms": 0}) as broker:
        yield broker


class Copying:
    """Copies `source` to `target` by steps of one face, called from here in either case; `interrupt` has the next call end in a Ctrl-C."""

    def __init__(self, broker: Broker, asynchronous: bool, name: str) -> None:
        self.source, self.target = f"{name}-source", f"{name}-target"
        self.broker = broker
        self.calls: list[list[bytes]] = []
        self.fails = False
        self._runner = asyncio.Runner() if asynchronous else None
        self.own = barnabas.Client(broker.bootstrap_servers)
        with self.own.producer() as producer:
            producer.send_many(self.source, [b"%d" % n for n in range(COUNT)]).result(WAIT)
        kind: Any = barnabas.AsyncClient if asynchronous else barnabas.Client
        self.client = kind(broker.bootstrap_servers, retry_backoff_ms=5)
        self.loop = self.client.transactional(
            self.source,
            group_id=name,
            transactional_id=name,
            consumer={"auto_offset_reset": "earliest"},
            producer={"max_block_ms": 200},
        )
        assert self.do(self.loop.step, self.copy, timeout=WAIT) == 0, "it has joined"

    def do(self, call: Any, *args: Any, **options: Any) -> Any:
        return call(*args, **options) if self._runner is None else self._runner.run(call(*args, **options))

    @property
    def copy(self) -> Any:
        def copy(records: Any, producer: Any) -> None:
            self.calls.append(list(records.values()))
            for record in records:
                producer.send(self.target, record.value)
            if self.fails:
                producer.flush(WAIT)  # else there would be nothing to abort
                raise ZeroDivisionError

        async def acopy(records: Any, producer: Any) -> None:
            self.calls.append(list(records.values()))
            for record in records:
                await producer.send(self.target, record.value)
            if self.fails:
                await producer.flush(WAIT)
                raise ZeroDivisionError

        return copy if self._runner is None else acopy

    def step(self, timeout: float = WAIT) -> int:
        done: int = self.do(self.loop.step, self.copy, timeout=timeout)
        return done

    def check(self, calls: int) -> None:
        """All has come out once, after so many calls of the function; and the group knows."""
        assert len(self.calls) == calls
        assert reading.committed(self.own, self.target) == [b"%d" % n for n in range(COUNT)]
        assert self.committed() == COUNT
        assert self.loop.consumer.position(TopicPartition(self.source, 0)) == COUNT, "nothing is read again"

    def committed(self) -> int:
        """How far the group is."""
        place = TopicPartition(self.source, 0)
        offset = self.do(self.loop.consumer.committed, place)[place]
        return 0 if offset is None else int(offset.offset)

    def close(self) -> None:
        self.do(self.loop.close)
        self.do(self.client.close)
        self.own.close()
        if self._runner is not None:
            self._runner.close()


@pytest.fixture(params=[False, True], ids=["blocking", "awaited"])
def copying(broker: Broker, request: pytest.FixtureRequest) -> Iterator[Copying]:
    made = Copying(broker, request.param, request.node.name.translate({ord(c): "-" for c in "[]"}))
    yield made
    broker.clear_injections()
    made.close()


def test_a_commit_without_an_answer_is_asked_for_again_and_nothing_read_before(copying: Copying) -> None:
    held = copying.broker.inject(api="EndTxn", **NO_ANSWER)
    for _ in range(2):
        with pytest.raises(barnabas.KafkaTimeoutError):
            copying.step()
    held.cancel()
    assert copying.step(timeout=0.01) == 0
    copying.check(calls=1)


def test_one_that_turns_out_to_be_aborted_is_done_again(copying: Copying) -> None:
    held = copying.broker.inject(api="EndTxn", **NO_ANSWER)
    with pytest.raises(barnabas.KafkaTimeoutError):
        copying.step()
    copying.broker.inject(api="EndTxn", error="TRANSACTION_ABORTABLE")  # before: EndTxn may be on its way again
    held.cancel()
    with pytest.raises(barnabas.KafkaError, match="can only be aborted"):
        copying.step()
    assert copying.step() == COUNT
    copying.check(calls=2)


def test_an_abort_that_fails_is_tried_again_by_the_next_step(
    copying: Copying, caplog: pytest.LogCaptureFixture
) -> None:
    held = copying.broker.inject(api="EndTxn", **NO_ANSWER)
    copying.fails = True
    with pytest.raises(ZeroDivisionError):
        copying.step()
    assert "the transaction was not aborted" in caplog.text
    with pytest.raises(barnabas.KafkaTimeoutError):
        copying.step()
    held.cancel()
    copying.fails = False
    assert copying.step() == COUNT
    copying.check(calls=2)


def test_when_the_group_has_moved_on_nothing_is_done_and_read_again(
    copying: Copying, caplog: pytest.LogCaptureFixture
) -> None:
    copying.broker.inject(api="TxnOffsetCommit", error="ILLEGAL_GENERATION")
    with caplog.at_level(logging.INFO, "barnabas.transform"):
        assert copying.step() == 0
    assert "a transaction was aborted, because the group has moved on" in caplog.text
    assert copying.step() == COUNT
    copying.check(calls=2)


def test_a_producer_that_was_fenced_is_of_no_use_any_more(copying: Copying) -> None:
    copying.broker.inject(api="EndTxn", error="PRODUCER_FENCED")
    for _ in range(2):
        with pytest.raises(barnabas.errors.ProducerFencedError):
            copying.step()
    assert len(copying.calls) == 1


# --- interrupted ------------------------------------------------------------------------------------------------------


class Interrupted:
    """A Ctrl-C in the n-th of the calls that a step makes of the engine: `late`, when it has just ended there, or while it waits."""

    def __init__(self, engine: Any, n: int, late: bool) -> None:
        self._run = engine.run
        self._left = n
        self._late = late
        self.reached = False

    def __call__(self, fn: Any, *args: Any, **options: Any) -> Any:
        self._left -= 1
        if self._left:
            return self._run(fn, *args, **options)
        self.reached = True
        if self._late:
            self._run(fn, *args, **options)
            raise KeyboardInterrupt

        async def cut() -> None:
            """As far as it comes without waiting, and then cancelled."""
            call = asyncio.ensure_future(fn(*args))
            await turns()
            call.cancel()
            await asyncio.wait([call])

        self._run(cut)
        raise KeyboardInterrupt


@pytest.mark.parametrize("late", [False, True], ids=["waiting", "ended"])
def test_a_ctrl_c_in_any_call_of_a_step(
    broker: Broker, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, late: bool
) -> None:
    for n in range(1, 20):
        copying = Copying(broker, False, f"ctrl-c-{late}-{n}")
        with monkeypatch.context() as patch:
            ctrl_c = Interrupted(copying.client._engine, n, late)
            patch.setattr(copying.client._engine, "run", ctrl_c)
            try:
                copying.step()
            except KeyboardInterrupt:
                pass
        copying.step(timeout=0.05)  # before this, the offsets of a transaction that is open would be waited for
        while copying.committed() < COUNT:
            copying.step(timeout=0.05)
        assert copying.step(timeout=0) == 0
        copying.check(calls=len(copying.calls))
        copying.close()
        if not ctrl_c.reached:
            break
    assert n > 3, "begin, the offsets and the commit at least"
