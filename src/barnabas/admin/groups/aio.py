"""The group half of `AsyncAdmin`: awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from barnabas.admin.face import AwaitedAdmin
from barnabas.admin.groups import calls
from barnabas.admin.groups.removing import REMOVED
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


class AsyncGroups(AwaitedAdmin):
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
        return await self._ask(calls.list_groups(states, types, protocol_types), timeout, raise_on_error)

    async def describe_groups(
        self,
        group_ids: Iterable[str],
        *,
        include_authorized_operations: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupDescription]:
        """As `Admin.describe_groups`."""
        return await self._ask(calls.describe_groups(group_ids, include_authorized_operations), timeout, raise_on_error)

    async def delete_groups(
        self, group_ids: Iterable[str], *, raise_on_error: bool = False, timeout: float | None = None
    ) -> list[GroupResult]:
        """As `Admin.delete_groups`."""
        return await self._ask(calls.delete_groups(group_ids), timeout, raise_on_error)

    async def list_group_offsets(
        self,
        group_ids: Iterable[str] | Mapping[str, Iterable[TopicPartition] | None],
        *,
        require_stable: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupOffsets]:
        """As `Admin.list_group_offsets`."""
        return await self._ask(calls.list_group_offsets(group_ids, require_stable), timeout, raise_on_error)

    async def alter_group_offsets(
        self,
        group_id: str,
        offsets: Mapping[TopicPartition, int | OffsetAndMetadata],
        *,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[PartitionResult]:
        """As `Admin.alter_group_offsets`."""
        return await self._ask(calls.alter_group_offsets(group_id, offsets), timeout, raise_on_error)

    async def delete_group_offsets(
        self,
        group_id: str,
        partitions: Iterable[TopicPartition],
        *,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[PartitionResult]:
        """As `Admin.delete_group_offsets`."""
        return await self._ask(calls.delete_group_offsets(group_id, partitions), timeout, raise_on_error)

    async def reset_group_offsets(
        self,
        group_id: str,
        *,
        to: Literal["earliest", "latest"] | None = None,
        to_time: int | datetime | None = None,
        by_duration: timedelta | None = None,
        shift_by: int | None = None,
        to_offsets: Mapping[TopicPartition, int] | None = None,
        partitions: Iterable[TopicPartition | str] | None = None,
        dry_run: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[OffsetReset]:
        """As `Admin.reset_group_offsets`."""
        call = calls.reset_group_offsets(
            group_id,
            partitions,
            dry_run,
            self._engine.wall_ms(),
            to=to,
            to_time=to_time,
            by_duration=by_duration,
            shift_by=shift_by,
            to_offsets=to_offsets,
        )
        return await self._ask(call, timeout, raise_on_error)

    async def remove_group_members(
        self,
        group_id: str,
        *,
        group_instance_ids: Iterable[str] | None = None,
        member_ids: Iterable[str] | None = None,
        everybody: bool = False,
        reason: str = REMOVED,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[MemberResult]:
        """As `Admin.remove_group_members`."""
        call = calls.remove_group_members(group_id, group_instance_ids, member_ids, everybody, reason)
        return await self._ask(call, timeout, raise_on_error)

    async def group_lag(
        self,
        group_ids: Iterable[str],
        *,
        isolation_level: Literal["read_uncommitted", "read_committed"] = "read_uncommitted",
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupLag]:
        """As `Admin.group_lag`."""
        return await self._ask(calls.group_lag(group_ids, isolation_level), timeout, raise_on_error)
