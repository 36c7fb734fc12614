"""The driver with a scripted coordinator: who is asked what, on which connection, and what the consumer is told."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from barnabas.errors import (
    CommitFailedError,
    FencedInstanceIdError,
    GroupAuthorizationFailedError,
    IllegalGenerationError,
    KafkaError,
    NetworkError,
    NotCoordinatorError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from barnabas.group.machine import State
from barnabas.protocol.consumer_protocol import Subscription, decode_assignment, encode_assignment, encode_subscription
from barnabas.protocol.messages.heartbeat import HeartbeatRequest, HeartbeatResponse
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.leave_group import LeaveGroupRequest, LeaveGroupResponse
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse
from barnabas.types import OffsetAndMetadata, TopicPartition
from tests.harness.waiting import auntil, turns
from unit.group.one_member import ENOUGH, P0, P1, Group, answered, options_with, run
from unit.group.scripted import Answer


def test_joining_as_leader() -> None:
    async def test(group: Group) -> None:
        kind, partitions, generation = await group.joined()
        assert (kind, partitions) == ("assigned", {P0, P1})
        assert generation is group.membership.generation
        assert (generation.generation_id, generation.member_id) == (1, "m")
        steps = [
            sent for sent in group.engine.sent if sent.request.NAME != "Heartbeat"
        ]  # which may come while it deals
        join, again, sync = steps[:3]
        assert [step.request.NAME for step in steps[:3]] == ["JoinGroup", "JoinGroup", "SyncGroup"]
        assert join.lane == sync.lane == again.lane
        assert join.lane is not None
        assert join.timeout == sync.timeout == 305.0
        assert {"t"} in group.engine.cluster.updates
        assert sorted(group.engine.cluster.followed) == ["t", "t"]

    run(test)


def test_the_log_says_who_why_and_how_long(caplog: pytest.LogCaptureFixture) -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.rebalance()
        assert (await group.told.next())[0] == "wanted"
        group.membership.consented()
        assert (await group.told.next())[0] == "assigned"

    with caplog.at_level("INFO", "barnabas.group"):
        run(test)
    lines = [record.getMessage() for record in caplog.records]
    told = [line for line in lines if "has 2 partitions" in line]
    assert [re.sub(r"\d+\.\d s", "S s", line) for line in told] == [
        "group g: generation 1 of member m has 2 partitions after S s: 2 came, 0 went",
        "group g: generation 2 of member m has 2 partitions after S s (the group rebalances): 0 came, 0 went",
    ]


@pytest.mark.parametrize(("allowed", "creatable"), [(True, ["t", "v"]), (False, [])])
def test_topics_that_are_named_may_be_made_and_those_that_matched_may_not(allowed: bool, creatable: list[str]) -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.membership.subscribe(["ignored"], re.compile("u"))
        group.membership._matched(("u",))
        group.membership.subscribe(["v"])
        assert group.engine.cluster.creatable == creatable

    run(test, options_with(allow_auto_create_topics=allowed))


def test_joining_as_follower() -> None:
    async def test(group: Group) -> None:
        group.leads = False
        assert (await group.joined())[:2] == ("assigned", {P1})
        assert not group.shares
        assert group.engine.cluster.followed == ["t"]

    run(test)


def test_the_leader_deals_out_to_members_of_all_kinds() -> None:
    async def test(group: Group) -> None:
        def with_others(request: Any) -> Answer:
            member = JoinGroupResponse.JoinGroupResponseMember
            response = group.join(request)
            assert isinstance(response, JoinGroupResponse)
            response.members += [
                member(member_id="n", metadata=encode_subscription(Subscription(("u", "t")), 0)),
                member(member_id="broken", metadata=b"\x00"),
            ]
            return response

        group.engine.cluster.set(t=2, u=1)
        group.next(JoinGroupRequest, group.join)
        group.next(JoinGroupRequest, with_others)
        assert (await group.joined())[:2] == ("assigned", {P0})
        shares = {member: decode_assignment(share) for member, share in group.shares.items()}
        assert shares == {"m": [P0], "n": [P1, TopicPartition("u", 0)], "broken": []}
        assert sorted(group.engine.cluster.followed) == ["t", "t", "u"]

    run(test)


def test_a_rebalance_is_joined_with_consent_and_heartbeats_go_on_until_then() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.rebalance()
        assert await group.told.next() == ("wanted",)
        joins = group.engine.kinds().count("JoinGroup")
        for _ in range(3):
            group.rebalance()
            await group.engine.arrival(HeartbeatRequest)
        group.membership.polled()
        assert group.engine.kinds().count("JoinGroup") == joins
        group.membership.consented()
        kind, _, generation = await group.told.next()
        assert (kind, generation.generation_id) == ("assigned", 2)

    run(test)


def test_no_heartbeat_goes_out_while_join_waits_at_the_broker() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        future: asyncio.Future[Any] = group.engine.loop.create_future()
        group.rebalance()
        assert await group.told.next() == ("wanted",)
        group.next(JoinGroupRequest, lambda request: future)
        group.membership.consented()
        sent = await group.engine.arrival(JoinGroupRequest)
        while sent.request.member_id != "m" or group.engine.sent[-1] is not sent:
            sent = await group.engine.arrival(JoinGroupRequest)
        turn = asyncio.Event()
        group.engine.loop.call_later(10 * 0.005, turn.set)  # ten heartbeat intervals
        await turn.wait()
        assert group.engine.sent[-1] is sent
        future.set_result(group.join(sent.request))
        assert (await group.told.next())[0] == "assigned"
        await group.engine.arrival(HeartbeatRequest)

    run(test)


def test_membership_lost_is_told_and_joined_again() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.next(HeartbeatRequest, lambda request: HeartbeatResponse(error_code=UnknownMemberIdError.code))
        assert await group.told.next() == ("lost", UnknownMemberIdError)
        assert (await group.told.next())[0] == "assigned"
        assert group.membership.generation is not None

    run(test)


def test_without_polls_the_member_leaves() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.engine.later(300)
        assert (await group.told.next())[0] == "lost"
        leave = await group.engine.arrival(LeaveGroupRequest)
        assert leave.lane is None
        (identity,) = leave.request.members
        assert (identity.member_id, identity.reason) == ("m", "no poll for 300 s")
        assert group.membership.state is State.IDLE
        told = asyncio.ensure_future(group.told.next())
        while not told.done():  # on a busy machine the interval may be over once more before it has joined
            group.membership.polled()
            await asyncio.wait([told], timeout=0.02)
        assert told.result()[0] == "assigned"

    run(test)


def test_without_polls_a_join_that_waits_is_called_off() -> None:
    async def test(group: Group) -> None:
        group.next(JoinGroupRequest, group.join)
        group.next(JoinGroupRequest, lambda request: group.engine.loop.create_future())
        group.membership.start()
        leave = await group.engine.arrival(LeaveGroupRequest)
        assert leave.request.members[0].member_id == "m"
        assert group.engine.pool.released  # the broker reads nothing more on a connection with a JoinGroup open

    run(test, options_with(max_poll_interval_ms=300))  # time for two requests, whatever else the machine does


def test_a_failure_is_told_and_the_next_poll_tries_again() -> None:
    async def test(group: Group) -> None:
        group.next(JoinGroupRequest, lambda request: JoinGroupResponse(error_code=GroupAuthorizationFailedError.code))
        assert await group.joined() == ("failed", GroupAuthorizationFailedError)
        assert isinstance(group.membership.error, GroupAuthorizationFailedError)
        group.membership.polled()
        assert (await group.told.next())[0] == "assigned"
        assert group.membership.error is None

    run(test)


def test_being_fenced_ends_the_member() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.next(HeartbeatRequest, lambda request: HeartbeatResponse(error_code=FencedInstanceIdError.code))
        assert await group.told.next() == ("lost", FencedInstanceIdError)
        assert await group.told.next() == ("failed", FencedInstanceIdError)
        assert group.membership.generation is None

    run(test, options_with(group_instance_id="i"))


def test_a_coordinator_that_moves_or_breaks_is_found_again() -> None:
    async def test(group: Group) -> None:
        group.next(JoinGroupRequest, lambda request: JoinGroupResponse(error_code=NotCoordinatorError.code))
        group.next(JoinGroupRequest, lambda request: NetworkError("broke"))
        assert (await group.joined())[0] == "assigned"
        assert group.engine.forgotten == 2
        group.next(HeartbeatRequest, lambda request: HeartbeatResponse(error_code=NotCoordinatorError.code))
        group.next(HeartbeatRequest, lambda request: NetworkError("broke"))
        while group.engine.forgotten < 4:
            await group.engine.arrival(HeartbeatRequest)
        assert group.membership.state is State.STABLE

    run(test)


def test_a_leader_without_metadata_joins_again() -> None:
    async def test(group: Group) -> None:
        group.engine.cluster.failing.append(NetworkError("no broker"))
        assert (await group.joined())[0] == "assigned"
        assert group.generation == 2

    run(test)


def test_new_partitions_make_the_leader_rebalance() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.engine.cluster.set(t=3)
        assert await group.told.next() == ("wanted",)
        group.membership.consented()
        assert (await group.told.next())[:2] == ("assigned", {P0, P1, TopicPartition("t", 2)})
        joins = [sent.request.reason for sent in group.engine.sent if sent.request.NAME == "JoinGroup"]
        assert joins[-1] == "the partitions of t changed"

    run(test)


def test_partitions_that_change_while_the_leader_syncs_are_seen() -> None:
    async def test(group: Group) -> None:
        def meanwhile(request: Any) -> Answer:
            group.engine.cluster.set(t=3)
            return group.sync(request)

        group.next(SyncGroupRequest, meanwhile)
        assert (await group.joined())[:2] == ("assigned", {P0, P1})
        assert await group.told.next() == ("wanted",)

    run(test)


def test_a_commit_names_the_generation_it_is_too_late_for() -> None:
    async def test(group: Group) -> None:
        _, _, old = await group.joined()
        group.rebalance()
        await group.told.next()
        group.membership.consented()
        await group.told.next()
        for generation in (old, None):
            with pytest.raises(CommitFailedError, match="now is generation 2 of member m"):
                await group.membership.commit({P0: OffsetAndMetadata(1)}, generation, group.engine.now() + 1)
        assert "OffsetCommit" not in group.engine.kinds()

    run(test)


def test_a_commit_while_the_rebalance_waits_for_consent() -> None:
    async def test(group: Group) -> None:
        _, _, generation = await group.joined()
        group.rebalance()
        await group.told.next()
        group.next(OffsetCommitRequest, lambda request: answered(request, 0))
        await group.membership.commit({P0: OffsetAndMetadata(1)}, generation, group.engine.now() + 1)
        assert group.engine.kinds().count("OffsetCommit") == 1
        (sent,) = [sent for sent in group.engine.sent if sent.request.NAME == "OffsetCommit"]
        assert sent.lane is None  # a JoinGroup that waits must not hold up a commit

    run(test)


def test_a_refused_commit_ends_the_generation() -> None:
    async def test(group: Group) -> None:
        _, _, generation = await group.joined()
        group.next(OffsetCommitRequest, lambda request: answered(request, IllegalGenerationError.code))
        with pytest.raises(CommitFailedError, match="generation 1 of member m"):
            await group.membership.commit({P0: OffsetAndMetadata(1)}, generation, group.engine.now() + 1)
        assert await group.told.next() == ("lost", IllegalGenerationError)
        assert (await group.told.next())[0] == "assigned"

    run(test, options_with(heartbeat_interval_ms=3000))


def test_a_consented_rebalance_waits_for_the_commit_under_way() -> None:
    async def test(group: Group) -> None:
        _, _, generation = await group.joined()
        future: asyncio.Future[Any] = group.engine.loop.create_future()
        group.next(OffsetCommitRequest, lambda request: future)
        commit = asyncio.create_task(
            group.membership.commit({P0: OffsetAndMetadata(1)}, generation, group.engine.now() + 10)
        )
        sent = await group.engine.arrival(OffsetCommitRequest)
        group.rebalance()
        await group.told.next()
        joins = group.engine.kinds().count("JoinGroup")
        group.membership.consented()
        await turns(ENOUGH)
        assert group.engine.kinds().count("JoinGroup") == joins
        future.set_result(answered(sent.request, 0))
        await commit
        assert (await group.told.next())[0] == "assigned"

    run(test)


def test_what_is_given_up_while_a_commit_waits_is_not_committed_in_a_later_generation() -> None:
    """By then it is another member's, who may have committed more."""

    async def test(group: Group) -> None:
        group.leads = False
        for shares in ([P0, P1], [P0], [P0]):
            sync = SyncGroupResponse(
                protocol_type="consumer", protocol_name="cooperative-sticky", assignment=encode_assignment(shares)
            )
            group.next(SyncGroupRequest, lambda _, sync=sync: sync)
        _, _, generation = await group.joined()
        second: asyncio.Future[Any] = group.engine.loop.create_future()
        asked: list[Any] = []

        def refused(request: Any) -> Answer:
            return answered(request, RebalanceInProgressError.code)

        def held(request: Any) -> Answer:
            asked.append(request)
            return second

        def taken(request: Any) -> Answer:
            asked.append(request)
            return answered(request, 0)

        for answer in (refused, held, taken):
            group.next(OffsetCommitRequest, answer)
        offsets = {P0: OffsetAndMetadata(5), P1: OffsetAndMetadata(7)}
        commit = asyncio.create_task(group.membership.commit(offsets, generation, group.engine.now() + 10))
        events = {(await group.told.next())[0] for _ in range(2)}
        assert events == {"wanted", "assigned"}  # of the second generation, in which P1 is still ours until the consent
        await auntil(lambda: asked, "a commit is asked for")
        group.membership.consented(frozenset({P1}))
        second.set_result(refused(asked[0]))
        with pytest.raises(CommitFailedError, match=r"not committed: t partition 1 of group g.*generation 3"):
            await commit
        assert [[p.partition_index for t in request.topics for p in t.partitions] for request in asked] == [[0, 1], [0]]

    run(test, options_with(heartbeat_interval_ms=3000, partition_assignment_strategy=["cooperative-sticky"]))


def test_leaving_waits_for_commits_says_goodbye_and_is_silent_afterwards() -> None:
    async def test(group: Group) -> None:
        _, _, generation = await group.joined()
        future: asyncio.Future[Any] = group.engine.loop.create_future()
        group.next(OffsetCommitRequest, lambda request: future)
        commit = asyncio.create_task(
            group.membership.commit({P0: OffsetAndMetadata(1)}, generation, group.engine.now() + 10)
        )
        sent = await group.engine.arrival(OffsetCommitRequest)
        leaving = asyncio.create_task(group.membership.leave("closing", group.engine.now() + 10))
        await turns(ENOUGH)
        assert "LeaveGroup" not in group.engine.kinds()
        future.set_result(answered(sent.request, 0))
        await asyncio.gather(commit, leaving)
        assert group.engine.kinds()[-1] == "LeaveGroup"
        assert group.engine.sent[-1].request.members[0].reason == "closing"
        assert group.engine.pool.released
        await group.membership.leave("again", group.engine.now() + 10)
        assert group.engine.kinds().count("LeaveGroup") == 1
        group.membership.consented()
        group.membership.start()
        assert group.membership.state is State.LEFT
        assert group.told.events.empty()

    run(test)


@pytest.mark.parametrize("version", [0, 2, 3, 5])
def test_goodbye_in_every_form(version: int) -> None:
    async def test(group: Group) -> None:
        group.engine.highest[LeaveGroupRequest] = version
        await group.joined()
        await group.membership.leave("closing", group.engine.now() + 10)
        (request,) = (sent.request for sent in group.engine.sent if sent.request.NAME == "LeaveGroup")
        assert (request.member_id if version < 3 else request.members[0].member_id) == "m"

    run(test)


def test_goodbye_follows_a_coordinator_that_moved_and_gives_up_on_one_that_is_gone() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        group.next(LeaveGroupRequest, lambda request: LeaveGroupResponse(error_code=NotCoordinatorError.code))
        group.next(LeaveGroupRequest, lambda request: NetworkError("gone"))
        await group.membership.leave("closing", group.engine.now() + 10)
        assert group.engine.kinds().count("LeaveGroup") == 2

    run(test)


def test_a_static_member_goes_without_a_word() -> None:
    async def test(group: Group) -> None:
        await group.joined()
        await group.membership.leave("closing", group.engine.now() + 10)
        assert "LeaveGroup" not in group.engine.kinds()

    run(test, options_with(group_instance_id="i"))


def test_leaving_without_ever_having_joined() -> None:
    async def test(group: Group) -> None:
        await group.membership.leave("closing", group.engine.now() + 10)
        assert not group.engine.sent

    run(test)


def test_a_bug_is_told_as_a_failure() -> None:
    async def main() -> None:
        group = Group(options_with())
        group.next(JoinGroupRequest, lambda request: ZeroDivisionError())
        kind, error = await group.joined()
        assert kind == "failed"
        assert issubclass(error, KafkaError)
        assert isinstance(group.engine.crashes[0], ZeroDivisionError)
        await group.membership.leave("the end", group.engine.now() + 1)

    asyncio.run(main())
