"""Offsets by time (ListOffsets): the first, the last, the first at or after a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

from barnabas.engine.engine import Engine
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import KafkaError, KafkaTimeoutError, NetworkError
from barnabas.protocol.messages.list_offsets import ListOffsetsRequest, ListOffsetsResponse
from barnabas.types import TopicPartition

EARLIEST, LATEST = -2, -1
READ_UNCOMMITTED, READ_COMMITTED = 0, 1  # Kafka's isolation levels (KIP-98)
FIRST_VERSION = 1  # KIP-79: one offset per partition
FIRST_COMMITTED = 2  # with an isolation level


class Found(NamedTuple):
    """An offset, its record's time and its leader epoch; -1 where there is none."""

    offset: int
    timestamp: int
    epoch: int


async def list_offsets(
    engine: Engine, wanted: Mapping[TopicPartition, int], deadline: float, isolation: int
) -> dict[TopicPartition, Found]:
    """Looks up offsets by timestamp for each partition; asks again until all are answered.

    The last offset is the high watermark, for `READ_COMMITTED` the last stable offset; what is beyond is not found.

    Raises:
        BrokerError: a partition may not be read.
        KafkaTimeoutError: the deadline came; the last error is the cause.
    """
    found: dict[TopicPartition, Found] = {}
    failures = 0
    while True:
        left = {p: t for p, t in wanted.items() if p not in found}
        if not left:
            return found
        error = await _round(engine, left, found, deadline, isolation)
        if error is None:
            continue
        known = BY_CODE.get(getattr(error, "code", 0))
        if not error.retriable and not (known and known.retriable):
            raise error
        failures += 1
        delay = engine.backoff.delay(failures)
        if engine.now() + delay >= deadline:
            raise KafkaTimeoutError("the offsets could not be looked up in time", api="ListOffsets") from error
        engine.cluster.update_soon(str(error))
        await asyncio.sleep(delay)


async def _round(
    engine: Engine,
    left: Mapping[TopicPartition, int],
    found: dict[TopicPartition, Found],
    deadline: float,
    isolation: int,
) -> KafkaError | None:
    snapshot = await engine.cluster.topics({p.topic for p in left}, deadline=deadline)
    by_node: dict[int, dict[str, list[Any]]] = {}
    error: KafkaError | None = None
    for partition, timestamp in left.items():
        leader = snapshot.leader(*partition)
        if leader is None:
            error = broker_error(5, topic=partition.topic, partition=partition.partition)
            continue
        item = ListOffsetsRequest.ListOffsetsPartition(
            partition_index=partition.partition, current_leader_epoch=-1, timestamp=timestamp
        )
        by_node.setdefault(leader[0], {}).setdefault(partition.topic, []).append(item)
    asked = [_ask(engine, node, topics, found, deadline, isolation) for node, topics in by_node.items()]
    for outcome in await asyncio.gather(*asked):
        error = error or outcome
    return error


async def _ask(
    engine: Engine,
    node: int,
    topics: dict[str, list[Any]],
    found: dict[TopicPartition, Found],
    deadline: float,
    isolation: int,
) -> KafkaError | None:
    request = ListOffsetsRequest(
        replica_id=-1,
        isolation_level=isolation,
        topics=[ListOffsetsRequest.ListOffsetsTopic(name=name, partitions=items) for name, items in topics.items()],
    )
    low = FIRST_COMMITTED if isolation == READ_COMMITTED else FIRST_VERSION
    try:
        response: ListOffsetsResponse = await engine.send(
            node, request, timeout=engine.request_timeout, deadline=deadline, low=low
        )
    except (NetworkError, KafkaTimeoutError) as failed:
        return failed
    first: KafkaError | None = None
    for topic in response.topics:
        for item in topic.partitions:
            if item.error_code:
                error = broker_error(
                    item.error_code, topic=topic.name, partition=item.partition_index, api="ListOffsets"
                )
                if first is None or not error.retriable:
                    first = error
            else:
                found[TopicPartition(topic.name, item.partition_index)] = Found(
                    item.offset, item.timestamp, item.leader_epoch
                )
    return first
