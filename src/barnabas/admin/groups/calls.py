"""What the faces call on the engine's loop: everything in the order asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from barnabas.admin.groups.describing import describe_groups
from barnabas.admin.groups.offsets import Asked, alter_group_offsets, delete_group_offsets, list_group_offsets
from barnabas.admin.groups.types import GroupDescription, GroupOffsets, PartitionResult
from barnabas.engine.engine import Engine
from barnabas.types import OffsetAndMetadata, TopicPartition


async def describe(
    engine: Engine, group_ids: Sequence[str], operations: bool, timeout: float
) -> list[GroupDescription]:
    """See `describe_groups`."""
    found = await describe_groups(engine, group_ids, operations, engine.now() + timeout)
    return [found[group_id] for group_id in group_ids]


async def list_offsets(engine: Engine, asked: Asked, require_stable: bool, timeout: float) -> list[GroupOffsets]:
    """See `list_group_offsets`."""
    found = await list_group_offsets(engine, asked, require_stable, engine.now() + timeout)
    return [found[group_id] for group_id in asked]


async def alter_offsets(
    engine: Engine, group_id: str, offsets: Mapping[TopicPartition, OffsetAndMetadata], timeout: float
) -> list[PartitionResult]:
    """See `alter_group_offsets`."""
    errors = await alter_group_offsets(engine, group_id, offsets, engine.now() + timeout)
    return [PartitionResult(*key, errors[key]) for key in offsets]


async def delete_offsets(
    engine: Engine, group_id: str, partitions: Sequence[TopicPartition], timeout: float
) -> list[PartitionResult]:
    """See `delete_group_offsets`."""
    errors = await delete_group_offsets(engine, group_id, partitions, engine.now() + timeout)
    return [PartitionResult(*key, errors[key]) for key in partitions]
