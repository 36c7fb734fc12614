"""The members of a churning group as its driver sees them: half in processes of their own, half sharing one Client."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.churn.life import Life
from tests.ordeal.journal import entries, entries_from
from tests.ordeal.workers import Worker, Workers

MODULE = "tests.churn.worker"


class One:
    """One member, from its beginning to its end."""

    def __init__(self, name: str, host: Worker, journal: Path, *, own: bool, topics: tuple[str, ...]) -> None:
        self.name, self.host, self.own, self.topics = name, host, own, topics
        self._journal = journal
        self.told_at: float | None = None  # to end
        self.killed_at: float | None = None
        self.paused: list[tuple[float, float]] = []
        self._paused_at: float | None = None
        self._held: set[int] = set()
        self._read_to = 0

    @property
    def running(self) -> bool:
        """Whether it has not been told to end, nor killed."""
        return self.told_at is None and self.killed_at is None

    @property
    def pausing(self) -> bool:
        """Whether its process is stopped now."""
        return self._paused_at is not None

    def tell(self, do: str, **more: Any) -> None:
        """A command for the member; see `Member.tell`."""
        self.host.tell(do=do, life=self.name, **more)

    def subscribe(self, topics: tuple[str, ...]) -> None:
        """Other topics from now on."""
        self.topics = topics
        self.tell("subscribe", topics=topics)

    def leave(self) -> None:
        """It says goodbye."""
        self.told_at = time.monotonic()
        self.tell("leave")
        if self.own:
            self.host.end()

    def die(self) -> None:
        """It is gone without a word: killed -9 if it has a process of its own."""
        if self.own:
            self.host.kill()
            self.killed_at = time.monotonic()
        else:
            self.told_at = time.monotonic()
            self.tell("die")

    def pause(self) -> None:
        """SIGSTOP for its process."""
        self._paused_at = time.monotonic()
        self.host.signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        assert self._paused_at is not None
        self.host.signal(signal.SIGCONT)
        self.paused.append((self._paused_at, time.monotonic()))
        self._paused_at = None

    def held(self) -> set[int]:
        """The places that it has, as far as its journal tells by now."""
        new, self._read_to = entries_from(self._journal, self._read_to)
        for entry in new:
            if entry.kind == "T" and entry.partition >= 0:
                self._held.add(entry.partition)
            elif entry.kind in "GL":
                self._held.discard(entry.partition)
        return self._held

    def life(self) -> Life:
        """What it did, by its journal."""
        return Life(self.name, entries(self._journal), self.told_at, self.killed_at, self.paused)


class Crowd:
    """All that are and were. `common` is what every member is told."""

    def __init__(self, workers: Workers, folder: Path, common: Mapping[str, Any]) -> None:
        self._workers, self._folder, self._common = workers, folder, common
        self._count = itertools.count(1)
        self._shared = workers.start("shared", module=MODULE, **common)
        self.all: list[One] = []

    def join(self, topics: tuple[str, ...]) -> One:
        """One more, of the form that has fewer."""
        own = sum(one.own for one in self.running) * 2 <= len(self.running)
        name = f"m{next(self._count)}"
        journal = self._folder / f"{name}.member"
        host = self._workers.start("own", module=MODULE, **self._common) if own else self._shared
        one = One(name, host, journal, own=own, topics=topics)
        one.tell("join", journal=str(journal), subscribed=topics)
        self.all.append(one)
        return one

    @property
    def running(self) -> list[One]:
        """Those that are to go on."""
        return [one for one in self.all if one.running]

    @property
    def active(self) -> list[One]:
        """Those of them that are not stopped."""
        return [one for one in self.running if not one.pausing]

    def owned(self) -> int:
        """How many places have an owner that is not stopped, by the journals."""
        return len(set().union(*(one.held() for one in self.active)))

    def end(self) -> list[str]:
        """Has all leave; what was wrong with their processes."""
        for one in self.all:
            if one.pausing:
                one.resume()
        for one in self.running:
            one.leave()
        return self._workers.end("own", "shared")
