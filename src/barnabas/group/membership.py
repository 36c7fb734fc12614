"""A consumer's place in its group: drives the state machine of `classic` on the engine's loop.

Three things run beside each other: the steps (join, deal out, sync, leave), the heartbeats, and a timer for what happens
by time alone. JoinGroup, SyncGroup and Heartbeat have a connection of their own, for JoinGroup may wait at the broker for
the rebalance timeout; all else of the group goes by the shared connections.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import BrokerError, IllegalGenerationError, RebalanceInProgressError
from barnabas.errors.client import ClientError, ClosedError, CommitFailedError
from barnabas.group import leader
from barnabas.group.actions import Assign, Assigned, Beat, Failed, Join, Leave, Lost, RebalanceWanted, Sync, Wait
from barnabas.group.assignors import Assignor, assignor
from barnabas.group.classic import RESTING, ClassicMember, Settings, State
from barnabas.group.coordinator import Coordinator
from barnabas.group.farewell import say_goodbye
from barnabas.group.generation import Generation
from barnabas.group.offsets import Offsets
from barnabas.group.tasks import Flight, Wakeup, beside
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.group")
WAIT_MARGIN = 5.0  # seconds beyond the rebalance timeout that JoinGroup and SyncGroup are waited for, as in Java
TURNING = frozenset({RebalanceInProgressError.code, IllegalGenerationError.code})
COMMITS_MOST = 5.0  # seconds that a commit under way may hold up a consented rebalance

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

    def failed(self, error: KafkaError) -> None:
        """The member gave up. The next `polled` tries again, unless another member took its group_instance_id."""


class Options(Protocol):
    """What a membership reads of the consumer's options; times in milliseconds."""

    @property
    def group_instance_id(self) -> str | None: ...
    @property
    def session_timeout_ms(self) -> int: ...
    @property
    def heartbeat_interval_ms(self) -> int: ...
    @property
    def max_poll_interval_ms(self) -> int: ...
    @property
    def partition_assignment_strategy(self) -> Iterable[str | Assignor]: ...


class Membership:
    """One member of a group. Engine loop only; deadlines are times of its clock.

    `options` may have a `client_rack` beside what `Options` names.
    """

    def __init__(
        self, engine: Engine, group_id: str, topics: Iterable[str], options: Options, listener: Listener
    ) -> None:
        self._engine = engine
        self._group_id = group_id
        self._listener = listener
        self._rebalance_timeout = options.max_poll_interval_ms / 1000
        settings = Settings(
            group_id=group_id,
            instance_id=options.group_instance_id,
            topics=tuple(sorted(set(topics))),
            assignors=tuple(assignor(given) for given in options.partition_assignment_strategy),
            session_timeout=options.session_timeout_ms / 1000,
            heartbeat_interval=options.heartbeat_interval_ms / 1000,
            rebalance_timeout=self._rebalance_timeout,
            rack=getattr(options, "client_rack", None) or None,
        )
        self._topics = settings.topics
        self._assignors = {each.name: each for each in settings.assignors}
        self._member = ClassicMember(settings, engine.backoff)
        self._coordinator = Coordinator(engine, group_id)
        self._offsets = Offsets(engine, group_id)
        self._lane = ("group", next(_uids))
        self._request: Flight[None] = Flight()
        self._beat: Flight[HeartbeatResponse] = Flight()
        self._steps, self._beats = Wakeup(), Wakeup()
        self._tasks: list[asyncio.Task[None]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._led: frozenset[str] = frozenset()
        self._trouble: KafkaError | None = None
        self._turned = asyncio.Event()  # a generation has begun or ended: set then, and another takes its place
        self._known: Generation | None = None
        self._leaving: asyncio.Task[None] | None = None

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
        """What last kept the member from joining, while it tries on; None once it has joined."""
        return self._trouble

    def start(self) -> None:
        """The first poll: from now on it joins, heartbeats and rebalances by itself."""
        if self._tasks or self._member.state is State.LEFT:
            return
        self._engine.ensure_running()
        self._engine.cluster.follow(self._topics)
        self._engine.cluster.listen(self._changed)
        name = f"group {self._group_id}"
        self._tasks = [
            self._engine.spawn(self._run(), name, self._crashed),
            self._engine.spawn(self._keep_beating(), f"{name} heartbeats", self._crashed),
        ]
        self.polled()

    def polled(self) -> None:
        """The user polled. Cheap, to be called often."""
        if self._tasks and self._member.polled(self._engine.now()):
            self._react()

    def consented(self, partitions: frozenset[TopicPartition] | None = None) -> None:
        """The user polled after it was told to give up these partitions, by default all that it was told of: they are."""
        self.polled()
        if self._tasks and self._member.consented(self._engine.now(), partitions):
            self._react()

    def enforce_rebalance(self, reason: str) -> None:
        """Has the group rebalance, once it has begun."""
        if self._tasks:
            self._member.rejoin(reason, self._engine.now())
            self._react()

    async def commit(
        self,
        offsets: Mapping[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
    ) -> None:
        """Commits in the generation that the offsets were read in; see `Offsets.commit`.

        Raises:
            CommitFailedError: that generation is over, or a rebalance goes on without this member's partitions.
        """
        while True:
            current = self._member.generation
            if generation is None or current is None or generation.tenure is not current.tenure:
                old = "no generation" if generation is None else str(generation)
                new = f"now is {current}" if current else "the member is in none now"
                text = f"the offsets were not committed: they belong to {old} of group {self._group_id}, and {new}"
                raise CommitFailedError(text, api="OffsetCommit")
            try:
                await self._offsets.commit(offsets, current, deadline)
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
            return

    async def _turn(self, generation: Generation, deadline: float) -> bool:
        """Waits for the next generation, at most until the deadline; whether there is one."""
        try:
            async with asyncio.timeout_at(deadline):
                while self._member.generation is generation and self._member.state not in RESTING:
                    await self._turned.wait()
        except TimeoutError:
            return False
        return self._member.generation is not None

    async def committed(
        self, partitions: Iterable[TopicPartition], deadline: float
    ) -> dict[TopicPartition, OffsetAndMetadata | None]:
        """The group's committed offsets; see `Offsets.fetch`."""
        return await self._offsets.fetch(partitions, deadline)

    async def leave(self, reason: str, deadline: float, *, goodbye: bool | None = None) -> None:
        """Leaves the group for good, after the commits under way; the others rebalance at once.

        By default a static member (with a `group_instance_id`) only falls silent, so that it can come back in time
        (KIP-345); `goodbye` says whether the coordinator is told (KIP-1092). Raises nothing; may be called again.
        """
        if self._leaving is None:
            self._leaving = self._engine.loop.create_task(self._end(reason, deadline, goodbye))
        await asyncio.shield(self._leaving)

    async def _end(self, reason: str, deadline: float, told: bool | None) -> None:
        await self._offsets.drained(deadline)
        goodbye = self._member.leave(reason, goodbye=told)
        self._turned.set()
        for task in self._tasks:
            task.cancel()
        self._request.call_off()  # what they wait for ends only a turn later, and could still go out after the goodbye
        self._beat.call_off()
        if self._tasks:
            self._engine.cluster.unlisten(self._changed)
            self._engine.cluster.unfollow([*self._topics, *self._led])
        if self._timer is not None:
            self._timer.cancel()
        self._engine.pool.release(self._lane)  # a JoinGroup may be waiting on it
        if goodbye is not None:
            await say_goodbye(self._engine, self._coordinator, self._group_id, goodbye, deadline)

    # --- steps --------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while True:
                match self._member.step(self._engine.now()):
                    case Join(request):
                        await self._request.run(self._join(request))
                    case Assign() as duty:
                        await self._request.run(self._deal(duty))
                    case Sync(request):
                        await self._request.run(self._sync(request))
                    case Leave() as goodbye:
                        deadline = self._engine.now() + self._engine.request_timeout
                        await say_goodbye(self._engine, self._coordinator, self._group_id, goodbye, deadline)
                    case Wait(until):
                        await self._steps.sleep(until)
                        continue  # nothing has happened by that; a reaction would ring this sleeper again
                self._react()
        except ClosedError:
            log.debug("group %s: the client was closed", self._group_id)

    async def _join(self, request: JoinGroupRequest) -> None:
        engine = self._engine
        # The last commits of the old generation go first: once all have joined they would be refused.
        await self._offsets.drained(engine.now() + min(COMMITS_MOST, self._rebalance_timeout / 10))
        self._beat.call_off()
        log.debug("group %s: joining as %r", self._group_id, request.member_id)
        try:
            response = await self._ask_patiently(request)
        except ClosedError:
            raise
        except KafkaError as error:
            self._not_joined("joining failed", error)
            return
        self._coordinator.heard(response.error_code)
        self._member.joined(response, engine.now())

    async def _deal(self, duty: Assign) -> None:
        engine = self._engine
        members = leader.read_members(duty)
        topics = leader.wanted(members)
        try:
            # Always asked anew: a leader with an old picture would leave partitions to nobody.
            await engine.cluster.update(topics=topics, deadline=engine.now() + engine.request_timeout)
            snapshot = engine.cluster.snapshot
            racks = leader.racks(snapshot, topics)
            shares = await beside(lambda: leader.deal(self._assignors[duty.protocol], members, racks))
        except ClosedError:
            raise
        except KafkaError as error:
            self._not_joined("the partitions could not be dealt out", error)
            return
        counts = leader.counts(snapshot, topics)
        if missing := sorted(topic for topic, count in counts.items() if not count):
            log.warning("group %s: there is no topic %s yet", self._group_id, ", ".join(missing))
        self._member.dealt(shares, counts)
        self._lead(topics)

    async def _sync(self, request: SyncGroupRequest) -> None:
        self._beat.call_off()
        try:
            response = await self._ask_patiently(request)
        except ClosedError:
            raise
        except KafkaError as error:
            self._not_joined("the assignment was not given", error)
            return
        self._coordinator.heard(response.error_code)
        self._member.synced(response, self._engine.now())
        self._member.topics_changed(leader.counts(self._engine.cluster.snapshot, self._led), self._engine.now())

    async def _ask_patiently(self, request: JoinGroupRequest | SyncGroupRequest) -> Any:
        engine = self._engine
        return await self._coordinator.ask(
            type(request),
            lambda _: request,
            deadline=engine.now() + engine.api_timeout,
            timeout=self._rebalance_timeout + WAIT_MARGIN,
            lane=self._lane,
        )

    def _not_joined(self, what: str, error: KafkaError) -> None:
        log.info("group %s: %s: %s", self._group_id, what, error)
        self._trouble = error
        self._member.request_failed(error, self._engine.now())

    # --- heartbeats ---------------------------------------------------------------------------------------------------

    async def _keep_beating(self) -> None:
        try:
            while True:
                match self._member.beat(self._engine.now()):
                    case Beat() as beat:
                        await self._send_beat(beat)
                    case until:
                        await self._beats.sleep(until)
        except ClosedError:
            log.debug("group %s: the client was closed", self._group_id)

    async def _send_beat(self, beat: Beat) -> None:
        engine = self._engine
        asking = self._coordinator.ask(
            HeartbeatRequest,
            lambda _: beat.request,
            deadline=engine.now() + beat.timeout,
            timeout=min(beat.timeout, engine.request_timeout),
            lane=self._lane,
        )
        try:
            response = await self._beat.run(asking)
        except ClosedError:
            raise
        except KafkaError as error:
            log.log(
                logging.WARNING if self._member.silent(engine.now()) else logging.DEBUG,
                "group %s: a heartbeat was not answered: %s",
                self._group_id,
                error,
            )
            self._member.beat_failed(beat, error, engine.now())
        else:
            if response is None:
                return  # called off: a request of more weight takes its place
            self._coordinator.heard(response.error_code)
            self._member.beaten(beat, response.error_code, engine.now())
        self._react()

    # --- what happened ------------------------------------------------------------------------------------------------

    def _react(self) -> None:
        """Tells the consumer, and wakes what has something to do, after anything that may have changed the machine."""
        for notice in self._member.take_notices():
            match notice:
                case RebalanceWanted(reason, partitions):
                    log.info("group %s: %d partitions are to be given up: %s", self._group_id, len(partitions), reason)
                    self._listener.rebalance_wanted(partitions)
                case Assigned(partitions, generation):
                    self._trouble = None
                    log.info("group %s: %s has %d partitions", self._group_id, generation, len(partitions))
                    self._listener.assigned(partitions, generation)
                case Lost(error, partitions):
                    log.warning("group %s: membership was lost: %s", self._group_id, error)
                    if partitions:
                        self._listener.lost(error)
                case Failed(error):
                    log.error("group %s: %s", self._group_id, error)
                    self._listener.failed(error)
        if self._member.generation is not self._known:
            self._known = self._member.generation
            turned, self._turned = self._turned, asyncio.Event()
            turned.set()
        state = self._member.state
        if self._request.under_way and state not in (State.JOINING, State.SYNCING):
            self._request.call_off()
            self._engine.pool.release(self._lane)
        if not self._member.leads and state is not State.SYNCING:
            self._lead(frozenset())
        self._steps.ring()
        self._beats.ring()
        self._set_timer()

    def _set_timer(self) -> None:
        # Polls put the alarm off and need not touch the timer: it finds out when it rings too early.
        at = self._member.alarm()
        if self._timer is not None:
            if at is not None and self._timer.when() <= at and not self._timer.cancelled():
                return
            self._timer.cancel()
            self._timer = None
        if at is not None:
            self._timer = self._engine.loop.call_at(at, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self._member.tick(self._engine.now())
        self._react()

    def _lead(self, topics: frozenset[str]) -> None:
        """Has the cluster's picture keep the topics that this member deals out."""
        if topics != self._led:
            self._engine.cluster.follow(topics)
            self._engine.cluster.unfollow(self._led)
            self._led = topics

    def _changed(self, snapshot: ClusterSnapshot) -> None:
        if self._led:
            self._member.topics_changed(leader.counts(snapshot, self._led), self._engine.now())
            self._react()

    def _crashed(self, error: BaseException) -> None:
        failure = ClientError(f"the membership of group {self._group_id} broke down; this is a bug of Barnabas")
        self._listener.failed(failure.causing(error))
