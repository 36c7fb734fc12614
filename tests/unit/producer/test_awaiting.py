"""What a task waits on: asyncio takes it for a future of its own. No broker, the engine played by the test."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from barnabas._native import Delivery, ProducerBatch
from barnabas.errors.broker import broker_error
from barnabas.errors.client import KafkaError
from tests.harness.waiting import turns
from tests.unit.producer.accumulator_bench import WAIT, Bench


async def outcome(delivery: Delivery) -> int | None:
    return (await delivery).offset


def sent(count: int = 1) -> tuple[Bench, list[Delivery], ProducerBatch]:
    """So many records in one batch, which is under way."""
    bench = Bench()
    deliveries = [bench.send(b"%d" % number) for number in range(count)]
    bench.accumulator.flush_mark()
    (batch,) = bench.drain()
    return bench, deliveries, batch


@pytest.fixture
def python_tasks() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop with tasks as asyncio has them where there is no C."""
    loop = asyncio.new_event_loop()
    loop.set_task_factory(lambda loop, coro, **given: asyncio.tasks._PyTask(coro, loop=loop, **given))  # type: ignore[attr-defined]
    yield loop
    loop.close()


async def told_in_one_turn() -> None:
    bench, (delivery,), batch = sent()
    task = asyncio.create_task(outcome(delivery))
    await turns()
    bench.accumulator.written(batch, 7, -1)
    assert delivery.done()
    await turns(3)
    assert not task.done(), "who waits is told by tell()"
    bench.accumulator.tell()
    await turns()
    assert task.done(), "it went on in the very turn in which its loop was told"
    assert task.result() == 7


def test_a_task_goes_on_in_the_turn_in_which_its_loop_is_told() -> None:
    asyncio.run(told_in_one_turn())


def test_so_does_one_of_pure_python(python_tasks: asyncio.AbstractEventLoop) -> None:
    python_tasks.run_until_complete(told_in_one_turn())


@pytest.mark.asyncio
@pytest.mark.parametrize("by", ["flush_mark", "failed", "drain"])
async def test_whatever_comes_next_tells_at_the_latest(by: str) -> None:
    bench, (delivery,), batch = sent()
    bench.send(b"of the next batch")
    task = asyncio.create_task(outcome(delivery))
    await turns()
    bench.accumulator.written(batch, 7, -1)
    if by == "flush_mark":
        bench.accumulator.flush_mark()
    elif by == "failed":
        bench.accumulator.failed(batch, KafkaError("of another one"), False)
    else:
        assert not bench.drain(), "nothing was due, so nobody was told"
        await turns()
        assert not task.done()
        bench.send(b"x" * 2000)  # fills the batch, which is due
        assert bench.drain()
    await turns()
    assert task.result() == 7


@pytest.mark.asyncio
async def test_nothing_waits_to_be_taken_when_all_is_under_way() -> None:
    bench, _, _ = sent()
    assert bench.accumulator.idle
    bench.send(b"another")
    assert not bench.accumulator.idle


@pytest.mark.asyncio
async def test_a_cancelled_wait_ends_with_its_message_and_touches_nothing() -> None:
    bench, (delivery,), batch = sent()
    task = asyncio.create_task(outcome(delivery))
    again = asyncio.create_task(outcome(delivery))
    await turns()
    assert task.cancel("enough")
    with pytest.raises(asyncio.CancelledError, match="enough"):
        await task
    assert not delivery.done()
    bench.accumulator.written(batch, 3, -1)
    bench.accumulator.tell()
    assert await asyncio.wait_for(again, WAIT) == 3
    assert await outcome(delivery) == 3


@pytest.mark.asyncio
async def test_a_wait_that_is_cancelled_when_it_was_told_is_cancelled() -> None:
    bench, (delivery,), batch = sent()
    task = asyncio.create_task(outcome(delivery))
    await turns()
    bench.accumulator.written(batch, 3, -1)
    bench.accumulator.tell()
    assert task.cancel(), "it has not gone on yet"
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await outcome(delivery) == 3


@pytest.mark.asyncio
async def test_an_error_is_raised_in_each_task_as_a_copy_of_its_own() -> None:
    bench, deliveries, batch = sent(2)
    tasks = [asyncio.create_task(outcome(delivery)) for delivery in (*deliveries, deliveries[0])]
    await turns()
    bench.accumulator.failed(batch, broker_error(7, topic="t", partition=0), False)
    errors = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), WAIT)
    assert [type(error).__name__ for error in errors] == ["RequestTimedOutError"] * 3
    assert len({id(error) for error in errors}) == 3


@pytest.mark.asyncio
async def test_a_batch_that_is_cut_is_waited_for_in_its_parts() -> None:
    bench, deliveries, batch = sent(4)
    tasks = [asyncio.create_task(outcome(delivery)) for delivery in deliveries]
    await turns()
    first, second = bench.accumulator.split(batch)
    await turns(3)
    assert not any(task.done() for task in tasks)
    bench.accumulator.written(second, 12, -1)
    bench.accumulator.written(first, 10, -1)
    bench.accumulator.tell()
    assert await asyncio.wait_for(asyncio.gather(*tasks), WAIT) == [10, 11, 12, 13]


@pytest.mark.asyncio
async def test_a_handle_of_many_waits_for_one_batch_after_the_other() -> None:
    bench = Bench(batch_size=100)
    deliveries = bench.producer.send_many("t", [b"x" * 60] * 3)
    bench.accumulator.flush_mark()

    async def offsets() -> list[int | None]:
        return [metadata.offset for metadata in await deliveries]

    task = asyncio.create_task(offsets())
    await turns()
    for number in range(3):
        assert not task.done()
        (batch,) = bench.drain()
        bench.accumulator.written(batch, number, -1)
        bench.accumulator.tell()
        await turns()
    assert await asyncio.wait_for(task, WAIT) == [0, 1, 2]


@pytest.mark.asyncio
async def test_a_task_goes_on_in_its_own_context() -> None:
    bench, (delivery,), batch = sent()
    name: contextvars.ContextVar[str] = contextvars.ContextVar("name", default="nobody's")

    async def mine() -> str:
        name.set("mine")
        await delivery
        return name.get()

    task = asyncio.create_task(mine())
    await turns()
    bench.accumulator.written(batch, 0, -1)
    bench.accumulator.tell()
    assert await asyncio.wait_for(task, WAIT) == "mine"
    assert name.get() == "nobody's"


def test_tasks_of_several_loops_wait_for_one_batch_and_a_closed_loop_harms_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bench, deliveries, batch = sent(6)
    closed = asyncio.new_event_loop()
    for delivery in deliveries[:2]:
        lost = closed.create_task(outcome(delivery))
        lost._log_destroy_pending = False  # type: ignore[attr-defined]
    closed.run_until_complete(turns())
    closed.close()
    found: list[list[int | None]] = [[], []]
    waiting = threading.Barrier(3)

    async def wait(into: list[int | None]) -> None:
        tasks = [asyncio.create_task(outcome(delivery)) for delivery in deliveries]
        await turns()
        waiting.wait(WAIT)
        into += await asyncio.wait_for(asyncio.gather(*tasks), WAIT)

    threads = [threading.Thread(target=asyncio.run, args=(wait(into),)) for into in found]
    for thread in threads:
        thread.start()
    waiting.wait(WAIT)
    with caplog.at_level(logging.DEBUG, "barnabas"):
        bench.accumulator.written(batch, 100, -1)
        bench.accumulator.tell()
    for thread in threads:
        thread.join(WAIT)
    assert found == [[100, 101, 102, 103, 104, 105]] * 2
    assert "no loop to go to" in caplog.text


@pytest.mark.asyncio
async def test_it_looks_like_a_future() -> None:
    bench, (delivery,), batch = sent()
    called: list[Any] = []
    waiting = next(iter(delivery.__await__()))
    assert asyncio.isfuture(waiting)
    assert waiting.get_loop() is asyncio.get_running_loop()
    waiting.add_done_callback(called.append)
    waiting.add_done_callback(print)
    assert waiting.remove_done_callback(print) == 1
    assert waiting.remove_done_callback(print) == 0
    assert not waiting.done()
    bench.accumulator.written(batch, 0, -1)
    bench.accumulator.tell()
    waiting.add_done_callback(called.append)  # behind the end: soon, and on the loop
    assert not called
    await turns()
    assert called == [waiting, waiting]
    assert (waiting.done(), waiting.cancelled(), waiting.cancel(), waiting.result()) == (True, False, False, None)


@pytest.mark.asyncio
async def test_it_looks_like_a_future_that_was_cancelled() -> None:
    _, (delivery,), _ = sent()
    called: list[Any] = []
    waiting = next(iter(delivery.__await__()))
    waiting.add_done_callback(called.append)
    assert waiting.cancel("why") is True
    assert waiting.cancel() is False
    await turns()
    assert called == [waiting]
    assert (waiting.done(), waiting.cancelled()) == (True, True)
    with pytest.raises(asyncio.CancelledError, match="why"):
        waiting.result()


def test_it_is_awaited_on_a_loop_only() -> None:
    _, (delivery,), _ = sent()
    with pytest.raises(RuntimeError, match="no running event loop"):
        delivery.__await__()
