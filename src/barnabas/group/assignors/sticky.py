"""The sticky assignors (KIP-54, KIP-341, KIP-429): balance first, then every member keeps what it has."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from barnabas.group.assignors.base import GroupMember, Racks
from barnabas.group.assignors.even import deal_evenly
from barnabas.group.assignors.order import hash_order, string_hash
from barnabas.group.assignors.racks import Nearness
from barnabas.group.assignors.uneven import UnevenDeal
from barnabas.types import TopicPartition

NEVER = -1  # the generation of a member that was in none, or does not say


class Claim(NamedTuple):
    """What a member held in which generation; None where its form does not tell."""

    partitions: Sequence[TopicPartition]
    generation: int | None


class StickyAssignor:
    """Balances the partitions and moves as few as it can; members give all up while they join (eager).

    What a member held, and in which generation, goes through the user data of its subscription, as with Java and
    librdkafka. With equal subscriptions the result is Java's, partition by partition.
    """

    name = "sticky"
    cooperative = False

    def user_data(self, owned: Sequence[TopicPartition], generation: int) -> bytes | None:
        """The last assignment and its generation (Java's schema V1); None before there was one."""
        return write_user_data(owned, generation) if generation != NEVER else None

    def claim(self, member: GroupMember) -> Claim:
        """What it held before this rebalance."""
        return read_user_data(member.user_data) if member.user_data else Claim((), None)

    def assign(self, members: Sequence[GroupMember], partitions: Racks) -> dict[str, list[TopicPartition]]:
        return self._deal(members, partitions)[0]

    def _deal(
        self, members: Sequence[GroupMember], partitions: Racks
    ) -> tuple[dict[str, list[TopicPartition]], Mapping[TopicPartition, str]]:
        """The assignment, and of what moves from a member to another: to whom."""
        wanted = frozenset[str]().union(*(member.topics for member in members))
        present = {topic: racks for topic, racks in partitions.items() if len(racks) and topic in wanted}
        if not members:
            return {}, {}
        claims = {member.member_id: _existing(self.claim(member), present) for member in members}
        owned, contested = settle(claims)
        near = Nearness(members, present)
        if _equal(members):
            return deal_evenly(present, owned, contested, near)
        deal = UnevenDeal(members, present, owned, near, _earlier(claims))
        assignment = deal.deal()
        return assignment, _moving(members, assignment)


class CooperativeStickyAssignor(StickyAssignor):
    """As `StickyAssignor`, but members keep what they hold while they join (KIP-429).

    A partition that moves is given to nobody at first: its holder gives it up and joins again, and then it is dealt out.
    """

    name = "cooperative-sticky"
    cooperative = True

    def user_data(self, owned: Sequence[TopicPartition], generation: int) -> bytes | None:
        """The generation of the last assignment; -1 before there was one."""
        return struct.pack(">i", generation)

    def claim(self, member: GroupMember) -> Claim:
        """By the fields of the subscription; its generation by the user data where the fields are older (KIP-792)."""
        if member.generation_id >= 0:
            return Claim(member.owned, member.generation_id)
        if member.user_data is None:
            return Claim(member.owned, None)
        whole = len(member.user_data) >= 4  # anything else is no generation
        return Claim(member.owned, struct.unpack_from(">i", member.user_data)[0] if whole else NEVER)

    def assign(self, members: Sequence[GroupMember], partitions: Racks) -> dict[str, list[TopicPartition]]:
        assignment, moving = self._deal(members, partitions)
        for partition, member in moving.items():
            assignment[member].remove(partition)
        return assignment


def settle(
    claims: Mapping[str, Claim],
) -> tuple[dict[str, list[TopicPartition]], frozenset[TopicPartition]]:
    """Who holds what, one holder each: the claim of the later generation counts. Also what two claim of one generation:
    both may have it, so that nobody is given it before both have given it up.
    """
    owned: dict[str, dict[TopicPartition, None]] = {member: {} for member in claims}
    holders: dict[TopicPartition, tuple[str, int]] = {}
    contested: set[TopicPartition] = set()
    for member, claim in claims.items():
        generation = NEVER if claim.generation is None else claim.generation
        for partition in claim.partitions:
            holder, theirs = holders.get(partition, (None, NEVER))
            if holder == member or (holder is not None and generation < theirs):
                continue
            if holder is not None:
                owned[holder].pop(partition, None)
            if holder is not None and generation == theirs:
                contested.add(partition)
            else:
                owned[member][partition] = None
            holders[partition] = (member, generation)
    return {member: list(held) for member, held in owned.items()}, frozenset(contested)


def _existing(claim: Claim, present: Racks) -> Claim:
    kept = tuple(p for p in claim.partitions if 0 <= p.partition < len(present.get(p.topic, ())))
    return Claim(kept, claim.generation)


def _equal(members: Sequence[GroupMember]) -> bool:
    first = next((member.topics for member in members if member.topics), frozenset())
    seen = False
    for member in members:
        seen = seen or bool(member.topics)
        if seen and member.topics != first:
            return False
    return True


def _earlier(claims: Mapping[str, Claim]) -> dict[TopicPartition, str]:
    """Who held what before the latest generation: a partition that has to move anyway goes back to it."""
    latest = max((c.generation for c in claims.values() if c.generation is not None), default=NEVER)
    found: dict[TopicPartition, tuple[str, int]] = {}
    for member, claim in claims.items():
        generation = NEVER if claim.generation is None else claim.generation
        if generation < latest:
            for partition in claim.partitions:
                if partition not in found or generation > found[partition][1]:
                    found[partition] = (member, generation)
    return {partition: member for partition, (member, _) in found.items()}


def _moving(
    members: Sequence[GroupMember], assignment: Mapping[str, list[TopicPartition]]
) -> dict[TopicPartition, str]:
    added: dict[TopicPartition, str] = {}
    revoked: set[TopicPartition] = set()
    for member in members:
        before, after = set(member.owned), assignment[member.member_id]
        added.update((partition, member.member_id) for partition in after if partition not in before)
        revoked |= before.difference(after)
    return {partition: member for partition, member in added.items() if partition in revoked}


# --- user data: an array of (topic, array of partitions), then the generation; an older form has no generation ------------


def write_user_data(partitions: Sequence[TopicPartition], generation: int) -> bytes:
    """As Java's schema V1; topics in the order of its hash map, where `computeIfAbsent` puts the newer one of a bucket first."""
    topics: dict[str, list[int]] = {}
    for topic, partition in partitions:
        topics.setdefault(topic, []).append(partition)
    parts = [struct.pack(">i", len(topics))]
    for topic in hash_order(reversed(topics), string_hash):
        name = topic.encode()
        numbers = topics[topic]
        parts.append(struct.pack(f">h{len(name)}si{len(numbers)}i", len(name), name, len(numbers), *numbers))
    parts.append(struct.pack(">i", generation))
    return b"".join(parts)


def read_user_data(data: bytes) -> Claim:
    """What `write_user_data` wrote, here or elsewhere; what cannot be read claims nothing."""
    found: list[TopicPartition] = []
    at = 0

    def number(form: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
        if value < 0:
            raise ValueError(f"{value} is no length")
        return int(value)

    try:
        for _ in range(number(">i")):
            length = number(">h")
            name, at = data[at : at + length], at + length
            if len(name) < length:
                raise ValueError("the name of a topic is cut off")
            count = number(">i")
            if count * 4 > len(data) - at:  # a length from the network
                raise ValueError(f"{count} partitions are more than there are bytes for")
            topic = name.decode()
            found += [TopicPartition(topic, p) for p in struct.unpack_from(f">{count}i", data, at)]
            at += count * 4
    except (struct.error, ValueError):
        return Claim((), NEVER)
    return Claim(found, struct.unpack_from(">i", data, at)[0] if len(data) - at >= 4 else None)
