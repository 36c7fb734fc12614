"""The consumer behind both faces: what `poll()` takes from, who it belongs to, what it commits.

The user's side (one thread or task at a time) takes chunks and news; the engine's side fetches and keeps the membership.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, cast

from barnabas._native import AsyncRecordIterator, Record, RecordIterator, Records, collect
from barnabas.config import resolve
from barnabas.consumer.assignment import Assignment
from barnabas.consumer.bell import Bell
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.fetcher import Fetcher
from barnabas.consumer.options import SPEC
from barnabas.consumer.partition import Fetched, Partition
from barnabas.consumer.rebalance import Rebalance
from barnabas.consumer.starting import Starting
from barnabas.engine.engine import Engine
from barnabas.engine.routing import unreachable
from barnabas.engine.waiting import fresh
from barnabas.errors.client import (
    ClosedError,
    ConfigurationError,
    KafkaError,
    NotAssignedError,
)
from barnabas.group.generation import Generation
from barnabas.group.membership import Membership
from barnabas.group.membership import Options as MembershipOptions
from barnabas.group.offsets import Offsets
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.consumer")
CHUNKS = 64  # looked at in one poll
ITERATED = 10_000  # records that an iteration takes at a time
LAST_COMMIT = 5.0  # seconds for an automatic commit that holds up a rebalance or close
TOUCHES = 100  # a poll is told to the group at most so often in max_poll_interval_ms
TOUCH_MOST = 1.0  # seconds

Offset = OffsetAndMetadata


class Core:
    """See above. Also the membership's listener: those methods run on the loop."""

    def __init__(self, engine: Engine, topics: tuple[str, ...], given: Mapping[str, Any]) -> None:
        engine.check()
        options = resolve("Consumer", SPEC, given)
        self.engine = engine
        self.options = options
        self.topics = _topics(topics)
        self.group_id: str | None = options["group_id"]
        if self.topics and self.group_id is None:
            raise ConfigurationError(
                "Consumer: topics without a group_id: give group_id=..., or make it without topics and use "
                f'assign([barnabas.TopicPartition("{self.topics[0]}", 0)])'
            )
        if options["enable_auto_commit"] and self.group_id is None:
            raise ConfigurationError("Consumer: enable_auto_commit=True is not accepted without a group_id")
        self.bell = Bell()
        self.assignment = Assignment(self._news)
        self.buffer = Buffer(options["prefetch_max_bytes"], self._room_freed)
        self.fetcher = Fetcher(engine, options, self.buffer, self.bell.ring, self._out_of_range)
        self.starting = Starting(engine, options["auto_offset_reset"], self._positions_changed)
        self.offsets: Offsets | None = None
        self.group: Membership | None = None
        if self.topics and self.group_id is not None:
            self.group = Membership(
                engine, self.group_id, self.topics, cast(MembershipOptions, SimpleNamespace(**options)), self
            )
        elif self.group_id is not None:
            self.offsets = Offsets(engine, self.group_id)
        self.iterator: RecordIterator[Any, Any] | AsyncRecordIterator[Any, Any] | None = None
        self.closed = False
        self._closing = False
        self._ending: asyncio.Task[None] | None = None
        self._started = False
        self._failure: KafkaError | None = None
        self._followed: set[str] = set()
        self._left: deque[tuple[Partition, int, Records[Any, Any]]] = deque()
        self._iterated: dict[Partition, tuple[int, int, int]] = {}  # version, next offset, epoch
        self._look_posted = False
        self._touched = 0.0
        self._touch_every: float = min(TOUCH_MOST, options["max_poll_interval_ms"] / 1000 / TOUCHES)
        self._commit_at = engine.now() + options["auto_commit_interval_ms"] / 1000
        engine.register(self)

    # --- the user's side: polls ---------------------------------------------------------------------------------------

    @property
    def owned(self) -> dict[TopicPartition, Partition]:
        """The partitions as the user was told."""
        return self.assignment.owned

    def begin_poll(self) -> None:
        """A poll begins: it is the consent to what the last one told, and shows that the user is alive."""
        self.check()
        self.commit_by_itself()
        if self.assignment.consenting:
            offsets = self.consumed() if self.options["enable_auto_commit"] else {}
            generation = self.assignment.generation
            self.assignment.consent()
            self._left.clear()
            self._iterated.clear()
            self.engine.post(self._give_up, offsets, generation)
        else:
            self.touch()

    def touch(self) -> None:
        """Tells the group now and then that the user polls."""
        if self.group is None:
            return
        now = self.engine.now()
        if not self._started:
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
        if self.closed:
            raise ClosedError("the consumer is closed")
        self.engine.check()

    def news(self) -> Rebalance | None:
        """News of a rebalance; raises what ended the membership."""
        failure, self._failure = self._failure, None
        if failure is not None:
            raise fresh(failure)
        found = self.assignment.take()
        if found is not None and (found.assigned or found.lost):
            self._left.clear()
            self._iterated.clear()
        return found

    def choose(self) -> list[Fetched]:
        """The chunks to read next."""
        owned = self.assignment.owned
        return self.buffer.choose(lambda p: not p.paused and not p.stuck and owned.get(p.key) is p, CHUNKS)

    def collected(self, chosen: list[Fetched], most: int, *, iterating: bool) -> Records[Any, Any] | None:
        """The records of chunks; moves the positions, or notes where they will be once iteration has given them all."""
        errors = {p.key: fresh(p.error) for p in self.owned.values() if p.error is not None and not p.paused}
        records = collect([item.chunk for item in chosen], most, errors)
        for item in chosen:
            p, chunk = item.partition, item.chunk
            if item.current:
                reached = (item.version, chunk.next_offset, chunk.leader_epoch)
                if iterating and len(records):
                    self._iterated[p] = reached
                else:
                    self._move(p, reached)
            if chunk.exhausted:
                if chunk.error is not None and item.current:
                    p.fail(chunk.error, stuck=True)
                    errors[p.key] = chunk.error
                self.buffer.drop(item)
        return records if len(records) else None

    def _move(self, p: Partition, reached: tuple[int, int, int]) -> None:
        version, offset, epoch = reached
        if p.version == version and p.position is not None and offset >= p.position:
            p.position = offset
            if epoch >= 0:
                p.epoch = epoch

    def take(self, most: int, *, iterating: bool = False) -> Rebalance | Records[Any, Any] | None:
        """What there is now: news, else records; None if nothing. Raises an error that is all there is."""
        news = self.news()
        if news is not None:
            return news
        records = self.take_left(most, iterating=iterating)
        while records is None and (chosen := self.choose()):
            records = self.collected(chosen, most, iterating=iterating)
        if records is None:
            self.raise_error()
        return records

    def raise_error(self) -> None:
        """Raises the first partition's error, if any."""
        for p in self.owned.values():
            if p.error is not None and not p.paused:
                raise fresh(p.error)

    def nothing(self) -> Records[Any, Any]:
        """The time is up: no records. Raises if no broker was ever reached, for then nothing will come."""
        engine = self.engine
        if engine.cluster.snapshot.version == 0:
            nodes = engine.bootstrap_nodes()
            errors = {n.label: n.error for n in nodes if n.error is not None}
            if len(errors) == len(nodes):
                raise unreachable(errors)
        return collect([], 1)

    # --- the user's side: iteration -----------------------------------------------------------------------------------

    def leave_iteration(self) -> None:
        """Moves the positions to what iteration has given, and keeps the rest for the next poll or iteration."""
        if self.iterator is None:
            return
        self.iterator.interrupt(self.assignment.pending)
        given = self.iterator.given()
        rest = self.iterator.rest()
        iterated, self._iterated = self._iterated, {}
        by_key = {p.key: p for p in iterated}
        for key, (offset, epoch) in given.items():
            p = by_key.get(key)
            if p is not None:
                self._move(p, (iterated[p][0], offset, epoch))
        left = rest.by_partition() if len(rest) else {}
        for key, records in left.items():
            p = by_key.get(key)
            if p is not None and self.owned.get(key) is p:
                self._left.append((p, iterated[p][0], records))
        for p, reached in iterated.items():
            if p.key not in left:
                self._move(p, reached)

    def take_left(self, most: int, *, iterating: bool) -> Records[Any, Any] | None:
        """Records that an iteration had left over."""
        for _ in range(len(self._left)):
            p, version, records = self._left.popleft()
            if p.version != version or self.owned.get(p.key) is not p:
                continue
            if p.paused:
                self._left.append((p, version, records))
                continue
            if len(records) > most:
                self._left.appendleft((p, version, records[most:]))
                records = records[:most]
            for offset, epoch in records.positions().values():
                if iterating:
                    self._iterated[p] = (version, offset, epoch)
                else:
                    self._move(p, (version, offset, epoch))
            return records
        return None

    def reached(self) -> dict[Partition, tuple[int | None, int]]:
        """Where the user is in each partition: (next offset, epoch), also in the middle of an iteration."""
        found = {p: (p.position, p.epoch) for p in self.owned.values()}
        if self.iterator is not None and self._iterated:
            for key, (offset, epoch) in self.iterator.given().items():
                p = self.owned.get(key)
                if p is not None and p in self._iterated and self._iterated[p][0] == p.version:
                    found[p] = (offset, epoch if epoch >= 0 else p.epoch)
        return found

    # --- the user's side: offsets -------------------------------------------------------------------------------------

    def consumed(self) -> dict[TopicPartition, Offset]:
        """What `commit()` covers."""
        return {
            p.key: Offset(offset, epoch if epoch >= 0 else None)
            for p, (offset, epoch) in self.reached().items()
            if offset is not None
        }

    def offsets_of(self, what: Any) -> dict[TopicPartition, Offset]:
        """A commit's argument as offsets, checked.

        Raises:
            ConfigurationError: there is no group.
            NotAssignedError: a partition is not this consumer's.
            TypeError, ValueError: it is nothing that can be committed.
        """
        if self.group_id is None:
            raise ConfigurationError("Consumer: commit() needs a group_id")
        if what is None:
            return self.consumed()
        found: dict[TopicPartition, Offset] = {}
        if isinstance(what, Record):
            found[TopicPartition(what.topic, what.partition)] = Offset(what.offset + 1, what.leader_epoch)
        elif isinstance(what, Records):
            for key, (offset, epoch) in what.positions().items():
                found[key] = Offset(offset, epoch if epoch >= 0 else None)
        elif isinstance(what, Mapping):
            for key, value in what.items():
                found[partition_of(key)] = _offset(key, value)
        else:
            text = f"commit() takes a record, records or a dict of TopicPartition to the next offset, not {what!r}"
            raise TypeError(text)
        for key in found:
            self.partition(key)
        return found

    def partition(self, key: Any) -> Partition:
        """A partition of ours.

        Raises:
            NotAssignedError: it is not.
        """
        key = partition_of(key)
        found = self.owned.get(key)
        if found is None:
            raise NotAssignedError(
                "the partition is not assigned to this consumer", topic=key.topic, partition=key.partition
            )
        return found

    async def commit(
        self, offsets: dict[TopicPartition, Offset], generation: Generation | None, timeout: float
    ) -> None:
        """Commits; on the loop."""
        deadline = self.engine.now() + timeout
        if self.group is not None:
            await self.group.commit(offsets, generation, deadline)
        elif self.offsets is not None:
            await self.offsets.commit(offsets, None, deadline)

    async def committed(
        self, partitions: Iterable[TopicPartition], deadline: float
    ) -> dict[TopicPartition, Offset | None]:
        """The group's committed offsets; on the loop."""
        if self.group is not None:
            return await self.group.committed(partitions, deadline)
        if self.offsets is not None:
            return await self.offsets.fetch(partitions, deadline)
        raise ConfigurationError("Consumer: committed() needs a group_id")

    def commit_by_itself(self) -> None:
        """`enable_auto_commit`: now and then commits what earlier polls returned, in the background."""
        if not self.options["enable_auto_commit"] or self.engine.now() < self._commit_at:
            return
        self._commit_at = self.engine.now() + self.options["auto_commit_interval_ms"] / 1000
        offsets = self.consumed()
        if offsets:
            self.engine.post(self._commit_soon, offsets, self.assignment.generation)

    def _commit_soon(self, offsets: dict[TopicPartition, Offset], generation: Generation | None) -> None:
        self.engine.spawn(self._commit_quietly(offsets, generation, self.engine.request_timeout), "auto commit")

    async def _commit_quietly(
        self, offsets: dict[TopicPartition, Offset], generation: Generation | None, timeout: float
    ) -> None:
        try:
            await self.commit(offsets, generation, timeout)
        except KafkaError as error:
            log.warning("an automatic commit failed: %s", error)

    # --- the user's side: assignment by hand --------------------------------------------------------------------------

    def assign(self, given: Iterable[Any] | Mapping[Any, int]) -> None:
        """Reads these partitions from now on.

        Raises:
            ConfigurationError: the consumer is subscribed to topics.
        """
        if self.topics:
            raise ConfigurationError("Consumer: assign() is not for a consumer that is subscribed to topics")
        new: dict[TopicPartition, Partition] = {}
        starts = given if isinstance(given, Mapping) else dict.fromkeys(given)
        for key, start in starts.items():
            key = partition_of(key)
            p = new[key] = Partition(key)
            if start is not None:
                p.start(_offset(key, start).offset)
        old, self.assignment.owned = self.assignment.owned, new
        self._left.clear()
        self._iterated.clear()
        self.buffer.forget(old.values())
        self.engine.post(self._assign, new)

    def _assign(self, new: dict[TopicPartition, Partition]) -> None:
        self.assignment.current = new
        self._take_over(new, None, tell=False)

    def seek(self, p: Partition, offset: int | None, timestamp: int | None) -> None:
        """Reads on elsewhere; what was fetched is dropped."""
        self.leave_iteration()
        if offset is not None:
            p.start(offset)
            self._look_soon()
        elif timestamp is not None:
            p.start_by(timestamp)
            self.engine.post(self.starting.look_up, p, timestamp)
        self.buffer.choose(lambda _: False, 0)  # drops what is stale

    def pause(self, partitions: Iterable[Partition], paused: bool) -> None:
        """Holds partitions back, or lets them go on."""
        self.leave_iteration()
        for p in partitions:
            p.paused = paused
        self._look_soon()

    # --- the engine's side --------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if self.group is not None and not self._closing:
            self.group.start()
            self.engine.spawn(self._watch(), "consumer")

    async def _watch(self) -> None:
        """In iteration each step counts as a poll; and an automatic commit needs a moment between two steps."""
        steps = -1
        while not self._closing:
            await asyncio.sleep(self._touch_every)
            iterator = self.iterator
            if iterator is None or self.group is None:
                continue
            if iterator.steps != steps:
                steps = iterator.steps
                self.group.polled()
            if self.options["enable_auto_commit"] and self.engine.now() >= self._commit_at:
                iterator.interrupt(True)

    def _give_up(self, offsets: dict[TopicPartition, Offset], generation: Generation | None) -> None:
        self._stop_reading()
        self.assignment.released()
        self.engine.spawn(self._consent(offsets, generation), "consent")

    async def _consent(self, offsets: dict[TopicPartition, Offset], generation: Generation | None) -> None:
        if offsets:
            await self._commit_quietly(offsets, generation, LAST_COMMIT)
        if self.group is not None:
            self.group.polled(consent=True)

    def _stop_reading(self) -> None:
        self.fetcher.follow([])
        self.starting.forget()
        self.buffer.forget(self.assignment.current.values())
        self.buffer.drop_all()

    def rebalance_wanted(self) -> None:
        """See `Listener`."""
        self.assignment.want()

    def assigned(self, partitions: frozenset[TopicPartition], generation: Generation) -> None:
        """See `Listener`."""
        self._stop_reading()
        new = {key: Partition(key) for key in sorted(partitions)}
        self.assignment.begin(new)
        self._take_over(new, generation, tell=True)

    def lost(self, reason: KafkaError) -> None:
        """See `Listener`."""
        log.warning("group %s: the partitions are lost: %s", self.group_id, reason)
        self._stop_reading()
        self.assignment.lose()

    def failed(self, error: KafkaError) -> None:
        """See `Listener`."""
        self._failure = error
        self._news()

    def _take_over(self, new: dict[TopicPartition, Partition], generation: Generation | None, *, tell: bool) -> None:
        topics = {key.topic for key in new}
        self.engine.ensure_running()
        self.engine.cluster.follow(topics - self._followed)
        self.engine.cluster.unfollow(self._followed - topics)
        self._followed = topics

        async def begin() -> None:
            committed = self.committed if self.group_id is not None else None
            await self.engine.cluster.topics(topics, deadline=self.engine.now() + self.engine.api_timeout)
            await self.starting.begin(new.values(), committed)

        async def run() -> None:
            try:
                await begin()
            except ClosedError:
                return
            except KafkaError as error:
                for p in new.values():
                    p.fail(error, stuck=False)
            if self.assignment.current is new and not self._closing:
                self.fetcher.follow(new.values())
                if tell:
                    self.assignment.tell(new, generation)
            self.bell.ring()

        self.engine.spawn(run(), "positions")

    def _positions_changed(self) -> None:
        self.fetcher.look()
        self.bell.ring()

    def _out_of_range(self, p: Partition) -> None:
        self.starting.reset(p, f"offset {p.fetch_at} is out of range")

    def _news(self) -> None:
        if self.iterator is not None:
            self.iterator.interrupt(True)
        self.bell.ring()

    def _room_freed(self) -> None:
        self._look_soon()

    def _look_soon(self) -> None:
        if not self._look_posted:
            self._look_posted = True
            self.engine.post(self._look)

    def _look(self) -> None:
        self._look_posted = False
        self.fetcher.look()

    # --- the end ------------------------------------------------------------------------------------------------------

    def close(self, timeout: float) -> bool:
        """No more polls; the engine does the rest (`ended` waits for it). False if it was closed before. From any thread."""
        if self.closed:
            return False
        offsets: dict[TopicPartition, Offset] = {}
        if self.options["enable_auto_commit"] and not self.assignment.consenting:
            offsets = self.consumed()
        self.closed = True
        self._news()
        self.engine.unregister(self)
        self.engine.post(self._begin_end, offsets, self.assignment.generation, timeout)
        return True

    def _begin_end(self, offsets: dict[TopicPartition, Offset], generation: Generation | None, timeout: float) -> None:
        self._ending = self.engine.spawn(self._end(offsets, generation, timeout), "consumer's end")

    async def ended(self) -> None:
        """The end of `close`; on the loop. Whoever is cancelled here does not keep the member in its group."""
        if self._ending is not None:
            await asyncio.shield(self._ending)

    async def _end(self, offsets: dict[TopicPartition, Offset], generation: Generation | None, timeout: float) -> None:
        """Commits for the last time if it is to, leaves the group, closes the connections."""
        deadline = self.engine.now() + timeout
        self._closing = True
        self.fetcher.close()
        self.starting.close()
        if offsets:
            await self._commit_quietly(offsets, generation, min(LAST_COMMIT, timeout))
        if self.group is not None:
            await self.group.leave("the consumer was closed", deadline)
        self.engine.cluster.unfollow(self._followed)
        self._followed = set()
        self.assignment.owned = {}
        self.assignment.current = {}
        self.buffer.drop_all()
        self.bell.ring()

    def shut_down(self, timeout: float) -> None:
        """See `Closable`."""
        if self.close(timeout):
            self.engine.run(self.ended, timeout=timeout + 1.0)

    async def ashut_down(self, timeout: float) -> None:
        """See `Closable`."""
        if self.close(timeout):
            await self.engine.arun(self.ended)

    def drop(self) -> None:
        """See `Closable`."""
        self.close(0.0)

    def let_go(self) -> None:
        """The user's object is garbage: leaves without waiting."""
        if not self.closed and not self.engine.portal.forked:
            self.closed = True
            self.engine.portal.post_if_started(self._begin_end, {}, None, LAST_COMMIT)


def partition_of(key: Any) -> TopicPartition:
    """A TopicPartition, or a pair of topic and number.

    Raises:
        TypeError: it is neither.
    """
    match key:
        case (str() as topic, int() as number) if number >= 0:
            return TopicPartition(topic, number)
    raise TypeError(f"{key!r} is not a partition: expected a TopicPartition")


def _offset(key: Any, value: Any) -> Offset:
    if isinstance(value, OffsetAndMetadata):
        return value
    if type(value) is int and value >= 0:
        return Offset(value)
    raise ValueError(f"{value!r} is no offset for {key!r}: expected an int of at least 0, or an OffsetAndMetadata")


def _topics(topics: tuple[Any, ...]) -> tuple[str, ...]:
    for topic in topics:
        if not isinstance(topic, str) or not topic:
            raise ConfigurationError(f"Consumer: topic {topic!r} is not accepted: expected a non-empty str")
    return tuple(dict.fromkeys(topics))
