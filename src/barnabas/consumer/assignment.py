"""Which partitions are ours, as the engine knows it and as the user was told; rebalances travel between the two.

A rebalance is taken up inside `poll()`: the engine only notes it here, and the user's next poll returns it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from barnabas.consumer.partition import Partition
from barnabas.consumer.rebalance import Rebalance
from barnabas.engine.waiting import fresh
from barnabas.errors.client import KafkaError, NotAssignedError
from barnabas.given import partition_of
from barnabas.group.generation import Generation
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import TopicPartition

Partitions = dict[TopicPartition, Partition]
Kind = Literal["assigned", "revoked", "lost"]


class Event(NamedTuple):
    """News for the user."""

    kind: Kind
    partitions: Partitions
    generation: Generation | None


class Assignment:
    """`owned` is the user's: it changes only inside `poll()`. `current` is the engine's. Both hold the same objects, which live
    from the assignment of a partition to its end: what is the same object in both has been ours all the time.
    """

    def __init__(self, news: Callable[[], None]) -> None:
        self._news = news  # wakes the user
        self._events: deque[Event] = deque()
        self._failure: KafkaError | None = None
        self._ended: KafkaError | None = None  # the same, where no poll has the membership begin again
        self.owned: Partitions = {}
        self.current: Partitions = {}
        self.leaving: Partitions = {}  # given up; the membership has not heard of it, and names them as the member's yet
        self.generation: Generation | None = None
        self.last: Generation | None = None  # also when it was lost since
        self.consenting: Partitions = {}  # the user was told to give them up: its next poll is the consent
        # How often the user has given all up of its own accord, and how often the engine has heard of it: between the two no news counts.
        self._taken_away = self._cleared = 0

    @property
    def pending(self) -> bool:
        """Whether the next poll has news."""
        return bool(self._events)

    # --- the engine's side --------------------------------------------------------------------------------------------

    def want(self, keys: Iterable[TopicPartition]) -> Partitions:
        """These partitions must be given up; those of them that the user never heard of, and so need no consent."""
        partitions = {key: p for key in sorted(keys) if (p := self.current.get(key)) is not None}
        told = {key: p for key, p in partitions.items() if p.told}
        if told:
            self._tell(Event("revoked", told, None))
        return {key: p for key, p in partitions.items() if not p.told}

    def begin(self, keys: frozenset[TopicPartition]) -> Partitions:
        """These are ours: those of them that have come just now. Where they begin is not known yet."""
        new = {key: Partition(key) for key in sorted(keys.difference(self.current, self.leaving))}
        self.current = {**self.current, **new}
        return new

    def tell(self, partitions: Partitions, generation: Generation | None) -> None:
        """Their positions are known as far as they can be."""
        for p in partitions.values():
            p.told = True
        self._tell(Event("assigned", partitions, generation))

    def lose(self) -> None:
        """All partitions are gone."""
        self.current, self.leaving = {}, {}
        self._tell(Event("lost", {}, None))

    def fail(self, error: KafkaError, *, for_good: bool) -> None:
        """The membership has ended; `for_good` says that it does not begin again by a poll."""
        self._failure = error
        if for_good:
            self._ended = error
        self._news()

    def clear(self) -> None:
        """Nothing is ours, and there is nothing to tell of: the user has given it up of its own accord, see `take_away`. What it `owns` may be
        more by now.
        """
        self._events.clear()
        self._failure = self._ended = None
        self.current, self.leaving = {}, {}
        self._cleared += 1

    def _tell(self, event: Event) -> None:
        self._events.append(event)
        self._news()

    def released(self, partitions: Partitions) -> Partitions:
        """The user has consented, or never heard of them: those of them that are ours yet.

        What was lost since, and perhaps is ours anew, nobody was asked to give up.
        """
        released = {key: p for key, p in partitions.items() if self.current.get(key) is p}
        self.current = {key: p for key, p in self.current.items() if key not in released}
        self.leaving = {**self.leaving, **released}
        return released

    def left(self, partitions: Partitions) -> frozenset[TopicPartition]:
        """The membership hears that these are given up: those that have not been lost since."""
        left = frozenset(key for key, p in partitions.items() if self.leaving.get(key) is p)
        self.leaving = {key: p for key, p in self.leaving.items() if key not in left}
        return left

    def topic_ids(self, keys: Iterable[TopicPartition]) -> dict[str, bytes]:
        """The ids of the topics that positions of these partitions are ones of, as far as they are known."""
        return {key.topic: p.topic_id for key, p in self.known(keys).items() if p.topic_id != ZERO_UUID}

    def known(self, keys: Iterable[TopicPartition]) -> Partitions:
        """Those of these partitions that are ours, or were just now."""
        found = {key: self.current.get(key) or self.leaving.get(key) or self.owned.get(key) for key in keys}
        return {key: p for key, p in found.items() if p is not None}

    # --- the user's side ----------------------------------------------------------------------------------------------

    def partition(self, key: Any) -> Partition:
        """A partition of ours.

        Raises:
            NotAssignedError: it is not.
        """
        key = partition_of(key)
        found = self.owned.get(key)
        if found is None:
            raise NotAssignedError(
                "the partition is not assigned to this consumer", topic=key.topic, partition=key.partition
            )
        return found

    def take(self) -> Rebalance | None:
        """The next news, in order; raises what ended the membership, once, or where nothing else will come each time."""
        if self._taken_away != self._cleared:
            return None
        failure, self._failure = self._failure, None
        if failure is not None:
            raise fresh(failure)
        while self._events:
            event = self._events.popleft()
            # What came and went before the user heard of it is no news.
            live = {key: p for key, p in event.partitions.items() if not p.gone}
            match event.kind:
                case "assigned":
                    if event.partitions and not live:
                        continue
                    self.owned = {**self.owned, **live}
                    self.generation = self.last = event.generation
                    return Rebalance(assigned=positions(live))
                case "revoked":
                    self.consenting = {key: p for key, p in live.items() if self.owned.get(key) is p}
                    if self.consenting:
                        return Rebalance(revoked=positions(self.consenting))
                case "lost":
                    lost, self.owned, self.generation, self.consenting = self.owned, {}, None, {}
                    if lost:
                        return Rebalance(lost=positions(lost))
        if self._ended is not None:
            raise fresh(self._ended)
        return None

    def take_away(self) -> None:
        """The user gives all up of its own accord; the engine hears of it by `clear`."""
        self._taken_away += 1
        self.owned, self.consenting = {}, {}
        self.generation = self.last = None

    def consent(self) -> Partitions:
        """The user polls again after it was told: the partitions that are given up, but for those that were lost before."""
        given, self.consenting = self.consenting, {}
        self.owned = {key: p for key, p in self.owned.items() if key not in given}
        return {key: p for key, p in given.items() if not p.gone}


def positions(partitions: Mapping[TopicPartition, Partition]) -> dict[TopicPartition, int | None]:
    """The next offset of each."""
    return {key: p.position for key, p in partitions.items()}
