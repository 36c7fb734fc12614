"""A batch that was taken for sending, until its request has ended and its outcome stands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from barnabas._native import ProducerBatch
from barnabas.errors.client import DeliveryTimeoutError, KafkaError

log = logging.getLogger("barnabas.producer")


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


class Trip:
    """One request and the batches in it. It looks like a future to the connection, which tells it the outcome at once."""

    __slots__ = ("_back", "_ended", "flights", "late", "node", "sent")

    def __init__(
        self, node: int, flights: list[Flight], back: Callable[[Trip, Any, BaseException | None], None]
    ) -> None:
        self.node = node
        self.flights = flights
        self.sent = False
        self.late: asyncio.TimerHandle | None = None
        self._back = back
        self._ended = False

    def done(self) -> bool:
        """Whether the outcome was told."""
        return self._ended

    def set_result(self, result: Any, /) -> None:
        """The broker answered."""
        self._end(result, None)

    def set_exception(self, exception: BaseException, /) -> None:
        """It did not."""
        self._end(None, exception)

    def exception(self) -> BaseException | None:
        """Nothing that anybody would have to retrieve."""
        return None

    def _end(self, result: Any, error: BaseException | None) -> None:
        if self._ended:
            return
        self._ended = True
        if self.late is not None:
            self.late.cancel()
        try:
            self._back(self, result, error)
        except Exception as failed:
            log.exception("a bug of Barnabas: the outcome of a request could not be worked in")
            if error is None:
                self._back(self, None, failed)


def timed_out(
    topic: str, partition: int, seconds: float, maybe_written: bool, cause: KafkaError | None
) -> DeliveryTimeoutError:
    """Says whether the records may be in the log all the same."""
    fate = "a request with it was sent, so it may have been written" if maybe_written else "it was not written"
    text = f"not acknowledged within delivery_timeout_ms ({seconds:g} s); {fate}"
    error = DeliveryTimeoutError(text, topic=topic, partition=partition)
    error.maybe_written = maybe_written
    return error.causing(cause)
