"""AlterReplicaLogDirs, v0 to v2 (KIP-113): to the one directory that there is, where the logs are already; another is not found."""

from __future__ import annotations

from barnabas.broker.apis._log_dirs import log_dir
from barnabas.broker.call import Call
from barnabas.errors import codes
from barnabas.protocol.messages.alter_replica_log_dirs import AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse

Told = AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult


async def handle(call: Call, request: AlterReplicaLogDirsRequest) -> AlterReplicaLogDirsResponse:
    """Partition by partition."""
    topics: dict[str, list[Told]] = {}
    for directory in request.dirs:
        for topic in directory.topics:
            told = topics.setdefault(topic.name, [])
            for index in topic.partitions:
                code = _move(call, directory.path, topic.name, index)
                told.append(Told(partition_index=index, error_code=code))
    one = AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult
    return AlterReplicaLogDirsResponse(
        results=[one(topic_name=name, partitions=partitions) for name, partitions in topics.items()]
    )


def _move(call: Call, path: str, topic: str, index: int) -> int:
    if path != log_dir(call):
        return codes.LOG_DIR_NOT_FOUND
    partition = call.cluster.partition(topic, index)
    if partition is None:
        return codes.UNKNOWN_TOPIC_OR_PARTITION
    # Kafka keeps this code here, where elsewhere it is NOT_LEADER_OR_FOLLOWER.
    return codes.NONE if call.node.id in partition.replicas else codes.REPLICA_NOT_AVAILABLE
