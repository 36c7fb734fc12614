"""A consumer's place in its group, whichever protocol it is kept by: what the consumer asks, and what it is told.

`classic_driver` and `consumer_driver` drive a state machine each, on the engine's loop.
"""

from __future__ import annotations

import abc
import asyncio
import itertools
import logging
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from barnabas.engine.alarm import Alarm
from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import FencedInstanceIdError
from barnabas.errors.client import ClientError
from barnabas.group.actions import Assigned, Failed, Leave, Lost, RebalanceWanted
from barnabas.group.classic import ClassicMember
from barnabas.group.commit_order import CommitOrder
from barnabas.group.consumer import ConsumerMember
from barnabas.group.coordinator import Coordinator
from barnabas.group.generation import Generation
from barnabas.group.machine import State
from barnabas.group.offsets import Committed, Offsets
from barnabas.group.pattern import Pattern
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.group")
COMMITS_MOST = 5.0  # seconds that commits under way may hold up a rebalance

M = TypeVar("M", ClassicMember, ConsumerMember)
_uids = itertools.count(1)


class Listener(Protocol):
    """The consumer, as its membership tells it things. Called on the engine's loop; must not block nor raise."""

    def rebalance_wanted(self, partitions: frozenset[TopicPartition]) -> None:
        """These partitions must be given up: they are still ours until the consent."""

    def assigned(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        """A generation has begun; `partitions` are all there are (perhaps none), with those that are to be given up. What
        was ours before and is among them has stayed ours all the time.
        """

    def lost(self, reason: KafkaError) -> None:
        """All partitions are gone already; commits would be refused."""

    def failed(self, error: KafkaError, *, for_good: bool) -> None:
        """The member gave up. The next `polled` tries again, unless that is `for_good`: another member took its group_instance_id."""


class _Gone:
    """The listener of a member whose consumer has turned away: what has to be given up is, for nobody reads any of it."""

    def __init__(self, give_up: Callable[[frozenset[TopicPartition]], object]) -> None:
        self._give_up = give_up

    def rebalance_wanted(self, partitions: frozenset[TopicPartition]) -> None:
        self._give_up(partitions)

    def assigned(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        pass

    def lost(self, reason: KafkaError) -> None:
        pass

    def failed(self, error: KafkaError, *, for_good: bool) -> None:
        pass


class Membership(abc.ABC, Generic[M]):
    """One member of a group. Engine loop only; deadlines are times of its clock."""

    _member: M

    def __init__(
        self,
        engine: Engine,
        group_id: str,
        topics: Iterable[str],
        options: Mapping[str, Any],
        listener: Listener,
        pattern: Pattern | None,
    ) -> None:
        self._engine = engine
        self._group_id = group_id
        self._listener = listener
        self._may_create = options["allow_auto_create_topics"]
        self._rebalance_timeout = options["max_poll_interval_ms"] / 1000
        self._pattern = pattern
        self._topics = tuple(sorted(set(topics)))
        self._coordinator = Coordinator(engine, group_id)
        self._offsets = Offsets(engine, group_id)
        self._lane = ("group", next(_uids))
        self._tasks: list[asyncio.Task[None]] = []
        self._alarm = Alarm(engine.loop, self._tick)
        self._trouble: KafkaError | None = None
        self._known: Generation | None = None
        self._since: float | None = None  # when the rebalance under way began, as far as this member knows
        self._why = ""
        self._held: frozenset[TopicPartition] = frozenset()  # as of the last word on it
        self._leaving: asyncio.Task[None] | None = None
        self._commits = CommitOrder(engine, group_id, self._offsets, lambda: self._member, self._react)

    # --- what a protocol does its own way -----------------------------------------------------------------------------

    @abc.abstractmethod
    def _work(self) -> list[tuple[Coroutine[Any, Any, None], str]]:
        """The tasks of a started member."""

    @abc.abstractmethod
    def _wake(self) -> None:
        """The machine may have something to do now."""

    @abc.abstractmethod
    def _changed(self, snapshot: ClusterSnapshot) -> None:
        """The cluster's picture is new."""

    @abc.abstractmethod
    def _stop(self) -> None:
        """It has left: calls off what is under way."""

    @abc.abstractmethod
    async def _say_goodbye(self, goodbye: Leave, deadline: float) -> None:
        """Tells the coordinator that the member goes."""

    def _say_topics(self) -> None:
        """The subscription has changed."""
        self._member.subscribe(self._topics)

    def _expect(self) -> None:
        # What matched a pattern was there: if it is gone, it was deleted.
        self._engine.cluster.expect(self._topics, create=self._may_create and self._pattern is None)

    # --- for the consumer ---------------------------------------------------------------------------------------------

    @property
    def generation(self) -> Generation | None:
        """The generation that commits are made in: the last one, until it is lost or the next one begins."""
        return self._member.generation

    @property
    def state(self) -> State:
        """Where the member stands."""
        return self._member.state

    @property
    def error(self) -> KafkaError | None:
        """Why the member gave up; None while it has not."""
        return self._member.error

    @property
    def trouble(self) -> KafkaError | None:
        """What keeps the member from joining, or its heartbeats from being answered, while it tries on; None when nothing does."""
        return self._trouble or self._coordinator.trouble

    @property
    def heard_at(self) -> float:
        """When the coordinator last said that this member is one of the group; 0 if never."""
        return self._member.heard_at

    def start(self) -> None:
        """The first poll: from now on it joins, heartbeats and rebalances by itself."""
        if self._tasks or self._member.state is State.LEFT:
            return
        self._engine.ensure_running()
        self._expect()
        self._engine.cluster.listen(self._changed)
        name = f"group {self._group_id}"
        self._tasks = [self._engine.spawn(work, f"{name} {what}".strip(), self._crashed) for work, what in self._work()]
        self.polled()

    def polled(self) -> None:
        """The user polled. Cheap, to be called often."""
        if self._tasks and self._member.polled(self._engine.now()):
            self._react()

    def consented(self, partitions: frozenset[TopicPartition] | None = None) -> None:
        """The user polled after it was told to give up these partitions, by default all that it was told of: they are."""
        self.polled()
        self._commits.gave_up(self._member.revoking if partitions is None else partitions)
        if self._tasks and self._member.consented(partitions):
            self._react()

    def subscribe(self, topics: Iterable[str], pattern: Pattern | None = None) -> None:
        """Other topics from now on, or what matches the pattern."""
        before, self._topics = self._topics, tuple(sorted(set(topics)))
        self._pattern = pattern
        if self._tasks:
            self._expect()
            self._engine.cluster.expect_no_more(before)
        self._say_topics()
        self._react()

    def enforce_rebalance(self, reason: str) -> None:
        """Has the group rebalance, once it has begun."""
        if self._tasks:
            self._member.rejoin(reason)
            self._react()

    async def commit(
        self,
        offsets: Mapping[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
        topic_ids: Mapping[str, bytes] | None = None,
    ) -> None:
        """Commits in the generation that the offsets were read in; see `CommitOrder.commit`."""
        await self._commits.commit(offsets, generation, deadline, topic_ids)

    async def _handed_over(self) -> None:
        """Waits, not for long, for the last commits of what is given up: once the coordinator hears of it they would be
        refused, or come behind the next owner's.
        """
        await self._commits.drained(self._engine.now() + min(COMMITS_MOST, self._rebalance_timeout / 10))

    def _asking(self) -> Generation | None:
        """As whom committed offsets are asked for, where the coordinator checks that."""
        return None

    async def committed(
        self, partitions: Iterable[TopicPartition], deadline: float
    ) -> dict[TopicPartition, OffsetAndMetadata | None]:
        """The group's committed offsets; see `Offsets.fetch`."""
        return await self._offsets.fetch(partitions, deadline, self._asking)

    async def committed_each(
        self, partitions: Iterable[TopicPartition], deadline: float
    ) -> dict[TopicPartition, Committed]:
        """The same, each with an outcome of its own; see `Offsets.fetch_each`."""
        return await self._offsets.fetch_each(partitions, deadline, self._asking)

    def turned_away(self) -> None:
        """The consumer leaves once its last commit is through, and may be another member by then: it hears nothing more of this one.

        Meanwhile the group may deal out anew, and the commit may wait for the generation that comes of it: so this member says
        at once that it gives up what it is asked for, as it was before. Not in this turn of the loop: a last commit that was
        begun just now has to be under way, for the word waits only for such, and takes out of them what is another's then.
        """
        self._listener = _Gone(lambda partitions: self._engine.loop.call_soon(self.consented, partitions))
        if self._member.revoking:
            self._listener.rebalance_wanted(self._member.revoking)

    async def leave(self, reason: str, deadline: float, *, goodbye: bool | None = None) -> None:
        """Leaves the group for good, after the commits under way; the others rebalance at once.

        By default a static member (with a `group_instance_id`) only falls silent, so that it can come back in time
        (KIP-345); `goodbye` says whether the coordinator is told (KIP-1092). Raises nothing; may be called again.
        """
        if self._leaving is None:
            self._leaving = self._engine.loop.create_task(self._end(reason, deadline, goodbye))
        await asyncio.shield(self._leaving)

    async def _end(self, reason: str, deadline: float, told: bool | None) -> None:
        await self._commits.drained(deadline)
        goodbye = self._member.leave(reason, goodbye=told)
        self._commits.turned()
        for task in self._tasks:
            task.cancel()
        self._stop()  # what they wait for ends only a turn later, and could still go out after the goodbye
        if self._tasks:
            self._engine.cluster.unlisten(self._changed)
            self._engine.cluster.expect_no_more(self._topics)
        self._alarm.stop()
        self._engine.pool.release(self._lane)  # a JoinGroup may be waiting on it
        if goodbye is not None:
            await self._say_goodbye(goodbye, deadline)

    # --- what happened ------------------------------------------------------------------------------------------------

    def _unanswered(self, error: KafkaError) -> None:
        """A heartbeat had no answer; worth a warning once none has had one for long."""
        log.log(
            logging.WARNING if self._member.silent(self._engine.now()) else logging.DEBUG,
            "group %s: a heartbeat was not answered: %s",
            self._group_id,
            error,
        )

    def _react(self) -> None:
        """Tells the consumer, and wakes what has something to do, after anything that may have changed the machine."""
        for notice in self._member.take_notices():
            match notice:
                case RebalanceWanted(reason, partitions):
                    self._why = reason
                    log.info("group %s: %d partitions are to be given up: %s", self._group_id, len(partitions), reason)
                    self._listener.rebalance_wanted(partitions)
                case Assigned(partitions, generation):
                    self._trouble = None
                    self._rebalanced(partitions, generation)
                    self._listener.assigned(partitions, generation)
                case Lost(error, partitions):
                    log.warning("group %s: membership was lost: %s", self._group_id, error)
                    if partitions:
                        self._listener.lost(error)
                case Failed(error):
                    log.error("group %s: %s", self._group_id, error)
                    self._listener.failed(error, for_good=isinstance(error, FencedInstanceIdError))
        if self._member.generation is not self._known:
            self._known = self._member.generation
            self._commits.turned()
        self._wake()
        if self._since is None and self._member.state in (State.UNJOINED, State.JOINING, State.PENDING):
            self._since = self._engine.now()
        if (at := self._member.alarm()) is not None:
            self._alarm.by(at)

    def _rebalanced(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        took = f" after {self._engine.now() - self._since:.1f} s" if self._since is not None else ""
        why = f" ({self._why})" if self._why else ""
        self._since, self._why = None, ""
        new, gone = len(partitions - self._held), len(self._held - partitions)
        self._held = partitions
        text = "group %s: %s has %d partitions%s%s: %d came, %d went"
        log.info(text, self._group_id, generation, len(partitions), took, why, new, gone)

    def _tick(self) -> None:
        self._member.tick(self._engine.now())
        self._react()

    def _crashed(self, error: BaseException) -> None:
        failure = ClientError(f"the membership of group {self._group_id} broke down; this is a bug of Barnabas")
        self._listener.failed(failure.causing(error), for_good=True)
