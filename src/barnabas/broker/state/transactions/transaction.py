"""What the coordinator knows of one transactional id."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

NO_PRODUCER_ID = -1
NO_EPOCH = -1
LAST_EPOCH = 32767
OFFSETS_TOPIC = "__consumer_offsets"
OFFSETS_PARTITIONS = 50  # offsets.topic.num.partitions


class Phase(Enum):
    """The state of a transactional id, by the names that DescribeTransactions gives."""

    EMPTY = "Empty"
    ONGOING = "Ongoing"
    PREPARE_COMMIT = "PrepareCommit"
    PREPARE_ABORT = "PrepareAbort"
    COMPLETE_COMMIT = "CompleteCommit"
    COMPLETE_ABORT = "CompleteAbort"


ENDING = (Phase.PREPARE_COMMIT, Phase.PREPARE_ABORT)  # its markers are being written
STATE_NAMES = frozenset({*(phase.value for phase in Phase), "Dead", "PrepareEpochFence"})


class Producer(NamedTuple):
    """A producer id and its epoch; with an error code, both are -1."""

    error: int
    producer_id: int = NO_PRODUCER_ID
    epoch: int = NO_EPOCH


@dataclass(slots=True)
class Transaction:
    """A transactional id: its producer, and its transaction if there is one."""

    id: str
    producer_id: int
    timeout_ms: int
    epoch: int = NO_EPOCH
    previous_producer_id: int = NO_PRODUCER_ID
    next_producer_id: int = NO_PRODUCER_ID  # takes over when the markers are written, as the epochs are used up
    last_epoch: int = NO_EPOCH  # a repeated InitProducerId that names this one gets the same answer again (KIP-360)
    phase: Phase = Phase.EMPTY
    partitions: set[tuple[str, int]] = field(default_factory=set)
    start_ms: int = -1
    updated_ms: int = -1

    @property
    def exhausted(self) -> bool:
        """Whether the producer id has no epoch left to give: the last one is for the coordinator's own fencing."""
        return self.epoch >= LAST_EPOCH - 1

    def knows(self, producer_id: int, epoch: int) -> bool:
        """Whether a client that says it has been this producer may be it (KIP-360)."""
        if self.epoch == NO_EPOCH or producer_id == self.producer_id:
            return True
        return producer_id == self.previous_producer_id and epoch >= LAST_EPOCH - 1

    def snapshot(self) -> dict[str, Any]:
        """What a restart needs to go on."""
        return {
            "producer_id": self.producer_id,
            "timeout_ms": self.timeout_ms,
            "epoch": self.epoch,
            "previous_producer_id": self.previous_producer_id,
            "next_producer_id": self.next_producer_id,
            "last_epoch": self.last_epoch,
            "phase": self.phase.value,
            "partitions": sorted([topic, index] for topic, index in self.partitions),
            "start_ms": self.start_ms,
            "updated_ms": self.updated_ms,
        }

    @classmethod
    def restored(cls, transactional_id: str, value: dict[str, Any]) -> Transaction:
        """The other way round."""
        rest = {**value, "phase": Phase(value["phase"]), "partitions": {(t, p) for t, p in value["partitions"]}}
        return cls(id=transactional_id, **rest)


def java_hash(text: str) -> int:
    """Java's `String.hashCode`, by which Kafka finds the partition that a group or transactional id belongs to."""
    code = 0
    raw = text.encode("utf-16-be", "surrogatepass")
    for at in range(0, len(raw), 2):
        code = (31 * code + (raw[at] << 8 | raw[at + 1])) & 0xFFFFFFFF
    return code - (1 << 32) if code >= 1 << 31 else code


def offsets_partition(group_id: str) -> tuple[str, int]:
    """The partition of `__consumer_offsets` that a group's offsets would be in."""
    code = java_hash(group_id)
    return OFFSETS_TOPIC, (0 if code == -(1 << 31) else abs(code)) % OFFSETS_PARTITIONS
