"""The topics that a producer writes to: how many partitions they have and who leads them, told to its accumulator."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from typing import Any

from barnabas._native import Accumulator
from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot


class Topics:
    """Kept in the cluster's picture for as long as this lives, or until `forget`; on the engine's loop."""

    def __init__(self, engine: Engine, accumulator: Accumulator, news: Callable[[], None]) -> None:
        self._engine = engine
        self._accumulator = accumulator
        self._news = news
        self._names: set[str] = set()
        self._listening = False
        me = weakref.ref(self)

        def changed(snapshot: ClusterSnapshot) -> None:
            if (topics := me()) is not None:
                topics._tell(snapshot)
                topics._news()

        self._changed = changed

    def __del__(self) -> None:
        if getattr(self, "_listening", False):
            self._engine.portal.post_if_started(_forget, self._engine, self._names, self._changed)

    async def learn(self, topic: str, partition: int | None, deadline: float) -> None:
        """Waits until a topic (and a partition of it) is known, which may create it, as Java's client does.

        Raises:
            UnknownTopicError: it is not, when the deadline comes.
        """
        cluster = self._engine.cluster
        if not self._listening:
            self._listening = True
            cluster.listen(self._changed)
        failures = 0
        while True:
            snapshot = await cluster.topics([topic], deadline=deadline, auto_create=True)
            count = len(snapshot.topics[topic].partitions)
            if topic not in self._names:
                self._names.add(topic)
                cluster.follow([topic], fresh=True)
            self._tell(snapshot)
            if partition is None or partition < count:
                return
            failures += 1
            delay = self._engine.backoff.delay(failures)
            if self._engine.now() + delay >= deadline:
                raise snapshot.topics[topic].lacks(partition)
            await asyncio.sleep(delay)
            await cluster.update(deadline=deadline, topics=[topic])

    def _tell(self, snapshot: ClusterSnapshot) -> None:
        for name in self._names:
            info = snapshot.topics.get(name)
            if info is not None and info.partitions:
                self._accumulator.set_topic(name, len(info.partitions), info.leaders())

    def forget(self) -> None:
        """The producer has ended."""
        if self._listening:
            self._listening = False
            _forget(self._engine, self._names, self._changed)


def _forget(engine: Engine, names: set[str], listener: Any) -> None:
    engine.cluster.unlisten(listener)
    engine.cluster.unfollow(names)
