"""The commits of a member: in the order of the calls, also where one has to wait for the next generation."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from barnabas.engine.engine import Engine
from barnabas.errors import codes
from barnabas.errors.broker import (
    BrokerError,
)
from barnabas.errors.client import CommitFailedError, KafkaTimeoutError
from barnabas.group.generation import Generation
from barnabas.group.machine import RESTING, State
from barnabas.group.offsets import Offsets
from barnabas.types import OffsetAndMetadata, TopicPartition

# The member's partitions may have stayed with it all the time: it is for the next generation or epoch to take the commit.
TURNING = frozenset({codes.REBALANCE_IN_PROGRESS, codes.ILLEGAL_GENERATION, codes.STALE_MEMBER_EPOCH})


class Member(Protocol):
    """The state machine of a member, as far as its commits go."""

    @property
    def generation(self) -> Generation | None: ...
    @property
    def state(self) -> State: ...
    @property
    def cooperative(self) -> bool: ...
    def commit_refused(self, generation: Generation, code: int, now: float) -> None: ...


class CommitOrder:
    """Without it a commit that waits would go out behind a later one, and take the committed offset back.

    What was given up while it waited is left out: in the next generation it is another member's, who may have committed more.
    Engine loop only; deadlines are times of its clock.
    """

    def __init__(
        self, engine: Engine, group_id: str, offsets: Offsets, member: Callable[[], Member], react: Callable[[], None]
    ) -> None:
        self._engine = engine
        self._group_id = group_id
        self._offsets = offsets
        self._member_now = member
        self._react = react
        self._order = asyncio.Lock()  # of commits; those that wait for the next generation hold up the later ones
        self._count = 0  # asked for and not ended
        self._ends = itertools.count(1)
        self._ended: dict[TopicPartition, int] = {}  # numbers of the ends of what was given up while commits wait
        self._turned = asyncio.Event()  # a generation has begun or ended: set then, and another takes its place
        self._turning = False  # the first of them waits for the next generation
        self._calm = asyncio.Event()  # no commit can go out in this generation any more
        self._calm.set()

    @property
    def _member(self) -> Member:
        return self._member_now()

    def gave_up(self, partitions: Iterable[TopicPartition]) -> None:
        """The user has: what commits that wait have of these is another member's from now on."""
        if self._count:
            for partition in partitions:
                self._ended[partition] = next(self._ends)

    def turned(self) -> None:
        """A generation has begun or ended."""
        turned, self._turned = self._turned, asyncio.Event()
        turned.set()

    async def drained(self, deadline: float) -> None:
        """Waits until all commits have ended that can in this generation, at most until the deadline."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                await self._calm.wait()
        await self._offsets.drained(deadline)

    async def commit(
        self,
        offsets: Mapping[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
        topic_ids: Mapping[str, bytes] | None = None,
    ) -> None:
        """Commits in the generation that the offsets were read in; see `Offsets.commit`.

        Raises:
            CommitFailedError: that generation is over, or a rebalance goes on without this member's partitions.
        """
        asked_in, begun = self._member.generation, next(self._ends)
        self._add(1)
        try:
            try:
                async with asyncio.timeout_at(deadline):
                    await self._order.acquire()
            except TimeoutError:
                text = f"the commit of group {self._group_id} had no turn in time and was not sent"
                raise KafkaTimeoutError(text) from None
            try:
                await self._commit(offsets, generation, deadline, asked_in, begun, topic_ids)
            finally:
                self._order.release()
        finally:
            self._add(-1)

    def _add(self, more: int) -> None:
        self._count += more
        if not self._count:
            self._ended.clear()
        if self._count and not self._turning:
            self._calm.clear()
        else:
            self._calm.set()

    async def _commit(
        self,
        offsets: Mapping[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
        asked_in: Generation | None,
        begun: int,
        topic_ids: Mapping[str, bytes] | None,
    ) -> None:
        gone: list[TopicPartition] = []
        while True:
            current = self._member.generation
            if generation is None or current is None or generation.tenure is not current.tenure:
                old = "no generation" if generation is None else str(generation)
                new = f"now is {current}" if current else "the member is in none now"
                text = f"the offsets were not committed: they belong to {old} of group {self._group_id}, and {new}"
                raise CommitFailedError(text, api="OffsetCommit")
            if current is not asked_in:
                gone = sorted(p for p in offsets if self._ended.get(p, 0) > begun)
            left = {p: offset for p, offset in offsets.items() if p not in gone} if gone else offsets
            try:
                await self._offsets.commit(left, current, deadline, topic_ids)
            except CommitFailedError as error:
                if isinstance(error.__cause__, BrokerError):
                    self._member.commit_refused(current, error.__cause__.code, self._engine.now())
                    self._react()
                    # The group rebalances while the partitions stay: it is for the next generation to take.
                    if (
                        self._member.cooperative
                        and error.__cause__.code in TURNING
                        and await self._turn(current, deadline)
                    ):
                        continue
                raise
            break
        if gone:
            names = ", ".join(f"{p.topic} partition {p.partition}" for p in gone)
            text = f"not committed: {names} of group {self._group_id} went to other members while the commit waited for {current}"
            raise CommitFailedError(text, api="OffsetCommit", topic=gone[0].topic, partition=gone[0].partition)

    async def _turn(self, generation: Generation, deadline: float) -> bool:
        """Waits for the next generation, at most until the deadline; whether there is one."""
        self._turning = True  # the join waits neither for this one nor for those behind it
        self._add(0)
        try:
            async with asyncio.timeout_at(deadline):
                while self._member.generation is generation and self._member.state not in RESTING:
                    await self._turned.wait()
        except TimeoutError:
            return False
        finally:
            self._turning = False
            self._add(0)
        return self._member.generation is not None
