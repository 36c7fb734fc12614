"""The leader's work: what it reads from the members and from the cluster, and the assignor of a user, told in words when it errs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import barnabas
from barnabas.engine.snapshot import BrokerInfo, ClusterSnapshot, PartitionInfo, TopicInfo
from barnabas.group.actions import Assign
from barnabas.group.assignors import GroupMember, Racks, Shares, assignor
from barnabas.group.leader import counts, deal, racks, read_members, wanted
from barnabas.protocol.consumer_protocol import Subscription, decode_assignment, encode_subscription
from barnabas.types import TopicPartition

P0, P1 = TopicPartition("t", 0), TopicPartition("t", 1)
WANTS = frozenset({"t"})
TWO: Racks = {"t": [frozenset()] * 2}


class Own(barnabas.Assignor):
    name = "own"

    def __init__(self, shares: Callable[[], Shares], *, cooperative: bool = False) -> None:
        self._shares = shares
        self.cooperative = cooperative

    def assign(self, members: Sequence[GroupMember], partitions: Racks) -> Shares:
        return self._shares()


def members(**owned: tuple[TopicPartition, ...]) -> list[GroupMember]:
    return [GroupMember(id, WANTS, owned=held, generation_id=1) for id, held in owned.items()]


def test_what_it_returns_is_given_out() -> None:
    dealt = deal(Own(lambda: {"a": [P1], "b": [P0]}), members(a=(), b=(), c=()), TWO)
    assert {id: decode_assignment(data) for id, data in dealt.items()} == {"a": [P1], "b": [P0]}


@pytest.mark.parametrize(
    ("shares", "text"),
    [
        ({"x": [P0]}, "there is no member 'x'"),
        ({"a": [P0], "b": [P0]}, "was given out twice"),
        ({"a": [TopicPartition("t", 2)]}, "does not exist"),
        ({"a": [TopicPartition("u", 0)]}, "does not exist"),
        ({"a": [P1]}, "while 'b' still owns it"),
        ({"c": [P0]}, "which does not subscribe to its topic"),
    ],
)
def test_what_cannot_be_is_refused(shares: Shares, text: str) -> None:
    with pytest.raises(barnabas.ClientError, match=text):
        deal(
            Own(lambda: shares, cooperative=True),
            [*members(a=(P0,), b=(P1,)), GroupMember("c", frozenset({"u"}))],
            TWO,
        )


def test_an_eager_one_may_give_what_another_had() -> None:
    assert deal(Own(lambda: {"a": [P1]}), members(a=(P0,), b=(P1,)), TWO)


@pytest.mark.parametrize("error", [LookupError("no plan"), SystemExit(3)])
def test_what_it_raises_is_the_cause(error: BaseException) -> None:
    def fails() -> Shares:
        raise error

    with pytest.raises(barnabas.ClientError, match=f"the assignor 'own' failed: {type(error).__name__}") as caught:
        deal(Own(fails), members(a=()), TWO)
    assert caught.value.__cause__ is error


@pytest.mark.parametrize("bad", ["Range", "", None, 3, Own, object()])
def test_what_is_no_assignor_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="is no assignor"):
        assignor(bad)


# --- what the members say, and what there is ---------------------------------------------------------------------------


def test_members_are_read_as_they_describe_themselves() -> None:
    said = encode_subscription(Subscription(("t", "u"), b"mine", (P0, P1), 7, "eu-1a"))
    (member,) = read_members(Assign("range", (("a", "one", said),), False))
    assert member == GroupMember("a", frozenset({"t", "u"}), "one", (P0, P1), 7, "eu-1a", b"mine")


def test_one_who_cannot_be_read_gets_nothing_and_the_others_theirs(caplog: pytest.LogCaptureFixture) -> None:
    said = encode_subscription(Subscription(("t",)))
    bad, good = read_members(Assign("range", (("a", "one", b"?"), ("b", None, said)), False))
    assert bad == GroupMember("a", frozenset(), "one")
    assert good == GroupMember("b", WANTS)
    assert "member a is given no partitions" in caplog.text


def test_what_is_wanted_is_what_anybody_wants() -> None:
    assert wanted([]) == frozenset()
    assert wanted([GroupMember("a", frozenset({"t"})), GroupMember("b", frozenset({"t", "u"}))]) == {"t", "u"}


def topic(name: str, *replicas: tuple[int, ...]) -> TopicInfo:
    return TopicInfo(
        name, b"", False, 0, {p: PartitionInfo(nodes[0], 0, nodes, nodes, 0) for p, nodes in enumerate(replicas)}
    )


CLUSTER = ClusterSnapshot(
    brokers={id: BrokerInfo(id, "h", 9092, rack) for id, rack in ((1, "a"), (2, "b"), (3, None))},
    topics={info.name: info for info in (topic("t", (1, 2), (2, 3), (9,)), topic("u", (1,)), topic("coming"))},
)


def test_a_topic_that_there_is_not_counts_as_one_without_partitions() -> None:
    assert counts(CLUSTER, ["t", "u", "coming", "gone"]) == {"t": 3, "u": 1, "coming": 0, "gone": 0}


@pytest.mark.kip(881)
def test_racks_are_those_of_the_replicas_whose_brokers_have_one() -> None:
    """One broker has no rack, and one is not known; a topic without partitions is not dealt out."""
    assert racks(CLUSTER, ["u", "t", "coming", "gone"]) == {"t": [{"a", "b"}, {"b"}, frozenset()], "u": [{"a"}]}
