"""An independent look at who leads: raw requests to the nodes that live, past every proxy."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from barnabas.errors import KafkaError
from tests.ordeal.clusters import partitions

EVERY = 0.2


class Probe:
    """Notes, for each partition, the times at which no node that lives was seen to lead it."""

    def __init__(self, direct: Mapping[int, str], topic: str, count: int) -> None:
        self._direct, self._topic, self._count = direct, topic, count
        self.down: set[int] = set()  # the driver says so, before it happens
        self.led: dict[int, tuple[int, int]] = {}  # partition: leader, epoch
        self.isr: dict[int, list[int]] = {}
        self.outages: list[list[tuple[float, float]]] = [[] for _ in range(count)]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        before = time.monotonic()
        while not self._ended.wait(EVERY):
            for node, direct in self._direct.items():
                if node not in self.down:
                    self._look(direct)
            now = time.monotonic()
            for number in range(self._count):
                leader, _ = self.led.get(number, (-1, -1))
                if leader < 0 or leader in self.down:
                    self.outages[number].append((before, now))
            before = now

    def _look(self, direct: str) -> None:
        try:
            found = partitions(direct, self._topic)
        except (OSError, KafkaError):
            return
        for (_, number), (leader, epoch, _, isr) in found.items():
            if epoch >= self.led.get(number, (-1, -1))[1]:
                self.led[number] = (leader, epoch)
                self.isr[number] = isr

    def whole(self) -> bool:
        """Whether every partition has a leader and all its replicas in sync."""
        return len(self.isr) == self._count and all(
            len(isr) == len(self._direct) and self.led[number][0] >= 0 for number, isr in self.isr.items()
        )

    def outage(self, number: int, start: float, end: float) -> float:
        """Of the time from `start` to `end`, how much a partition had no leader that lives."""
        return sum(max(0.0, min(b, end) - max(a, start)) for a, b in self.outages[number])

    def longest(self, number: int) -> float:
        """The longest time on end that a partition had none."""
        found, since, until = 0.0, 0.0, 0.0
        for start, end in self.outages[number]:
            since, until = (since if start <= until else start), end
            found = max(found, until - since)
        return found
