"""Where reading begins: committed offsets, else `auto_offset_reset`. On the engine's loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TypeAlias

from barnabas.consumer.lookup import find
from barnabas.consumer.partition import Partition
from barnabas.consumer.target import Target, by_policy
from barnabas.engine.engine import Engine
from barnabas.errors.client import ClosedError, KafkaError, NoOffsetError
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")
RETRY = 1.0  # seconds between attempts that were refused for good, such as a missing permission

Committed: TypeAlias = Callable[
    [Iterable[TopicPartition], float], Awaitable[Mapping[TopicPartition, OffsetAndMetadata | None]]
]


class Starting:
    """Finds positions; asks again until it has them, for an error is never taken for "no offset"."""

    def __init__(self, engine: Engine, policy: str, isolation: int, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._policy = policy
        self._isolation = isolation
        self._changed = changed  # a position was found, or an error stands in its way
        self._task: asyncio.Task[None] | None = None
        self._waiting: set[Partition] = set()

    async def begin(self, partitions: Iterable[Partition], committed: Committed | None) -> None:
        """Gives each partition without a position its committed one, or starts to look one up by the policy."""
        need = [p for p in partitions if p.position is None and p.reset is None]
        versions = {p: p.version for p in need}
        found: Mapping[TopicPartition, OffsetAndMetadata | None] = {}
        while need and committed is not None:
            try:
                found = await committed([p.key for p in need], self._engine.now() + self._engine.api_timeout)
                break
            except ClosedError:
                return
            except KafkaError as error:
                log.debug("the committed offsets could not be read: %s", error)
                for p in need:
                    p.fail(error, stuck=False)
                self._changed()
                await asyncio.sleep(RETRY)
                need = [p for p in need if p.version == versions[p] and not p.gone]
        for p in need:
            if p.version != versions[p]:
                continue  # sought in between
            offset = found.get(p.key)
            if offset is not None:
                p.start(offset.offset, -1 if offset.leader_epoch is None else offset.leader_epoch)
            else:
                self.reset(p, "no offset is committed")
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=self._engine.request_timeout)

    def reset(self, p: Partition, why: str) -> None:
        """Applies `auto_offset_reset`."""
        if self._policy == "none":
            place = f"{why}, and auto_offset_reset is 'none': seek() to where it shall read"
            offset = p.fetch_at
            p.fail(NoOffsetError(place, topic=p.key.topic, partition=p.key.partition, offset=offset), stuck=True)
            self._changed()
            return
        log.info("%s partition %d: %s; it begins by auto_offset_reset=%s", *p.key, why, self._policy)
        self.look_up(p, by_policy(self._policy, self._engine.wall_ms()))

    def look_up(self, p: Partition, target: Target) -> None:
        """Has a partition start where the target is, in the background."""
        p.start_by(target)
        self._waiting.add(p)
        if self._task is None:
            self._task = self._engine.spawn(self._look_up(), "look up offsets")
            self._task.add_done_callback(self._ended)

    def _ended(self, _: object) -> None:
        self._task = None

    async def _look_up(self) -> None:
        while self._waiting:
            asked = [(p, p.version, p.reset) for p in self._waiting if p.reset is not None]
            self._waiting.clear()
            wanted = {p.key: target for p, _, target in asked if target is not None}
            try:
                deadline = self._engine.now() + self._engine.api_timeout
                found = await find(self._engine, wanted, deadline, self._isolation)
            except ClosedError:
                return
            except KafkaError as error:
                for p, version, _ in asked:
                    if p.version == version:
                        p.fail(error, stuck=False)
                        self._waiting.add(p)
                self._changed()
                await asyncio.sleep(RETRY)
                continue
            for p, version, _ in asked:
                if p.version == version:  # else a seek was quicker
                    p.found(*found[p.key])
            self._changed()

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These partitions are given up."""
        self._waiting.difference_update(partitions)

    def close(self) -> None:
        """Ends the look-up."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
