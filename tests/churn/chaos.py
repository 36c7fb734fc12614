"""What happens to a group, by a seed: members join, leave, die, are stopped, want other topics; the coordinator goes and comes back."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

from tests.churn.clusters import Cluster, Times, back
from tests.churn.crowd import Crowd, One
from tests.churn.life import Span

log = logging.getLogger("churn")
PACE = (0.3, 3.0)  # seconds from one thing to the next
# In sessions: a member that falls silent has been found out before the next one does, and all partitions have owners again. The bound for
# a partition without an owner is that of one such member: who is given the partition of a dead one and dies too would cost another session.
SILENT_EVERY = 1.3
STOPPED = (1.1, 2.4)  # sessions that a process is stopped for
FULL = 0.8  # with less than this share of its members the group is joined, whatever the dice say
# A restart is judged for itself: the next one is further away than a partition may be without an owner.
RESTARTS_EVERY = 150.0


class Chaos:
    """Does to a group what the dice say."""

    def __init__(
        self, random: Random, cluster: Cluster, crowd: Crowd, times: Times, topics: Mapping[str, int], most: int
    ) -> None:
        """`topics` with the numbers of their partitions; `most` members at once."""
        self._random, self._cluster, self._crowd, self._times = random, cluster, crowd, times
        self._topics, self._places, self._most = tuple(topics), sum(topics.values()), most
        self._resumes: list[tuple[float, One]] = []
        self.group = self._topics[0]
        self.down: list[Span] = []  # the coordinator
        self.done: Counter[str] = Counter()
        self._silent_at = 0.0  # when the last one was killed or stopped

    def run(self, seconds: float) -> None:
        """For so long; at the end nothing is stopped."""
        start = time.monotonic()
        count = max(1, round(seconds / RESTARTS_EVERY))
        every = seconds / count
        restarts = [start + every * (number + self._random.uniform(0.3, 0.7)) for number in range(count)]
        while time.monotonic() < start + seconds:
            self._wait(self._random.uniform(*PACE))
            if restarts and time.monotonic() >= restarts[0]:
                restarts.pop(0)
                self._restart()
            else:
                self._befall()
        for _, one in self._resumes:
            one.resume()

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            for at, one in list(self._resumes):
                if now >= at:
                    self._resumes.remove((at, one))
                    one.resume()
            time.sleep(min(0.1, until - now))  # noqa: TID251  # the pace of a run

    def _note(self, kind: str, what: object = "") -> None:
        log.info("%s %s", kind, what)
        self.done[kind] += 1

    def _restart(self) -> None:
        orderly = self._random.random() < 0.5
        self._note("restart of the broker" if orderly else "kill of the broker")
        since = time.monotonic()
        self._cluster.restart(orderly=orderly)
        back(self._cluster.bootstrap, self.group)
        self.down.append((since, time.monotonic()))

    def _befall(self) -> None:
        running = len(self._crowd.running)
        things: dict[Callable[[], None], float] = {self._leave: 0.25, self._subscribe: 0.2}
        found_out = time.monotonic() > self._silent_at + SILENT_EVERY * self._times.session
        if found_out and self._crowd.owned() == self._places:
            things |= {self._die: 0.4, self._pause: 0.4}
        if running < self._most:
            things[self._join] = 0.4
        thing = self._random.choices(list(things), list(things.values()))[0]
        if running < self._most * FULL or running < 3:
            thing = self._join
        thing()

    def _join(self) -> None:
        self._note("join", self._crowd.join(self._topics).name)

    def _leave(self) -> None:
        one = self._some()
        if one is not None:
            self._note("leave", one.name)
            one.leave()

    def _die(self) -> None:
        one = self._some()
        if one is not None:
            self._note("kill -9" if one.own else "end without a word", one.name)
            self._silent_at = time.monotonic()
            one.die()

    def _pause(self) -> None:
        one = self._some(own=True)
        if one is not None and len(self._resumes) < max(1, self._most // 10):
            seconds = self._times.session * self._random.uniform(*STOPPED)
            self._note("SIGSTOP", f"{one.name}, {seconds:.1f} s")
            self._silent_at = time.monotonic()
            one.pause()
            self._resumes.append((time.monotonic() + seconds, one))

    def _subscribe(self) -> None:
        one = self._random.choice(self._crowd.active)
        if one.topics != self._topics:
            topics = self._topics
        elif self._spared(one):
            topics = (self._random.choice(self._topics),)
        else:
            return
        self._note("subscribe", f"{one.name} {topics}")
        one.subscribe(topics)

    def _some(self, *, own: bool = False) -> One | None:
        """One that can be done without."""
        found = [one for one in self._crowd.active if (one.own or not own) and self._spared(one)]
        return self._random.choice(found) if found else None

    def _spared(self, one: One) -> bool:
        """Whether there are others that want every topic, half of the group at least: no partition is nobody's by subscription."""
        whole = [other for other in self._crowd.active if other is not one and other.topics == self._topics]
        return len(whole) * 2 >= len(self._crowd.running)
