"""The leader epochs of a log: where each begins (KIP-101, KIP-279)."""

from __future__ import annotations

from bisect import bisect_right

UNDEFINED = (-1, -1)


class Epochs:
    """Epochs and their first offsets, both rising.

    >>> epochs = Epochs()
    >>> epochs.assign(0, 0); epochs.assign(3, 10)
    >>> epochs.end_of(0, end=25), epochs.end_of(2, end=25), epochs.end_of(3, end=25), epochs.end_of(4, end=25)
    ((0, 10), (0, 10), (3, 25), (-1, -1))
    """

    def __init__(self) -> None:
        self._epochs: list[int] = []
        self._starts: list[int] = []

    @property
    def latest(self) -> int | None:
        """The last epoch, None if there was none."""
        return self._epochs[-1] if self._epochs else None

    def assign(self, epoch: int, start: int) -> None:
        """`epoch` begins at `start`; an epoch in which nothing was written is forgotten."""
        if self._epochs and self._epochs[-1] == epoch:
            return
        while self._epochs and (self._epochs[-1] >= epoch or self._starts[-1] >= start):
            self._epochs.pop()
            self._starts.pop()
        self._epochs.append(epoch)
        self._starts.append(start)

    def clear(self) -> None:
        """Forgets all: what follows has no epochs."""
        self._epochs.clear()
        self._starts.clear()

    def cut_before(self, offset: int) -> None:
        """The log now starts at `offset`: the epoch that reaches there starts there too."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0:
            del self._epochs[:index], self._starts[:index]
            self._starts[0] = offset

    def earliest(self, log_start: int) -> int | None:
        """The epoch of the log's first offset."""
        return self._epochs[0] if self._epochs and self._starts[0] <= log_start else None

    def end_of(self, epoch: int, end: int) -> tuple[int, int]:
        """The largest epoch not above `epoch`, and the offset behind its last; (-1, -1) if that cannot be said."""
        if epoch < 0 or not self._epochs or epoch > self._epochs[-1]:
            return UNDEFINED
        if epoch == self._epochs[-1]:
            return epoch, end
        above = bisect_right(self._epochs, epoch)
        # Before the first epoch that is known, all that can be said is where that one starts.
        known = self._epochs[above - 1] if above > 0 else epoch
        return known, self._starts[above]
