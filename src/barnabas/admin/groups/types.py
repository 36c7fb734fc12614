"""What the admin says of groups: immutable values, each with its own error."""

from __future__ import annotations

from dataclasses import dataclass

from barnabas.admin.types import BrokerDescription
from barnabas.errors.base import KafkaError
from barnabas.types import OffsetAndMetadata, TopicPartition


@dataclass(frozen=True, slots=True)
class GroupListing:
    """A group as its coordinator lists it.

    Attributes:
        group_id: its name.
        protocol_type: what its members are: ``"consumer"``, ``"connect"``, ...; ``""`` if it only ever had offsets.
        state: ``"Stable"``, ``"Empty"``, ... as the broker says; None before Kafka 2.6 (KIP-518).
        type: ``"classic"``, ``"consumer"`` (KIP-848), ``"share"``, ``"streams"``; None before Kafka 3.8.

    >>> barnabas.GroupListing("billing", "consumer", "Stable", "classic").state
    'Stable'
    """

    group_id: str
    protocol_type: str
    state: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True)
class GroupList:
    """The groups of a cluster, and what brokers could not be asked.

    Attributes:
        groups: by name.
        errors: one for each broker that gave no answer; its groups are missing in `groups`.

    >>> barnabas.GroupList((barnabas.GroupListing("billing", "consumer"),), ()).groups[0].group_id
    'billing'
    """

    groups: tuple[GroupListing, ...]
    errors: tuple[KafkaError, ...] = ()

    def raise_for_error(self) -> None:
        """Raises the first error if there is one.

        >>> barnabas.GroupList((), ()).raise_for_error()
        """
        for error in self.errors:
            raise error


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How an operation on one group ended.

    Attributes:
        group_id: its name.
        error: None, or what went wrong with this group.

    >>> barnabas.GroupResult("billing", None).raise_for_error()
    """

    group_id: str
    error: KafkaError | None

    def raise_for_error(self) -> None:
        """Raises the error if there is one.

        >>> barnabas.GroupResult("billing", barnabas.errors.broker_error(69)).raise_for_error()
        Traceback (most recent call last):
        barnabas.errors.broker.GroupIdNotFoundError: [69 GROUP_ID_NOT_FOUND] no group of this name exists
        """
        if self.error is not None:
            raise self.error


@dataclass(frozen=True, slots=True)
class MemberDescription:
    """A member of a described group.

    Attributes:
        member_id: who it is in the group.
        group_instance_id: its own name if it is static (KIP-345).
        client_id, host: what it calls itself, and from where, as the coordinator saw it.
        assigned: the partitions that it has; of a group that is no consumers' group none.
        rack: its rack, if it told.
        topics, pattern: what it is subscribed to: by name, and by the regular expression that the broker evaluates.
        member_epoch, target: its epoch, and the partitions that it shall have; None in classic groups.
        type: ``"consumer"``, or ``"classic"`` for a member that speaks the classic protocol; None where the broker
            does not say (groups of the newer protocol before Kafka 4.1).
        error: what this member told the group and nobody can read, as a `ProtocolError`; None if all is well.

    >>> barnabas.MemberDescription("m-1", None, "billing", "/10.0.0.7").assigned
    ()
    """

    member_id: str
    group_instance_id: str | None
    client_id: str
    host: str
    assigned: tuple[TopicPartition, ...] = ()
    rack: str | None = None
    topics: tuple[str, ...] = ()
    pattern: str | None = None
    member_epoch: int | None = None
    target: tuple[TopicPartition, ...] | None = None
    type: str | None = None
    error: KafkaError | None = None


@dataclass(frozen=True, slots=True)
class GroupDescription(GroupResult):
    """A described group, or the error that stands in its place.

    Attributes:
        type: ``"classic"`` or ``"consumer"`` (KIP-848).
        state: as the broker says: ``"Empty"``, ``"Stable"``; ``"PreparingRebalance"`` and ``"CompletingRebalance"`` of a classic
            group, ``"Assigning"`` and ``"Reconciling"`` of the newer kind.
        protocol_type: ``"consumer"``, ``"connect"``, ...; ``""`` if the group only ever had offsets.
        assignor: how partitions are dealt out: of a classic group the strategy agreed on, while it is stable.
        coordinator: the broker that the group belongs to.
        members: who is in it.
        group_epoch, assignment_epoch: None in classic groups.
        authorized_operations: what this client may do with the group, as Kafka's names, ``"READ"`` and so on; None if not
            asked for or not told (KIP-430).

    >>> barnabas.GroupDescription("billing", None).members
    ()
    """

    type: str = ""
    state: str = ""
    protocol_type: str = ""
    assignor: str = ""
    coordinator: BrokerDescription | None = None
    members: tuple[MemberDescription, ...] = ()
    group_epoch: int | None = None
    assignment_epoch: int | None = None
    authorized_operations: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PartitionResult:
    """How an operation on one partition ended.

    Attributes:
        topic, partition: which.
        error: None, or what went wrong with it; an error of the group as a whole stands at each of its partitions.

    >>> barnabas.PartitionResult("orders", 3, None).key
    TopicPartition(topic='orders', partition=3)
    """

    topic: str
    partition: int
    error: KafkaError | None

    @property
    def key(self) -> TopicPartition:
        """Topic and partition in one.

        >>> barnabas.PartitionResult("orders", 3, None).key.topic
        'orders'
        """
        return TopicPartition(self.topic, self.partition)

    def raise_for_error(self) -> None:
        """Raises the error if there is one.

        >>> barnabas.PartitionResult("orders", 3, None).raise_for_error()
        """
        if self.error is not None:
            raise self.error


@dataclass(frozen=True, slots=True)
class CommittedOffset(PartitionResult):
    """What a group has committed for a partition; `committed` is None if it has committed nothing, or where there is an error.

    >>> barnabas.CommittedOffset("orders", 3, None, barnabas.OffsetAndMetadata(42)).committed.offset
    42
    """

    committed: OffsetAndMetadata | None = None


@dataclass(frozen=True, slots=True)
class GroupOffsets(GroupResult):
    """A group's committed offsets, by partition.

    >>> barnabas.GroupOffsets("billing", None).partitions
    ()
    """

    partitions: tuple[CommittedOffset, ...] = ()

    @property
    def offsets(self) -> dict[TopicPartition, OffsetAndMetadata]:
        """The offsets that there are, by partition.

        >>> found = barnabas.CommittedOffset("orders", 3, None, barnabas.OffsetAndMetadata(42))
        >>> barnabas.GroupOffsets("billing", None, (found,)).offsets
        {TopicPartition(topic='orders', partition=3): OffsetAndMetadata(offset=42, leader_epoch=None, metadata='')}
        """
        return {item.key: item.committed for item in self.partitions if item.committed is not None}

    def raise_for_error(self) -> None:
        """Raises the group's error, else the first of a partition's, if there is one.

        >>> barnabas.GroupOffsets("billing", None).raise_for_error()
        """
        GroupResult.raise_for_error(self)
        for item in self.partitions:
            item.raise_for_error()


@dataclass(frozen=True, slots=True)
class OffsetReset(CommittedOffset):
    """A line of the plan by which a group's offsets are reset.

    Attributes:
        committed: what was committed before, None if nothing was.
        target: the offset that it is set to, kept within the log; None where `error` says why there is none.

    >>> barnabas.OffsetReset("orders", 3, None, barnabas.OffsetAndMetadata(42), 0).target
    0
    """

    target: int | None = None


@dataclass(frozen=True, slots=True)
class PartitionLag(CommittedOffset):
    """How far a group is behind in a partition.

    Attributes:
        committed: None if the group has committed nothing there.
        end: the log's end: the high watermark, or with ``isolation_level="read_committed"`` the last stable offset.
        lag: how many offsets there are from `committed` to `end`, at least 0; None where one of them is not known.
        member_id: the member that has the partition; None if nobody has.

    >>> barnabas.PartitionLag("orders", 3, None, barnabas.OffsetAndMetadata(40), 42, 2).lag
    2
    """

    end: int | None = None
    lag: int | None = None
    member_id: str | None = None


@dataclass(frozen=True, slots=True)
class GroupLag(GroupResult):
    """How far a group is behind, by partition: those with a commit, those that members have, and all others of their topics.

    >>> barnabas.GroupLag("billing", None).total
    0
    """

    partitions: tuple[PartitionLag, ...] = ()

    @property
    def total(self) -> int:
        """The sum where the lag is known.

        >>> one = barnabas.PartitionLag("orders", 3, None, barnabas.OffsetAndMetadata(40), 42, 2)
        >>> barnabas.GroupLag("billing", None, (one, barnabas.PartitionLag("orders", 4, None))).total
        2
        """
        return sum(item.lag for item in self.partitions if item.lag is not None)

    def raise_for_error(self) -> None:
        """Raises the group's error, else the first of a partition's, if there is one.

        >>> barnabas.GroupLag("billing", None).raise_for_error()
        """
        GroupResult.raise_for_error(self)
        for item in self.partitions:
            item.raise_for_error()


@dataclass(frozen=True, slots=True)
class MemberResult:
    """How taking a member out of its group ended.

    Attributes:
        member_id: its id; ``""`` where it was named by its group instance id.
        group_instance_id: its own name; None if it has none, or was named by its member id.
        error: None, or why it was not taken out.

    >>> barnabas.MemberResult("", "worker-1", None).raise_for_error()
    """

    member_id: str
    group_instance_id: str | None
    error: KafkaError | None

    def raise_for_error(self) -> None:
        """Raises the error if there is one.

        >>> barnabas.MemberResult("", "worker-1", barnabas.errors.broker_error(25)).raise_for_error()
        Traceback (most recent call last):
        barnabas.errors.broker.UnknownMemberIdError: [25 UNKNOWN_MEMBER_ID] the coordinator does not know this member, ...
        """
        if self.error is not None:
            raise self.error
