"""WriteTxnMarkers: ends transactions in partitions' logs. Coordinators send it to leaders, and an operator to a hanging one.

The coordinator in here writes its markers without it. v2 carries the transaction version, which changes nothing here.
"""

from __future__ import annotations

from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.transactions.transaction import OFFSETS_TOPIC
from barnabas.errors import codes
from barnabas.protocol.messages.write_txn_markers import WriteTxnMarkersRequest, WriteTxnMarkersResponse

Marker = WriteTxnMarkersRequest.WritableTxnMarker


async def handle(call: Call, request: WriteTxnMarkersRequest) -> WriteTxnMarkersResponse:
    """Answers when they are written."""
    return WriteTxnMarkersResponse(markers=[_result(call, marker) for marker in request.markers])


def _result(call: Call, marker: Marker) -> WriteTxnMarkersResponse.WritableTxnMarkerResult:
    topic_result, one = (
        WriteTxnMarkersResponse.WritableTxnMarkerTopicResult,
        WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult,
    )
    topics = [
        topic_result(
            name=topic.name,
            partitions=[
                one(partition_index=index, error_code=_write(call, marker, topic.name, index))
                for index in topic.partition_indexes
            ],
        )
        for topic in marker.topics
    ]
    return WriteTxnMarkersResponse.WritableTxnMarkerResult(producer_id=marker.producer_id, topics=topics)


def _write(call: Call, marker: Marker, topic: str, index: int) -> int:
    if topic == OFFSETS_TOPIC:
        call.cluster.groups.complete_transaction(marker.producer_id, marker.transaction_result)
        return codes.NONE
    partition = call.cluster.partition(topic, index)
    if partition is None:
        return codes.UNKNOWN_TOPIC_OR_PARTITION
    if not call.cluster.leads(call.node, partition):
        return codes.NOT_LEADER_OR_FOLLOWER
    try:
        partition.log.write_marker(
            marker.producer_id,
            marker.producer_epoch,
            marker.transaction_result,
            marker.coordinator_epoch,
            call.cluster.timers.wall_ms,
        )
    except RefusedError as refused:
        return refused.code
    call.cluster.logs_changed(partition)
    return codes.NONE
