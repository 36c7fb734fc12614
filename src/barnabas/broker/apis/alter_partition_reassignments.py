"""AlterPartitionReassignments, v0 and v1 (KIP-455): other replicas for partitions.

It is done at once, as all nodes share one log: nothing is ever in progress, so nothing can be cancelled. The leader stays if it
is still a replica. v1 can forbid another number of replicas (KIP-860). With ZooKeeper only the controller answers.
"""

from __future__ import annotations

from barnabas.broker.apis._controlled import check_replicas, not_controller
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.alter_partition_reassignments import (
    AlterPartitionReassignmentsRequest,
    AlterPartitionReassignmentsResponse,
)

Result = AlterPartitionReassignmentsResponse.ReassignablePartitionResponse
WITH_FACTOR = 1


async def handle(call: Call, request: AlterPartitionReassignmentsRequest) -> AlterPartitionReassignmentsResponse:
    """Partition by partition."""
    response = AlterPartitionReassignmentsResponse(error_message=None)
    if call.version >= WITH_FACTOR:
        response.allow_replication_factor_change = request.allow_replication_factor_change
    if not_controller(call):
        response.error_code = codes.NOT_CONTROLLER
        return response
    for topic in request.topics:
        told = AlterPartitionReassignmentsResponse.ReassignableTopicResponse(name=topic.name)
        for asked in topic.partitions:
            result = Result(partition_index=asked.partition_index, error_message=None)
            try:
                _reassign(call, topic.name, asked, request.allow_replication_factor_change)
            except RefusedError as refused:
                result.error_code, result.error_message = refused.code, refused.message
            told.partitions.append(result)
        response.responses.append(told)
    return response


def _reassign(
    call: Call, topic: str, asked: AlterPartitionReassignmentsRequest.ReassignablePartition, any_number: bool
) -> None:
    if call.cluster.topic(topic) is None:
        raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION, f"Unable to find a topic named {topic}.")
    partition = call.cluster.partition(topic, asked.partition_index)
    if partition is None:
        text = f"Unable to find partition {topic}:{asked.partition_index}."
        raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION, text)
    if asked.replicas is None:
        raise RefusedError(codes.NO_REASSIGNMENT_IN_PROGRESS)
    check_replicas(call, asked.replicas)
    before, after = len(partition.replicas), len(asked.replicas)
    if before != after and not any_number:
        text = f"The replication factor is changed from {before} to {after}"
        raise RefusedError(codes.INVALID_REPLICATION_FACTOR, text)
    call.cluster.set_replicas(partition, asked.replicas)
