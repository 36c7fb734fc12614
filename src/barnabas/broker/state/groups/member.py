"""A member of a classic group, as the coordinator knows it, and who members of any group are to a request."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from barnabas.broker.timers import Timer
from barnabas.protocol.messages.join_group import JoinGroupRequest, JoinGroupResponse
from barnabas.protocol.messages.sync_group import SyncGroupResponse

Joined = Callable[[JoinGroupResponse], object]
Synced = Callable[[SyncGroupResponse], object]
KNOWN_MEMBER_ID = 4  # the JoinGroup version from which a member joins with the id it was given (KIP-394)


class Caller(NamedTuple):
    """Who sent a request, as DescribeGroups shows it."""

    client_id: str
    host: str


NOBODY = Caller("", "")


class Leaving(NamedTuple):
    """A member that is to leave, by its id, its instance id, or both."""

    member_id: str
    instance_id: str | None = None


@dataclass(slots=True, eq=False)
class Member:
    """One member: what it said when it joined, and which answers it waits for."""

    id: str
    instance_id: str | None
    caller: Caller
    rebalance_ms: int
    session_ms: int
    protocols: list[tuple[str, bytes]]  # in the order of its preference
    assignment: bytes = b""
    new: bool = False  # its first JoinGroup is not answered yet
    joining: Joined | None = None
    syncing: Synced | None = None
    timer: Timer | None = None

    @property
    def protocol_names(self) -> list[str]:
        """The assignors it can follow."""
        return [name for name, _ in self.protocols]

    def metadata(self, protocol: str | None) -> bytes:
        """What it says to the leader for an assignor."""
        return next((metadata for name, metadata in self.protocols if name == protocol), b"")

    def vote(self, candidates: Collection[str]) -> str | None:
        """Its favourite of those that all members can follow."""
        return next((name for name in self.protocol_names if name in candidates), None)

    def answer_join(self, response: JoinGroupResponse) -> bool:
        """Answers the JoinGroup that it waits for; whether it did wait."""
        joining, self.joining = self.joining, None
        if joining is not None:
            joining(response)
        return joining is not None

    def answer_sync(self, response: SyncGroupResponse) -> bool:
        """Answers the SyncGroup that it waits for; whether it did wait."""
        syncing, self.syncing = self.syncing, None
        if syncing is not None:
            syncing(response)
        return syncing is not None

    def stop(self) -> None:
        """Its session is not watched any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def snapshot(self) -> dict[str, Any]:
        """What a restart needs of it."""
        return {
            "id": self.id,
            "instance_id": self.instance_id,
            "caller": list(self.caller),
            "rebalance_ms": self.rebalance_ms,
            "session_ms": self.session_ms,
            "protocols": [[name, b64encode(metadata).decode()] for name, metadata in self.protocols],
            "assignment": b64encode(self.assignment).decode(),
        }

    @classmethod
    def restored(cls, value: dict[str, Any]) -> Member:
        """The other way round."""
        return cls(
            value["id"],
            value["instance_id"],
            Caller(*value["caller"]),
            value["rebalance_ms"],
            value["session_ms"],
            [(name, b64decode(metadata)) for name, metadata in value["protocols"]],
            b64decode(value["assignment"]),
        )


def protocols_of(request: JoinGroupRequest) -> list[tuple[str, bytes]]:
    """The assignors that a member offers, with what it says to the leader."""
    return [(protocol.name, bytes(protocol.metadata)) for protocol in request.protocols]


def rebalance_ms_of(request: JoinGroupRequest) -> int:
    """Before JoinGroup v1 there was only one timeout."""
    return request.rebalance_timeout_ms if request.rebalance_timeout_ms >= 0 else request.session_timeout_ms
