"""Metadata: brokers, and topics with their partitions.

v0 has neither controller nor "no topics": an empty list are all. v4 lets the client say whether an unknown topic is made
(before, it always is), v8 carries authorized operations, v10 topic ids, and from v12 on topics can be asked for by id.

A topic that is made because it was asked for is in the answer at once; Kafka names an error first and the topic only in a
later answer. Not modelled: other listeners than the one the client came by.
"""

from __future__ import annotations

from barnabas.broker.apis._metadata import CLUSTER_OPERATIONS, NOT_ASKED, TOPIC_OPERATIONS, placed
from barnabas.broker.call import Call
from barnabas.broker.state.cluster import Topic
from barnabas.broker.state.topics import refused_name
from barnabas.errors import codes
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse

AnsweredTopic = MetadataResponse.MetadataResponseTopic
NO_ID = bytes(16)


async def handle(call: Call, request: MetadataRequest) -> MetadataResponse:
    """Answers at once."""
    wanted = request.topics
    if call.version < 12 and any(asked.name is None or asked.topic_id != NO_ID for asked in wanted or ()):
        # v10 and v11 carry ids, but no broker looks topics up by them: nothing is told at all.
        refused = [AnsweredTopic(error_code=codes.INVALID_REQUEST, name=asked.name or "") for asked in wanted or ()]
        return MetadataResponse(topics=refused)
    cluster = call.cluster
    response = MetadataResponse(
        brokers=[
            MetadataResponse.MetadataResponseBroker(node_id=node.id, host=node.host, port=node.port, rack=node.rack)
            for node in cluster.live
        ],
        cluster_id=cluster.cluster_id,
        controller_id=cluster.controller.id if cluster.controller is not None else -1,
    )
    if wanted is None or (call.version == 0 and not wanted):
        response.topics = [_told(call, topic) for topic in cluster.topics.values()]
    else:
        creates = request.allow_auto_topic_creation if call.version >= 4 else True
        response.topics = [_answer(call, asked, creates) for asked in _unique(wanted)]
    if request.include_topic_authorized_operations:
        for told in response.topics:
            if not told.error_code:
                told.topic_authorized_operations = TOPIC_OPERATIONS
    response.cluster_authorized_operations = (
        CLUSTER_OPERATIONS if request.include_cluster_authorized_operations else NOT_ASKED
    )
    return response


def _unique(wanted: list[MetadataRequest.MetadataRequestTopic]) -> list[MetadataRequest.MetadataRequestTopic]:
    return list({(asked.name, asked.topic_id): asked for asked in wanted}.values())


def _answer(call: Call, asked: MetadataRequest.MetadataRequestTopic, creates: bool) -> AnsweredTopic:
    cluster = call.cluster
    if asked.name is None or asked.topic_id != NO_ID:
        found = cluster.topic_ids.get(asked.topic_id)
        if found is not None:
            return _told(call, found)
        return AnsweredTopic(error_code=codes.UNKNOWN_TOPIC_ID, name=None, topic_id=asked.topic_id)
    found = cluster.topic(asked.name)
    if found is not None:
        return _told(call, found)
    if refused_name(asked.name) is not None:
        return AnsweredTopic(error_code=codes.INVALID_TOPIC_EXCEPTION, name=asked.name)
    if creates and cluster.settings.auto_create_topics:
        return _told(call, cluster.auto_create(asked.name))
    return AnsweredTopic(error_code=codes.UNKNOWN_TOPIC_OR_PARTITION, name=asked.name)


def _told(call: Call, topic: Topic) -> AnsweredTopic:
    return AnsweredTopic(
        name=topic.name,
        topic_id=topic.id,
        is_internal=topic.internal,
        partitions=[
            MetadataResponse.MetadataResponsePartition(**placed(call.cluster, partition))
            for partition in topic.partitions
        ],
    )
