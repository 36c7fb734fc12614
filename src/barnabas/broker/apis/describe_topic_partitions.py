"""DescribeTopicPartitions, v0: topics by name, page by page (KIP-966). No topics asked for: all.

Eligible leader replicas are not modelled: none are told.
"""

from __future__ import annotations

from barnabas.broker.apis._metadata import TOPIC_OPERATIONS, placed
from barnabas.broker.call import Call
from barnabas.broker.state.cluster import Topic
from barnabas.broker.state.topics import refused_name
from barnabas.errors import codes
from barnabas.protocol.messages.describe_topic_partitions import (
    DescribeTopicPartitionsRequest,
    DescribeTopicPartitionsResponse,
)

Cursor = DescribeTopicPartitionsResponse.Cursor
AnsweredTopic = DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic
MAX_PARTITIONS = 2000  # max.request.partition.size.limit


async def handle(call: Call, request: DescribeTopicPartitionsRequest) -> DescribeTopicPartitionsResponse:
    """Answers at once, with as many partitions as fit."""
    cluster, cursor = call.cluster, request.cursor
    asked = {topic.name for topic in request.topics}
    begin = "" if cursor is None else cursor.topic_name
    names = [name for name in sorted(asked or cluster.topics) if name >= begin]
    if cursor is not None and (cursor.partition_index < 0 or (asked and begin not in asked)):
        refused = [AnsweredTopic(error_code=codes.INVALID_REQUEST, name=topic.name) for topic in request.topics]
        return DescribeTopicPartitionsResponse(next_cursor=None, topics=refused)
    limit = int(cluster.settings.configs.get("max.request.partition.size.limit", MAX_PARTITIONS))
    room = max(1, min(request.response_partition_limit, limit))
    response = DescribeTopicPartitionsResponse(next_cursor=None)
    for name in names:
        if not room:
            response.next_cursor = Cursor(topic_name=name, partition_index=0)
            break
        topic = cluster.topic(name)
        if topic is None:
            bad = refused_name(name) is not None
            code = codes.INVALID_TOPIC_EXCEPTION if bad else codes.UNKNOWN_TOPIC_OR_PARTITION
            response.topics.append(AnsweredTopic(error_code=code, name=name))
            continue
        there = len(topic.partitions)
        first = min(cursor.partition_index, there) if cursor is not None and begin == name else 0
        last = min(there, first + room)
        response.topics.append(_told(call, topic, first, last))
        room -= last - first
        if last < there:
            response.next_cursor = Cursor(topic_name=name, partition_index=last)
            break
    return response


def _told(call: Call, topic: Topic, first: int, last: int) -> AnsweredTopic:
    return AnsweredTopic(
        name=topic.name,
        topic_id=topic.id,
        is_internal=topic.internal,
        topic_authorized_operations=TOPIC_OPERATIONS,
        partitions=[
            DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition(
                **placed(call.cluster, partition), eligible_leader_replicas=[], last_known_elr=[]
            )
            for partition in topic.partitions[first:last]
        ],
    )
