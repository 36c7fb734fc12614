"""Offsets by time (ListOffsets), one attempt: each partition's leader is asked once, and each partition has its own outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from barnabas.errors.broker import LeaderNotAvailableError, UnknownTopicOrPartitionError, broker_error
from barnabas.errors.client import ClosedError, KafkaError, ProtocolError
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest, ListOffsetsResponse
from barnabas.types import TopicPartition

if TYPE_CHECKING:
    from barnabas.engine.engine import Engine
    from barnabas.engine.snapshot import ClusterSnapshot

EARLIEST, LATEST = -2, -1  # Kafka's words for the ends, where a time is asked for
READ_UNCOMMITTED, READ_COMMITTED = 0, 1  # Kafka's isolation levels (KIP-98)
FIRST_VERSION = 1  # KIP-79: one offset per partition
FIRST_COMMITTED = 2  # with an isolation level


class Found(NamedTuple):
    """An offset, its record's time and its leader epoch; -1 where there is none."""

    offset: int
    timestamp: int
    epoch: int


async def ask_leaders(
    engine: Engine, snapshot: ClusterSnapshot, wanted: Mapping[TopicPartition, int], deadline: float, isolation: int
) -> dict[TopicPartition, Found | KafkaError]:
    """The first offset at or after each partition's timestamp, or what went wrong with that partition.

    The last offset is the high watermark, for `READ_COMMITTED` the last stable offset; what is beyond is not found.
    """
    by_node, failed = by_leader(snapshot, wanted)
    outcomes: dict[TopicPartition, Found | KafkaError] = {**failed}
    asked = [ask_leader(engine, snapshot, node, some, deadline, isolation) for node, some in by_node.items()]
    for each in await asyncio.gather(*asked):
        outcomes |= each
    return outcomes


def by_leader(
    snapshot: ClusterSnapshot, wanted: Mapping[TopicPartition, int]
) -> tuple[dict[int, dict[TopicPartition, int]], dict[TopicPartition, KafkaError]]:
    """What to ask of each node; and what is wrong with those that nobody leads."""
    by_node: dict[int, dict[TopicPartition, int]] = {}
    failed: dict[TopicPartition, KafkaError] = {}
    for key, timestamp in wanted.items():
        leader = snapshot.leader(*key)
        if leader is not None:
            by_node.setdefault(leader[0], {})[key] = timestamp
            continue
        topic = snapshot.topics.get(key.topic)
        if topic is not None and topic.error_code:  # as that it may not be seen
            failed[key] = broker_error(topic.error_code, topic=key.topic, partition=key.partition, api="Metadata")
            continue
        kind = UnknownTopicOrPartitionError if topic is None or key.partition not in topic.partitions else None
        failed[key] = (kind or LeaderNotAvailableError)(topic=key.topic, partition=key.partition)
    return by_node, failed


async def ask_leader(
    engine: Engine,
    snapshot: ClusterSnapshot,
    node: int,
    wanted: Mapping[TopicPartition, int],
    deadline: float,
    isolation: int,
) -> dict[TopicPartition, Found | KafkaError]:
    """As `ask_leaders`, of one node that leads all of them in the snapshot."""
    topics: dict[str, list[ListOffsetsRequest.ListOffsetsPartition]] = {}
    for (name, number), timestamp in wanted.items():
        item = ListOffsetsRequest.ListOffsetsPartition(
            partition_index=number, current_leader_epoch=snapshot.epoch(name, number), timestamp=timestamp
        )
        topics.setdefault(name, []).append(item)
    request = ListOffsetsRequest(
        replica_id=-1,
        isolation_level=isolation,
        topics=[ListOffsetsRequest.ListOffsetsTopic(name=name, partitions=items) for name, items in topics.items()],
    )
    low = FIRST_COMMITTED if isolation == READ_COMMITTED else FIRST_VERSION
    outcomes: dict[TopicPartition, Found | KafkaError] = {}
    try:
        response: ListOffsetsResponse = await engine.send(
            node, request, timeout=engine.request_timeout, deadline=deadline, low=low
        )
    except ClosedError:
        raise
    except KafkaError as error:
        return dict.fromkeys(wanted, error)
    for topic in response.topics:
        for found in topic.partitions:
            place, code = TopicPartition(topic.name, found.partition_index), found.error_code
            if code:
                outcomes[place] = broker_error(code, topic=place.topic, partition=place.partition, api="ListOffsets")
            elif found.offset < 0 and wanted.get(place) in (EARLIEST, LATEST):  # only at a moment there may be nothing
                told = f"an end of the partition is said to be at offset {found.offset}"
                outcomes[place] = ProtocolError(
                    told, topic=place.topic, partition=place.partition, broker=str(node), api="ListOffsets"
                )
            else:
                outcomes[place] = Found(found.offset, found.timestamp, found.leader_epoch)
    missing = ProtocolError("the broker's answer leaves the partition out", api="ListOffsets")
    return {key: outcomes.get(key, missing) for key in wanted}
