"""Committing and reading a group's offsets, in every version; also for a consumer without membership (manual `assign`).

Commits of one group go out one at a time in the order they were asked for, so that a later one is never overtaken by an
earlier one, also when its awaiter was cancelled or its first attempt lost its connection.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from barnabas.engine.engine import Engine
from barnabas.engine.routing import passes
from barnabas.errors import codes
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import (
    broker_error,
)
from barnabas.errors.client import ClosedError, CommitFailedError, KafkaTimeoutError, ProtocolError
from barnabas.group import offset_messages as messages
from barnabas.group.coordinator import Coordinator
from barnabas.group.generation import Generation
from barnabas.group.missing import Missing
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest
from barnabas.types import OffsetAndMetadata, TopicPartition

log = logging.getLogger("barnabas.group")

MEMBERSHIP = frozenset({
    codes.UNKNOWN_MEMBER_ID,
    codes.ILLEGAL_GENERATION,
    codes.FENCED_INSTANCE_ID,
    codes.REBALANCE_IN_PROGRESS,
    codes.STALE_MEMBER_EPOCH,
    codes.FENCED_MEMBER_EPOCH,
})  # fmt: skip
OTHER_ID = frozenset({codes.UNKNOWN_TOPIC_ID, codes.INCONSISTENT_TOPIC_ID})
NAMED_MOST = 5  # partitions in an error's text
UNKNOWN = OTHER_ID | {codes.UNKNOWN_TOPIC_OR_PARTITION}

# What is committed in a partition, None if nothing is, or why nobody can say.
Committed: TypeAlias = OffsetAndMetadata | KafkaError | None


class Offsets:
    """The committed offsets of one group. Engine loop only; deadlines are times of its clock."""

    def __init__(self, engine: Engine, group_id: str) -> None:
        self._engine = engine
        self._group_id = group_id
        self._coordinator = Coordinator(engine, group_id)
        self._turn = asyncio.Lock()

    async def commit(
        self,
        offsets: Mapping[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
        topic_ids: Mapping[str, bytes] | None = None,
    ) -> None:
        """Commits as a member of `generation`, or with None for a group that has no members (manual `assign`).

        Its place in the order is that of the call. A cancelled caller ends the wait, not the commit. `topic_ids` are those
        of the topics that the offsets were read from, as far as they are known.

        Raises:
            CommitFailedError: the group has moved on, or a rebalance is under way; the broker's word is the cause. Or a
                topic was deleted, or made anew since: the others' offsets are committed.
            BrokerError: a partition or the group may not be written to, or the metadata is too long.
            KafkaTimeoutError: the deadline came; the commit may have happened. The last error is the cause.
        """
        if not offsets:
            return
        seen: list[KafkaError] = []
        task = self._engine.loop.create_task(self._in_turn(dict(offsets), generation, deadline, seen, topic_ids or {}))
        task.add_done_callback(_noted)
        # Not cancelled when the time is up: what is on the wire must be answered before the next one goes out.
        await self._within(deadline, "the commit", asyncio.shield(task), seen)

    async def drained(self, deadline: float) -> None:
        """Waits until all commits asked for so far have ended, at most until the deadline."""
        try:
            async with asyncio.timeout_at(deadline), self._turn:
                pass
        except TimeoutError:
            log.debug("a commit of group %s is still under way", self._group_id)

    async def fetch(
        self,
        partitions: Iterable[TopicPartition],
        deadline: float,
        member: Callable[[], Generation | None] = lambda: None,
    ) -> dict[TopicPartition, OffsetAndMetadata | None]:
        """The committed offset of each partition; None where the broker says that there is none.

        Asked again until each is answered: an error or a gap never passes for "no offset", which would have the
        consumer start over. Offsets that a transaction has still open are waited for (KIP-447).

        `member` says at each attempt who asks, where the coordinator checks that (KIP-848). An epoch that is stale by the
        time it is read was raised by a heartbeat's answer on its way, so it is asked again; a member that is none any
        more asks as anybody.

        Raises:
            BrokerError: a partition or the group may not be read.
            KafkaTimeoutError: the deadline came; the last error is the cause.
        """
        wanted = list(dict.fromkeys(partitions))
        found: dict[TopicPartition, OffsetAndMetadata | None] = {}
        await self._read(wanted, found, None, deadline, member)
        return {partition: found[partition] for partition in wanted}

    async def fetch_each(
        self,
        partitions: Iterable[TopicPartition],
        deadline: float,
        member: Callable[[], Generation | None] = lambda: None,
    ) -> dict[TopicPartition, Committed]:
        """As `fetch`, but each partition has an outcome of its own: one that may not be read holds up no other."""
        wanted = list(dict.fromkeys(partitions))
        found: dict[TopicPartition, OffsetAndMetadata | None] = {}
        failed: dict[TopicPartition, KafkaError] = {}
        try:
            await self._read(wanted, found, failed, deadline, member)
        except ClosedError:
            raise
        except KafkaError as error:
            failed = dict.fromkeys(wanted, error) | failed
        return {partition: found[partition] if partition in found else failed[partition] for partition in wanted}

    # --- attempts -----------------------------------------------------------------------------------------------------

    async def _in_turn(
        self,
        offsets: dict[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
        seen: list[KafkaError],
        topic_ids: Mapping[str, bytes],
    ) -> None:
        async with self._turn:  # gives way in the order of asking
            if self._engine.now() >= deadline:
                raise KafkaTimeoutError(f"the commit of group {self._group_id} had no turn in time and was not sent")
            await self._commit(offsets, generation, deadline, seen, dict(topic_ids))

    async def _commit(
        self,
        left: dict[TopicPartition, OffsetAndMetadata],
        generation: Generation | None,
        deadline: float,
        seen: list[KafkaError],
        read_from: dict[str, bytes],
    ) -> None:
        anew: list[TopicPartition] = []
        gone: list[TopicPartition] = []
        missing = Missing()

        async def attempt() -> None:
            # An offset of a topic that was deleted would have records of the one that has its name now passed over.
            for topic, id in messages.known_ids(self._engine.cluster.snapshot, {p.topic for p in left}).items():
                if read_from.setdefault(topic, id) != id:
                    anew.extend(p for p in left if p.topic == topic)
            for partition in anew:
                left.pop(partition, None)
            if not left:
                return
            names = {p.topic for p in left}
            ids = {name: read_from[name] for name in names} if names <= read_from.keys() else {}
            response = await self._coordinator.ask(
                OffsetCommitRequest,
                lambda version: messages.commit_request(self._group_id, generation, left, ids, version),
                deadline=deadline,
                low=messages.COMMIT_FIRST,
                high=None if ids else messages.COMMIT_BY_NAME,
            )
            said = messages.commit_codes(response, {id: name for name, id in ids.items()})
            errors: dict[TopicPartition, KafkaError] = {}
            for partition in list(left):
                code = said.get(partition)
                if code == 0:
                    del left[partition]
                elif code in MEMBERSHIP:
                    raise self._refused(code, generation)
                else:
                    errors[partition] = self._error(partition, code, "OffsetCommit")
            if unknown := [partition for partition in errors if said.get(partition) in UNKNOWN]:
                _note(errors.values(), seen)
                await self._engine.cluster.update(topics={p.topic for p in unknown}, deadline=deadline)
                for partition in missing.gone(unknown, self._engine.cluster.snapshot, self._engine.now()):
                    gone.append(partition)
                    del left[partition], errors[partition]
            _raise_worst(errors.values(), seen)

        await self._engine.router.retried(attempt, deadline)
        if anew or gone:
            raise of_another_topic(anew, gone)

    async def _read(
        self,
        wanted: list[TopicPartition],
        found: dict[TopicPartition, OffsetAndMetadata | None],
        failed: dict[TopicPartition, KafkaError] | None,
        deadline: float,
        member: Callable[[], Generation | None],
    ) -> None:
        """Into `found`, and where `failed` is given, into that what is wrong for good with single partitions."""
        if wanted:
            seen: list[KafkaError] = []
            reading = self._fetch(wanted, found, failed, deadline, seen, member)
            await self._within(deadline, "reading the committed offsets", reading, seen)

    async def _fetch(
        self,
        wanted: list[TopicPartition],
        found: dict[TopicPartition, OffsetAndMetadata | None],
        failed: dict[TopicPartition, KafkaError] | None,
        deadline: float,
        seen: list[KafkaError],
        member: Callable[[], Generation | None],
    ) -> None:
        unknown: Generation | None = None

        async def attempt() -> None:
            nonlocal unknown
            asking = member()
            if asking is unknown:
                asking = None
            left = [partition for partition in wanted if partition not in found and partition not in (failed or ())]
            if not left:
                return
            ids = self._topic_ids(left)
            response = await self._coordinator.ask(
                OffsetFetchRequest,
                lambda version: messages.fetch_request({self._group_id: left}, ids, version, member=asking),
                deadline=deadline,
                low=messages.FETCH_FIRST,
                high=None if ids else messages.FETCH_BY_NAME,
            )
            code, answers = messages.fetch_answers(response, self._group_id, {id: name for name, id in ids.items()})
            if code:
                self._coordinator.heard(code)
                error = broker_error(code, api="OffsetFetch")
                if asking is not None and code in (codes.STALE_MEMBER_EPOCH, codes.UNKNOWN_MEMBER_ID):
                    if code == codes.UNKNOWN_MEMBER_ID:
                        unknown = asking  # fenced: the next heartbeat says so too
                    error.retriable = True
                raise error
            errors: list[KafkaError] = []
            for partition in left:
                answer = answers.get(partition)
                if answer is not None and answer.code == 0:
                    found[partition] = answer.offset
                    continue
                refusal = self._error(partition, answer.code if answer else None, "OffsetFetch")
                if failed is not None and not passes(refusal):
                    failed[partition] = refusal
                else:
                    errors.append(refusal)
            if any(getattr(error, "code", 0) in OTHER_ID for error in errors):
                # The topic was made anew, or this client's picture is old: the next attempt must know its id of today.
                _note(errors, seen)
                await self._engine.cluster.update(topics={p.topic for p in left}, deadline=deadline)
            _raise_worst(errors, seen)

        await self._engine.router.retried(attempt, deadline)

    def _error(self, partition: TopicPartition, code: int | None, api: str) -> KafkaError:
        place, number = partition
        if code is None:
            return ProtocolError("the broker's answer leaves the partition out", topic=place, partition=number, api=api)
        self._coordinator.heard(code)
        return broker_error(code, topic=place, partition=number, api=api)

    def _refused(self, code: int, generation: Generation | None) -> CommitFailedError:
        group = self._group_id
        if generation is None:
            text = f"group {group} has members of its own, so offsets cannot be committed from outside it; give assign() another group_id"
        elif code == codes.REBALANCE_IN_PROGRESS:
            text = (
                f"the offsets were not committed, for group {group} rebalances beyond {generation}; poll() takes it up"
            )
        elif code == codes.FENCED_INSTANCE_ID:
            text = f"the offsets were not committed, for another member of group {group} took the group_instance_id of {generation}"
        else:
            text = f"the offsets were not committed, for {generation} of group {group} is over and its partitions may be others' by now"
        return CommitFailedError(text, api="OffsetCommit").causing(broker_error(code))

    def _topic_ids(self, partitions: Iterable[TopicPartition]) -> dict[str, bytes]:
        """The topics' ids if all of them are known; else none, and names are used (KIP-516)."""
        return messages.topic_ids(self._engine.cluster.snapshot, {p.topic for p in partitions})

    async def _within(self, deadline: float, what: str, work: Awaitable[None], seen: list[KafkaError]) -> None:
        try:
            async with asyncio.timeout_at(deadline):
                await work
        except TimeoutError as error:
            if isinstance(error, KafkaError):
                raise
            raise KafkaTimeoutError(f"{what} of group {self._group_id} did not end in time") from (
                seen[0] if seen else error
            )


def _note(errors: Iterable[KafkaError], seen: list[KafkaError]) -> None:
    """Keeps the error that matters most, one that stays before one that may pass, for when the time is up."""
    seen[:] = sorted(errors, key=lambda error: error.retriable)[:1] or seen


def _raise_worst(errors: Iterable[KafkaError], seen: list[KafkaError]) -> None:
    """Raises it, if there is one."""
    errors = list(errors)
    _note(errors, seen)
    if errors:
        raise seen[0]


def of_another_topic(anew: Sequence[TopicPartition], gone: Sequence[TopicPartition] = ()) -> CommitFailedError:
    """What to say of offsets whose topics are no more; all others were committed."""
    if anew:
        why, cause = "they are of a topic that was deleted and made anew since", None
    else:
        why = "the topic was deleted: neither the group's coordinator nor the cluster's metadata has it any more"
        cause = broker_error(codes.UNKNOWN_TOPIC_OR_PARTITION)
    places = [*anew, *gone]
    names = ", ".join(f"{topic} partition {partition}" for topic, partition in places[:NAMED_MOST])
    more = f" and {len(places) - NAMED_MOST} more" if len(places) > NAMED_MOST else ""
    text = f"the offsets of {names}{more} were not committed, for {why}"
    topic, partition = places[0]
    return CommitFailedError(text, topic=topic, partition=partition, api="OffsetCommit").causing(cause)


def _noted(task: asyncio.Task[None]) -> None:
    """An awaiter that was cancelled never asks: its commit's failure is told here."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.debug("a commit failed: %s", error)
