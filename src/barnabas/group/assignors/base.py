"""What an assignor gets and gives, and the order of members that all of Kafka's clients agree on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from barnabas.types import TopicPartition

# Per topic, for each partition from 0 on, the racks that hold a replica of it; empty where no rack is known.
Racks: TypeAlias = Mapping[str, Sequence[frozenset[str]]]


class Member(NamedTuple):
    """A member of the group as its leader sees it: what it wants, and what it says that it holds."""

    member_id: str
    topics: frozenset[str]
    instance_id: str | None = None
    owned: tuple[TopicPartition, ...] = ()
    generation: int = -1
    rack: str | None = None
    user_data: bytes | None = None


class Assignor(Protocol):
    """One way to deal out partitions. It keeps no state of its own: one object serves all groups.

    Attributes:
        name: the name on the wire, which other clients know it by.
        cooperative: whether a member keeps what it owns while it joins (KIP-429) rather than giving it all up first.
    """

    @property
    def name(self) -> str: ...

    @property
    def cooperative(self) -> bool: ...

    def user_data(self, owned: Sequence[TopicPartition], generation: int) -> bytes | None:
        """What this member tells the leader through the subscription beyond its fields (sticky does so)."""
        ...

    def assign(self, members: Sequence[Member], partitions: Racks) -> dict[str, list[TopicPartition]]:
        """Each member's partitions. Topics that are not in `partitions` do not exist and are left out."""
        ...


def utf16(text: str) -> bytes:
    """A sort key in the order in which Java compares strings: by UTF-16 units, not by code points.

    Member ids begin with the user's client id, which may hold any character; leaders written in different languages
    must still agree.
    """
    return text.encode("utf-16-be", "surrogatepass")


def member_order(member: Member) -> tuple[bool, bytes]:
    """A sort key: static members first, by instance id (KIP-345), so that a restart changes nothing; the others by id."""
    return (False, utf16(member.instance_id)) if member.instance_id is not None else (True, utf16(member.member_id))
