"""DeleteRecords, v0 to v2: everything before an offset is gone (KIP-107); -1 means up to the high watermark.

Topics that are only compacted, and internal ones, do not let it happen. The answer's low watermark is the start of the log,
for there are no followers to wait for: the timeout is not modelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.apis._hosting import hosted
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.delete_records import DeleteRecordsRequest, DeleteRecordsResponse

if TYPE_CHECKING:
    from barnabas.broker.call import Call
    from barnabas.broker.state.cluster import Topic

HIGH_WATERMARK = -1


async def handle(call: Call, request: DeleteRecordsRequest) -> DeleteRecordsResponse:
    """Deletes in each partition for itself."""
    response = DeleteRecordsResponse()
    for asked in request.topics:
        topic = call.cluster.topic(asked.name)
        results = []
        for part in asked.partitions:
            result = DeleteRecordsResponse.DeleteRecordsPartitionResult(
                partition_index=part.partition_index, low_watermark=-1
            )
            try:
                result.low_watermark = _delete(call, topic, part)
            except RefusedError as refused:
                result.error_code = refused.code
            results.append(result)
        response.topics.append(DeleteRecordsResponse.DeleteRecordsTopicResult(name=asked.name, partitions=results))
    return response


def _delete(call: Call, topic: Topic | None, part: DeleteRecordsRequest.DeleteRecordsPartition) -> int:
    """Where the log starts then; raises `RefusedError`."""
    if topic is None or not 0 <= part.partition_index < len(topic.partitions):
        raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION)
    if topic.internal:
        raise RefusedError(codes.INVALID_TOPIC_EXCEPTION)
    partition = topic.partitions[part.partition_index]
    error = hosted(call, partition)
    if error:
        raise RefusedError(error)
    if "delete" not in topic.configs.get("cleanup.policy"):
        raise RefusedError(codes.POLICY_VIOLATION)
    log = partition.log
    offset = log.end_offset if part.offset == HIGH_WATERMARK else part.offset
    if offset < 0:
        raise RefusedError(codes.OFFSET_OUT_OF_RANGE)
    log.delete_before(offset)
    call.cluster.logs_changed(partition)
    return log.start_offset
