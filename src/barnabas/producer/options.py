"""The options of a Producer."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypedDict

from barnabas.config import LONG, Check, Option, boolean, function, integer, number, one_of, text
from barnabas.producer.sequences import MOST_FLYING

log = logging.getLogger("barnabas.producer")
CODECS = ("none", "gzip", "snappy", "lz4", "zstd")
LEVELS = {"gzip": (0, 9), "lz4": (0, 12), "zstd": (-7, 22)}


class ProducerOptions(TypedDict, total=False):
    """What `client.producer(...)` takes by keyword, told at `Producer`; milliseconds and bytes. Kafka's names and defaults, but for `batch_size`.

    >>> options: barnabas.ProducerOptions = {"linger_ms": 5, "compression_type": "zstd"}
    >>> producer = client.producer(**options)  # doctest: +SKIP
    """

    acks: Literal["all", -1, 0, 1]
    enable_idempotence: bool
    max_in_flight_requests_per_connection: int
    transactional_id: str | None
    transaction_timeout_ms: int
    compression_type: Literal["none", "gzip", "snappy", "lz4", "zstd"]
    compression_level: int | None
    batch_size: int
    batch_num_messages: int
    linger_ms: float
    buffer_memory: int
    max_block_ms: int
    max_request_size: int
    delivery_timeout_ms: int
    partitioner: Callable[[str, bytes | None, bytes | None, int], int] | None
    partitioner_ignore_keys: bool
    partitioner_adaptive_partitioning_enable: bool
    partitioner_availability_timeout_ms: int


SPEC = [
    Option("acks", "all", Check('"all", -1, 0 or 1', one_of(("all", -1, 0, 1)).test), "acks"),
    Option("enable_idempotence", True, boolean(), "enable.idempotence"),
    Option("max_in_flight_requests_per_connection", 5, integer(1), "max.in.flight.requests.per.connection"),
    Option("transactional_id", None, text(optional=True), "transactional.id"),
    Option("transaction_timeout_ms", 60_000, integer(1), "transaction.timeout.ms"),
    Option("compression_type", "none", one_of(CODECS), "compression.type"),
    Option(
        "compression_level",
        None,
        Check("an int, or None for the codec's usual level", lambda v: v is None or type(v) is int),
        "compression.gzip.level, compression.lz4.level, compression.zstd.level",
    ),
    # An open batch costs only what it holds, so that a large bound is free (librdkafka's and franz-go's default).
    Option("batch_size", 1_000_000, integer(1), "batch.size"),
    Option("batch_num_messages", 1_000_000, integer(1)),
    Option("linger_ms", 5, number(0), "linger.ms"),
    Option("buffer_memory", 32 * 1024 * 1024, integer(4096, LONG), "buffer.memory"),
    Option("max_block_ms", 60_000, integer(0, LONG), "max.block.ms"),
    Option("max_request_size", 1024 * 1024, integer(1024), "max.request.size"),
    Option("delivery_timeout_ms", 120_000, integer(1), "delivery.timeout.ms"),
    Option("key_serializer", None, function(), "key.serializer"),
    Option("value_serializer", None, function(), "value.serializer"),
    Option("partitioner", None, function(), "partitioner.class"),
    Option("partitioner_ignore_keys", False, boolean(), "partitioner.ignore.keys"),
    Option("partitioner_adaptive_partitioning_enable", True, boolean(), "partitioner.adaptive.partitioning.enable"),
    Option("partitioner_availability_timeout_ms", 0, integer(0, LONG), "partitioner.availability.timeout.ms"),
]


def check_level(options: dict[str, Any]) -> None:
    """A level must be one of its codec.

    Raises:
        ConfigurationError: it is not.
    """
    from barnabas.errors.client import ConfigurationError

    level, codec = options["compression_level"], options["compression_type"]
    if level is None:
        return
    bounds = LEVELS.get(codec)
    if bounds is None:
        raise ConfigurationError(
            f"Producer: compression_level={level} is not accepted: compression_type={codec!r} has no levels"
        )
    if not bounds[0] <= level <= bounds[1]:
        raise ConfigurationError(
            f"Producer: compression_level={level} is not accepted: expected {bounds[0]} to {bounds[1]} for {codec!r}"
        )


def check_times(options: dict[str, Any], given: Mapping[str, Any], request_timeout_ms: int) -> None:
    """A record's time holds its wait in a batch and one request (KIP-91). One that was not asked for is made so long.

    Raises:
        ConfigurationError: the one that was asked for is shorter.
    """
    from barnabas.errors.client import ConfigurationError

    least = math.ceil(options["linger_ms"]) + request_timeout_ms
    timeout = options["delivery_timeout_ms"]
    if timeout >= least:
        return
    if "delivery_timeout_ms" in given:
        raise ConfigurationError(
            f"Producer: delivery_timeout_ms={timeout} is not accepted: expected at least {least}, which is linger_ms "
            f"({options['linger_ms']:g}) and the client's request_timeout_ms ({request_timeout_ms}) together"
        )
    log.warning(
        "delivery_timeout_ms is %d, not %d, for it has to hold linger_ms and request_timeout_ms", least, timeout
    )
    options["delivery_timeout_ms"] = least


def check_idempotence(options: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Idempotence is on where the other options allow it, as in Java's client (KIP-679); asked for, it needs them so.

    Raises:
        ConfigurationError: it was asked for with options that it cannot hold its promise with.
    """
    from barnabas.errors.client import ConfigurationError

    options["acks"] = -1 if options["acks"] == "all" else options["acks"]
    most = options["max_in_flight_requests_per_connection"]
    transactional = options["transactional_id"] is not None
    if options["acks"] == -1 and most <= MOST_FLYING:
        if transactional and not options["enable_idempotence"]:
            raise ConfigurationError("Producer: enable_idempotence=False is not accepted with a transactional_id")
        return
    if transactional or ("enable_idempotence" in given and options["enable_idempotence"]):
        wanted = "a transactional_id" if transactional else "enable_idempotence=True"
        wrong = (
            f"acks={options['acks']!r}" if options["acks"] != -1 else f"max_in_flight_requests_per_connection={most}"
        )
        raise ConfigurationError(
            f"Producer: {wrong} is not accepted with {wanted}: expected acks='all' and at most {MOST_FLYING} requests in flight"
        )
    options["enable_idempotence"] = False
