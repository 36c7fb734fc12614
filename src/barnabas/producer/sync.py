"""The blocking face of a producer."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from barnabas._native import Delivery, DeliveryBatch, ProducerBase, Reserved
from barnabas.engine.engine import Engine
from barnabas.errors.client import KafkaError, KafkaTimeoutError
from barnabas.given import patience, seconds
from barnabas.managed import Managed, left_of
from barnabas.producer.blocks import Transaction
from barnabas.producer.callbacks import blocking_carrier
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


class Producer(ProducerBase[K, V], Managed, Generic[K, V]):
    """Sends records; made by `Client.producer()`. Thread-safe: several threads may send at once.

    Records are gathered in batches by topic and partition. A batch is sent when it holds `batch_size` bytes or
    `batch_num_messages` records, when it is `linger_ms` old, or by `flush()`. In a partition records keep their order,
    also across retries. What is not acknowledged within `delivery_timeout_ms` fails with `DeliveryTimeoutError`.

    Its options are keywords: Kafka's names in snake_case, times in milliseconds, sizes in bytes.

    Options:
        acks ("all"): who has to have a record before it counts as written: "all" in-sync replicas, 1 the leader, 0 nobody.
        enable_idempotence (True): each record is written once and in its order, whatever is sent again. Needs acks="all" and at
            most 5 requests in flight; where the other options do not allow it, it is off unless it is asked for by name.
        max_in_flight_requests_per_connection (5): requests to one broker that are not answered yet.
        transactional_id (None): makes it transactional, see `transaction()`. Of the producers with one id only the youngest may write.
        transaction_timeout_ms (60000): the coordinator aborts a transaction that is open for longer.
        compression_type ("none"): of whole batches: "gzip", "snappy", "lz4" or "zstd".
        compression_level (None): 0 to 9 for gzip, 0 to 12 for lz4, -7 to 22 for zstd; None is the codec's usual one.
        batch_size (1000000): a batch is sent when it holds so many bytes; an open one costs only what it holds.
        batch_num_messages (1000000): a batch is sent when it holds so many records.
        linger_ms (5): a batch is sent when it is so old; fractions are accepted.
        buffer_memory (33554432): `send()` waits when so much has no outcome yet.
        max_block_ms (60000): so long, and as long for a topic's metadata and for a transaction's coordinator.
        max_request_size (1048576): the most bytes of a record, and of a request where it can be had.
        delivery_timeout_ms (120000): a record's time, from `send()` on; at least `linger_ms` and the client's `request_timeout_ms`.
        key_serializer (None): a function from what `send()` takes as key to bytes or None; None is never given to it.
        value_serializer (None): the same for values.
        partitioner (None): ``(topic, key, value, partition_count) -> partition`` for records without a partition. None: by the key's
            hash; those without a key stay with one partition for a batch (KIP-480, 794).
        partitioner_ignore_keys (False): records with a key are spread as those without one.
        partitioner_adaptive_partitioning_enable (True): of those, slow partitions get fewer.
        partitioner_availability_timeout_ms (0): they go round a broker that has taken nothing for so long; 0 never does.

    Example:
        >>> with barnabas.Client("localhost:9092") as client:
        ...     with client.producer(compression_type="zstd") as producer:
        ...         producer.send("orders", b"value", key=b"k").result(timeout=10)  # doctest: +SKIP
        RecordMetadata(topic='orders', partition=3, offset=42, timestamp_ms=1700000000000)
    """

    def __init__(self, engine: Engine, options: Mapping[str, Any], *, owner: object) -> None:
        self._engine = engine
        self._owner = owner  # the client lives as long as its producers
        self._accumulator, self._sender, self._options = wire(self, engine, options, blocking_carrier(engine), False)
        self._max_block = self._options["max_block_ms"] / 1000

    def _send_slowly(
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
                reserved = self._overcome(got, topic, partition, end, reserved)
        finally:
            if reserved is not None:
                reserved.give_back()

    def _send_many_slowly(
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
                reserved = self._overcome(got, topic, partition, end, reserved)
        except KafkaError as error:
            error.accepted = batch
            raise
        finally:
            if reserved is not None:
                reserved.give_back()

    def _overcome(
        self, obstacle: int, topic: str, partition: int | None, end: float, reserved: Reserved | None
    ) -> Reserved | None:
        """Waits for a topic, a partition or room; the room that is reserved.

        Not on the engine's own thread, as in a handler of its logs: it makes the room, and would stand still for as long.
        """
        inside = self._engine.portal.inside
        if obstacle == GATED:
            refuse(self._sender)
            return reserved
        if obstacle == AHEAD:
            self._await_spare(0.0 if inside else SPARE_WAIT)
            return reserved
        if obstacle in (NO_TOPIC, NO_PARTITION):
            deadline = self._engine.now() + left_of(end)
            self._engine.run(
                self._sender.topics.learn, topic, partition if obstacle == NO_PARTITION else None, deadline
            )
            return reserved
        granted = None if inside else self._wait_room(obstacle, left_of(end))
        if granted is None:
            raise no_room(self._engine, self._accumulator, self._options, topic)
        return granted

    def flush(self, timeout: float | None = None) -> None:
        """Sends what is buffered at once and waits until every record so far has its outcome.

        Args:
            timeout: seconds to wait at most; None waits as long as it takes (at most `delivery_timeout_ms`).

        Raises:
            KafkaTimeoutError: the time is up; nothing changed, the records are still under way.
            UndeliveredError: records failed, now or earlier, and nobody had asked for their outcome.
            RuntimeError: called on the client's own thread, as by a logging handler, where it would wait for itself.

        Blocks; ends at once by Ctrl-C.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.producer().flush(timeout=10)
        """
        self._engine.check()
        self._engine.portal.own.check()
        most = patience(timeout)
        mark = self._accumulator.flush_mark()
        self._sender.wake()
        if not self._accumulator.wait_settled(mark, most):
            raise KafkaTimeoutError(f"flush() did not end within {most:g} s; the records are still under way")
        error = self._sender.failures()
        if error is not None:
            raise error

    def partitions_for(self, topic: str) -> list[int]:
        """The numbers of a topic's partitions. Blocks until its metadata is there, for at most `max_block_ms`.

        Args:
            topic: its name; brokers may make it, as for `send()`.

        Raises:
            UnknownTopicError: there is no such topic when the time is up.

        >>> producer.partitions_for("orders")  # doctest: +SKIP
        [0, 1, 2, 3, 4, 5]
        """
        if not isinstance(topic, str):
            raise TypeError(f"topic={topic!r} is not accepted: expected a str")
        if not self._accumulator.partitions(topic):
            self._engine.run(self._sender.topics.learn, topic, None, self._engine.now() + self._max_block)
        return list(range(self._accumulator.partitions(topic)))

    # --- transactions -------------------------------------------------------------------------------------------------

    def transaction(self) -> Transaction:
        """A block that is one transaction: it commits at its end, and aborts when an exception leaves it.

        What stands in the block is written for readers with ``isolation_level="read_committed"`` as a whole or not at all,
        also the offsets of `send_offsets_to_transaction`. If a record failed, its end raises and has aborted.

        Raises at the end what `commit_transaction` raises. After a `KafkaTimeoutError` of the coordinator's answer, and only then,
        it may be committed or not: `commit_transaction()` asks again.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     with client.producer(transactional_id="billing-1") as producer:
        ...         with producer.transaction():  # doctest: +SKIP
        ...             producer.send("invoices", b"1")
        ...             producer.send("ledger", b"1")
        """
        transactions_of(self._sender)
        return Transaction(self)

    def begin_transaction(self) -> None:
        """Begins a transaction. The first one makes the producer known to its coordinator, which fences every other producer
        with this `transactional_id` and aborts what one of them has left open (KIP-98).

        Raises:
            TransactionStateError: one is open already, or the producer has no `transactional_id`.
            ProducerFencedError: another producer has taken the place of this one, which can only be closed.
            KafkaTimeoutError: the coordinator did not answer within `max_block_ms`; may be called again.

        Blocks for the first transaction, at most `max_block_ms`; after a Ctrl-C there is none. One thread at a time calls for transactions.

        >>> producer.begin_transaction()  # doctest: +SKIP
        """
        transactions, caller = transactions_of(self._sender), object()
        try:
            self._engine.run(transactions.begin, caller)
        except BaseException:
            self._engine.portal.post_if_started(transactions.given_up, caller)
            raise

    def commit_transaction(self, timeout: float | None = None) -> None:
        """Waits until all records of the transaction are acknowledged, and commits it.

        Args:
            timeout: seconds to wait at most. None: `delivery_timeout_ms` for the records, and then `max_block_ms` for the coordinator.

        Raises:
            TransactionAbortedError: a record of it failed, whether its `Delivery` was kept or not, or its offsets were refused;
                the first error is the cause. Call `abort_transaction()`.
            ProducerFencedError: another producer has taken the place of this one, and the transaction was aborted; but if an
                earlier attempt had no answer (see KafkaTimeoutError), that one may have committed it.
            KafkaTimeoutError: the time is up. The transaction may or may not be committed: call it again to know.
            TransactionStateError: there is no transaction.

        Blocks.

        >>> producer.commit_transaction(timeout=30)  # doctest: +SKIP
        """
        self._engine.run(transactions_of(self._sender).commit, patience(timeout))

    def abort_transaction(self, timeout: float | None = None) -> None:
        """Aborts the transaction: what was sent in it is never seen by readers with ``read_committed``, what was not yet sent
        fails with `TransactionAbortedError`.

        Args:
            timeout: seconds to wait at most; None: `max_block_ms`.

        Raises:
            ProducerFencedError: another producer has taken the place of this one; the transaction is not asked for any more.
            KafkaTimeoutError: the time is up; may be called again.
            TransactionStateError: there is no transaction, or it may be committed already.

        Blocks.

        >>> producer.abort_transaction()  # doctest: +SKIP
        """
        self._engine.run(transactions_of(self._sender).abort, patience(timeout))

    def send_offsets_to_transaction(
        self, consumer: AnyConsumer | ConsumerGroupMetadata, offsets: Offsets = None, *, timeout: float | None = None
    ) -> None:
        """Commits a consumer's offsets as part of the transaction, so that what was read counts as read with what was written.

        Args:
            consumer: a consumer with a group, `enable_auto_commit` off; its membership is checked by the broker (KIP-447). Or what
                its `group_metadata()` gave, as from another thread or process, or ``ConsumerGroupMetadata(group_id)`` for a
                group without members.
            offsets: what `Consumer.commit` takes; None is what its `poll` has returned. With a `ConsumerGroupMetadata` it has to be
                said, and which partitions are whose is not looked at here.
            timeout: seconds to wait at most; None: `max_block_ms`.

        Raises:
            CommitFailedError: the group has moved on: the partitions are others' now, and the transaction can only be aborted.
            TransactionStateError, TransactionAbortedError: there is no transaction, or none that can be committed.
            KafkaTimeoutError: the time is up; the offsets may be in the transaction or not. Call it again, or abort. What is under way still is
                waited for by the next call for this transaction.
            NotAssignedError: a partition is not the consumer's.
            ConfigurationError, TypeError: an argument is not accepted.

        Blocks.

        >>> producer.send_offsets_to_transaction(consumer)  # doctest: +SKIP
        """
        self._engine.run(transactions_of(self._sender).add_offsets, *committed_of(consumer, offsets), patience(timeout))

    def close(self, timeout: float = 30.0) -> None:
        """Sends what is buffered, for at most `timeout` seconds, and ends the producer. Blocks; may be called again, from any thread.

        Args:
            timeout: seconds.

        Raises:
            UndeliveredError: records failed or stayed behind; its text and attributes say how many and why.
            RuntimeError: on the client's own thread, as in a logging handler.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     client.producer().close(timeout=5)
        """
        if self._engine.portal.forked:
            return
        error = self._sender.close(seconds(timeout))
        if error is not None:
            raise error

    def __repr__(self) -> str:
        return f"<Producer with {self._accumulator.used} bytes buffered>"
