"""A record that is sent alone goes out from its sender's thread: what that needs is lent to the accumulator while the engine rests.

To wake the engine's thread first takes longer than all that the engine does for such a record. One request at a time is lent to each
node, and only behind an answer after which nothing else is to go out. On the engine's loop.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from barnabas._native import Accumulator, Lender, ProducerBatch
from barnabas.engine.engine import Engine
from barnabas.errors.client import KafkaError
from barnabas.producer.flight import Trip
from barnabas.producer.produce import NAMES_LAST
from barnabas.producer.sequences import NO_ID, ProducerId, Sequences
from barnabas.protocol.frames import header_tail
from barnabas.protocol.primitives import ZERO_UUID

log = logging.getLogger("barnabas.producer")


class Lease(NamedTuple):
    """Where a node's next request may be written by its sender, behind the answer to that of a trip."""

    trip: Trip
    producer: ProducerId


class Express:
    """What one producer has lent. `departed` is told of each request that was written: its batch, the lease, the correlation id, and what
    the socket did not take.
    """

    def __init__(
        self,
        engine: Engine,
        accumulator: Accumulator,
        acks: int,
        timeout_ms: int,
        departed: Callable[[ProducerBatch, Lease, int, bytes], None],
    ) -> None:
        self._engine = engine
        self._accumulator = accumulator
        self._lender = Lender(accumulator, header_tail(engine.client_id), acks, timeout_ms)
        self._departed = departed
        self._leases: dict[int, Lease] = {}  # by node, the last one
        self._recalls = False  # what is collected now lends nothing

    def prepare(self, trip: Trip, sequences: Sequences | None) -> bool:
        """Lends the connection of a trip, if the one partition that it is for may go on; it may be used once that is confirmed."""
        if self._recalls or len(trip.flights) > 1:
            return False
        flight, producer, sequence = trip.flights[0], NO_ID, -1
        line = flight.track.line
        if sequences is not None and line is not None:
            producer, sequence = line.producer, line.next
            if producer != sequences.id or not sequences.may_begin(line):
                return False
        info = self._engine.cluster.snapshot.topics.get(flight.track.place[0])
        id = info.id if info is not None else ZERO_UUID
        if id == ZERO_UUID and trip.version > NAMES_LAST:
            return False
        node = trip.outlet.node
        lent = trip.connection.lend(partial(self._recall, node))
        if lent is None:
            return False
        socket, correlation_id = lent
        self._leases[node] = Lease(trip, producer)
        self._lender.follow(flight.batch, id, *producer, sequence)
        self._lender.lend(node, socket, correlation_id, trip.version, *producer)
        return True

    def confirm(self, trip: Trip, sequences: Sequences | None) -> None:
        """A trip has come back, and there is nothing else to do: what was lent for it may be used."""
        node = trip.outlet.node
        lease = self._leases.get(node)
        if lease is None or lease.trip is not trip:
            if not self.prepare(trip, sequences):
                return
        elif trip.connection.muted or (sequences is not None and lease.producer != sequences.id):
            return
        self._lender.confirm(node)

    def collect(self) -> None:
        """Takes into the books what was sent meanwhile."""
        for batch, node, correlation_id, rest in self._lender.launched():
            try:
                self._departed(batch, self._leases[node], correlation_id, rest)
            except Exception as failed:
                # A bug must leave no record without an outcome, neither this one nor those behind it.
                log.exception("a bug of Barnabas: a record that its sender had sent could not be worked in")
                error = KafkaError("sending failed", topic=batch.topic, partition=batch.partition).causing(failed)
                self._accumulator.failed(batch, error, False)

    def _recall(self, node: int) -> None:
        self._lender.withdraw(node)
        self._collect_last()

    def _collect_last(self) -> None:
        """Collects, and lends nothing behind it: the connection is about to be used with the correlation id that would be lent, or
        numbers are about to change.
        """
        before, self._recalls = self._recalls, True
        try:
            self.collect()
        finally:
            self._recalls = before

    def end(self) -> None:
        """Takes all back."""
        for node in self._leases:
            self._lender.withdraw(node)
        self._collect_last()
        for lease in self._leases.values():
            lease.trip.connection.take_back()
