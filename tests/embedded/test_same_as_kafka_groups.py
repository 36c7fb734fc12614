"""The same requests to a real Kafka and to the embedded broker's coordinators: error codes and fields must be the same.

What differs on purpose, and is not compared:

- A group does not move between the classic and the consumer protocol while it has members: where Kafka lets a consumer of the one join
  a group of the other, GROUP_ID_NOT_FOUND or INCONSISTENT_GROUP_PROTOCOL is the answer.
- A regular expression is Python's and is resolved at once: its first answer has the partitions. Kafka's (RE2/J) has none and an
  epoch less, and the next ones have them.
- A new target assignment is made at once; since 4.3 Kafka makes one in a second (group.consumer.assignment.interval.ms), so its
  members learn of a change later. Both come to the same one, in the same epoch. Which partitions the uniform assignor moves is not the same.
- A transaction is over when EndTxn is answered; Kafka writes its markers after that and says CONCURRENT_TRANSACTIONS until then.
- 3.9 takes a TxnOffsetCommit of a later epoch than the producer's, once one of its own was taken: here it is INVALID_PRODUCER_EPOCH, as of 4.x.
- A group that members have joined and nobody has synced or committed in is there. Kafka 4 describes and lists it only after it has
  written something else to the same partition of its own topic, so whether it does is chance.
- There are no share coordinators: FindCoordinator v6 answers INVALID_REQUEST for them.
"""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.errors import codes
from barnabas.protocol.message import Request
from barnabas.protocol.messages.consumer_group_describe import ConsumerGroupDescribeRequest
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatRequest
from barnabas.protocol.messages.delete_groups import DeleteGroupsRequest
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.leave_group import LeaveGroupRequest
from barnabas.protocol.messages.list_groups import ListGroupsRequest
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.offset_delete import OffsetDeleteRequest
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from tests.embedded.group_asks import (
    REBALANCE,
    admin,
    commit,
    consumer,
    delete_offsets,
    fetch,
    heartbeat,
    join,
    leave,
    sync,
)
from tests.embedded.two_coordinators import Pair, Side
from tests.harness.waiting import until

# -- groups that are not there


@pytest.mark.parametrize("group", ["g", ""])
def test_a_group_that_is_not_there(pair: Pair, group: str):
    pair.topic("t")
    for version in pair.versions(HeartbeatRequest):
        pair.same(heartbeat(group, "!m", 1), version)
    for version in pair.versions(SyncGroupRequest):
        pair.same(sync(group, "!m", 1, version=version), version)
    for version in pair.versions(LeaveGroupRequest):
        pair.same(leave(group, ("!m", None), version=version), version)
    for version in pair.versions(JoinGroupRequest):
        pair.same(join(group, "!m", version=version), version)
    for version in pair.versions(OffsetFetchRequest):
        if version >= 1:
            pair.same(fetch(version, group), version)
        if version >= 2:
            pair.same(fetch(version, group, places=None), version)
    for version in pair.versions(DescribeGroupsRequest):
        pair.same(admin(lambda side: DescribeGroupsRequest(groups=[side.group(group) if group else ""])), version)
    for version in pair.versions(DeleteGroupsRequest):
        pair.same(admin(lambda side: DeleteGroupsRequest(groups_names=[side.group(group) if group else ""])), version)
    topic = OffsetDeleteRequest.OffsetDeleteRequestTopic
    part = OffsetDeleteRequest.OffsetDeleteRequestPartition
    pair.same(
        lambda side: OffsetDeleteRequest(
            group_id=side.group(group) if group else "",
            topics=[topic(name=side.topic("t"), partitions=[part(partition_index=0)])],
        ),
        0,
    )


@pytest.mark.parametrize("group", ["g", ""])
def test_a_consumer_group_that_is_not_there(newest: Pair, group: str):
    for version in newest.versions(ConsumerGroupHeartbeatRequest):
        for epoch in (1, -1):
            newest.same(consumer(group, "!m", epoch), version)
    for version in newest.versions(ConsumerGroupDescribeRequest):
        newest.same(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group(group) if group else ""]), version)


# -- the classic protocol


@pytest.mark.parametrize(
    "fields",
    [
        {"session": 999},
        {"session": 1_800_001},
        {"kind": ""},
        {"protocols": ()},
        {"group": ""},
    ],
    ids=str,
)
def test_a_join_that_is_refused(pair: Pair, fields: dict[str, Any]):
    for version in pair.versions(JoinGroupRequest):
        pair.same(join(version=version, **fields), version)


def test_the_life_of_a_classic_group(pair: Pair):
    pair.topic("t", 2)
    pair.same(commit(8), 8)  # from now on Kafka sees the group wherever it is asked for it: see above
    pair.same(join(), 9, one="member_id")
    pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), 5)
    answer = pair.same(join(member="one"), 9)
    assert answer["generation_id"] == 1
    describe = admin(lambda side: DescribeGroupsRequest(groups=[side.group("g")], include_authorized_operations=True))
    pair.same(describe, 5)
    pair.same(commit(8, member="one", epoch=1), 8)
    pair.same(heartbeat("g", "one", 1), 4)
    assert pair.same(sync("g", "one", 0), 5)["error_code"] == codes.ILLEGAL_GENERATION
    assert pair.same(sync("g", "one", 1, protocol=("consumer", "odd")), 5)["error_code"] != 0
    assert pair.same(sync("g", "one", 1, protocol=("odd", "range")), 5)["error_code"] != 0
    assert pair.same(sync("g", "one", 1, ("one",)), 5)["assignment"] == b"for one"
    pair.same(sync("g", "one", 1), 5)
    pair.same(describe, 5)
    for version in pair.versions(HeartbeatRequest):
        for member, generation in (("one", 0), ("one", 1), ("one", 2), ("!m", 1), ("", -1)):
            pair.same(heartbeat("g", member, generation), version)
    for version in pair.versions(OffsetCommitRequest):
        if version >= 1:
            for member, generation in (("one", 0), ("one", 1), ("one", 2), ("!m", 1), ("", -1), ("!m", -1)):
                pair.same(commit(version, member=member, epoch=generation), version)
            pair.same(commit(version, member="one", epoch=1, metadata="x" * 4097), version)
            pair.same(commit(version, member="one", epoch=1, metadata=None, places=(("t", 0),)), version)
    for version in pair.versions(OffsetFetchRequest):
        if version >= 1:
            pair.same(fetch(version, "g"), version)
        if version >= 2:
            pair.same(fetch(version, "g", places=None), version)
        if version >= 7:
            pair.same(fetch(version, "g", stable=True), version)
        if version >= 8:
            pair.same(fetch(version, "g", "other", ""), version)
        if version >= 9:
            pair.same(fetch(version, "g", member="!m", epoch=7), version)
    pair.same(join(member="one"), 9)
    pair.same(join(kind="connect"), 9)
    pair.same(join(protocols=("odd",)), 9)
    for version in pair.versions(DeleteGroupsRequest):
        pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g")]), version)
    delete_offsets(pair, "t", "nowhere")
    pair.same(leave("g", ("!m", None), ("", None), ("", "unknown"), ("!m", "unknown"), ("one", None)), 5)
    for version in pair.versions(DescribeGroupsRequest):
        pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), version)
    for version in pair.versions(OffsetCommitRequest):
        if version >= 1:
            for member, generation in (("", -1), ("!m", -1), ("!m", 1)):
                pair.same(commit(version, member=member, epoch=generation), version)
    delete_offsets(pair, "t", "nowhere")
    pair.same(fetch(8, "g", places=None), 8)
    pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g"), side.group("g")]), 2)
    pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g")]), 2)


def test_two_members_and_a_rebalance(pair: Pair):
    pair.topic("t")
    pair.same(join(), 9, one="member_id")
    pair.same(join(member="one"), 9)
    pair.same(sync("g", "one", 1, ("one",)), 5)
    pair.same(join(), 9, two="member_id")
    pair.begin(join(member="two", protocols=("odd", "range")), 9, "two")
    beat = heartbeat("g", "one", 1)
    for side in pair.sides:
        until(lambda side=side: side.ask(beat(side), 4).error_code, "the second member is heard")  # type: ignore[misc]
    assert pair.same(beat, 4)["error_code"] == codes.REBALANCE_IN_PROGRESS
    pair.same(commit(8, member="one", epoch=1), 8)
    pair.same(sync("g", "one", 1), 5)
    assert len(pair.same(join(member="one"), 9)["members"]) == 2
    pair.end("two")
    pair.same(join(member="one"), 9)
    pair.same(join(member="two", protocols=("odd", "range")), 9)
    pair.begin(sync("g", "two", 2), 5, "two")
    pair.same(sync("g", "one", 2, ("two",)), 5)
    assert pair.end("two")["assignment"] == b"for two"
    pair.same(join(member="two", protocols=("odd", "range")), 9)
    pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), 5)
    pair.same(leave("g", ("one", None), ("two", None)), 5)


@pytest.mark.parametrize("version", [5, 8, 9])
def test_a_static_member(pair: Pair, version: int):
    pair.topic("t")
    pair.same(join(instance="i", version=version), version, one="member_id")
    pair.same(sync("g", "one", 1, ("one",), instance="i"), 5)
    pair.same(join(instance="i", version=version), version, two="member_id")
    pair.same(join(member="one", instance="i", version=version), version)
    pair.same(join(member="two", instance="other", version=version), version)
    for member in ("one", "two", "!m", ""):
        pair.same(heartbeat("g", member, 1, "i"), 4)
        pair.same(heartbeat("g", member, 1, "other"), 4)
        pair.same(commit(8, member=member, epoch=1, instance="i"), 8)
        pair.same(commit(8, member=member, epoch=1, instance="other"), 8)
        pair.same(sync("g", member, 1, instance="i"), 5)
    pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), 5)
    pair.same(leave("g", ("one", "i"), ("two", "other"), ("", "i"), ("", "i")), 5)


def test_what_groups_are_listed(newest: Pair):
    newest.topic("t")
    newest.same(join("classic"), 9, one="member_id")
    newest.same(join("classic", "one"), 9)
    newest.same(sync("classic", "one", 1, ("one",)), 5)  # only now does Kafka surely list it: see above
    newest.same(commit(8, "simple"), 8)
    newest.same(consumer("modern", "!m", 0, topics=["t"], owned={}, rebalance_timeout_ms=REBALANCE), 1)

    def listed(version: int, **filters: Any) -> Any:
        both = []
        for side in newest.sides:
            answer = side.plain(side.ask(ListGroupsRequest(**filters), version))
            assert answer["error_code"] == 0
            both.append([group for group in answer["groups"] if group["group_id"].endswith("*")])
        return newest.equal(*both)

    for version in newest.versions(ListGroupsRequest):
        assert len(listed(version)) == 3
    for states in (["Stable"], ["empty"], ["EMPTY", "stable"], ["nonsense"]):
        for version in (4, 5):
            listed(version, states_filter=states)
    for types in (["classic"], ["Consumer"], ["nonsense"], ["share"]):
        listed(5, types_filter=types)


def test_where_coordinators_are(pair: Pair):
    def find(version: int, kind: int, *keys: str) -> None:
        def make(side: Side) -> Request:
            if version >= 4:
                return FindCoordinatorRequest(key_type=kind, coordinator_keys=[side.group(key) for key in keys])
            request = FindCoordinatorRequest(key=side.group(keys[0]))
            if version >= 1:
                request.key_type = kind
            return request

        both = []
        for side in pair.sides:
            plain = side.plain(side.ask(make(side), version))
            for found in (plain, *plain["coordinators"]):
                found["port"], found["node_id"] = found["port"] > 0, found["node_id"] >= 0
                found["host"] = bool(found["host"])
            both.append(plain)
        pair.equal(*both)

    for version in pair.versions(FindCoordinatorRequest):
        find(version, 0, "g", "h")
        if version >= 1:
            find(version, 1, "g", "h")
            find(version, 9, "g")
        if version in (4, 5):
            find(version, 2, "g")
