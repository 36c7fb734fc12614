"""Produce requests and responses: batches in, what the broker said of each out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.producer.flight import Flight
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse
from barnabas.protocol.primitives import ZERO_UUID

FORMAT_2 = 3  # the first version that takes record batches of format 2
ZSTD = 7  # KIP-110
NAMES_LAST = 12  # from the next one on a topic goes by its id


class Answer(NamedTuple):
    """What a broker said of one partition; `code` None if it said nothing."""

    code: int | None
    message: str | None
    base_offset: int
    append_time: int


def produce_request(
    flights: Iterable[Flight], acks: int, timeout_ms: int, snapshot: ClusterSnapshot
) -> tuple[ProduceRequest, int | None]:
    """The request, and the highest version that can carry it (None: any)."""
    topics: dict[str, Any] = {}
    high: int | None = None
    for flight in flights:
        topic = topics.get(flight.topic)
        if topic is None:
            info = snapshot.topics.get(flight.topic)
            id = info.id if info is not None else ZERO_UUID
            if id == ZERO_UUID:
                high = NAMES_LAST
            topic = topics[flight.topic] = ProduceRequest.TopicProduceData(
                name=flight.topic, topic_id=id, partition_data=[]
            )
        topic.partition_data.append(
            ProduceRequest.PartitionProduceData(index=flight.partition, records=memoryview(flight.batch))
        )
    return ProduceRequest(acks=acks, timeout_ms=timeout_ms, topic_data=list(topics.values())), high


def answers(response: ProduceResponse, names: Mapping[bytes, str]) -> dict[tuple[str, int], Answer]:
    """What the broker said, by topic and partition."""
    found = {}
    for topic in response.responses:
        name = topic.name or names.get(topic.topic_id, "")
        for item in topic.partition_responses:
            message = item.error_message
            if item.record_errors:
                wrong = item.record_errors[0]
                message = f"{message or 'a record was refused'}: record {wrong.batch_index} of its batch: {wrong.batch_index_error_message}"
            found[name, item.index] = Answer(item.error_code, message, item.base_offset, item.log_append_time_ms)
    return found


NOTHING = Answer(None, None, -1, -1)
