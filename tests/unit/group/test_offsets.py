"""Committing and reading offsets: every version, what is retried and what is told, and the order of commits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from barnabas.errors import (
    BrokerError,
    CommitFailedError,
    CoordinatorLoadInProgressError,
    FencedInstanceIdError,
    GroupAuthorizationFailedError,
    IllegalGenerationError,
    IncompatibleBrokerError,
    KafkaTimeoutError,
    NetworkError,
    NotCoordinatorError,
    RebalanceInProgressError,
    StaleMemberEpochError,
    TopicAuthorizationFailedError,
    UnknownMemberIdError,
    UnknownTopicIdError,
    UnknownTopicOrPartitionError,
    UnstableOffsetCommitError,
)
from barnabas.group.generation import Generation
from barnabas.group.offsets import Offsets
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest, OffsetCommitResponse
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest, OffsetFetchResponse
from barnabas.types import OffsetAndMetadata, TopicPartition
from tests.harness.waiting import turns
from unit.group.scripted import ScriptedEngine

A0, A1, B0 = TopicPartition("a", 0), TopicPartition("a", 1), TopicPartition("b", 0)
GENERATION = Generation(5, "m", None)
OFFSETS = {A0: OffsetAndMetadata(10, 3, "x"), A1: OffsetAndMetadata(11), B0: OffsetAndMetadata(12)}


def run(test: Callable[[ScriptedEngine, Offsets], Awaitable[None]]) -> None:
    async def main() -> None:
        engine = ScriptedEngine()
        engine.cluster.set(a=2, b=1)
        await test(engine, Offsets(engine.engine, "g"))

    asyncio.run(main())


def committed(
    request: Any, codes: dict[TopicPartition, int] | None = None, *, without: TopicPartition | None = None
) -> OffsetCommitResponse:
    """An answer to every partition of a commit but one."""
    topics = []
    for topic in request.topics:
        name = topic.name or topic.topic_id.rstrip(b"\1\2").decode()
        topics.append(
            OffsetCommitResponse.OffsetCommitResponseTopic(
                name=topic.name,
                topic_id=topic.topic_id,
                partitions=[
                    OffsetCommitResponse.OffsetCommitResponsePartition(
                        partition_index=p.partition_index,
                        error_code=(codes or {}).get(TopicPartition(name, p.partition_index), 0),
                    )
                    for p in topic.partitions
                    if TopicPartition(name, p.partition_index) != without
                ],
            )
        )
    return OffsetCommitResponse(topics=topics)


def asked(request: Any) -> set[TopicPartition]:
    """The partitions of a commit."""
    return {
        TopicPartition(t.name or t.topic_id.rstrip(b"\1\2").decode(), p.partition_index)
        for t in request.topics
        for p in t.partitions
    }


# --- commit -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", range(2, 11))
def test_a_commit_in_every_version(version: int) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.highest[OffsetCommitRequest] = version
        engine.answers[OffsetCommitRequest] = committed
        await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        (sent,) = engine.sent
        assert sent.version == version
        assert asked(sent.request) == set(OFFSETS)
        assert (sent.request.group_id, sent.request.member_id) == ("g", "m")
        assert sent.request.generation_id_or_member_epoch == 5
        first = sent.request.topics[0].partitions[0]
        assert (first.committed_offset, first.committed_metadata) == (10, "x")
        assert first.committed_leader_epoch == (3 if version >= 6 else -1)
        assert bool(sent.request.topics[0].name) == (version < 10)

    run(test)


def test_a_commit_by_name_when_an_id_is_not_known() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.answers[OffsetCommitRequest] = committed
        await offsets.commit({**OFFSETS, TopicPartition("new", 0): OffsetAndMetadata(1)}, None, engine.now() + 10)
        (sent,) = engine.sent
        assert sent.version == 9
        assert (sent.request.generation_id_or_member_epoch, sent.request.member_id) == (-1, "")

    run(test)


def test_nothing_to_commit_asks_nobody() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        await offsets.commit({}, GENERATION, engine.now() + 10)
        assert not engine.sent

    run(test)


def test_a_static_member_needs_a_broker_that_knows_of_them() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.highest[OffsetCommitRequest] = 6
        engine.answers[OffsetCommitRequest] = committed
        with pytest.raises(IncompatibleBrokerError, match="group_instance_id"):
            await offsets.commit(OFFSETS, Generation(1, "m", "i"), engine.now() + 10)

    run(test)


@pytest.mark.parametrize("code", [NotCoordinatorError.code, CoordinatorLoadInProgressError.code])
def test_only_what_failed_is_sent_again(code: int) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        codes = [{A1: code}, {}]
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, codes.pop(0))
        await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        assert [asked(sent.request) for sent in engine.sent] == [set(OFFSETS), {A1}]
        assert engine.forgotten == (1 if code == NotCoordinatorError.code else 0)

    run(test)


def test_a_partition_left_out_of_the_answer_is_sent_again() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        left_out = [B0, None]
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, without=left_out.pop(0))
        await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        assert [asked(sent.request) for sent in engine.sent] == [set(OFFSETS), {B0}]

    run(test)


def test_a_broken_connection_is_tried_again() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        errors: list[Exception] = [NetworkError("broke")]
        engine.answers[OffsetCommitRequest] = lambda request: errors.pop() if errors else committed(request)
        await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        assert engine.forgotten == 1

    run(test)


def test_a_topic_made_anew_is_looked_up_before_the_next_attempt() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        codes = [{A0: UnknownTopicIdError.code}, {}]
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, codes.pop(0))
        await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        assert engine.cluster.updates == [{"a"}]

    run(test)


@pytest.mark.parametrize("known", [True, False], ids=["before", "by its answer"])
def test_offsets_of_a_topic_that_was_made_anew_are_not_committed(known: bool) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        seen: list[set[TopicPartition]] = []

        def answer(request: Any) -> OffsetCommitResponse:
            seen.append(asked(request))
            if known or engine.cluster.snapshot.topics["a"].id.endswith(b"\2"):
                return committed(request)
            engine.cluster.set(a=2, b=1, made=b"\2")
            return committed(request, {A0: UnknownTopicIdError.code, A1: UnknownTopicIdError.code})

        engine.answers[OffsetCommitRequest] = answer
        read_from = {"a": b"a".ljust(16, b"\2")} if known else None
        with pytest.raises(CommitFailedError, match="made anew") as caught:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 10, read_from)
        assert (caught.value.topic, caught.value.partition) == A0
        assert seen == ([{B0}] if known else [{A0, A1, B0}])
        seen.clear()
        await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)  # of the new one they may be
        assert seen == [{A0, A1, B0}]

    run(test)


@pytest.mark.parametrize("code", [UnknownTopicOrPartitionError.code, UnknownTopicIdError.code])
def test_offsets_of_a_topic_that_was_deleted_are_told_and_the_others_are_committed(code: int) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        seen: list[set[TopicPartition]] = []

        def answer(request: Any) -> OffsetCommitResponse:
            seen.append(asked(request))
            engine.cluster.set(b=1)
            return committed(request, {A0: code, A1: code})

        engine.answers[OffsetCommitRequest] = answer
        with pytest.raises(CommitFailedError, match=r"a partition 0, a partition 1 were .* deleted") as caught:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 60)
        assert (caught.value.topic, caught.value.partition) == A0
        assert isinstance(caught.value.__cause__, UnknownTopicOrPartitionError)
        assert seen[0] == set(OFFSETS)
        assert len(seen) > 1, "once is not enough"
        assert all(each == {A0, A1} for each in seen[1:])
        assert engine.cluster.updates == [{"a"}] * len(seen)

    run(test)


@pytest.mark.parametrize("back", [True, False], ids=["comes to know it", "never does"])
def test_a_coordinator_that_is_behind_is_asked_again(back: bool) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        codes = [{A0: UnknownTopicOrPartitionError.code}, {A0: UnknownTopicOrPartitionError.code}, {}]
        engine.answers[OffsetCommitRequest] = lambda request: committed(
            request, codes.pop(0) if back else {A0: UnknownTopicOrPartitionError.code}
        )
        if back:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
            return
        with pytest.raises(KafkaTimeoutError) as caught:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 1.0)
        assert isinstance(caught.value.__cause__, UnknownTopicOrPartitionError)

    run(test)


@pytest.mark.parametrize(
    "code",
    [UnknownMemberIdError.code, IllegalGenerationError.code, FencedInstanceIdError.code, RebalanceInProgressError.code],
)
def test_a_group_that_has_moved_on_refuses(code: int) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, dict.fromkeys(OFFSETS, code))
        with pytest.raises(CommitFailedError, match="generation 5 of member m") as caught:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        assert isinstance(caught.value.__cause__, BrokerError)
        assert caught.value.__cause__.code == code
        assert len(engine.sent) == 1

    run(test)


def test_a_commit_from_outside_a_group_with_members_says_what_to_do() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, dict.fromkeys(OFFSETS, 25))
        with pytest.raises(CommitFailedError, match="another group_id"):
            await offsets.commit(OFFSETS, None, engine.now() + 10)

    run(test)


def test_an_error_that_stays_names_the_partition() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        codes = {A0: NotCoordinatorError.code, B0: TopicAuthorizationFailedError.code}
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, codes)
        with pytest.raises(TopicAuthorizationFailedError) as caught:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 10)
        assert (caught.value.topic, caught.value.partition) == ("b", 0)

    run(test)


def test_the_deadline_ends_the_attempts_with_the_last_error() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.answers[OffsetCommitRequest] = lambda request: committed(request, {A0: NotCoordinatorError.code})
        with pytest.raises(KafkaTimeoutError) as caught:
            await offsets.commit(OFFSETS, GENERATION, engine.now() + 0.02)
        assert isinstance(caught.value.__cause__, NotCoordinatorError)

    run(test)


# --- the order of commits ---------------------------------------------------------------------------------------------


def held(engine: ScriptedEngine) -> list[asyncio.Future[OffsetCommitResponse]]:
    """Commits are answered by hand: each puts a future here."""
    futures: list[asyncio.Future[OffsetCommitResponse]] = []

    def answer(request: Any) -> asyncio.Future[OffsetCommitResponse]:
        futures.append(engine.loop.create_future())
        return futures[-1]

    engine.answers[OffsetCommitRequest] = answer
    return futures


def offset_of(sent: Any) -> int:
    return int(sent.request.topics[0].partitions[0].committed_offset)


@pytest.mark.parametrize("end", ["cancelled", "timed out"])
def test_a_later_commit_waits_for_an_earlier_one_that_nobody_waits_for_any_more(end: str) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        futures = held(engine)
        patience = 0.5 if end == "timed out" else 10  # enough to be sent, on any machine
        first = asyncio.create_task(offsets.commit({A0: OffsetAndMetadata(1)}, GENERATION, engine.now() + patience))
        assert offset_of(await engine.arrival(OffsetCommitRequest)) == 1
        if end == "cancelled":
            first.cancel()
        with pytest.raises((asyncio.CancelledError, KafkaTimeoutError)):
            await first
        later = [
            asyncio.create_task(offsets.commit({A0: OffsetAndMetadata(n)}, GENERATION, engine.now() + 10))
            for n in (2, 3, 4)
        ]
        await turns()  # each has taken its place
        later[1].cancel()  # before it was sent, and yet it keeps it
        for n in (1, 2, 3, 4):
            assert len(futures) == n
            futures[-1].set_result(committed(engine.sent[-1].request))
            if n < 4:
                assert offset_of(await engine.arrival(OffsetCommitRequest)) == n + 1
        await asyncio.gather(later[0], later[2])

    run(test)


def test_a_commit_whose_time_ran_out_in_the_queue_is_not_sent() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        futures = held(engine)
        first = asyncio.create_task(offsets.commit({A0: OffsetAndMetadata(1)}, GENERATION, engine.now() + 10))
        await engine.arrival(OffsetCommitRequest)
        with pytest.raises(KafkaTimeoutError):
            await offsets.commit({A0: OffsetAndMetadata(2)}, GENERATION, engine.now() + 0.01)
        futures[0].set_result(committed(engine.sent[0].request))
        await first
        await offsets.drained(engine.now() + 10)
        assert len(engine.sent) == 1

    run(test)


def test_draining_waits_for_what_is_under_way_and_not_for_ever() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        futures = held(engine)
        first = asyncio.create_task(offsets.commit({A0: OffsetAndMetadata(1)}, GENERATION, engine.now() + 10))
        await engine.arrival(OffsetCommitRequest)
        await offsets.drained(engine.now() + 0.01)
        assert not first.done()
        futures[0].set_result(committed(engine.sent[0].request))
        await offsets.drained(engine.now() + 10)
        await first

    run(test)


# --- fetch ------------------------------------------------------------------------------------------------------------

ENTRY = tuple[int, int]  # offset, error code


def fetched(request: Any, entries: dict[TopicPartition, ENTRY], code: int = 0) -> OffsetFetchResponse:
    """An answer in the form of the request, for those partitions that `entries` has."""
    of = OffsetFetchResponse
    if not request.groups:
        flat = [
            of.OffsetFetchResponseTopic(
                name=topic.name,
                partitions=[
                    of.OffsetFetchResponsePartition(
                        partition_index=p, committed_offset=entries[tp][0], error_code=entries[tp][1], metadata="x"
                    )
                    for p in topic.partition_indexes
                    if (tp := TopicPartition(topic.name, p)) in entries
                ],
            )
            for topic in request.topics
        ]
        return of(topics=flat)
    (group,) = request.groups
    topics = []
    for topic in group.topics:
        name = topic.name or topic.topic_id.rstrip(b"\1\2").decode()
        topics.append(
            of.OffsetFetchResponseTopics(
                name=topic.name,
                topic_id=topic.topic_id,
                partitions=[
                    of.OffsetFetchResponsePartitions(
                        partition_index=p, committed_offset=entries[tp][0], error_code=entries[tp][1], metadata="x"
                    )
                    for p in topic.partition_indexes
                    if (tp := TopicPartition(name, p)) in entries
                ],
            )
        )
    return of(groups=[of.OffsetFetchResponseGroup(group_id=group.group_id, topics=topics, error_code=code)])


@pytest.mark.parametrize("version", range(1, 11))
def test_a_look_in_every_version(version: int) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.highest[OffsetFetchRequest] = version
        entries = {A0: (10, 0), A1: (-1, 0), B0: (0, 0)}
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, entries)
        found = await offsets.fetch([A0, A1, B0, A0], engine.now() + 10)
        assert found == {A0: OffsetAndMetadata(10, None, "x"), A1: None, B0: OffsetAndMetadata(0, None, "x")}
        (sent,) = engine.sent
        assert sent.version == version
        assert sent.request.require_stable == (version >= 7)

    run(test)


@pytest.mark.parametrize("code", [UnstableOffsetCommitError.code, NotCoordinatorError.code, None])
def test_an_error_or_a_gap_never_passes_for_no_offset(code: int | None) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        odd: dict[TopicPartition, ENTRY] = {A1: (-1, code)} if code else {}
        rounds: list[dict[TopicPartition, ENTRY]] = [{A0: (10, 0), **odd}, {A1: (11, 0)}]
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, rounds.pop(0))
        found = await offsets.fetch([A0, A1], engine.now() + 10)
        assert found == {A0: OffsetAndMetadata(10, None, "x"), A1: OffsetAndMetadata(11, None, "x")}
        assert engine.sent[1].request.groups[0].topics[0].partition_indexes == [1]

    run(test)


def test_an_error_of_the_group_is_retried_or_raised() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        codes = [NotCoordinatorError.code, 0]
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, {A0: (1, 0)}, codes.pop(0))
        assert await offsets.fetch([A0], engine.now() + 10) == {A0: OffsetAndMetadata(1, None, "x")}
        assert engine.forgotten == 1
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, {}, GroupAuthorizationFailedError.code)
        with pytest.raises(GroupAuthorizationFailedError):
            await offsets.fetch([A0], engine.now() + 10)

    run(test)


@pytest.mark.kip(848)
def test_a_member_asks_with_its_epoch_of_the_moment_and_a_fenced_one_as_anybody() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        codes = [StaleMemberEpochError.code, UnknownMemberIdError.code, 0]
        epochs = [Generation(4, "m"), Generation(5, "m")]
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, {A0: (1, 0)}, codes.pop(0))
        found = await offsets.fetch([A0], engine.now() + 10, lambda: epochs.pop(0) if len(epochs) > 1 else epochs[0])
        assert found == {A0: OffsetAndMetadata(1, None, "x")}
        asked = [(sent.request.groups[0].member_id, sent.request.groups[0].member_epoch) for sent in engine.sent]
        assert asked == [("m", 4), ("m", 5), (None, -1)]

    run(test)


def test_an_answer_about_another_group_is_none() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        other = OffsetFetchResponse(groups=[OffsetFetchResponse.OffsetFetchResponseGroup(group_id="h")])
        rounds = [other]
        engine.answers[OffsetFetchRequest] = lambda request: rounds.pop() if rounds else fetched(request, {A0: (1, 0)})
        assert await offsets.fetch([A0], engine.now() + 10) == {A0: OffsetAndMetadata(1, None, "x")}

    run(test)


def test_a_silent_coordinator_ends_at_the_deadline() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        engine.answers[OffsetFetchRequest] = lambda request: engine.loop.create_future()
        with pytest.raises(KafkaTimeoutError, match="group g"):
            await offsets.fetch([A0], engine.now() + 0.02)

    run(test)


def test_no_partitions_ask_nobody() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        assert await offsets.fetch([], engine.now() + 10) == {}

    run(test)


def test_a_partition_that_may_not_be_read_holds_up_no_other() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        refused, unstable = (-1, TopicAuthorizationFailedError.code), (-1, UnstableOffsetCommitError.code)
        rounds: list[dict[TopicPartition, ENTRY]] = [{A0: (10, 0), A1: unstable, B0: refused}, {A1: (-1, 0)}]
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, rounds.pop(0))
        found = await offsets.fetch_each([A0, A1, B0], engine.now() + 10)
        assert isinstance(found.pop(B0), TopicAuthorizationFailedError)
        assert found == {A0: OffsetAndMetadata(10, None, "x"), A1: None}
        (again,) = engine.sent[1].request.groups[0].topics
        assert again.partition_indexes == [1], "what is known is not asked for again, nor what is refused"

    run(test)


def test_who_asks_for_all_together_is_told_of_one_that_may_not_be_read() -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        entries = {A0: (10, 0), A1: (-1, UnstableOffsetCommitError.code), B0: (-1, TopicAuthorizationFailedError.code)}
        engine.answers[OffsetFetchRequest] = lambda request: fetched(request, entries)
        with pytest.raises(TopicAuthorizationFailedError):
            await offsets.fetch([A0, A1, B0], engine.now() + 10)
        assert len(engine.sent) == 1

    run(test)


@pytest.mark.parametrize("code", [GroupAuthorizationFailedError.code, None])
def test_what_is_wrong_with_the_group_is_each_partition_s_outcome_but_for_those_that_are_known(
    code: int | None,
) -> None:
    async def test(engine: ScriptedEngine, offsets: Offsets) -> None:
        def answer(request: Any) -> Any:
            if len(engine.sent) == 1:
                return fetched(request, {A0: (10, 0), A1: (-1, UnstableOffsetCommitError.code)})
            return fetched(request, {}, code) if code else engine.loop.create_future()

        engine.answers[OffsetFetchRequest] = answer
        found = await offsets.fetch_each([A0, A1], engine.now() + 0.1)
        assert found[A0] == OffsetAndMetadata(10, None, "x")
        assert isinstance(found[A1], GroupAuthorizationFailedError if code else KafkaTimeoutError)

    run(test)
