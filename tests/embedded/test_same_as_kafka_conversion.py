"""Groups that go over from one protocol to the other while they run (KIP-848), asked the same of a real Kafka.

What differs: which assignors' names a group of nothing but such members would choose, and who leads it then, goes by hash tables in Kafka.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from barnabas.broker import Broker
from barnabas.errors import codes
from barnabas.protocol.consumer_protocol import Subscription, encode_assignment, encode_subscription
from barnabas.protocol.message import Request
from barnabas.protocol.messages.consumer_group_describe import ConsumerGroupDescribeRequest
from barnabas.protocol.messages.describe_groups import DescribeGroupsRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.list_groups import ListGroupsRequest
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from barnabas.types import TopicPartition
from tests.embedded.group_asks import REBALANCE, SESSION, admin, commit, consumer, fetch, heartbeat, known, leave, sync
from tests.embedded.two_coordinators import Make, Pair, Side
from tests.harness.broker import HASTY
from tests.harness.broker import Broker as KafkaBroker

# Its name is the last in any order, and it has the broker deal by that order: the classic member has the first half.
JOIN = {"topics": ["t"], "owned": {}, "rebalance_timeout_ms": REBALANCE, "server_assignor": "range"}
Shares = Mapping[str, list[int]]
describe = admin(lambda side: ConsumerGroupDescribeRequest(group_ids=[side.group("g")]))
describe_classic = admin(lambda side: DescribeGroupsRequest(groups=[side.group("g")]))


# Kafka gathers changes for a second before it deals anew; what is asked here shall not depend on how fast it is asked.
AT_ONCE = {"group.consumer.assignment.interval.ms": "0"}


@contextmanager
def pair_with(**configs: str) -> Iterator[Pair]:
    """Both brokers with settings of their own."""
    named = {**AT_ONCE, **{name.replace("_", "."): value for name, value in configs.items()}}
    real = KafkaBroker(properties=named).start()
    with ExitStack() as stack:
        stack.callback(real.discard)
        ours = stack.enter_context(Broker(configs={**HASTY, **named}))
        yield Pair(Side(real.bootstrap, stack), Side(ours.bootstrap_servers, stack))


@pytest.fixture(scope="module")
def both(real_jars: None) -> Iterator[Pair]:
    with pair_with() as pair:
        yield pair


@pytest.fixture
def pair(both: Pair, request: pytest.FixtureRequest) -> Pair:
    for side in both.sides:
        side.begin_test(request.node.nodeid)
    return both


def join(member: str = "", owned: list[int] | None = None, *, version: int = 9, **fields: Any) -> Make:
    """A JoinGroup that says which partitions of ``t`` the member has."""

    def make(side: Side) -> Request:
        one = JoinGroupRequest.JoinGroupRequestProtocol
        topic = side.topic("t")
        held = tuple(TopicPartition(topic, index) for index in owned or ())
        said = Subscription((topic,), fields.get("user_data"), held, fields.get("generation", -1))
        metadata = encode_subscription(said, fields.get("speaks", 3))
        request = JoinGroupRequest(
            group_id=side.group("g"),
            member_id=known(side, member),
            session_timeout_ms=SESSION,
            rebalance_timeout_ms=REBALANCE,
            protocol_type=fields.get("kind", "consumer"),
            protocols=[one(name=name, metadata=metadata) for name in fields.get("protocols", ("range",))],
        )
        if version >= 5:
            request.group_instance_id = fields.get("instance")
        return request

    return make


def deal(generation: int, member: str, shares: Shares, user_data: bytes | None = None, **fields: Any) -> Make:
    """A leader's SyncGroup."""

    def make(side: Side) -> Request:
        one = SyncGroupRequest.SyncGroupRequestAssignment
        topic = side.topic("t")
        return SyncGroupRequest(
            group_id=side.group("g"),
            member_id=known(side, member),
            group_instance_id=fields.get("instance"),
            generation_id=generation,
            protocol_type="consumer",
            protocol_name="range",
            assignments=[
                one(
                    member_id=known(side, name),
                    assignment=encode_assignment([TopicPartition(topic, index) for index in indexes], user_data),
                )
                for name, indexes in shares.items()
            ],
        )

    return make


def one_member(pair: Pair, partitions: int = 4, **fields: Any) -> None:
    """A stable classic group of the member `one`, which has all partitions."""
    pair.topic("t", partitions)
    pair.same(join(**fields), 9, one="member_id")
    if "instance" not in fields:
        pair.same(join("one", **fields), 9)
    pair.same(deal(1, "one", {"one": list(range(partitions))}, instance=fields.get("instance")), 5)


def test_a_classic_group_becomes_a_consumer_group_and_is_one_again(pair: Pair) -> None:
    one_member(pair)
    beat = lambda epoch: heartbeat("g", "one", epoch)  # noqa: E731 # shorter than a def, and as plain
    # The first member by the newer protocol: the classic one has what it had, in the epoch that was the generation.
    assert pair.same(consumer("g", "!~a", 0, **JOIN), 1)["member_epoch"] == 2
    pair.same(describe, 1)
    pair.same(describe, 0)
    pair.same(describe_classic, 6)
    pair.same(admin(lambda side: ListGroupsRequest(types_filter=["consumer"], states_filter=["Reconciling"])), 5)
    for version in pair.versions(OffsetCommitRequest):
        for epoch in (0, 1, 2):
            pair.same(commit(version, member="one", epoch=epoch), version)
    for epoch in (0, 1, 2):
        pair.same(fetch(9, "g", member="one", epoch=epoch), 9)
        assert pair.same(beat(epoch), 4)["error_code"] != 0
    assert pair.same(sync("g", "one", 1), 5)["error_code"] == codes.REBALANCE_IN_PROGRESS
    # It joins with what it has, is told what it may keep, gives the rest up and joins again.
    assert pair.same(join("one", [0, 1, 2, 3]), 9)["generation_id"] == 1
    pair.same(describe, 1)
    assert pair.same(beat(1), 4)["error_code"] == codes.REBALANCE_IN_PROGRESS
    for name in ("range", "odd", None):
        pair.same(sync("g", "one", 1, protocol=("consumer", name)), 5)
    pair.same(sync("g", "one", 1, protocol=("odd", "range")), 5)
    pair.same(consumer("g", "!~a", 2), 1)
    pair.same(join("one", [0, 1]), 9)
    assert pair.same(beat(2), 4)["error_code"] == 0
    assert pair.same(beat(1), 4)["error_code"] == codes.ILLEGAL_GENERATION
    pair.same(sync("g", "one", 2), 5)
    pair.same(consumer("g", "!~a", 2), 1)
    for version in pair.versions(OffsetCommitRequest):
        for epoch in (1, 2, 3):
            pair.same(commit(version, member="one", epoch=epoch), version)
    # When the last one by the newer protocol has gone the group is a classic one, in which all have to join again.
    pair.same(consumer("g", "!~a", -1), 1)
    pair.same(describe, 1)
    pair.same(describe_classic, 6)
    assert pair.same(beat(2), 4)["error_code"] == codes.REBALANCE_IN_PROGRESS
    pair.same(commit(9, member="one", epoch=2), 9)
    assert pair.same(join("one", [0, 1]), 9)["generation_id"] == 3
    pair.same(deal(3, "one", {"one": [0, 1, 2, 3]}), 5)
    pair.same(describe_classic, 6)
    pair.same(leave("g", ("one", None)), 5)


@pytest.mark.parametrize("version", [0, 2, 3, 4, 5, 9])
def test_classic_members_join_a_consumer_group(pair: Pair, version: int) -> None:
    pair.topic("t", 4)
    pair.same(consumer("g", "!~a", 0, **JOIN), 1)
    version = max(version, pair.versions(JoinGroupRequest)[0])
    for fields in ({"protocols": ()}, {"kind": "odd"}, {"kind": ""}):
        pair.same(join("!~b", version=version, **fields), version)
        pair.same(join(version=version, **fields), version)
    answer = pair.same(join(version=version), version, one="member_id")
    if answer["error_code"] == codes.MEMBER_ID_REQUIRED:
        pair.same(heartbeat("g", "one", -1), 4)
        answer = pair.same(join("one", version=version), version)
    assert answer["generation_id"] == 3
    pair.same(describe, 1)
    pair.same(join("!~b", protocols=("odd",), version=version), version)  # all of them have one in common
    pair.same(join("!~b", protocols=("odd", "range"), version=version), version)
    pair.same(describe, 1)
    pair.same(heartbeat("g", "!~b", 4), 4)
    pair.same(heartbeat("g", "one", 3), 4)
    pair.same(sync("g", "!~b", 4), 5)
    pair.same(sync("g", "!~b", 4, protocol=("consumer", "odd")), 5)
    pair.same(sync("g", "!~a", 2), 5)  # is no classic one
    pair.same(heartbeat("g", "!~a", 2), 4)
    pair.same(heartbeat("g", "!x", 2), 4)
    pair.same(sync("g", "!x", 2), 5)
    pair.same(leave("g", ("!~b", None), ("!x", None)), 5)
    pair.same(describe, 1)
    pair.same(leave("g", ("one", None)), 5)
    pair.same(describe, 1)
    pair.same(consumer("g", "!~a", -1), 1)
    pair.same(describe, 1)


def test_a_member_goes_over_by_its_own_id(pair: Pair) -> None:
    one_member(pair)
    for side in pair.sides:
        side.names["same"] = side["one"]
    assert pair.same(consumer("g", "same", 0, **JOIN), 1)["error_code"] == 0
    pair.same(describe, 1)
    pair.same(heartbeat("g", "same", 1), 4)
    pair.same(join("same", [0, 1, 2, 3]), 9)
    pair.same(describe, 1)
    pair.same(leave("g", ("same", None)), 5)


def test_static_members_go_over_and_back(pair: Pair) -> None:
    one_member(pair, instance="i")
    assert pair.same(consumer("g", "!~a", 0, instance_id="i", **JOIN), 1)["error_code"] == 0
    pair.same(describe, 1)
    for member in ("one", "!~a"):
        pair.same(heartbeat("g", member, 1, "i"), 4)
        pair.same(commit(9, member=member, epoch=1, instance="i"), 9)
    pair.same(join("one", instance="i"), 9)
    pair.same(join(instance="j"), 9, two="member_id")
    pair.same(describe, 1)
    # The last one of the newer protocol comes back by the classic one: its share passes on, and nobody has to join again.
    pair.same(join(instance="i"), 9, three="member_id")
    pair.same(describe, 1)
    pair.same(describe_classic, 6)
    for member, instance in (("two", "j"), ("three", "i"), ("!~a", "i")):
        for generation in (1, 2, 3, 4):
            pair.same(heartbeat("g", member, generation, instance), 4)
    pair.same(leave("g", ("", "i"), ("", "j")), 5)


def test_the_last_static_member_goes_back_by_its_own_id(pair: Pair) -> None:
    one_member(pair, instance="i")
    pair.same(consumer("g", "!~a", 0, instance_id="i", **JOIN), 1)
    pair.same(join("!~a", instance="i"), 9)
    pair.same(describe, 1)
    pair.same(describe_classic, 6)
    for generation in (1, 2, 3):
        pair.same(heartbeat("g", "!~a", generation, "i"), 4)
    pair.same(leave("g", ("", "i")), 5)


def test_who_waits_in_a_rebalance_is_told_of_the_new_one(pair: Pair) -> None:
    one_member(pair)
    pair.same(join(), 9, two="member_id")
    pair.begin(join("two"), 9, "two")
    for side in pair.sides:
        beat = heartbeat("g", "one", 1)(side)
        while side.ask(beat, 4).error_code != codes.REBALANCE_IN_PROGRESS:
            pass
    assert pair.same(consumer("g", "!~a", 0, **JOIN), 1)["error_code"] == 0
    assert pair.end("two")["error_code"] == codes.REBALANCE_IN_PROGRESS
    for name in ("one", "two"):
        pair.same(heartbeat("g", name, 1), 4)
    pair.same(join("two"), 9)  # what it is to have goes by the order of ids that each broker makes up
    pair.same(sync("g", "two", 2), 5)
    pair.same(leave("g", ("one", None), ("two", None)), 5)
    pair.same(consumer("g", "!~a", -1), 1)


def test_between_join_and_sync(pair: Pair) -> None:
    pair.topic("t", 4)
    pair.same(join(), 9, one="member_id")
    pair.same(join("one"), 9)
    pair.same(consumer("g", "!~a", 0, **JOIN), 1)
    pair.same(describe, 1)
    pair.same(deal(1, "one", {"one": [0, 1, 2, 3]}), 5)
    pair.same(heartbeat("g", "one", 1), 4)


@pytest.mark.parametrize("said", [b"x", None])
@pytest.mark.parametrize("given", [b"y", None])
def test_what_user_data_would_be_lost(pair: Pair, said: bytes | None, given: bytes | None) -> None:
    pair.topic("t", 4)
    pair.same(join(user_data=said), 9, one="member_id")
    pair.same(join("one", user_data=said), 9)
    pair.same(deal(1, "one", {"one": [0, 1, 2, 3]}, given), 5)
    pair.same(consumer("g", "!~a", 0, **JOIN), 1)
    pair.same(describe, 1)
    pair.same(heartbeat("g", "one", 1), 4)


def test_what_cannot_be_read_is_not_taken_over(pair: Pair) -> None:
    pair.topic("t", 4)
    pair.same(join(), 9, one="member_id")
    pair.same(join("one"), 9)
    pair.same(sync("g", "one", 1, ("one",)), 5)  # an assignment of a test's own making
    pair.same(consumer("g", "!~a", 0, **JOIN), 1)
    pair.same(describe_classic, 6)
    pair.same(heartbeat("g", "one", 1), 4)


@pytest.mark.parametrize("name", ["upgrade", "downgrade", "disabled"])
def test_the_policy_says_which_way_groups_may_go(real_jars: None, name: str) -> None:
    with pair_with(group_consumer_migration_policy=name) as pair:
        for side in pair.sides:
            side.begin_test(name)
        ways(pair, name)


def ways(pair: Pair, name: str) -> None:
    one_member(pair)
    up = pair.same(consumer("g", "!~a", 0, **JOIN), 1)["error_code"] == 0
    assert up == (name == "upgrade")
    pair.same(heartbeat("g", "one", 1), 4)
    pair.same(describe_classic, 6)
    pair.same(leave("g", ("one", None)), 5)
    if not up:
        pair.same(consumer("g", "!~a", 0, **JOIN), 1)
    # The other way: a classic member is taken in unless all is switched off, and what it is in when the others have gone is the policy's.
    pair.same(join(), 9, two="member_id")
    if name != "disabled":
        pair.same(join("two"), 9)
    pair.same(consumer("g", "!~a", -1), 1)
    pair.same(describe_classic, 6)
    pair.same(describe, 1)
    (group,) = pair.ours.ask(describe(pair.ours), 1).groups
    assert (group.error_code != 0) == (name == "downgrade")
    pair.same(leave("g", ("two", None)), 5)
    pair.same(describe, 1)
