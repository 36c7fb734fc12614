"""A fetch session (KIP-227): what a broker remembers of what is fetched, so that a Fetch names only what has changed.

A machine without I/O. What it takes for known it changes only by an answer; after anything that went wrong it begins anew,
and names the old session so that the broker can let it go.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from barnabas.errors import codes
from barnabas.types import TopicPartition

NONE = 0  # no session
FIRST, LAST = 0, (1 << 31) - 1  # the first epoch asks for a session; behind the last one comes the second
OVER = -1  # the epoch that ends a session


class Asked(NamedTuple):
    """What is asked of a partition."""

    topic_id: bytes
    offset: int
    leader_epoch: int
    last_epoch: int


class Plan(NamedTuple):
    """What a Fetch has to say."""

    session_id: int
    epoch: int
    named: list[TopicPartition]
    forgotten: list[tuple[TopicPartition, bytes]]  # with the topic id that the broker knows


class Session:
    """One client's session with one broker; one request at a time."""

    def __init__(self) -> None:
        self.id = NONE
        self.epoch = FIRST
        self._known: dict[TopicPartition, Asked] = {}
        self._by_id = False

    def next(self, wanted: Mapping[TopicPartition, Asked], *, by_id: bool) -> Plan:
        """The next request's part in it; `by_id` says whether topics go by their ids, which a session never mixes."""
        if by_id != self._by_id:
            self.restart()
            self._by_id = by_id
        known, self._known = self._known, dict(wanted)
        if self.epoch == FIRST:
            return Plan(self.id, FIRST, list(wanted), [])
        forgotten = [
            (key, asked.topic_id)
            for key, asked in known.items()
            if key not in wanted or (by_id and wanted[key].topic_id != asked.topic_id)
        ]
        named = [key for key, asked in wanted.items() if known.get(key) != asked]
        return Plan(self.id, self.epoch, named, forgotten)

    def answered(self, session_id: int, told: Collection[TopicPartition]) -> None:
        """An answer without an error came, about the partitions `told`."""
        if self.epoch == FIRST:
            # A broker that has no room makes none. An answer that leaves something out is not what we think it is.
            complete = len(told) == len(self._known) and all(key in self._known for key in told)
            self.id, self.epoch = (session_id, FIRST + 1) if session_id != NONE and complete else (session_id, FIRST)
        elif session_id != self.id:
            self.id, self.epoch = NONE, FIRST  # the broker has ended it
        elif any(key not in self._known for key in told):
            self.restart()
        else:
            self.epoch = FIRST + 1 if self.epoch == LAST else self.epoch + 1

    def refused(self, code: int) -> None:
        """The broker's session is not the one that we think of."""
        if code == codes.FETCH_SESSION_ID_NOT_FOUND:
            self.id = NONE
        self.restart()

    def end(self) -> int:
        """Nothing more is asked in it: its id, for the broker to let it go; `NONE` if there is none."""
        ended, self.id = self.id, NONE
        self.restart()
        return ended

    def restart(self) -> None:
        """Nobody knows what the broker has heard: the next request names everything, and the session to be let go."""
        self.epoch = FIRST
