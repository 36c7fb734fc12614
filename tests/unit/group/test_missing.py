"""When a partition is taken for gone."""

from __future__ import annotations

import pytest

from barnabas.engine.snapshot import ClusterSnapshot, PartitionInfo, TopicInfo
from barnabas.group.missing import GONE_AFTER, Missing
from barnabas.types import TopicPartition

A0, A1 = TopicPartition("a", 0), TopicPartition("a", 1)


def picture(error: int = 0, partitions: int = 0) -> ClusterSnapshot:
    part = PartitionInfo(1, 0, (1,), (1,), 0)
    return ClusterSnapshot(
        topics={"a": TopicInfo("a", bytes(16), False, error, dict.fromkeys(range(partitions), part))}
    )


@pytest.mark.parametrize(
    ("snapshot", "gone"),
    [
        (ClusterSnapshot(), [A0, A1]),
        (picture(error=3), [A0, A1]),
        (picture(partitions=1), [A1]),
        (picture(partitions=2), []),
        (picture(error=29), []),  # it may not be seen any more, which says nothing of whether it is there
        (picture(error=5), []),
    ],
    ids=["not listed", "unknown", "fewer partitions", "known", "not allowed", "without a leader"],
)
def test_both_the_coordinator_and_the_picture_are_without_it(
    snapshot: ClusterSnapshot, gone: list[TopicPartition]
) -> None:
    missing = Missing()
    assert missing.gone([A0, A1], snapshot, 0.0) == []
    assert missing.gone([A0, A1], snapshot, GONE_AFTER * 0.9) == []
    assert missing.gone([A0, A1], snapshot, GONE_AFTER) == gone


@pytest.mark.parametrize(("unknown", "snapshot"), [([A1], picture()), ([A0, A1], picture(partitions=1))])
def test_what_was_known_in_between_begins_again(unknown: list[TopicPartition], snapshot: ClusterSnapshot) -> None:
    missing = Missing()
    missing.gone([A0], picture(), 0.0)
    missing.gone(unknown, snapshot, GONE_AFTER / 2)
    assert A0 not in missing.gone([A0], picture(), GONE_AFTER)
    assert A0 in missing.gone([A0], picture(), GONE_AFTER * 2)
