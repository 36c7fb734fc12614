"""OffsetFetch: committed offsets of a group, from v8 on of several groups (KIP-709).

Null topics ask for all of them (v2). v7 can demand stable offsets: UNSTABLE_OFFSET_COMMIT where a transaction is open (KIP-447).
v9 checks member epochs (KIP-848), v10 names topics by their ids. What was not committed is offset -1, no error.
"""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.broker.apis._coordinated import GROUP, named_topic, wrong_node
from barnabas.broker.call import Call
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest, OffsetFetchResponse

Group = OffsetFetchResponse.OffsetFetchResponseGroup
Topics = OffsetFetchResponse.OffsetFetchResponseTopics
Partitions = OffsetFetchResponse.OffsetFetchResponsePartitions


async def handle(call: Call, request: OffsetFetchRequest) -> OffsetFetchResponse:
    """Answers at once."""
    if call.version >= 8:
        return OffsetFetchResponse(groups=[_group(call, group, request.require_stable) for group in request.groups])
    asked = OffsetFetchRequest.OffsetFetchRequestTopics
    group = OffsetFetchRequest.OffsetFetchRequestGroup(group_id=request.group_id)
    group.topics = None  # what a constructor is not given is its default, which null is not
    if request.topics is not None:
        group.topics = [asked(name=topic.name, partition_indexes=topic.partition_indexes) for topic in request.topics]
    return _single(call, request, _group(call, group, request.require_stable))


def _single(call: Call, request: OffsetFetchRequest, group: Group) -> OffsetFetchResponse:
    """The answer of before v8; up to v1 there is no place for an error of the whole but at each partition."""
    one, topic = OffsetFetchResponse.OffsetFetchResponsePartition, OffsetFetchResponse.OffsetFetchResponseTopic
    response = OffsetFetchResponse()
    if group.error_code and call.version < 2:
        response.topics = [
            topic(
                name=asked.name,
                partitions=[
                    one(partition_index=index, committed_offset=-1, metadata="", error_code=group.error_code)
                    for index in asked.partition_indexes
                ],
            )
            for asked in request.topics or []
        ]
        return response
    if call.version >= 2:
        response.error_code = group.error_code
    for found in group.topics:
        partitions = []
        for item in found.partitions:
            partition = one(
                partition_index=item.partition_index,
                committed_offset=item.committed_offset,
                metadata=item.metadata,
                error_code=item.error_code,
            )
            if call.version >= 5:
                partition.committed_leader_epoch = item.committed_leader_epoch
            partitions.append(partition)
        response.topics.append(topic(name=found.name, partitions=partitions))
    return response


def _group(call: Call, asked: OffsetFetchRequest.OffsetFetchRequestGroup, stable: bool) -> Group:
    group_id, by_id = asked.group_id, call.version >= 10
    code = wrong_node(call, GROUP, group_id)
    if code:
        return Group(group_id=group_id, error_code=code)
    try:
        there = call.cluster.groups.check_fetch(group_id, asked.member_id, asked.member_epoch)
    except RefusedError as refused:
        return Group(group_id=group_id, error_code=refused.code)
    group = Group(group_id=group_id)
    if asked.topics is None:
        group.topics = _all(call, group_id, stable, by_id) if there else []
        return group
    for wanted in asked.topics:
        name = wanted.name
        if by_id:
            topic, unknown = named_topic(call, "", wanted.topic_id, by_id)
            if topic is None:
                nothing = [_none(index, unknown) for index in wanted.partition_indexes]
                group.topics.append(Topics(topic_id=wanted.topic_id, partitions=nothing))
                continue
            name = topic.name
        found = Topics(topic_id=wanted.topic_id) if by_id else Topics(name=name)
        found.partitions = _partitions(call, group_id, name, wanted.partition_indexes, stable)
        group.topics.append(found)
    return group


def _all(call: Call, group_id: str, stable: bool, by_id: bool) -> list[Topics]:
    indexes: dict[str, list[int]] = {}
    for name, index in call.cluster.groups.offsets.of(group_id):
        indexes.setdefault(name, []).append(index)
    listed = []
    for name, wanted in indexes.items():
        topic = call.cluster.topic(name)
        if by_id and topic is None:
            continue
        found = Topics(topic_id=topic.id) if by_id and topic is not None else Topics(name=name)
        found.partitions = _partitions(call, group_id, name, wanted, stable)
        listed.append(found)
    return listed


def _partitions(call: Call, group_id: str, topic: str, indexes: Iterable[int], stable: bool) -> list[Partitions]:
    offsets, listed = call.cluster.groups.offsets, []
    for index in indexes:
        found = offsets.fetch(group_id, (topic, index))
        if stable and offsets.is_pending(group_id, (topic, index)):
            listed.append(_none(index, codes.UNSTABLE_OFFSET_COMMIT))
        elif found is None:
            listed.append(_none(index, codes.NONE))
        else:
            listed.append(
                Partitions(
                    partition_index=index,
                    committed_offset=found.offset,
                    committed_leader_epoch=found.leader_epoch,
                    metadata=found.metadata,
                )
            )
    return listed


def _none(index: int, code: int) -> Partitions:
    return Partitions(
        partition_index=index, committed_offset=-1, committed_leader_epoch=-1, metadata="", error_code=code
    )
