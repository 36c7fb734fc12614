"""Places that are to be looked up: whom to ask what, and what nobody has to be asked."""

from __future__ import annotations

from typing import Any

import pytest

from barnabas.consumer.lookup import place, planned
from barnabas.consumer.target import Target
from barnabas.engine.cluster import Cluster
from barnabas.engine.list_offsets import EARLIEST, LATEST, Found, by_leader
from barnabas.engine.snapshot import ClusterSnapshot, PartitionInfo, TopicInfo
from barnabas.errors import LeaderNotAvailableError, TopicAuthorizationFailedError, codes
from barnabas.errors.client import UnknownTopicError
from barnabas.types import TopicPartition

A0, A1, A2, A3, B0 = *(TopicPartition("a", number) for number in range(4)), TopicPartition("b", 0)
START, END = Target(EARLIEST), Target(LATEST)


@pytest.fixture
def cluster() -> Cluster:
    """Topic a has three partitions, of which the last has no leader; of topic b nothing is known."""
    nothing: Any = None
    cluster = Cluster(nothing, nothing, 1.0, nothing, 1.0, nothing)
    partitions = {number: PartitionInfo(leader, 4, (1, 2), (1, 2), 0) for number, leader in enumerate([1, 2, -1])}
    cluster.snapshot = ClusterSnapshot(version=1, topics={"a": TopicInfo("a", b"a" * 16, False, 0, partitions)})
    return cluster


def test_each_leader_is_asked_for_what_it_has(cluster: Cluster) -> None:
    plan = planned(cluster, {A0: START, A1: END}, {A0: {}, A1: {}})
    assert (plan.by_node, plan.unseen, plan.outcomes) == ({1: {A0: EARLIEST}, 2: {A1: LATEST}}, set(), {})


def test_what_has_no_leader_is_not_there_or_was_never_seen_holds_up_no_other(cluster: Cluster) -> None:
    plan = planned(cluster, {A0: START, A2: START, A3: START, B0: START}, {key: {} for key in (A0, A2, A3, B0)})
    assert plan.by_node == {1: {A0: EARLIEST}}
    assert plan.unseen == {B0}
    assert {key: type(outcome) for key, outcome in plan.outcomes.items()} == {
        A2: LeaderNotAvailableError,
        A3: UnknownTopicError,
    }


def test_what_is_only_waited_for_is_well_once_it_is_there(cluster: Cluster) -> None:
    plan = planned(cluster, {A0: None, A3: None, B0: None}, {A0: {}, A3: {}, B0: {}})
    assert (plan.by_node, plan.unseen, plan.outcomes[A0]) == ({}, {B0}, None)
    assert isinstance(plan.outcomes[A3], UnknownTopicError)


def test_a_target_that_needs_several_answers_asks_for_one_after_the_other(cluster: Cluster) -> None:
    back = Target(LATEST, shift=-3)
    found: dict[int, Found] = {}
    for time, offset in ((LATEST, 10), (EARLIEST, 8)):
        assert place(back, found) is None
        assert planned(cluster, {A0: back}, {A0: found}).by_node == {1: {A0: time}}
        found[time] = Found(offset, -1, 4)
    assert place(back, found) == (8, -1)
    assert place(START, {EARLIEST: Found(8, -1, 4)}) == (8, 4)


def test_a_topic_that_may_not_be_seen_is_told_as_such() -> None:
    hidden = TopicInfo("a", bytes(16), False, codes.TOPIC_AUTHORIZATION_FAILED, {})
    by_node, failed = by_leader(ClusterSnapshot(version=1, topics={"a": hidden}), {A0: EARLIEST})
    assert not by_node
    assert isinstance(failed[A0], TopicAuthorizationFailedError)
