"""What the leader does with the assignor of a user: checked, and told in words when it errs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

import barnabas
from barnabas.group.assignors import GroupMember, Racks, Shares, assignor
from barnabas.group.leader import deal
from barnabas.protocol.consumer_protocol import decode_assignment
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
    return [GroupMember(id, WANTS, owned=held, generation=1) for id, held in owned.items()]


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
    ],
)
def test_what_cannot_be_is_refused(shares: Shares, text: str) -> None:
    with pytest.raises(barnabas.ClientError, match=text):
        deal(Own(lambda: shares, cooperative=True), members(a=(P0,), b=(P1,)), TWO)


def test_an_eager_one_may_give_what_another_had() -> None:
    assert deal(Own(lambda: {"a": [P1]}), members(a=(P0,), b=(P1,)), TWO)


def test_what_it_raises_is_the_cause() -> None:
    def fails() -> Shares:
        raise LookupError("no plan")

    with pytest.raises(barnabas.ClientError, match="the assignor 'own' failed: LookupError") as caught:
        deal(Own(fails), members(a=()), TWO)
    assert isinstance(caught.value.__cause__, LookupError)


@pytest.mark.parametrize("bad", ["Range", "", None, 3, Own, object()])
def test_what_is_no_assignor_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="is no assignor"):
        assignor(bad)
