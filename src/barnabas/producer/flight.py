"""A batch that was taken for sending, until its request has ended and its outcome stands; and a request with such batches."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from barnabas._native import ProducerBatch
from barnabas.errors.client import DeliveryTimeoutError, KafkaError

if TYPE_CHECKING:
    from barnabas.engine.connection import Connection
    from barnabas.producer.sequences import Numbered, ProducerId
    from barnabas.producer.track import Outlet, Track

log = logging.getLogger("barnabas.producer")


class Flight:
    """A batch and its attempts so far."""

    __slots__ = (
        "batch",
        "due",
        "error",
        "expired",
        "failures",
        "maybe_written",
        "numbered",
        "out",
        "ready_at",
        "stamped",
        "track",
    )

    def __init__(self, batch: ProducerBatch, track: Track) -> None:
        self.batch = batch
        self.track = track
        self.failures = 0
        self.ready_at = 0.0  # not to be sent again before
        self.out = False  # a request with it is under way
        self.maybe_written = False  # a request went out and its outcome is unknown
        self.expired = False  # the outcome stands, though a request is still out
        self.error: KafkaError | None = None  # the last attempt's
        self.due = 0.0  # the end of its delivery timeout, by the loop's clock
        self.numbered: Numbered | None = None
        self.stamped: tuple[ProducerId, int] | None = None  # what is in its bytes

    def timeout(self, seconds: float) -> DeliveryTimeoutError:
        """The error of records whose time is over."""
        place = self.track.place
        return timed_out(place.topic, place.partition, seconds, self.maybe_written, self.error)


class Trip:
    """One request and the batches in it. It looks like a future to the connection, which tells it the outcome at once."""

    __slots__ = ("_back", "_ended", "connection", "flights", "names", "outlet", "version", "worked_in")

    def __init__(
        self,
        outlet: Outlet,
        connection: Connection,
        version: int,
        flights: list[Flight],
        names: Mapping[bytes, str],
        back: Callable[[Trip, Any, BaseException | None], None],
    ) -> None:
        self.outlet = outlet
        self.connection = connection
        self.version = version
        self.flights = flights
        self.names = names  # of topics by their ids, as it was sent: the answer has ids alone
        self.worked_in = 0  # so many of them; behind a bug the others follow, and these may be on their way again
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
        self.outlet.in_flight -= 1
        try:
            self._back(self, result, error)
        except Exception as failed:  # a bug must leave no record without an outcome, no partition stuck
            log.exception("a bug of Barnabas: the outcome of a request could not be worked in")
            if self.worked_in < len(self.flights):
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
