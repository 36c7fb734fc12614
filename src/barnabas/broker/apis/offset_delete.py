"""OffsetDelete (KIP-496): forgets committed offsets of topics that no member of the group is subscribed to."""

from __future__ import annotations

from barnabas.broker import codes
from barnabas.broker.apis._coordinated import GROUP, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.groups import Group
from barnabas.broker.state.refused import RefusedError
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
    one = OffsetDeleteResponse.OffsetDeleteResponseTopic
    return OffsetDeleteResponse(
        topics=[
            one(
                name=topic.name,
                partitions=[_delete(call, group, topic.name, p.partition_index) for p in topic.partitions],
            )
            for topic in request.topics
        ]
    )


def _delete(call: Call, group: Group, topic: str, partition: int) -> OffsetDeleteResponse.OffsetDeleteResponsePartition:
    code = codes.NONE
    if call.cluster.partition(topic, partition) is None:
        code = codes.UNKNOWN_TOPIC_OR_PARTITION
    elif group.is_subscribed(topic):
        code = codes.GROUP_SUBSCRIBED_TO_TOPIC
    else:
        call.cluster.groups.offsets.delete(group.id, [(topic, partition)])
    return OffsetDeleteResponse.OffsetDeleteResponsePartition(partition_index=partition, error_code=code)
