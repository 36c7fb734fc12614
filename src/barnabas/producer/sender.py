"""Takes due batches to their leaders, and answers back to `outcomes`; on the engine's loop.

What may go out when is decided by `Track`, `Outlet` and `Sequences`. Nothing here refers to the user's Producer: one that was
dropped without `close()` is still sent out.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import count
from typing import Any

from barnabas._native import Accumulator, ProducerBatch
from barnabas.engine.alarm import Alarm
from barnabas.engine.connection import Connection
from barnabas.engine.engine import Engine
from barnabas.errors import codes
from barnabas.errors.broker import broker_error
from barnabas.errors.client import IncompatibleBrokerError, KafkaError, NetworkError
from barnabas.producer.availability import Availability
from barnabas.producer.express import Express, Lease
from barnabas.producer.flight import Flight, Trip
from barnabas.producer.identity import ask_id
from barnabas.producer.outcomes import Outcomes
from barnabas.producer.produce import (
    NOTHING,
    SEVERAL_IN_FLIGHT,
    Answer,
    Parcel,
    answers,
    produce_request,
    produce_version,
)
from barnabas.producer.sequences import Sequences
from barnabas.producer.topics import Topics
from barnabas.producer.track import Outlet, Track
from barnabas.producer.transactions import Transactions
from barnabas.protocol.messages.produce import ProduceRequest
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.producer")
MOST_PACKED = 1 << 20  # bytes compressed in one turn of the loop
REQUEST_OVERHEAD = 1024
_uids = count()


class Sender(Outcomes):
    """The engine's side of one producer."""

    def __init__(self, engine: Engine, options: dict[str, Any], accumulator: Accumulator) -> None:
        super().__init__(engine, options, accumulator)
        # Its own: brokers answer in turn, and another producer's request may wait for its replicas.
        self._lane = ("produce", next(_uids))
        self.topics = Topics(engine, accumulator, self._leaders_changed)
        self._acks = int(options["acks"])
        self._timeout_ms = int(engine.request_timeout * 1000)
        self._zstd = options["compression_type"] == "zstd"
        self._most_bytes = int(options["max_request_size"]) - REQUEST_OVERHEAD
        self._most_in_flight = int(options["max_in_flight_requests_per_connection"])
        self.transactions: Transactions | None = None
        if self._sequences is not None and options["transactional_id"] is not None:
            self.transactions = Transactions(engine, options, accumulator, self._sequences, self)
        self._hurries = self.transactions is None and options["linger_ms"] == 0
        self._outlets: dict[int, Outlet] = {}
        self._express = Express(engine, accumulator, self._acks, self._timeout_ms, self._departed)
        self._availability = Availability(options["partitioner_availability_timeout_ms"] / 1000)
        self._alarm = Alarm(engine.loop, self._look)
        self._asking_id = False
        self._filling = False
        self._over = False  # it was closed: what is still out is nobody's any more
        self._quiet: asyncio.Future[None] | None = None

    # --- taking batches -----------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Has the engine look for due batches; from any thread, as the user sends."""
        self._engine.asked()
        self._engine.portal.ring(self._look)

    def _look(self) -> None:
        try:
            self._engine.ensure_running()
            self._express.collect()
            now = self._engine.now()
            busy = [outlet.node for outlet in self._outlets.values() if outlet.busy]
            batches, due = self._accumulator.drain(MOST_PACKED, busy)
            if due is not None:
                self._alarm.by(now + max(due, 0.0))
            for batch in batches:
                if batch.problem is not None:
                    self._never_left(batch, batch.problem)
                    continue
                track = self._tracks.get((batch.topic, batch.partition)) or self._new_track(batch)
                self._board(track, [Flight(batch, track)], len(track.flights))
                self._ready(track)
            self._fill_all()
            avoided = self._availability.changed(now, self._waits_for)
            if avoided is not None:
                self._accumulator.avoid(avoided)
            self._tell_news()
        finally:
            self._accumulator.tell()

    def _new_track(self, batch: ProducerBatch) -> Track:
        place = TopicPartition(batch.topic, batch.partition)
        line = self._sequences.line(place) if self._sequences is not None else None
        track = self._tracks[place] = Track(place, line)
        return track

    def _ready(self, track: Track) -> None:
        """Something of it may go out: it waits for its turn at its leader."""
        snapshot = self._engine.cluster.snapshot
        leader = snapshot.leader(*track.place)
        track.leaderless = leader is None
        if leader is not None:
            outlet = self._outlets.get(leader[0])
            if outlet is None:
                outlet = self._outlets[leader[0]] = Outlet(leader[0], self._most_in_flight)
            outlet.ready[track] = None
            return
        flight = track.next(self._sequences, self._engine.now())
        if flight is not None:
            topic, partition = track.place
            info = snapshot.topics.get(topic)
            code = info.error_code if info is not None and info.error_code else codes.LEADER_NOT_AVAILABLE
            reason = f"{topic} partition {partition} has no leader"
            self._engine.cluster.update_soon(reason, failures=flight.failures + 1)
            self._again(flight, broker_error(code, topic=topic, partition=partition))

    def _leaders_changed(self) -> None:
        """What waits for a leader that is known now waits no longer; in the loop's next turn, for who tells may be in the middle of something."""
        leader = self._engine.cluster.snapshot.leader
        for track in self._tracks.values():
            if track.leaderless and leader(*track.place) is not None:
                track.leaderless = False
                if track.timer is not None:
                    track.timer.cancel()
                self._engine.loop.call_soon(self._rested, track)
        self._engine.loop.call_soon(self._follow)

    def _follow(self) -> None:
        """What waits for its turn at a node that does not lead it any more waits at the one that does, and what that one was too busy for is taken."""
        leader = self._engine.cluster.snapshot.leader
        for outlet in list(self._outlets.values()):
            for track in list(outlet.ready):
                found = leader(*track.place)
                if found is not None and found[0] != outlet.node:
                    del outlet.ready[track]
                    self._ready(track)
        self._look()

    # --- requests -----------------------------------------------------------------------------------------------------

    def _fill_all(self) -> None:
        if self._filling or self._over:
            return  # a request that could not be written has ended at once
        self._filling = True
        try:
            for outlet in list(self._outlets.values()):
                if outlet.ready:
                    self._fill(outlet)
        finally:
            self._filling = False
        if (
            self._sequences is not None
            and self._sequences.wants_id
            and self.transactions is None
            and not self._asking_id
            and self._waiting()
        ):
            self._asking_id = True
            self._engine.spawn(self._get_id(self._sequences), "producer id")

    def _fill(self, outlet: Outlet) -> None:
        """Sends what may go to a node now."""
        engine = self._engine

        def here(track: Track) -> bool:
            if self.transactions is not None and not self.transactions.may_send(track.place):
                return False
            leader = engine.cluster.snapshot.leader(*track.place)
            if leader is not None and leader[0] == outlet.node:
                return True
            engine.loop.call_soon(self._moved, track)
            return False

        while outlet.ready and outlet.in_flight < outlet.most:
            connection = engine.open_lane(outlet.node, self._lane)
            if connection is None:
                self._availability.stuck(outlet.node, engine.now())
                if not outlet.opening:
                    outlet.opening = True
                    engine.spawn(self._open(outlet), "produce", lambda error: self._not_open(outlet, error))
                return
            connection.take_back()
            if outlet.in_flight >= outlet.most:
                return
            flights = outlet.gather(self._sequences, engine.now(), self._most_bytes, here)
            if not flights:
                return
            self._send(outlet, connection, flights)

    def _moved(self, track: Track) -> None:
        self._ready(track)
        self._fill_all()

    async def _open(self, outlet: Outlet) -> None:
        """Waits for a connection to a node, and for the end of a throttle."""
        self._engine.asked()  # by the records that wait: a refusal is theirs only that goes on while they are tried
        try:
            await self._engine.connection(outlet.node, self._lane)
        except KafkaError as error:
            self._not_open(outlet, error)
            return
        outlet.opening = False
        if self._over:
            self._engine.pool.release(self._lane)
            return
        self._availability.moves(outlet.node)
        self._look()

    def _not_open(self, outlet: Outlet, error: BaseException) -> None:
        outlet.opening = False
        known = error if isinstance(error, KafkaError) else KafkaError("connecting failed unexpectedly").causing(error)
        now = self._engine.now()
        for track in list(outlet.ready):
            del outlet.ready[track]
            flight = track.next(self._sequences, now)
            if flight is None:
                continue
            if isinstance(known, NetworkError):
                self._again(flight, known)
            else:
                self._fail(flight, known)
                self._settle(track)
        self._look()

    def _send(self, outlet: Outlet, connection: Connection, flights: list[Flight]) -> None:
        engine = self._engine
        try:
            now = self.transactions.now if self.transactions is not None else None
            id = now.transactional_id if now is not None else None
            request, high = produce_request(flights, self._acks, self._timeout_ms, engine.cluster.snapshot, id)
            version = produce_version(connection, self._zstd, high, second=now.second if now is not None else None)
        except IncompatibleBrokerError as error:
            for flight in flights:
                self._fail(flight, error)
                self._settle(flight.track)
            engine.loop.call_soon(self._look)
            return
        if now is not None:
            now.started = True
        if self._sequences is not None:
            self._number(self._sequences, flights)
            if version < SEVERAL_IN_FLIGHT:
                outlet.most = 1
        if self._acks == 0:
            self._tell(outlet, connection, request, version, flights)
            return
        trip = self._embark(outlet, connection, version, flights)
        connection.send_for(trip, request, version, engine.request_timeout)

    def _embark(self, outlet: Outlet, connection: Connection, version: int, flights: list[Flight]) -> Trip:
        """From now on a request with them is out."""
        self._out(outlet, flights)
        return self._trip(outlet, connection, version, flights)

    def _trip(self, outlet: Outlet, connection: Connection, version: int, flights: list[Flight]) -> Trip:
        return Trip(outlet, connection, version, flights, self._engine.cluster.snapshot.names, self._back)

    def _out(self, outlet: Outlet, flights: list[Flight]) -> None:
        for flight in flights:
            flight.out = True
        outlet.in_flight += 1
        if outlet.in_flight >= outlet.most:
            self._availability.stuck(outlet.node, self._engine.now())

    def _tell(
        self, outlet: Outlet, connection: Connection, request: ProduceRequest, version: int, flights: list[Flight]
    ) -> None:
        """With acks=0: what the socket has taken counts as written; until then it takes up `buffer_memory` as any other."""
        trip = self._trip(outlet, connection, version, flights)
        try:
            written = connection.tell(trip, request, version, self._engine.request_timeout)
        except KafkaError as error:
            for flight in flights:
                self._again(flight, error)
            return
        if not written:
            self._out(outlet, flights)
            return
        for flight in flights:
            self._written(flight, NOTHING)
        self._accumulator.tell()
        self._engine.loop.call_soon(self._look)  # their partitions may have more

    def _departed(self, batch: ProducerBatch, lease: Lease, correlation_id: int, rest: bytes) -> None:
        """Its sender has sent a batch: from now on it is one like the others."""
        if batch.problem is not None:
            self._never_left(batch, batch.problem)
            return
        track = self._tracks[batch.topic, batch.partition]
        flight = Flight(batch, track)
        if self._sequences is not None and track.line is not None:
            flight.numbered = self._sequences.begin(track.line, batch.count)
            flight.stamped = (flight.numbered.producer, flight.numbered.sequence)
        self._board(track, [flight], len(track.flights))
        before, timeout = lease.trip, self._engine.request_timeout
        trip = self._embark(before.outlet, before.connection, before.version, [flight])
        if trip.names is not before.names:
            # It was prepared behind that one, perhaps by a topic's id that is lost since.
            trip.names = {**before.names, **trip.names}
        trip.connection.departed(trip, Parcel, trip.version, correlation_id, rest, timeout)
        self._express.prepare(trip, self._sequences)

    def _recall(self) -> None:
        """See `Outcomes`."""
        self._express.end()

    def _number(self, sequences: Sequences, flights: list[Flight]) -> None:
        """Each batch has its number in its bytes; one that is sent again has it already, unless it was given another."""
        for flight in flights:
            line = flight.track.line
            assert line is not None
            if flight.numbered is None:
                flight.numbered = sequences.begin(line, flight.batch.count)
            number = (flight.numbered.producer, flight.numbered.sequence)
            if flight.stamped != number:
                producer, sequence = flight.stamped = number
                flight.batch.stamp(producer.id, producer.epoch, sequence, self.transactions is not None)

    # --- outcomes -----------------------------------------------------------------------------------------------------

    def _back(self, trip: Trip, response: Any, error: BaseException | None) -> None:
        """A request has ended, with a response or an error."""
        engine = self._engine
        said: dict[tuple[str, int], Answer] = {}
        endpoints: list[Any] = []
        plain = False
        if isinstance(error, NetworkError):
            if not trip.connection.retired:
                engine.cluster.update_soon(f"broker {self._name(trip.outlet.node)} did not answer")
        elif error is None:
            self._availability.moves(trip.outlet.node)
        if error is None and self._acks != 0:
            said = answers(response, trip.names)
            endpoints = response.node_endpoints
            plain = response.written is not None
        left = trip.flights[trip.worked_in :]
        for flight in left:
            flight.out = False
        for flight in left:
            if flight not in flight.track.flights:
                self._accumulator.ended(flight.batch)  # it was given up meanwhile
            elif isinstance(error, NetworkError):
                flight.maybe_written = True
                self._again(flight, error)
            elif error is not None:
                self._fail(
                    flight, error if isinstance(error, KafkaError) else KafkaError("sending failed").causing(error)
                )
            elif self._acks == 0:
                self._written(flight, NOTHING)
            else:
                self._answered(flight, said.get(flight.track.place, NOTHING), trip.outlet.node, endpoints)
            self._settle(flight.track)
            trip.worked_in += 1
        if self._quiet is not None and not self._quiet.done():
            self._quiet.set_result(None)
        if plain and self._idle():
            if self._hurries:
                self._express.confirm(trip, self._sequences)
            self._accumulator.tell()
        else:
            self._look()

    def _idle(self) -> bool:
        """Whether a look would find nothing, as behind a record that was sent alone."""
        if not self._accumulator.idle or self._availability.avoids:
            return False
        for outlet in self._outlets.values():  # noqa: SIM110 # asked after each answer: `any` would make a generator
            if outlet.ready:
                return False
        return True

    # --- what transactions want: see `Host` -----------------------------------------------------------------------------

    def look_again(self) -> None:
        """See `Host`."""
        for track in self._tracks.values():
            if track.flights:
                self._ready(track)
        self._look()

    async def quiet(self) -> None:
        """See `Host`."""
        while any(track.out for track in self._tracks.values()):
            self._quiet = self._engine.loop.create_future()
            await self._quiet

    # --- the producer's id --------------------------------------------------------------------------------------------

    async def _get_id(self, sequences: Sequences) -> None:
        """Asks until a broker gives an id, or nothing waits for one any more."""
        try:
            id = await ask_id(self._engine, self._waiting, self._id_delayed)
            if id is not None:
                self._recall()
                sequences.given(id)
        except KafkaError as error:
            for flight in self._unsent():
                self._fail(flight, error)
        finally:
            self._asking_id = False
        for track in self._tracks.values():
            self._settle(track)
        self._look()

    def _id_delayed(self, error: KafkaError) -> None:
        for flight in self._unsent():
            flight.error = flight.error or error

    # --- the end ------------------------------------------------------------------------------------------------------

    def _abandon(self) -> list[tuple[ProducerBatch, bool]]:
        """See `Closing`."""
        self._express.end()
        left: list[tuple[ProducerBatch, bool]] = [(batch, False) for batch in self._accumulator.abandon()]
        for track in self._tracks.values():
            for flight in list(track.flights):
                if not flight.expired:
                    flight.expired = True
                    left.append((flight.batch, True))
                self._remove(flight)
            if track.timer is not None:
                track.timer.cancel()
        self._outlets.clear()
        return left

    def _stop(self) -> None:
        self._over = True
        self._express.end()
        self._alarm.stop()
        self._dues.stop()
        self.topics.forget()
        self._engine.pool.release(self._lane)

    def __del__(self) -> None:
        if (lane := getattr(self, "_lane", None)) is not None:  # a producer that was dropped without `close()`
            self._engine.portal.post_if_started(self._engine.pool.release, lane)
