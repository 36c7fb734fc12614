"""The server's assignors of KIP-848: from who wants which topics to who gets which partitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import NamedTuple

Partition = tuple[bytes, int]  # topic id and index


class Wish(NamedTuple):
    """What an assignor knows of a member: the topics it wants, its present partitions, its instance id."""

    topics: Set[bytes]
    current: Set[Partition] = frozenset()
    instance_id: str | None = None


Assignor = Callable[[Mapping[str, Wish], Mapping[bytes, int]], dict[str, set[Partition]]]


def range_assignor(members: Mapping[str, Wish], counts: Mapping[bytes, int]) -> dict[str, set[Partition]]:
    """Neighbouring partitions of each topic to each member, in the members' order: static ones first, then by id.

    >>> wishes = {"a": Wish({b"t"}), "b": Wish({b"t"})}
    >>> {name: sorted(index for _, index in got) for name, got in range_assignor(wishes, {b"t": 5}).items()}
    {'a': [0, 1, 2], 'b': [3, 4]}
    """
    given: dict[str, set[Partition]] = {member: set() for member in members}
    order = sorted(
        members, key=lambda member: (members[member].instance_id is None, members[member].instance_id or member)
    )
    for topic, count in counts.items():
        takers = [member for member in order if topic in members[member].topics]
        start = 0
        for position, member in enumerate(takers):
            size = count // len(takers) + (position < count % len(takers))
            given[member].update((topic, index) for index in range(start, start + size))
            start += size
    return given


def uniform_assignor(members: Mapping[str, Wish], counts: Mapping[bytes, int]) -> dict[str, set[Partition]]:
    """As evenly as the subscriptions allow, moving as little as possible.

    >>> wishes = {"a": Wish({b"t"}, {(b"t", 0), (b"t", 1), (b"t", 2)}), "b": Wish({b"t"})}
    >>> {name: sorted(index for _, index in got) for name, got in uniform_assignor(wishes, {b"t": 3}).items()}
    {'a': [0, 1], 'b': [2]}
    """
    given: dict[str, set[Partition]] = {member: set() for member in members}
    takers = {topic: [member for member in sorted(members) if topic in members[member].topics] for topic in counts}
    free = {(topic, index) for topic, count in counts.items() if takers[topic] for index in range(count)}
    for member in sorted(members):
        kept = {at for at in members[member].current if at in free and at[0] in members[member].topics}
        given[member] |= kept
        free -= kept
    for at in sorted(free):
        given[min(takers[at[0]], key=lambda member: len(given[member]))].add(at)
    while (move := _better(given, takers)) is not None:
        at, giver, taker = move
        given[giver].remove(at)
        given[taker].add(at)
    return given


def _better(
    given: Mapping[str, set[Partition]], takers: Mapping[bytes, list[str]]
) -> tuple[Partition, str, str] | None:
    """A partition whose move to another member makes the assignment more even; None if there is none.

    Each such move lowers the sum of the squares of the sizes, so the moves come to an end.
    """
    for giver in sorted(given, key=lambda member: -len(given[member])):
        for at in sorted(given[giver], reverse=True):
            taker = min(takers[at[0]], key=lambda member: len(given[member]))
            if len(given[giver]) > len(given[taker]) + 1:
                return at, giver, taker
    return None


ASSIGNORS: dict[str, Assignor] = {"uniform": uniform_assignor, "range": range_assignor}
"""By name; the first one is the default, as in Kafka's group.consumer.assignors."""
