"""Records done in any order: what of a partition may be committed. A machine without I/O, clock or lock."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence


class Frontier:
    """One partition's records, from those that were given out to the first that is not done.

    Offsets are given out in rising order, with gaps where markers or compacted records are. A gap is no record, so nothing
    waits for it: what may be committed is the first record that is not done, or, when all are, where reading has come to.

    Polls whose records are all done are forgotten from the front; each other record takes 9 bytes.
    """

    def __init__(self) -> None:
        self._parts: deque[_Part] = deque()
        self._end = -1  # the last offset that was given out
        self._epoch = -1  # the leader epoch of the last record of what was forgotten
        self.unfinished = 0
        self.kept = 0  # records that are remembered, done or not

    def give(self, offsets: Sequence[int], epochs: tuple[int, int] = (-1, -1)) -> None:
        """These records are given out, with the leader epochs of the first and the last; those that were given before (an
        iteration's that it left over) count once.
        """
        start = bisect_left(offsets, self._end + 1)
        if start == len(offsets):
            return
        part = _Part(offsets[start:], epochs)
        self._parts.append(part)
        self._end = offsets[-1]
        self.unfinished += len(part.offsets)
        self.kept += len(part.offsets)

    def done(self, offset: int) -> bool:
        """A record is done; False if it was before, or is none of those that were given out."""
        part = self._find(offset)
        if part is None or not part.done(offset):
            return False
        self.unfinished -= 1
        while self._parts and not self._parts[0].left:
            gone = self._parts.popleft()
            self.kept -= len(gone.offsets)
            self._epoch = gone.epochs[1]
        return True

    def first(self) -> int | None:
        """The first record that is not done; None if there is none."""
        return self._parts[0].first() if self._parts else None

    @property
    def epoch(self) -> int:
        """The leader epoch of the record before `first()`, -1 if it is not sure: a wrong one would look like a cut log."""
        part = self._parts[0]
        return (
            part.epochs[1] if (part.epochs[0] == part.epochs[1] and part.moved) or self._epoch == part.epochs[1] else -1
        )

    def _find(self, offset: int) -> _Part | None:
        # Mostly one of the first: there are as many parts as polls are unfinished.
        for part in self._parts:
            if offset <= part.offsets[-1]:
                return part
        return None


class _Part:
    """The records of one poll."""

    __slots__ = ("_done", "_first", "epochs", "left", "offsets")

    def __init__(self, offsets: Sequence[int], epochs: tuple[int, int]) -> None:
        self.offsets = offsets
        self.epochs = epochs
        self.left = len(offsets)
        self._done = bytearray(len(offsets))
        self._first = 0

    def done(self, offset: int) -> bool:
        at = bisect_left(self.offsets, offset)
        if at == len(self.offsets) or self.offsets[at] != offset or self._done[at]:
            return False
        self._done[at] = 1
        self.left -= 1
        return True

    @property
    def moved(self) -> bool:
        """Whether the first of them is done."""
        return bool(self._done[0])

    def first(self) -> int:
        self._first = self._done.index(0, self._first)  # from where it was: it never goes back
        return self.offsets[self._first]
