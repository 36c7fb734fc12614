"""Where logs begin and end, and where a moment is, for many partitions at once, each with its own outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping

from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import READ_UNCOMMITTED, ask_leaders
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import UnknownTopicOrPartitionError
from barnabas.errors.client import KafkaTimeoutError
from barnabas.types import TopicPartition


async def partitions_of(engine: Engine, topics: Iterable[str], deadline: float) -> dict[str, list[TopicPartition]]:
    """The partitions of each topic, none of one that is not there, as the cluster is now."""
    names = set(topics)
    if names:
        await engine.cluster.update(deadline=deadline, topics=names)
    known = engine.cluster.snapshot.topics
    return {
        name: [TopicPartition(name, number) for number in sorted(known[name].partitions)] if name in known else []
        for name in names
    }


async def log_offsets(
    engine: Engine, wanted: Mapping[TopicPartition, int], deadline: float, isolation: int = READ_UNCOMMITTED
) -> dict[TopicPartition, int | KafkaError]:
    """The offset for each partition's timestamp, -1 where there is none; or the error of that partition.

    A topic that the cluster does not know is an error at once, a leader that moves is followed until the deadline.
    """
    found: dict[TopicPartition, int | KafkaError] = {}
    left, failures = dict(wanted), 0
    while left:
        await engine.cluster.update(deadline=deadline, topics={key.topic for key in left})
        outcomes = await ask_leaders(engine, engine.cluster.snapshot, left, deadline, isolation)
        failures += 1
        delay = engine.backoff.delay(failures)
        late = engine.now() + delay >= deadline
        for key, outcome in outcomes.items():
            if not isinstance(outcome, KafkaError):
                found[key] = outcome.offset
            elif isinstance(outcome, UnknownTopicOrPartitionError) or not outcome.retriable:
                found[key] = outcome
            elif late:
                found[key] = KafkaTimeoutError(
                    "the offset could not be looked up in time", topic=key.topic, partition=key.partition
                ).causing(outcome)
        left = {key: timestamp for key, timestamp in left.items() if key not in found}
        if left:
            await asyncio.sleep(delay)
    return found
