"""The faults of a run, by its seed: to nodes one at a time, to connections, leaders, coordinators and clients besides."""

from __future__ import annotations

import logging
import time
from collections import Counter
from random import Random

from tests.harness.waiting import until
from tests.ordeal.clusters import DOWN, NODES, Ordealed
from tests.ordeal.probe import Probe
from tests.ordeal.workers import Workers

log = logging.getLogger("ordeal")
WELL_AGAIN = 45.0  # seconds for a node to be in sync after it came back
KILLED = ("write", "member", "transact", "copy")


class Chaos:
    """Does to a cluster and its clients what the dice say."""

    def __init__(
        self,
        random: Random,
        cluster: Ordealed,
        probe: Probe,
        workers: Workers,
        topic: tuple[str, int],
        groups: list[str],
        transactional_ids: list[str],
    ) -> None:
        self._random, self._cluster, self._probe, self._workers = random, cluster, probe, workers
        self._topic, self._count = topic
        self._coordinators = [
            *[("a group's", cluster.move_group, group) for group in groups],
            *[("a transaction's", cluster.move_transactions, id) for id in transactional_ids],
        ]
        self.done: Counter[str] = Counter()

    def run(self, seconds: float) -> None:
        """Faults for so long; all is whole again at the end."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(self._random.uniform(0.3, 2.0))  # noqa: TID251  # the pace of a run
            dice = self._random.random()
            if dice < 0.55:
                self._befall(end)
            elif dice < 0.7:
                self._move()
            elif dice < 0.85:
                self._coordinator()
            else:
                self._client()
        self._well("the end")

    def _note(self, kind: str, what: object = "") -> None:
        log.info("%s %s", kind, what)
        self.done[kind] += 1

    def _befall(self, end: float) -> None:
        faults = self._cluster.faults()
        kind, node = self._random.choice(sorted(faults)), self._random.choice(NODES)
        seconds = min(self._random.uniform(1.0, 8.0), max(end - time.monotonic(), 1.0))
        if kind in DOWN:
            self._well(kind)
            self._probe.down.add(node)
        elif kind == "hold":
            seconds = min(seconds, 3.0)
        self._note(kind, f"node {node}, {seconds:.1f} s")
        mend = faults[kind](node, seconds)
        if mend is not None:
            mended = time.monotonic() + seconds
            while (left := mended - time.monotonic()) > 0:
                time.sleep(min(1.0, left))  # noqa: TID251  # how long a fault lasts
                if kind in DOWN and self._random.random() < 0.1:
                    self._client()
            mend()
            self._probe.down.discard(node)

    def _move(self) -> None:
        number = self._random.randrange(self._count)
        replicas = self._random.sample(NODES, len(NODES))
        self._note("leader", f"{number} to {replicas[0]}")
        self._cluster.move((self._topic, number), replicas)

    def _coordinator(self) -> None:
        if not self._coordinators:
            return
        kind, move, name = self._random.choice(self._coordinators)
        to = self._random.choice(NODES)
        self._note(f"move of {kind} coordinator", f"{name} to node {to}")
        move(name, to)

    def _client(self) -> None:
        running = self._workers.running(*KILLED)
        if running:
            worker = self._random.choice(running)
            self._note(f"kill of a {worker.role}", worker.life)
            self._workers.replace(worker)

    def _well(self, why: str) -> None:
        """One node at a time: with a second one away, nothing could be written, which is no fault of a client."""
        until(self._probe.whole, f"all replicas are in sync, before {why}", WELL_AGAIN)
