"""ListOffsets, v0 to v11: offsets by a timestamp or by one of Kafka's names for places in the log.

The names: -1 the end (the last stable offset for who reads what is committed, KIP-98, from v2 on), -2 the start, -3 the
record with the highest timestamp (from v7 on, KIP-734), -4 the start of what is local (from v8 on, KIP-405), -5 the end of what is tiered
(from v9 on, KIP-1005), -6 the start of what is to be tiered (from v11 on). Nothing is tiered here: -4 is -2, -5 and -6 are not found. v0
answers with the starts of segments; leader epochs from v4 on (KIP-320). The timeout is not modelled: no look-up waits.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from barnabas.broker.apis._hosting import hosted
from barnabas.broker.state.log import Found
from barnabas.errors import codes
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest, ListOffsetsResponse

if TYPE_CHECKING:
    from barnabas.broker.call import Call
    from barnabas.broker.state.cluster import Partition

Asked = ListOffsetsRequest.ListOffsetsPartition
Answer = ListOffsetsResponse.ListOffsetsPartitionResponse

LATEST, EARLIEST, MAX_TIMESTAMP, EARLIEST_LOCAL, LATEST_TIERED, EARLIEST_PENDING = -1, -2, -3, -4, -5, -6
SINCE = {LATEST: 1, EARLIEST: 1, MAX_TIMESTAMP: 7, EARLIEST_LOCAL: 8, LATEST_TIERED: 9, EARLIEST_PENDING: 11}
CONSUMER, DEBUGGING = -1, -2


async def handle(call: Call, request: ListOffsetsRequest) -> ListOffsetsResponse:
    """Looks up each partition for itself."""
    seen = Counter((topic.name, part.partition_index) for topic in request.topics for part in topic.partitions)
    response = ListOffsetsResponse()
    for topic in request.topics:
        parts = []
        for asked in topic.partitions:
            repeated = call.version > 0 and seen[topic.name, asked.partition_index] > 1
            partition = call.cluster.partition(topic.name, asked.partition_index)
            if repeated:
                parts.append(Answer(partition_index=asked.partition_index, error_code=codes.INVALID_REQUEST))
            elif call.version == 0:
                parts.append(_segments(call, request, asked, partition))
            else:
                parts.append(_offset(call, request, asked, partition))
        response.topics.append(ListOffsetsResponse.ListOffsetsTopicResponse(name=topic.name, partitions=parts))
    return response


def _offset(call: Call, request: ListOffsetsRequest, asked: Asked, partition: Partition | None) -> Answer:
    answer = Answer(partition_index=asked.partition_index)
    if asked.timestamp < 0 and call.version < SINCE.get(asked.timestamp, 1 << 15):
        answer.error_code = codes.UNSUPPORTED_VERSION
        return answer
    by_leader = request.replica_id != DEBUGGING
    answer.error_code = hosted(call, partition, asked.current_leader_epoch, by_leader=by_leader)
    if answer.error_code or partition is None:
        return answer
    found = _find(request, asked.timestamp, partition)
    if found is not None:
        answer.timestamp, answer.offset = found.timestamp, found.offset
        if call.version >= 4:
            answer.leader_epoch = found.leader_epoch
    return answer


def _find(request: ListOffsetsRequest, timestamp: int, partition: Partition) -> Found | None:
    log = partition.log
    committed = request.replica_id == CONSUMER and request.isolation_level == 1
    end = log.last_stable_offset if committed else log.end_offset
    if timestamp == LATEST:
        return Found(end, leader_epoch=partition.leader_epoch)
    if timestamp in (EARLIEST, EARLIEST_LOCAL):
        return log.earliest()
    if timestamp in (LATEST_TIERED, EARLIEST_PENDING):
        return None
    found = log.max_timestamp() if timestamp == MAX_TIMESTAMP else log.find_by_timestamp(timestamp)
    return found if found is not None and found.offset < end else None


def _segments(call: Call, request: ListOffsetsRequest, asked: Asked, partition: Partition | None) -> Answer:
    """v0: several offsets, downwards."""
    answer = Answer(partition_index=asked.partition_index)
    if asked.timestamp < EARLIEST:
        answer.error_code = codes.UNSUPPORTED_VERSION
        return answer
    answer.error_code = hosted(call, partition, by_leader=request.replica_id != DEBUGGING)
    if not answer.error_code and partition is not None:
        now_ms = call.cluster.timers.wall_ms
        answer.old_style_offsets = partition.log.offsets_before(asked.timestamp, asked.max_num_offsets, now_ms)
    return answer
