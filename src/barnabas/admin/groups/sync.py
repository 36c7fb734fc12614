"""The group half of `Admin`: blocking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from barnabas.admin.face import BlockingAdmin
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


class Groups(BlockingAdmin):
    """Consumer groups: who is in them, what they have committed, how far they are behind.

    A coordinator is asked once for all of its groups; one that moved, loads or is away is looked for and asked again until the
    time is up, while what the others said stands.
    """

    def list_groups(
        self,
        *,
        states: Iterable[str] | None = None,
        types: Iterable[str] | None = None,
        protocol_types: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> GroupList:
        """All groups of the cluster, or those that pass every filter given. Asks every broker (KIP-518, 848, 1043).

        Args:
            states: as ``["Stable", "Empty"]``; needs Kafka 2.6.
            types: as ``["consumer"]``; brokers before Kafka 3.8 have classic groups only.
            protocol_types: as ``["consumer"]``; ``""`` for groups that only ever had offsets.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        A broker that cannot be asked is one of the result's `errors`.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     [group.group_id for group in client.admin.list_groups(states=["Stable"]).groups]  # doctest: +SKIP
        ['billing']
        """
        return self._ask(calls.list_groups(states, types, protocol_types), timeout, raise_on_error)

    def describe_groups(
        self,
        group_ids: Iterable[str],
        *,
        include_authorized_operations: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupDescription]:
        """State, members and their partitions of groups of either protocol; GROUP_ID_NOT_FOUND for one that is not there.

        Args:
            group_ids: whose.
            include_authorized_operations: also what this client may do with each (KIP-430).
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     (group,) = client.admin.describe_groups(["billing"])  # doctest: +SKIP
        ...     {member.client_id: len(member.assigned) for member in group.members}  # doctest: +SKIP
        {'worker-1': 3, 'worker-2': 3}
        """
        return self._ask(calls.describe_groups(group_ids, include_authorized_operations), timeout, raise_on_error)

    def delete_groups(
        self, group_ids: Iterable[str], *, raise_on_error: bool = False, timeout: float | None = None
    ) -> list[GroupResult]:
        """Deletes groups with their offsets (KIP-229); `NonEmptyGroupError` for one that has members.

        Args:
            group_ids: whose.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        >>> barnabas.Client("localhost:9092").admin.delete_groups("billing")
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: delete_groups: group_ids='billing' is not accepted: expected a list ...
        """
        return self._ask(calls.delete_groups(group_ids), timeout, raise_on_error)

    def list_group_offsets(
        self,
        group_ids: Iterable[str] | Mapping[str, Iterable[TopicPartition] | None],
        *,
        require_stable: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupOffsets]:
        """What groups have committed.

        Args:
            group_ids: whose, for all partitions with a commit; or a dict of them to the partitions wanted.
            require_stable: waits for transactions that are about to commit offsets (KIP-447; Kafka 2.5). What they still
                hold when the time is up has the error UNSTABLE_OFFSET_COMMIT.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        A group that is not there has committed nothing, which is no error.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     (found,) = client.admin.list_group_offsets(["billing"])  # doctest: +SKIP
        ...     {key: offset.offset for key, offset in found.offsets.items()}  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=0): 42}
        """
        return self._ask(calls.list_group_offsets(group_ids, require_stable), timeout, raise_on_error)

    def alter_group_offsets(
        self,
        group_id: str,
        offsets: Mapping[TopicPartition, int | OffsetAndMetadata],
        *,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[PartitionResult]:
        """Commits offsets for a group that has no members; makes the group if need be. The offsets are taken as they are.

        Args:
            group_id: whose.
            offsets: a dict of `TopicPartition` to the next offset to read, or an `OffsetAndMetadata`.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        `NonEmptyGroupError` stands at each partition if the group has members.

        >>> barnabas.Client("localhost:9092").admin.alter_group_offsets("billing", {("orders", 0): -1})
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: alter_group_offsets: offset -1 of ('orders', 0) is not accepted: ...
        """
        return self._ask(calls.alter_group_offsets(group_id, offsets), timeout, raise_on_error)

    def delete_group_offsets(
        self,
        group_id: str,
        partitions: Iterable[TopicPartition],
        *,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[PartitionResult]:
        """Forgets what a group has committed for partitions (KIP-496; Kafka 2.4).

        Args:
            group_id: whose.
            partitions: a list of `TopicPartition`.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        GROUP_SUBSCRIBED_TO_TOPIC stands at those of a topic that a member is subscribed to. Where nothing was committed, all is well.

        >>> barnabas.Client("localhost:9092").admin.delete_group_offsets("billing", ["orders"])
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: delete_group_offsets: 'orders' is not accepted: expected a TopicPartition
        """
        return self._ask(calls.delete_group_offsets(group_id, partitions), timeout, raise_on_error)

    def reset_group_offsets(
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
        """Sets what a group has committed to another place, partition by partition; one of the first five says where.

        Args:
            group_id: whose.
            to: each log's start or its end.
            to_time: the first record of that time or later, in milliseconds since 1970 or as a datetime with a time zone; the end
                where there is none.
            by_duration: the first record that is at most so old, as a `timedelta`.
            shift_by: so many offsets on, or back if negative, from what is committed.
            to_offsets: given offsets.
            partitions: partitions, or topics for all of theirs; by default those that have a commit, or that `to_offsets` names.
            dry_run: only tells the plan.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Offsets are kept within the logs. A group with members is left alone: `NonEmptyGroupError` stands at each line of the plan. A
        topic that is not there has one line, for its partition 0.

        Raises:
            GroupIdNotFoundError: there is no such group, and neither `partitions` nor `to_offsets`, which make one. Of a group that has
                committed nothing the plan is empty.
            BrokerError: the group as a whole may not be read.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     plan = client.admin.reset_group_offsets("billing", to="earliest", partitions=["orders"], dry_run=True)  # doctest: +SKIP
        ...     {line.key: (line.committed, line.target) for line in plan}  # doctest: +SKIP
        {TopicPartition(topic='orders', partition=0): (OffsetAndMetadata(offset=42, leader_epoch=None, metadata=''), 0)}
        """
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
        return self._ask(call, timeout, raise_on_error)

    def remove_group_members(
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
        """Takes members out of their group, which then rebalances. One that lives joins again by itself.

        Args:
            group_id: whose.
            group_instance_ids: static members by their own names (KIP-345; Kafka 2.3).
            member_ids: members by their ids, as `describe_groups` tells them.
            everybody: whoever is in the group now.
            reason: for the coordinator's log (KIP-800), at most 255 characters of it.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Raises:
            BrokerError: the group as a whole may not be used, or with `everybody` is not there.

        >>> barnabas.Client("localhost:9092").admin.remove_group_members("billing")
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: remove_group_members: nobody was named: expected group_instance_ids, ...
        """
        call = calls.remove_group_members(group_id, group_instance_ids, member_ids, everybody, reason)
        return self._ask(call, timeout, raise_on_error)

    def group_lag(
        self,
        group_ids: Iterable[str],
        *,
        isolation_level: Literal["read_uncommitted", "read_committed"] = "read_uncommitted",
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[GroupLag]:
        """How far groups are behind, by partition: what is committed against where the logs end.

        Args:
            group_ids: whose.
            isolation_level: the end is the high watermark; with "read_committed" the last stable offset, which is where such a
                reader stands at best.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Partitions are those with a commit, those that members have, and all others of these topics.

        >>> with barnabas.Client("localhost:9092") as client:
        ...     (lag,) = client.admin.group_lag(["billing"])  # doctest: +SKIP
        ...     lag.total, [item.key for item in lag.partitions if item.committed is None]  # doctest: +SKIP
        (120, [TopicPartition(topic='orders', partition=5)])
        """
        return self._ask(calls.group_lag(group_ids, isolation_level), timeout, raise_on_error)
