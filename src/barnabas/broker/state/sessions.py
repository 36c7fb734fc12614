"""Fetch sessions (KIP-227): what a client fetches, remembered by the broker, so that requests and answers name only changes.

Each node has its own, in a limited number of slots (max.incremental.fetch.session.cache.slots). A session that was idle for
two minutes gives way to a new one; so does, when it is that old itself, one with fewer partitions than the new one has.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from barnabas.errors import codes
from barnabas.protocol.message import RecordsField
from barnabas.protocol.messages.fetch import FetchRequest, FetchResponse

Place: TypeAlias = tuple[str | bytes, int]  # topic name, from v13 on topic id; partition
PartitionData = FetchResponse.PartitionData
FetchPartition = FetchRequest.FetchPartition

NO_SESSION = 0
INITIAL_EPOCH, FINAL_EPOCH = 0, -1
EVICTABLE_SECONDS = 120.0
MAX_EPOCH = (1 << 31) - 1


def next_epoch(epoch: int) -> int:
    """The epoch of the request after this one; after the last comes 1, for 0 begins a session."""
    return 1 if epoch == MAX_EPOCH else epoch + 1


def records_size(records: RecordsField) -> int:
    """The bytes of a records field."""
    if records is None:
        return 0
    if isinstance(records, bytes | bytearray | memoryview):
        return len(records)
    return sum(len(part) for part in records)


class Cached:
    """A partition of a session: what is asked for, and what the client was last told of it."""

    __slots__ = ("high_watermark", "log_start_offset", "request")

    def __init__(self, request: FetchPartition, told: PartitionData | None = None) -> None:
        self.request = request
        self.high_watermark = told.high_watermark if told else -1
        self.log_start_offset = told.log_start_offset if told else -1

    def must_tell(self, data: PartitionData) -> bool:
        """Whether the answer has to name this partition."""
        tell = records_size(data.records) > 0
        if self.high_watermark != data.high_watermark:
            tell, self.high_watermark = True, data.high_watermark
        if self.log_start_offset != data.log_start_offset:
            tell, self.log_start_offset = True, data.log_start_offset
        if data.error_code:
            # When the error goes away, the partition is told again.
            tell, self.high_watermark = True, -1
        return tell or data.diverging_epoch.epoch >= 0 or data.preferred_read_replica >= 0


class Session:
    """One client's session."""

    __slots__ = ("by_id", "created", "epoch", "id", "partitions", "used")

    def __init__(self, session_id: int, partitions: dict[Place, Cached], *, by_id: bool, now: float) -> None:
        self.id = session_id
        self.partitions = partitions
        self.by_id = by_id
        self.created = self.used = now
        self.epoch = next_epoch(INITIAL_EPOCH)


@dataclass(slots=True)
class Context:
    """One Fetch within (or without) a session."""

    partitions: list[tuple[Place, FetchPartition]]
    error_code: int = codes.NONE
    session: Session | None = None
    expected_epoch: int = 0
    opens: bool = False  # a session is to be made of what is answered


class Sessions:
    """The sessions of one node."""

    def __init__(self, slots: int = 1000) -> None:
        self.slots = slots
        self._all: dict[int, Session] = {}

    def __len__(self) -> int:
        return len(self._all)

    def begin(
        self,
        session_id: int,
        epoch: int,
        asked: Iterable[tuple[Place, FetchPartition]],
        forgotten: Iterable[Place],
        *,
        by_id: bool,
        now: float,
    ) -> Context:
        """What a Fetch is about; if the session is not as the client thinks, its error."""
        if epoch in (INITIAL_EPOCH, FINAL_EPOCH):
            if session_id != NO_SESSION:
                self._all.pop(session_id, None)
            return Context(list(dict(asked).items()), opens=epoch == INITIAL_EPOCH)
        session = self._all.get(session_id)
        if session is None:
            return Context([], codes.FETCH_SESSION_ID_NOT_FOUND)
        if session.epoch != epoch:
            return Context([], codes.INVALID_FETCH_SESSION_EPOCH)
        if session.by_id != by_id:
            return Context([], codes.FETCH_SESSION_TOPIC_ID_ERROR)
        for place, request in asked:
            known = session.partitions.get(place)
            if known is None:
                session.partitions[place] = Cached(request)
            else:
                known.request = request
        for place in forgotten:
            session.partitions.pop(place, None)
        if not session.partitions:
            del self._all[session.id]
            return Context([])
        session.used, session.epoch = now, next_epoch(epoch)
        wanted = [(place, known.request) for place, known in session.partitions.items()]
        return Context(wanted, session=session, expected_epoch=session.epoch)

    def answer(
        self, context: Context, data: list[tuple[Place, PartitionData]], *, by_id: bool, now: float
    ) -> tuple[int, int, list[tuple[Place, PartitionData]]]:
        """Error code, session id, and the partitions that the answer names."""
        session = context.session
        if context.error_code:
            return context.error_code, NO_SESSION, []
        if session is not None:
            if session.epoch != context.expected_epoch:  # the client did not wait for this answer
                return codes.INVALID_FETCH_SESSION_EPOCH, session.id, []
            return codes.NONE, session.id, self._changed(session, data)
        if context.opens:
            return codes.NONE, self._open(context, data, by_id=by_id, now=now), data
        return codes.NONE, NO_SESSION, data

    @staticmethod
    def _changed(session: Session, data: list[tuple[Place, PartitionData]]) -> list[tuple[Place, PartitionData]]:
        told = []
        for place, partition in data:
            known = session.partitions.get(place)
            if known is None or not known.must_tell(partition):
                continue
            told.append((place, partition))
            if records_size(partition.records) > 0:
                # Who was served goes to the end, so that everybody gets a turn when the answer is full.
                session.partitions[place] = session.partitions.pop(place)
        return told

    def _open(self, context: Context, data: list[tuple[Place, PartitionData]], *, by_id: bool, now: float) -> int:
        if len(self._all) >= self.slots and not self._evict(len(data), now):
            return NO_SESSION
        session_id = NO_SESSION
        while session_id == NO_SESSION or session_id in self._all:
            session_id = random.randint(1, MAX_EPOCH)
        asked = dict(context.partitions)
        partitions = {place: Cached(asked[place], told) for place, told in data}
        self._all[session_id] = Session(session_id, partitions, by_id=by_id, now=now)
        return session_id

    def _evict(self, size: int, now: float) -> bool:
        """Makes room for a session of `size` partitions, if one has to give way."""
        if not self._all:
            return False
        idle = min(self._all.values(), key=lambda session: (session.used, session.id))
        if now - idle.used > EVICTABLE_SECONDS:
            del self._all[idle.id]
            return True
        old = [session for session in self._all.values() if now - session.created > EVICTABLE_SECONDS]
        smallest = min(old, key=lambda session: (len(session.partitions), session.id), default=None)
        if smallest is None or (size, 0) < (len(smallest.partitions), smallest.id):
            return False
        del self._all[smallest.id]
        return True
