"""DescribeLogDirs, v0 to v5: what a node's logs take, partition by partition.

There is one directory, log.dirs of the settings, wherever the data really is, if it is anywhere. The sizes of its volume (v4,
KIP-827) are -1, not known; nothing moves between directories, and none is cordoned (v5, KIP-1066).
"""

from __future__ import annotations

from barnabas.broker.apis._log_dirs import log_dir
from barnabas.broker.call import Call
from barnabas.protocol.messages.describe_log_dirs import DescribeLogDirsRequest, DescribeLogDirsResponse


async def handle(call: Call, request: DescribeLogDirsRequest) -> DescribeLogDirsResponse:
    """Of the node that is asked; of all topics if none is named."""
    wanted = None
    if request.topics is not None:
        wanted = {(topic.topic, index) for topic in request.topics for index in topic.partitions}
    directory = DescribeLogDirsResponse.DescribeLogDirsResult(log_dir=log_dir(call))
    for topic in call.cluster.topics.values():
        parts = [
            DescribeLogDirsResponse.DescribeLogDirsPartition(
                partition_index=partition.index, partition_size=partition.log.size
            )
            for partition in topic.partitions
            if call.node.id in partition.replicas and (wanted is None or (topic.name, partition.index) in wanted)
        ]
        if parts:
            directory.topics.append(DescribeLogDirsResponse.DescribeLogDirsTopic(name=topic.name, partitions=parts))
    return DescribeLogDirsResponse(results=[directory])
