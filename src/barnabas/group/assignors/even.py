"""The sticky assignors' way when all members want the same topics: quotas, and exactly what Java deals out."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from itertools import chain

from barnabas.group.assignors.base import Racks
from barnabas.group.assignors.order import hash_order, string_hash, utf16
from barnabas.group.assignors.racks import Nearness
from barnabas.types import TopicPartition

Shares = dict[str, list[TopicPartition]]


def deal_evenly(
    partitions: Racks, owned: Mapping[str, list[TopicPartition]], contested: frozenset[TopicPartition], near: Nearness
) -> tuple[Shares, Mapping[TopicPartition, str]]:
    """Each member's share, and of what moves from one member to another: to whom.

    `owned` names every member, with what is its own by the subscriptions; `contested` is claimed by two.
    """
    deal = _EvenDeal(partitions, owned, contested, near)
    deal.keep(owned)
    deal.give_the_rest()
    return deal.shares, deal.moving


class _EvenDeal:
    """Every member gets `low` partitions, and `large` of them one more."""

    def __init__(
        self,
        partitions: Racks,
        owned: Mapping[str, list[TopicPartition]],
        contested: frozenset[TopicPartition],
        near: Nearness,
    ) -> None:
        topics = sorted(partitions, key=utf16)
        self._rank = {topic: number for number, topic in enumerate(topics)}
        self._all = [TopicPartition(topic, p) for topic in topics for p in range(len(partitions[topic]))]
        self._contested = contested
        self._near = near
        self._low, self._large = divmod(len(self._all), len(owned))
        self._high = self._low + (1 if self._large else 0)
        self._full = 0  # members that have `high`, while that is more than `low`
        self._under: list[str] = []  # below `low`
        self._exact: deque[str] = deque()  # at `low`, and may get one more
        self._given_up: dict[TopicPartition, str] = {}
        self.shares: Shares = {member: [] for member in owned}
        self.moving: dict[TopicPartition, str] = {}

    def keep(self, owned: Mapping[str, list[TopicPartition]]) -> None:
        """Members keep what they have, up to their quota and as far as it is near."""
        for member in hash_order(owned, string_hash):
            held: list[TopicPartition] = []
            for p in sorted(owned[member], key=lambda p: (p.partition, self._rank[p.topic])):
                if self._near.far(member, p):
                    self._given_up[p] = member
                elif p not in self._contested:
                    held.append(p)
            if len(held) < self._low:
                quota = len(held)
                self._under.append(member)
            elif self._full < self._large and len(held) >= self._high:
                quota = self._high
                self._one_more_full()
            else:
                quota = self._low
                if self._full < self._large:
                    self._exact.append(member)
            self.shares[member] += held[:quota]
            self._given_up.update(dict.fromkeys(held[quota:], member))

    def give_the_rest(self) -> None:
        """Deals out what is nobody's, near members first."""
        kept = frozenset(chain.from_iterable(self.shares.values()))
        left = self._near.scarce_first(p for p in self._all if p not in kept)
        self._under.sort(key=utf16)
        self._exact = deque(sorted(self._exact, key=utf16))
        if self._near.decides:
            left = self._give_near(left)
        at = 0
        for p in left:
            if not self._under:
                self._give(p, self._exact.popleft())
                continue
            at %= len(self._under)
            member = self._under[at]
            if self._give(p, member) == self._low:
                del self._under[at]
                self._exact.append(member)
            else:
                at += 1

    def _give_near(self, partitions: list[TopicPartition]) -> list[TopicPartition]:
        """Gives each to the next member that is near and has room; those without one are left."""
        near, at = self._near, 0
        waiting = Counter(near.rack(member) for member in self._under)
        left: list[TopicPartition] = []
        for p in partitions:
            racks = near.racks(p)
            if any(waiting[rack] for rack in racks):
                count = len(self._under)
                index = next(i % count for i in range(at, at + count) if near.rack(self._under[i % count]) in racks)
                member = self._under[index]
                size = self._give(p, member)
                if size >= self._low:
                    del self._under[index]
                    waiting[near.rack(member)] -= 1
                    if size < self._high and self._full < self._large:
                        self._exact.append(member)
                else:
                    index += 1
                at = index % len(self._under) if self._under else 0
                continue
            found = next((m for m in self._exact if near.rack(m) in racks), None) if racks else None
            if found is None:
                left.append(p)
            elif self._give(p, found) == self._high:
                self._exact.remove(found)
                self._one_more_full()
        return left

    def _one_more_full(self) -> None:
        self._full += 1
        if self._full == self._large:
            self._exact.clear()  # nobody at `low` gets any more

    def _give(self, p: TopicPartition, member: str) -> int:
        self.shares[member].append(p)
        if self._given_up.get(p, member) != member or p in self._contested:
            self.moving[p] = member
        return len(self.shares[member])
