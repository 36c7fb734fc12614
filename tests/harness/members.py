"""Members of groups of each kind, and what tests do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import barnabas

WAIT = 30.0
# Options of a consumer. Heartbeats of a tenth of a second bring a rebalance soon; in a group of KIP-848 the broker says how often.
COOPERATIVE: dict[str, Any] = {
    "auto_offset_reset": "earliest",
    "partition_assignment_strategy": "cooperative-sticky",
    "heartbeat_interval_ms": 100,
}
EAGER: dict[str, Any] = {**COOPERATIVE, "partition_assignment_strategy": "range"}
CONSUMER: dict[str, Any] = {"auto_offset_reset": "earliest", "group_protocol": "consumer"}  # KIP-848


def polled(check: Callable[[], object], *consumers: barnabas.Consumer[Any, Any]) -> Callable[[], bool]:
    """For `until`: polls members, so that their group gets on, and then looks."""

    def look() -> bool:
        for consumer in consumers:
            consumer.poll(timeout=0.1)
        return bool(check())

    return look


async def joined(consumer: barnabas.AsyncConsumer[Any, Any]) -> None:
    """Polls a member until it has partitions."""
    while not consumer.assignment():
        await consumer.poll(0.1)


def fill(client: barnabas.Client, name: str, count: int, partitions: int = 1) -> None:
    """Writes `count` numbered records into each partition of a topic."""
    with client.producer() as producer:
        for p in range(partitions):
            producer.send_many(name, [b"%d" % i for i in range(count)], partition=p).result(WAIT)
