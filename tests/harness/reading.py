"""What tests read to compare it with what was written."""

from __future__ import annotations

from typing import Any

import barnabas
from barnabas import TopicPartition

WAIT = 30.0  # seconds


def read(client: barnabas.Client, topic: str, count: int) -> list[Any]:
    """So many records of partition 0, from its start."""
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(topic, 0)])
        found: list[Any] = []
        while len(found) < count:
            records = consumer.poll(WAIT)
            assert len(records), f"{len(found)} of {count} came"
            found.extend(records)
    return found


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
