"""A classic member's subscription by regular expression: which topics there are, from pictures of the whole cluster."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable

from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.base import KafkaError
from barnabas.errors.client import ClosedError
from barnabas.group.pattern import matching

log = logging.getLogger("barnabas.group")


class TopicWatch:
    """Has the cluster's picture keep every topic, and says which match; `found` is called when those are others."""

    def __init__(
        self,
        engine: Engine,
        internal: bool,
        found: Callable[[tuple[str, ...]], None],
        failed: Callable[[KafkaError], None],
    ) -> None:
        self._engine = engine
        self._internal = internal
        self._found = found
        self._failed = failed
        self._pattern: re.Pattern[str] | None = None
        self._whole = False  # a picture of all topics has come: from then on all that come are
        self._task: asyncio.Task[None] | None = None
        self._last: tuple[str, ...] | None = None
        self.known = asyncio.Event()  # what matches is known, or nothing is to be matched
        self.known.set()

    def follow(self, pattern: re.Pattern[str] | None) -> None:
        """Another pattern from now on; None ends it."""
        cluster = self._engine.cluster
        before, self._pattern, self._last = self._pattern, pattern, None
        if pattern is None:
            self.known.set()
            if self._task is not None:
                self._task.cancel()
                self._task = None
            if before is not None:
                cluster.unfollow_all()
            self._whole = False
            return
        if before is None:
            cluster.follow_all()
            self.known.clear()
            self._task = self._engine.spawn(self._look(), "topics of a pattern")
        elif self._whole:
            self.changed(cluster.snapshot)

    async def _look(self) -> None:
        failures = 0
        while True:
            try:
                deadline = self._engine.now() + self._engine.request_timeout
                await self._engine.cluster.update(deadline=deadline, everything=True)
                break
            except ClosedError:
                return
            except KafkaError as error:
                log.info("the topics could not be looked up: %s", error)
                self._failed(error)
                failures += 1
                await asyncio.sleep(self._engine.backoff.delay(failures))
        self._task = None
        self._whole = True
        self.changed(self._engine.cluster.snapshot)

    def changed(self, snapshot: ClusterSnapshot) -> None:
        """The cluster's picture is new."""
        if self._pattern is None or not self._whole:
            return
        now = matching(self._pattern, snapshot, internal=self._internal)
        if now != self._last:
            log.info("%d topics match %r: %s", len(now), self._pattern.pattern, ", ".join(now[:20]))
            self._last = now
            self._found(now)
        self.known.set()
