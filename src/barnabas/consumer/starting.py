"""Where reading begins: committed offsets, else `auto_offset_reset`. On the engine's loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import TypeAlias

from barnabas.consumer.partition import Partition
from barnabas.consumer.searching import RETRY, Searching
from barnabas.consumer.target import Target, by_policy
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import EARLIEST
from barnabas.errors.client import ClosedError, KafkaError, NoOffsetError
from barnabas.group.offsets import Committed
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.consumer")

# Asks for the committed offsets of partitions, until a deadline.
Ask: TypeAlias = Callable[[Iterable[TopicPartition], float], Awaitable[Mapping[TopicPartition, Committed]]]


class Starting:
    """Finds positions; asks again until it has them, for an error is never taken for "no offset"."""

    def __init__(self, engine: Engine, policy: str, isolation: int, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._policy = policy
        self._changed = changed  # a position was found, or an error stands in its way
        self._searching = Searching(engine, isolation, changed)
        self._later: set[asyncio.Task[None]] = set()  # ask again what is committed

    async def begin(self, partitions: Iterable[Partition], committed: Ask | None) -> None:
        """Gives each partition without a position its committed one, or starts to look one up by the policy.

        One that is not there is looked out for until it is. Where nobody says what is committed, that is asked again in the
        background: the user is told of the partition as it is, for its poll raises the errors of what it knows to be its own.
        """
        partitions = list(partitions)
        need = {p: p.version for p in partitions if p.position is None and p.reset is None}
        if committed is None:
            for p, version in need.items():
                self._uncommitted(p, version)
        elif need and (left := await self._by_commits(need, committed)):
            later = self._engine.spawn(self._by_commits_later(left, committed), "committed offsets")
            self._later.add(later)
            later.add_done_callback(self._later.discard)
        for p in partitions:
            if p.position is not None and not p.gone and not self._engine.cluster.snapshot.has(*p.key):
                self.look_out(p)
        self._changed()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._engine.request_timeout):
                await self._searching.settle(need)

    async def _by_commits(self, need: Mapping[Partition, int], committed: Ask) -> dict[Partition, int]:
        """Has these begin where their group has committed, unless a seek has come since their version. Those that have an error instead."""
        found: Mapping[TopicPartition, Committed]
        try:
            found = await committed([p.key for p in need], self._engine.now() + self._engine.api_timeout)
        except ClosedError:
            raise
        except KafkaError as error:
            found = dict.fromkeys([p.key for p in need], error)
        failed: dict[Partition, int] = {}
        for p, version in need.items():
            outcome = found[p.key]
            if p.version != version or p.gone:
                continue
            if outcome is None:
                self._uncommitted(p, version)
            elif isinstance(outcome, KafkaError):
                log.debug("what is committed in %s partition %d could not be read: %s", *p.key, outcome)
                p.fail(outcome, stuck=False, version=version)
                failed[p] = version
            else:
                epoch = -1 if outcome.leader_epoch is None else outcome.leader_epoch
                p.start(outcome.offset, epoch, version=version)
        self._changed()
        return failed

    async def _by_commits_later(self, failed: dict[Partition, int], committed: Ask) -> None:
        with suppress(ClosedError):
            while failed:
                await asyncio.sleep(RETRY)
                live = {p: version for p, version in failed.items() if p.version == version and not p.gone}
                failed = await self._by_commits(live, committed) if live else {}

    def _uncommitted(self, p: Partition, version: int) -> None:
        if p.anew and self._policy != "none":
            log.info(
                "%s partition %d: nothing is committed since its topic was made anew; it begins at the start", *p.key
            )
            self.look_up(p, Target(EARLIEST), version)
        else:
            self.reset(p, "no offset is committed", version)

    def reset(self, p: Partition, why: str, version: int) -> None:
        """Applies `auto_offset_reset`, unless a seek has come since `version`."""
        if p.version != version:
            return
        if self._policy == "none":
            place = f"{why}, and auto_offset_reset is 'none': seek() to where it shall read"
            error = NoOffsetError(place, topic=p.key.topic, partition=p.key.partition, offset=p.fetch_at)
            p.fail(error, stuck=True, version=version)
            self._changed()
            return
        log.info("%s partition %d: %s; it begins by auto_offset_reset=%s", *p.key, why, self._policy)
        self.look_up(p, by_policy(self._policy, self._engine.wall_ms()), version)

    def look_up(self, p: Partition, target: Target, version: int) -> None:
        """Has a partition start where the target is, in the background, unless a seek has come since `version`."""
        begun = p.start_by(target, version=version)
        if begun is not None and not p.gone:
            self._searching.begin(p, target, begun)

    def sought(self, p: Partition, target: Target, version: int) -> None:
        """The user has made a partition start where the target is: looks it up, unless the user has sought again since."""
        if p.version == version and not p.gone:
            self._searching.begin(p, target, version)

    def look_out(self, p: Partition) -> None:
        """A partition with a position is not there, or its whole topic: it is waited for, and the user is told when that takes long."""
        if p not in self._searching and not p.gone:
            self._searching.begin(p, None, p.version)

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These partitions are given up."""
        self._searching.forget(partitions)

    def close(self) -> None:
        """Ends the look-up."""
        self._searching.close()
        for task in self._later:
            task.cancel()
