"""Fetched and not given out: bounded in bytes, in the order of arrival."""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable

from barnabas._native import discard
from barnabas.consumer.partition import Fetched, Frame, Partition

MUCH = 1024 * 1024  # bytes that take long to be given back to the system
SMALLEST_FETCH = 64 * 1024  # with less room than this a Fetch is not worth its way


class Buffer:
    """Filled by the engine, emptied by the user's thread; the lock is held for a few steps only.

    Room is reserved before a Fetch is sent and corrected to the size of the response's frame, which is held as long as one
    of its chunks is.
    """

    def __init__(self, limit: int, room_freed: Callable[[], None]) -> None:
        self.lock = threading.Lock()
        self._limit = limit
        self._least = min(SMALLEST_FETCH, limit)
        self._used = 0
        self._reserved = 0
        self._items: deque[Fetched] = deque()
        self._room_freed = room_freed

    @property
    def used(self) -> int:
        """Bytes in the buffer and reserved."""
        return self._used

    def __len__(self) -> int:
        return len(self._items)

    def reserve(self, wanted: int, shares: int) -> int:
        """Room for one of `shares` Fetches, at most `wanted` bytes; 0 if there is too little now."""
        with self.lock:
            room = self._limit - self._used
            if room < self._least:
                return 0
            taken = min(wanted, max(room // max(shares, 1), self._least))
            self._used += taken
            self._reserved += taken
            return taken

    @property
    def stands(self) -> bool:
        """Whether there is no room for a Fetch, and none will come but by what is given out or dropped."""
        return self._reserved == 0 and self._limit - self._used < self._least

    def settle(self, reserved: int, items: list[Fetched], frame: Frame | None) -> None:
        """A Fetch has ended: its reservation goes, what it brought comes in, but for what nobody will ask for any more."""
        items = [item for item in items if item.current]
        with self.lock:
            self._used -= reserved
            self._reserved -= reserved
            if frame is not None and items:
                frame.left = len(items)
                self._used += frame.nbytes
                for item in items:
                    item.partition.chunks += 1
                self._items.extend(items)

    def choose(self, wanted: Callable[[Partition], bool], most: int, records: int = sys.maxsize) -> list[Fetched]:
        """Up to `most` chunks to read next for so many records; stale ones are dropped on the way, unwanted ones (paused) stay.

        One of each partition: behind a damaged chunk nothing of its partition may be given out.
        """
        chosen, stale = self._looked_at(wanted, most, records)
        self._let_go(stale)
        return chosen

    def _looked_at(
        self, wanted: Callable[[Partition], bool], most: int, records: int
    ) -> tuple[list[Fetched], list[Fetched]]:
        chosen: list[Fetched] = []
        stale: list[Fetched] = []
        seen: set[Partition] = set()
        with self.lock:
            for item in self._items:
                if not item.current:
                    stale.append(item)
                elif item.partition not in seen and wanted(item.partition):
                    seen.add(item.partition)
                    chosen.append(item)
                    records -= item.chunk.ready
                    if records <= 0 or len(chosen) >= most:
                        break
        return chosen, stale

    def held(self, wanted: Callable[[Partition], bool]) -> dict[Partition, list[Fetched]]:
        """What is in the buffer, in the order of arrival, if nothing of it is wanted now."""
        found: dict[Partition, list[Fetched]] = {}
        with self.lock:
            for item in self._items:
                if item.current:
                    if wanted(item.partition):
                        return {}
                    found.setdefault(item.partition, []).append(item)
        return found

    def _let_go(self, items: list[Fetched]) -> None:
        """Drops them; much memory goes back to the system on the native worker, for nobody here holds on to one of them."""
        self._drop_each(items)
        if sum(frame.nbytes for frame in {item.frame for item in items}) >= MUCH:
            discard(items)

    def _drop_each(self, items: Iterable[Fetched]) -> None:
        for item in items:
            self.drop(item)

    def drop(self, item: Fetched) -> None:
        """It was read to its end, or nobody wants it any more."""
        with self.lock:
            try:
                self._items.remove(item)
            except ValueError:
                return
            item.partition.chunks -= 1
            item.frame.left -= 1
            if item.frame.left == 0:
                self._used -= item.frame.nbytes
        self._room_freed()

    def forget(self, partitions: Iterable[Partition]) -> None:
        """They are no longer ours: drops what was fetched of them, and what a Fetch that is under way will bring."""
        for p in partitions:
            p.gone = True
        self.drop_stale()

    def drop_stale(self) -> None:
        """Drops what nobody will ask for any more."""
        self.choose(lambda _: False, 0)

    def drop_all(self) -> None:
        """Drops everything."""
        self._let_go(list(self._items))
