"""Which partitions are ours, as the engine knows it and as the user was told; rebalances travel between the two.

A rebalance is taken up inside `poll()`: the engine only notes it here, and the user's next poll returns it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from barnabas.consumer.arguments import partition_of
from barnabas.consumer.partition import Partition
from barnabas.consumer.rebalance import Rebalance
from barnabas.errors.client import NotAssignedError
from barnabas.group.generation import Generation
from barnabas.types import TopicPartition

Partitions = dict[TopicPartition, Partition]


class Event(NamedTuple):
    """News for the user."""

    kind: str  # "assigned" or "lost"
    partitions: Partitions
    generation: Generation | None


class Assignment:
    """`owned` is the user's: it changes only inside `poll()`. `current` is the engine's."""

    def __init__(self, news: Callable[[], None]) -> None:
        self._news = news  # wakes the user
        self._events: deque[Event] = deque()
        self.owned: Partitions = {}
        self.current: Partitions = {}
        self.generation: Generation | None = None
        self._wanted = False  # they must be given up, and the user does not know yet
        self.consenting = False  # it was told: its next poll is the consent

    @property
    def pending(self) -> bool:
        """Whether the next poll has news."""
        return bool(self._events) or self._wanted

    # --- the engine's side --------------------------------------------------------------------------------------------

    def want(self) -> None:
        """The partitions must be given up."""
        self._wanted = True
        self._news()

    def begin(self, partitions: Partitions) -> None:
        """A new generation's partitions. What the user still holds of an older one without having consented is lost."""
        if self.current and self.current is self.owned:
            self._events.append(Event("lost", self.current, None))
        self._drop_untold()
        self.current = partitions
        self._wanted = False

    def tell(self, partitions: Partitions, generation: Generation | None) -> None:
        """Their positions are known as far as they can be."""
        if partitions is self.current:
            self._events.append(Event("assigned", partitions, generation))
            self._news()

    def lose(self) -> None:
        """All partitions are gone."""
        self._drop_untold()
        if self.current and self.current is self.owned:
            self._events.append(Event("lost", self.current, None))
        self.current = {}
        self._wanted = False
        self._news()

    def _drop_untold(self) -> None:
        """What was assigned and is gone again before the user heard of it is no news."""
        for event in [e for e in self._events if e.kind == "assigned"]:
            self._events.remove(event)

    def released(self) -> None:
        """The user has consented."""
        self.current = {}

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
        """The next news, in order."""
        if self._events:
            event = self._events.popleft()
            if event.kind == "assigned":
                self.owned, self.generation = event.partitions, event.generation
                return Rebalance(assigned=positions(event.partitions))
            self.owned, self.generation = {}, None
            self.consenting = False
            return Rebalance(lost=positions(event.partitions))
        if self._wanted:
            self._wanted = False
            self.consenting = True
            return Rebalance(revoked=positions(self.owned))
        return None

    def consent(self) -> None:
        """The user polls again after it was told: the partitions are given up."""
        self.consenting = False
        self.owned, self.generation = {}, None


def positions(partitions: Mapping[TopicPartition, Partition]) -> dict[TopicPartition, int | None]:
    """The next offset of each."""
    return {key: p.position for key, p in partitions.items()}
