"""All groups of the cluster, of either protocol, and their offsets: finds the group that a request is for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, TypeAlias

from barnabas.broker.state.groups import conversion
from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.classic import ClassicGroup
from barnabas.broker.state.groups.consumer import ConsumerGroup
from barnabas.broker.state.groups.consumer_member import JOINING, LEAVING, LEAVING_STATIC
from barnabas.broker.state.groups.heartbeat_request import check_request
from barnabas.broker.state.groups.member import Caller, Joined, Leaving, Synced
from barnabas.broker.state.groups.offsets import EPOCH_KIND, PENDING_KIND, Committed, Offsets, Place
from barnabas.broker.state.groups.offsets import KIND as OFFSET_KIND
from barnabas.broker.state.groups.retention import Retention
from barnabas.broker.state.groups.settings import GroupSettings
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.protocol.messages.consumer_group_heartbeat import (
    ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse,
)
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupRequest, SyncGroupResponse

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Cluster

Group: TypeAlias = ClassicGroup | ConsumerGroup
KIND = "group"  # in the journal
KINDS = (KIND, OFFSET_KIND, PENDING_KIND, EPOCH_KIND)


class Groups:
    """The group coordinator: one machine for all nodes."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._groups: dict[str, Group] = {}
        self._retention = Retention(self, cluster.timers)
        self.settings = GroupSettings(cluster.settings.configs, new=cluster.versions.consumer_groups)
        self.offsets = Offsets(cluster.journal.put)
        cluster.on_topic_deleted.append(lambda topic: self.offsets.delete_topic(topic.name))

    # -- which groups there are

    def find(self, group_id: str) -> Group | None:
        """A group of either protocol."""
        return self._groups.get(group_id)

    def get(self, group_id: str) -> Group:
        """As `find`.

        Raises:
            RefusedError: GROUP_ID_NOT_FOUND.
        """
        found = self._groups.get(group_id)
        if found is None:
            raise RefusedError(codes.GROUP_ID_NOT_FOUND, f"Group {group_id} not found.")
        return found

    def all(self) -> list[Group]:
        """Every group."""
        return list(self._groups.values())

    def _saver(self, group_id: str) -> Callable[[], None]:
        def save() -> None:
            group = self._groups.get(group_id)
            self._cluster.journal.put(KIND, group_id, None if group is None else group.snapshot())

        return save

    def _add(self, group: Group) -> None:
        self._groups[group.id] = group
        self._saver(group.id)()
        self._retention.watch()

    def _new_classic(self, group_id: str) -> ClassicGroup:
        return ClassicGroup(group_id, self._cluster.timers, self.settings.classic, self._saver(group_id))

    def _new_consumer(self, group_id: str) -> ConsumerGroup:
        def becomes_classic(epoch: int, target: Mapping[str, Set[Partition]], rebalance: bool) -> None:
            self._downgrade(group, epoch, target, rebalance)

        group = ConsumerGroup(
            group_id,
            self._cluster.timers,
            self.settings.consumer,
            lambda: self._cluster.topics,
            self._saver(group_id),
            becomes_classic,
        )
        return group

    def _downgrade(
        self, former: ConsumerGroup, epoch: int, target: Mapping[str, Set[Partition]], rebalance: bool
    ) -> None:
        members = conversion.classic_members(former.members.values(), target, self._cluster.topics)
        former.close()
        group = self._new_classic(former.id)
        group.take_over(epoch, members)
        self._add(group)
        if rebalance:
            group.rebalance()

    def delete(self, group_id: str) -> None:
        """DeleteGroups: the group and its offsets.

        Raises:
            RefusedError: GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP.
        """
        if not self.get(group_id).is_empty:
            raise RefusedError(codes.NON_EMPTY_GROUP)
        self.forget(group_id)

    def forget(self, group_id: str) -> None:
        """Takes a group away, and its offsets."""
        self.offsets.delete(group_id)
        self._groups.pop(group_id).close()
        self._cluster.journal.put(KIND, group_id, None)

    # -- the classic protocol

    def join(self, request: JoinGroupRequest, caller: Caller, version: int, answer: Joined) -> None:
        """JoinGroup: finds or makes the group."""

        def refuse(code: int) -> None:
            answer(JoinGroupResponse(error_code=code, member_id=request.member_id))

        group_id = request.group_id
        if not group_id:
            return refuse(codes.INVALID_GROUP_ID)
        if not self.settings.allows_session(request.session_timeout_ms):
            return refuse(codes.INVALID_SESSION_TIMEOUT)
        group = self._groups.get(group_id)
        if isinstance(group, ConsumerGroup):
            if not group.is_empty:
                return group.classic.join(request, caller, version, answer)
            group = None
        if group is None:
            if request.member_id:
                return refuse(codes.UNKNOWN_MEMBER_ID)
            group = self._new_classic(group_id)
            self._add(group)
        return group.join(request, caller, version, answer)

    def sync(self, request: SyncGroupRequest, answer: Synced) -> None:
        """SyncGroup."""
        group = self._groups.get(request.group_id)
        if not request.group_id:
            answer(SyncGroupResponse(error_code=codes.INVALID_GROUP_ID))
        elif isinstance(group, ClassicGroup):
            group.sync(request, answer)
        elif group is not None:
            group.classic.sync(request, answer)
        else:
            answer(SyncGroupResponse(error_code=codes.UNKNOWN_MEMBER_ID))

    def heartbeat(self, group_id: str, member_id: str, instance_id: str | None, generation: int) -> int:
        """Heartbeat; an error code."""
        if not group_id:
            return codes.INVALID_GROUP_ID
        group = self._groups.get(group_id)
        if group is None:
            return codes.UNKNOWN_MEMBER_ID
        by_protocol = group if isinstance(group, ClassicGroup) else group.classic
        return by_protocol.heartbeat(member_id, instance_id, generation)

    def leave(self, group_id: str, leaving: Sequence[Leaving]) -> list[int]:
        """LeaveGroup; an error code for each member."""
        group = self._groups.get(group_id)
        if group is None:
            return [codes.UNKNOWN_MEMBER_ID] * len(leaving)
        return group.leave(leaving)

    def unload(self, group_id: str) -> None:
        """The group has got another coordinator: who waits for an answer of the former one is sent there."""
        group = self._groups.get(group_id)
        if isinstance(group, ClassicGroup):
            group.send_away(codes.NOT_COORDINATOR)

    # -- the consumer protocol (KIP-848)

    def consumer_heartbeat(
        self, request: ConsumerGroupHeartbeatRequest, caller: Caller, version: int
    ) -> ConsumerGroupHeartbeatResponse:
        """ConsumerGroupHeartbeat: finds or makes the group.

        Raises:
            RefusedError: with the code and text of the answer.
        """
        check_request(request, version, self.settings.assignors)
        group_id = request.group_id
        former = self._groups.get(group_id)
        if isinstance(former, ConsumerGroup):
            return former.heartbeat(request, caller)
        if request.member_epoch != JOINING:
            raise self._no_consumer_group(group_id, request.member_epoch)
        new = self._new_consumer(group_id)
        if former is not None and not former.is_empty:
            conversion.check_upgrade(former, self.settings.consumer)
            new.take_over(former.generation, conversion.consumer_members(former, self._cluster.topics))
        self._groups[group_id] = new
        try:
            response = new.heartbeat(request, caller)
        except RefusedError:
            new.close()
            del self._groups[group_id]
            if former is not None:
                self._groups[group_id] = former
            raise
        if former is not None:
            former.send_away(codes.REBALANCE_IN_PROGRESS)  # who waits joins again, and is a member of the new one
            former.close()
        self._retention.watch()
        return response

    def _no_consumer_group(self, group_id: str, epoch: int) -> RefusedError:
        if group_id in self._groups:
            message = f"Group {group_id} is not a consumer group."
        elif epoch in (LEAVING, LEAVING_STATIC):
            message = f"Group {group_id} not found."
        else:
            message = f"Consumer group {group_id} not found."
        return RefusedError(codes.GROUP_ID_NOT_FOUND, message)

    # -- offsets

    def check_commit(
        self,
        group_id: str,
        member_id: str,
        instance_id: str | None,
        epoch: int,
        version: int,
        places: Collection[Partition] = (),
    ) -> None:
        """Whether offsets of `places` may be committed for the group now; makes a group that is its offsets only.

        Raises:
            RefusedError: with the error code for all partitions.
        """
        group = self._committing(
            group_id, epoch, codes.GROUP_ID_NOT_FOUND if version >= 9 else codes.ILLEGAL_GENERATION
        )
        if isinstance(group, ClassicGroup):
            group.check_commit(member_id, instance_id, epoch, transactional=False)
            group.committed(member_id)
        else:
            group.check_commit(member_id, instance_id, epoch, places, version=version)

    def check_transactional_commit(
        self,
        group_id: str,
        member_id: str,
        instance_id: str | None,
        epoch: int,
        places: Collection[Partition] = (),
    ) -> None:
        """As `check_commit`, for TxnOffsetCommit (KIP-447).

        Raises:
            RefusedError: with the error code for all partitions.
        """
        group = self._committing(group_id, epoch, codes.ILLEGAL_GENERATION)
        if isinstance(group, ClassicGroup):
            group.check_commit(member_id, instance_id, epoch, transactional=True)
            return
        try:
            group.check_commit(member_id, instance_id, epoch, places, version=None)
        except RefusedError as refused:
            stale = refused.code == codes.STALE_MEMBER_EPOCH
            raise RefusedError(codes.ILLEGAL_GENERATION) if stale else refused from None

    def _committing(self, group_id: str, epoch: int, missing: int) -> Group:
        """The group that a commit is for. One that is not there is made, unless who commits takes it for a generation's."""
        group = self._groups.get(group_id)
        if group is None:
            if epoch >= 0:
                raise RefusedError(missing)
            group = self._new_classic(group_id)
            self._add(group)
        return group

    def is_too_long(self, metadata: str | None) -> bool:
        """Whether a commit's metadata is beyond offset.metadata.max.bytes, which Kafka counts in characters."""
        return metadata is not None and len(metadata) > self.settings.max_metadata

    def committed_now(self, offset: int, leader_epoch: int, metadata: str | None, retention_ms: int = -1) -> Committed:
        """An offset with the time of now."""
        now = self._cluster.timers.wall_ms
        return Committed(offset, leader_epoch, metadata or "", now, now + retention_ms if retention_ms >= 0 else None)

    def commit(self, group_id: str, place: Place, committed: Committed) -> None:
        """Takes an offset for committed, without further checks."""
        self.offsets.commit(group_id, place, committed)
        self._retention.watch()

    def complete_transaction(self, producer_id: int, commit: bool) -> None:
        """The transaction of a producer is over: its offsets become committed, or are dropped."""
        self.offsets.complete(producer_id, commit)
        self._retention.watch()

    def check_fetch(self, group_id: str, member_id: str | None, epoch: int) -> bool:
        """Whether the group is there.

        Raises:
            RefusedError: it is, and who asks is not of it any more.
        """
        group = self._groups.get(group_id)
        if isinstance(group, ConsumerGroup):
            group.check_fetch(member_id, epoch)
        return group is not None

    def check_offset_delete(self, group_id: str) -> Group:
        """The group whose offsets may be deleted now.

        Raises:
            RefusedError: GROUP_ID_NOT_FOUND, or NON_EMPTY_GROUP where nobody knows what its members read.
        """
        group = self.get(group_id)
        if isinstance(group, ClassicGroup) and not group.is_empty and not group.is_consumers:
            raise RefusedError(codes.NON_EMPTY_GROUP)
        return group

    def delete_offsets(self, group: Group, places: Iterable[Place]) -> None:
        """OffsetDelete; the coordinator before 4.0 forgets an empty group that has none left."""
        self.offsets.delete(group.id, list(places))
        if not self._cluster.versions.consumer_groups and self._retention.is_void(group):
            self.forget(group.id)

    # -- restart

    def restore(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Takes back what the journal holds."""
        if kind != KIND:
            self.offsets.restore(kind, key, value)
            return
        known = self._groups.pop(key, None)
        if known is not None:
            known.close()
        if value is None:
            return
        group = self._new_consumer(key) if value["type"] == ConsumerGroup.kind else self._new_classic(key)
        group.restore(value)
        self._groups[key] = group
        self._retention.watch()
