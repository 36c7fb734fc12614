"""What comes to a consumer and what goes, as its group or `assign()` says; all of it on the engine's loop.

Partitions that come are told to the user when it is known where they begin; those that go are fetched no more, and their group
hears of the user's consent when what was read of them is committed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from barnabas.consumer.assignment import Assignment, Partitions
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.commits import LAST_COMMIT, Commits
from barnabas.consumer.fetcher import Fetcher
from barnabas.consumer.reading import Reading
from barnabas.consumer.starting import Starting
from barnabas.engine.engine import Engine
from barnabas.errors.client import ClosedError, KafkaError
from barnabas.group.generation import Generation
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")


class Changes:
    """See above. The membership's `Listener`."""

    def __init__(
        self,
        engine: Engine,
        options: Mapping[str, Any],
        assignment: Assignment,
        reading: Reading,
        buffer: Buffer,
        starting: Starting,
        fetcher: Fetcher,
        commits: Commits,
        ring: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._group_id: str | None = options["group_id"]
        self._may_create: bool = options["allow_auto_create_topics"]
        self._assignment = assignment
        self._reading = reading
        self._buffer = buffer
        self._starting = starting
        self._fetcher = fetcher
        self._commits = commits
        self._ring = ring  # wakes the user
        self._closed = False
        self._followed: set[str] = set()
        self._tenure: object = None  # of the generation that was begun last

    # --- by hand --------------------------------------------------------------------------------------------------------

    def assign(self, new: Partitions) -> None:
        """These are ours now, and no others."""
        self._starting.forget(self._assignment.current.values())
        self._assignment.current = new
        self._take_over(new, None, tell=False)

    def forget(self) -> None:
        """Nothing is ours any more, and no poll tells of it."""
        gone = self._assignment.current
        self._assignment.clear()
        self._reading.prune()
        self._stop_reading(gone)
        self._follow(set())
        self._tenure = None

    # --- as the group says ----------------------------------------------------------------------------------------------

    def rebalance_wanted(self, partitions: frozenset[TopicPartition]) -> None:
        """See `Listener`."""
        untold = self._assignment.want(partitions)
        if untold:
            self.give_up(untold, {}, None)

    def assigned(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        """See `Listener`."""
        new = self._assignment.begin(partitions)
        if new or (not partitions and generation.tenure is not self._tenure):  # also that there is nothing, but once
            self._take_over(new, generation, tell=True)
        self._tenure = generation.tenure

    def lost(self, reason: KafkaError) -> None:
        """See `Listener`."""
        log.warning("group %s: the partitions are lost: %s", self._group_id, reason)
        gone = self._assignment.current
        self._assignment.lose()
        self._stop_reading(gone)

    def failed(self, error: KafkaError) -> None:
        """See `Listener`."""
        self._assignment.fail(error)

    def give_up(
        self, given: Partitions, offsets: dict[TopicPartition, OffsetAndMetadata], generation: Generation | None
    ) -> None:
        """The user has consented: these are read no more, and the group hears of it when `offsets` are committed."""
        self._assignment.released(given)
        self._stop_reading(given)
        self._engine.spawn(self._consent(given, offsets, generation), "consent")

    async def _consent(
        self,
        given: Partitions,
        offsets: dict[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
    ) -> None:
        if offsets:
            await self._commits.quietly(offsets, generation, LAST_COMMIT)
        left = self._assignment.left(given)
        if self._commits.group is not None:
            self._commits.group.consented(left)

    # --- reading --------------------------------------------------------------------------------------------------------

    def _stop_reading(self, gone: Partitions) -> None:
        self._starting.forget(gone.values())
        self._buffer.forget(gone.values())
        self._fetcher.follow(self._assignment.current.values())

    def _follow(self, topics: set[str]) -> None:
        """Keeps these topics in the cluster's picture, and no others for this consumer."""
        self._engine.cluster.follow(topics - self._followed)
        self._engine.cluster.unfollow(self._followed - topics)
        self._followed = topics

    def _take_over(self, new: Partitions, generation: Generation | None, *, tell: bool) -> None:
        topics = {key.topic for key in self._assignment.current}
        self._engine.ensure_running()
        self._follow(topics)

        async def begin() -> None:
            committed = self._commits.committed if self._group_id is not None else None
            deadline = self._engine.now() + self._engine.api_timeout
            # What a group gives out was there: a topic that is gone by now was deleted.
            creates = generation is None and self._may_create
            await self._engine.cluster.topics(topics, deadline=deadline, auto_create=creates)
            await self._starting.begin(new.values(), committed)

        async def run() -> None:
            try:
                await begin()
            except ClosedError:
                return
            except KafkaError as error:
                for p in new.values():
                    p.fail(error, stuck=False)
            if not self._closed:
                self._fetcher.follow(self._assignment.current.values())
                live = {key: p for key, p in new.items() if not p.gone}
                if tell and (live or not new):
                    self._assignment.tell(live, generation)
            self._ring()

        self._engine.spawn(run(), "positions")

    # --- the end --------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Nothing that comes is taken over any more."""
        self._closed = True

    def end(self) -> None:
        """Nothing is ours any more; the group has been left."""
        self._follow(set())
        self._assignment.owned = {}
        self._assignment.current = {}
