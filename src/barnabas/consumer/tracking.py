"""Which records the user is done with, over all partitions."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from typing import Any

from barnabas._native import Record, Records
from barnabas.consumer.frontier import Frontier
from barnabas.consumer.partition import Partition
from barnabas.types import OffsetAndMetadata, TopicPartition

MOST = 100_000  # records of a partition that are remembered; behind a record that is not done no more are given out
HELD = 1.0  # seconds; who holds the lock longer is a thread that waits for whoever asks


class Tracking:
    """From any thread: `done()` comes from workers while the poll gives out more, so one lock is over it all.

    No user code runs under it.
    """

    def __init__(self, wake: Callable[[], None]) -> None:
        self.lock = threading.Lock()
        self._wake = wake
        self._live: dict[TopicPartition, tuple[Partition, int, Frontier]] = {}  # with the version of its position

    # --- the user's side: one thread or task at a time -----------------------------------------------------------------

    def give(self, records: Records[Any, Any], owned: dict[TopicPartition, Partition]) -> None:
        """These are given out."""
        parts = records.by_partition() if len(records) else {}
        with self.lock:
            for key, part in parts.items():
                p = owned.get(key)
                if p is not None:
                    frontier = self._frontier(p)
                    first, last = part[0].leader_epoch, part[-1].leader_epoch
                    epochs = (-1, -1) if first is None or last is None else (first, last)
                    frontier.give(array("q", part.offsets()), epochs)
                    p.full = frontier.kept >= MOST

    def frontiers(
        self, reached: Callable[[], dict[Partition, tuple[int | None, int]]]
    ) -> dict[TopicPartition, OffsetAndMetadata]:
        """What may be committed of each partition, `reached` telling where reading is. Nothing, where a signal's handler asks in the middle
        of a `done()` of its own thread.
        """
        found: dict[TopicPartition, OffsetAndMetadata] = {}
        if not self.lock.acquire(timeout=HELD):
            return found
        try:  # asked under the lock: a place from before `rewind` is behind what is to be read again
            for p, (offset, epoch) in reached().items():
                live = self._live.get(p.key)
                if live is not None and live[0] is p and live[1] == p.version:
                    first = live[2].first()
                    if first is not None:
                        offset, epoch = first, live[2].epoch
                if offset is not None:
                    found[p.key] = OffsetAndMetadata(offset, epoch if epoch >= 0 else None)
        finally:
            self.lock.release()
        return found

    def keep_only(self, owned: dict[TopicPartition, Partition]) -> None:
        """The other partitions are gone: what is done of them from now on does not count."""
        with self.lock:
            self._live = {key: live for key, live in self._live.items() if owned.get(key) is live[0]}

    def rewind(self, owned: dict[TopicPartition, Partition]) -> None:
        """Reading goes back to the first record of each partition that was given out and is not done. Where the user, or the engine, has
        sought since it was given out, reading goes on from there.
        """
        with self.lock:
            for key, p in owned.items():
                live = self._live.get(key)
                first = live[2].first() if live is not None and live[0] is p else None
                if live is not None and first is not None:
                    p.rewind(first, live[2].epoch, live[1])
                    del self._live[key]

    def _frontier(self, p: Partition) -> Frontier:
        live = self._live.get(p.key)
        if live is None or live[0] is not p or live[1] != p.version:  # another tenure of it, or sought since
            live = self._live[p.key] = (p, p.version, Frontier())
        return live[2]

    # --- from any thread ----------------------------------------------------------------------------------------------

    def done(self, what: Record[Any, Any] | Records[Any, Any]) -> None:
        """A record is done, or several are. One of a partition that is gone counts no more."""
        if isinstance(what, Record):
            self._done(TopicPartition(what.topic, what.partition), (what.offset,))
        elif isinstance(what, Records):
            for key, part in (what.by_partition() if len(what) else {}).items():
                self._done(key, part.offsets())
        else:
            raise TypeError(f"done() takes a record or records, not {what!r}")

    def _done(self, key: TopicPartition, offsets: Any) -> None:
        freed = False
        with self.lock:
            live = self._live.get(key)
            if live is None:
                return
            p, version, frontier = live
            for offset in offsets:
                frontier.done(offset)
            if p.full and p.version == version and frontier.kept < MOST // 2:
                p.full, freed = False, True
        if freed:
            self._wake()

    @property
    def unfinished(self) -> int:
        """How many records were given out and are not done."""
        with self.lock:
            return sum(frontier.unfinished for _, _, frontier in self._live.values())
