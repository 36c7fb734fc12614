"""CreatePartitions, v0 to v3 (KIP-195): more partitions for a topic, their replicas chosen or not.

The versions differ in throttling only, which is not modelled. With ZooKeeper only the controller answers. The timeout is not
modelled: it is done at once.
"""

from __future__ import annotations

from collections import Counter

from barnabas.broker.apis._controlled import (
    MOST_PARTITIONS,
    TOO_MANY,
    check_replicas,
    check_replication,
    not_controller,
)
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.create_partitions import CreatePartitionsRequest, CreatePartitionsResponse

Asked = CreatePartitionsRequest.CreatePartitionsTopic


async def handle(call: Call, request: CreatePartitionsRequest) -> CreatePartitionsResponse:
    """Topic by topic."""
    seen = Counter(topic.name for topic in request.topics)
    response = CreatePartitionsResponse()
    for asked in {topic.name: topic for topic in request.topics}.values():
        told = CreatePartitionsResponse.CreatePartitionsTopicResult(name=asked.name)
        try:
            if not_controller(call):
                raise RefusedError(codes.NOT_CONTROLLER)
            if seen[asked.name] > 1:
                raise RefusedError(codes.INVALID_REQUEST, "Duplicate topic name.")
            _add(call, asked, request.validate_only)
        except RefusedError as refused:
            told.error_code, told.error_message = refused.code, refused.message
        response.results.append(told)
    return response


def _add(call: Call, asked: Asked, validate_only: bool) -> None:
    topic = call.cluster.topic(asked.name)
    if topic is None:
        raise RefusedError(codes.UNKNOWN_TOPIC_OR_PARTITION)
    now = len(topic.partitions)
    if asked.count == now:
        raise RefusedError(codes.INVALID_PARTITIONS, f"Topic already has {now} partition(s).")
    if asked.count < now:
        text = f"The topic {topic.name} currently has {now} partition(s); {asked.count} would not be an increase."
        raise RefusedError(codes.INVALID_PARTITIONS, text)
    more = asked.count - now
    if more > MOST_PARTITIONS:
        raise RefusedError(codes.POLICY_VIOLATION, TOO_MANY.format("additional "))
    replication = len(topic.partitions[0].replicas)
    chosen: list[list[int]] | None = None
    if asked.assignments is None:
        check_replication(call, replication)
    else:
        chosen = [part.broker_ids for part in asked.assignments]
        _check(call, chosen, more, replication)
    if not validate_only:
        call.cluster.add_partitions(topic, chosen or call.cluster.spread(more, replication))


def _check(call: Call, chosen: list[list[int]], more: int, replication: int) -> None:
    if len(chosen) != more:
        raise RefusedError(
            codes.INVALID_REPLICA_ASSIGNMENT,
            f"Attempted to add {more} additional partition(s), but only {len(chosen)} assignment(s) were specified.",
        )
    for replicas in chosen:
        check_replicas(call, replicas)
        if len(replicas) != replication:
            raise RefusedError(
                codes.INVALID_REPLICA_ASSIGNMENT,
                "The manual partition assignment includes a partition with "
                f"{len(replicas)} replica(s), but this is not consistent with previous partitions, "
                f"which have {replication} replica(s).",
            )
