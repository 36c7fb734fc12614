"""Resetting a group's offsets: a plan by partition, and its commit."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from barnabas.admin.groups.describing import describe_groups
from barnabas.admin.groups.log_offsets import log_offsets, partitions_of
from barnabas.admin.groups.offsets import alter_group_offsets, has_members, list_group_offsets
from barnabas.admin.groups.types import CommittedOffset, OffsetReset
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import EARLIEST, LATEST
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import GroupIdNotFoundError
from barnabas.errors.client import NoOffsetError
from barnabas.types import OffsetAndMetadata, TopicPartition


class Goal(NamedTuple):
    """Where to: a moment (a timestamp, `EARLIEST` or `LATEST`), or so many offsets on, or an offset for each partition."""

    timestamp: int | None = None
    shift: int | None = None
    offsets: Mapping[TopicPartition, int] | None = None


async def reset_group_offsets(
    engine: Engine,
    group_id: str,
    goal: Goal,
    wanted: Iterable[TopicPartition | str] | None,
    dry_run: bool,
    timeout: float,
) -> list[OffsetReset]:
    """The plan, carried out unless it is a dry run; what it cannot do has its error.

    Raises:
        KafkaError: the group as a whole could not be asked, or is not there and it was not said what to commit for it.
    """
    deadline = engine.now() + timeout
    described = (await describe_groups(engine, [group_id], False, deadline))[group_id]
    if not isinstance(described.error, GroupIdNotFoundError):  # a commit makes a group that is not there
        described.raise_for_error()
    known = (await list_group_offsets(engine, {group_id: None}, True, deadline))[group_id]
    known.raise_for_error()
    before = {item.key: item for item in known.partitions}
    keys = await _keys(engine, before, goal, wanted, deadline)
    if not keys and wanted is None and goal.offsets is None:
        described.raise_for_error()
    plan = await _plan(engine, keys, before, goal, deadline)
    if described.members:
        refused = has_members(group_id, len(described.members))
        return [replace(line, error=line.error or refused) for line in plan]
    if dry_run:
        return plan
    offsets = {
        line.key: OffsetAndMetadata(line.target) for line in plan if line.error is None and line.target is not None
    }
    errors = await alter_group_offsets(engine, group_id, offsets, deadline)
    return [replace(line, error=line.error or errors.get(line.key)) for line in plan]


async def _keys(
    engine: Engine,
    before: Iterable[TopicPartition],
    goal: Goal,
    wanted: Iterable[TopicPartition | str] | None,
    deadline: float,
) -> list[TopicPartition]:
    """The partitions that are meant; all of a topic that is there, else its first, so that its error has a place."""
    if wanted is None:
        return list(before if goal.offsets is None else goal.offsets)
    given = list(wanted)
    topics = await partitions_of(engine, (item for item in given if isinstance(item, str)), deadline)
    keys: dict[TopicPartition, None] = {}
    for item in given:
        keys |= dict.fromkeys((topics[item] or [TopicPartition(item, 0)]) if isinstance(item, str) else [item])
    return list(keys)


async def _plan(
    engine: Engine,
    keys: Iterable[TopicPartition],
    before: Mapping[TopicPartition, CommittedOffset],
    goal: Goal,
    deadline: float,
) -> list[OffsetReset]:
    moments = dict.fromkeys(keys, goal.timestamp) if goal.timestamp is not None else {}
    firsts, ends, found = await asyncio.gather(
        log_offsets(engine, dict.fromkeys(keys, EARLIEST), deadline),
        log_offsets(engine, dict.fromkeys(keys, LATEST), deadline),
        log_offsets(engine, moments, deadline),
    )
    plan = []
    for key in keys:
        item = before.get(key, CommittedOffset(*key, None))
        target = _target(item, goal, firsts[key], ends[key], found.get(key, 0))
        if isinstance(target, KafkaError):
            plan.append(OffsetReset(*key, target, item.committed))
        else:
            plan.append(OffsetReset(*key, None, item.committed, target))
    return plan


def _target(
    item: CommittedOffset, goal: Goal, first: int | KafkaError, end: int | KafkaError, moment: int | KafkaError
) -> int | KafkaError:
    """Where a partition goes: never before its log's first offset or beyond its end."""
    if isinstance(first, KafkaError):
        return first
    if isinstance(end, KafkaError):
        return end
    if isinstance(moment, KafkaError):
        return moment
    if goal.timestamp is not None:
        return end if moment < 0 else moment  # nothing is as young as that
    if goal.offsets is not None:
        wanted = goal.offsets[item.key]
    elif item.committed is not None:
        wanted = item.committed.offset + (goal.shift or 0)
    else:
        return item.error or NoOffsetError(
            "nothing is committed, so there is nothing to shift", topic=item.topic, partition=item.partition
        )
    return max(first, min(wanted, end))
