"""When a partition that offsets are committed for is taken for gone, as a machine: no I/O, no clock."""

from __future__ import annotations

from collections.abc import Collection

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors import codes
from barnabas.types import TopicPartition

GONE_AFTER = 0.5  # seconds: a broker may be so far behind when it has just come back


class Missing:
    """What the coordinator of a commit says that it does not know.

    One broker's word is not enough, nor a moment's: a coordinator may hear of a topic later than the broker that its records
    were read from. Only when the cluster's picture, asked for anew each time, has been without it for as long is it gone.
    Java's client asks again until the call's time is up.

    >>> missing, p = Missing(), TopicPartition("deleted", 0)
    >>> missing.gone([p], ClusterSnapshot(), 7.0), missing.gone([p], ClusterSnapshot(), 7.5)
    ([], [TopicPartition(topic='deleted', partition=0)])
    """

    def __init__(self) -> None:
        self._since: dict[TopicPartition, float] = {}

    def gone(self, unknown: Collection[TopicPartition], snapshot: ClusterSnapshot, now: float) -> list[TopicPartition]:
        """After an attempt: what the coordinator did not know, and a picture that is newer; those that are given up now."""
        self._since = {p: self._since.get(p, now) for p in unknown if _lacks(snapshot, p)}
        return [p for p, since in self._since.items() if now - since >= GONE_AFTER]


def _lacks(snapshot: ClusterSnapshot, partition: TopicPartition) -> bool:
    info = snapshot.topics.get(partition.topic)
    if info is None:
        return True
    # Any other error says nothing of whether it is there: the client may have lost the right to see it.
    return partition.partition not in info.partitions and info.error_code in (0, codes.UNKNOWN_TOPIC_OR_PARTITION)
