"""CreateTopics, v0 to v7: topics with a number of partitions and replicas, or with replicas chosen one by one.

From v1 on it can only check (`validate_only`) and texts go with errors; v4 takes -1 for the broker's defaults (KIP-464; as
4.x does, older versions may say so too); v5 tells what was made, settings included (KIP-525), v7 its id (KIP-516). With
ZooKeeper only the controller answers. Not modelled: the timeout (it is done at once), create.topic.policy.class.name.
"""

from __future__ import annotations

from collections import Counter

from barnabas.broker.apis._controlled import (
    ASSIGNED_AND_COUNTED,
    ASSIGNED_AND_REPLICATION,
    MOST_PARTITIONS,
    TOO_MANY,
    check_replicas,
    check_replication,
    not_controller,
)
from barnabas.broker.call import Call
from barnabas.broker.state.config_changes import topic_overrides
from barnabas.broker.state.configs import TopicConfigs
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.topics import refused_name
from barnabas.errors import codes
from barnabas.protocol.messages.create_topics import CreateTopicsRequest, CreateTopicsResponse

Asked = CreateTopicsRequest.CreatableTopic
Answer = CreateTopicsResponse.CreatableTopicResult

METADATA_TOPIC = "__cluster_metadata"  # KRaft's own
TELLS_ALL, TELLS_ID = 5, 7


async def handle(call: Call, request: CreateTopicsRequest) -> CreateTopicsResponse:
    """Topic by topic."""
    seen = Counter(topic.name for topic in request.topics)
    asked = list({topic.name: topic for topic in request.topics}.values())
    if not_controller(call):
        return CreateTopicsResponse(topics=[_refused(topic, codes.NOT_CONTROLLER, None) for topic in asked])
    if sum(max(topic.num_partitions, len(topic.assignments)) for topic in asked) > MOST_PARTITIONS:
        text = TOO_MANY.format("")
        return CreateTopicsResponse(topics=[_refused(topic, codes.POLICY_VIOLATION, text) for topic in asked])
    response = CreateTopicsResponse()
    for topic in asked:
        try:
            if seen[topic.name] > 1:
                raise RefusedError(codes.INVALID_REQUEST, "Duplicate topic name.")
            response.topics.append(_create(call, topic, request.validate_only))
        except RefusedError as refused:
            response.topics.append(_refused(topic, refused.code, refused.message))
    return response


def _create(call: Call, asked: Asked, validate_only: bool) -> Answer:
    cluster = call.cluster
    _check_name(call, asked.name)
    if nulls := [config.name for config in asked.configs if config.value is None]:
        raise RefusedError(codes.INVALID_CONFIG, f"Null value not supported for topic configs: {', '.join(nulls)}")
    overrides = topic_overrides(cluster.configs, {config.name: config.value or "" for config in asked.configs})
    count, replication, replicas = _layout(call, asked)
    answer = Answer(name=asked.name, error_message=None)
    if validate_only:
        configs = TopicConfigs(cluster.configs, overrides)
    else:
        topic = cluster.create_topic(asked.name, replicas or cluster.spread(count, replication), overrides)
        configs = topic.configs
        if call.version >= TELLS_ID:
            answer.topic_id = topic.id
    if call.version >= TELLS_ALL:
        answer.num_partitions, answer.replication_factor = count, replication
        answer.configs = [
            CreateTopicsResponse.CreatableTopicConfigs(
                name=entry.name,
                value=entry.value,
                read_only=entry.read_only,
                config_source=entry.source,
                is_sensitive=entry.sensitive,
            )
            for entry in configs.entries()
        ]
    return answer


def _check_name(call: Call, name: str) -> None:
    why = refused_name(name)
    if why is not None:
        raise RefusedError(codes.INVALID_TOPIC_EXCEPTION, why)
    if name == METADATA_TOPIC:
        raise RefusedError(codes.INVALID_REQUEST, f"Creation of internal topic {METADATA_TOPIC} is prohibited.")
    if call.cluster.topic(name) is not None:
        raise RefusedError(codes.TOPIC_ALREADY_EXISTS, f"Topic '{name}' already exists.")
    alike = name.replace(".", "_")  # they would be one name in the names of metrics
    for other in call.cluster.topics:
        if other.replace(".", "_") == alike:
            raise RefusedError(codes.INVALID_TOPIC_EXCEPTION, f"Topic '{name}' collides with existing topic: {other}")


def _layout(call: Call, asked: Asked) -> tuple[int, int, list[list[int]]]:
    """How many partitions and replicas, and which replicas if they were chosen."""
    if asked.assignments:
        return _assigned(call, asked)
    count, replication = asked.num_partitions, asked.replication_factor
    if replication < -1 or replication == 0:
        text = "Replication factor must be larger than 0, or -1 to use the default value."
        raise RefusedError(codes.INVALID_REPLICATION_FACTOR, text)
    if count < -1 or count == 0:
        text = "Number of partitions was set to an invalid non-positive value."
        raise RefusedError(codes.INVALID_PARTITIONS, text)
    settings = call.cluster.settings
    count = settings.default_partitions if count == -1 else count
    replication = settings.default_replication if replication == -1 else replication
    check_replication(call, replication)
    return count, replication, []


def _assigned(call: Call, asked: Asked) -> tuple[int, int, list[list[int]]]:
    if asked.replication_factor != -1:
        raise RefusedError(codes.INVALID_REQUEST, ASSIGNED_AND_REPLICATION)
    if asked.num_partitions != -1:
        raise RefusedError(codes.INVALID_REQUEST, ASSIGNED_AND_COUNTED)
    chosen: dict[int, list[int]] = {}
    for part in asked.assignments:
        if part.partition_index in chosen:
            text = f"Found multiple manual partition assignments for partition {part.partition_index}"
            raise RefusedError(codes.INVALID_REPLICA_ASSIGNMENT, text)
        check_replicas(call, part.broker_ids)
        chosen[part.partition_index] = part.broker_ids
    if sorted(chosen) != list(range(len(chosen))):
        text = "partitions should be a consecutive 0-based integer sequence"
        raise RefusedError(codes.INVALID_REPLICA_ASSIGNMENT, text)
    replicas = [chosen[index] for index in range(len(chosen))]
    return len(replicas), len(replicas[0]), replicas


def _refused(asked: Asked, code: int, message: str | None) -> Answer:
    return Answer(name=asked.name, error_code=code, error_message=message)
