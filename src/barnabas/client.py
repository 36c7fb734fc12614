"""The two faces of a client: `Client` blocks, `AsyncClient` is awaited; both stand on one engine each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from barnabas.admin.client import Admin, AsyncAdmin
from barnabas.config import resolve
from barnabas.engine.engine import Engine
from barnabas.engine.exits import closed_at_exit
from barnabas.engine.options import SECRETS, SPEC, ClientOptions, bootstrap_addresses
from barnabas.managed import AsyncManaged, Managed
from barnabas.secret import hidden

if TYPE_CHECKING:
    from typing import Unpack

    from barnabas.consumer.aio import AsyncConsumer
    from barnabas.consumer.options import ConsumerOptions
    from barnabas.consumer.span import Places
    from barnabas.consumer.sync import Consumer
    from barnabas.consumer.topic_reader import AsyncTopicReader, TopicReader
    from barnabas.producer.aio import AsyncProducer
    from barnabas.producer.options import ProducerOptions
    from barnabas.producer.sync import Producer
    from barnabas.transform import AsyncTransactional, Transactional

K = TypeVar("K")
V = TypeVar("V")
STOP_TIMEOUT = 2.0  # seconds for tasks and threads to end, once producers and consumers are closed


class _BaseClient:
    """What both faces share: options, the engine, the end."""

    def __init__(self, bootstrap_servers: str | Sequence[str], **options: Unpack[ClientOptions]) -> None:
        given = hidden(options, SECRETS)
        del options  # a traceback of an error from here shows no secret
        self._engine = Engine(bootstrap_addresses(bootstrap_servers), resolve(type(self).__name__, SPEC, given))
        self._closed = False
        closed_at_exit(self)

    def __repr__(self) -> str:
        if not hasattr(self, "_engine"):  # its options were refused
            return f"<{type(self).__name__} that was not made>"
        servers = ",".join(f"{host}:{port}" for host, port in self._engine.addresses)
        state = "closed" if self._closed else f"{len(self._engine.cluster.snapshot.brokers)} brokers known"
        return f"<{type(self).__name__} {servers} {state}>"

    def _shut_down(self, timeout: float) -> BaseException | None:
        """Closes consumers and producers, newest first, then the engine; the first error that one of them had."""
        if self._engine.portal.forked or self._closed:
            return None
        self._closed = True
        end = time.monotonic() + timeout
        first: BaseException | None = None
        for closable in self._engine.closables():
            try:
                closable.shut_down(max(0.0, end - time.monotonic()))
            except KeyboardInterrupt:
                end = time.monotonic()
                first = first or KeyboardInterrupt()
            except Exception as error:  # noqa: BLE001  # the others still have to be closed
                first = first or error
        self._engine.stop(STOP_TIMEOUT)
        return first

    def __del__(self) -> None:
        # Garbage may be collected on any thread, the engine's own among them: nothing here waits.
        engine = getattr(self, "_engine", None)
        if engine is not None and not self._closed and not engine.portal.forked:
            self._closed = True
            engine.abandon()


class Client(_BaseClient, Managed):
    """A blocking client for one Kafka cluster; makes producers, consumers and the admin, which share its connections.

    Making one does no I/O. It is thread-safe, and one is enough for a process. In a forked child it raises `ForkedError`:
    make a new one there.

    Args:
        bootstrap_servers: ``"host:port"``, several with commas, or a list; the port defaults to 9092. One that answers is
            enough, the others are learned from it.
        options: see `ClientOptions`; milliseconds, with Kafka's names and defaults.

    Raises:
        ConfigurationError, TypeError: an option that is not accepted, or not known.

    Example:
        >>> client = barnabas.Client("localhost:9092", client_id="billing")
        >>> client
        <Client localhost:9092 0 brokers known>
        >>> client.close()
        >>> barnabas.Client("localhost:9092", request_timeout=5)
        Traceback (most recent call last):
        TypeError: Client has no option 'request_timeout'; did you mean 'request_timeout_ms'?
    """

    @property
    def admin(self) -> Admin:
        """Topics and the cluster; see `Admin`. Makes no request by itself.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.admin
        <Admin of localhost:9092>
        """
        return Admin(self._engine, owner=self)

    @overload
    def producer(self, **options: Unpack[ProducerOptions]) -> Producer[bytes, bytes]: ...
    @overload
    def producer(
        self,
        *,
        key_serializer: Callable[[K], bytes | None],
        value_serializer: Callable[[V], bytes | None],
        **options: Unpack[ProducerOptions],
    ) -> Producer[K, V]: ...
    @overload
    def producer(
        self, *, key_serializer: Callable[[K], bytes | None], **options: Unpack[ProducerOptions]
    ) -> Producer[K, bytes]: ...
    @overload
    def producer(
        self, *, value_serializer: Callable[[V], bytes | None], **options: Unpack[ProducerOptions]
    ) -> Producer[bytes, V]: ...
    def producer(self, **options: Any) -> Any:
        """A new `Producer`; see there for its options. Makes no request by itself.

        Raises:
            ConfigurationError, TypeError: an option that is not accepted, or not known.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     producer = client.producer(acks="all", linger_ms=0)
        """
        from barnabas.producer.sync import Producer

        return Producer(self._engine, options, owner=self)

    @overload
    def consumer(self, *topics: str, **options: Unpack[ConsumerOptions]) -> Consumer[bytes, bytes]: ...
    @overload
    def consumer(
        self,
        *topics: str,
        key_deserializer: Callable[[bytes], K],
        value_deserializer: Callable[[bytes], V],
        **options: Unpack[ConsumerOptions],
    ) -> Consumer[K, V]: ...
    @overload
    def consumer(
        self, *topics: str, key_deserializer: Callable[[bytes], K], **options: Unpack[ConsumerOptions]
    ) -> Consumer[K, bytes]: ...
    @overload
    def consumer(
        self, *topics: str, value_deserializer: Callable[[bytes], V], **options: Unpack[ConsumerOptions]
    ) -> Consumer[bytes, V]: ...
    def consumer(self, *topics: str, **options: Any) -> Any:
        """A new `Consumer`, subscribed to `topics` as a member of `group_id`, or without topics for `assign()`.

        Args:
            topics: their names.
            options: see `Consumer`. Makes no request by itself.

        Raises:
            ConfigurationError, TypeError: topics without a `group_id`, or an option that is not accepted, or not known.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer("orders")
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: ...
        """
        from barnabas.consumer.sync import Consumer

        return Consumer(self._engine, topics, options, owner=self)

    def read(
        self,
        topic: str,
        *,
        start: Places = "earliest",
        stop: Places | None = None,
        partitions: Iterable[int] | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> TopicReader[Any, Any]:
        """The records of a topic without a group, as an iterator: from `start` up to `stop`, or for ever.

        Args:
            topic: its name.
            start: "earliest"; "latest": what is written from now on; a datetime with a time zone: from the first record of
                that time or later; an int: an offset; `barnabas.last(n)`: the last n offsets of each partition; or a dict of
                partition numbers to one of these, which then are those that are read.
            stop: None reads for ever; "end": as far as the topic goes at the first step; a datetime: before the first record of
                that time or later, at the latest where the topic ends at the first step; an int or a dict of partition numbers:
                before that offset, also if it is still to come.
            partitions: numbers; None reads those that there are at the first step.
            limit: the most records in all; None is no limit.
            options: as `consumer()` takes them, but those of groups. `auto_offset_reset` is "none": what is not there any more is
                a `NoOffsetError`, and no gap.

        Raises:
            ConfigurationError, TypeError: an argument is not accepted.

        Makes no request before its first step; that and the others raise `UnknownTopicError`, `NoOffsetError` and what else keeps
        it from reading. Records of one partition come in order. Takes as much memory as a consumer (`prefetch_max_bytes`).
        Offsets are counted, not records: compaction and transactions leave gaps.

        >>> with client.read("orders", stop="end") as records:  # doctest: +SKIP
        ...     values = [record.value for record in records]
        """
        from barnabas.consumer.topic_reader import Plan, TopicReader

        plan = Plan(self._engine, topic, start, stop, partitions, limit, options)
        return TopicReader(self._engine, plan, self.consumer)

    def transactional(
        self,
        *topics: str,
        group_id: str,
        transactional_id: str,
        consumer: Mapping[str, Any] | None = None,
        producer: Mapping[str, Any] | None = None,
    ) -> Transactional[Any, Any]:
        """A new `Transactional`: reads `topics` and writes what a function makes of them, each record exactly once.

        Args:
            topics: what is read, as a member of `group_id`.
            group_id: the group whose offsets the transactions commit.
            transactional_id: of this process alone, and the same again after a restart: it fences its own predecessor.
            consumer: options as `consumer()` takes them; ``isolation_level="read_committed"`` unless told otherwise.
            producer: options as `producer()` takes them.

        Raises:
            ConfigurationError, TypeError: an option that is not accepted, or not known.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     loop = client.transactional("orders", group_id="billing", transactional_id="billing-1")
        ...     loop.close()
        """
        from barnabas.transform import Transactional, options_of

        reading, writing = options_of(group_id, transactional_id, consumer, producer)
        return Transactional(self.consumer(*topics, **reading), self.producer(**writing))

    def disconnect(self) -> None:
        """Drops all connections; they open again when they are needed. What is in flight is retried.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.disconnect()
        """
        self._engine.check()
        self._engine.run(self._engine.disconnect)

    def close(self, timeout: float = 30.0) -> None:
        """Closes consumers and producers (flushing them), then all connections and threads; at most `timeout` seconds.

        May be called again, from any thread and from callbacks.

        Raises:
            UndeliveredError: records failed or stayed behind and nobody had asked for their outcome.

        >>> client = barnabas.Client("localhost:9092")
        >>> client.close(timeout=5)
        >>> client.close()
        """
        error = self._shut_down(timeout)
        if error is not None:
            raise error

    def __enter__(self) -> Self:
        self._engine.check()
        return super().__enter__()


class AsyncClient(_BaseClient, AsyncManaged):
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
        """A new `AsyncProducer`; see `Producer` for its options. Makes no request by itself.

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

    def read(
        self,
        topic: str,
        *,
        start: Places = "earliest",
        stop: Places | None = None,
        partitions: Iterable[int] | None = None,
        limit: int | None = None,
        **options: Any,
    ) -> AsyncTopicReader[Any, Any]:
        """As `Client.read`, with `async for`.

        >>> async with client.read("orders", stop="end") as records:  # doctest: +SKIP
        ...     values = [record.value async for record in records]
        """
        from barnabas.consumer.topic_reader import AsyncTopicReader, Plan

        plan = Plan(self._engine, topic, start, stop, partitions, limit, options)
        return AsyncTopicReader(self._engine, plan, self.consumer)

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
        """Drops all connections; they open again when they are needed. What is in flight is retried.

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
        self._closed = True
        end = time.monotonic() + timeout
        first: BaseException | None = None
        try:
            for closable in engine.closables():
                try:
                    await closable.ashut_down(max(0.0, end - time.monotonic()))
                except Exception as error:  # noqa: BLE001  # the others still have to be closed
                    first = first or error
            await engine.astop(STOP_TIMEOUT)
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
