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

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from barnabas.broker import Broker, codes
from barnabas.group.subscription_data import Subscription, encode_subscription
from barnabas.protocol.message import Request
from barnabas.protocol.messages.add_offsets_to_txn import AddOffsetsToTxnRequest
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest
from barnabas.protocol.messages.consumer_group_describe import ConsumerGroupDescribeRequest
from barnabas.protocol.messages.consumer_group_heartbeat import ConsumerGroupHeartbeatRequest
from barnabas.protocol.messages.delete_groups import DeleteGroupsRequest
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest
from barnabas.protocol.messages.end_txn import EndTxnRequest
from barnabas.protocol.messages.find_coordinator import FindCoordinatorRequest
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.init_producer_id import InitProducerIdRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.leave_group import LeaveGroupRequest
from barnabas.protocol.messages.list_groups import ListGroupsRequest
from barnabas.protocol.messages.list_transactions import ListTransactionsRequest
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.offset_delete import OffsetDeleteRequest
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest
from tests.embedded.two_coordinators import Make, Pair, Side
from tests.harness.kafka import Brokers
from tests.harness.waiting import until

VERSIONS = ("4.4.0", "3.9.1")
SESSION, REBALANCE = 30_000, 60_000


@pytest.fixture(scope="module")
def pairs(brokers: Brokers) -> Iterator[Callable[[str], Pair]]:
    made: dict[str, Pair] = {}
    with ExitStack() as stack:

        def get(version: str) -> Pair:
            if version not in made:
                ours = stack.enter_context(Broker(version=version.rpartition(".")[0]))
                made[version] = Pair(Side(brokers.get(version).bootstrap, stack), Side(ours.bootstrap_servers, stack))
            return made[version]

        yield get


@pytest.fixture(params=VERSIONS)
def pair(request: pytest.FixtureRequest, pairs: Callable[[str], Pair]) -> Pair:
    found = pairs(request.param)
    for side in found.sides:
        side.begin_test(request.node.nodeid)
    return found


@pytest.fixture
def newest(pairs: Callable[[str], Pair], request: pytest.FixtureRequest) -> Pair:
    found = pairs(VERSIONS[0])
    for side in found.sides:
        side.begin_test(request.node.nodeid)
    return found


# -- requests


def join(group: str | None = "g", member: str = "", *, version: int = 9, **fields: Any) -> Make:
    """`member` is a name that was learned, or ``""``, or ``"!id"`` for an id as it stands."""

    def make(side: Side) -> Request:
        one = JoinGroupRequest.JoinGroupRequestProtocol
        topics = tuple(side.topic(name) for name in fields.get("topics", ("t",)))
        metadata = encode_subscription(Subscription(topics), 0)
        request = JoinGroupRequest(
            group_id=side.group(group) if group else "",
            member_id=known(side, member),
            session_timeout_ms=fields.get("session", SESSION),
            protocol_type=fields.get("kind", "consumer"),
            protocols=[one(name=name, metadata=metadata) for name in fields.get("protocols", ("range",))],
        )
        if version >= 1:
            request.rebalance_timeout_ms = REBALANCE
        if version >= 5:
            request.group_instance_id = fields.get("instance")
        return request

    return make


def known(side: Side, name: str) -> str:
    if not name or name.startswith("!"):
        return name[1:]
    found: str = side[name]
    return found


def sync(
    group: str, member: str, generation: int, assigned: tuple[str, ...] = (), *, version: int = 5, **fields: Any
) -> Make:
    def make(side: Side) -> Request:
        one = SyncGroupRequest.SyncGroupRequestAssignment
        request = SyncGroupRequest(
            group_id=side.group(group) if group else "",
            member_id=known(side, member),
            generation_id=generation,
            assignments=[one(member_id=known(side, name), assignment=b"for " + name.encode()) for name in assigned],
        )
        if version >= 3:
            request.group_instance_id = fields.get("instance")
        if version >= 5:
            request.protocol_type, request.protocol_name = fields.get("protocol", ("consumer", "range"))
        return request

    return make


def heartbeat(group: str, member: str, generation: int, instance: str | None = None) -> Make:
    return lambda side: HeartbeatRequest(
        group_id=side.group(group) if group else "",
        member_id=known(side, member),
        generation_id=generation,
        group_instance_id=instance,
    )


def leave(group: str, *members: tuple[str, str | None], version: int = 5) -> Make:
    def make(side: Side) -> Request:
        group_id = side.group(group) if group else ""
        if version < 3:
            return LeaveGroupRequest(group_id=group_id, member_id=known(side, members[0][0]))
        one = LeaveGroupRequest.MemberIdentity
        listed = [one(member_id=known(side, member), group_instance_id=instance) for member, instance in members]
        return LeaveGroupRequest(group_id=group_id, members=listed)

    return make


def commit(
    version: int,
    group: str = "g",
    member: str = "",
    epoch: int = -1,
    *,
    places: tuple[tuple[str, int], ...] = (("t", 0), ("t", 7), ("nowhere", 0)),
    metadata: str | None = "note",
    instance: str | None = None,
    offset: int = 5,
) -> Make:
    def make(side: Side) -> Request:
        topics: dict[str, OffsetCommitRequest.OffsetCommitRequestTopic] = {}
        for name, index in places:
            topic = topics.setdefault(name, OffsetCommitRequest.OffsetCommitRequestTopic())
            if version >= 10:
                topic.topic_id = side.topic_id(name)
            else:
                topic.name = side.topic(name)
            part = OffsetCommitRequest.OffsetCommitRequestPartition(
                partition_index=index, committed_offset=offset, committed_metadata=metadata
            )
            if version >= 6:
                part.committed_leader_epoch = 3
            topic.partitions.append(part)
        request = OffsetCommitRequest(group_id=side.group(group) if group else "", topics=list(topics.values()))
        if version >= 1:
            request.member_id, request.generation_id_or_member_epoch = known(side, member), epoch
        if version >= 7:
            request.group_instance_id = instance
        return request

    return make


def fetch(
    version: int,
    *groups: str,
    places: tuple[tuple[str, int], ...] | None = (("t", 0), ("t", 1), ("nowhere", 0)),
    member: str | None = None,
    epoch: int = -1,
    stable: bool = False,
) -> Make:
    def make(side: Side) -> Request:
        indexes: dict[str, list[int]] = {}
        for name, index in places or ():
            indexes.setdefault(name, []).append(index)
        request = OffsetFetchRequest()
        if version >= 7:
            request.require_stable = stable
        if version < 8:
            one = OffsetFetchRequest.OffsetFetchRequestTopic
            request.group_id = side.group(groups[0]) if groups[0] else ""
            request.topics = [one(name=side.topic(name), partition_indexes=found) for name, found in indexes.items()]
            if places is None:
                request.topics = None
            return request
        for group in groups:
            asked = OffsetFetchRequest.OffsetFetchRequestGroup(group_id=side.group(group) if group else "", topics=None)
            if version >= 9 and member is not None:
                asked.member_id, asked.member_epoch = known(side, member), epoch
            if places is not None:
                asked.topics = []
                for name, found in indexes.items():
                    topic = OffsetFetchRequest.OffsetFetchRequestTopics(partition_indexes=found)
                    if version >= 10:
                        topic.topic_id = side.topic_id(name)
                    else:
                        topic.name = side.topic(name)
                    asked.topics.append(topic)
            request.groups.append(asked)
        return request

    return make


def consumer(group: str | None, member: str, epoch: int, **fields: Any) -> Make:
    """A heartbeat of KIP-848; `topics` and `owned` by the test's names."""

    def make(side: Side) -> Request:
        asked = dict(fields)
        topics, owned = asked.pop("topics", None), asked.pop("owned", None)
        request = ConsumerGroupHeartbeatRequest(
            group_id=side.group(group) if group else "", member_id=known(side, member), member_epoch=epoch, **asked
        )
        if topics is not None:
            request.subscribed_topic_names = [side.topic(name) for name in topics]
        if owned is not None:
            one = ConsumerGroupHeartbeatRequest.TopicPartitions
            request.topic_partitions = [
                one(topic_id=side.topic_id(name), partitions=list(indexes)) for name, indexes in owned.items()
            ]
        return request

    return make


def admin(request: Callable[[Side], Request]) -> Make:
    return request


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
        {"session": 5_999},
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
    _delete_offsets(pair, "t", "nowhere")
    pair.same(leave("g", ("!m", None), ("", None), ("", "unknown"), ("!m", "unknown"), ("one", None)), 5)
    for version in pair.versions(DescribeGroupsRequest):
        pair.same(lambda side: DescribeGroupsRequest(groups=[side.group("g")]), version)
    for version in pair.versions(OffsetCommitRequest):
        if version >= 1:
            for member, generation in (("", -1), ("!m", -1), ("!m", 1)):
                pair.same(commit(version, member=member, epoch=generation), version)
    _delete_offsets(pair, "t", "nowhere")
    pair.same(fetch(8, "g", places=None), 8)
    pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g"), side.group("g")]), 2)
    pair.same(lambda side: DeleteGroupsRequest(groups_names=[side.group("g")]), 2)


def _delete_offsets(pair: Pair, *topics: str, group: str = "g") -> None:
    topic = OffsetDeleteRequest.OffsetDeleteRequestTopic
    part = OffsetDeleteRequest.OffsetDeleteRequestPartition

    def make(side: Side) -> Request:
        listed = [
            topic(name=side.topic(name), partitions=[part(partition_index=index) for index in (0, 1, 9)])
            for name in topics
        ]
        return OffsetDeleteRequest(group_id=side.group(group), topics=listed)

    pair.same(make, 0)


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
    _delete_offsets(pair, "t")
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
    _delete_offsets(newest, "t")


# -- transactions


def init(
    transactional_id: str | None = "x", timeout: int = 60_000, producer: str | None = None, epoch: int = -1
) -> Make:
    def make(side: Side) -> Request:
        name = side.group(transactional_id) if transactional_id else transactional_id
        request = InitProducerIdRequest(transactional_id=name, transaction_timeout_ms=timeout)
        if producer is not None:
            request.producer_id = side[producer] if not producer.startswith("!") else int(producer[1:])
            request.producer_epoch = epoch
        return request

    return make


def add(version: int, epoch: int, *places: tuple[str, int], producer: str = "p", transactional_id: str = "x") -> Make:
    def make(side: Side) -> Request:
        one = AddPartitionsToTxnRequest.AddPartitionsToTxnTopic
        topics: dict[str, list[int]] = {}
        for name, index in places or (("t", 0),):
            topics.setdefault(name, []).append(index)
        listed = [one(name=side.topic(name), partitions=indexes) for name, indexes in topics.items()]
        producer_id = side[producer] if not producer.startswith("!") else int(producer[1:])
        name = side.group(transactional_id) if transactional_id else ""
        if version >= 4:
            batch = AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction
            asked = batch(transactional_id=name, producer_id=producer_id, producer_epoch=epoch, topics=listed)
            return AddPartitionsToTxnRequest(transactions=[asked])
        return AddPartitionsToTxnRequest(
            v3_and_below_transactional_id=name,
            v3_and_below_producer_id=producer_id,
            v3_and_below_producer_epoch=epoch,
            v3_and_below_topics=listed,
        )

    return make


def end(epoch: int, committed: bool, *, producer: str = "p", transactional_id: str = "x") -> Make:
    return lambda side: EndTxnRequest(
        transactional_id=side.group(transactional_id) if transactional_id else "",
        producer_id=side[producer] if not producer.startswith("!") else int(producer[1:]),
        producer_epoch=epoch,
        committed=committed,
    )


def patient(pair: Pair, make: Make, version: int, **learn: str) -> Any:
    """As `same`, when Kafka has ended what it ends in the background: until then it asks for patience, we never do."""
    for _ in range(500):
        request = make(pair.real)
        answer = pair.real.ask(request, version)
        results = getattr(answer, "results_by_topic_v3_and_below", None)
        code = results[0].results_by_partition[0].partition_error_code if results else getattr(answer, "error_code", 0)
        if code != codes.CONCURRENT_TRANSACTIONS:
            break
    ours = pair.ours.ask(make(pair.ours), version)
    for side, found in ((pair.real, answer), (pair.ours, ours)):
        for name, field in learn.items():
            side.names[name] = getattr(found, field)
    return pair.equal(pair.real.plain(answer), pair.ours.plain(ours))


def ended(pair: Pair) -> None:
    """Waits until Kafka has written its markers."""
    for _ in range(500):
        answer = pair.real.ask(DescribeTransactionsRequest(transactional_ids=[pair.real.group("x")]), 0)
        if not answer.transaction_states[0].transaction_state.startswith("Prepare"):
            return
    raise AssertionError("the markers are not written")


def describe_x(pair: Pair) -> Any:
    return pair.same(lambda side: DescribeTransactionsRequest(transactional_ids=[side.group("x")]), 0)


@pytest.mark.parametrize(("timeout", "transactional_id"), [(0, "x"), (900_001, "x"), (60_000, ""), (-1, "x")])
def test_an_init_that_is_refused(pair: Pair, timeout: int, transactional_id: str):
    for version in pair.versions(InitProducerIdRequest):
        pair.same(init(transactional_id, timeout), version)


def test_producers_by_name(pair: Pair):
    for version in pair.versions(InitProducerIdRequest):
        pair.same(init(None), version, idempotent="producer_id")
    pair.same(init(), 4, p="producer_id")
    pair.same(init(), 4)
    pair.same(init(producer="p", epoch=1), 4)
    pair.same(init(producer="p", epoch=1), 4)
    pair.same(init(producer="p", epoch=0), 4)
    pair.same(init(producer="p", epoch=0), 3)
    pair.same(init(producer="!999999", epoch=2), 4)
    pair.same(init(producer="p", epoch=-1), 4)
    pair.same(init(producer="!-1", epoch=3), 4)
    pair.same(init("new", producer="!999999", epoch=3), 4, q="producer_id")


def test_requests_of_no_transaction(pair: Pair):
    pair.topic("t")
    pair.same(init(), 4, p="producer_id")
    cases = [("p", 0, "x"), ("p", 1, "x"), ("!999999", 0, "x"), ("p", 0, "other"), ("p", 0, "")]
    for producer, epoch, name in cases[1:]:
        for version in pair.versions(AddPartitionsToTxnRequest):
            if version < 4:
                pair.same(add(version, epoch, producer=producer, transactional_id=name), version)
    for producer, epoch, name in cases:
        for version in pair.versions(EndTxnRequest):
            if version < 5:
                pair.same(end(epoch, True, producer=producer, transactional_id=name), version)
                pair.same(end(epoch, False, producer=producer, transactional_id=name), version)
    for producer, epoch, name in cases[1:]:
        for version in pair.versions(AddOffsetsToTxnRequest):
            pair.same(_add_offsets(producer, epoch, name), version)
    pair.same(lambda side: DescribeTransactionsRequest(transactional_ids=[side.group("other"), "", side.group("x")]), 0)


def _add_offsets(producer: str, epoch: int, name: str, group: str = "g") -> Make:
    return lambda side: AddOffsetsToTxnRequest(
        transactional_id=side.group(name) if name else "",
        producer_id=side[producer] if not producer.startswith("!") else int(producer[1:]),
        producer_epoch=epoch,
        group_id=side.group(group),
    )


def test_the_life_of_a_transaction(pair: Pair):
    pair.topic("t", 2)
    pair.same(init(), 4, p="producer_id")
    describe_x(pair)
    pair.same(add(3, 0, ("t", 0), ("t", 9), ("nowhere", 0)), 3)
    describe_x(pair)
    pair.same(add(3, 0, ("t", 0)), 3)
    pair.same(add(3, 0, ("t", 0), ("t", 1)), 3)
    describe_x(pair)
    pair.same(end(1, True), 3)
    pair.same(end(0, True), 3)
    ended(pair)
    describe_x(pair)
    pair.same(end(0, True), 3)
    pair.same(end(0, False), 3)
    patient(pair, add(3, 0, ("t", 1)), 3)
    pair.same(end(0, False), 3)
    ended(pair)
    pair.same(end(0, False), 3)
    pair.same(end(0, True), 3)
    pair.same(init(), 4)
    pair.same(add(3, 0, ("t", 1)), 3)
    pair.same(add(1, 0, ("t", 1)), 1)


def test_an_open_transaction_that_is_taken_over(pair: Pair):
    pair.topic("t")
    pair.same(init(), 4, p="producer_id")
    pair.same(add(3, 0), 3)
    assert pair.same(init(), 4)["error_code"] == codes.CONCURRENT_TRANSACTIONS
    ended(pair)
    describe_x(pair)
    patient(pair, init(), 4)
    pair.same(add(3, 0), 3)
    pair.same(end(0, True), 3)


def test_the_second_kind_of_transactions(newest: Pair):
    pair = newest
    pair.topic("t")
    pair.same(init(), 5, p="producer_id")
    pair.same(end(0, True), 5)
    pair.same(add(3, 0), 3)
    pair.same(end(1, True), 5)
    assert pair.same(end(0, True), 5)["producer_epoch"] == 1
    ended(pair)
    describe_x(pair)
    pair.same(end(0, True), 5)
    pair.same(end(0, False), 5)
    pair.same(end(1, True), 5)
    assert pair.same(end(1, False), 5)["producer_epoch"] == 2
    ended(pair)
    describe_x(pair)
    pair.same(end(1, False), 5)
    pair.same(end(1, True), 5)
    pair.same(end(2, True), 5)
    pair.same(end(7, True), 5)


@pytest.mark.parametrize("version", [3, 4, 5])
def test_offsets_in_a_transaction(pair: Pair, version: int):
    if version not in pair.versions(TxnOffsetCommitRequest):
        version = max(pair.versions(TxnOffsetCommitRequest))
    pair.topic("t", 2)
    pair.same(init(), 4, p="producer_id")

    def offsets(epoch: int = 0, producer: str = "p", generation: int = -1, member: str = "", group: str = "g") -> Make:
        def make(side: Side) -> Request:
            topic, part = (
                TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic,
                (TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition),
            )
            places = [(side.topic("t"), (0, 9)), (side.topic("nowhere"), (0,))]
            return TxnOffsetCommitRequest(
                transactional_id=side.group("x"),
                group_id=side.group(group) if group else "",
                producer_id=side[producer] if not producer.startswith("!") else int(producer[1:]),
                producer_epoch=epoch,
                generation_id_or_member_epoch=generation,
                member_id=member,
                topics=[
                    topic(name=name, partitions=[part(partition_index=i, committed_offset=9) for i in indexes])
                    for name, indexes in places
                ],
            )

        return make

    pair.same(commit(8), 8)
    pair.same(offsets(group=""), version)
    if version < 5:
        pair.same(offsets(), version)  # not added
    pair.same(_add_offsets("p", 0, "x"), 3)
    pair.same(offsets(), version)
    pair.same(offsets(generation=3, member="m"), version)
    if 5 in pair.versions(TxnOffsetCommitRequest):
        pair.same(offsets(epoch=4), version)
    pair.same(offsets(producer="!999999"), version)
    for number in (7, 8):
        pair.same(fetch(number, "g", stable=True), number)
        pair.same(fetch(number, "g"), number)
    pair.same(end(0, True), 3)
    ended(pair)
    for number in (7, 8):
        pair.same(fetch(number, "g", stable=True, places=(("t", 0), ("t", 1))), number)


def test_what_transactions_are_listed(newest: Pair):
    newest.topic("t")
    newest.same(init(), 4, p="producer_id")
    newest.same(init("y"), 4, q="producer_id")
    newest.same(add(3, 0), 3)

    def listed(version: int, **filters: Any) -> None:
        both = []
        for side in newest.sides:
            asked = {
                key: [side[name] for name in value] if key == "producer_id_filters" else value
                for key, value in filters.items()
            }
            answer = side.plain(side.ask(ListTransactionsRequest(**asked), version))
            found = [one for one in answer["transaction_states"] if one["transactional_id"].endswith("*")]
            both.append((answer["error_code"], answer["unknown_state_filters"], found))
        newest.equal(*both)

    for version in newest.versions(ListTransactionsRequest):
        listed(version)
        listed(version, state_filters=["Ongoing"])
        listed(version, state_filters=["ongoing", "nonsense"])
        listed(version, state_filters=["Empty", "nonsense", "Dead"])
        listed(version, producer_id_filters=["q"])
    listed(1, duration_filter=0)
    listed(1, duration_filter=600_000)
    if 2 in newest.versions(ListTransactionsRequest):
        listed(2, transactional_id_pattern="x-.*")
        listed(2, transactional_id_pattern="x")
        listed(2, transactional_id_pattern="(")
    newest.same(end(0, False), 3)
