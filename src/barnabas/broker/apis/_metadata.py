"""What Metadata, DescribeCluster and DescribeTopicPartitions have in common: operations that an unsecured cluster allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Cluster, Partition

NOT_ASKED: Final = -(1 << 31)
# Bits by Kafka's numbers of the operations: read 3, write 4, create 5, delete 6, alter 7, describe 8, cluster action 9,
# describe configs 10, alter configs 11, idempotent write 12.
TOPIC_OPERATIONS: Final = sum(1 << bit for bit in (3, 4, 5, 6, 7, 8, 10, 11))
CLUSTER_OPERATIONS: Final = sum(1 << bit for bit in (5, 7, 8, 9, 10, 11, 12))


def placed(cluster: Cluster, partition: Partition) -> dict[str, Any]:
    """Where a partition is, in the words that these responses share. LEADER_NOT_AVAILABLE while nobody leads it."""
    return {
        "error_code": codes.LEADER_NOT_AVAILABLE if partition.leader < 0 else codes.NONE,
        "partition_index": partition.index,
        "leader_id": partition.leader,
        "leader_epoch": partition.leader_epoch,
        "replica_nodes": partition.replicas,
        "isr_nodes": partition.isr,
        "offline_replicas": [number for number in partition.replicas if not cluster.alive(number)],
    }
