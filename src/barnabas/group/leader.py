"""The leader's work: from what all members say to what each of them gets. Pure; the members may be other clients'."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.client import ClientError, ProtocolError
from barnabas.group.actions import Assign
from barnabas.group.assignors import ASSIGNORS, Assignor, GroupMember, Racks, Shares
from barnabas.protocol.consumer_protocol import decode_subscription, encode_assignment
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.group")


def read_members(duty: Assign) -> list[GroupMember]:
    """The members; one whose metadata cannot be read gets nothing, for it must not take the whole group down."""
    members: list[GroupMember] = []
    for member_id, instance_id, metadata in duty.members:
        try:
            said = decode_subscription(metadata)
        except ProtocolError as error:
            log.warning("member %s is given no partitions, for its subscription cannot be read: %s", member_id, error)
            members.append(GroupMember(member_id, frozenset(), instance_id))
            continue
        members.append(
            GroupMember(
                member_id,
                frozenset(said.topics),
                instance_id,
                said.owned,
                said.generation,
                said.rack,
                said.user_data,
            )
        )
    return members


def wanted(members: Iterable[GroupMember]) -> frozenset[str]:
    """The topics that anybody subscribes to."""
    return frozenset[str]().union(*(member.topics for member in members))


def counts(snapshot: ClusterSnapshot, topics: Iterable[str]) -> dict[str, int]:
    """How many partitions each topic has; 0 if it does not exist (yet)."""
    return {name: len(info.partitions) if (info := snapshot.topics.get(name)) else 0 for name in topics}


def racks(snapshot: ClusterSnapshot, topics: Iterable[str]) -> Racks:
    """For each partition of the topics the racks of its replicas (KIP-881)."""
    known = {id: broker.rack for id, broker in snapshot.brokers.items()}
    found: dict[str, list[frozenset[str]]] = {}
    for name in sorted(topics):
        info = snapshot.topics.get(name)
        if info is not None and info.partitions:
            found[name] = [
                frozenset(rack for id in info.partitions[p].replicas if (rack := known.get(id)))
                for p in sorted(info.partitions)
            ]
    return found


def deal(assignor: Assignor, members: list[GroupMember], partitions: Racks) -> dict[str, bytes]:
    """Each member's assignment, as SyncGroup carries it.

    Raises:
        ClientError: the assignor failed, or what it returned cannot be.
    """
    try:
        shares = assignor.assign(members, partitions)
        if ASSIGNORS.get(assignor.name) is not assignor:
            _check(shares, assignor, members, partitions)
    except BaseException as error:  # a user's assignor may raise anything, and here nobody else would hear of it
        raise ClientError(f"the assignor {assignor.name!r} failed: {error!r}") from error
    return {member_id: encode_assignment(given) for member_id, given in shares.items()}


def _check(shares: Shares, assignor: Assignor, members: list[GroupMember], partitions: Racks) -> None:
    """A user's assignor may err: nothing is given twice, and nobody is given what it did not ask for or another must first give up."""
    by_age = sorted(members, key=lambda member: member.generation_id)  # of two claims the later one counts
    holders = {p: m.member_id for m in by_age for p in m.owned} if assignor.cooperative else {}
    topics = {member.member_id: member.topics for member in members}
    seen: set[TopicPartition] = set()
    for member_id, given in shares.items():
        if member_id not in topics:
            raise ValueError(f"there is no member {member_id!r} in the group")
        for topic, number in given:
            p = TopicPartition(topic, number)
            if not 0 <= number < len(partitions.get(topic, ())):
                raise ValueError(f"{p} does not exist")
            if topic not in topics[member_id]:
                raise ValueError(f"{p} was given to {member_id!r}, which does not subscribe to its topic")
            if p in seen:
                raise ValueError(f"{p} was given out twice")
            seen.add(p)
            if holders.get(p, member_id) != member_id:
                raise ValueError(f"{p} was given to {member_id!r} while {holders[p]!r} still owns it")
