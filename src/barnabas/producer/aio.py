"""The awaitable face of a producer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from barnabas._native import Delivery, DeliveryBatch, ProducerBase, Reserved
from barnabas.engine.engine import Engine
from barnabas.engine.waiting import tell
from barnabas.errors.client import ClosedError, KafkaError, KafkaTimeoutError
from barnabas.given import patience, seconds
from barnabas.managed import AsyncManaged, left_of
from barnabas.producer.blocks import AsyncTransaction
from barnabas.producer.callbacks import loop_carrier
from barnabas.producer.face import (
    AHEAD,
    GATED,
    NO_PARTITION,
    NO_TOPIC,
    SPARE_WAIT,
    AnyConsumer,
    Offsets,
    committed_of,
    no_room,
    refuse,
    transactions_of,
    wire,
)
from barnabas.types import ConsumerGroupMetadata

K = TypeVar("K")
V = TypeVar("V")


class AsyncProducer(ProducerBase[K, V], AsyncManaged, Generic[K, V]):
    """The awaitable twin of `Producer`, with the same words and options; made by `AsyncClient.producer()`.

    It is bound to no event loop. `await producer.send(...)` gives a `Delivery` at once unless it has to wait for a topic's
    first metadata or for room, so there is seldom a reason for a task of its own (`asyncio.create_task` takes it); ``await delivery``
    waits for the outcome. Cancelling either loses nothing: a cancelled
    `send()` has accepted the record or not, a cancelled ``await delivery`` does not touch it.

    Example:
        >>> async def main():
        ...     async with barnabas.AsyncClient("localhost:9092") as client:
        ...         async with client.producer() as producer:
        ...             delivery = await producer.send("orders", b"value", key=b"k")
        ...             return await delivery
        >>> import asyncio
        >>> asyncio.run(main())  # doctest: +SKIP
        RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)
    """

    def __init__(self, engine: Engine, options: Mapping[str, Any], *, owner: object) -> None:
        self._engine = engine
        self._owner = owner  # the client lives as long as its producers
        self._accumulator, self._sender, self._options = wire(self, engine, options, loop_carrier(engine), True)
        self._max_block = self._options["max_block_ms"] / 1000

    if TYPE_CHECKING:

        def send(  # type: ignore[override]
            self,
            topic: str,
            value: V | None,
            *,
            key: K | None = None,
            headers: Iterable[tuple[str, bytes | None]] | Mapping[str, bytes | None] | None = None,
            partition: int | None = None,
            timestamp_ms: int | None = None,
        ) -> Coroutine[Any, Any, Delivery]: ...

        def send_many(  # type: ignore[override]
            self,
            topic: str,
            values: Sequence[V | None],
            keys: Sequence[K | None] | None = None,
            *,
            headers: Iterable[tuple[str, bytes | None]] | Mapping[str, bytes | None] | None = None,
            partition: int | None = None,
            timestamp_ms: int | None = None,
        ) -> Coroutine[Any, Any, DeliveryBatch]: ...
    else:
        # Native, and no coroutine as long as there is nothing to wait for.
        send = ProducerBase._send_ready
        send_many = ProducerBase._send_many_ready

    async def _send_slowly(
        self,
        topic: str,
        value: bytes | None,
        key: bytes | None,
        headers: Sequence[tuple[str, bytes | None]],
        partition: int | None,
        timestamp_ms: int,
    ) -> Delivery:
        """The native `send` found something to wait for."""
        end = time.monotonic() + self._max_block
        reserved: Reserved | None = None
        try:
            while True:
                got = self._append(topic, value, key, headers, partition, timestamp_ms, reserved)
                if isinstance(got, Delivery):
                    return got
                reserved = await self._overcome(got, topic, partition, end, reserved)
        finally:
            if reserved is not None:
                reserved.give_back()

    async def _send_many_slowly(
        self,
        batch: DeliveryBatch,
        topic: str,
        values: tuple[Any, ...],
        keys: tuple[Any, ...] | None,
        headers: Any,
        partition: int | None,
        start: int,
        timestamp_ms: int,
    ) -> DeliveryBatch:
        end = time.monotonic() + self._max_block
        reserved: Reserved | None = None
        try:
            while True:
                before = start
                start, got = self._append_many(
                    batch, topic, values, keys, headers, partition, start, timestamp_ms, reserved
                )
                if start > before:
                    reserved = None
                    end = time.monotonic() + self._max_block  # the next record's wait
                if not got:
                    return batch
                reserved = await self._overcome(got, topic, partition, end, reserved)
        except KafkaError as error:
            error.accepted = batch
            raise
        finally:
            if reserved is not None:
                reserved.give_back()

    async def _overcome(
        self, obstacle: int, topic: str, partition: int | None, end: float, reserved: Reserved | None
    ) -> Reserved | None:
        """Waits for a topic, a partition or room; the room that is reserved."""
        if obstacle == GATED:
            refuse(self._sender)
            return reserved
        if obstacle == AHEAD:
            until = time.monotonic() + SPARE_WAIT
            # Asked a few times a batch: an event would cost a wake of this loop for every batch that comes back.
            while not self._await_spare(0) and time.monotonic() < until:  # noqa: ASYNC110 # see above
                await asyncio.sleep(SPARE_WAIT / 4)
            return reserved
        if obstacle in (NO_TOPIC, NO_PARTITION):
            deadline = self._engine.now() + left_of(end)
            wanted = partition if obstacle == NO_PARTITION else None
            await self._engine.arun(self._sender.topics.learn, topic, wanted, deadline)
            return reserved
        granted = await self._room(obstacle, left_of(end))
        if granted is None:
            raise no_room(self._engine, self._accumulator, self._options, topic)
        return granted

    async def _room(self, need: int, timeout: float) -> Reserved | None:
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        ticket = self._ask_room(need, lambda: tell(loop, [told]))
        if ticket is None:
            raise ClosedError("the producer is closed")
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await told
            return self._claim(ticket)
        finally:
            self._give_up(ticket)  # where it was not granted, or is not wanted any more

    async def flush(self, timeout: float | None = None) -> None:
        """As `Producer.flush`; cancelling it changes nothing.

        >>> import asyncio
        >>> asyncio.run(barnabas.AsyncClient("localhost:9092").producer().flush(timeout=10))
        """
        self._engine.check()
        most = patience(timeout)
        if not await self._sender.settled(self._accumulator.flush_mark(), most):
            raise KafkaTimeoutError(f"flush() did not end within {most:g} s; the records are still under way")
        error = self._sender.failures()
        if error is not None:
            raise error

    async def partitions_for(self, topic: str) -> list[int]:
        """As `Producer.partitions_for`.

        >>> await producer.partitions_for("orders")  # doctest: +SKIP
        [0, 1, 2, 3, 4, 5]
        """
        if not isinstance(topic, str):
            raise TypeError(f"topic={topic!r} is not accepted: expected a str")
        if not self._accumulator.partitions(topic):
            await self._engine.arun(self._sender.topics.learn, topic, None, self._engine.now() + self._max_block)
        return list(range(self._accumulator.partitions(topic)))

    # --- transactions -------------------------------------------------------------------------------------------------

    def transaction(self) -> AsyncTransaction:
        """As `Producer.transaction`, for ``async with``.

        >>> async def main(producer):
        ...     async with producer.transaction():
        ...         await producer.send("invoices", b"1")
        """
        transactions_of(self._sender)
        return AsyncTransaction(self)

    async def begin_transaction(self) -> None:
        """As `Producer.begin_transaction`. Cancelling ends the wait; the producer stays without a transaction.

        >>> await producer.begin_transaction()  # doctest: +SKIP
        """
        transactions, caller = transactions_of(self._sender), object()
        try:
            await self._engine.arun(transactions.begin, caller)
        except BaseException:
            self._engine.portal.post_if_started(transactions.given_up, caller)
            raise

    async def commit_transaction(self, timeout: float | None = None) -> None:
        """As `Producer.commit_transaction`. Cancelled, it may or may not be committed: call it again to know.

        >>> await producer.commit_transaction(timeout=30)  # doctest: +SKIP
        """
        await self._engine.arun(transactions_of(self._sender).commit, patience(timeout))

    async def abort_transaction(self, timeout: float | None = None) -> None:
        """As `Producer.abort_transaction`; cancelled, it may be called again.

        >>> await producer.abort_transaction()  # doctest: +SKIP
        """
        await self._engine.arun(transactions_of(self._sender).abort, patience(timeout))

    async def send_offsets_to_transaction(
        self, consumer: AnyConsumer | ConsumerGroupMetadata, offsets: Offsets = None, *, timeout: float | None = None
    ) -> None:
        """As `Producer.send_offsets_to_transaction`.

        >>> await producer.send_offsets_to_transaction(consumer)  # doctest: +SKIP
        """
        await self._engine.arun(
            transactions_of(self._sender).add_offsets, *committed_of(consumer, offsets), patience(timeout)
        )

    async def close(self, timeout: float = 30.0) -> None:
        """As `Producer.close`; cancelling it ends the wait as the timeout does, and what stayed behind is logged.

        >>> import asyncio
        >>> asyncio.run(barnabas.AsyncClient("localhost:9092").producer().close())
        """
        if self._engine.portal.forked:
            return
        await self._sender.ashut_down(seconds(timeout))

    def __repr__(self) -> str:
        return f"<AsyncProducer with {self._accumulator.used} bytes buffered>"
