"""What a node has of a partition, and where else it is: shared by the APIs that read and write records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.call import Call
    from barnabas.broker.state.cluster import Node, Partition


def hosted(call: Call, partition: Partition | None, epoch: int = -1, *, by_leader: bool = True) -> int:
    """An error code, NONE if this node may answer for the partition.

    `epoch` is the leader epoch that the client knows, -1 if it says none (KIP-320). With `by_leader` false another replica
    may answer too (KIP-392).
    """
    if partition is None:
        return codes.UNKNOWN_TOPIC_OR_PARTITION
    leads = call.cluster.leads(call.node, partition)
    if not leads and call.node.id not in partition.replicas:
        return codes.NOT_LEADER_OR_FOLLOWER
    if epoch >= 0 and epoch != partition.leader_epoch:
        return codes.FENCED_LEADER_EPOCH if epoch < partition.leader_epoch else codes.UNKNOWN_LEADER_EPOCH
    if by_leader and not leads:
        return codes.NOT_LEADER_OR_FOLLOWER
    partition.log.lead(partition.leader_epoch)
    return codes.NONE


def leader_of(call: Call, partition: Partition) -> Node | None:
    """The partition's leader, if it is alive (KIP-951)."""
    node = call.cluster.nodes.get(partition.leader)
    return node if node is not None and node.alive else None
