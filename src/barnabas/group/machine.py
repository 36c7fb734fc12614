"""What the machines of both protocols have in common: what a member holds, and how its user consents to give it up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum

from barnabas.errors.base import KafkaError
from barnabas.errors.broker import FencedInstanceIdError
from barnabas.errors.client import KafkaTimeoutError
from barnabas.group.actions import Lost, Notice, RebalanceWanted
from barnabas.group.generation import Generation
from barnabas.types import TopicPartition

REASON_MOST = 255  # KIP-800: what a broker keeps of a reason


class State(Enum):
    """Where a member stands; SYNCING and PENDING are of the classic protocol only, JOINING too."""

    IDLE = "idle"
    UNJOINED = "unjoined"
    JOINING = "joining"
    SYNCING = "syncing"
    STABLE = "stable"
    PENDING = "pending"
    FAILED = "failed"
    LEFT = "left"


RESTING = frozenset({State.IDLE, State.FAILED, State.LEFT})  # takes no part in the group


class Member(ABC):
    """The half of a member that faces its user. `state`, `generation`, `owned` and `error` may be read."""

    def __init__(self, group_id: str, rebalance_timeout: float) -> None:
        self._group_id = group_id
        self._most = rebalance_timeout  # seconds between two polls
        self.state = State.IDLE
        self.generation: Generation | None = None  # the last one, until it is lost or another begins
        self.owned: frozenset[TopicPartition] = frozenset()
        self.revoking: frozenset[TopicPartition] = frozenset()  # of these; the user is told, and has yet to consent
        self.error: KafkaError | None = None  # why it is FAILED
        self.heard_at = 0.0  # when the coordinator last said that this member is one of the group
        self._notices: list[Notice] = []
        self._last_poll = 0.0

    def take_notices(self) -> list[Notice]:
        """What happened since the last call, in order."""
        notices, self._notices = self._notices, []
        return notices

    def polled(self, now: float) -> bool:
        """The user is alive; whether that changed anything."""
        self._last_poll = now
        if self.state is State.IDLE:
            self._due(now)
        elif self.state is State.FAILED and not isinstance(self.error, FencedInstanceIdError):
            self.error = None  # after the backoff: a user may poll in a tight loop
        else:
            return False
        self._to(State.UNJOINED)
        return True

    # --- for the protocols --------------------------------------------------------------------------------------------

    def _to(self, state: State) -> None:
        self.state = state

    @abstractmethod
    def _due(self, now: float) -> None:
        """The coordinator may be asked at once."""

    def _given_up(self, partitions: frozenset[TopicPartition] | None) -> frozenset[TopicPartition]:
        """Takes away what the user has given up: of these, or by default all, what it was asked for."""
        given = self.revoking if partitions is None else self.revoking & partitions
        self.owned -= given
        self.revoking -= given
        return given

    def _revoke(self, reason: str, partitions: frozenset[TopicPartition]) -> None:
        # What the user was asked for before stays asked for, even if it is assigned anew meanwhile: it may have been told.
        new = partitions - self.revoking
        self.revoking |= new
        if new:
            self._notices.append(RebalanceWanted(reason, new))

    def _drop(self, error: KafkaError, *, always: bool) -> None:
        """All that was held is lost; the user learns of it if there was a membership, or `always`."""
        if self.generation is not None or always:
            self._notices.append(Lost(error, self.owned))
        self._empty()

    def _empty(self) -> None:
        self.generation = None
        self.owned = self.revoking = frozenset()

    @property
    def _poll_by(self) -> float:
        return self._last_poll + self._most

    def _unpolled(self) -> KafkaTimeoutError:
        return KafkaTimeoutError(
            f"poll() was not called for max_poll_interval_ms={self._most * 1000:.0f}, so this member left the group"
            f" {self._group_id}; poll more often, take fewer records at a time, or raise the interval"
        )
