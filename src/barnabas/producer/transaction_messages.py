"""The messages of transactions that name partitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from barnabas.errors import codes
from barnabas.producer.sequences import ProducerId
from barnabas.protocol.messages.add_partitions_to_txn import AddPartitionsToTxnRequest, AddPartitionsToTxnResponse
from barnabas.protocol.messages.txn_offset_commit import TxnOffsetCommitRequest, TxnOffsetCommitResponse
from barnabas.types import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

MEMBERS = 3  # TxnOffsetCommit that says which member of the group commits (KIP-447)
NOT_ATTEMPTED = 55  # because of another partition's error
SHUT = frozenset({codes.UNKNOWN_TOPIC_OR_PARTITION, codes.TOPIC_AUTHORIZATION_FAILED})


def _by_topic(places: Iterable[TopicPartition]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for topic, partition in places:
        found.setdefault(topic, []).append(partition)
    return found


def add_partitions(
    transactional_id: str, id: ProducerId, places: Iterable[TopicPartition]
) -> AddPartitionsToTxnRequest:
    """For a client's version of the request: one transaction, with its partitions."""
    topics = [
        AddPartitionsToTxnRequest.AddPartitionsToTxnTopic(name=name, partitions=partitions)
        for name, partitions in _by_topic(places).items()
    ]
    return AddPartitionsToTxnRequest(
        v3_and_below_transactional_id=transactional_id,
        v3_and_below_producer_id=id.id,
        v3_and_below_producer_epoch=id.epoch,
        v3_and_below_topics=topics,
    )


def codes_of_partitions(response: AddPartitionsToTxnResponse) -> Iterator[tuple[int, str | None]]:
    """What the coordinator said of each partition."""
    for topic in response.results_by_topic_v3_and_below:
        for item in topic.results_by_partition:
            yield item.partition_error_code, None


def shut(response: AddPartitionsToTxnResponse) -> set[TopicPartition]:
    """Partitions that the coordinator did not add because they are no more, or because this client may not write to them any more."""
    return {
        TopicPartition(topic.name, item.partition_index)
        for topic in response.results_by_topic_v3_and_below
        for item in topic.results_by_partition
        if item.partition_error_code in SHUT
    }


def offset_commit(
    version: int,
    transactional_id: str,
    id: ProducerId,
    group: ConsumerGroupMetadata,
    offsets: Mapping[TopicPartition, OffsetAndMetadata],
) -> TxnOffsetCommitRequest:
    """A group's offsets as part of a transaction; from whom, where the version can say it."""
    topics = []
    for name, partitions in _by_topic(offsets).items():
        items = []
        for partition in partitions:
            offset = offsets[TopicPartition(name, partition)]
            items.append(
                TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition(
                    partition_index=partition,
                    committed_offset=offset.offset,
                    committed_leader_epoch=-1 if offset.leader_epoch is None else offset.leader_epoch,
                    committed_metadata=offset.metadata,
                )
            )
        topics.append(TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic(name=name, partitions=items))
    member: dict[str, Any] = {}
    if version >= MEMBERS:
        member = {
            "generation_id_or_member_epoch": group.generation_id,
            "member_id": group.member_id,
            "group_instance_id": group.group_instance_id,
        }
    return TxnOffsetCommitRequest(
        transactional_id=transactional_id,
        group_id=group.group_id,
        producer_id=id.id,
        producer_epoch=id.epoch,
        topics=topics,
        **member,
    )


def codes_of_offsets(
    response: TxnOffsetCommitResponse, left: dict[TopicPartition, OffsetAndMetadata]
) -> Iterator[tuple[int, str | None]]:
    """What the group's coordinator said of each partition; those that it took are not `left` any more."""
    for topic in response.topics:
        for item in topic.partitions:
            if item.error_code == 0:
                left.pop(TopicPartition(topic.name, item.partition_index), None)
            yield item.error_code, None
    if left and all(not item.error_code for topic in response.topics for item in topic.partitions):
        yield 7, None  # some were left out: as if the answer had not come
