"""The leader's work: from what all members say to what each of them gets. Pure; the members may be other clients'."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.client import ProtocolError
from barnabas.group.actions import Assign
from barnabas.group.assignors import ASSIGNORS, Member, Racks
from barnabas.group.subscription_data import decode_subscription, encode_assignment

log = logging.getLogger("barnabas.group")


def read_members(duty: Assign) -> list[Member]:
    """The members; one whose metadata cannot be read gets nothing, for it must not take the whole group down."""
    members: list[Member] = []
    for member_id, instance_id, metadata in duty.members:
        try:
            said = decode_subscription(metadata)
        except ProtocolError as error:
            log.warning("member %s is given no partitions, for its subscription cannot be read: %s", member_id, error)
            members.append(Member(member_id, frozenset(), instance_id))
            continue
        members.append(
            Member(
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


def wanted(members: Iterable[Member]) -> frozenset[str]:
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


def deal(duty: Assign, members: list[Member], snapshot: ClusterSnapshot) -> dict[str, bytes]:
    """Each member's assignment, as SyncGroup carries it."""
    shares = ASSIGNORS[duty.protocol].assign(members, racks(snapshot, wanted(members)))
    return {member_id: encode_assignment(partitions) for member_id, partitions in shares.items()}
