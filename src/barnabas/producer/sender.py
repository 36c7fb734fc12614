"""Takes due batches to their leaders and brings outcomes back; on the engine's loop.

One batch per partition is under way at a time, so retries keep the order (an idempotent producer will allow more). Nothing
here refers to the user's Producer: one that was dropped without `close()` is still sent out.
"""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from barnabas._native import Accumulator
from barnabas.engine.engine import Engine
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.engine.waiting import tell
from barnabas.errors.broker import BY_CODE, broker_error
from barnabas.errors.client import (
    ClosedError,
    IncompatibleBrokerError,
    KafkaError,
    KafkaTimeoutError,
    NetworkError,
    ProtocolError,
    UndeliveredError,
    UnknownTopicError,
)
from barnabas.producer.flight import Flight, Trip, timed_out
from barnabas.producer.produce import FORMAT_2, NOTHING, ZSTD, Answer, answers, produce_request
from barnabas.protocol.messages.produce import ProduceRequest
from barnabas.types import TopicPartition

log = logging.getLogger("barnabas.producer")
MOST_PACKED = 1 << 20  # bytes compressed in one turn of the loop
GIVING_UP = 5.0  # seconds for the engine to fail what is left at close
TOO_LARGE = frozenset({10, 18})
DUPLICATE = 46  # the broker has it already
REQUEST_OVERHEAD = 1024
LANE = ("produce",)

Lines = dict[TopicPartition, tuple[int, KafkaError]]


class Sender:
    """The engine's side of one producer."""

    def __init__(self, engine: Engine, options: dict[str, Any], accumulator: Accumulator) -> None:
        self._engine = engine
        self._accumulator = accumulator
        self._acks = -1 if options["acks"] == "all" else int(options["acks"])
        self._low = ZSTD if options["compression_type"] == "zstd" else FORMAT_2
        self._most = int(options["max_request_size"])
        self._delivery_timeout = options["delivery_timeout_ms"] / 1000
        self._flights: set[Flight] = set()
        self._topics: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._listening = False
        self._closed = False
        self._behind: Lines = {}  # what was given up at close
        me = weakref.ref(self)

        def changed(snapshot: ClusterSnapshot) -> None:
            if (sender := me()) is not None:
                sender._cluster_changed(snapshot)

        self._changed = changed
        engine.register(self)

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
                leaders = [n for n, p in info.partitions.items() if p.leader >= 0]
                self._accumulator.set_topic(name, len(info.partitions), leaders)

    # --- taking batches -----------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Has the engine look for due batches; from any thread."""
        self._engine.post(self._look)

    def _look(self) -> None:
        self._engine.ensure_running()
        batches, due = self._accumulator.drain(MOST_PACKED)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if due is not None:
            self._timer = self._engine.loop.call_later(max(due, 0.0), self._look)
        if batches:
            flights = []
            for batch in batches:
                flight = Flight(batch)
                if batch.problem == "expired":
                    error = timed_out(flight.topic, flight.partition, self._delivery_timeout, False, None)
                    self._accumulator.failed(batch, error, False)
                elif batch.problem is not None:
                    self._accumulator.failed(
                        batch, KafkaError(batch.problem, topic=flight.topic, partition=flight.partition), False
                    )
                else:
                    self._flights.add(flight)
                    flights.append(flight)
            self._dispatch(flights)
        self._tell_news()

    def _dispatch(self, flights: Iterable[Flight]) -> None:
        snapshot = self._engine.cluster.snapshot
        by_leader: dict[int, list[Flight]] = {}
        for flight in flights:
            leader = snapshot.leader(flight.topic, flight.partition)
            if leader is None:
                info = snapshot.topics.get(flight.topic)
                code = info.error_code if info is not None and info.error_code else 5
                self._engine.cluster.update_soon(f"{flight.topic} partition {flight.partition} has no leader")
                self._again(flight, broker_error(code, topic=flight.topic, partition=flight.partition))
            else:
                by_leader.setdefault(leader[0], []).append(flight)
        for node, group in by_leader.items():
            request: list[Flight] = []
            size = REQUEST_OVERHEAD
            for flight in group:
                if request and size + flight.batch.nbytes > self._most:
                    self._start(node, request)
                    request, size = [], REQUEST_OVERHEAD
                request.append(flight)
                size += flight.batch.nbytes
            self._start(node, request)

    def _start(self, node: int, flights: list[Flight]) -> None:
        engine = self._engine
        request, high = self._request(flights)
        trip = Trip(node, flights, self._back)
        left = min(flight.batch.left for flight in flights)
        trip.late = engine.loop.call_later(max(left, 0.0), self._late, trip)
        try:
            trip.sent = self._acks != 0 and engine.send_at_once(
                node, request, trip, lane=LANE, timeout=engine.request_timeout, low=self._low, high=high
            )
        except IncompatibleBrokerError as error:
            trip.set_exception(error)
            return
        if not trip.sent:
            engine.spawn(self._deliver(trip), "produce", trip.set_exception)

    # --- one request --------------------------------------------------------------------------------------------------

    async def _deliver(self, trip: Trip) -> None:
        """The way with all that has to be waited for: a connection, the end of a throttle."""
        engine = self._engine
        try:
            connection = await engine.connection(trip.node, LANE)
            # Whose time has run out meanwhile was told that it was not written.
            trip.flights = [flight for flight in trip.flights if flight in self._flights and not flight.expired]
            if not trip.flights:
                trip.set_result(None)
                return
            request, high = self._request(trip.flights)
            version = connection.versions.pick(ProduceRequest, self._low, high)
            trip.sent = True
            if self._acks != 0:
                connection.send_for(trip, request, version, engine.request_timeout)
            else:
                connection.tell(request, version)
                trip.set_result(None)
        except KafkaError as error:
            trip.set_exception(error)

    def _request(self, flights: list[Flight]) -> tuple[ProduceRequest, int | None]:
        engine = self._engine
        return produce_request(flights, self._acks, int(engine.request_timeout * 1000), engine.cluster.snapshot)

    def _back(self, trip: Trip, response: Any, error: BaseException | None) -> None:
        """A request has ended, with a response (None for acks=0) or an error."""
        engine, flights = self._engine, trip.flights
        node = engine.pool.nodes.get(trip.node)
        broker = node.label if node is not None else str(trip.node)
        if isinstance(error, NetworkError):
            for flight in flights:
                flight.maybe_written |= trip.sent
                self._again(flight, error)
            engine.cluster.update_soon(f"broker {broker} did not answer")
        elif error is not None:
            if isinstance(error, IncompatibleBrokerError) and self._low == ZSTD:
                text = "compression_type='zstd' needs Kafka 2.1 or newer (KIP-110), and the broker is older"
                error = IncompatibleBrokerError(text, broker=broker, api="Produce").causing(error)
            known = error if isinstance(error, KafkaError) else KafkaError("sending failed unexpectedly").causing(error)
            for flight in flights:
                if flight in self._flights:  # a bug must leave no record without an outcome, no partition mute
                    self._fail(flight, known)
        elif response is None:
            for flight in flights:
                self._written(flight, -1, -1)
        else:
            said = answers(response, engine.cluster.snapshot.names)
            for flight in flights:
                self._answered(flight, said.get((flight.topic, flight.partition), NOTHING), broker)
        self._look()

    def _late(self, trip: Trip) -> None:
        """The delivery timeout of records in a request: their outcome stands. If it is out, the partition waits for its end."""
        waiting: list[float] = []
        for flight in trip.flights:
            if flight not in self._flights or flight.expired:
                continue
            left = flight.batch.left
            if left > 0.001:
                waiting.append(left)
            elif trip.sent:
                flight.expired = True
                flight.maybe_written = True
                self._accumulator.failed(flight.batch, flight.timeout(self._delivery_timeout), True)
            else:  # it waits for a connection, and will not go out
                flight.error = flight.error or self._obstacle(trip.node)
                self._fail(flight, flight.timeout(self._delivery_timeout))
        if waiting:
            trip.late = self._engine.loop.call_later(min(waiting), self._late, trip)
        self._look()

    def _obstacle(self, node_id: int) -> KafkaError | None:
        node = self._engine.pool.nodes.get(node_id)
        return node.error if node is not None else None

    def _answered(self, flight: Flight, answer: Answer, broker: str) -> None:
        code = answer.code
        if code in (0, DUPLICATE):
            self._written(flight, answer.base_offset, answer.append_time)
            return
        place: dict[str, Any] = {"topic": flight.topic, "partition": flight.partition, "broker": broker}
        if code is None:
            flight.maybe_written = True
            self._again(
                flight, ProtocolError("the broker left the partition out of its answer", api="Produce", **place)
            )
            return
        error: KafkaError = broker_error(code, answer.message, api="Produce", **place)
        if code in TOO_LARGE and not flight.expired and self._accumulator.split(flight.batch):
            log.debug("%r was too large and was cut in two", flight.batch)
            self._flights.discard(flight)
        elif code not in TOO_LARGE and code in BY_CODE and BY_CODE[code].retriable:
            self._engine.cluster.update_soon(str(error))
            self._again(flight, error)
        else:
            self._fail(flight, error)

    def _again(self, flight: Flight, error: KafkaError) -> None:
        if flight.expired:
            self._flights.discard(flight)
            self._accumulator.unmute(flight.batch)
            return
        flight.failures += 1
        flight.error = error
        delay = self._engine.backoff.delay(flight.failures)
        left = flight.batch.left
        log.debug("%r will be sent again: %s", flight.batch, error)
        if delay < left:
            flight.timer = self._engine.loop.call_later(delay, self._dispatch, [flight])
        else:
            flight.timer = self._engine.loop.call_later(max(left, 0.0), self._overdue, flight)

    def _overdue(self, flight: Flight) -> None:
        self._fail(flight, flight.timeout(self._delivery_timeout))
        self._look()

    def _written(self, flight: Flight, base_offset: int, append_time: int) -> None:
        self._flights.discard(flight)
        self._accumulator.written(flight.batch, base_offset, append_time)

    def _fail(self, flight: Flight, error: KafkaError) -> None:
        self._flights.discard(flight)
        if error.partition is None:
            error = type(error)(
                error.message, topic=flight.topic, partition=flight.partition, broker=error.broker, api=error.api
            ).causing(error.__cause__)
        self._accumulator.failed(flight.batch, error, False)

    def _tell_news(self) -> None:
        for topic, partition, count, error in self._accumulator.news():
            log.error("%d records for %s partition %d failed, unnoticed so far: %s", count, topic, partition, error)

    # --- the end ------------------------------------------------------------------------------------------------------

    def failures(self) -> UndeliveredError | None:
        """Failures that nobody asked for, once."""
        return undelivered(_lines(self._accumulator.failures()), "failed and nobody had asked for their outcome")

    def close(self, timeout: float) -> UndeliveredError | None:
        """Sends what is buffered, for at most `timeout` seconds, and fails the rest; from any thread but the engine's."""
        mark = self._closing()
        if mark is None:
            return None
        try:
            if self._accumulator.unresolved:
                self.wake()
                if not self._accumulator.wait_settled(mark, timeout):
                    with suppress(ClosedError, KafkaTimeoutError):
                        self._engine.run(self._given_up, timeout=GIVING_UP)
        except BaseException:  # a Ctrl-C ends the wait, not the duty to tell what stayed behind
            with suppress(ClosedError, KafkaTimeoutError):
                self._engine.run(self._given_up, timeout=GIVING_UP)
            self._log_report()
            raise
        finally:
            self._engine.portal.post_if_started(self._stop)
        return self._report()

    async def aclose(self, timeout: float) -> UndeliveredError | None:
        """As `close`, awaited on any loop. Cancelled, it gives up at once what is still there, and logs it."""
        mark = self._closing()
        if mark is None:
            return None
        try:
            if not await self.settled(mark, timeout):
                with suppress(ClosedError, TimeoutError):
                    async with asyncio.timeout(GIVING_UP):
                        await self._engine.arun(self._given_up)
        except BaseException:
            self._engine.portal.post_if_started(self._give_up)
            self._engine.portal.post_if_started(self._log_report)
            raise
        finally:
            self._engine.portal.post_if_started(self._stop)
        return self._report()

    async def settled(self, mark: int, timeout: float | None) -> bool:
        """Whether all up to `mark` have their outcome within `timeout` seconds; awaited on any loop."""
        loop = asyncio.get_running_loop()
        told: asyncio.Future[None] = loop.create_future()
        if self._accumulator.on_settled(mark, lambda: tell(loop, [told])):
            self.wake()
            done, _ = await asyncio.wait([told], timeout=timeout)
            return bool(done)
        return True

    def _closing(self) -> int | None:
        """No more records; the mark of the last one, None if it was closed before."""
        if self._closed:
            return None
        self._closed = True
        self._engine.unregister(self)
        self._accumulator.close()
        return self._accumulator.flush_mark()

    def shut_down(self, timeout: float) -> None:
        """See `Closable`."""
        error = self.close(timeout)
        if error is not None:
            raise error

    async def ashut_down(self, timeout: float) -> None:
        """See `Closable`."""
        error = await self.aclose(timeout)
        if error is not None:
            raise error

    def drop(self) -> None:
        """See `Closable`."""
        if self._closing() is not None:
            for step in (self._give_up, self._log_report, self._stop):
                self._engine.portal.post_if_started(step)

    def _report(self) -> UndeliveredError | None:
        """What failed unnoticed and what was given up, once."""
        lines = _lines(self._accumulator.failures())
        left, self._behind = self._behind, {}
        return undelivered(_joined(lines, left), "were not delivered")

    def _log_report(self) -> None:
        report = self._report()
        if report is not None:
            log.error("%s", report)

    async def _given_up(self) -> None:
        self._give_up()

    def _give_up(self) -> None:
        """Fails all that has no outcome; on the loop."""
        before = _lines(self._accumulator.failures())
        lines: Lines = {}
        text = "the producer was closed before the record was acknowledged"

        def fail(batch: Any, under_way: bool) -> None:
            place = TopicPartition(batch.topic, batch.partition)
            error = ClosedError(text, topic=place.topic, partition=place.partition)
            lines[place] = (lines.get(place, (0, error))[0] + batch.count, lines.get(place, (0, error))[1])
            self._accumulator.failed(batch, error, under_way)

        for batch in self._accumulator.abandon():
            fail(batch, False)
        for flight in self._flights:
            if not flight.expired:
                flight.expired = True
                fail(flight.batch, True)
            if flight.timer is not None:
                flight.timer.cancel()
        self._flights.clear()
        self._accumulator.failures()  # they are among `lines`
        self._behind = _joined(_joined(self._behind, before), lines)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._listening:
            self._listening = False
            _forget(self._engine, self._topics, self._changed)


def _forget(engine: Engine, topics: set[str], listener: Any) -> None:
    engine.cluster.unlisten(listener)
    engine.cluster.unfollow(topics)


def _lines(failures: list[tuple[str, int, int, BaseException]]) -> Lines:
    lines: Lines = {}
    for topic, partition, count, error in failures:
        known = error if isinstance(error, KafkaError) else KafkaError(str(error)).causing(error)
        lines[TopicPartition(topic, partition)] = (count, known)
    return lines


def _joined(one: Lines, other: Lines) -> Lines:
    """The counts added up, the first cause of each."""
    lines = dict(one)
    for place, (count, why) in other.items():
        before = lines.get(place, (0, why))
        lines[place] = (before[0] + count, before[1])
    return lines


def undelivered(lines: Lines, what: str) -> UndeliveredError | None:
    """One error for all, with the counts and the first cause of each partition."""
    if not lines:
        return None
    total = sum(count for count, _ in lines.values())
    shown = "; ".join(
        f"{p.topic} partition {p.partition}: {count}, {error}" for p, (count, error) in sorted(lines.items())[:5]
    )
    more = f"; and {len(lines) - 5} more partitions" if len(lines) > 5 else ""
    made = UndeliveredError(f"{total} records {what}: {shown}{more}")
    made.count = total
    made.by_partition = lines
    return made


def left_of(end: float) -> float:
    """Seconds until a moment of the monotonic clock, at least 0."""
    return max(0.0, end - time.monotonic())
