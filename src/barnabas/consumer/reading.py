"""From fetched chunks to what the user is given, and the positions that move with it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from barnabas._native import AsyncRecordIterator, RecordIterator, Records, collect
from barnabas.consumer.assignment import Assignment
from barnabas.consumer.buffer import Buffer
from barnabas.consumer.partition import Fetched, Partition
from barnabas.consumer.tracking import Tracking
from barnabas.engine.waiting import fresh
from barnabas.types import OffsetAndMetadata, TopicPartition

CHUNKS = 64  # looked at in one poll
Taken: TypeAlias = dict[Partition, tuple[int, int | None, int]]  # version, position, epoch


class Reading:
    """The user's side: one thread or task at a time.

    An iteration is given many records at once and says later how far it came, so its positions are noted first and moved when it
    has given the last one, or left.
    """

    def __init__(self, assignment: Assignment, buffer: Buffer, given_out: Callable[[], None]) -> None:
        self._assignment = assignment
        self._buffer = buffer
        self._given_out = given_out  # what waited for a partition's records to be given may be done
        self.iterator: RecordIterator[Any, Any] | AsyncRecordIterator[Any, Any] | None = None
        self._left: deque[tuple[Partition, int, Records[Any, Any]]] = deque()
        self._iterated: dict[Partition, tuple[int, int, int]] = {}  # version, next offset, epoch
        # When this poll or step began: version, position, epoch.
        self._before: dict[Partition, tuple[int, int, int]] = {}
        # What is being taken, and where its partitions were before: version, position, epoch. Empty again when the user has it: a
        # signal's handler may raise anywhere on the way (Ctrl-C, a time limit), mostly at the end of what took long, the decoding.
        self.taken: Taken = {}
        self._taker = 0  # the thread that takes
        self._helped = False  # the last step of an iteration brought records
        self.tracking: Tracking | None = None  # where records count only when the user is done with them

    @property
    def _owned(self) -> dict[TopicPartition, Partition]:
        return self._assignment.owned

    # --- records ------------------------------------------------------------------------------------------------------

    def take(self, most: int, *, iterating: bool) -> Records[Any, Any] | None:
        """What was left over, else what was fetched; None if nothing. Raises an error that is all there is."""
        if iterating:
            self.raise_lasting()
        records = self.left_over(most, iterating=iterating)
        while records is None and (chosen := self.choose(most)):
            records = self.collected(chosen, most, iterating=iterating)
        return self.took(records, iterating=iterating)

    def took(self, records: Records[Any, Any] | None, *, iterating: bool) -> Records[Any, Any] | None:
        """These are all that there is; raises an error if there are none."""
        if records is None:
            self.raise_error()
        self._helped = iterating and records is not None
        return records

    def choose(self, most: int) -> list[Fetched]:
        """The chunks to read next for so many records; where there are none, what is held back may have to give way."""
        chosen = self._buffer.choose(self._wanted, CHUNKS, most)
        if not chosen and self._buffer.stands:
            self._make_room()
        return chosen

    def _wanted(self, p: Partition) -> bool:
        return not (p.paused or p.stuck or p.full) and self._assignment.owned.get(p.key) is p

    def _make_room(self) -> None:
        """What is held back takes the room of all others: it goes, and is fetched again when it is wanted."""
        if self._assignment.pending:
            return  # what was told just now is not the user's yet, but with its next look
        for p, items in self._buffer.held(self._wanted).items():
            chunk = items[0].chunk
            begun = chunk.leader_epoch >= 0 or chunk.next_offset != p.position
            p.fetch_again(chunk.next_offset, chunk.leader_epoch if begun else p.epoch)
        self._buffer.drop_stale()

    def collected(
        self, chosen: list[Fetched], most: int, *, iterating: bool, decode: bool = True
    ) -> Records[Any, Any] | None:
        """The records of chunks; moves the positions, or notes where they will be once iteration has given them all.

        Without `decode` those that have been decoded.
        """
        errors = {p.key: fresh(p.error) for p in self._owned.values() if p.error is not None and not p.paused}
        self._take({(p := item.partition): (p.version, p.position, p.epoch) for item in chosen})
        records = collect([item.chunk for item in chosen], most, errors, decode=decode)
        for item in chosen:
            p, chunk = item.partition, item.chunk
            version = p.version
            if item.current:
                reached = (version, chunk.next_offset, chunk.leader_epoch)
                if iterating and len(records):
                    self._iterated[p] = reached
                    p.ahead = True
                else:
                    self._move(p, reached)
            if chunk.exhausted:
                if chunk.error is not None and item.current:
                    p.fail(chunk.error, stuck=True)
                    errors[p.key] = chunk.error
                self._buffer.drop(item)
        if len(records):
            return self._given(records)
        self.taken = {}  # markers and the like, which nobody misses
        return None

    def _given(self, records: Records[Any, Any]) -> Records[Any, Any]:
        if self.tracking is not None:
            self.tracking.give(records, self._owned)
        return records

    def _move(self, p: Partition, reached: tuple[int, int, int]) -> None:
        version, offset, epoch = reached
        if p.version == version and p.position is not None and offset >= p.position:
            self._before.setdefault(p, (version, p.position, p.epoch))
            p.position = offset
            if epoch >= 0:
                p.epoch = epoch

    def raise_error(self) -> None:
        """Raises the first partition's error, if any."""
        for p in self._owned.values():
            if p.error is not None and not p.paused:
                raise fresh(p.error)

    def raise_lasting(self) -> None:
        """In iteration, which shows no `Records.errors`: raises what does not pass by itself when the records at hand were given.

        The partitions without an error may have more for hours. When the iteration is begun again it goes on with theirs.
        """
        if self._helped and not self._left:
            self._helped = False
            for p in self._owned.values():
                if p.error is not None and not p.paused and (p.stuck or not p.error.retriable):
                    raise fresh(p.error)

    def rewind(self) -> None:
        """Nobody works any more on what was given out and is not done: it is read again."""
        if self.tracking is not None:
            self.tracking.rewind(self._owned)
            self._buffer.drop_stale()

    def untracked(self) -> None:
        """Nobody says any more which records are done: none is waited for."""
        for p in self._owned.values():
            p.full = False

    def prune(self) -> None:
        """Other partitions are ours: what was left over or noted of those that have gone counts no more."""
        owned = self._owned
        self._left = deque(item for item in self._left if owned.get(item[0].key) is item[0])
        self._iterated = {p: reached for p, reached in self._iterated.items() if owned.get(p.key) is p}
        if self.tracking is not None:
            self.tracking.keep_only(owned)

    # --- iteration -----------------------------------------------------------------------------------

    def leave_iteration(self) -> None:
        """Moves the positions to what iteration has given, and keeps the rest for the next poll or iteration."""
        if self.iterator is None:
            return
        self.iterator.interrupt(self._assignment.pending)
        given = self.iterator.given()
        iterated = self._iterated
        by_key = {p.key: p for p in iterated}
        taken: Taken = {}
        for one, (version, _, _) in iterated.items():
            offset, epoch = given.get(one.key, (one.position, one.epoch))
            taken[one] = (version, offset, epoch)
        self._take(taken)  # all at once: from here on nothing of them is at hand that would not be taken back
        rest = self.iterator.rest()
        self._iterated = {}
        for key, (offset, epoch) in given.items():
            p = by_key.get(key)
            if p is not None:
                self._move(p, (iterated[p][0], offset, epoch))
        left = rest.by_partition() if len(rest) else {}
        for key, records in left.items():
            p = by_key.get(key)
            if p is not None and self._owned.get(key) is p:
                self._left.append((p, iterated[p][0], records))
        for p, reached in iterated.items():
            if p.key not in left:
                self._move(p, reached)
        self._noted(iterated)
        self.taken = {}

    def _take(self, places: Taken) -> None:
        self._taker = threading.get_ident()
        self.taken = places

    def handed_over(self, taken: Taken) -> None:
        """From here on nothing comes between what was taken and the user."""
        if self.taken is taken:
            self.taken = {}

    def take_back(self) -> None:
        """What this thread has taken has not reached the user, for something was raised on the way: it is read again. Another thread may be
        about to return what it took.
        """
        if not self.taken or self._taker != threading.get_ident():
            return
        if self.iterator is not None:
            self.iterator.rest()  # of a step that had fed it already
        for p, (version, offset, epoch) in self.taken.items():
            self._iterated.pop(p, None)
            if offset is not None:
                p.go_back(version, offset, epoch)
        self._left = deque(item for item in self._left if item[0] not in self.taken)
        self._noted(self.taken)
        self._buffer.drop_stale()
        self._given_out()
        self.taken = {}

    def left_over(self, most: int, *, iterating: bool) -> Records[Any, Any] | None:
        """Records that an iteration had left over."""
        for _ in range(len(self._left)):
            p, version, records = self._left[0]
            self._take({p: (version, p.position, p.epoch)})
            self._left.popleft()
            if p.version != version or self._owned.get(p.key) is not p:
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
            self._noted((p,))
            return self._given(records)
        self.taken = {}
        return None

    def _noted(self, partitions: Iterable[Partition]) -> None:
        """Records of these were given or left over: whether any are still to be given, after the positions have moved."""
        ahead = {p for p, reached in self._iterated.items() if reached[0] == p.version}
        ahead.update(p for p, version, _ in self._left if version == p.version)
        for p in partitions:
            p.ahead = p in ahead
            if p.awaited and not p.ahead:
                p.awaited = False
                self._given_out()

    def reached(self) -> dict[Partition, tuple[int | None, int]]:
        """Where the user is in each partition: (next offset, epoch), also in the middle of an iteration. From any thread."""
        owned, iterated = self._owned, self._iterated
        found = {p: (p.position, p.epoch) for p in owned.values()}
        if self.iterator is not None and iterated:
            for key, (offset, epoch) in self.iterator.given().items():
                p = owned.get(key)
                noted = iterated.get(p) if p is not None else None
                if p is not None and noted is not None and noted[0] == p.version:
                    found[p] = (offset, epoch if epoch >= 0 else p.epoch)
        return found

    def begin(self) -> None:
        """A poll begins, or a step of an iteration asks for more: the user is through with what the ones before gave."""
        self._before.clear()

    def through(self, p: Partition, place: OffsetAndMetadata) -> None:
        """The user says itself how far it is, by a commit."""
        self._before[p] = (p.version, place.offset, -1 if place.leader_epoch is None else place.leader_epoch)

    def finished(self) -> dict[Partition, tuple[int | None, int]]:
        """Where the user was when the last poll began, or it committed since: the rest may still be worked on. From any thread."""
        found: dict[Partition, tuple[int | None, int]] = {}
        for p in self._owned.values():
            version, position, epoch = p.version, p.position, p.epoch
            # Behind the position: one that has moved has left its place here, or a poll has begun since.
            before = self._before.get(p)
            found[p] = before[1:] if before is not None and before[0] == version else (position, epoch)
        return found
