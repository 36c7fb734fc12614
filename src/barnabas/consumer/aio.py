"""The awaitable face of a consumer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from barnabas._native import (
    AsyncRecordIterator,
    Chunk,
    Record,
    Records,
    decode_elsewhere,
    decode_within,
)
from barnabas.consumer.arguments import positive
from barnabas.consumer.core import ITERATED
from barnabas.consumer.face import Commit, ConsumerFace
from barnabas.consumer.lookup import list_offsets
from barnabas.consumer.processing import Processing, never
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.subscribing import farewells, unsubscribe
from barnabas.consumer.workers import Tasks
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import EARLIEST, LATEST
from barnabas.engine.waiting import tell
from barnabas.errors.client import ClosedError
from barnabas.given import moments_of, partition_of, seconds
from barnabas.managed import AsyncManaged
from barnabas.types import OffsetAndMetadata, TopicPartition

K = TypeVar("K")
V = TypeVar("V")
# What is decoded on the user's loop stays below a millisecond, also on a machine that takes twice as long; more goes to the native worker.
ON_LOOP_NS = 400_000


class AsyncConsumer(ConsumerFace[K, V], AsyncManaged):
    """The awaitable twin of `Consumer`, with the same words and options; made by `AsyncClient.consumer()`.

    It is bound to no event loop, and used by one task at a time. Cancelling any await loses nothing: a cancelled `poll()`
    leaves its records for the next, a cancelled `commit()` may have happened but never overtakes a later one. `on_rebalance` and
    the callbacks of `commit_async` may be coroutine functions; they are awaited by the task that polls.

    Example:
        >>> async def main():
        ...     async with barnabas.AsyncClient("localhost:9092") as client:
        ...         async with client.consumer("orders", group_id="billing", auto_offset_reset="earliest") as consumer:
        ...             async for record in consumer:
        ...                 print(record.value)
        >>> import asyncio
        >>> asyncio.run(main())  # doctest: +SKIP
    """

    _asynchronous = True

    def __init__(self, engine: Engine, topics: tuple[str, ...], options: Mapping[str, Any], *, owner: object) -> None:
        super().__init__(engine, topics, options, owner=owner)
        self._iterator: AsyncRecordIterator[K, V] | None = None

    # --- reading ------------------------------------------------------------------------------------------------------

    async def poll(self, timeout: float | None = None, max_records: int | None = None) -> Records[K, V] | Rebalance:
        """As `Consumer.poll`.

        >>> records = await consumer.poll(timeout=1.0)  # doctest: +SKIP
        """
        most = self._max_records if max_records is None else positive("max_records", max_records)
        if timeout is not None:
            timeout = seconds(timeout)
        self._begin()
        try:
            found = await self._polled(most, timeout)
            taken = self._core.reading.taken
        except BaseException:
            self._core.reading.take_back()
            raise
        finally:
            self._end()
        self._core.reading.handed_over(taken)
        return found

    async def _polled(self, most: int, timeout: float | None) -> Records[K, V] | Rebalance:
        core = self._core
        core.reading.leave_iteration()
        core.begin_poll()
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            core.bell.clear()
            core.check()
            if core.calls.outcomes:
                await core.calls.atell_outcomes()
            found = await self._take(most, iterating=False)
            if found is not None:
                return await self._shown(found)
            if end is None:
                core.check_endless()
            left = core.patience if end is None else end - time.monotonic()
            if left <= 0:
                return core.nothing()
            await core.bell.await_(min(left, core.patience))
            core.touch()

    async def _shown(self, found: Records[K, V] | Rebalance) -> Records[K, V] | Rebalance:
        """Calls the listener before the user is given news."""
        calls = self._core.calls
        if calls.listener is not None and isinstance(found, Rebalance):
            await calls.atell(self, found)
        return found

    async def _take(self, most: int, *, iterating: bool) -> Records[K, V] | Rebalance | None:
        core, reading = self._core, self._core.reading
        news = core.news()
        if news is not None or core.calls.crowded:
            return news
        if iterating:
            reading.raise_lasting()
        records: Records[K, V] | None = reading.left_over(most, iterating=iterating)
        while records is None and (chosen := reading.choose(most)):
            chunks = [item.chunk for item in chosen]
            if not decode_within(chunks, most, ON_LOOP_NS):
                # A cancelled wait leaves the chunks in the buffer, decoded or not.
                await self._decoded(chunks, most)
                core.check()
                if core.assignment.pending:
                    return core.news()
            records = reading.collected(chosen, most, iterating=iterating, decode=False)
        return reading.took(records, iterating=iterating)

    async def _decoded(self, chunks: list[Chunk], most: int) -> None:
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        decode_elsewhere(chunks, most, lambda: tell(loop, [told]))
        await told

    def __aiter__(self) -> AsyncRecordIterator[K, V]:
        """The records, one by one, for ever; ends when the consumer is closed. See `Consumer.__iter__`.

        >>> async for record in consumer:  # doctest: +SKIP
        ...     print(record.value)
        """
        self._core.check()
        if self._iterator is None:
            self._iterator = AsyncRecordIterator(self._refill)
            self._core.reading.iterator = self._iterator
        return self._iterator

    async def _refill(self) -> Record[K, V]:
        core, iterator = self._core, self._iterator
        assert iterator is not None
        if core.over:
            raise StopAsyncIteration
        with self._polling():
            try:
                while True:
                    core.reading.leave_iteration()
                    core.begin_poll()
                    core.bell.clear()
                    await core.calls.atell_outcomes()
                    found = await self._take(ITERATED, iterating=True)
                    if isinstance(found, Records):
                        iterator.interrupt(core.assignment.pending)
                        iterator.feed(found)
                        record = iterator.step()
                        if record is not None:
                            taken = core.reading.taken
                            break
                    elif found is None:
                        core.check_endless()
                        await core.bell.await_(core.patience)
                    else:
                        await self._shown(found)
            except ClosedError:
                if core.over:
                    raise StopAsyncIteration from None
                raise
        core.reading.handed_over(taken)
        return record

    async def process(
        self,
        function: Callable[[Record[K, V]], Awaitable[object]],
        *,
        workers: int = 8,
        max_pending: int = 1000,
        until: Callable[[], bool] = never,
        timeout: float = 30.0,
    ) -> None:
        """As `Consumer.process`, with a coroutine function and tasks; `workers` of them at a time.

        Cancelled, it waits for what is begun as at any end, commits and is cancelled; `timeout` bounds that.

        >>> async def show(record):
        ...     print(record.value)
        >>> await consumer.process(show, until=lambda: True)  # doctest: +SKIP
        """
        await Tasks(Processing(self, function, workers, max_pending, until, seconds(timeout))).main()

    # --- offsets ------------------------------------------------------------------------------------------------------

    async def commit(self, what: Commit | None = None, *, timeout: float | None = None) -> None:
        """As `Consumer.commit`. Cancelled, it may have happened; a later commit is never overtaken by it.

        >>> await consumer.commit()  # doctest: +SKIP
        """
        limit = self._engine.limit(timeout)
        with self._alone() as core:
            offsets = core.commits.offsets_of(what)
            if offsets:
                await self._engine.arun(core.commits.commit, offsets, core.assignment.generation, limit)
            await core.calls.atell_outcomes()

    async def committed(
        self, *partitions: TopicPartition, timeout: float | None = None
    ) -> dict[TopicPartition, OffsetAndMetadata | None]:
        """As `Consumer.committed`.

        >>> await consumer.committed(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        """
        with self._alone() as core:
            wanted = [partition_of(p) for p in partitions] or list(core.owned)
            limit = self._engine.limit(timeout)
            return await self._engine.arun(core.commits.committed, wanted, self._engine.now() + limit)

    async def offsets_for_times(
        self, times: Mapping[TopicPartition, int | datetime], *, timeout: float | None = None
    ) -> dict[TopicPartition, int | None]:
        """As `Consumer.offsets_for_times`.

        >>> await consumer.offsets_for_times({barnabas.TopicPartition("orders", 3): 1700000000000})  # doctest: +SKIP
        """
        with self._alone() as core:
            wanted = moments_of(times)
            limit = self._engine.limit(timeout)
            deadline = self._engine.now() + limit
            found = await self._engine.arun(list_offsets, self._engine, wanted, deadline, core.isolation)
            return {key: item.offset if item.offset >= 0 else None for key, item in found.items()}

    async def beginning_offsets(
        self, *partitions: TopicPartition, timeout: float | None = None
    ) -> dict[TopicPartition, int]:
        """As `Consumer.beginning_offsets`.

        >>> await consumer.beginning_offsets(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=3): 0}
        """
        return await self._edges(EARLIEST, partitions, timeout)

    async def end_offsets(self, *partitions: TopicPartition, timeout: float | None = None) -> dict[TopicPartition, int]:
        """As `Consumer.end_offsets`.

        >>> await consumer.end_offsets(barnabas.TopicPartition("orders", 3))  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=3): 42}
        """
        return await self._edges(LATEST, partitions, timeout)

    async def _edges(
        self, which: int, partitions: tuple[TopicPartition, ...], timeout: float | None
    ) -> dict[TopicPartition, int]:
        with self._alone() as core:
            wanted = dict.fromkeys([partition_of(p) for p in partitions] or list(core.owned), which)
            limit = self._engine.limit(timeout)
            deadline = self._engine.now() + limit
            found = await self._engine.arun(list_offsets, self._engine, wanted, deadline, core.isolation)
            return {key: item.offset for key, item in found.items()}

    async def unsubscribe(self, *, timeout: float | None = None) -> None:
        """As `Consumer.unsubscribe`; cancelling it ends the wait only.

        >>> await consumer.unsubscribe()  # doctest: +SKIP
        """
        limit = self._engine.limit(timeout)
        with self._alone() as core:
            core.reading.leave_iteration()
            for news in farewells(core):
                await core.calls.atell(self, news)
            await self._engine.arun(unsubscribe(core, limit))

    # --- the end ------------------------------------------------------------------------------------------------------

    async def close(self, timeout: float = 30.0, *, leave: bool | None = None) -> None:
        """As `Consumer.close`; cancelling it ends the wait, the consumer leaves its group all the same.

        With `enable_auto_commit` all that was given is committed where the task closes that polled last. Any other, such as one
        that `asyncio.wait_for` made (before Python 3.12), commits what was given before the last poll.

        >>> import asyncio
        >>> asyncio.run(barnabas.AsyncClient("localhost:9092").consumer().close())
        """
        if not self._engine.portal.forked:
            await self._core.ashut_down(seconds(timeout), leave=leave)
