"""What the state machine of a member asks its driver to do, and what it tells of."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from barnabas.errors.base import KafkaError
from barnabas.group.generation import Generation
from barnabas.protocol.messages.heartbeat import HeartbeatRequest
from barnabas.protocol.messages.join_group import JoinGroupRequest
from barnabas.protocol.messages.sync_group import SyncGroupRequest
from barnabas.types import TopicPartition


class Join(NamedTuple):
    """Send JoinGroup; then `joined`."""

    request: JoinGroupRequest


class Assign(NamedTuple):
    """As the leader: deal out the partitions, each member's metadata at hand; then `dealt`.

    Attributes:
        protocol: the assignor that all members offer.
        members: member id, instance id and metadata of each.
        skip: a static leader is back and the assignment stays (KIP-814): only find out what is led.
    """

    protocol: str
    members: tuple[tuple[str, str | None, bytes], ...]
    skip: bool


class Sync(NamedTuple):
    """Send SyncGroup; then `synced`."""

    request: SyncGroupRequest


class Leave(NamedTuple):
    """Send LeaveGroup once; nobody waits for its outcome."""

    member_id: str
    reason: str
    instance_id: str | None = None
    lasting: bool = False  # a static member will not be back


class Wait(NamedTuple):
    """Nothing to do until the machine's state changes, or until this time."""

    until: float | None = None


Action: TypeAlias = Join | Assign | Sync | Leave | Wait


class Beat(NamedTuple):
    """Send a Heartbeat; then `beaten` with the answer's error code, or `beat_failed`."""

    request: HeartbeatRequest
    epoch: int  # an answer counts only while the member is where it was when it asked
    sent_at: float
    timeout: float


class RebalanceWanted(NamedTuple):
    """These partitions must be given up; the user's consent is awaited."""

    reason: str
    partitions: frozenset[TopicPartition]


class Assigned(NamedTuple):
    """A generation has begun; these are all the member's partitions, also those that wait for consent to be given up."""

    partitions: frozenset[TopicPartition]
    generation: Generation


class Lost(NamedTuple):
    """A generation has ended without the user's consent; `partitions` may be others' by now."""

    reason: KafkaError
    partitions: frozenset[TopicPartition]


class Failed(NamedTuple):
    """The member cannot go on by itself."""

    error: KafkaError


Notice: TypeAlias = RebalanceWanted | Assigned | Lost | Failed
