"""One member's life as its journal tells it: which partitions it held from when to when."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tests.ordeal.journal import Entry

Span = tuple[float, float]


@dataclass
class Life:
    """A member. Times are seconds of the monotonic clock, which all processes of a machine share."""

    name: str
    entries: list[Entry]
    told_at: float | None = None  # to end in good order
    killed_at: float | None = None
    paused: list[Span] = field(default_factory=list)

    def generation(self, at: float) -> int:
        """The last generation, or epoch, that it had seen by then; -1 if none."""
        found = bisect.bisect_right(self._seen, at, key=lambda seen: seen[0]) - 1
        return self._seen[found][1] if found >= 0 else -1

    def turns(self, since: float, until: float) -> int:
        """How many generations began for it within a time."""
        return bisect.bisect_left(self._turns, until) - bisect.bisect_right(self._turns, since)

    @cached_property
    def _seen(self) -> list[tuple[float, int]]:
        return [(entry.at, entry.generation) for entry in self.entries if entry.kind in "TV"]

    @cached_property
    def _turns(self) -> list[float]:
        return [entry.at for entry in self.entries if entry.kind == "V"]


class Holding(NamedTuple):
    """One member held one place for a time.

    Attributes:
        first: the offset that it began at, -1 if it was not known.
        generation: in which it came.
        end: G given up, L lost, K cut off: as far as a member that was killed is known to have held it.
        given: when, first and last, of what polls gave, in their order.
    """

    life: Life
    place: int
    first: int
    since: float
    generation: int
    until: float
    end: str
    given: list[tuple[float, int, int]]


def holdings(life: Life, wrong: list[str]) -> list[Holding]:
    """All times that a member held something; what its journal has that cannot be goes to `wrong`."""
    found: list[Holding] = []
    open_: dict[int, Holding] = {}
    for entry in life.entries:
        place = entry.partition
        match entry.kind:
            case "T" if place >= 0:
                if place in open_:
                    wrong.append(f"{life.name} was told of place {place} twice")
                open_[place] = Holding(life, place, entry.first, entry.at, entry.generation, entry.at, "K", [])
            case "P":
                if place in open_:
                    open_[place].given.append((entry.at, entry.first, entry.last))
                else:
                    wrong.append(f"{life.name} was given {entry.first} of place {place}, which it did not hold")
            case "G" | "L":
                if place in open_:
                    found.append(open_.pop(place)._replace(until=entry.at, end=entry.kind))
                else:
                    wrong.append(f"{life.name} was told of the end of place {place}, which it did not hold")
            case _:
                pass
    last = life.entries[-1].at if life.entries else 0.0
    found += [held._replace(until=last) for held in open_.values()]
    return sorted(found, key=lambda held: held.since)


def within(spans: Sequence[Span], since: float, until: float) -> list[Span]:
    """The parts of spans that lie in a time."""
    return [(max(a, since), min(b, until)) for a, b in spans if a < until and b > since]


def stretches(since: float, until: float, spans: Sequence[Span]) -> list[Span]:
    """What is left of a time without the spans."""
    found: list[Span] = []
    for a, b in sorted(within(spans, since, until)):
        if a > since:
            found.append((since, a))
        since = max(since, b)
    if until > since:
        found.append((since, until))
    return found


def merged(spans: Sequence[Span]) -> list[Span]:
    """The same times as spans that do not touch, in their order."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def longest(spans: Sequence[Span]) -> float:
    """Of the longest; 0 if there is none."""
    return max((b - a for a, b in spans), default=0.0)
