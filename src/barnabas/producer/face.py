"""What both faces of a producer share: wiring the native side, the options, the sender."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from barnabas._native import Accumulator, ProducerBase
from barnabas.config import resolve
from barnabas.engine.engine import Engine
from barnabas.errors.client import BufferFullError, ClosedError
from barnabas.producer.options import SPEC, check_idempotence, check_level
from barnabas.producer.sender import Sender
from barnabas.producer.sequences import MOST_FLYING

Carrier = Callable[[Callable[..., object]], Callable[[Any], object]]
NO_TOPIC, NO_PARTITION = -1, -2


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
    )
    sender = Sender(engine, options, accumulator)
    producer._wire(
        accumulator,
        sender.wake,
        options["key_serializer"],
        options["value_serializer"],
        options["partitioner"],
        asynchronous,
    )
    return accumulator, sender, options


def no_room(engine: Engine, accumulator: Accumulator, options: Mapping[str, Any], topic: str) -> BufferFullError:
    """Why a record found no room. Raises ClosedError where that is why."""
    engine.check()
    if accumulator.closed:
        raise ClosedError("the producer was closed while send() waited for room")
    text = (
        f"no room in buffer_memory ({options['buffer_memory']} bytes, {accumulator.used} in use) "
        f"within max_block_ms ({options['max_block_ms']} ms)"
    )
    return BufferFullError(text, topic=topic)
