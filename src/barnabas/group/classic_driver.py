"""A member by the classic protocol."""

from __future__ import annotations

import logging
import re
from collections.abc import Coroutine, Iterable, Mapping
from typing import Any

from barnabas.engine.engine import Engine
from barnabas.engine.fitting import always
from barnabas.engine.offloop import off_loop
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.base import KafkaError
from barnabas.errors.client import ClosedError
from barnabas.group import leader
from barnabas.group.actions import Assign, Beat, Join, Leave, Sync, Wait
from barnabas.group.assignors import assignor
from barnabas.group.classic import ClassicMember
from barnabas.group.classic_requests import Settings
from barnabas.group.farewell import say_goodbye
from barnabas.group.machine import State
from barnabas.group.membership import Listener, Membership
from barnabas.group.pattern import Pattern
from barnabas.group.tasks import Errand, Wakeup
from barnabas.group.topic_watch import TopicWatch
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest

log = logging.getLogger("barnabas.group")
WAIT_MARGIN = 5.0  # seconds beyond the rebalance timeout that JoinGroup and SyncGroup are waited for, as in Java


class ClassicMembership(Membership[ClassicMember]):
    """Drives the state machine of `classic` on the engine's loop. `options` are the consumer's.

    Three things run beside each other: the steps (join, deal out, sync, leave), the heartbeats, and a timer for what happens
    by time alone. JoinGroup, SyncGroup and Heartbeat have a connection of their own, for JoinGroup may wait at the broker for
    the rebalance timeout; all else of the group goes by the shared connections.
    """

    def __init__(
        self,
        engine: Engine,
        group_id: str,
        topics: Iterable[str],
        options: Mapping[str, Any],
        listener: Listener,
        pattern: re.Pattern[str] | None = None,
    ) -> None:
        super().__init__(engine, group_id, topics, options, listener, pattern)
        settings = Settings(
            group_id=group_id,
            instance_id=options["group_instance_id"],
            topics=self._topics,
            assignors=tuple(assignor(given) for given in options["partition_assignment_strategy"]),
            session_timeout=options["session_timeout_ms"] / 1000,
            heartbeat_interval=options["heartbeat_interval_ms"] / 1000,
            rebalance_timeout=self._rebalance_timeout,
            rack=options["client_rack"] or None,
        )
        self._assignors = {each.name: each for each in settings.assignors}
        self._member = ClassicMember(settings, engine.backoff)
        self._request: Errand[None] = Errand()
        self._beat: Errand[HeartbeatResponse] = Errand()
        self._steps, self._beats = Wakeup(), Wakeup()
        self._led: frozenset[str] = frozenset()
        internal = not options["exclude_internal_topics"]
        self._watch = TopicWatch(engine, internal, self._matched, self._not_looked)

    def _work(self) -> list[tuple[Coroutine[Any, Any, None], str]]:
        return [(self._run(), ""), (self._keep_beating(), "heartbeats")]

    def start(self) -> None:
        """See `Membership`. What matches a pattern is looked up before it joins."""
        if not self._tasks and self._member.state is not State.LEFT:
            self._watch.follow(self._expression)
        super().start()

    def subscribe(self, topics: Iterable[str], pattern: Pattern | None = None) -> None:
        """See `Membership`. With a pattern the topics stay as they are until those that match are known."""
        self._pattern = pattern
        if self._tasks:
            self._watch.follow(self._expression)
        if pattern is None:
            super().subscribe(topics)

    @property
    def _expression(self) -> re.Pattern[str] | None:
        return self._pattern if isinstance(self._pattern, re.Pattern) else None

    def _matched(self, topics: tuple[str, ...]) -> None:
        super().subscribe(topics, self._pattern)

    def _not_looked(self, error: KafkaError) -> None:
        self._trouble = error

    def _stop(self) -> None:
        self._watch.follow(None)
        self._request.call_off()
        self._beat.call_off()
        self._lead(frozenset())

    async def _say_goodbye(self, goodbye: Leave, deadline: float) -> None:
        await say_goodbye(self._engine, self._coordinator, self._group_id, goodbye, deadline)

    def _wake(self) -> None:
        state = self._member.state
        if self._request.under_way and state not in (State.JOINING, State.SYNCING):
            self._request.call_off()
            self._engine.pool.release(self._lane)
        if not self._member.leads and state is not State.SYNCING:
            self._lead(frozenset())
        self._steps.ring()
        self._beats.ring()

    # --- steps --------------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while True:
                await self._watch.known.wait()
                match self._member.step(self._engine.now()):
                    case Join(request):
                        await self._request.run(self._join(request))
                    case Assign() as duty:
                        await self._request.run(self._deal(duty))
                    case Sync(request):
                        await self._request.run(self._sync(request))
                    case Leave() as goodbye:
                        deadline = self._engine.now() + self._engine.request_timeout
                        await self._say_goodbye(goodbye, deadline)
                    case Wait(until):
                        await self._steps.sleep(until)
                        continue  # nothing has happened by that; a reaction would ring this sleeper again
                self._react()
        except ClosedError:
            log.debug("group %s: the client was closed", self._group_id)

    async def _join(self, request: JoinGroupRequest) -> None:
        engine = self._engine
        await self._handed_over()
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
            shares = await off_loop(leader.deal, self._assignors[duty.protocol], members, racks)
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
        if unasked := self._member.unasked:
            level = logging.WARNING if self._member.state is State.STABLE else logging.INFO  # it joins again
            log.log(
                level,
                "group %s: not taken up, for their topics are not subscribed to: %s",
                self._group_id,
                sorted(unasked)[:20],
            )
        self._member.topics_changed(leader.counts(self._engine.cluster.snapshot, self._led))

    async def _ask_patiently(self, request: JoinGroupRequest | SyncGroupRequest) -> Any:
        engine = self._engine
        return await self._coordinator.ask(
            type(request),
            always(request),
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
            always(beat.request),
            deadline=engine.now() + beat.timeout,
            timeout=min(beat.timeout, engine.request_timeout),
            lane=self._lane,
        )
        try:
            response = await self._beat.run(asking)
        except ClosedError:
            raise
        except KafkaError as error:
            self._unanswered(error)
            self._member.beat_failed(beat, error, engine.now())
        else:
            if response is None:
                return  # called off: a request of more weight takes its place
            self._coordinator.heard(response.error_code)
            self._member.beaten(beat, response.error_code, engine.now())
        self._react()

    def _lead(self, topics: frozenset[str]) -> None:
        """Has the cluster's picture keep the topics that this member deals out."""
        if topics != self._led:
            self._engine.cluster.follow(topics)
            self._engine.cluster.unfollow(self._led)
            self._led = topics

    def _changed(self, snapshot: ClusterSnapshot) -> None:
        self._watch.changed(snapshot)
        if self._led:
            self._member.topics_changed(leader.counts(snapshot, self._led))
            self._react()
