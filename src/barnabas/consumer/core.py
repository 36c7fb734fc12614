"""The consumer behind both faces."""

from __future__ import annotations

import asyncio
import logging
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from barnabas._native import Records, collect
from barnabas.config import resolve
from barnabas.consumer import subscribing
from barnabas.consumer.assignment import Assignment
from barnabas.consumer.bell import Bell
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.calls import Calls
from barnabas.consumer.changes import Changes
from barnabas.consumer.commits import LAST_COMMIT, Commits
from barnabas.consumer.ending import ashut_down, shut_down
from barnabas.consumer.fetcher import Fetcher
from barnabas.consumer.health import ConsumerHealth, health_of
from barnabas.consumer.options import SPEC, check_heartbeats, check_protocol
from barnabas.consumer.partition import Partition
from barnabas.consumer.reading import Reading
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.starting import Starting
from barnabas.consumer.target import Target
from barnabas.consumer.tracking import Tracking
from barnabas.consumer.validation import Validation
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import READ_COMMITTED, READ_UNCOMMITTED
from barnabas.engine.routing import unreachable
from barnabas.errors.client import ClosedError, ConfigurationError
from barnabas.given import offset_of, partition_of
from barnabas.group.generation import Generation
from barnabas.group.membership import Membership
from barnabas.types import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")
ITERATED = 10_000  # records that an iteration takes at a time
SESSIONS_END = 1.0  # seconds at most for brokers to hear that a consumer fetches no more
TOUCHES = 100  # a poll is told to the group at most so often in max_poll_interval_ms
TOUCH_MOST = 1.0  # seconds

Offset = OffsetAndMetadata


def _caller() -> object:
    """The task that this is called in, or the thread where there is none."""
    task = None
    if asyncio._get_running_loop() is not None:
        task = asyncio.current_task()
    return task or threading.current_thread()


class Core:
    """What `poll()` takes from, who it belongs to, what it commits.

    The user's side (one thread or task at a time) takes chunks and news; the engine's side fetches and keeps the membership.
    """

    def __init__(self, engine: Engine, topics: tuple[str, ...], given: Mapping[str, Any]) -> None:
        engine.check()
        options = resolve("Consumer", SPEC, given)
        check_protocol(options["group_protocol"], given)
        check_heartbeats(options, given)
        self.engine = engine
        self.options = options
        self.group_id: str | None = options["group_id"]
        self.topics, self.pattern = subscribing.wanted(self, topics, options["pattern"])
        if options["enable_auto_commit"] and self.group_id is None:
            raise ConfigurationError("Consumer: enable_auto_commit=True is not accepted without a group_id")
        self.isolation = READ_COMMITTED if options["isolation_level"] == "read_committed" else READ_UNCOMMITTED
        self.bell = Bell()
        self.assignment = Assignment(self.wake)
        self.buffer = Buffer(options["prefetch_max_bytes"], self._look_soon)
        self.reading = Reading(self.assignment, self.buffer, self._look_soon)
        if options["commit_only_done"]:
            self.reading.tracking = Tracking(self.wanted_again)
        policy = options["auto_offset_reset"]
        self.starting = Starting(engine, policy, self.isolation, self._positions_changed)
        validation = Validation(engine, policy, self.starting, self._positions_changed)
        self.fetcher = Fetcher(
            engine,
            options,
            self.isolation,
            self.buffer,
            validation,
            self.bell.ring,
            self._out_of_range,
            self.starting.look_out,
        )
        self.commits = Commits(engine, options, self.assignment, self.reading)
        self.changes = Changes(
            engine,
            options,
            self.assignment,
            self.buffer,
            self.starting,
            self.fetcher,
            self.commits,
            self.bell.ring,
        )
        if self.topics or self.pattern is not None:
            subscribing.join(self)
        self.calls = Calls(options["on_rebalance"], self.wake)
        self.user: Callable[[], Any] = lambda: None  # the face, as long as somebody has it
        self.closed = False
        self.ending = False  # the listener hears of the end: nobody else may begin anything
        # What `shut_down` was asked for in the middle of a call, which is over first.
        self.late: tuple[float, bool | None] | None = None
        self._closing = False
        self._ending: asyncio.Task[None] | None = None
        self._started = False
        self._watching = False
        self._look_posted = False
        self._touched = 0.0
        self._polled_by: Callable[[], object] = lambda: None  # the thread or task that polled last
        self._touch_every: float = min(TOUCH_MOST, options["max_poll_interval_ms"] / 1000 / TOUCHES)
        engine.register(self)

    # --- the user's side: polls ---------------------------------------------------------------------------------------

    @property
    def group(self) -> Membership[Any] | None:
        """The membership, where the consumer has subscribed."""
        return self.commits.group

    @property
    def owned(self) -> dict[TopicPartition, Partition]:
        """The partitions as the user was told."""
        return self.assignment.owned

    def begin_poll(self) -> None:
        """A poll begins: it is the consent to what the last one told, and shows that the user is alive."""
        self.check()
        self.reading.begin()
        if self.commits.automatic:
            self._polled_by = weakref.ref(_caller())
            self.commits.by_itself()
        if self.assignment.consenting and self.calls.untold is None:
            offsets = self.commits.consumed() if self.commits.automatic else {}
            generation = self.assignment.generation
            given = self.assignment.consent()
            self.reading.prune()
            self.engine.post(self.changes.give_up, given, offsets, generation)
        else:
            self.touch()

    def check_endless(self) -> None:
        """Before a wait without an end; raises ConfigurationError if there is nothing to wait for."""
        if self.group is None and not self.assignment.owned:
            raise ConfigurationError(
                "Consumer: there is nothing to wait for: it has neither topics (or a pattern) nor partitions by assign()"
            )

    def touch(self) -> None:
        """Notes that the user polls, and tells the group now and then."""
        now = self.engine.now()
        if self.group is None:
            if not self._touched:
                self.engine.post(self._begin_watch)
        elif not self._started:
            self._started = True
            self.engine.post(self._start)
        elif now - self._touched >= self._touch_every:
            self.engine.post(self.group.polled)
        else:
            return
        self._touched = now

    @property
    def patience(self) -> float:
        """How long a wait inside of poll may be before the group is told again."""
        return max(float(self._touch_every), 0.05)

    def check(self) -> None:
        """Raises ClosedError or ForkedError if the consumer cannot be used."""
        if self.closed or (self.ending and not self.calls.inside):
            raise ClosedError("the consumer is closed")
        self.engine.check()

    @property
    def over(self) -> bool:
        """Whether an iteration ends."""
        return self.closed or self.ending

    def locks(self) -> Iterator[threading.Lock]:
        """Those that user and engine share."""
        yield self.buffer.lock
        if (tracking := self.reading.tracking) is not None:
            yield tracking.lock
        yield from [p.lock for p in self.owned.values()]

    def wake(self) -> None:
        """Has calls that wait look again, and an iteration end its batch."""
        if self.reading.iterator is not None:
            self.reading.iterator.interrupt(True)
        self.bell.ring()

    def wanted_again(self) -> None:
        """A partition that was full of records that are not done is read on; from any thread."""
        self._look_soon()
        self.bell.ring()

    def news(self) -> Rebalance | None:
        """News of a rebalance; raises what ended the membership."""
        if self.calls.untold is not None:
            return self.calls.untold
        found = self.assignment.take()
        if found is not None and found.lost:
            self.reading.prune()
        return found

    def take(self, most: int, *, iterating: bool = False) -> Rebalance | Records[Any, Any] | None:
        """What there is now: news, else records; None if nothing. Raises an error that is all there is."""
        news = self.news()
        if news is not None:
            return news
        found = None if self.calls.crowded else self.reading.take(most, iterating=iterating)
        if self.late is not None:
            self.check()
        return found

    def nothing(self) -> Records[Any, Any]:
        """The time is up: no records. Raises if no broker was ever reached, for then nothing will come."""
        engine = self.engine
        if engine.cluster.snapshot.version == 0:
            nodes = engine.bootstrap_nodes()
            errors = {n.label: n.error for n in nodes if n.error is not None}
            if len(errors) == len(nodes):
                raise unreachable(errors)
        return collect([], 1)

    # --- the user's side: the group -----------------------------------------------------------------------------------

    def group_metadata(self) -> ConsumerGroupMetadata:
        """See `ConsumerFace.group_metadata`."""
        if self.group_id is None:
            raise ConfigurationError("Consumer: group_metadata() needs a group_id")
        mine = self.assignment.last
        now = self.group.generation if self.group is not None else None
        if mine is not None and now is not None and now.tenure is mine.tenure:
            mine = now
        if mine is None:
            return ConsumerGroupMetadata(self.group_id)
        return ConsumerGroupMetadata(self.group_id, mine.generation_id, mine.member_id, mine.instance_id)

    def enforce_rebalance(self, reason: str) -> None:
        """See `ConsumerFace.enforce_rebalance`."""
        self.check()
        if self.group is None:
            raise ConfigurationError("Consumer: enforce_rebalance() needs a group_id and topics")
        self.engine.post(self.group.enforce_rebalance, reason)

    def health(self) -> ConsumerHealth:
        """See `ConsumerFace.health`."""
        return health_of(self, self._touched)

    # --- the user's side: assignment by hand --------------------------------------------------------------------------

    def assign(self, given: Iterable[Any] | Mapping[Any, Any]) -> None:
        """Reads these partitions from now on.

        Raises:
            ConfigurationError: the consumer is subscribed to topics.
        """
        if self.group is not None:
            text = "Consumer: assign() is not for a consumer that is subscribed to topics: unsubscribe() first"
            raise ConfigurationError(text)
        new: dict[TopicPartition, Partition] = {}
        if isinstance(given, (str, TopicPartition)) or not isinstance(given, Iterable):
            raise TypeError(
                f"partitions={given!r} is not accepted: expected a list of TopicPartition, or a dict of them to offsets"
            )
        starts = given if isinstance(given, Mapping) else dict.fromkeys(given)
        old = self.assignment.owned
        for key, start in starts.items():
            key = partition_of(key)
            stays = old.get(key)
            if start is None and stays is not None and (stays.position is not None or stays.reset is not None):
                new[key] = stays
                continue
            p = new[key] = Partition(key)
            p.told = True
            if start is not None:
                offset = offset_of(key, start)
                p.start(offset.offset, -1 if offset.leader_epoch is None else offset.leader_epoch)
        gone = [p for key, p in old.items() if new.get(key) is not p]
        if gone:
            self.commits.before_they_go()
        self.assignment.owned = new
        self.reading.prune()
        self.buffer.forget(gone)
        self.engine.post(self.changes.assign, new)

    def seek(self, p: Partition, place: OffsetAndMetadata | Target) -> None:
        """Reads on elsewhere; what was fetched is dropped."""
        self.reading.leave_iteration()
        if isinstance(place, Target):
            self.engine.post(self.starting.sought, p, place, p.start_by(place))
        else:
            p.start(place.offset, -1 if place.leader_epoch is None else place.leader_epoch)
            self._look_soon()
        p.elder = None  # behind the new version, under which nobody notes one of the old topic's
        self.buffer.drop_stale()

    def goes_on_at(self, p: Partition, offset: int) -> None:
        """Reads again, or passes, what a poll has given. Where its topic was made anew since, that has no such records; and an error that
        only the user can answer, by a seek of its own, stays.
        """
        self.reading.leave_iteration()
        version, position = p.version, p.position
        if p.elder is not None and (offset == position or p.is_elder(offset, position)):
            return
        p.rewind(offset, -1, version)
        if not p.stuck:
            p.elder = None  # as in `seek`
        self.buffer.drop_stale()
        self._look_soon()

    def pause(self, partitions: Iterable[Partition], paused: bool) -> None:
        """Holds partitions back, or lets them go on."""
        self.reading.leave_iteration()
        for p in partitions:
            p.paused = paused
        self._look_soon()

    def begin_anew(self) -> None:
        """A subscription has ended: the first poll of the next one has it begin."""
        self._started = False

    # --- the engine's side --------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if (group := self.group) is not None and not self._closing:
            group.start()
            self._begin_watch()

    def _begin_watch(self) -> None:
        if not self._watching and not self._closing:
            self._watching = True
            self.engine.spawn(self._watch(), "consumer")

    async def _watch(self) -> None:
        """In iteration each step counts as a poll; and an automatic commit needs a moment between two steps."""
        steps = -1
        while not self._closing:
            await asyncio.sleep(self._touch_every)
            iterator = self.reading.iterator
            if iterator is None:
                continue
            if iterator.steps != steps:
                steps = iterator.steps
                self._touched = self.engine.now()
                if (group := self.group) is not None:
                    group.polled()
            if self.commits.due:
                iterator.interrupt(True)

    def _positions_changed(self) -> None:
        self.fetcher.look()
        self.bell.ring()

    def _out_of_range(self, p: Partition, version: int) -> None:
        self.starting.reset(p, f"offset {p.fetch_at} is out of range", version)

    def _look_soon(self) -> None:
        if not self._look_posted:
            self._look_posted = True
            self.engine.post(self._look)

    def _look(self) -> None:
        self._look_posted = False
        self.fetcher.look()

    # --- the end ------------------------------------------------------------------------------------------------------

    def close(self, timeout: float, *, leave: bool | None = None) -> bool:
        """No more polls; the engine does the rest (`ended` waits for it). False if it was closed before. From any thread.

        `leave` says whether the coordinator is told that the member goes (KIP-1092).
        """
        if self.closed:
            return False
        self.reading.take_back()  # nobody was given it
        offsets: dict[TopicPartition, Offset] = {}
        if self.commits.automatic:
            # Who polls elsewhere may be working on what it was given: nobody would read it again.
            offsets = self.commits.consumed(finished=self._polled_by() is not _caller())
        self.closed = True
        self.wake()
        self.engine.unregister(self)
        self.engine.post(self._begin_end, offsets, self.assignment.generation, timeout, leave)
        return True

    def _begin_end(
        self, offsets: dict[TopicPartition, Offset], generation: Generation | None, timeout: float, leave: bool | None
    ) -> None:
        self._ending = self.engine.spawn(self._end(offsets, generation, timeout, leave), "consumer's end")

    async def ended(self) -> None:
        """The end of `close`; on the loop. Whoever is cancelled here does not keep the member in its group."""
        if self._ending is not None:
            await asyncio.shield(self._ending)

    async def _end(
        self, offsets: dict[TopicPartition, Offset], generation: Generation | None, timeout: float, leave: bool | None
    ) -> None:
        """Commits for the last time if it is to, leaves the group, closes the connections."""
        deadline = self.engine.now() + timeout
        self._closing = True
        self.changes.close()
        self.fetcher.close()
        self.starting.close()
        if offsets:
            await self.commits.quietly(offsets, generation, min(LAST_COMMIT, timeout))
        await self.commits.settled(min(deadline, self.engine.now() + LAST_COMMIT))
        if (group := self.group) is not None:  # asked once: the user may take it away
            await group.leave("the consumer was closed", deadline, goodbye=leave)
        await self.fetcher.end_sessions(min(SESSIONS_END, deadline - self.engine.now()))
        self.changes.end()
        self.buffer.drop_all()
        self.bell.ring()

    def shut_down(self, timeout: float, *, leave: bool | None = None) -> None:
        """See `Closable`."""
        shut_down(self, timeout, leave)

    async def ashut_down(self, timeout: float, *, leave: bool | None = None) -> None:
        """See `Closable`."""
        await ashut_down(self, timeout, leave)

    def drop(self) -> None:
        """See `Closable`."""
        self.close(0.0)

    def let_go(self) -> None:
        """The user's object is garbage: leaves without waiting."""
        if not self.closed and not self.engine.portal.forked:
            self.closed = True
            self.engine.portal.post_if_started(self._begin_end, {}, None, LAST_COMMIT, None)
