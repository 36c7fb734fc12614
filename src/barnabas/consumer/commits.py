"""What a consumer commits: explicitly, and by itself with `enable_auto_commit`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, NamedTuple

from barnabas.consumer.assignment import Assignment
from barnabas.consumer.reading import Reading
from barnabas.engine.engine import Engine
from barnabas.errors.client import ClosedError, ConfigurationError, KafkaError
from barnabas.given import offsets_of
from barnabas.group.generation import Generation
from barnabas.group.membership import Membership
from barnabas.group.offsets import Committed, Offsets, of_another_topic
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")
LAST_COMMIT = 5.0  # seconds for an automatic commit that holds up a rebalance or close

Offset = OffsetAndMetadata


class Read(NamedTuple):
    """What is known of the topics whose offsets are committed, while the partitions are ours: nobody can say it later."""

    elder: list[TopicPartition]  # offsets in a topic that was made anew since
    ids: dict[str, bytes]  # of the topics; those of the others count


class Commits:
    """Commits through the membership where there is one, else as a group without members."""

    def __init__(
        self,
        engine: Engine,
        options: Mapping[str, Any],
        assignment: Assignment,
        reading: Reading,
    ) -> None:
        self._engine = engine
        self._assignment = assignment
        self._reading = reading
        self.group: Membership[Any] | None = None  # another one, or none, after each `unsubscribe`
        self._group_id: str | None = options["group_id"]
        self._offsets = Offsets(engine, self._group_id) if self._group_id is not None else None
        self.automatic: bool = options["enable_auto_commit"]
        self._interval: float = options["auto_commit_interval_ms"] / 1000
        self._at = engine.now() + self._interval
        self._under_way: set[asyncio.Task[None]] = set()  # in the background

    # --- the user's side ----------------------------------------------------------------------------------------------

    def consumed(self, *, finished: bool = False) -> dict[TopicPartition, Offset]:
        """What `commit()` covers; with `finished` without what was given since the last poll began."""
        reading = self._reading
        tracking = reading.tracking  # `process()` may end while another thread closes
        if tracking is not None:
            return tracking.frontiers(reading.reached)
        return {
            p.key: Offset(offset, epoch if epoch >= 0 else None)
            for p, (offset, epoch) in (reading.finished() if finished else reading.reached()).items()
            if offset is not None
        }

    def offsets_of(self, what: Any, call: str = "commit()") -> dict[TopicPartition, Offset]:
        """A commit's argument as offsets, checked.

        Raises:
            ConfigurationError, TypeError: there is no group, or it is nothing that can be committed.
            NotAssignedError: a partition is not this consumer's.
        """
        if self._group_id is None:
            raise ConfigurationError(f"Consumer: {call} needs a group_id")
        found = self.consumed() if what is None else offsets_of(call, what)
        for key, offset in found.items():
            self._reading.through(self._assignment.partition(key), offset)
        return found

    @property
    def due(self) -> bool:
        """Whether it is time for an automatic commit."""
        return self.automatic and self._engine.now() >= self._at

    def by_itself(self) -> None:
        """`enable_auto_commit`: now and then commits what earlier polls returned, in the background."""
        if self.due:
            self._soon()

    def before_they_go(self) -> None:
        """The same before `assign()` takes partitions away: nobody would commit what was read of them any more."""
        if self.automatic:
            self._soon()

    def _soon(self) -> None:
        self._at = self._engine.now() + self._interval
        offsets = self.consumed()
        if offsets:
            self._engine.post(self._commit_soon, offsets, self._assignment.generation, self.group, self.read(offsets))

    def in_background(
        self, offsets: dict[TopicPartition, Offset], timeout: float, ended: Callable[[KafkaError | None], None]
    ) -> None:
        """Commits behind what was asked for before; `ended` is told how, on the engine's loop."""
        if not offsets:
            ended(None)
        elif not self._engine.post(self._begin_in_background, offsets, self._assignment.generation, timeout, ended):
            ended(ClosedError("the client is closed"))

    # --- on the loop --------------------------------------------------------------------------------------------------

    async def commit(
        self,
        offsets: dict[TopicPartition, Offset],
        generation: Generation | None,
        timeout: float,
        group: Membership[Any] | None = None,
        read: Read | None = None,
    ) -> None:
        """See `Offsets.commit`; ends after `timeout` seconds. Through `group`, by default the one that there is now; `read` is of before,
        where the partitions may have gone since.
        """
        deadline = self._engine.now() + timeout
        group = group or self.group
        elder, ids = read or self.read(offsets)
        todays = {key: offset for key, offset in offsets.items() if key not in elder} if elder else offsets
        if group is not None and todays:
            await group.commit(todays, generation, deadline, ids)
        elif self._offsets is not None and todays:
            await self._offsets.commit(todays, None, deadline, ids)
        if elder:
            raise of_another_topic(elder)

    def read(self, offsets: Mapping[TopicPartition, Offset]) -> Read:
        """Of what these offsets are, as far as it is known. From any thread."""
        # In this order: what is made anew between is refused under the id of before.
        ids = self._assignment.topic_ids(offsets)
        return Read(self.elder(offsets), ids)

    def elder(self, offsets: Mapping[TopicPartition, Offset]) -> list[TopicPartition]:
        """Those whose topic was made anew after what is committed was read: its id of today tells nothing of these offsets."""
        marked = [(key, p) for key, p in self._assignment.known(offsets).items() if p.elder is not None]
        if not marked:
            return []
        reached = self._reading.reached()
        return [key for key, p in marked if p.is_elder(offsets[key].offset, reached.get(p, (p.position, -1))[0])]

    async def committed(
        self, partitions: Iterable[TopicPartition], deadline: float
    ) -> dict[TopicPartition, Offset | None]:
        """The group's committed offsets."""
        if (group := self.group) is not None:  # asked once: the user may take it away
            return await group.committed(partitions, deadline)
        if self._offsets is not None:
            return await self._offsets.fetch(partitions, deadline)
        raise ConfigurationError("Consumer: committed() needs a group_id")

    async def committed_each(
        self, partitions: Iterable[TopicPartition], deadline: float
    ) -> dict[TopicPartition, Committed]:
        """The same, each with an outcome of its own."""
        if (group := self.group) is not None:  # asked once: the user may take it away
            return await group.committed_each(partitions, deadline)
        if self._offsets is not None:
            return await self._offsets.fetch_each(partitions, deadline)
        raise ConfigurationError("Consumer: committed offsets need a group_id")

    def _commit_soon(
        self,
        offsets: dict[TopicPartition, Offset],
        generation: Generation | None,
        group: Membership[Any] | None,
        read: Read,
    ) -> None:
        self._spawn(self.quietly(offsets, generation, self._engine.request_timeout, group, read), "auto commit")

    def _spawn(self, commit: Coroutine[Any, Any, None], name: str) -> None:
        task = self._engine.spawn(commit, name)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def settled(self, deadline: float) -> None:
        """Waits for the commits in the background."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=max(0.0, deadline - self._engine.now()))

    def _begin_in_background(
        self,
        offsets: dict[TopicPartition, Offset],
        generation: Generation | None,
        timeout: float,
        ended: Callable[[KafkaError | None], None],
    ) -> None:
        async def run() -> None:
            try:
                await self.commit(offsets, generation, timeout)
            except KafkaError as error:
                ended(error)
            except asyncio.CancelledError:
                ended(ClosedError("the client was closed while the commit was under way"))
                raise
            else:
                ended(None)

        self._spawn(run(), "commit")

    async def quietly(
        self,
        offsets: dict[TopicPartition, Offset],
        generation: Generation | None,
        timeout: float,
        group: Membership[Any] | None = None,
        read: Read | None = None,
    ) -> None:
        """Commits; a failure is logged."""
        try:
            await self.commit(offsets, generation, timeout, group, read)
        except KafkaError as error:
            log.warning("an automatic commit failed: %s", error)
