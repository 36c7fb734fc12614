"""What becomes of a batch: written, sent again, cut in two, refused, or given up when its time is over; on the engine's loop."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from barnabas._native import Accumulator, ProducerBatch
from barnabas.engine.alarm import Alarm
from barnabas.engine.engine import Engine
from barnabas.errors import codes
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import KafkaError, ProtocolError
from barnabas.producer.closing import Closing
from barnabas.producer.flight import Flight, timed_out
from barnabas.producer.produce import Answer
from barnabas.producer.sequences import Sequences
from barnabas.producer.track import Track
from barnabas.producer.transaction import fenced, produce_is_fatal
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.producer")
TOO_LARGE = frozenset({codes.MESSAGE_TOO_LARGE, codes.RECORD_LIST_TOO_LARGE})
# A duplicate: the broker has it already, and no longer knows where.
WRITTEN = frozenset({codes.NONE, codes.DUPLICATE_SEQUENCE_NUMBER})
OF_SEQUENCE = frozenset({codes.OUT_OF_ORDER_SEQUENCE_NUMBER, codes.UNKNOWN_PRODUCER_ID})
# In the leader's log, but not acknowledged by enough replicas in time.
MAYBE_WRITTEN = frozenset({codes.REQUEST_TIMED_OUT, codes.NOT_ENOUGH_REPLICAS_AFTER_APPEND})


class Outcomes(Closing):
    """The part of a sender that works in what happened to its batches. What may go out after that is the sender's to see."""

    def __init__(self, engine: Engine, options: Mapping[str, Any], accumulator: Accumulator) -> None:
        super().__init__(engine, accumulator)
        self._delivery_timeout = options["delivery_timeout_ms"] / 1000
        self._sequences = (
            Sequences(transactional=options["transactional_id"] is not None) if options["enable_idempotence"] else None
        )
        self._tracks: dict[tuple[str, int], Track] = {}  # by topic and partition
        self._dues = Alarm(engine.loop, self._look_at_dues)

    @abstractmethod
    def _look(self) -> None:
        """Takes due batches, and sends what may go out."""

    @abstractmethod
    def _ready(self, track: Track) -> None:
        """Something of it may go out: it waits for its turn at its leader."""

    @abstractmethod
    def _moved(self, track: Track) -> None:
        """The same, and its turn may be now."""

    @abstractmethod
    def _recall(self) -> None:
        """The producer's id or epoch may change: nothing goes out by itself any more, and what did is known of."""

    def _board(self, track: Track, flights: list[Flight], at: int) -> None:
        """From now on they are under way, each until its outcome stands."""
        track.flights[at:at] = flights
        now = self._engine.now()
        for flight in flights:
            flight.due = now + max(flight.batch.left, 0.0)
            self._dues.by(flight.due)

    def _never_left(self, batch: ProducerBatch, problem: str) -> None:
        """It was not taken for sending: its time ran out, or it could not be packed."""
        place = TopicPartition(batch.topic, batch.partition)
        error: KafkaError
        if problem == "expired":
            error = timed_out(place.topic, place.partition, self._delivery_timeout, False, self._obstacle(place))
        else:
            error = KafkaError(problem, topic=place.topic, partition=place.partition)
        self._accumulator.failed(batch, error, False)
        self._broke(error)

    # --- answers ------------------------------------------------------------------------------------------------------

    def _answered(self, flight: Flight, answer: Answer, node: int, endpoints: list[Any]) -> None:
        code = answer.code
        if code in WRITTEN:
            self._written(flight, answer)
            return
        topic, partition = flight.track.place
        place: dict[str, Any] = {"topic": topic, "partition": partition, "broker": self._name(node), "api": "Produce"}
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
            self._engine.cluster.update_soon(str(error), failures=flight.failures + 1)
            led = {(topic, partition): answer.leader} if answer.leader is not None else {}
            news = self._engine.cluster.hint(led, endpoints)
            self._again(flight, error, at_once=news)
        else:
            own = {i: broker_error(code, why, **place) for i, why in answer.refused.items()}
            if own:
                text = f"not written, because the broker refused {len(own)} other records of its batch: {next(iter(own.values()))}"
                error = KafkaError(text, **place)
            self._fail(flight, error, own)

    def _name(self, id: int) -> str:
        """Of a node, for errors."""
        node = self._engine.pool.nodes.get(id)
        return node.label if node is not None else str(id)

    def _written(self, flight: Flight, answer: Answer) -> None:
        self._remove(flight)
        if self._sequences is not None and flight.track.line is not None and flight.numbered is not None:
            self._sequences.written(flight.track.line, flight.numbered, answer.base_offset)
        self._accumulator.written(flight.batch, answer.base_offset, answer.append_time)

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

    # --- once more ----------------------------------------------------------------------------------------------------

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

    # --- no more time -------------------------------------------------------------------------------------------------

    def _look_at_dues(self) -> None:
        """Gives up whose time is over."""
        now = self._engine.now()
        waiting = [flight for track in self._tracks.values() for flight in track.flights if not flight.expired]
        for flight in waiting:
            # What has an outcome by what befell another one is not overdue any more.
            if flight.due <= now and not flight.expired and flight in flight.track.flights:
                self._overdue(flight)
        later = [flight.due for flight in waiting if flight.due > now]
        if later:
            self._dues.by(min(later))

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

    def _lose(self, flight: Flight) -> None:
        """It is given up, and nobody knows whether it was written, if it was sent at all."""
        self._remove(flight)
        if self._sequences is not None and flight.track.line is not None and flight.numbered is not None:
            self._sequences.given_up(flight.track.line, flight.numbered)

    def drop_unsent(self, error: KafkaError) -> None:
        """See `Host`."""
        for batch in self._accumulator.abandon():
            self._accumulator.failed(batch, error, False)
        for flight in self._unsent():
            self._remove(flight)
            self._accumulator.failed(flight.batch, error, False)

    # --- and then -----------------------------------------------------------------------------------------------------

    def _remove(self, flight: Flight) -> None:
        flight.track.flights.remove(flight)

    def _settle(self, track: Track) -> None:
        """After the outcome of one of its batches: what that means for the others, and whose turn it is."""
        line = track.line
        if self._sequences is not None and line is not None:
            if line.lost or line.unresolved is not None:
                self._recall()
            self._sequences.settle(line, track.out)
        if track.flights:
            self._ready(track)

    def _unsent(self) -> list[Flight]:
        return [flight for track in self._tracks.values() for flight in track.flights if not flight.out]

    def _waiting(self) -> bool:
        return any(track.flights for track in self._tracks.values())

    def _waits_for(self, node: int) -> bool:
        leader = self._engine.cluster.snapshot.leader
        return any(track.flights and (leader(*track.place) or (-1,))[0] == node for track in self._tracks.values())

    def _tell_news(self) -> None:
        if self.transactions is not None:
            return  # whoever commits is told
        for topic, partition, count, error in self._accumulator.news():
            log.error("%d records for %s partition %d failed, unnoticed so far: %s", count, topic, partition, error)
