"""How far groups are behind: what they have committed against where the logs end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from barnabas.admin.groups.describing import describe_groups
from barnabas.admin.groups.log_offsets import log_offsets, partitions_of
from barnabas.admin.groups.offsets import list_group_offsets
from barnabas.admin.groups.types import CommittedOffset, GroupDescription, GroupLag, GroupOffsets, PartitionLag
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import LATEST
from barnabas.errors.base import KafkaError
from barnabas.errors.broker import GroupIdNotFoundError
from barnabas.types import TopicPartition


async def group_lag(engine: Engine, group_ids: Sequence[str], isolation: int, timeout: float) -> list[GroupLag]:
    """Of each group, in the order asked."""
    deadline = engine.now() + timeout
    described, offsets = await asyncio.gather(
        describe_groups(engine, group_ids, False, deadline),
        list_group_offsets(engine, dict.fromkeys(group_ids), False, deadline),
    )
    owners = {group_id: _owners(group) for group_id, group in described.items()}
    keys = {group_id: {*owners[group_id], *(item.key for item in offsets[group_id].partitions)} for group_id in owners}
    topics = await partitions_of(engine, {key.topic for each in keys.values() for key in each}, deadline)
    for each in keys.values():
        each.update(*(topics[name] for name in {key.topic for key in each}))
    ends = await log_offsets(engine, {key: LATEST for each in keys.values() for key in each}, deadline, isolation)
    return [
        _lag(described[group_id], offsets[group_id], sorted(keys[group_id]), owners[group_id], ends)
        for group_id in group_ids
    ]


def _owners(group: GroupDescription) -> dict[TopicPartition, str]:
    return {key: member.member_id for member in group.members for key in member.assigned}


def _lag(
    group: GroupDescription,
    offsets: GroupOffsets,
    keys: Iterable[TopicPartition],
    owners: dict[TopicPartition, str],
    ends: dict[TopicPartition, int | KafkaError],
) -> GroupLag:
    missing = isinstance(group.error, GroupIdNotFoundError) and bool(offsets.partitions)
    error = offsets.error or (None if missing else group.error)
    if error is not None:
        return GroupLag(group.group_id, error)
    committed = {item.key: item for item in offsets.partitions}
    return GroupLag(
        group.group_id,
        None,
        tuple(_partition(key, committed.get(key), ends[key], owners.get(key)) for key in keys),
    )


def _partition(
    key: TopicPartition, item: CommittedOffset | None, end: int | KafkaError, owner: str | None
) -> PartitionLag:
    committed = item.committed if item else None
    if item is not None and item.error is not None:
        return PartitionLag(*key, item.error, member_id=owner)
    if isinstance(end, KafkaError):
        return PartitionLag(*key, end, committed, member_id=owner)
    # A log that was cut or made anew may end before what was committed.
    lag = max(0, end - committed.offset) if committed else None
    return PartitionLag(*key, None, committed, end, lag, owner)
