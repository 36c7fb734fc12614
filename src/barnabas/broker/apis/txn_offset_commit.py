"""TxnOffsetCommit: offsets that become committed with the producer's transaction (KIP-98).

v2 carries leader epochs, v3 the member and its generation (KIP-447), v5 adds the group to the transaction by itself (KIP-890; before
that AddOffsetsToTxn must have come first), v6 names topics by their ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker import codes
from barnabas.broker.apis._coordinated import GROUP, named_topic, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest, TxnOffsetCommitResponse

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Topic
    from barnabas.broker.state.groups.assignors import Partition

OnePartition = TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition


async def handle(call: Call, request: TxnOffsetCommitRequest) -> TxnOffsetCommitResponse:
    """Answers at once; the offsets wait for EndTxn."""
    by_id, groups = call.version >= 6, call.cluster.groups
    response = TxnOffsetCommitResponse()
    good: list[tuple[Topic, TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition, OnePartition]] = []
    for asked in request.topics:
        answered = TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic()
        if by_id:
            answered.topic_id = asked.topic_id
        else:
            answered.name = asked.name
        response.topics.append(answered)
        topic, unknown = named_topic(call, asked.name, asked.topic_id, by_id)
        for item in asked.partitions:
            one = OnePartition(partition_index=item.partition_index, error_code=unknown)
            answered.partitions.append(one)
            if topic is not None and 0 <= item.partition_index < len(topic.partitions):
                good.append((topic, item, one))
            elif topic is not None:
                one.error_code = codes.UNKNOWN_TOPIC_OR_PARTITION
    code = wrong_node(call, GROUP, request.group_id)
    if good and not code:
        code = _check(call, request, [(topic.id, item.partition_index) for topic, item, _ in good])
    for topic, item, one in good:
        one.error_code = code
        if code:
            continue
        if groups.is_too_long(item.committed_metadata):
            one.error_code = codes.OFFSET_METADATA_TOO_LARGE
            continue
        committed = groups.committed_now(item.committed_offset, item.committed_leader_epoch, item.committed_metadata)
        place = topic.name, item.partition_index
        groups.offsets.commit_pending(request.producer_id, request.group_id, place, committed)
    return response


def _check(call: Call, request: TxnOffsetCommitRequest, places: list[Partition]) -> int:
    if not request.group_id:
        return codes.INVALID_GROUP_ID
    code = call.cluster.transactions.verify_group(
        request.transactional_id, request.producer_id, request.producer_epoch, request.group_id, call.version
    )
    if code:
        return code
    try:
        call.cluster.groups.check_transactional_commit(
            request.group_id,
            request.member_id,
            request.group_instance_id,
            request.generation_id_or_member_epoch,
            places,
        )
    except RefusedError as refused:
        return refused.code
    return codes.NONE
