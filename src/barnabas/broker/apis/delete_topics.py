"""DeleteTopics, v0 to v6: by name, from v6 on by id too (KIP-516).

v5 has room for texts. With ZooKeeper only the controller answers. delete.topic.enable=false refuses all: with
TOPIC_DELETION_DISABLED, before v3 with INVALID_REQUEST. Not modelled: the timeout, it is done at once.
"""

from __future__ import annotations

from collections import Counter

from barnabas.broker.apis._controlled import not_controller
from barnabas.broker.call import Call
from barnabas.broker.state.cluster import Topic
from barnabas.errors import codes
from barnabas.protocol.messages.delete_topics import DeleteTopicsRequest, DeleteTopicsResponse

Asked = DeleteTopicsRequest.DeleteTopicState
Answer = DeleteTopicsResponse.DeletableTopicResult

NO_ID = bytes(16)
BY_ID, WITH_TEXT, DISABLED_HAS_A_CODE = 6, 5, 3


async def handle(call: Call, request: DeleteTopicsRequest) -> DeleteTopicsResponse:
    """Topic by topic."""
    asked = request.topics if call.version >= BY_ID else [Asked(name=name) for name in request.topic_names]
    wanted = list({(topic.name, topic.topic_id): topic for topic in asked}.values())
    seen = Counter((topic.name, topic.topic_id) for topic in asked)
    # A topic may also be named once by its name and once by its id.
    found = Counter(topic.id for topic in (_find(call, one) for one in wanted) if topic is not None)
    response = DeleteTopicsResponse()
    for topic in wanted:
        there = _find(call, topic)
        twice = seen[topic.name, topic.topic_id] > 1 or (there is not None and found[there.id] > 1)
        response.responses.append(_delete(call, topic, there, twice))
    return response


def _find(call: Call, asked: Asked) -> Topic | None:
    if asked.name is None:
        return call.cluster.topic_ids.get(asked.topic_id)
    return call.cluster.topic(asked.name) if asked.topic_id == NO_ID else None


def _delete(call: Call, asked: Asked, topic: Topic | None, twice: bool) -> Answer:
    def refused(code: int, text: str | None) -> Answer:
        answer = Answer(name=asked.name, topic_id=asked.topic_id, error_code=code)
        if call.version >= WITH_TEXT:
            answer.error_message = text
        return answer

    if not_controller(call):
        return refused(codes.NOT_CONTROLLER, None)
    if call.cluster.configs.get("delete.topic.enable") == "false":
        has_code = call.version >= DISABLED_HAS_A_CODE
        return refused(codes.TOPIC_DELETION_DISABLED if has_code else codes.INVALID_REQUEST, None)
    if asked.name is None and asked.topic_id == NO_ID:
        return refused(codes.INVALID_REQUEST, "Neither topic name nor id were specified.")
    if asked.name is not None and asked.topic_id != NO_ID:
        return refused(codes.INVALID_REQUEST, "You may not specify both topic name and topic id.")
    if twice:
        return refused(
            codes.INVALID_REQUEST, "Duplicate topic name." if asked.name is not None else "Duplicate topic id."
        )
    if topic is None and asked.name is None:
        return refused(codes.UNKNOWN_TOPIC_ID, "This server does not host this topic ID.")
    if topic is None:
        return refused(codes.UNKNOWN_TOPIC_OR_PARTITION, "This server does not host this topic-partition.")
    call.cluster.delete_topic(topic)
    return Answer(name=topic.name, topic_id=topic.id if call.version >= BY_ID else NO_ID)
