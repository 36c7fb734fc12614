"""OffsetForLeaderEpoch, v0 to v4: where a leader epoch ended (KIP-101), so that a reader sees whether its log was cut.

The epoch that the client knows is checked from v2 on (KIP-320), the epoch that was found is answered from v1 on. Only the
leader answers. Authorisation is not modelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.apis._hosting import hosted
from barnabas.errors import codes
from barnabas.protocol.messages.offset_for_leader_epoch import (
    OffsetForLeaderEpochRequest,
    OffsetForLeaderEpochResponse,
)

if TYPE_CHECKING:
    from barnabas.broker.call import Call


async def handle(call: Call, request: OffsetForLeaderEpochRequest) -> OffsetForLeaderEpochResponse:
    """Looks up each partition for itself; what is unknown is -1."""
    response = OffsetForLeaderEpochResponse()
    for topic in request.topics:
        parts = [_end(call, topic.topic, asked) for asked in topic.partitions]
        response.topics.append(
            OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult(topic=topic.topic, partitions=parts)
        )
    return response


def _end(
    call: Call, topic: str, asked: OffsetForLeaderEpochRequest.OffsetForLeaderPartition
) -> OffsetForLeaderEpochResponse.EpochEndOffset:
    partition = call.cluster.partition(topic, asked.partition)
    answer = OffsetForLeaderEpochResponse.EpochEndOffset(partition=asked.partition, leader_epoch=-1, end_offset=-1)
    answer.error_code = hosted(call, partition, asked.current_leader_epoch)
    if answer.error_code == codes.NONE and partition is not None:
        answer.leader_epoch, answer.end_offset = partition.log.end_of_epoch(asked.leader_epoch)
    return answer
