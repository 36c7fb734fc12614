"""DescribeProducers, v0: who writes to a partition, by what its log knows (KIP-664)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker.apis._hosting import hosted
from barnabas.protocol.messages.describe_producers import DescribeProducersRequest, DescribeProducersResponse

if TYPE_CHECKING:
    from barnabas.broker.call import Call

ProducerState = DescribeProducersResponse.ProducerState


async def handle(call: Call, request: DescribeProducersRequest) -> DescribeProducersResponse:
    """Describes each partition for itself; only its leader knows."""
    response = DescribeProducersResponse()
    for topic in request.topics:
        parts = [_describe(call, topic.name, index) for index in topic.partition_indexes]
        response.topics.append(DescribeProducersResponse.TopicResponse(name=topic.name, partitions=parts))
    return response


def _describe(call: Call, topic: str, index: int) -> DescribeProducersResponse.PartitionResponse:
    partition = call.cluster.partition(topic, index)
    answer = DescribeProducersResponse.PartitionResponse(partition_index=index, error_code=hosted(call, partition))
    if answer.error_code or partition is None:
        return answer
    answer.active_producers = [
        ProducerState(
            producer_id=known.producer_id,
            producer_epoch=known.epoch,
            last_sequence=known.last_sequence,
            last_timestamp=known.last_timestamp,
            coordinator_epoch=known.coordinator_epoch,
            current_txn_start_offset=-1 if known.txn_first_offset is None else known.txn_first_offset,
        )
        for known in partition.log.producers
    ]
    return answer
