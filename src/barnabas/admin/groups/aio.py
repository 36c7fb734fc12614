"""The group half of `AsyncAdmin`: awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from barnabas.admin.arguments import names_of
from barnabas.admin.base import BaseAdmin, raised
from barnabas.admin.groups import arguments, calls
from barnabas.admin.groups.lag import group_lag
from barnabas.admin.groups.listing import list_groups
from barnabas.admin.groups.removing import delete_groups, remove_members
from barnabas.admin.groups.resetting import reset_group_offsets
from barnabas.admin.groups.sync import REMOVED
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
from barnabas.types import OffsetAndMetadata, TopicPartition


class AsyncGroups(BaseAdmin):
    """The awaitable twin of `Groups`, with the same words."""

    async def list_groups(
        self,
        *,
        states: Iterable[str] | None = None,
        types: Iterable[str] | None = None,
        protocol_types: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> GroupList:
        """As `Admin.list_groups`."""
        wanted = arguments.wanted_of(states, types, protocol_types)
        found = await self._engine.arun(list_groups, self._engine, wanted, self._time(timeout))
        raised([found], raise_on_error)
        return found

    async def describe_groups(
        self,
        group_ids: Iterable[str],
        *,
        include_authorized_operations: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupDescription]:
        """As `Admin.describe_groups`."""
        ids = names_of("describe_groups", group_ids, "group_ids")
        results = await self._engine.arun(
            calls.describe, self._engine, ids, include_authorized_operations, self._time(timeout)
        )
        raised(results, raise_on_error)
        return results

    async def delete_groups(
        self, group_ids: Iterable[str], *, raise_on_error: bool = False, timeout: float | None = None
    ) -> list[GroupResult]:
        """As `Admin.delete_groups`."""
        ids = names_of("delete_groups", group_ids, "group_ids")
        results = await self._engine.arun(delete_groups, self._engine, ids, self._time(timeout))
        raised(results, raise_on_error)
        return results

    async def list_group_offsets(
        self,
        groups: Iterable[str] | Mapping[str, Iterable[TopicPartition] | None],
        *,
        require_stable: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupOffsets]:
        """As `Admin.list_group_offsets`."""
        asked = arguments.asked_of("list_group_offsets", groups)
        results = await self._engine.arun(calls.list_offsets, self._engine, asked, require_stable, self._time(timeout))
        raised(results, raise_on_error)
        return results

    async def alter_group_offsets(
        self,
        group_id: str,
        offsets: Mapping[TopicPartition, int | OffsetAndMetadata],
        *,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[PartitionResult]:
        """As `Admin.alter_group_offsets`."""
        what = "alter_group_offsets"
        group, given = arguments.group_of(what, group_id), arguments.offsets_of(what, offsets)
        results = await self._engine.arun(calls.alter_offsets, self._engine, group, given, self._time(timeout))
        raised(results, raise_on_error)
        return results

    async def delete_group_offsets(
        self,
        group_id: str,
        partitions: Iterable[TopicPartition],
        *,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[PartitionResult]:
        """As `Admin.delete_group_offsets`."""
        what = "delete_group_offsets"
        group, given = arguments.group_of(what, group_id), arguments.partitions_of(what, partitions)
        results = await self._engine.arun(calls.delete_offsets, self._engine, group, given, self._time(timeout))
        raised(results, raise_on_error)
        return results

    async def reset_group_offsets(
        self,
        group_id: str,
        *,
        to: Literal["earliest", "latest"] | None = None,
        to_timestamp_ms: int | None = None,
        by_duration_ms: int | None = None,
        shift_by: int | None = None,
        to_offsets: Mapping[TopicPartition, int] | None = None,
        partitions: Iterable[TopicPartition | str] | None = None,
        dry_run: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[OffsetReset]:
        """As `Admin.reset_group_offsets`."""
        what = "reset_group_offsets"
        group, places = arguments.group_of(what, group_id), arguments.places_of(what, partitions)
        goal = arguments.goal_of(self._engine, to, to_timestamp_ms, by_duration_ms, shift_by, to_offsets, places)
        results = await self._engine.arun(
            reset_group_offsets, self._engine, group, goal, places, dry_run, self._time(timeout)
        )
        raised(results, raise_on_error)
        return results

    async def remove_group_members(
        self,
        group_id: str,
        *,
        instance_ids: Iterable[str] | None = None,
        member_ids: Iterable[str] | None = None,
        everybody: bool = False,
        reason: str = REMOVED,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[MemberResult]:
        """As `Admin.remove_group_members`."""
        group = arguments.group_of("remove_group_members", group_id)
        named = arguments.members_of(instance_ids, member_ids, everybody)
        results = await self._engine.arun(remove_members, self._engine, group, named, reason, self._time(timeout))
        raised(results, raise_on_error)
        return results

    async def group_lag(
        self,
        group_ids: Iterable[str],
        *,
        isolation_level: Literal["read_uncommitted", "read_committed"] = "read_uncommitted",
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupLag]:
        """As `Admin.group_lag`."""
        ids = names_of("group_lag", group_ids, "group_ids")
        isolation = arguments.isolation_of("group_lag", isolation_level)
        results = await self._engine.arun(group_lag, self._engine, ids, isolation, self._time(timeout))
        raised(results, raise_on_error)
        return results
