"""What an assignor gets and gives, and the order of members that all of Kafka's clients agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from barnabas.group.assignors.order import utf16
from barnabas.types import TopicPartition

# Per topic, for each partition from 0 on, the racks that hold a replica of it; empty where no rack is known.
Racks: TypeAlias = Mapping[str, Sequence[frozenset[str]]]
# Each member's partitions by its id.
Shares: TypeAlias = Mapping[str, Sequence[TopicPartition]]


class GroupMember(NamedTuple):
    """A member of a group as its leader sees it, for an `Assignor`: what it wants, and what it says that it holds.

    Attributes:
        member_id: its name in the group, which the coordinator made up.
        topics: what it subscribes to.
        group_instance_id: its own lasting name (KIP-345), None for a dynamic member.
        owned: what it holds, as far as it may keep it while it joins (KIP-429).
        generation_id: of which generation it holds that; -1 if it does not say (KIP-792).
        rack: its `client_rack` (KIP-881).
        user_data: what its assignor of the same name says beyond that.

    Example:
        >>> barnabas.GroupMember("m-1", frozenset({"orders"}), rack="eu-1a").topics
        frozenset({'orders'})
    """

    member_id: str
    topics: frozenset[str]
    group_instance_id: str | None = None
    owned: tuple[TopicPartition, ...] = ()
    generation_id: int = -1
    rack: str | None = None
    user_data: bytes | None = None


class Assignor(Protocol):
    """One way to deal out a group's partitions, for `partition_assignment_strategy`: derive your own from this.

    The group's leader calls `assign` for all members, perhaps on a thread of its own; so it keeps no state, and one object
    serves all groups. All members of a group must offer an assignor of the same name.

    Attributes:
        name: the name on the wire, which other members know it by.
        cooperative: whether a member keeps what it owns while it joins (KIP-429) rather than giving it all up first. Then
            `assign` must give nobody what another member still owns: it is dealt out when that one has joined without it.

    Example:
        >>> class ToTheFirst(barnabas.Assignor):
        ...     name = "to-the-first"
        ...
        ...     def assign(self, members, partitions):
        ...         first = min(member.member_id for member in members)
        ...         return {first: [(topic, p) for topic, racks in partitions.items() for p in range(len(racks))]}
        >>> with barnabas.Client("localhost:9092") as client:
        ...     consumer = client.consumer("orders", group_id="g", partition_assignment_strategy=[ToTheFirst(), "range"])
    """

    name: str
    cooperative: bool = False

    def user_data(self, owned: Sequence[TopicPartition], generation: int) -> bytes | None:
        """What this member tells the leader beyond its subscription.

        Args:
            owned: the last assignment.
            generation: its generation, -1 before there was one.

        >>> barnabas.Assignor.user_data  # doctest: +ELLIPSIS
        <function Assignor.user_data at ...>
        """
        return None

    def assign(self, members: Sequence[GroupMember], partitions: Racks) -> Shares:
        """Each member's partitions; who is left out gets none.

        Args:
            members: all members of the group.
            partitions: of each topic that somebody wants and that exists, for each partition from 0 on the racks that hold
                a replica of it.

        >>> barnabas.Assignor.assign  # doctest: +ELLIPSIS
        <function Assignor.assign at ...>
        """
        ...


def member_order(member: GroupMember) -> tuple[bool, bytes]:
    """A sort key: static members first, by instance id (KIP-345), so that a restart changes nothing; the others by id."""
    own = member.group_instance_id
    return (True, utf16(member.member_id)) if own is None else (False, utf16(own))
