"""OffsetCommit: a member, or somebody outside of an empty group, commits offsets.

v1 brings members (v0, which went to ZooKeeper, is taken as a commit without one), v2 to v4 a retention of the commit's own, v6
leader epochs, v7 static members, v9 member epochs (KIP-848), v10 topic ids. Partitions that are not there are refused
by themselves, before the group is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from barnabas.broker import codes
from barnabas.broker.apis._coordinated import GROUP, named_topic, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest, OffsetCommitResponse

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Topic
    from barnabas.broker.state.groups.assignors import Partition

OnePartition = OffsetCommitResponse.OffsetCommitResponsePartition


async def handle(call: Call, request: OffsetCommitRequest) -> OffsetCommitResponse:
    """Answers at once."""
    by_id, groups = call.version >= 10, call.cluster.groups
    response = OffsetCommitResponse()
    good: list[tuple[Topic, OffsetCommitRequest.OffsetCommitRequestPartition, OnePartition]] = []
    for asked in request.topics:
        answered = OffsetCommitResponse.OffsetCommitResponseTopic()
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
        committed = groups.committed_now(
            item.committed_offset, item.committed_leader_epoch, item.committed_metadata, request.retention_time_ms
        )
        groups.commit(request.group_id, (topic.name, item.partition_index), committed)
    return response


def _check(call: Call, request: OffsetCommitRequest, places: list[Partition]) -> int:
    try:
        call.cluster.groups.check_commit(
            request.group_id,
            request.member_id,
            request.group_instance_id,
            request.generation_id_or_member_epoch,
            call.version,
            places,
        )
    except RefusedError as refused:
        return refused.code
    return codes.NONE
