"""A partition's batches under way, in their order, and a node's share of them: what may go out next. No I/O."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from barnabas.producer.sequences import Line, Sequences
from barnabas.types import TopicPartition

if TYPE_CHECKING:
    import asyncio

    from barnabas.producer.flight import Flight


class Track:
    """One partition. What was sent before goes again only as the first of all; new ones follow what is out."""

    __slots__ = ("flights", "leaderless", "line", "place", "timer")

    def __init__(self, place: TopicPartition, line: Line | None) -> None:
        self.place = place
        self.line = line  # None: without sequences, so one batch at a time
        self.flights: list[Flight] = []
        self.leaderless = False  # nobody led it when something was to go out
        self.timer: asyncio.TimerHandle | None = None

    @property
    def out(self) -> bool:
        """Whether a request with one of its batches is under way."""
        for flight in self.flights:  # noqa: SIM110 # asked after each answer: `any` would make a generator
            if flight.out:
                return True
        return False

    def next(self, sequences: Sequences | None, now: float) -> Flight | None:
        """The batch that may go out now."""
        for at, flight in enumerate(self.flights):
            if flight.out:
                continue
            if flight.ready_at > now:
                return None
            if sequences is None or self.line is None:
                return None if at else flight
            if flight.numbered is not None:
                # It was sent before: a batch behind one that is not yet taken would only be refused again.
                return flight if at == 0 and sequences.may_repeat(self.line) else None
            return flight if sequences.may_begin(self.line) else None
        return None


class Outlet:
    """What waits for one node, and how many requests are under way to it."""

    __slots__ = ("in_flight", "most", "node", "opening", "ready")

    def __init__(self, node: int, most: int) -> None:
        self.node = node
        self.most = most
        self.in_flight = 0
        self.opening = False  # a connection is waited for
        self.ready: dict[Track, None] = {}  # in the order of their turns

    @property
    def busy(self) -> bool:
        """Whether more batches for it would only wait: they had better gather more records."""
        return self.in_flight >= self.most or (self.opening and bool(self.ready))

    def gather(
        self, sequences: Sequences | None, now: float, most_bytes: int, here: Callable[[Track], bool]
    ) -> list[Flight]:
        """The batches of the next request: one of a partition, of those that are led `here`."""
        taken: list[Flight] = []
        size = 0
        for track in list(self.ready):
            flight = track.next(sequences, now)
            # Asked only of what would go out: the answer may be to begin something for it.
            if flight is None or not here(track):
                self.ready.pop(track, None)
                continue
            size += flight.batch.nbytes
            if taken and size > most_bytes:
                break
            taken.append(flight)
            del self.ready[track]
            if track.flights[-1] is not flight:  # its next batch waits for its next turn
                self.ready[track] = None
        return taken
