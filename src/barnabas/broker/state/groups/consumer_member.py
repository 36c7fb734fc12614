"""A member of a consumer group of KIP-848, and how it comes from what it has to what it is to have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass, field
from enum import Enum

from barnabas.broker.state.groups.assignors import Partition
from barnabas.broker.state.groups.member import NOBODY, Caller
from barnabas.broker.state.refused import RefusedError
from barnabas.broker.timers import Timer
from barnabas.errors import codes
from barnabas.protocol.consumer_protocol import VERSION_BYTES, encode_assignment
from barnabas.protocol.messages.consumer_protocol_assignment import ConsumerProtocolAssignment
from barnabas.types import TopicPartition

JOINING = 0  # member epochs with a meaning of their own
LEAVING = -1
LEAVING_STATIC = -2


class Phase(Enum):
    """Where a member is on its way to its target assignment."""

    STABLE = "Stable"
    UNREVOKED = "UnrevokedPartitions"  # it has been asked to give partitions back and has not confirmed
    UNRELEASED = "UnreleasedPartitions"  # it waits for partitions that others have not given back


@dataclass(slots=True, eq=False)
class ClassicSide:
    """What a member by the classic protocol said in its JoinGroup, and what is awaited of it."""

    session_ms: int
    protocols: list[tuple[str, bytes]]
    join: Timer | None = None  # it has been told to join again
    sync: Timer | None = None

    def stop(self) -> None:
        """Nothing is awaited any more."""
        for timer in (self.join, self.sync):
            if timer is not None:
                timer.cancel()
        self.join = self.sync = None

    def assignment(self, partitions: Iterable[TopicPartition], protocol: str | None = None) -> bytes:
        """A share in the version that the member speaks, as its metadata for `protocol` says (by default the first)."""
        metadata = dict(self.protocols).get(protocol or self.protocols[0][0], b"")
        version = int.from_bytes(metadata[:VERSION_BYTES], "big")
        return encode_assignment(partitions, version=min(version, ConsumerProtocolAssignment.MAX_VERSION))


@dataclass(slots=True, eq=False)
class ConsumerMember:
    """One member: its subscription, its epoch, its partitions."""

    id: str
    instance_id: str | None = None
    rack: str | None = None
    caller: Caller = NOBODY
    rebalance_ms: int = -1
    topics: frozenset[str] = frozenset()
    regex: str | None = None
    assignor: str | None = None
    epoch: int = JOINING
    previous_epoch: int = -1
    phase: Phase = Phase.STABLE
    assigned: set[Partition] = field(default_factory=set)
    revoking: set[Partition] = field(default_factory=set)
    since: dict[Partition, int] = field(default_factory=dict)  # the epoch in which it got each that is assigned
    session: Timer | None = None
    revocation: Timer | None = None
    classic: ClassicSide | None = None  # it is a member by the classic protocol

    def stop(self) -> None:
        """Neither its session nor anything else of it is watched any more."""
        for timer in (self.session, self.revocation):
            if timer is not None:
                timer.cancel()
        self.session = self.revocation = None
        if self.classic is not None:
            self.classic.stop()

    def is_reconciled(self, target_epoch: int) -> bool:
        """Whether it has what it is to have."""
        return self.phase is Phase.STABLE and self.epoch == target_epoch

    def check_epoch(self, epoch: int, owned: Set[Partition] | None) -> None:
        """Refuses a heartbeat of another time.

        The epoch before this one is taken if the member has nothing that it should not have: the answer that told
        it of this one may have been lost.

        Raises:
            RefusedError: FENCED_MEMBER_EPOCH.
        """
        if epoch in (self.epoch, JOINING):  # who joins again keeps what is known of it
            return
        than = "greater" if epoch > self.epoch else "smaller"
        if epoch > self.epoch or epoch != self.previous_epoch or owned is None or not owned <= self.assigned:
            raise RefusedError(
                codes.FENCED_MEMBER_EPOCH,
                f"The consumer group member has a {than} member epoch ({epoch}) than the one known by the group "
                f"coordinator ({self.epoch}). The member must abandon all its partitions and rejoin.",
            )

    def may_commit(self, epoch: int, places: Collection[Partition]) -> bool:
        """Whether it may commit offsets as of `epoch`: an earlier one is good if it had all of `places` then (KIP-1251)."""
        if epoch >= self.epoch or not places:
            return epoch == self.epoch
        return all(self.since.get(at, self.epoch) <= epoch for at in places)

    def reconcile(
        self,
        target_epoch: int,
        target: Set[Partition],
        owned: Set[Partition] | None,
        held: Callable[[], Set[Partition]],
    ) -> None:
        """Takes it one step further: what it must give up first, what is free then, the rest when others let go.

        `owned` is what the member says it has, None if it does not say; `held` all that any member has or gives back.
        """
        if self.phase is Phase.STABLE and self.epoch != target_epoch:
            self._step(self.epoch, target_epoch, target, owned, held())
        elif self.phase is Phase.UNREVOKED:
            if owned is None or self.revoking & owned:
                return
            self._step(self.epoch + 1, target_epoch, target, owned, held())
        elif self.phase is Phase.UNRELEASED:
            self._step(self.epoch, target_epoch, target, owned, held())

    def _step(
        self,
        epoch: int,
        target_epoch: int,
        target: Set[Partition],
        owned: Set[Partition] | None,
        held: Set[Partition],
    ) -> None:
        kept = self.assigned & target
        revoking = self.assigned - target
        wanted = target - kept
        free = wanted - held
        if revoking and (owned is None or revoking & owned):
            self._enter(Phase.UNREVOKED, min(epoch, target_epoch), kept, revoking)
        else:
            phase = Phase.STABLE if free == wanted else Phase.UNRELEASED
            self._enter(phase, target_epoch, kept | free, set())

    def _enter(self, phase: Phase, epoch: int, assigned: set[Partition], revoking: set[Partition]) -> None:
        self.phase, self.assigned, self.revoking = phase, assigned, revoking
        self.since = {at: self.since.get(at, epoch) for at in assigned}
        self.previous_epoch, self.epoch = self.epoch, epoch


def by_topic(partitions: Iterable[Partition]) -> dict[bytes, list[int]]:
    """Indexes by topic id, in order."""
    grouped: dict[bytes, list[int]] = {}
    for topic, index in sorted(partitions):
        grouped.setdefault(topic, []).append(index)
    return grouped
