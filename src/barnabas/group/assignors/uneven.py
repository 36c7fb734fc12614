"""The sticky assignors' way when members want different topics: keep, fill, then move while a move makes it more even."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

from barnabas.group.assignors.base import GroupMember, Racks
from barnabas.group.assignors.order import hash_order, partition_hash, utf16
from barnabas.group.assignors.racks import Nearness
from barnabas.types import TopicPartition

Pair = tuple[int, int]  # from, to


class UnevenDeal:
    """One deal. Members go by their rank in Java's order of ids, which settles ties.

    A partition moves only to a member that has at least two fewer, so that the sum of the squares of all loads falls with
    each move: the work is bounded, however the subscriptions lie.
    """

    def __init__(
        self,
        members: Sequence[GroupMember],
        partitions: Racks,
        owned: Mapping[str, list[TopicPartition]],
        near: Nearness,
        earlier: Mapping[TopicPartition, str],
    ) -> None:
        self._ids = sorted(owned, key=utf16)
        rank = {id: number for number, id in enumerate(self._ids)}
        self._topics = [frozenset[str]()] * len(members)
        for member in members:
            self._topics[rank[member.member_id]] = member.topics & partitions.keys()
        self._partitions = partitions
        self._near = near
        self._earlier = {p: rank[id] for p, id in earlier.items()}
        self._wanting = {topic: sum(topic in topics for topics in self._topics) for topic in partitions}
        self._held: list[list[TopicPartition]] = [[] for _ in members]
        self._holder: dict[TopicPartition, int] = {}
        self._revoked = False  # some member holds what it must not keep
        for id, held in owned.items():
            for p in held:
                if p.topic in self._topics[rank[id]] and not near.far(id, p):
                    self._held[rank[id]].append(p)
                    self._holder[p] = rank[id]
                else:
                    self._revoked = True
        self._order = sorted((len(held), number) for number, held in enumerate(self._held))
        self._moves = _Moves()

    def deal(self) -> dict[str, list[TopicPartition]]:
        """Each member's share."""
        # The topics that few members want come first: what can go to few must be placed while there is room.
        topics = sorted(self._partitions, key=lambda topic: (self._wanting[topic], utf16(topic)))
        all_of_them = [TopicPartition(topic, p) for topic in topics for p in range(len(self._partitions[topic]))]
        free = [p for p in all_of_them if p not in self._holder]
        fresh = not self._held[self._order[-1][1]]
        left = [p for p in free if not self._place(p, near=True)] if self._near.decides else free
        for p in left:
            self._place(p, near=False)
        movable = [p for p in all_of_them if self._wanting[p.topic] > 1]
        self._set_aside()
        before = [list(held) for held in self._held], dict(self._holder), list(self._order)
        if not self._revoked:
            # New partitions are moved first: those that members had may then stay where they are.
            self._even_out([p for p in free if self._wanting[p.topic] > 1])
        if self._even_out(movable) and not fresh and self._spread(self._order) >= self._spread(before[2]):
            self._held, self._holder, self._order = before
        return {id: self._held[number] for number, id in enumerate(self._ids)}

    def _place(self, p: TopicPartition, *, near: bool) -> bool:
        for size, number in self._order:
            if p.topic in self._topics[number] and not (near and self._near.far(self._ids[number], p)):
                self._order.remove((size, number))
                self._held[number].append(p)
                self._holder[p] = number
                insort(self._order, (size + 1, number))
                return True
        return False

    def _set_aside(self) -> None:
        """Members that can neither give nor take: they have all they want, and nobody else wants any of it."""

        def fixed(number: int) -> bool:
            most = sum(len(self._partitions[topic]) for topic in self._topics[number])
            held = self._held[number]
            return len(held) >= most and all(self._wanting[p.topic] < 2 for p in held)

        self._order = [(size, number) for size, number in self._order if not fixed(number)]

    def _even_out(self, partitions: Sequence[TopicPartition]) -> bool:
        moved = False
        while True:
            changed = False
            for p in partitions:
                if self._order[-1][0] - self._order[0][0] <= 1:
                    return moved
                holder = self._holder[p]
                size = len(self._held[holder])
                back = self._earlier.get(p)
                if back is not None and p.topic in self._topics[back] and size > len(self._held[back]) + 1:
                    target = back
                elif (least := self._least(p.topic, size - 1)) is not None:
                    target = least
                else:
                    continue
                self._move(p, holder, target)
                moved = changed = True
            if not changed:
                return moved

    def _least(self, topic: str, below: int) -> int | None:
        """Of those who want the topic, the one that has least, if that is less than this."""
        for size, number in self._order:
            if size >= below:
                return None
            if topic in self._topics[number]:
                return number
        return None

    def _move(self, p: TopicPartition, holder: int, target: int) -> None:
        # Another partition of the topic that went the other way before goes back instead, so that two do not swap.
        other = self._moves.instead(p, holder, target)
        if other is not None and len(self._held[self._holder[other]]) > len(self._held[target]) + 1:
            p, holder = other, self._holder[other]
        for number, step in ((holder, -1), (target, 1)):
            size = len(self._held[number])
            del self._order[bisect_left(self._order, (size, number))]
            insort(self._order, (size + step, number))
        self._moves.note(p, holder, target)
        self._held[holder].remove(p)
        self._held[target].append(p)
        self._holder[p] = target

    @staticmethod
    def _spread(order: Iterable[tuple[int, int]]) -> int:
        """The sum of the differences of all pairs: the lower, the more even."""
        total = score = 0
        for smaller, (size, _) in enumerate(sorted(order)):
            score += size * smaller - total
            total += size
        return score


class _Moves:
    """What went from whom to whom in this deal, per topic."""

    def __init__(self) -> None:
        self._by_pair: dict[tuple[str, Pair], _JavaSet] = {}
        self._of: dict[TopicPartition, Pair] = {}

    def instead(self, p: TopicPartition, holder: int, target: int) -> TopicPartition | None:
        """A partition of the same topic that went from `target` to where this one came from."""
        origin = self._of[p][0] if p in self._of else holder
        found = self._by_pair.get((p.topic, (target, origin)))
        return found.first() if found else None

    def note(self, p: TopicPartition, holder: int, target: int) -> None:
        """Notes that it moves."""
        pair = self._of.pop(p, None)
        if pair is not None:
            moved = self._by_pair[p.topic, pair]
            moved.remove(p)
            if not moved:
                del self._by_pair[p.topic, pair]
            if pair[0] == target:
                return  # back where it was
            holder = pair[0]
        self._of[p] = (holder, target)
        self._by_pair.setdefault((p.topic, (holder, target)), _JavaSet()).add(p)


class _JavaSet:
    """A set whose first element is the one that Java's would give."""

    def __init__(self) -> None:
        self._items: dict[TopicPartition, None] = {}
        self._most = 0

    def __len__(self) -> int:
        return len(self._items)

    def add(self, p: TopicPartition) -> None:
        self._items[p] = None
        self._most = max(self._most, len(self._items))

    def remove(self, p: TopicPartition) -> None:
        del self._items[p]

    def first(self) -> TopicPartition:
        return hash_order(self._items, partition_hash, self._most)[0]
