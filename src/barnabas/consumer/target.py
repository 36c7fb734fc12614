"""Places in a partition that have to be looked up: its ends, a moment, so many offsets from somewhere. No I/O, no clock."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from barnabas.engine.list_offsets import EARLIEST, LATEST

BY_DURATION = "by_duration:"
DAY, HOUR, MINUTE, SECOND = 86_400_000, 3_600_000, 60_000, 1_000  # milliseconds

# What java.time.Duration.parse takes: days and hours, minutes and seconds, each with a sign of its own.
_NUMBER = r"([-+]?[0-9]{1,18})"
_DURATION = re.compile(
    rf"([-+])?P(?=[-+0-9T])(?:{_NUMBER}D)?(?:T(?=[-+0-9])(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}(?:[.,]([0-9]{{0,9}}))?S)?)?",
    re.IGNORECASE | re.ASCII,
)


class Target(NamedTuple):
    """The first offset at or after `time` (the end if there is none), or `offset` itself; `shift` further on.

    With an offset or a shift the place is kept within the log: what would lie before its first offset becomes that one, what
    would lie beyond the end becomes the end.
    """

    time: int = LATEST
    offset: int | None = None
    shift: int = 0

    @property
    def needs(self) -> tuple[int, ...]:
        """The times whose offsets `at` asks for."""
        if self.offset is not None or self.shift:
            return tuple(dict.fromkeys((self.time, EARLIEST, LATEST)))
        return (self.time,) if self.time < 0 else (self.time, LATEST)

    def at(self, found: Mapping[int, int]) -> tuple[int, bool]:
        """The offset, by those found for each time (-1: none); and whether it is the one found for `time`."""
        base = found[self.time] if self.offset is None else self.offset
        if self.offset is None and base < 0:
            return max(found[LATEST], 0), False
        if self.offset is None and not self.shift:
            return base, True
        return max(found[EARLIEST], min(base + self.shift, found[LATEST])), False


def duration_ms(text: str) -> int:
    """An ISO-8601 duration in milliseconds, as Java reads it; what is below a millisecond is cut off.

    Raises:
        ValueError: it is none.

    >>> duration_ms("PT1H30M"), duration_ms("P2D"), duration_ms("PT0.25S")
    (5400000, 172800000, 250)
    """
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no duration: expected ISO 8601 as Java reads it, such as PT1H30M, P7D or PT0.5S")
    sign, days, hours, minutes, seconds, fraction = found.groups()
    total = int(days or 0) * DAY + int(hours or 0) * HOUR + int(minutes or 0) * MINUTE + int(seconds or 0) * SECOND
    part = int(f"{fraction or '':0<3}"[:3])
    total += -part if (seconds or "").startswith("-") else part
    return -total if sign == "-" else total


def is_policy(value: Any) -> bool:
    """Whether this is an `auto_offset_reset`: "earliest", "latest", "none" or "by_duration:" with a duration (KIP-1106)."""
    if value in ("earliest", "latest", "none"):
        return True
    if not isinstance(value, str) or not value.startswith(BY_DURATION):
        return False
    try:
        return duration_ms(value.removeprefix(BY_DURATION)) >= 0
    except ValueError:
        return False


def by_policy(policy: str, now_ms: int) -> Target:
    """Where an `auto_offset_reset` other than "none" begins, at this moment."""
    match policy:
        case "earliest":
            return Target(EARLIEST)
        case "latest":
            return Target(LATEST)
    return Target(max(0, now_ms - duration_ms(policy.removeprefix(BY_DURATION))))
