"""The transaction coordinator: transactional ids, their epochs, and how their transactions end.

One machine serves all nodes. A request is answered at once; only the end of a transaction takes time, when a partition
that needs a marker has no leader: until it has one, the transaction stays in PrepareCommit or PrepareAbort.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from barnabas.broker.state.refused import RefusedError
from barnabas.broker.state.transactions.transaction import (
    ENDING,
    NO_EPOCH,
    NO_PRODUCER_ID,
    OFFSETS_TOPIC,
    Phase,
    Producer,
    Transaction,
    offsets_partition,
)
from barnabas.errors import codes

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Cluster
    from barnabas.broker.timers import Timer

logger = logging.getLogger("barnabas.broker")
KIND = "transaction"  # in the journal
COORDINATOR_EPOCH = 0  # a marker carries the epoch of its coordinator: here there is one for good
ADDS_PARTITIONS = 12  # the Produce version from which the leader adds a partition to the transaction (KIP-890)
SAYS_ABORTABLE = 11  # the Produce version whose client knows TRANSACTION_ABORTABLE
MAX_TIMEOUT_MS = 900_000
EXPIRATION_MS = 604_800_000


class Transactions:
    """All transactional ids of the cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._all: dict[str, Transaction] = {}
        self._timers: dict[str, Timer] = {}

    def _config(self, name: str, default: int) -> int:
        return int(self._cluster.settings.configs.get(name, default))

    def get(self, transactional_id: str) -> Transaction | None:
        """The id's state; one that was idle for transactional.id.expiration.ms is forgotten."""
        found = self._all.get(transactional_id)
        if found is None or found.phase is Phase.ONGOING or found.phase in ENDING:
            return found
        idle = self._cluster.timers.wall_ms - found.updated_ms
        if idle < self._config("transactional.id.expiration.ms", EXPIRATION_MS):
            return found
        del self._all[transactional_id]
        self._cluster.journal.put(KIND, transactional_id, None)
        return None

    def all(self) -> list[Transaction]:
        """Every transactional id that is known."""
        return [found for name in list(self._all) if (found := self.get(name)) is not None]

    # -- a producer begins

    def init(self, transactional_id: str, timeout_ms: int, expected: tuple[int, int] | None = None) -> Producer:
        """InitProducerId for a transactional id; `expected` is the producer id and epoch of a client that goes on.

        A transaction that is open is aborted under a higher epoch; the client is told to ask again, as Kafka does.
        """
        if not transactional_id:
            return Producer(codes.INVALID_REQUEST)
        if not 0 < timeout_ms <= self._config("transaction.max.timeout.ms", MAX_TIMEOUT_MS):
            return Producer(codes.INVALID_TRANSACTION_TIMEOUT)
        found = self.get(transactional_id)
        if found is None:
            found = Transaction(transactional_id, self._cluster.producer_ids.next(), timeout_ms)
            self._all[transactional_id] = found
        if expected is not None and not found.knows(*expected):
            return Producer(codes.PRODUCER_FENCED)
        if found.phase in ENDING:
            return Producer(codes.CONCURRENT_TRANSACTIONS)
        if found.phase is Phase.ONGOING:
            self._fence(found)
            return Producer(codes.CONCURRENT_TRANSACTIONS)
        if found.exhausted and (expected is None or expected[1] == found.epoch):
            found.last_epoch = found.epoch if expected is not None else NO_EPOCH
            found.previous_producer_id = found.producer_id
            found.producer_id, found.epoch = self._cluster.producer_ids.next(), 0
        elif expected is None:
            found.previous_producer_id = found.producer_id
            found.epoch, found.last_epoch = found.epoch + 1, NO_EPOCH
        elif found.epoch in (NO_EPOCH, expected[1]):
            found.previous_producer_id = found.producer_id
            found.epoch, found.last_epoch = found.epoch + 1, found.epoch
        elif expected[1] != found.last_epoch:
            return Producer(codes.PRODUCER_FENCED)
        found.timeout_ms, found.start_ms = timeout_ms, -1
        self._enter(found, Phase.EMPTY)
        return Producer(codes.NONE, found.producer_id, found.epoch)

    # -- what belongs to the transaction

    def add(self, transactional_id: str, producer_id: int, epoch: int, partitions: Iterable[tuple[str, int]]) -> int:
        """Adds partitions to the producer's transaction, which begins with the first one; an error code."""
        found, error = self._of(transactional_id, producer_id, epoch)
        if found is None or error:
            return error
        more = set(partitions) - found.partitions
        if found.phase is Phase.ONGOING and not more:
            return codes.NONE
        found.partitions |= more
        if found.phase is not Phase.ONGOING:
            found.start_ms = self._cluster.timers.wall_ms
            self._time(found)
        self._enter(found, Phase.ONGOING)
        return codes.NONE

    def add_group(self, transactional_id: str, producer_id: int, epoch: int, group_id: str) -> int:
        """Adds the offsets of a group; an error code."""
        return self.add(transactional_id, producer_id, epoch, [offsets_partition(group_id)])

    def contains(
        self, transactional_id: str, producer_id: int, epoch: int, partitions: Iterable[tuple[str, int]]
    ) -> dict[tuple[str, int], int]:
        """Whether partitions are in the producer's transaction: TRANSACTION_ABORTABLE for each that is not (KIP-890)."""
        found, error = self._of(transactional_id, producer_id, epoch)
        if found is None or error:
            return dict.fromkeys(partitions, error)
        return {at: codes.NONE if at in found.partitions else codes.TRANSACTION_ABORTABLE for at in partitions}

    def verify(
        self,
        transactional_id: str | None,
        producer_id: int,
        epoch: int,
        topic: str,
        partition: int,
        produce_version: int,
    ) -> int:
        """Whether a transactional batch may be appended to a partition; an error code for Produce (KIP-890).

        The leader asks it for a batch whose producer has no open transaction in the partition's log under this epoch,
        before the append; once there is one, asking again is harmless but Kafka does not. From Produce v12 on
        the partition is added to the transaction here (transactions "V2"); before, the client must have added it.

        Codes: NONE; INVALID_PRODUCER_EPOCH (fenced); INVALID_PRODUCER_ID_MAPPING; INVALID_TXN_STATE, from v11 on
        TRANSACTION_ABORTABLE (not in the transaction); NOT_ENOUGH_REPLICAS (retriable: the coordinator is not there, or
        still ends the previous transaction), from v12 on CONCURRENT_TRANSACTIONS for the latter.
        """
        adds, abortable = produce_version >= ADDS_PARTITIONS, produce_version >= SAYS_ABORTABLE
        return self._verified(transactional_id, producer_id, epoch, (topic, partition), adds, abortable)

    def verify_group(
        self, transactional_id: str, producer_id: int, epoch: int, group_id: str, commit_version: int
    ) -> int:
        """As `verify`, for the offsets of a group: TxnOffsetCommit adds them itself from v5 on."""
        adds, abortable = commit_version >= 5, commit_version >= 4
        error = self._verified(transactional_id, producer_id, epoch, offsets_partition(group_id), adds, abortable)
        return codes.COORDINATOR_NOT_AVAILABLE if error == codes.NOT_ENOUGH_REPLICAS else error

    def _verified(
        self,
        transactional_id: str | None,
        producer_id: int,
        epoch: int,
        at: tuple[str, int],
        adds: bool,
        abortable: bool,
    ) -> int:
        if not transactional_id:
            return codes.INVALID_REQUEST
        if not adds and not self._verifies:
            return codes.NONE
        if self._cluster.coordinator(1, transactional_id) is None:
            return codes.NOT_ENOUGH_REPLICAS
        if adds:
            error = self.add(transactional_id, producer_id, epoch, [at])
        else:
            error = self.contains(transactional_id, producer_id, epoch, [at])[at]
        if error == codes.PRODUCER_FENCED:
            return codes.INVALID_PRODUCER_EPOCH
        if error == codes.CONCURRENT_TRANSACTIONS and not adds:
            return codes.NOT_ENOUGH_REPLICAS  # what clients of that time retry
        if error == codes.TRANSACTION_ABORTABLE and not abortable:
            return codes.INVALID_TXN_STATE
        return error

    @property
    def _verifies(self) -> bool:
        """Brokers ask the coordinator since 3.6."""
        wanted = self._cluster.settings.configs.get("transaction.partition.verification.enable", "true") == "true"
        return wanted and self._release >= (3, 6)

    @property
    def _release(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self._cluster.settings.version.split(".")[:2])

    @property
    def _two(self) -> bool:
        """Whether the cluster itself ends transactions as transaction.version 2 does (KIP-890)."""
        return self._release >= (4, 0)

    def _of(self, transactional_id: str, producer_id: int, epoch: int) -> tuple[Transaction | None, int]:
        if not transactional_id:
            return None, codes.INVALID_REQUEST
        found = self.get(transactional_id)
        if found is None or found.producer_id != producer_id:
            return None, codes.INVALID_PRODUCER_ID_MAPPING
        if found.epoch != epoch:
            return found, codes.PRODUCER_FENCED
        if found.phase in ENDING:
            return found, codes.CONCURRENT_TRANSACTIONS
        return found, codes.NONE

    # -- the end

    def end(self, transactional_id: str, producer_id: int, epoch: int, commit: bool, *, two: bool) -> Producer:
        """EndTxn. With `two` (transactions "V2") the epoch rises, and the answer is the producer of the next one."""
        if not transactional_id:
            return Producer(codes.INVALID_REQUEST)
        found = self.get(transactional_id)
        if found is None:
            return Producer(codes.INVALID_PRODUCER_ID_MAPPING)
        return (self._end_two if two else self._end_one)(found, producer_id, epoch, commit)

    def _end_one(self, found: Transaction, producer_id: int, epoch: int, commit: bool) -> Producer:
        if found.producer_id != producer_id:
            return Producer(codes.INVALID_PRODUCER_ID_MAPPING)
        if found.epoch != epoch:
            return Producer(codes.PRODUCER_FENCED)
        if found.phase is Phase.ONGOING:
            self._prepare(found, commit, two=False)
            return Producer(codes.NONE, found.producer_id, found.epoch)
        return self._repeated(found, commit)

    def _repeated(self, found: Transaction, commit: bool) -> Producer:
        """The answer to an EndTxn that was asked before, or that contradicts the one that was."""
        if found.phase is (Phase.COMPLETE_COMMIT if commit else Phase.COMPLETE_ABORT):
            return Producer(codes.NONE, found.producer_id, found.epoch)
        if found.phase is (Phase.PREPARE_COMMIT if commit else Phase.PREPARE_ABORT):
            return Producer(codes.CONCURRENT_TRANSACTIONS)
        return Producer(codes.INVALID_TXN_STATE)

    def _end_two(self, found: Transaction, producer_id: int, epoch: int, commit: bool) -> Producer:
        again = found.epoch == epoch + 1  # the first answer was lost: the epoch has risen since
        rotated = found.previous_producer_id == producer_id and epoch == 32766 and found.epoch == 0
        if found.producer_id != producer_id and not rotated:
            return Producer(codes.INVALID_PRODUCER_ID_MAPPING)
        if found.phase in ENDING:
            return self._repeated(found, commit) if again else Producer(codes.PRODUCER_FENCED)
        if found.phase in (Phase.COMPLETE_COMMIT, Phase.COMPLETE_ABORT) and (again or rotated):
            return self._repeated(found, commit)
        if found.epoch != epoch:
            return Producer(codes.PRODUCER_FENCED)
        if found.phase is not Phase.ONGOING:
            if commit:
                return Producer(codes.INVALID_TXN_STATE)
            # Nothing was added, as far as the coordinator knows: the abort fences what may still be under way.
            found.start_ms = self._cluster.timers.wall_ms
        self._prepare(found, commit, two=True)
        if found.next_producer_id != NO_PRODUCER_ID:
            return Producer(codes.NONE, found.next_producer_id, 0)
        return Producer(codes.NONE, found.producer_id, found.epoch)

    def _fence(self, found: Transaction) -> None:
        """Aborts the open transaction of a producer that is not to go on: it is over, or another one took its id."""
        if not self._two:
            found.epoch, found.last_epoch = found.epoch + 1, NO_EPOCH
        self._prepare(found, commit=False, two=self._two, fence=True)

    def _prepare(self, found: Transaction, commit: bool, *, two: bool, fence: bool = False) -> None:
        if two:
            if found.exhausted and not fence:
                found.next_producer_id = self._cluster.producer_ids.next()
            found.epoch, found.last_epoch = found.epoch + 1, found.epoch
        self._cancel(found)
        self._enter(found, Phase.PREPARE_COMMIT if commit else Phase.PREPARE_ABORT)
        self._write_markers(found)

    def _write_markers(self, found: Transaction) -> None:
        """Writes the markers that can be written; the rest follows when their partitions have leaders."""
        if self._all.get(found.id) is not found or found.phase not in ENDING:
            return
        commit, cluster = found.phase is Phase.PREPARE_COMMIT, self._cluster
        for at in sorted(found.partitions):
            if at[0] == OFFSETS_TOPIC:
                cluster.groups.offsets.admit(at[1], found.producer_id, found.epoch)
                cluster.groups.complete_transaction(found.producer_id, commit)
            elif (partition := cluster.partition(*at)) is not None:
                if partition.leader < 0:
                    self._wait_for_leader(found, partition.watchers)
                    continue
                try:
                    partition.log.write_marker(
                        found.producer_id, found.epoch, commit, COORDINATOR_EPOCH, cluster.timers.wall_ms
                    )
                except RefusedError as error:
                    # Somebody has written there by this id and an epoch that nobody gave: what is open is not this transaction's.
                    logger.warning(
                        "the transaction of %r ends without a marker in %s partition %d: %s", found.id, *at, error
                    )
                else:
                    cluster.logs_changed(partition)
            found.partitions.discard(at)
        if found.partitions:
            cluster.journal.put(KIND, found.id, found.snapshot())
            return
        found.previous_producer_id = found.producer_id
        if found.next_producer_id != NO_PRODUCER_ID:
            found.producer_id, found.next_producer_id = found.next_producer_id, NO_PRODUCER_ID
            found.epoch, found.last_epoch = 0, found.epoch
        self._enter(found, Phase.COMPLETE_COMMIT if commit else Phase.COMPLETE_ABORT)

    def _wait_for_leader(self, found: Transaction, watchers: set[Callable[[], None]]) -> None:
        def changed() -> None:
            watchers.discard(changed)
            # Not from within the call that told us: the log may be in the middle of its own change.
            self._cluster.timers.after(0, lambda: self._write_markers(found))

        watchers.add(changed)

    def _time(self, found: Transaction) -> None:
        """Has the transaction aborted when its time is over. Kafka looks every ten seconds; this is on time."""
        self._cancel(found)
        left = found.timeout_ms - (self._cluster.timers.wall_ms - found.start_ms)
        self._timers[found.id] = self._cluster.timers.after(max(left, 0) / 1000, lambda: self._expire(found))

    def _expire(self, found: Transaction) -> None:
        if self._all.get(found.id) is found and found.phase is Phase.ONGOING:
            self._fence(found)

    def _cancel(self, found: Transaction) -> None:
        timer = self._timers.pop(found.id, None)
        if timer is not None:
            timer.cancel()

    def _enter(self, found: Transaction, phase: Phase) -> None:
        found.phase, found.updated_ms = phase, self._cluster.timers.wall_ms
        self._cluster.journal.put(KIND, found.id, found.snapshot())

    # -- restart

    def restore(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Takes back what the journal holds. An open transaction goes on until its timeout, one that was ending ends."""
        if kind != KIND:
            return
        known = self._all.pop(key, None)
        if known is not None:
            self._cancel(known)
        if value is None:
            return
        found = self._all[key] = Transaction.restored(key, value)
        if found.phase is Phase.ONGOING:
            self._time(found)
        elif found.phase in ENDING:
            self._cluster.timers.after(0, lambda: self._write_markers(found))
