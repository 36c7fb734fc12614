"""Offsets by time: the first, the last, the first at or after a moment, asked for until all partitions have answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from barnabas.consumer.target import Target
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import (
    EARLIEST as EARLIEST,
)
from barnabas.engine.list_offsets import (
    LATEST as LATEST,
)
from barnabas.engine.list_offsets import (
    READ_COMMITTED as READ_COMMITTED,
)
from barnabas.engine.list_offsets import (
    READ_UNCOMMITTED as READ_UNCOMMITTED,
)
from barnabas.engine.list_offsets import (
    Found,
    ask_leaders,
)
from barnabas.engine.routing import passes as passes
from barnabas.errors.client import KafkaError, KafkaTimeoutError
from barnabas.types import TopicPartition


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
        snapshot = await engine.cluster.topics({p.topic for p in left}, deadline=deadline)
        first: KafkaError | None = None
        for partition, outcome in (await ask_leaders(engine, snapshot, left, deadline, isolation)).items():
            if not isinstance(outcome, KafkaError):
                found[partition] = outcome
            elif first is None or not passes(outcome):
                first = outcome
        if first is None:
            continue
        if not passes(first):
            raise first
        failures += 1
        delay = engine.backoff.delay(failures)
        if engine.now() + delay >= deadline:
            raise KafkaTimeoutError("the offsets could not be looked up in time", api="ListOffsets") from first
        engine.cluster.update_soon(str(first))
        await asyncio.sleep(delay)


async def find(
    engine: Engine, targets: Mapping[TopicPartition, Target], deadline: float, isolation: int
) -> dict[TopicPartition, tuple[int, int]]:
    """The offset of each target and its leader epoch, -1 where that is unknown; as `list_offsets`, once per kind of time."""
    found: dict[TopicPartition, dict[int, Found]] = {key: {} for key in targets}
    while True:
        wanted = _wanted(targets, found)
        if not wanted:
            return {key: _place(target, found[key]) for key, target in targets.items()}
        for key, item in (await list_offsets(engine, wanted, deadline, isolation)).items():
            found[key][wanted[key]] = item


async def attempt(
    engine: Engine,
    targets: Mapping[TopicPartition, Target | None],
    found: Mapping[TopicPartition, dict[int, Found]],
    deadline: float,
    isolation: int,
) -> dict[TopicPartition, tuple[int, int] | KafkaError | None]:
    """Asks once for what each target needs next, into `found`. For each its place as in `find`, what went wrong, or None: ask again.

    Each partition has an outcome of its own: one that is missing, or without a leader, holds up no other. One without a target needs
    only to be there: None if it is.

    Raises:
        KafkaError: nobody could be asked where the partitions are.
    """
    cluster, topics = engine.cluster, {key.topic for key in targets}
    if missing := [name for name in topics if not cluster.usable(name)]:
        await cluster.update(deadline=deadline, topics=missing)
    failed = {key: error for key in targets if (error := cluster.trouble(*key)) is not None}
    sought = {key: target for key, target in targets.items() if target is not None}
    wanted = _wanted({key: target for key, target in sought.items() if key not in failed}, found)
    for key, outcome in (await ask_leaders(engine, cluster.snapshot, wanted, deadline, isolation)).items():
        if isinstance(outcome, KafkaError):
            failed[key] = outcome
        else:
            found[key][wanted[key]] = outcome
    places = {
        key: _place(target, found[key])
        for key, target in sought.items()
        if key not in failed and not _missing(target, found[key])
    }
    return {key: failed.get(key) or places.get(key) for key in targets}


def _wanted(
    targets: Mapping[TopicPartition, Target], found: Mapping[TopicPartition, Mapping[int, Found]]
) -> dict[TopicPartition, int]:
    """One time of each partition in a request, for that is all that it can carry."""
    return {key: left[0] for key, target in targets.items() if (left := _missing(target, found[key]))}


def _place(target: Target, found: Mapping[int, Found]) -> tuple[int, int]:
    offset, exact = target.at({time: item.offset for time, item in found.items()})
    return offset, found[target.time].epoch if exact else -1


def _missing(target: Target, found: Mapping[int, Found]) -> list[int]:
    if target.time >= 0 and target.time in found and found[target.time].offset >= 0:
        return []  # the end counts only where there is nothing at or after a moment
    return [time for time in target.needs if time not in found]
