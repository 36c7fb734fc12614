"""The blocking face of a client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, overload

from barnabas.admin.sync import Admin
from barnabas.client.face import ClientFace
from barnabas.managed import Managed

if TYPE_CHECKING:
    from typing import Unpack

    from barnabas.consumer.options import ConsumerOptions
    from barnabas.consumer.span import Places
    from barnabas.consumer.sync import Consumer
    from barnabas.consumer.topic_reader import TopicReader
    from barnabas.producer.options import ProducerOptions
    from barnabas.producer.sync import Producer
    from barnabas.transform import Transactional

K = TypeVar("K")
V = TypeVar("V")


class Client(ClientFace, Managed):
    """A blocking client for one Kafka cluster; makes producers, consumers and the admin, which share its connections.

    Making one does no I/O. It is thread-safe, and one is enough for a process. In a forked child it raises `ForkedError`:
    make a new one there.

    Args:
        bootstrap_servers: ``"host:port"``, several with commas, or a list; the port defaults to 9092. One that answers is
            enough, the others are learned from it.
        options: see `ClientOptions`; times in milliseconds.

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
            options: see `Consumer`.

        Raises:
            ConfigurationError, TypeError: topics without a `group_id`, or an option that is not accepted, or not known.

        Makes no request by itself.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.consumer("orders")
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: ...
        """
        from barnabas.consumer.sync import Consumer

        return Consumer(self._engine, topics, options, owner=self)

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
    ) -> TopicReader[bytes, bytes]: ...
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
    ) -> TopicReader[K, V]: ...
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
    ) -> TopicReader[K, bytes]: ...
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
    ) -> TopicReader[bytes, V]: ...
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

        Makes no request before its first step; the first and every later step raise `UnknownTopicError`, `NoOffsetError` and what else
        keeps it from reading. Records of one partition come in order. Takes as much memory as a consumer (`prefetch_max_bytes`).
        Offsets are counted, not records: compaction and transactions leave gaps.

        >>> with client.read("orders", stop="end") as records:  # doctest: +SKIP
        ...     values = [record.value for record in records]
        """
        from barnabas.consumer.topic_reader import Plan, TopicReader

        plan = Plan(self._engine, topic, start, stop, partitions, limit, options)
        return TopicReader(self._engine, plan, self.consumer)

    @overload
    def transactional(
        self,
        *topics: str,
        group_id: str,
        transactional_id: str,
        consumer: ConsumerOptions | None = ...,
        producer: Mapping[str, Any] | None = ...,
    ) -> Transactional[bytes, bytes]: ...
    @overload
    def transactional(
        self,
        *topics: str,
        group_id: str,
        transactional_id: str,
        consumer: Mapping[str, Any],
        producer: Mapping[str, Any] | None = ...,
    ) -> Transactional[Any, Any]: ...
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
        """Drops all connections; they open again when they are needed. What is in flight is retried. Blocks for a moment.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.disconnect()
        """
        self._engine.check()
        self._engine.run(self._engine.disconnect)

    def close(self, timeout: float = 30.0) -> None:
        """Closes consumers and producers (flushing them), then all connections and threads; at most `timeout` seconds.

        Blocks. May be called again, from any thread and from callbacks. Callbacks of deliveries that were not called yet are
        waited for in what is left of the time, one second at least; how many were not is logged.

        Args:
            timeout: seconds.

        Raises:
            UndeliveredError: records failed or stayed behind and nobody had asked for their outcome.
            RuntimeError: on the client's own thread, as in a logging handler, where it would wait for itself.

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
