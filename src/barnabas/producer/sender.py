"""Takes due batches to their leaders and brings outcomes back; on the engine's loop.

What may go out when is decided by `Track`, `Outlet` and `Sequences`. Nothing here refers to the user's Producer: one that was
dropped without `close()` is still sent out.
"""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Mapping
from typing import Any

from barnabas._native import Accumulator, ProducerBatch
from barnabas.engine.connection import Connection
from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import (
    IncompatibleBrokerError,
    KafkaError,
    NetworkError,
    ProtocolError,
    UnknownTopicError,
)
from barnabas.producer.availability import Availability
from barnabas.producer.closing import Closing
from barnabas.producer.flight import Flight, Trip, timed_out
from barnabas.producer.identity import ask_id
from barnabas.producer.produce import (
    FORMAT_2,
    NOTHING,
    SECOND_TRANSACTIONS,
    SEVERAL_IN_FLIGHT,
    ZSTD,
    Answer,
    answers,
    produce_request,
)
from barnabas.producer.sequences import OUT_OF_ORDER, UNKNOWN_PRODUCER, Sequences
from barnabas.producer.track import Outlet, Track
from barnabas.producer.transaction import fenced, produce_is_fatal
from barnabas.producer.transactions import Transactions
from barnabas.protocol.messages.produce import ProduceRequest
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.producer")
MOST_PACKED = 1 << 20  # bytes compressed in one turn of the loop
TOO_LARGE = frozenset({10, 18})
DUPLICATE = 46  # the broker has it already, and no longer knows where
OF_SEQUENCE = frozenset({OUT_OF_ORDER, UNKNOWN_PRODUCER})
MAYBE_WRITTEN = frozenset({7, 20})  # in the leader's log, but not acknowledged by enough replicas in time
REQUEST_OVERHEAD = 1024
LANE = ("produce",)


class Sender(Closing):
    """The engine's side of one producer."""

    def __init__(self, engine: Engine, options: dict[str, Any], accumulator: Accumulator) -> None:
        super().__init__(engine, accumulator)
        self._acks = int(options["acks"])
        self._low = ZSTD if options["compression_type"] == "zstd" else FORMAT_2
        self._most_bytes = int(options["max_request_size"]) - REQUEST_OVERHEAD
        self._most_in_flight = int(options["max_in_flight_requests_per_connection"])
        self._delivery_timeout = options["delivery_timeout_ms"] / 1000
        self._sequences = (
            Sequences(transactional=options["transactional_id"] is not None) if options["enable_idempotence"] else None
        )
        self.transactions: Transactions | None = None
        if self._sequences is not None and options["transactional_id"] is not None:
            self.transactions = Transactions(engine, options, accumulator, self._sequences, self)
        self._tracks: dict[TopicPartition, Track] = {}
        self._outlets: dict[int, Outlet] = {}
        self._availability = Availability(options["partitioner_availability_timeout_ms"] / 1000)
        self._topics: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._asking_id = False
        self._filling = False
        self._quiet: asyncio.Future[None] | None = None
        self._listening = False
        me = weakref.ref(self)

        def changed(snapshot: ClusterSnapshot) -> None:
            if (sender := me()) is not None:
                sender._cluster_changed(snapshot)

        self._changed = changed

    def __del__(self) -> None:
        if getattr(self, "_listening", False):
            self._engine.portal.post_if_started(_forget, self._engine, self._topics, self._changed)

    # --- topics -------------------------------------------------------------------------------------------------------

    async def learn(self, topic: str, partition: int | None, deadline: float) -> None:
        """Waits until a topic (and a partition of it) is known, which may create it, as Java's client does."""
        cluster = self._engine.cluster
        if not self._listening:
            self._listening = True
            cluster.listen(self._changed)
        failures = 0
        while True:
            snapshot = await cluster.topics([topic], deadline=deadline, auto_create=True)
            count = len(snapshot.topics[topic].partitions)
            if topic not in self._topics:
                self._topics.add(topic)
                cluster.follow([topic])
            self._cluster_changed(snapshot)
            if partition is None or partition < count:
                return
            failures += 1
            delay = self._engine.backoff.delay(failures)
            if self._engine.now() + delay >= deadline:
                text = f"topic {topic} has {count} partitions (0 to {count - 1}), so there is no partition {partition}"
                raise UnknownTopicError(text, topic=topic, partition=partition)
            await asyncio.sleep(delay)
            await cluster.update(deadline=deadline, topics=[topic])

    def _cluster_changed(self, snapshot: ClusterSnapshot) -> None:
        for name in self._topics:
            info = snapshot.topics.get(name)
            if info is not None and info.partitions:
                self._accumulator.set_topic(name, len(info.partitions), info.leaders())

    # --- taking batches -----------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Has the engine look for due batches; from any thread."""
        self._engine.post(self._look)

    def _look(self) -> None:
        self._engine.ensure_running()
        busy = [outlet.node for outlet in self._outlets.values() if outlet.busy]
        batches, due = self._accumulator.drain(MOST_PACKED, busy)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if due is not None:
            self._timer = self._engine.loop.call_later(max(due, 0.0), self._look)
        for batch in batches:
            place = TopicPartition(batch.topic, batch.partition)
            if batch.problem == "expired":
                cause = self._obstacle(place)
                error = timed_out(place.topic, place.partition, self._delivery_timeout, False, cause)
                self._accumulator.failed(batch, error, False)
                self._broke(error)
            elif batch.problem is not None:
                failed = KafkaError(batch.problem, topic=place.topic, partition=place.partition)
                self._accumulator.failed(batch, failed, False)
                self._broke(failed)
            else:
                track = self._track(place)
                self._board(track, [Flight(batch, track)], len(track.flights))
                self._ready(track)
        self._fill_all()
        avoided = self._availability.changed(self._engine.now(), self._waits_for)
        if avoided is not None:
            self._accumulator.avoid(avoided)
        self._tell_news()

    def _waits_for(self, node: int) -> bool:
        leader = self._engine.cluster.snapshot.leader
        return any(track.flights and (leader(*track.place) or (-1,))[0] == node for track in self._tracks.values())

    def _track(self, place: TopicPartition) -> Track:
        track = self._tracks.get(place)
        if track is None:
            line = self._sequences.line(place) if self._sequences is not None else None
            track = self._tracks[place] = Track(place, line)
        return track

    def _board(self, track: Track, flights: list[Flight], at: int) -> None:
        track.flights[at:at] = flights
        for flight in flights:
            flight.timer = self._engine.loop.call_later(max(flight.batch.left, 0.0), self._overdue, flight)

    def _ready(self, track: Track) -> None:
        """Something of it may go out: it waits for its turn at its leader."""
        snapshot = self._engine.cluster.snapshot
        leader = snapshot.leader(*track.place)
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
            code = info.error_code if info is not None and info.error_code else 5
            self._engine.cluster.update_soon(f"{topic} partition {partition} has no leader")
            self._again(flight, broker_error(code, topic=topic, partition=partition))

    # --- requests -----------------------------------------------------------------------------------------------------

    def _fill_all(self) -> None:
        if self._filling:
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
            connection = engine.open_lane(outlet.node, LANE)
            if connection is None:
                self._availability.stuck(outlet.node, engine.now())
                if not outlet.opening:
                    outlet.opening = True
                    engine.spawn(self._open(outlet), "produce", lambda error: self._not_open(outlet, error))
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
        try:
            await self._engine.connection(outlet.node, LANE)
        except KafkaError as error:
            self._not_open(outlet, error)
            return
        outlet.opening = False
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
        self._look()

    def _send(self, outlet: Outlet, connection: Connection, flights: list[Flight]) -> None:
        engine = self._engine
        try:
            if self._sequences is not None:
                self._number(self._sequences, flights)
            timeout_ms = int(engine.request_timeout * 1000)
            low, id = self._low, None
            if self.transactions is not None:
                id = self.transactions.now.transactional_id
            request, high = produce_request(flights, self._acks, timeout_ms, engine.cluster.snapshot, id)
            if self.transactions is not None:
                if self.transactions.now.second:
                    low = SECOND_TRANSACTIONS
                else:
                    high = SECOND_TRANSACTIONS - 1
            version = connection.versions.pick(ProduceRequest, low, high)
        except IncompatibleBrokerError as error:
            if self._low == ZSTD and not connection.versions.offers(ProduceRequest, ZSTD):
                text = "compression_type='zstd' needs Kafka 2.1 or newer (KIP-110), and the broker is older"
                error = IncompatibleBrokerError(text, broker=connection.label, api="Produce").causing(error)
            for flight in flights:
                self._fail(flight, error)
            engine.loop.call_soon(self._look)
            return
        if self._sequences is not None and version < SEVERAL_IN_FLIGHT:
            outlet.most = 1
        if self._acks == 0:
            self._tell(connection, request, version, flights)
            return
        for flight in flights:
            flight.out = True
        outlet.in_flight += 1
        if outlet.in_flight >= outlet.most:
            self._availability.stuck(outlet.node, engine.now())
        connection.send_for(Trip(outlet, flights, self._back), request, version, engine.request_timeout)

    def _tell(self, connection: Connection, request: ProduceRequest, version: int, flights: list[Flight]) -> None:
        """With acks=0: what is handed to the connection counts as written."""
        try:
            connection.tell(request, version)
        except KafkaError as error:
            for flight in flights:
                self._again(flight, error)
            return
        for flight in flights:
            self._written(flight, NOTHING)
        self._engine.loop.call_soon(self._look)  # their partitions may have more

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
        trip.outlet.in_flight -= 1
        node = engine.pool.nodes.get(trip.outlet.node)
        broker = node.label if node is not None else str(trip.outlet.node)
        said: dict[TopicPartition, Answer] = {}
        endpoints: list[Any] = []
        if isinstance(error, NetworkError):
            engine.cluster.update_soon(f"broker {broker} did not answer")
        elif error is None:
            self._availability.moves(trip.outlet.node)
            said = answers(response, engine.cluster.snapshot.names)
            endpoints = response.node_endpoints
        for flight in trip.flights:
            flight.out = False
        for flight in trip.flights:
            if flight not in flight.track.flights:
                self._accumulator.ended(flight.batch)  # it was given up meanwhile
            elif isinstance(error, NetworkError):
                flight.maybe_written = True
                self._again(flight, error)
            elif error is not None:  # a bug must leave no record without an outcome, no partition stuck
                self._fail(
                    flight, error if isinstance(error, KafkaError) else KafkaError("sending failed").causing(error)
                )
            else:
                self._answered(flight, said.get(flight.track.place, NOTHING), broker, endpoints)
            self._settle(flight.track)
        if self._quiet is not None and not self._quiet.done():
            self._quiet.set_result(None)
        self._look()

    def _answered(self, flight: Flight, answer: Answer, broker: str, endpoints: list[Any]) -> None:
        code = answer.code
        if code in (0, DUPLICATE):
            self._written(flight, answer)
            return
        topic, partition = flight.track.place
        place: dict[str, Any] = {"topic": topic, "partition": partition, "broker": broker, "api": "Produce"}
        if code is None:
            flight.maybe_written = True
            self._again(flight, ProtocolError("the broker left the partition out of its answer", **place))
            return
        error: KafkaError = broker_error(code, answer.message, **place)
        if code in TOO_LARGE and not flight.expired and self._cut(flight):
            return
        flight.maybe_written |= code in MAYBE_WRITTEN
        sequences, line, numbered = self._sequences, flight.track.line, flight.numbered
        if code in OF_SEQUENCE and sequences is not None and line is not None and numbered is not None:
            log.debug("%r as %r was refused: %s", flight.batch, numbered, error)
            if sequences.again(line, numbered, code, answer.log_start):
                self._again(flight, error)
            else:
                self._fail(flight, error)
        elif code not in TOO_LARGE and code in BY_CODE and BY_CODE[code].retriable:
            self._engine.cluster.update_soon(str(error))
            led = {(topic, partition): answer.leader} if answer.leader is not None else {}
            news = self._engine.cluster.hint(led, endpoints)
            self._again(flight, error, at_once=news)
        else:
            own = {i: broker_error(code, why, **place) for i, why in answer.refused.items()}
            if own:
                text = f"not written, because the broker refused {len(own)} other records of its batch: {next(iter(own.values()))}"
                error = KafkaError(text, **place)
            self._fail(flight, error, own)

    def _cut(self, flight: Flight) -> bool:
        """Two smaller batches take the place of one that was too large, and its numbers."""
        parts = self._accumulator.split(flight.batch)
        if not parts:
            return False
        log.debug("%r was too large and was cut in two", flight.batch)
        track = flight.track
        flights = [Flight(part, track) for part in parts]
        if self._sequences is not None and track.line is not None and flight.numbered is not None:
            numbers = self._sequences.split(track.line, flight.numbered, [part.count for part in parts])
            for one, numbered in zip(flights, numbers, strict=True):
                one.numbered = numbered
        at = track.flights.index(flight)
        self._remove(flight)
        self._board(track, flights, at)
        return True

    def _again(self, flight: Flight, error: KafkaError, at_once: bool = False) -> None:
        if flight.expired:
            self._lose(flight)
            self._accumulator.ended(flight.batch)
            return
        if self.transactions is not None and not self.transactions.goes_on:
            self.drop_unsent(self.transactions.aborted())
            return
        track, loop = flight.track, self._engine.loop
        flight.failures += 1
        flight.error = error
        delay = 0.0 if at_once else self._engine.backoff.delay(flight.failures)
        flight.ready_at = max(flight.ready_at, loop.time() + delay)
        log.debug("%r will be sent again: %s", flight.batch, error)
        if track.timer is not None:
            track.timer.cancel()
        until = max(one.ready_at for one in track.flights)
        track.timer = loop.call_at(until, self._rested, track)

    def _rested(self, track: Track) -> None:
        for flight in track.flights:
            flight.ready_at = 0.0  # a timer may be early by the clock's resolution
        self._moved(track)

    def _overdue(self, flight: Flight) -> None:
        """The delivery timeout of its records: their outcome stands. If a request with it is out, its end is waited for."""
        if flight.out:
            flight.expired = flight.maybe_written = True
            if self._sequences is not None and flight.track.line is not None and flight.numbered is not None:
                self._sequences.overdue(flight.track.line, flight.numbered)
            late = flight.timeout(self._delivery_timeout)
            self._accumulator.failed(flight.batch, late, True)
            self._broke(late)
            return
        flight.error = flight.error or self._obstacle(flight.track.place)
        self._lose(flight)
        late = flight.timeout(self._delivery_timeout)
        self._accumulator.failed(flight.batch, late, False)
        self._broke(late)
        self._settle(flight.track)
        self._look()

    def _obstacle(self, place: TopicPartition) -> KafkaError | None:
        leader = self._engine.cluster.snapshot.leader(*place)
        node = self._engine.pool.nodes.get(leader[0]) if leader is not None else None
        return node.error if node is not None else None

    def _written(self, flight: Flight, answer: Answer) -> None:
        self._remove(flight)
        if self._sequences is not None and flight.track.line is not None and flight.numbered is not None:
            self._sequences.written(flight.track.line, flight.numbered, answer.base_offset)
        self._accumulator.written(flight.batch, answer.base_offset, answer.append_time)

    def _fail(self, flight: Flight, error: KafkaError, own: Mapping[int, KafkaError] | None = None) -> None:
        """The broker refused it, or it cannot be sent at all."""
        self._remove(flight)
        if self._sequences is not None and flight.track.line is not None and flight.numbered is not None:
            self._sequences.failed(flight.track.line, flight.numbered)
        if error.partition is None:
            topic, partition = flight.track.place
            error = type(error)(
                error.message, topic=topic, partition=partition, broker=error.broker, api=error.api
            ).causing(error.__cause__)
        if self.transactions is not None:
            error = fenced(error) if produce_is_fatal(error) else error
        self._accumulator.failed(flight.batch, error, False, own or {})
        self._broke(error, fatal=produce_is_fatal(error))

    def _broke(self, error: KafkaError, *, fatal: bool = False) -> None:
        """A record failed, and its transaction with it."""
        if self.transactions is not None:
            self.transactions.failed(error, fatal=fatal)

    # --- what transactions want: see `Host` -----------------------------------------------------------------------------

    def wake_up(self) -> None:
        """See `Host`."""
        for track in self._tracks.values():
            if track.flights:
                self._ready(track)
        self._look()

    def drop_unsent(self, error: KafkaError) -> bool:
        """See `Host`."""
        for batch in self._accumulator.abandon():
            self._accumulator.failed(batch, error, False)
        sent_before = False
        for flight in self._unsent():
            sent_before |= flight.numbered is not None
            self._remove(flight)
            self._accumulator.failed(flight.batch, error, False)
        return sent_before

    async def quiet(self) -> None:
        """See `Host`."""
        while any(track.out for track in self._tracks.values()):
            self._quiet = self._engine.loop.create_future()
            await self._quiet

    # --- one batch ----------------------------------------------------------------------------------------------------

    def _lose(self, flight: Flight) -> None:
        """It is given up, and nobody knows whether it was written, if it was sent at all."""
        self._remove(flight)
        if self._sequences is not None and flight.track.line is not None and flight.numbered is not None:
            self._sequences.given_up(flight.track.line, flight.numbered)

    def _remove(self, flight: Flight) -> None:
        flight.track.flights.remove(flight)
        if flight.timer is not None:
            flight.timer.cancel()

    def _settle(self, track: Track) -> None:
        """After the outcome of one of its batches: what that means for the others, and whose turn it is."""
        if self._sequences is not None and track.line is not None:
            self._sequences.settle(track.line, track.out)
        if track.flights:
            self._ready(track)

    # --- the producer's id --------------------------------------------------------------------------------------------

    def _waiting(self) -> bool:
        return any(track.flights for track in self._tracks.values())

    async def _get_id(self, sequences: Sequences) -> None:
        """Asks until a broker gives an id, or nothing waits for one any more."""
        try:
            id = await ask_id(self._engine, self._waiting, self._id_delayed)
            if id is not None:
                sequences.given(id)
        except KafkaError as error:
            for flight in self._unsent():
                self._fail(flight, error)
        finally:
            self._asking_id = False
        for track in self._tracks.values():
            self._settle(track)
        self._look()

    def _unsent(self) -> list[Flight]:
        return [flight for track in self._tracks.values() for flight in track.flights if not flight.out]

    def _id_delayed(self, error: KafkaError) -> None:
        for flight in self._unsent():
            flight.error = flight.error or error

    def _tell_news(self) -> None:
        if self.transactions is not None:
            return  # whoever commits is told
        for topic, partition, count, error in self._accumulator.news():
            log.error("%d records for %s partition %d failed, unnoticed so far: %s", count, topic, partition, error)

    # --- the end ------------------------------------------------------------------------------------------------------

    def _abandon(self) -> list[tuple[ProducerBatch, bool]]:
        """See `Closing`."""
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
        if self._timer is not None:
            self._timer.cancel()
        if self._listening:
            self._listening = False
            _forget(self._engine, self._topics, self._changed)


def _forget(engine: Engine, topics: set[str], listener: Any) -> None:
    engine.cluster.unlisten(listener)
    engine.cluster.unfollow(topics)
