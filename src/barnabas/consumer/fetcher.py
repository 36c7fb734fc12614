"""Fetch: for all partitions that have room, on connections that nothing else uses.

A broker may hold a Fetch back until there is something to give. Partitions that come later (assigned, sought, read empty)
must not wait for that, so a second Fetch may be out, on a second connection and in a session of its own.

Runs on the engine's loop. What comes back goes into the buffer undecoded.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable
from typing import Any

from barnabas.consumer.answers import Answers
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.partition import Fetched, Frame, Partition
from barnabas.consumer.session import FIRST, NONE, OVER, Asked, Plan, Session
from barnabas.consumer.too_large import few_enough, most_asked, waits_for_the_user, was_too_large
from barnabas.consumer.validation import Validation
from barnabas.engine.alarm import Alarm
from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.engine.transport import FrameTooLargeError
from barnabas.errors import codes
from barnabas.errors.broker import broker_error
from barnabas.errors.client import AuthenticationError, ClosedError, KafkaError, NetworkError
from barnabas.protocol.messages.fetch import FetchRequest, FetchResponse
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.consumer")
FIRST_VERSION = 4  # record batches of format 2 without conversion
HAS_SESSIONS = 7
NAMES_LAST = 12  # from the next one on a topic goes by its id
COMPARES = 12  # from here on a Fetch says of which epoch the record before its offset is
CHUNKS_MOST = 4  # buffered of one partition before it pauses: enough to read on while the next is on its way
SLOTS = 2  # Fetches out to one broker
# The session is not what we think, or a topic's id is not what it was when the session began.
OTHER_IDS = frozenset({codes.UNKNOWN_TOPIC_ID, codes.INCONSISTENT_TOPIC_ID})
SESSION_OVER = (
    frozenset({codes.FETCH_SESSION_ID_NOT_FOUND, codes.INVALID_FETCH_SESSION_EPOCH, codes.FETCH_SESSION_TOPIC_ID_ERROR})
    | OTHER_IDS
)

_uids = itertools.count(1)


class Fetcher:
    """Keeps the buffer full."""

    def __init__(
        self,
        engine: Engine,
        options: dict[str, Any],
        isolation: int,
        buffer: Buffer,
        validation: Validation,
        arrived: Callable[[], None],
        out_of_range: Callable[[Partition, int], None],
        missing: Callable[[Partition], None],
    ) -> None:
        self._engine = engine
        self._isolation = isolation
        self._buffer = buffer
        self._validation = validation
        self._arrived = arrived
        self._missing = missing
        self._received = Answers(engine, options, isolation, arrived, out_of_range).take
        self._lanes = [("fetch", next(_uids)) for _ in range(SLOTS)]
        self._max_wait: int = options["fetch_max_wait_ms"]
        self._min_bytes: int = options["fetch_min_bytes"]
        most = most_asked(engine.options)
        self._max_bytes: int = min(options["fetch_max_bytes"], most)
        self._partition_bytes: int = min(options["max_partition_fetch_bytes"], most)
        self._rack: str = options["client_rack"] or ""
        self._partitions: list[Partition] = []
        self._busy: dict[tuple[int, int], asyncio.Task[None]] = {}  # by node and slot
        self._sessions: dict[tuple[int, int], Session] = {}  # the same
        self._turn = itertools.count(1)
        self._asked: dict[int, int] = {}  # when each node was asked last
        self._alarm = Alarm(engine.loop, self.look)
        self._listening = False
        self._closed = False

    def follow(self, partitions: Iterable[Partition]) -> None:
        """These are the partitions from now on."""
        self._partitions = list(partitions)
        if not self._listening and not self._closed:
            self._listening = True
            self._engine.cluster.listen(self._changed)
        self.look()

    def _changed(self, _: ClusterSnapshot) -> None:
        """Perhaps there is a leader now where there was none; in the loop's next turn, for who tells may be in the middle of something."""
        self._alarm.by(self._engine.now())

    def look(self) -> None:
        """Sends what can be sent; called when something may have changed."""
        if self._closed:
            return
        self._engine.ensure_running()
        now = self._engine.now()
        snapshot = self._engine.cluster.snapshot
        ready: dict[int, list[Partition]] = {}
        unchecked: dict[int, list[Partition]] = {}
        again: float | None = None
        for p in self._partitions:
            # What the user was not told of it cannot be given: it would only take the room of what it can.
            if (
                not p.told
                or p.fetch_at is None
                or p.in_flight == p.turn
                or p.paused
                or p.stuck
                or p.full
                or p.chunks >= CHUNKS_MOST
            ):
                continue
            leader = snapshot.leader(*p.key)
            if leader is None:  # looked for by `Cluster`, which tells when there is one
                if snapshot.version and not snapshot.has(*p.key):
                    self._missing(p)
                continue
            if p.retry_at > now and p.refused_by in (None, leader):
                again = p.retry_at if again is None else min(again, p.retry_at)
                continue
            if waits_for_the_user(p):
                continue
            to_check = unchecked.setdefault(leader[0], [])
            if not self._validation.passes(p, snapshot.topics[p.key.topic].id, leader[1], to_check):
                continue
            if p.replica is not None and (p.replica not in snapshot.brokers or p.replica_until <= now):
                p.replica = None
            node = leader[0] if p.replica is None else p.replica
            if self._slot(node) is not None:
                ready.setdefault(node, []).append(p)
        if again is not None:
            self._alarm.by(again)
        for node, partitions in unchecked.items():
            if partitions:
                self._validation.check(node, partitions)
        shares = len(ready)
        for node in sorted(ready, key=lambda node: self._asked.get(node, 0)):  # there may be room for some only
            partitions = ready[node]
            reserved = self._buffer.reserve(self._max_bytes, shares)
            shares -= 1
            if not reserved:
                if self._buffer.stands:
                    self._arrived()  # the user's thread sees to it, if what fills the buffer is held back
                return  # the buffer calls when there is room
            self._asked[node] = next(self._turn)
            partitions.sort(key=lambda p: p.served)  # who was served last goes last, so none starves
            if len(few := few_enough(partitions)) < len(partitions):
                partitions = few
                self._alarm.by(now)  # another Fetch may ask for the rest
            slot = self._slot(node) or 0
            # A seek from now on, or a leader that is heard of, is for the next one: nothing is asked for that was not checked.
            asked = {p.key: (p, p.turn) for p in partitions}
            for p, turn in asked.values():
                p.in_flight = turn
            fetch = self._fetch(node, slot, asked, reserved, snapshot)
            self._busy[node, slot] = self._engine.spawn(fetch, "fetch")

    def _slot(self, node: int) -> int | None:
        return next((slot for slot in range(SLOTS) if (node, slot) not in self._busy), None)

    async def _fetch(
        self,
        node: int,
        slot: int,
        asked: dict[TopicPartition, tuple[Partition, int]],
        reserved: int,
        snapshot: ClusterSnapshot,
    ) -> None:
        partitions = [p for p, _ in asked.values()]
        items: list[Fetched] = []
        frame: Frame | None = None
        session = self._sessions.setdefault((node, slot), Session())
        try:
            named_by_id = all(p.topic_id != ZERO_UUID for p in partitions)
            versions = await self._engine.versions(node, self._lanes[slot])
            version = versions.pick(FetchRequest, FIRST_VERSION, None if named_by_id else NAMES_LAST)
            by_id = version > NAMES_LAST
            wanted = _wanted(partitions, version, snapshot)
            plan = session.next(wanted, by_id=by_id)
            response: FetchResponse = await self._engine.send(
                node,
                self._request(plan, wanted, reserved),
                lane=self._lanes[slot],
                timeout=self._max_wait / 1000 + self._engine.request_timeout,
                low=FIRST_VERSION,
                high=version,
            )
            if response.error_code in SESSION_OVER:
                self._session_over(session, plan, response.error_code, partitions)
            elif response.error_code:
                raise broker_error(response.error_code, api="Fetch")
            else:
                names = {one.topic_id: key.topic for key, one in wanted.items()} if by_id else {}
                session.answered(response.session_id, _told(response, names))
                items, frame = self._received(response, asked, names)
                for p in partitions:
                    p.together = 0
        except ClosedError:
            self._closed = True
        except FrameTooLargeError as error:
            log.debug("fetching from broker %d failed: %s", node, error)
            session.restart()
            was_too_large(self._engine, asked.values())
            self._arrived()
        except KafkaError as error:
            log.debug("fetching from broker %d failed: %s", node, error)
            session.restart()
            now, backoff, refused = self._engine.now(), self._engine.backoff, isinstance(error, AuthenticationError)
            wait = now + backoff.delay(1)
            for p in partitions:
                if refused:  # until the user polls
                    p.later(now, backoff, None)
                else:
                    p.rest(wait)
                p.replica = None
                if not isinstance(error, NetworkError):
                    p.fail(error, stuck=False)
            if not refused:
                self._engine.cluster.update_soon(str(error))
            self._arrived()
        finally:
            self._busy.pop((node, slot), None)
            for p, turn in asked.values():
                if p.in_flight == turn:
                    p.in_flight = None
            self._buffer.settle(reserved, items, frame)
        if items:
            self._arrived()
        self.look()

    def _session_over(self, session: Session, plan: Plan, code: int, partitions: list[Partition]) -> None:
        log.debug("a fetch session is over: %s", broker_error(code, api="Fetch"))
        session.refused(code)
        if code in OTHER_IDS:
            self._engine.cluster.update_soon("a topic's id is not what it was")
        if plan.epoch == FIRST or code in OTHER_IDS:
            wait = self._engine.now() + self._engine.backoff.delay(1)
            for p in partitions:
                p.rest(wait)

    def _request(self, plan: Plan, wanted: dict[TopicPartition, Asked], max_bytes: int) -> FetchRequest:
        topics: dict[str, FetchRequest.FetchTopic] = {}
        for key in plan.named:
            asked = wanted[key]
            topic = topics.get(key.topic)
            if topic is None:
                topic = FetchRequest.FetchTopic(topic=key.topic, topic_id=asked.topic_id, partitions=[])
                topics[key.topic] = topic
            topic.partitions.append(
                FetchRequest.FetchPartition(
                    partition=key.partition,
                    current_leader_epoch=asked.leader_epoch,
                    fetch_offset=asked.offset,
                    last_fetched_epoch=asked.last_epoch,
                    partition_max_bytes=self._partition_bytes,
                )
            )
        forgotten: dict[tuple[str, bytes], FetchRequest.ForgottenTopic] = {}
        for (name, number), id in plan.forgotten:
            gone = forgotten.setdefault((name, id), FetchRequest.ForgottenTopic(topic=name, topic_id=id, partitions=[]))
            gone.partitions.append(number)
        return FetchRequest(
            replica_id=-1,
            max_wait_ms=self._max_wait,
            min_bytes=self._min_bytes,
            max_bytes=max_bytes,
            isolation_level=self._isolation,
            session_id=plan.session_id,
            session_epoch=plan.epoch,
            topics=list(topics.values()),
            forgotten_topics_data=list(forgotten.values()),
            rack_id=self._rack,
        )

    async def end_sessions(self, timeout: float) -> None:
        """After `close`: brokers need not remember any more what this consumer fetches (KIP-227). At most `timeout` seconds.

        It goes by the shared connections: on its own the Fetch before it may still wait at the broker.
        """
        ended = [(node, id) for (node, _), session in self._sessions.items() if (id := session.end()) != NONE]
        if ended and timeout > 0:
            await asyncio.gather(*[self._end_session(node, id, timeout) for node, id in ended])

    async def _end_session(self, node: int, session_id: int, timeout: float) -> None:
        request = FetchRequest(
            replica_id=-1,
            max_wait_ms=0,
            min_bytes=0,
            max_bytes=self._max_bytes,
            isolation_level=self._isolation,
            session_id=session_id,
            session_epoch=OVER,
            rack_id=self._rack,
        )
        engine = self._engine
        try:
            deadline = engine.now() + timeout
            await engine.send(node, request, timeout=engine.request_timeout, deadline=deadline, low=HAS_SESSIONS)
        except KafkaError as error:
            log.debug("broker %d was not told that a fetch session is over: %s", node, error)

    def close(self) -> None:
        """Ends every fetch and closes its connections."""
        self._closed = True
        if self._listening:
            self._listening = False
            self._engine.cluster.unlisten(self._changed)
        self._alarm.stop()
        for task in list(self._busy.values()):
            task.cancel()
        for lane in self._lanes:
            self._engine.pool.release(lane)


def _wanted(partitions: list[Partition], version: int, snapshot: ClusterSnapshot) -> dict[TopicPartition, Asked]:
    """What is asked of each, by the leaders that it was chosen and checked by."""
    return {
        p.key: Asked(
            topic_id=p.topic_id,
            offset=p.fetch_at or 0,
            leader_epoch=snapshot.epoch(*p.key),
            # A follower that lags knows nothing of newer epochs.
            last_epoch=p.fetch_epoch if p.replica is None and version >= COMPARES else -1,
        )
        for p in partitions
    }


def _told(response: FetchResponse, names: dict[bytes, str]) -> list[TopicPartition]:
    """The partitions that an answer names."""
    return [
        TopicPartition(topic.topic or names.get(topic.topic_id, ""), data.partition_index)
        for topic in response.responses
        for data in topic.partitions
    ]
