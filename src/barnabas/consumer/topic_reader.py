"""A topic's records without a group, from one place to another: what `client.read()` gives, sync and async."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, Self, TypeVar

from barnabas._native import Record, Records
from barnabas.config import is_name, shown
from barnabas.consumer.aio import AsyncConsumer
from barnabas.consumer.lookup import find
from barnabas.consumer.options import FOR_GROUPS
from barnabas.consumer.span import Place, Places, Span, check, targets
from barnabas.consumer.sync import Consumer
from barnabas.consumer.target import Target
from barnabas.engine.engine import Engine
from barnabas.engine.list_offsets import READ_COMMITTED, READ_UNCOMMITTED
from barnabas.errors.client import ConfigurationError
from barnabas.managed import AsyncManaged, Managed
from barnabas.types import TopicPartition

K = TypeVar("K")
V = TypeVar("V")
# Seconds after which a poll without records is looked at again: a marker moves the position and gives none.
LOOK = 0.1
CREATES = "allow_auto_create_topics"
AT_ONCE = 500  # records, as `max_poll_records`


class Plan:
    """What was asked for, checked; and its look-up, on the engine's loop."""

    def __init__(
        self,
        engine: Engine,
        topic: str,
        start: Places,
        stop: Places | None,
        partitions: Iterable[int] | None,
        limit: int | None,
        options: Mapping[str, Any],
    ) -> None:
        if not is_name(topic):
            raise ConfigurationError(f"read(): topic={shown(topic)} is not accepted: expected a non-empty str")
        wrong = next((name for name in options if name in FOR_GROUPS), None)
        if wrong is not None:
            raise ConfigurationError(
                f"read(): {wrong} is not accepted: it reads without a group; use consumer() for one"
            )
        if CREATES in options:
            raise ConfigurationError(f"read(): {CREATES} is not accepted: it reads only a topic that is there")
        check("start", start)
        if stop is not None:
            check("stop", stop)
        if limit is not None and (type(limit) is not int or limit < 0):
            raise ConfigurationError(f"read(): limit={limit!r} is not accepted: expected an int of at least 0 or None")
        if partitions is not None and (isinstance(partitions, str) or not isinstance(partitions, Iterable)):
            raise ConfigurationError(
                f"read(): partitions={partitions!r} is not accepted: expected a list of numbers, or None"
            )
        numbers = None if partitions is None else tuple(dict.fromkeys(partitions))
        if numbers is not None and not all(type(n) is int and n >= 0 for n in numbers):
            raise ConfigurationError(f"read(): partitions={numbers!r} is not accepted: expected ints of at least 0")
        self._engine = engine
        self.topic = topic
        self._start, self._stop, self._partitions, self._limit = start, stop, numbers, limit
        # A place that is gone is no reason to go on elsewhere in silence.
        self.options = {"auto_offset_reset": "none", CREATES: False, **options}

    async def begin(self) -> tuple[dict[TopicPartition, int], Span]:
        """Where each partition begins, and what is given of it.

        Raises:
            UnknownTopicError: there is no such topic.
            ConfigurationError: a partition was asked for that is not there.
        """
        engine = self._engine
        engine.ensure_running()
        deadline = engine.now() + engine.api_timeout
        snapshot = await engine.cluster.topics([self.topic], deadline=deadline)
        there = snapshot.topics[self.topic].partitions
        numbers = self._partitions if self._partitions is not None else tuple(sorted(there))
        missing = [number for number in numbers if number not in there]
        if missing:
            have = f"{self.topic} has {len(there)} partitions"
            raise ConfigurationError(
                f"read(): partitions={numbers!r} is not accepted: there is no {missing[0]}, {have}"
            )
        given: Mapping[int, Place] | Place = self._start
        if isinstance(given, Mapping) and self._partitions is None:
            numbers = tuple(number for number in numbers if number in given)  # a dict says itself what is read
        ends = {} if self._stop is None else await self._places("stop", self._stop, numbers, deadline)
        starts = await self._places("start", given, numbers, deadline)
        if len(starts) < len(numbers):
            raise ConfigurationError(f"start={given!r} is not accepted: a partition of {numbers!r} has no place in it")
        return starts, Span(starts, ends, self._limit)

    async def _places(
        self, name: str, given: Places, numbers: Iterable[int], deadline: float
    ) -> dict[TopicPartition, int]:
        asked = {TopicPartition(self.topic, n): place for n, place in targets(name, given, numbers).items()}
        committed = self.options.get("isolation_level") == "read_committed"
        isolation = READ_COMMITTED if committed else READ_UNCOMMITTED
        unknown = {key: place for key, place in asked.items() if isinstance(place, Target)}
        found = await find(self._engine, unknown, deadline, isolation) if unknown else {}
        return {key: place if isinstance(place, int) else found[key][0] for key, place in asked.items()}


class _Reading(Generic[K, V]):
    """What both faces share."""

    def __init__(self, engine: Engine, plan: Plan) -> None:
        self._engine = engine
        self._plan = plan
        self._span: Span | None = None
        self._polled: Records[K, V] | None = None  # what is not in the batch yet
        self._batch: Iterator[Record[K, V]] = iter(())
        self._closed = False

    def _over(self, consumer: Consumer[K, V] | AsyncConsumer[K, V], span: Span) -> bool:
        """Whether all has been given. What has come to its end is fetched no more."""
        ended = [key for key in span.open if span.reached(key, consumer.position(key))]
        if ended:
            consumer.pause(*ended)
        return not span.open

    def _take(self, span: Span, polled: Records[K, V]) -> None:
        """What was polled is what is given next. A signal's handler may raise at any moment before that: then the next step does it."""
        given, left = span.given(polled)
        batch = iter(given)
        self._batch, span.left, self._polled = batch, left, None  # nothing comes between

    def _next(self, span: Span) -> tuple[float | None, int | None]:
        """How a poll is asked: for how long, and for how many."""
        return LOOK if span.bounded else None, None if span.left is None else min(span.left, AT_ONCE)

    def __repr__(self) -> str:
        return f"<reading {self._plan.topic}{', closed' if self._closed else ''}>"


class TopicReader(_Reading[K, V], Managed):
    """The records of a topic, one by one; what `Client.read` gives. An iterator, and a context manager that closes it.

    It closes itself at its end, and when it is dropped. Used by one thread at a time.

    >>> with client.read("orders", start=barnabas.last(3), stop="end") as records:  # doctest: +SKIP
    ...     values = [record.value for record in records]
    """

    def __init__(self, engine: Engine, plan: Plan, make: Callable[..., Consumer[K, V]]) -> None:
        super().__init__(engine, plan)
        self._consumer = make(**plan.options)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Record[K, V]:
        while not self._closed:
            for record in self._batch:
                return record
            span = self._span
            if span is not None and self._polled is not None:
                self._take(span, self._polled)
                continue
            if span is None:
                starts, span = self._engine.run(self._plan.begin)
                self._consumer.assign(starts)
                self._span = span  # last: a signal's handler may raise before, and then the next step begins anew
            if self._over(self._consumer, span):
                self.close()
                break
            self._polled = self._consumer.poll(*self._next(span))  # type: ignore[assignment]
        raise StopIteration

    def close(self, timeout: float = 30.0) -> None:
        """Ends it. Blocks for at most `timeout` seconds; may be called again.

        >>> client.read("orders").close()  # doctest: +SKIP
        """
        self._closed = True
        self._batch = iter(())
        self._consumer.close(timeout)


class AsyncTopicReader(_Reading[K, V], AsyncManaged):
    """The awaitable twin of `TopicReader`; what `AsyncClient.read` gives. Used by one task at a time.

    >>> async with client.read("orders", start=barnabas.last(3), stop="end") as records:  # doctest: +SKIP
    ...     values = [record.value async for record in records]
    """

    def __init__(self, engine: Engine, plan: Plan, make: Callable[..., AsyncConsumer[K, V]]) -> None:
        super().__init__(engine, plan)
        self._consumer = make(**plan.options)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Record[K, V]:
        while not self._closed:
            for record in self._batch:
                return record
            span = self._span
            if span is not None and self._polled is not None:
                self._take(span, self._polled)
                continue
            if span is None:
                begun = await self._engine.arun(self._plan.begin)
                starts, span = begun
                self._consumer.assign(starts)
                self._span = span
            if self._over(self._consumer, span):
                await self.close()
                break
            self._polled = await self._consumer.poll(*self._next(span))  # type: ignore[assignment]
        raise StopAsyncIteration

    async def close(self, timeout: float = 30.0) -> None:
        """As `TopicReader.close`.

        >>> await client.read("orders").close()  # doctest: +SKIP
        """
        self._closed = True
        self._batch = iter(())
        await self._consumer.close(timeout)
