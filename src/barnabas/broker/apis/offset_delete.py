"""OffsetDelete (KIP-496): forgets committed offsets of topics that no member of the group is subscribed to."""

from __future__ import annotations

from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.groups import Group
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.offset_delete import OffsetDeleteRequest, OffsetDeleteResponse


async def handle(call: Call, request: OffsetDeleteRequest) -> OffsetDeleteResponse:
    """Partition by partition, once the group as a whole allows it."""
    code = wrong_node(call, GROUP, request.group_id)
    if not code and not request.group_id:
        code = codes.INVALID_GROUP_ID
    if code:
        return OffsetDeleteResponse(error_code=code)
    try:
        group = call.cluster.groups.check_offset_delete(request.group_id)
    except RefusedError as refused:
        return OffsetDeleteResponse(error_code=refused.code)
    response, gone = OffsetDeleteResponse(), list[tuple[str, int]]()
    for topic in request.topics:
        answered = OffsetDeleteResponse.OffsetDeleteResponseTopic(name=topic.name)
        response.topics.append(answered)
        for index in (asked.partition_index for asked in topic.partitions):
            code = _check(call, group, topic.name, index)
            if not code:
                gone.append((topic.name, index))
            one = OffsetDeleteResponse.OffsetDeleteResponsePartition
            answered.partitions.append(one(partition_index=index, error_code=code))
    call.cluster.groups.delete_offsets(group, gone)
    return response


def _check(call: Call, group: Group, topic: str, partition: int) -> int:
    if call.cluster.partition(topic, partition) is None:
        return codes.UNKNOWN_TOPIC_OR_PARTITION
    return codes.GROUP_SUBSCRIBED_TO_TOPIC if group.is_subscribed(topic) else codes.NONE
