"""The awaitable face of a client."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from barnabas.admin.aio import AsyncAdmin
from barnabas.client.face import CALLBACKS_LEAST, STOP_TIMEOUT, ClientFace
from barnabas.given import seconds
from barnabas.managed import AsyncManaged, left_of

if TYPE_CHECKING:
    from typing import Unpack

    from barnabas.consumer.aio import AsyncConsumer
    from barnabas.consumer.options import ConsumerOptions
    from barnabas.consumer.span import Places
    from barnabas.consumer.topic_reader import AsyncTopicReader
    from barnabas.producer.aio import AsyncProducer
    from barnabas.producer.options import ProducerOptions
    from barnabas.transform import AsyncTransactional

K = TypeVar("K")
V = TypeVar("V")


class AsyncClient(ClientFace, AsyncManaged):
    """The awaitable twin of `Client`, with the same words.

    It is bound to no event loop: it may be made outside of one and used from any, also by two `asyncio.run` in turn.

    Example:
        >>> async def main():
        ...     async with barnabas.AsyncClient("localhost:9092") as client:
        ...         return repr(client)
        >>> import asyncio
        >>> asyncio.run(main())
        '<AsyncClient localhost:9092 0 brokers known>'
    """

    @property
    def admin(self) -> AsyncAdmin:
        """Topics and the cluster; see `AsyncAdmin`. Makes no request by itself.

        >>> barnabas.AsyncClient("localhost:9092").admin
        <AsyncAdmin of localhost:9092>
        """
        return AsyncAdmin(self._engine, owner=self)

    @overload
    def producer(self, **options: Unpack[ProducerOptions]) -> AsyncProducer[bytes, bytes]: ...
    @overload
    def producer(
        self,
        *,
        key_serializer: Callable[[K], bytes | None],
        value_serializer: Callable[[V], bytes | None],
        **options: Unpack[ProducerOptions],
    ) -> AsyncProducer[K, V]: ...
    @overload
    def producer(
        self, *, key_serializer: Callable[[K], bytes | None], **options: Unpack[ProducerOptions]
    ) -> AsyncProducer[K, bytes]: ...
    @overload
    def producer(
        self, *, value_serializer: Callable[[V], bytes | None], **options: Unpack[ProducerOptions]
    ) -> AsyncProducer[bytes, V]: ...
    def producer(self, **options: Any) -> Any:
        """As `Client.producer`: a new `AsyncProducer`, with the same options.

        >>> client = barnabas.AsyncClient("localhost:9092")
        >>> producer = client.producer(acks="all", linger_ms=0)
        """
        from barnabas.producer.aio import AsyncProducer

        return AsyncProducer(self._engine, options, owner=self)

    @overload
    def consumer(self, *topics: str, **options: Unpack[ConsumerOptions]) -> AsyncConsumer[bytes, bytes]: ...
    @overload
    def consumer(
        self,
        *topics: str,
        key_deserializer: Callable[[bytes], K],
        value_deserializer: Callable[[bytes], V],
        **options: Unpack[ConsumerOptions],
    ) -> AsyncConsumer[K, V]: ...
    @overload
    def consumer(
        self, *topics: str, key_deserializer: Callable[[bytes], K], **options: Unpack[ConsumerOptions]
    ) -> AsyncConsumer[K, bytes]: ...
    @overload
    def consumer(
        self, *topics: str, value_deserializer: Callable[[bytes], V], **options: Unpack[ConsumerOptions]
    ) -> AsyncConsumer[bytes, V]: ...
    def consumer(self, *topics: str, **options: Any) -> Any:
        """As `Client.consumer`: a new `AsyncConsumer`, with the same options.

        >>> client = barnabas.AsyncClient("localhost:9092")
        >>> consumer = client.consumer("orders", group_id="billing")
        """
        from barnabas.consumer.aio import AsyncConsumer

        return AsyncConsumer(self._engine, topics, options, owner=self)

    @overload
    def read(
        self,
        topic: str,
        *,
        start: Places = ...,
        stop: Places | None = ...,
        partitions: Iterable[int] | None = ...,
        limit: int | None = ...,
        **options: Unpack[ConsumerOptions],
    ) -> AsyncTopicReader[bytes, bytes]: ...
    @overload
    def read(
        self,
        topic: str,
        *,
        start: Places = ...,
        stop: Places | None = ...,
        partitions: Iterable[int] | None = ...,
        limit: int | None = ...,
        key_deserializer: Callable[[bytes], K],
        value_deserializer: Callable[[bytes], V],
        **options: Unpack[ConsumerOptions],
    ) -> AsyncTopicReader[K, V]: ...
    @overload
    def read(
        self,
        topic: str,
        *,
        start: Places = ...,
        stop: Places | None = ...,
        partitions: Iterable[int] | None = ...,
        limit: int | None = ...,
        key_deserializer: Callable[[bytes], K],
        **options: Unpack[ConsumerOptions],
    ) -> AsyncTopicReader[K, bytes]: ...
    @overload
    def read(
        self,
        topic: str,
        *,
        start: Places = ...,
        stop: Places | None = ...,
        partitions: Iterable[int] | None = ...,
        limit: int | None = ...,
        value_deserializer: Callable[[bytes], V],
        **options: Unpack[ConsumerOptions],
    ) -> AsyncTopicReader[bytes, V]: ...
    def read(
        self,
        topic: str,
        *,
        start: Places = "earliest",
        stop: Places | None = None,
        partitions: Iterable[int] | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> Any:
        """As `Client.read`, with `async for`.

        >>> async with client.read("orders", stop="end") as records:  # doctest: +SKIP
        ...     values = [record.value async for record in records]
        """
        from barnabas.consumer.topic_reader import AsyncTopicReader, Plan

        plan = Plan(self._engine, topic, start, stop, partitions, limit, options)
        return AsyncTopicReader(self._engine, plan, self.consumer)

    @overload
    def transactional(
        self,
        *topics: str,
        group_id: str,
        transactional_id: str,
        consumer: ConsumerOptions | None = ...,
        producer: Mapping[str, Any] | None = ...,
    ) -> AsyncTransactional[bytes, bytes]: ...
    @overload
    def transactional(
        self,
        *topics: str,
        group_id: str,
        transactional_id: str,
        consumer: Mapping[str, Any],
        producer: Mapping[str, Any] | None = ...,
    ) -> AsyncTransactional[Any, Any]: ...
    def transactional(
        self,
        *topics: str,
        group_id: str,
        transactional_id: str,
        consumer: Mapping[str, Any] | None = None,
        producer: Mapping[str, Any] | None = None,
    ) -> AsyncTransactional[Any, Any]:
        """As `Client.transactional`; the function is a coroutine function.

        >>> client = barnabas.AsyncClient("localhost:9092")
        >>> loop = client.transactional("orders", group_id="billing", transactional_id="billing-1")
        """
        from barnabas.transform import AsyncTransactional, options_of

        reading, writing = options_of(group_id, transactional_id, consumer, producer)
        return AsyncTransactional(self.consumer(*topics, **reading), self.producer(**writing))

    async def disconnect(self) -> None:
        """As `Client.disconnect`.

        >>> import asyncio
        >>> asyncio.run(barnabas.AsyncClient("localhost:9092").disconnect())
        """
        await self._engine.arun(self._engine.disconnect)

    async def close(self, timeout: float = 30.0) -> None:
        """As `Client.close`; cancelling it ends the wait as the timeout does, and what stayed behind is logged.

        >>> import asyncio
        >>> asyncio.run(barnabas.AsyncClient("localhost:9092").close())
        """
        engine = self._engine
        if engine.portal.forked or self._closed:
            return
        end = time.monotonic() + seconds(timeout)
        self._closed = True
        first: BaseException | None = None
        try:
            for closable in engine.closables():
                try:
                    await closable.ashut_down(left_of(end))
                except Exception as error:  # noqa: BLE001  # the others still have to be closed
                    first = first or error
            await engine.astop(STOP_TIMEOUT, max(left_of(end), CALLBACKS_LEAST))
        except BaseException:
            for closable in engine.closables():
                closable.drop()
            engine.abandon()
            raise
        if first is not None:
            raise first

    async def __aenter__(self) -> Self:
        self._engine.check()
        return await super().__aenter__()
