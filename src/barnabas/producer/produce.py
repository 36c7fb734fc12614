"""Produce requests and responses: batches in, what the broker said of each out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.producer.flight import Flight
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import TopicPartition

FORMAT_2 = 3  # the first version that takes record batches of format 2
ZSTD = 7  # KIP-110
SEVERAL_IN_FLIGHT = 4  # brokers of 0.11 take an idempotent producer's batches only one at a time
SECOND_TRANSACTIONS = 12  # what comes with it adds its partition to the transaction (KIP-890)
NAMES_LAST = 12  # from the next one on a topic goes by its id


class Answer(NamedTuple):
    """What a broker said of one partition; `code` None if it said nothing."""

    code: int | None = None
    message: str | None = None
    base_offset: int = -1
    append_time: int = -1
    log_start: int = -1
    refused: Mapping[int, str | None] = {}  # records that were refused, by their index, and why (KIP-467)
    leader: tuple[int, int] | None = None  # who leads the partition, and since which epoch (KIP-951)


def produce_request(
    flights: Iterable[Flight],
    acks: int,
    timeout_ms: int,
    snapshot: ClusterSnapshot,
    transactional_id: str | None = None,
) -> tuple[ProduceRequest, int | None]:
    """The request, and the highest version that can carry it (None: any)."""
    topics: dict[str, Any] = {}
    high: int | None = None
    for flight in flights:
        name, partition = flight.track.place
        topic = topics.get(name)
        if topic is None:
            info = snapshot.topics.get(name)
            id = info.id if info is not None else ZERO_UUID
            if id == ZERO_UUID:
                high = NAMES_LAST
            topic = topics[name] = ProduceRequest.TopicProduceData(name=name, topic_id=id, partition_data=[])
        topic.partition_data.append(
            ProduceRequest.PartitionProduceData(index=partition, records=memoryview(flight.batch))
        )
    request = ProduceRequest(
        transactional_id=transactional_id, acks=acks, timeout_ms=timeout_ms, topic_data=list(topics.values())
    )
    return request, high


def answers(response: ProduceResponse, names: Mapping[bytes, str]) -> dict[TopicPartition, Answer]:
    """What the broker said, by topic and partition."""
    found = {}
    for topic in response.responses:
        name = topic.name or names.get(topic.topic_id, "")
        for item in topic.partition_responses:
            leader = item.current_leader
            found[TopicPartition(name, item.index)] = Answer(
                item.error_code,
                item.error_message,
                item.base_offset,
                item.log_append_time_ms,
                item.log_start_offset,
                {wrong.batch_index: wrong.batch_index_error_message for wrong in item.record_errors},
                (leader.leader_id, leader.leader_epoch) if leader.leader_id >= 0 else None,
            )
    return found


NOTHING = Answer()
