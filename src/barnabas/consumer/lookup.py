"""Offsets by time: the first, the last, the first at or after a moment, asked for until all partitions have answered."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from barnabas.consumer.target import Target
from barnabas.engine.cluster import Cluster
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import Found, ask_leaders, by_leader
from barnabas.engine.routing import passes
from barnabas.errors.client import KafkaError, KafkaTimeoutError
from barnabas.types import TopicPartition

Outcome: TypeAlias = tuple[int, int] | KafkaError | None


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
    why: KafkaError | None = None  # what an answer said tells more than that the last one did not come in time
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
        if why is None or not isinstance(first, KafkaTimeoutError):
            why = first
        failures += 1
        delay = engine.backoff.delay(failures)
        if engine.now() + delay >= deadline:
            raise KafkaTimeoutError("the offsets could not be looked up in time", api="ListOffsets") from why
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


class Plan(NamedTuple):
    """How places are looked up.

    Attributes:
        unseen: those whose topics the cluster's picture has not.
        by_node: what to ask of whom.
        outcomes: of those that nobody has to be asked about: what is wrong, None where all is well.
    """

    unseen: set[TopicPartition]
    by_node: dict[int, dict[TopicPartition, int]]
    outcomes: dict[TopicPartition, Outcome]


def planned(
    cluster: Cluster,
    targets: Mapping[TopicPartition, Target | None],
    found: Mapping[TopicPartition, Mapping[int, Found]],
) -> Plan:
    """Whom to ask what each target needs next. One without a target needs only to be there."""
    unseen = {key for key in targets if not cluster.usable(key.topic)}
    outcomes: dict[TopicPartition, Outcome] = {}
    sought: dict[TopicPartition, Target] = {}
    for key, target in targets.items():
        if key in unseen:
            continue
        error = cluster.trouble(*key)
        if error is None and target is not None:
            sought[key] = target
        else:
            outcomes[key] = error
    by_node, leaderless = by_leader(cluster.snapshot, _wanted(sought, found))
    return Plan(unseen, by_node, {**outcomes, **leaderless})


def place(target: Target, found: Mapping[int, Found]) -> tuple[int, int] | None:
    """The offset of a target and its leader epoch, -1 where that is unknown; None while it needs more."""
    return None if _missing(target, found) else _place(target, found)


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
