"""Patterns of topics: what is one, what matches, and a watch that tells of changes only."""

from __future__ import annotations

import re
from typing import Any

import pytest

import barnabas
from barnabas.engine.snapshot import ClusterSnapshot, PartitionInfo, TopicInfo
from barnabas.group.pattern import checked, matching

ONE = {0: PartitionInfo(1, 0, (1,), (1,), 0)}


def picture(*names: str, empty: tuple[str, ...] = ()) -> ClusterSnapshot:
    topics = {n: TopicInfo(n, bytes(16), n.startswith("__"), 0, ONE) for n in names}
    return ClusterSnapshot(topics=topics | {n: TopicInfo(n, bytes(16), False, 3, {}) for n in empty})


def test_the_whole_name_matches() -> None:
    cluster = picture("orders", "orders-2", "my-orders", "__orders", empty=("orders-gone",))
    assert matching(re.compile("orders"), cluster, internal=False) == ("orders",)
    assert matching(re.compile("orders.*"), cluster, internal=False) == ("orders", "orders-2")
    assert matching(re.compile(".*orders"), cluster, internal=False) == ("my-orders", "orders")
    assert matching(re.compile(".*orders"), cluster, internal=True) == ("__orders", "my-orders", "orders")


@pytest.mark.parametrize("wrong", ["(", "[a", "", 7, b"a", re.compile(b"a"), "(?P<n", "*"])
def test_a_bad_pattern_of_the_classic_protocol_is_refused_at_once(wrong: Any) -> None:
    with barnabas.Client("localhost:1") as client:
        with pytest.raises(barnabas.ConfigurationError, match="pattern="):
            client.consumer(group_id="g", pattern=wrong)
        consumer = client.consumer(group_id="g")
        with pytest.raises(barnabas.ConfigurationError, match="pattern="):
            consumer.subscribe(pattern=wrong)


def test_the_brokers_patterns_are_text() -> None:
    assert checked("(", "consumer") == "("  # for the broker to say
    for wrong in ("", re.compile("a"), 7):
        with pytest.raises(barnabas.ConfigurationError, match="RE2/J"):
            checked(wrong, "consumer")


def test_one_kind_of_subscription_at_a_time() -> None:
    with barnabas.Client("localhost:1") as client:
        with pytest.raises(barnabas.ConfigurationError, match="beside topics"):
            client.consumer("orders", group_id="g", pattern="a")
        with pytest.raises(barnabas.ConfigurationError, match="without a group_id"):
            client.consumer(pattern="a")
        with pytest.raises(barnabas.ConfigurationError, match="exclude_internal_topics"):
            client.consumer(group_id="g", pattern="a", group_protocol="consumer", exclude_internal_topics=False)
        by_hand = client.consumer(group_id="g")
        by_hand.assign([barnabas.TopicPartition("orders", 0)])
        with pytest.raises(barnabas.ConfigurationError, match="unsubscribe"):
            by_hand.subscribe("orders")
        member = client.consumer(group_id="g", pattern="a.*")
        assert "'a.*'" in repr(member)
        with pytest.raises(barnabas.ConfigurationError, match="unsubscribe"):
            member.assign([barnabas.TopicPartition("orders", 0)])
        with pytest.raises(barnabas.ConfigurationError, match="needs a topic"):
            member.subscribe()
