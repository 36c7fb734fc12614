"""What of a node's partitions goes out with its next request."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from barnabas.producer.flight import Flight
from barnabas.producer.track import Outlet, Track
from barnabas.types import TopicPartition


class Batch(NamedTuple):
    """As far as an outlet looks at one."""

    nbytes: int = 10


@pytest.fixture
def outlet() -> Outlet:
    """Of a node that leads three partitions: one has two batches, one has none any more, one has a batch that rests."""
    outlet = Outlet(1, 5)
    for partition, count in enumerate((2, 0, 1)):
        track = Track(TopicPartition("t", partition), None)
        batch: Any = Batch()
        track.flights = [Flight(batch, track) for _ in range(count)]
        outlet.ready[track] = None
    track.flights[0].ready_at = 1.0
    return outlet


def test_one_batch_of_each_partition_and_those_with_more_wait_for_their_next_turn(outlet: Outlet) -> None:
    (first,) = outlet.gather(None, 0.0, 1000, lambda _: True)
    assert first.track.place.partition == 0
    assert [track.place.partition for track in outlet.ready] == [0]


def test_only_where_something_would_go_out_it_is_asked_whether_it_may(outlet: Outlet) -> None:
    """A partition whose batches were all thrown away with their transaction is in no other one for that."""
    asked: list[int] = []

    def here(track: Track) -> bool:
        asked.append(track.place.partition)
        return False

    assert outlet.gather(None, 0.0, 1000, here) == []
    assert asked == [0]
    assert not outlet.ready


def test_what_does_not_fit_goes_with_the_next_request(outlet: Outlet) -> None:
    sizes = [len(outlet.gather(None, 1.0, 15, lambda _: True)) for _ in range(2)]
    assert sizes == [1, 1]
