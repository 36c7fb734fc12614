"""Work that is kept in order per key and otherwise done side by side. A machine without I/O, clock or lock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lanes(Generic[T]):
    """A lane per key, of which one item at a time is out; lanes take turns."""

    def __init__(self) -> None:
        self._lanes: dict[Hashable, deque[T]] = {}  # of those that wait; a lane whose item is out is there too
        self._ready: deque[Hashable] = deque()
        self.out: dict[Hashable, T] = {}
        self.waiting = 0

    def add(self, key: Hashable, item: T) -> None:
        """One more, behind those of its key."""
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = deque()
            self._ready.append(key)
        lane.append(item)
        self.waiting += 1

    def take(self) -> tuple[Hashable, T] | None:
        """The next one to work on; its key waits until `finished`."""
        while self._ready:
            key = self._ready.popleft()
            lane = self._lanes[key]
            if lane:
                self.waiting -= 1
                item = self.out[key] = lane.popleft()
                return key, item
            del self._lanes[key]
        return None

    def finished(self, key: Hashable) -> None:
        """What was taken of this key is done."""
        del self.out[key]
        if self._lanes[key]:
            self._ready.append(key)
        else:
            del self._lanes[key]

    def drop(self, unwanted: Callable[[T], bool]) -> None:
        """Forgets of those that wait the ones that nobody wants any more."""
        for lane in self._lanes.values():
            kept = [item for item in lane if not unwanted(item)]
            self.waiting -= len(lane) - len(kept)
            lane.clear()
            lane.extend(kept)
