"""Groups of the consumer protocol (KIP-848), asked the same of a real Kafka; what differs stands in `test_same_as_kafka_groups`."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.protocol.messages.consumer_group_describe import ConsumerGroupDescribeRequest
from barnabas.protocol.messages.delete_groups import DeleteGroupsRequest
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest
from tests.embedded.group_asks import (
    REBALANCE,
    admin,
    commit,
    consumer,
    delete_offsets,
    fetch,
    heartbeat,
    init,
    join,
    leave,
    sync,
)
from tests.embedded.two_coordinators import Make, Pair, Side
from tests.harness.waiting import until

# -- the consumer protocol


JOIN = {"topics": ["t"], "owned": {}, "rebalance_timeout_ms": REBALANCE}


@pytest.mark.parametrize(
    "fields",
    [
        {"rebalance_timeout_ms": -1},
        {"owned": None},
        {"owned": {"t": [0]}},
        {"topics": None},
        {"topics": []},
        {"instance_id": ""},
        {"rack_id": ""},
        {"server_assignor": "odd"},
        {"server_assignor": "range"},
        {"subscribed_topic_regex": "("},
        {"subscribed_topic_regex": ""},
        {"epoch": -2},
        {"epoch": -2, "instance_id": "i"},
        {"epoch": -3},
        {"member": ""},
        {"member": "", "epoch": 1},
        {"group": ""},
    ],
    ids=str,
)
def test_a_first_heartbeat(newest: Pair, fields: dict[str, Any]):
    newest.topic("t", 2)
    asked = {**JOIN, **fields}
    group, member, epoch = asked.pop("group", "g"), asked.pop("member", "!m"), asked.pop("epoch", 0)
    newest.same(consumer(group, member, epoch, **asked), 1)
    if "subscribed_topic_regex" not in fields and not (member == "" and epoch == 0):
        newest.same(consumer(group + "0" if group else "", member, epoch, **asked), 0)


def test_the_life_of_a_consumer_group(newest: Pair):
    pair = newest
    pair.topic("t", 4)
    describe = admin(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("g")]))
    assert pair.same(consumer("g", "!a", 0, **JOIN), 1)["member_epoch"] == 2
    pair.same(describe, 1)
    pair.same(describe, 0)
    pair.same(consumer("g", "!a", 2, owned={"t": [0, 1, 2, 3]}), 1)
    pair.same(consumer("g", "!a", 2, owned={"t": [0, 1]}), 1)
    for epoch in (0, 1, 2, 3):
        pair.same(consumer("g", "!a", epoch), 1)
    pair.same(consumer("g", "!a", 1, owned={"t": [0, 1]}), 1)
    pair.same(consumer("g", "!a", 0, **JOIN), 1)
    pair.same(describe, 1)
    pair.same(consumer("g", "!x", 1), 1)
    pair.same(consumer("g", "!x", -1), 1)
    for version in pair.versions(OffsetCommitRequest):
        for member, epoch in (("!a", 2), ("!a", 0), ("!a", 3), ("!x", 1), ("", -1)):
            pair.same(commit(version, member=member, epoch=epoch), version)
    for version in (9, 10):
        for member, epoch in (("!a", 2), ("!a", 0), ("!a", 3), ("!x", 1), (None, -1)):
            pair.same(fetch(version, "g", member=member, epoch=epoch), version)
    for version in pair.versions(JoinGroupRequest):
        if version >= 4:
            pair.same(join(version=version, protocols=()), version)
    for call in (heartbeat("g", "!a", 2), heartbeat("g", "!x", 1)):
        pair.same(call, 4)
    pair.same(sync("g", "!a", 2), 5)
    pair.same(leave("g", ("!x", None)), 5)
    pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), 5)
    pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), 6)
    for version in (2, 3):
        pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g")]), version)
    delete_offsets(pair, "t")
    pair.same(consumer("g", "!a", -1), 1)
    pair.same(describe, 1)
    pair.same(consumer("g", "!a", 0, **JOIN), 1)
    pair.same(describe, 1)
    pair.same(consumer("g", "!a", -1), 1)
    for version in (8, 9):
        pair.same(commit(version), version)
        pair.same(commit(version, member="!a", epoch=2), version)
    pair.same(fetch(9, "g", places=None), 9)
    pair.same(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("other")]), 1)
    pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g")]), 2)


def test_static_members_of_a_consumer_group(newest: Pair):
    pair = newest
    pair.topic("t", 2)
    assert pair.same(consumer("g", "!a", 0, instance_id="i", **JOIN), 1)["error_code"] == 0
    pair.same(consumer("g", "!b", 0, instance_id="i", **JOIN), 1)
    pair.same(consumer("g", "!b", 2, instance_id="i"), 1)
    pair.same(consumer("g", "!a", 2, instance_id="other"), 1)
    pair.same(consumer("g", "!a", 2), 1)
    pair.same(consumer("g", "!a", 1, instance_id="i"), 1)
    pair.same(consumer("g", "!b", -2, instance_id="i"), 1)
    pair.same(consumer("g", "!a", -2, instance_id="i"), 1)
    pair.same(consumer("g", "!b", 0, instance_id="i", **JOIN), 1)
    pair.same(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("g")]), 1)
    pair.same(consumer("g", "!b", -1, instance_id="i"), 1)


class Member:
    """A consumer on one of the sides that does as it is told."""

    def __init__(self, side: Side, name: str, assignor: str) -> None:
        self.side, self.name, self.epoch = side, name, 0
        self.owned: dict[str, list[int]] = {}
        self._first = {"topics": ["t", "s"], "rebalance_timeout_ms": REBALANCE, "server_assignor": assignor}

    def beat(self) -> None:
        first = {} if self.epoch else self._first
        request = consumer("g", f"!{self.name}", self.epoch, owned=self.owned, **first)(self.side)
        answer = self.side.ask(request, 1)
        assert answer.error_code == 0, answer
        self.epoch = answer.member_epoch
        if answer.assignment is not None:
            names = {self.side.topic_id(name): name for name in ("t", "s")}
            self.owned = {names[one.topic_id]: sorted(one.partitions) for one in answer.assignment.topic_partitions}

    @property
    def held(self) -> list[tuple[str, int]]:
        return [(topic, index) for topic, indexes in sorted(self.owned.items()) for index in indexes]


def _settled(side: Side, members: list[Member], epoch: int) -> None:
    """Members come to the group's `epoch`; on the way no partition is with two of them."""

    def done() -> bool:
        for member in members:
            member.beat()
            held = [place for each in members for place in each.held]
            assert len(held) == len(set(held))
        asked = ConsumerGroupDescribeRequest(group_ids=[side.group("g")])
        (group,) = side.ask(asked, 1).groups
        return group.group_state == "Stable" and group.assignment_epoch == epoch

    until(done, f"the group is stable in epoch {epoch}", 10)


@pytest.mark.parametrize("assignor", ["uniform", "range"])
def test_members_share_and_come_to_rest(newest: Pair, assignor: str):
    newest.topic("t", 4)
    newest.topic("s", 5)
    found = []
    for side in newest.sides:
        steps = []
        members = [Member(side, name, assignor) for name in "abc"]
        for count in (1, 2, 3):
            _settled(side, members[:count], epoch=count + 1)
            steps.append([member.held for member in members[:count]])
        assert side.ask(consumer("g", "!c", -1)(side), 1).member_epoch == -1
        _settled(side, members[:2], epoch=5)
        steps.append([member.held for member in members[:2]])
        if assignor == "uniform":  # which partitions it moves goes by the topics' ids, which are random
            steps = [sorted(len(held) for held in step) for step in steps]  # type: ignore[misc]
        found.append((steps, [member.epoch for member in members]))
    newest.equal(*found)


def test_commits_of_an_earlier_epoch(newest: Pair):
    """KIP-1251: good for the partitions that the member had in that epoch already."""
    pair = newest
    pair.topic("t", 4)
    pair.topic("s", 5)
    for side in pair.sides:
        first, second = Member(side, "a", "range"), Member(side, "b", "range")
        _settled(side, [first], epoch=2)
        _settled(side, [first, second], epoch=3)
    for indexes in ((0,), (0, 1), (2,), (0, 2), (9,)):
        places = tuple(("t", index) for index in indexes)
        for member in ("!a", "!b"):
            for epoch in (1, 2, 3, 4):
                pair.same(commit(9, member=member, epoch=epoch, places=places), 9)
    for number in (1, 2, 3, 4):
        pair.same(fetch(9, "g", member="!a", epoch=number), 9)
        for index in (0, 2):
            name = f"x{number}{index}"
            pair.same(init(name), 4, **{f"p{number}{index}": "producer_id"})
            pair.same(_offset_of(name, f"p{number}{index}", number, index), 5)


def _offset_of(transactional_id: str, producer: str, epoch: int, index: int) -> Make:
    one = TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition(partition_index=index, committed_offset=1)
    topic = TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic
    return lambda side: TxnOffsetCommitRequest(
        transactional_id=side.group(transactional_id),
        group_id=side.group("g"),
        producer_id=side[producer],
        producer_epoch=0,
        generation_id_or_member_epoch=epoch,
        member_id="a",
        topics=[topic(name=side.topic("t"), partitions=[one])],
    )


def test_members_are_put_out_by_an_administrator(newest: Pair):
    pair = newest
    pair.topic("t", 2)
    pair.same(consumer("g", "!a", 0, **JOIN), 1)
    pair.same(consumer("h", "!b", 0, instance_id="i", **JOIN), 1)
    pair.same(leave("g", ("!a", "i"), ("", "unknown"), ("", None), ("!x", None)), 5)
    pair.same(leave("h", ("!b", "unknown"), ("!x", "i")), 5)
    pair.same(leave("g", ("!a", None), ("!a", None)), 5)
    pair.same(leave("h", ("", "i"), ("!b", "i"), ("!b", None)), 5)
    pair.same(consumer("g", "!a", 2), 1)
    pair.same(consumer("h", "!b", 2, instance_id="i"), 1)
    pair.same(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("g"), side.group("h")]), 1)
    for version in (0, 1, 2):
        name = f"v{version}"
        pair.same(consumer(name, "!a", 0, **JOIN), 1)
        pair.same(leave(name, ("!x", None), version=version), version)
        pair.same(leave(name, ("!a", None), version=version), version)
        pair.same(leave(name, ("!a", None), version=version), version)


def test_a_classic_group_refuses_consumers(newest: Pair):
    # With members of a protocol of their own, that no consumer group could take over.
    newest.same(join(kind="connect"), 9, one="member_id")
    newest.same(join(member="one", kind="connect"), 9)
    newest.same(consumer("g", "!a", 0, **JOIN), 1)
    newest.same(consumer("g", "!a", 1), 1)
    newest.same(consumer("g", "!a", -1), 1)
    newest.same(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("g")]), 1)
    delete_offsets(newest, "t")


def test_whether_there_are_such_groups(pair: Pair):
    """From 4.0 on by default; a broker that has them off tells of the API all the same."""
    pair.topic("t", 1)
    pair.same(consumer("g", "!a", 0, **JOIN), 0)
    pair.same(admin(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("g")])), 0)
