"""What tests read to compare it with what was written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import barnabas
from barnabas import OffsetAndMetadata, TopicPartition
from barnabas.engine.routing import TRANSACTION
from barnabas.protocol.messages.describe_transactions import DescribeTransactionsRequest

WAIT = 30.0  # seconds


def next_records(consumer: barnabas.Consumer[Any, Any], count: int) -> list[Any]:
    """So many records at least, as they are given; the group may deal out partitions meanwhile."""
    found: list[Any] = []
    while len(found) < count:
        records = consumer.poll(WAIT)
        assert len(records) or isinstance(records, barnabas.Rebalance), f"{len(found)} of {count} came"
        found.extend(records)
    return found


def next_values(consumer: barnabas.Consumer[Any, Any], count: int) -> list[Any]:
    """The values of so many records at least."""
    return [record.value for record in next_records(consumer, count)]


def offset_in(found: Mapping[TopicPartition, OffsetAndMetadata | None], place: TopicPartition) -> int | None:
    """What `committed()` found for a partition, None if nothing is committed."""
    entry = found[place]
    return entry.offset if entry is not None else None


def read(client: barnabas.Client, topic: str, count: int, partitions: int = 1) -> list[Any]:
    """So many records of a topic's first partitions, from their starts."""
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, partition) for partition in range(partitions)])
        return next_records(consumer, count)


def committed(client: barnabas.Client, topic: str, partitions: int = 1) -> list[bytes | None]:
    """The values that a reader of committed records sees; the last record of each partition is a mark of this function's."""
    found: list[bytes | None] = []
    with client.producer() as marks:
        for partition in range(partitions):
            marks.send(topic, b"end", partition=partition).result(WAIT)
    with client.consumer(auto_offset_reset="earliest", isolation_level="read_committed") as consumer:
        consumer.assign([TopicPartition(topic, partition) for partition in range(partitions)])
        ends = 0
        while ends < partitions:
            for record in consumer.poll(WAIT):
                ends += record.value == b"end"
                if record.value != b"end":
                    found.append(record.value)
    return found


def transaction_state(client: barnabas.Client, transactional_id: str) -> str:
    """Where the coordinator has a transaction, in Kafka's words: "Ongoing", "CompleteAbort" and so on."""
    engine = client._engine

    async def ask() -> Any:
        deadline = engine.now() + WAIT
        node = await engine.find_coordinator(TRANSACTION, transactional_id, deadline=deadline)
        request = DescribeTransactionsRequest(transactional_ids=[transactional_id])
        return await engine.send(node, request, timeout=WAIT, deadline=deadline)

    (state,) = engine.run(ask).transaction_states
    assert not state.error_code, state
    return str(state.transaction_state)
