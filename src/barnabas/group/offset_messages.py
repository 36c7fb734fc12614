"""OffsetCommit and OffsetFetch as their versions want them: by name or by topic id, flat or in batches of groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.group.generation import Generation
from barnabas.protocol.consumer_protocol import by_topic
from barnabas.protocol.messages.offset_commit import OffsetCommitRequest, OffsetCommitResponse
from barnabas.protocol.messages.offset_fetch import OffsetFetchRequest, OffsetFetchResponse
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import OffsetAndMetadata, TopicPartition

COMMIT_FIRST = 2  # versions 0 and 1 are from before groups were kept by brokers, or let a client set timestamps
COMMIT_BY_NAME = 9  # KIP-516: from version 10 topics go by id alone
FETCH_FIRST = 1  # version 0 reads ZooKeeper
FETCH_BY_NAME = 9
FETCH_BATCHED = 8  # KIP-709: several groups in one request
FETCH_AS_MEMBER = 9  # KIP-848: the epoch of the member that asks is checked
FETCH_STABLE = 7  # KIP-447: the broker can be asked to wait for open transactions


class Answer(NamedTuple):
    """What OffsetFetch says of a partition: an error code, and the offset or None if there is none."""

    code: int
    offset: OffsetAndMetadata | None


def known_ids(snapshot: ClusterSnapshot, topics: Iterable[str]) -> dict[str, bytes]:
    """The id of each topic that is known to have one."""
    found = {name: info.id for name in topics if (info := snapshot.topics.get(name)) is not None}
    return {name: id for name, id in found.items() if id != ZERO_UUID}


def topic_ids(snapshot: ClusterSnapshot, topics: Iterable[str]) -> dict[str, bytes]:
    """The id of each topic, or nothing at all if one of them is not known."""
    names = set(topics)
    ids = known_ids(snapshot, names)
    return ids if len(ids) == len(names) else {}


def commit_request(
    group_id: str,
    generation: Generation | None,
    offsets: Mapping[TopicPartition, OffsetAndMetadata],
    ids: Mapping[str, bytes],
    version: int,
) -> OffsetCommitRequest:
    """A commit; `generation` None is one from outside the group."""
    item = OffsetCommitRequest.OffsetCommitRequestPartition
    topics: dict[str, list[OffsetCommitRequest.OffsetCommitRequestPartition]] = {}
    for (topic, partition), (offset, epoch, metadata) in offsets.items():
        topics.setdefault(topic, []).append(
            item(
                partition_index=partition,
                committed_offset=offset,
                committed_leader_epoch=-1 if epoch is None else epoch,
                committed_metadata=metadata,
            )
        )
    return OffsetCommitRequest(
        group_id=group_id,
        generation_id_or_member_epoch=generation.generation_id if generation else -1,
        member_id=generation.member_id if generation else "",
        group_instance_id=generation.instance_id if generation else None,
        topics=[
            OffsetCommitRequest.OffsetCommitRequestTopic(
                name=name if version <= COMMIT_BY_NAME else "",
                topic_id=ids[name] if version > COMMIT_BY_NAME else ZERO_UUID,
                partitions=partitions,
            )
            for name, partitions in topics.items()
        ],
    )


def commit_codes(response: OffsetCommitResponse, names: Mapping[bytes, str]) -> dict[TopicPartition, int]:
    """The error code of each partition in the answer."""
    return {
        TopicPartition(topic.name or names.get(topic.topic_id, ""), item.partition_index): item.error_code
        for topic in response.topics
        for item in topic.partitions
    }


def fetch_request(
    wanted: Mapping[str, Iterable[TopicPartition] | None],
    ids: Mapping[str, bytes],
    version: int,
    *,
    stable: bool = True,
    member: Generation | None = None,
) -> OffsetFetchRequest:
    """A look at the committed offsets of groups, before `FETCH_BATCHED` of one; None for all partitions that it has.

    `member` asks as a member by the newer protocol (KIP-848), whose epoch the coordinator checks where the version can say it.

    `stable` wants those that open transactions are about to commit waited for, where the version can say so.
    """
    request = OffsetFetchRequest(require_stable=stable and version >= FETCH_STABLE)
    if version < FETCH_BATCHED:
        ((request.group_id, partitions),) = wanted.items()
        flat = OffsetFetchRequest.OffsetFetchRequestTopic
        request.topics = None  # as a constructor is not told: that would be its default
        if partitions is not None:
            request.topics = [flat(name=name, partition_indexes=ns) for name, ns in by_topic(partitions).items()]
        return request
    for group_id, partitions in wanted.items():
        group = OffsetFetchRequest.OffsetFetchRequestGroup(group_id=group_id)
        group.topics = None
        if member is not None and version >= FETCH_AS_MEMBER:
            group.member_id, group.member_epoch = member.member_id, member.generation_id
        if partitions is not None:
            group.topics = [
                OffsetFetchRequest.OffsetFetchRequestTopics(
                    name=name if version <= FETCH_BY_NAME else "",
                    topic_id=ids[name] if version > FETCH_BY_NAME else ZERO_UUID,
                    partition_indexes=numbers,
                )
                for name, numbers in by_topic(partitions).items()
            ]
        request.groups.append(group)
    return request


def fetch_answers(
    response: OffsetFetchResponse, group_id: str, names: Mapping[bytes, str]
) -> tuple[int, dict[TopicPartition, Answer]]:
    """The group's error code, and what is said of each partition in the answer."""
    for group in response.groups:
        if group.group_id == group_id:
            return group.error_code, {
                TopicPartition(topic.name or names.get(topic.topic_id, ""), item.partition_index): _answer(item)
                for topic in group.topics
                for item in topic.partitions
            }
    return response.error_code, {
        TopicPartition(topic.name, item.partition_index): _answer(item)
        for topic in response.topics
        for item in topic.partitions
    }


def _answer(
    item: OffsetFetchResponse.OffsetFetchResponsePartition | OffsetFetchResponse.OffsetFetchResponsePartitions,
) -> Answer:
    if item.error_code or item.committed_offset < 0:
        return Answer(item.error_code, None)
    epoch = item.committed_leader_epoch
    return Answer(0, OffsetAndMetadata(item.committed_offset, None if epoch < 0 else epoch, item.metadata or ""))
