"""A batch that was taken for sending, until its request has ended and its outcome stands."""

from __future__ import annotations

import asyncio

from barnabas._native import ProducerBatch
from barnabas.errors.client import DeliveryTimeoutError, KafkaError


class Flight:
    """Its attempts so far. One per partition at a time, which keeps the order across retries."""

    __slots__ = ("batch", "error", "expired", "failures", "maybe_written", "partition", "timer", "topic")

    def __init__(self, batch: ProducerBatch) -> None:
        self.batch = batch
        self.topic = batch.topic
        self.partition = batch.partition
        self.failures = 0
        self.maybe_written = False  # a request went out and its outcome is unknown
        self.expired = False  # the outcome stands, though a request is still out
        self.error: KafkaError | None = None  # the last attempt's
        self.timer: asyncio.TimerHandle | None = None

    def timeout(self, seconds: float) -> DeliveryTimeoutError:
        """The error of records whose time is over."""
        return timed_out(self.topic, self.partition, seconds, self.maybe_written, self.error)


def timed_out(
    topic: str, partition: int, seconds: float, maybe_written: bool, cause: KafkaError | None
) -> DeliveryTimeoutError:
    """Says whether the records may be in the log all the same."""
    fate = "a request with it was sent, so it may have been written" if maybe_written else "it was not written"
    text = f"not acknowledged within delivery_timeout_ms ({seconds:g} s); {fate}"
    error = DeliveryTimeoutError(text, topic=topic, partition=partition)
    error.maybe_written = maybe_written
    return error.causing(cause)
