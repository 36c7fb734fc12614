"""Groups that go over from one protocol to the other while they run (KIP-848): what becomes of their members.

The first member by the consumer protocol makes a classic group one of its own kind; when the last one has gone, or a static one has
come back by the classic protocol, it is a classic group again. The generation and the epoch go on from each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.classic import ClassicGroup
from barnabas.broker.state.groups.consumer_member import ClassicSide, ConsumerMember
from barnabas.broker.state.groups.member import Member
from barnabas.broker.state.groups.settings import ConsumerLimits
from barnabas.broker.state.groups.target import TopicLike
from barnabas.broker.state.refused import RefusedError
from barnabas.errors import codes
from barnabas.errors.client import ProtocolError
from barnabas.protocol.consumer_protocol import (
    Subscription,
    assignment_user_data,
    decode_assignment,
    decode_subscription,
)
from barnabas.types import TopicPartition


def check_upgrade(group: ClassicGroup, limits: ConsumerLimits) -> None:
    """Whether a classic group with members may become a consumer group with these limits.

    Raises:
        RefusedError: GROUP_ID_NOT_FOUND; it may not.
    """
    if not limits.policy.upgrades:
        raise _not_upgraded(group, "online upgrade is disabled")
    if not group.is_consumers:
        raise _not_upgraded(group, "the group does not use the consumer embedded protocol")
    if len(group.members) > limits.max_size:
        raise _not_upgraded(group, "the group size exceeds the consumer group maximum size")


def _not_upgraded(group: ClassicGroup, why: str) -> RefusedError:
    text = f"Cannot upgrade classic group {group.id} to consumer group because {why}."
    return RefusedError(codes.GROUP_ID_NOT_FOUND, text)


def consumer_members(group: ClassicGroup, topics: Mapping[str, TopicLike]) -> list[ConsumerMember]:
    """A classic group's members for a consumer group: with what the leader last gave each of them.

    Raises:
        RefusedError: GROUP_ID_NOT_FOUND, for what they say to each other cannot be read, or would be lost.
    """
    members = []
    for member in group.members.values():
        try:
            said, given = decode_subscription(member.metadata(group.protocol)), decode_assignment(member.assignment)
            more = assignment_user_data(member.assignment)
        except ProtocolError:
            raise _not_upgraded(group, "the embedded consumer protocol is malformed") from None
        if more:
            raise _not_upgraded(group, "an unsupported custom assignor is in use")
        members.append(_consumer_member(group, member, said, {(topics[t].id, p) for t, p in given if t in topics}))
    return members


def _consumer_member(
    group: ClassicGroup, member: Member, said: Subscription, assigned: set[Partition]
) -> ConsumerMember:
    return ConsumerMember(
        member.id,
        member.instance_id,
        said.rack,
        member.caller,
        member.rebalance_ms,
        frozenset(said.topics),
        epoch=group.generation,
        previous_epoch=group.generation,
        assigned=assigned,
        since=dict.fromkeys(assigned, group.generation),
        classic=ClassicSide(member.session_ms, member.protocols),
    )


def classic_members(
    members: Iterable[ConsumerMember], target: Mapping[str, Set[Partition]], topics: Mapping[str, TopicLike]
) -> list[Member]:
    """A consumer group's members, all by the classic protocol, for a classic group: with what each was to have."""
    names = {topic.id: name for name, topic in topics.items()}
    found = []
    for member in members:
        assert member.classic is not None
        share = sorted(TopicPartition(names[id], p) for id, p in target.get(member.id, ()) if id in names)
        found.append(
            Member(
                member.id,
                member.instance_id,
                member.caller,
                member.rebalance_ms,
                member.classic.session_ms,
                member.classic.protocols,
                member.classic.assignment(share),
            )
        )
    return found
