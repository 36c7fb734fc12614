"""What users ask of groups: arguments are checked at once, the call is for the engine's loop; results in the order asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from barnabas.admin.arguments import names_of
from barnabas.admin.face import Call
from barnabas.admin.groups import arguments, describing, lag, listing, offsets, removing, resetting
from barnabas.admin.groups.types import (
    GroupDescription,
    GroupLag,
    GroupList,
    GroupOffsets,
    GroupResult,
    MemberResult,
    OffsetReset,
    PartitionResult,
)
from barnabas.engine.engine import Engine
from barnabas.types import OffsetAndMetadata, TopicPartition


def list_groups(
    states: Iterable[str] | None, types: Iterable[str] | None, protocol_types: Iterable[str] | None
) -> Call[GroupList]:
    """See `Groups.list_groups`."""
    wanted = arguments.wanted_of(states, types, protocol_types)
    return lambda engine, timeout: listing.list_groups(engine, wanted, timeout)


def describe_groups(group_ids: Iterable[str], operations: bool) -> Call[list[GroupDescription]]:
    """See `Groups.describe_groups`."""
    ids = names_of("describe_groups", group_ids, "group_ids")

    async def call(engine: Engine, timeout: float) -> list[GroupDescription]:
        found = await describing.describe_groups(engine, ids, operations, engine.now() + timeout)
        return [found[group_id] for group_id in ids]

    return call


def delete_groups(group_ids: Iterable[str]) -> Call[list[GroupResult]]:
    """See `Groups.delete_groups`."""
    ids = names_of("delete_groups", group_ids, "group_ids")
    return lambda engine, timeout: removing.delete_groups(engine, ids, timeout)


def list_group_offsets(
    group_ids: Iterable[str] | Mapping[str, Iterable[TopicPartition] | None], require_stable: bool
) -> Call[list[GroupOffsets]]:
    """See `Groups.list_group_offsets`."""
    asked = arguments.asked_of("list_group_offsets", group_ids)

    async def call(engine: Engine, timeout: float) -> list[GroupOffsets]:
        found = await offsets.list_group_offsets(engine, asked, require_stable, engine.now() + timeout)
        return [found[group_id] for group_id in asked]

    return call


def alter_group_offsets(
    group_id: str, wanted: Mapping[TopicPartition, int | OffsetAndMetadata]
) -> Call[list[PartitionResult]]:
    """See `Groups.alter_group_offsets`."""
    what = "alter_group_offsets"
    group, given = arguments.group_of(what, group_id), arguments.offsets_of(what, wanted)

    async def call(engine: Engine, timeout: float) -> list[PartitionResult]:
        errors = await offsets.alter_group_offsets(engine, group, given, engine.now() + timeout)
        return [PartitionResult(*key, errors[key]) for key in given]

    return call


def delete_group_offsets(group_id: str, partitions: Iterable[TopicPartition]) -> Call[list[PartitionResult]]:
    """See `Groups.delete_group_offsets`."""
    what = "delete_group_offsets"
    group, given = arguments.group_of(what, group_id), arguments.partitions_of(what, partitions)

    async def call(engine: Engine, timeout: float) -> list[PartitionResult]:
        errors = await offsets.delete_group_offsets(engine, group, given, engine.now() + timeout)
        return [PartitionResult(*key, errors[key]) for key in given]

    return call


def reset_group_offsets(
    group_id: str, partitions: Iterable[TopicPartition | str] | None, dry_run: bool, now_ms: int, **goal: Any
) -> Call[list[OffsetReset]]:
    """See `Groups.reset_group_offsets`; `goal` has the five of which one says where."""
    what = "reset_group_offsets"
    group, places = arguments.group_of(what, group_id), arguments.places_of(what, partitions)
    wanted = arguments.goal_of(now_ms, goal, places)
    return lambda engine, timeout: resetting.reset_group_offsets(engine, group, wanted, places, dry_run, timeout)


def remove_group_members(
    group_id: str,
    group_instance_ids: Iterable[str] | None,
    member_ids: Iterable[str] | None,
    everybody: bool,
    reason: str,
) -> Call[list[MemberResult]]:
    """See `Groups.remove_group_members`."""
    group = arguments.group_of("remove_group_members", group_id)
    named = arguments.members_of(group_instance_ids, member_ids, everybody)
    return lambda engine, timeout: removing.remove_members(engine, group, named, reason, timeout)


def group_lag(group_ids: Iterable[str], isolation_level: str) -> Call[list[GroupLag]]:
    """See `Groups.group_lag`."""
    ids = names_of("group_lag", group_ids, "group_ids")
    isolation = arguments.isolation_of("group_lag", isolation_level)
    return lambda engine, timeout: lag.group_lag(engine, ids, isolation, timeout)
