"""What comes to a consumer and what goes, as its group or `assign()` says; all of it on the engine's loop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from barnabas.consumer.assignment import Assignment, Partitions
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.commits import LAST_COMMIT, Commits
from barnabas.consumer.fetcher import Fetcher
from barnabas.consumer.starting import Starting
from barnabas.engine.engine import Engine
from barnabas.errors.client import ClosedError, KafkaError
from barnabas.group.generation import Generation
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")
NAMES_MOST = 1_000  # topics whose ids are remembered
FIRST_LOOK = 5.0  # seconds at most for one look at where partitions that have come are


class Changes:
    """The membership's `Listener`.

    Partitions that come are told to the user when it is known where they begin; those that go are fetched no more, and their group
    hears of the user's consent when what was read of them is committed.
    """

    def __init__(
        self,
        engine: Engine,
        options: Mapping[str, Any],
        assignment: Assignment,
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
        self._buffer = buffer
        self._starting = starting
        self._fetcher = fetcher
        self._commits = commits
        self._ring = ring  # wakes the user
        self._closed = False
        self._followed: set[str] = set()
        # Of topics, when partitions of them were given to us that we hold or gave up last.
        self._ids: dict[str, bytes] = {}
        self._tenure: object = None  # of the generation that was begun last

    # --- by hand --------------------------------------------------------------------------------------------------------

    def assign(self, new: Partitions) -> None:
        """These are ours now, and no others."""
        old, self._assignment.current = self._assignment.current, new
        self._starting.forget(p for key, p in old.items() if new.get(key) is not p)
        self._take_over({key: p for key, p in new.items() if old.get(key) is not p}, None, tell=False)

    def forget(self) -> None:
        """Nothing is ours any more, and no poll tells of it. What the user owns was taken away before, and may be another thing by now."""
        gone = self._assignment.current
        self._assignment.clear()
        self._stop_reading(gone)
        self._follow(set(), create=False)
        self._ids.clear()
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

    def failed(self, error: KafkaError, *, for_good: bool) -> None:
        """See `Listener`."""
        self._assignment.fail(error, for_good=for_good)

    def give_up(
        self, given: Partitions, offsets: dict[TopicPartition, OffsetAndMetadata], generation: Generation | None
    ) -> None:
        """The user has consented: these are read no more, and the group hears of it when `offsets` are committed."""
        given = self._assignment.released(given)
        self._stop_reading(given)
        offsets = {key: offset for key, offset in offsets.items() if key in given}
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
        if (group := self._commits.group) is not None:  # asked once: the user may take it away
            group.consented(left)

    # --- reading --------------------------------------------------------------------------------------------------------

    def _stop_reading(self, gone: Partitions) -> None:
        self._ids |= {key.topic: p.given_in for key, p in gone.items() if p.given_in != ZERO_UUID}
        self._starting.forget(gone.values())
        self._buffer.forget(gone.values())
        self._fetcher.follow(self._assignment.current.values())

    def _follow(self, topics: set[str], *, create: bool) -> None:
        """Keeps these topics in the cluster's picture, and no others for this consumer; what is missing is looked for."""
        self._engine.cluster.expect(topics - self._followed, create=create)
        self._engine.cluster.expect_no_more(self._followed - topics)
        self._followed = topics

    def _take_over(self, new: Partitions, generation: Generation | None, *, tell: bool) -> None:
        self._engine.ensure_running()
        # What a group gives out was there: a topic that is gone by now was deleted.
        create = generation is None and self._may_create
        self._follow({key.topic for key in self._assignment.current}, create=create)

        async def run() -> None:
            try:
                await self._begin(new, by_group=tell)
            except ClosedError:
                return
            if not self._closed:
                live = {key: p for key, p in new.items() if not p.gone}
                if tell and (live or not new):
                    self._assignment.tell(live, generation)
                self._fetch()
            self._ring()

        self._engine.spawn(run(), "positions")

    async def _begin(self, new: Partitions, *, by_group: bool) -> None:
        """Where each begins. One look shows which topics are there; one that is missing holds up no other."""
        cluster, now = self._engine.cluster, self._engine.now()
        if unseen := {key.topic for key in new if not cluster.usable(key.topic)}:
            try:
                await cluster.update(deadline=now + min(FIRST_LOOK, self._engine.api_timeout), topics=unseen)
            except ClosedError:
                raise
            except KafkaError as error:
                log.debug("nobody says where assigned partitions are: %s", error)  # `Starting` tells if it stays so
        if by_group:
            self._note_ids(new)
        self._fetch()
        await self._starting.begin(new.values(), self._commits.committed_each if self._group_id is not None else None)

    def _note_ids(self, new: Partitions) -> None:
        """Finds those whose topic was made anew since we were given partitions of it. By KIP-848 the old topic's are given up and the new one's
        come by other objects, which know nothing of what was read; by the classic protocol after any rebalance.
        """
        topics = self._engine.cluster.snapshot.topics
        for key, p in new.items():
            id = topic.id if (topic := topics.get(key.topic)) is not None else ZERO_UUID
            if id != ZERO_UUID:
                p.given_in, p.anew = id, self._ids.setdefault(key.topic, id) != id
        while len(self._ids) > NAMES_MOST:
            del self._ids[next(iter(self._ids))]

    def _fetch(self) -> None:
        if not self._closed:
            self._fetcher.follow(self._assignment.current.values())

    # --- the end --------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Nothing that comes is taken over any more."""
        self._closed = True

    def end(self) -> None:
        """Nothing is ours any more; the group has been left."""
        self._follow(set(), create=False)
        self._assignment.owned = {}
        self._assignment.current = {}
