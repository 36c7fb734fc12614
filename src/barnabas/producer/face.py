"""What both faces of a producer share: wiring the native side, the options, the sender."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from barnabas._native import Accumulator, ProducerBase, Record, Records
from barnabas.config import resolve
from barnabas.engine.engine import Engine
from barnabas.errors.client import BufferFullError, ClosedError, ConfigurationError, TransactionStateError
from barnabas.given import offsets_of
from barnabas.producer.options import SPEC, check_idempotence, check_level, check_times
from barnabas.producer.sender import Sender
from barnabas.producer.sequences import MOST_FLYING
from barnabas.producer.transactions import Transactions
from barnabas.types import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

Carrier = Callable[[Callable[..., object]], Callable[[Any], object]]
Committed = tuple[ConsumerGroupMetadata, dict[TopicPartition, OffsetAndMetadata]]
Offsets = Record[Any, Any] | Records[Any, Any] | Mapping[TopicPartition, int | OffsetAndMetadata] | None
NO_TOPIC, NO_PARTITION, GATED, AHEAD = -1, -2, -3, -4
# How long a sender that is ahead of the brokers waits for memory that they are done with, before it takes fresh memory: a
# page's first touch can cost as much as all else that is done for its records. A batch of 1 MB each takes that long at 125 MB/s.
SPARE_WAIT = 0.008


class AnyConsumer(Protocol):
    """A `Consumer` or `AsyncConsumer`."""

    def _for_transaction(self, what: Any) -> Committed: ...


def wire(
    producer: ProducerBase[Any, Any], engine: Engine, given: Mapping[str, Any], carrier: Carrier, asynchronous: bool
) -> tuple[Accumulator, Sender, dict[str, Any]]:
    """Checks the options and joins user's side, accumulator and sender.

    Raises:
        ConfigurationError, TypeError: an option that is not accepted, or not known.
    """
    engine.check()
    options = resolve("Producer", SPEC, given)
    check_level(options)
    check_idempotence(options, given)
    check_times(options, given, engine.options["request_timeout_ms"])
    accumulator = Accumulator(
        batch_size=options["batch_size"],
        batch_count=options["batch_num_messages"],
        linger_ms=0 if engine.options["clock"] is not None else options["linger_ms"],  # which would stand still
        buffer_memory=options["buffer_memory"],
        max_request_size=options["max_request_size"],
        delivery_timeout_ms=options["delivery_timeout_ms"],
        compression=options["compression_type"],
        level=options["compression_level"],
        carrier=carrier,
        # Without sequences one batch at a time keeps a partition's order across retries.
        most_out=MOST_FLYING if options["enable_idempotence"] else 1,
        stamps=options["enable_idempotence"],
        ignore_keys=options["partitioner_ignore_keys"],
        adaptive=options["partitioner_adaptive_partitioning_enable"],
        engine=engine.portal.own,
    )
    sender = Sender(engine, options, accumulator)
    producer._wire(
        accumulator,
        sender.wake,
        options["key_serializer"],
        options["value_serializer"],
        options["partitioner"],
        asynchronous,
        engine.wall_ms if engine.options["clock"] is not None else None,
    )
    return accumulator, sender, options


def transactions_of(sender: Sender) -> Transactions:
    """A transactional producer's.

    Raises:
        TransactionStateError: it is none.
    """
    if sender.transactions is None:
        raise TransactionStateError("the producer has no transactions: it was made without a transactional_id")
    return sender.transactions


def refuse(sender: Sender) -> None:
    """Raises why no records are taken, unless they are again."""
    transactions_of(sender).now.check_open("send")


def committed_of(consumer: AnyConsumer | ConsumerGroupMetadata, offsets: Offsets) -> Committed:
    """A consumer's group, its membership and what is to be committed for it.

    Raises:
        ConfigurationError, TypeError: the consumer has no group, or an argument is not accepted.
        NotAssignedError: a partition is not the consumer's.
    """
    if isinstance(consumer, ConsumerGroupMetadata):
        if not consumer.group_id:
            raise ConfigurationError(f"consumer={consumer!r} is not accepted: expected a group_id that is not empty")
        if consumer.generation_id >= 0 and not consumer.member_id:
            raise ConfigurationError(f"consumer={consumer!r} is not accepted: a generation_id needs a member_id")
        if offsets is None:
            raise TypeError(
                "offsets=None is not accepted with a ConsumerGroupMetadata: expected what is to be committed"
            )
        return consumer, offsets_of("send_offsets_to_transaction()", offsets)
    for_transaction = getattr(consumer, "_for_transaction", None)
    if for_transaction is None:
        raise TypeError(
            f"consumer={consumer!r} is not accepted: expected a Consumer, an AsyncConsumer or a ConsumerGroupMetadata"
        )
    found: Committed = for_transaction(offsets)
    return found


def no_room(engine: Engine, accumulator: Accumulator, options: Mapping[str, Any], topic: str) -> BufferFullError:
    """Why a record found no room. Raises ClosedError where that is why."""
    engine.check()
    if accumulator.closed:
        raise ClosedError("the producer was closed while send() waited for room")
    if engine.portal.inside:
        why = "on the client's own thread, where send() cannot wait: it is the one that makes room"
    else:
        why = f"within max_block_ms ({options['max_block_ms']} ms)"
    text = f"no room in buffer_memory ({options['buffer_memory']} bytes, {accumulator.used} in use) {why}"
    return BufferFullError(text, topic=topic)
