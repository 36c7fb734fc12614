"""Where reading begins: committed offsets, else `auto_offset_reset`. On the engine's loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from barnabas.consumer.lookup import attempt, passes
from barnabas.consumer.partition import Partition
from barnabas.consumer.target import Target, by_policy
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import Found
from barnabas.errors.client import ClosedError, KafkaError, KafkaTimeoutError, NoOffsetError, UnknownTopicError
from barnabas.group.offsets import Committed
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.consumer")
PATIENT = 5  # attempts that failed, some three seconds: who waits for all places waits no longer for this one
NOTHING = "no offset is committed"
RETRY = 1.0  # seconds between attempts that were refused for good, such as a missing permission

# Asks for the committed offsets of partitions, until a deadline.
Ask: TypeAlias = Callable[[Iterable[TopicPartition], float], Awaitable[Mapping[TopicPartition, Committed]]]


class Starting:
    """Finds positions; asks again until it has them, for an error is never taken for "no offset"."""

    def __init__(self, engine: Engine, policy: str, isolation: int, changed: Callable[[], None]) -> None:
        self._engine = engine
        self._policy = policy
        self._isolation = isolation
        self._changed = changed  # a position was found, or an error stands in its way
        self._task: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[None]] = set()  # ask again what is committed
        self._looks: dict[Partition, _Look] = {}
        self._more = asyncio.Event()  # something is to be looked up that was not before
        self._turned = asyncio.Event()  # an attempt has ended

    async def begin(self, partitions: Iterable[Partition], committed: Ask | None) -> None:
        """Gives each partition without a position its committed one, or starts to look one up by the policy.

        One that is not there is looked out for until it is. Where nobody says what is committed, that is asked again in the
        background: the user is told of the partition as it is, for its poll raises the errors of what it knows to be its own.
        """
        partitions = list(partitions)
        need = {p: p.version for p in partitions if p.position is None and p.reset is None}
        if committed is None:
            for p, version in need.items():
                self.reset(p, NOTHING, version)
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
                while any(p.position is None and p in self._looks and self._looks[p].failures < PATIENT for p in need):
                    self._turned.clear()
                    await self._turned.wait()

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
                self.reset(p, NOTHING, version)
            elif isinstance(outcome, KafkaError):
                log.debug("what is committed in %s partition %d could not be read: %s", *p.key, outcome)
                p.fail(outcome, stuck=False)
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

    def reset(self, p: Partition, why: str, version: int) -> None:
        """Applies `auto_offset_reset`, unless a seek has come since `version`."""
        if p.version != version:
            return
        if self._policy == "none":
            place = f"{why}, and auto_offset_reset is 'none': seek() to where it shall read"
            offset = p.fetch_at
            p.fail(NoOffsetError(place, topic=p.key.topic, partition=p.key.partition, offset=offset), stuck=True)
            self._changed()
            return
        log.info("%s partition %d: %s; it begins by auto_offset_reset=%s", *p.key, why, self._policy)
        self.look_up(p, by_policy(self._policy, self._engine.wall_ms()), version)

    def look_up(self, p: Partition, target: Target, version: int) -> None:
        """Has a partition start where the target is, in the background, unless a seek has come since `version`."""
        begun = p.start_by(target, version=version)
        if begun is not None and not p.gone:
            self._look_after(p, target, begun)

    def sought(self, p: Partition, target: Target, version: int) -> None:
        """The user has made a partition start where the target is: looks it up, unless the user has sought again since."""
        if p.version == version and not p.gone:
            self._look_after(p, target, version)

    def look_out(self, p: Partition) -> None:
        """A partition with a position is not there, or its whole topic: it is waited for, and the user is told when that takes long."""
        if p not in self._looks and not p.gone:
            self._look_after(p, None, p.version)

    def _look_after(self, p: Partition, target: Target | None, version: int) -> None:
        self._looks[p] = _Look(target, version, self._engine.now())
        self._more.set()
        if self._task is None:
            self._task = self._engine.spawn(self._run(), "look up offsets")

    async def _run(self) -> None:
        try:
            await self._look_up()
        finally:  # not when the loop has its next turn: what comes until then would have nobody who looks it up
            self._task = None
            self._turned.set()

    async def _look_up(self) -> None:
        """Attempt after attempt. Each partition has its own outcome, and its own time for the next try."""
        while self._looks:
            self._more.clear()
            now = self._engine.now()
            due = {p.key: (p, look) for p, look in self._looks.items() if look.again <= now}
            if not due:
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(look.again for look in self._looks.values()) - now):
                        await self._more.wait()
                continue
            try:
                outcomes = await attempt(
                    self._engine,
                    {key: look.target for key, (_, look) in due.items()},
                    {key: look.found for key, (_, look) in due.items()},
                    now + self._engine.api_timeout,
                    self._isolation,
                )
            except ClosedError:
                return
            except KafkaError as error:
                outcomes = dict.fromkeys(due, error)
            for key, (p, look) in due.items():
                self._tried(p, look, outcomes[key])
            self._turned.set()
            self._changed()

    def _tried(self, p: Partition, look: _Look, outcome: tuple[int, int] | KafkaError | None) -> None:
        if self._looks.get(p) is not look:
            return  # it was given up, or is to begin elsewhere
        if p.version != look.version:  # a seek was quicker
            del self._looks[p]
        elif isinstance(outcome, KafkaError):
            self._failed(p, look, outcome)
        elif look.target is None:
            del self._looks[p]
            p.clear_error()
        elif outcome is not None:
            del self._looks[p]
            p.found(*outcome, look.version)

    def _failed(self, p: Partition, look: _Look, error: KafkaError) -> None:
        now = self._engine.now()
        look.failures += 1
        if not passes(error) and not isinstance(error, UnknownTopicError):
            look.again = now + RETRY
            p.fail(error, stuck=False)
            return
        look.again = now + self._engine.backoff.delay(look.failures)
        self._engine.cluster.update_soon(str(error), failures=look.failures)
        if look.again >= look.since + self._engine.api_timeout:
            look.since = now
            if not isinstance(error, KafkaTimeoutError):
                late = KafkaTimeoutError("the offsets could not be looked up in time", api="ListOffsets")
                error = late.causing(error)
            p.fail(error, stuck=False)

    def forget(self, partitions: Iterable[Partition]) -> None:
        """These partitions are given up."""
        for p in partitions:
            self._looks.pop(p, None)
        self._more.set()

    def close(self) -> None:
        """Ends the look-up."""
        self._looks.clear()
        for task in (*self._later, self._task):
            if task is not None:
                task.cancel()


@dataclass(slots=True)
class _Look:
    """What a partition's place is looked up by, and how far that is; without a target it is only waited for."""

    target: Target | None
    version: int
    since: float  # when it began, or last told that it takes too long
    found: dict[int, Found] = field(default_factory=dict)
    again: float = 0.0  # not before; by the engine's clock
    failures: int = 0
