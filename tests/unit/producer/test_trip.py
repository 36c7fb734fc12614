"""A request and its batches: each has its outcome once, and the request is counted once, also behind a bug."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.producer.flight import Flight, Trip
from barnabas.producer.track import Outlet, Track
from barnabas.types import TopicPartition


class Sender:
    """It works in the batches of a trip, and stumbles once over the one `at` a place; or behind all."""

    def __init__(self, at: int | None) -> None:
        self.at = at
        self.outlet = Outlet(1, 5)
        self.outlet.in_flight = 1
        self.said: list[tuple[int, object]] = []
        nothing: Any = None
        flights = [Flight(nothing, Track(TopicPartition("t", n), None)) for n in range(3)]
        self.trip = Trip(self.outlet, nothing, 13, flights, {}, self.back)

    def back(self, trip: Trip, response: Any, error: BaseException | None) -> None:
        for flight in trip.flights[trip.worked_in :]:
            if flight.track.place.partition == self.at:
                self.at = None
                raise ZeroDivisionError
            self.said.append((flight.track.place.partition, response if error is None else type(error)))
            trip.worked_in += 1
        if self.at == len(trip.flights):
            raise ZeroDivisionError


@pytest.mark.parametrize("at", [None, 0, 1, 2, 3])
def test_each_batch_is_worked_in_once_and_the_request_is_counted_once(
    at: int | None, caplog: pytest.LogCaptureFixture
) -> None:
    sender = Sender(at)
    sender.trip.set_result("answer")
    good = 3 if at is None else at
    assert sender.said == [(n, "answer" if n < good else ZeroDivisionError) for n in range(3)]
    assert sender.outlet.in_flight == 0
    assert ("a bug of Barnabas" in caplog.text) is (at is not None)
    sender.trip.set_exception(KeyError())  # too late
    assert (len(sender.said), sender.outlet.in_flight, sender.trip.done()) == (3, 0, True)
