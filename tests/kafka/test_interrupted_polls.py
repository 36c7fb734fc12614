"""Ctrl-C, and whatever else a signal's handler raises, inside of a poll or a step of an iteration: the records are given by the next one.

Python runs handlers where a function begins and where a builtin has returned; here something is raised in each of these places.
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

import barnabas
import barnabas.consumer
from barnabas import TopicPartition
from barnabas.consumer import reading, topic_reader
from tests.harness.kafka import Kafka, Topics
from tests.harness.members import fill
from tests.harness.reading import offset_in
from tests.harness.waiting import auntil, until

WAIT = 30.0
COUNT = 12
MOST = 5
OURS = next(iter(barnabas.consumer.__path__))


class Interrupted(Exception):
    """What the handler raises."""


class Signal:
    """A signal that comes in the n-th place of the consumer's code."""

    def __init__(self, place: int) -> None:
        self.left = place

    @property
    def came(self) -> bool:
        return self.left <= 0

    @contextmanager
    def underway(self) -> Iterator[None]:
        before = sys.getprofile()
        if not self.came:
            sys.setprofile(self._look)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _look(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event not in ("call", "c_return") or not code.co_filename.startswith(OURS):
            return
        if (event, code.co_name) in (("c_return", "_begin"), ("call", "_end")):
            return  # who is interrupted there is inside of the consumer for good: it says so, and loses nothing
        self.left -= 1
        if self.came:
            sys.setprofile(None)
            raise Interrupted


@pytest.fixture
def consumer(client: barnabas.Client, topic: Topics) -> Iterator[barnabas.Consumer[Any, Any]]:
    name = topic()
    fill(client, name, COUNT)
    with client.consumer(fetch_max_wait_ms=5) as consumer:
        consumer.assign({TopicPartition(name, 0): 0})
        yield consumer


def poll(consumer: Any, found: list[int]) -> None:
    found.extend(record.offset for record in consumer.poll(WAIT, max_records=MOST))


def step(consumer: Any, found: list[int]) -> None:
    found.append(next(iter(consumer)).offset)


def nothing(consumer: Any, found: list[int]) -> None:
    pass


def begin(consumer: Any, found: list[int]) -> None:
    step(consumer, found)
    step(consumer, found)


def leave(consumer: Any, found: list[int]) -> None:
    begin(consumer, found)
    consumer.resume()


Way = Callable[[Any, list[int]], None]


@pytest.mark.parametrize(
    ("first", "then"),
    [(nothing, poll), (nothing, step), (begin, poll), (leave, poll), (leave, step)],
    ids=["poll", "iteration", "poll in an iteration", "poll after an iteration", "iteration after another"],
)
def test_none_is_lost_nor_given_twice(consumer: barnabas.Consumer[Any, Any], first: Way, then: Way) -> None:
    (key,) = consumer.assignment()
    for place in itertools.count(1):
        signal = Signal(place)
        consumer.seek(key, 0)
        until(lambda: len(consumer._core.buffer), "records are at hand")
        found: list[int] = []
        first(consumer, found)
        while len(found) < COUNT:
            try:
                with signal.underway():
                    then(consumer, found)
            except Interrupted:
                assert consumer.position(key) == len(found)
        assert found == list(range(COUNT)), place
        if not signal.came:
            break
    assert place > 20


@pytest.mark.parametrize("then", ["poll", "step"])
def test_nor_of_several_partitions_when_an_iteration_is_left(client: barnabas.Client, topic: Topics, then: str) -> None:
    name = topic(partitions=3)
    fill(client, name, COUNT, partitions=3)
    keys = [TopicPartition(name, number) for number in range(3)]
    with client.consumer(fetch_max_wait_ms=5) as consumer:
        consumer.assign(dict.fromkeys(keys, 0))
        for place in itertools.count(1):
            signal = Signal(place)
            for key in keys:
                consumer.seek(key, 0)
            until(lambda: len(consumer._core.buffer) == 3, "records are at hand")
            found: dict[TopicPartition, list[int]] = {key: [] for key in keys}
            for record in itertools.islice(consumer, COUNT + 2):  # in the middle of the second one
                found[TopicPartition(name, record.partition)].append(record.offset)
            while sum(map(len, found.values())) < 3 * COUNT:
                try:
                    with signal.underway():
                        given = consumer.poll(WAIT, max_records=MOST) if then == "poll" else [next(iter(consumer))]
                    for record in given:  # type: ignore[assignment]
                        found[TopicPartition(name, record.partition)].append(record.offset)
                except Interrupted:
                    assert [consumer.position(key) for key in keys] == [len(found[key]) for key in keys], place
            assert list(found.values()) == [list(range(COUNT))] * 3, place
            if not signal.came:
                break
        assert place > 20


def ends_by(consumer: Any, monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
    """The next call has given the consumer back and not yet returned when something else happens."""
    end = consumer._end

    def ended() -> None:
        monkeypatch.undo()
        end()
        then()

    monkeypatch.setattr(consumer, "_end", ended)


@pytest.mark.parametrize("fails", [False, True])
def test_another_thread_takes_nothing_back_that_is_about_to_be_returned(
    consumer: barnabas.Consumer[Any, Any], monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    found: list[int] = []

    def call() -> None:
        if fails:
            with pytest.raises(barnabas.NotAssignedError):
                consumer.position(("nobody's", 0))
        consumer.pause()

    def elsewhere() -> None:
        thread = threading.Thread(target=call)
        thread.start()
        thread.join(WAIT)

    ends_by(consumer, monkeypatch, elsewhere)
    poll(consumer, found)
    consumer.resume()
    while len(found) < COUNT:
        poll(consumer, found)
    assert found == list(range(COUNT))


def test_close_commits_nothing_that_nobody_was_given(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = TopicPartition(topic(), 0)
    fill(client, key.topic, COUNT)

    def interrupt() -> None:
        raise Interrupted

    with client.consumer(group_id=key.topic, enable_auto_commit=True) as consumer:
        consumer.assign({key: 0})
        until(lambda: len(consumer._core.buffer), "records are at hand")
        first = consumer.poll(WAIT, max_records=MOST)
        assert len(first) == MOST
        ends_by(consumer, monkeypatch, interrupt)
        with pytest.raises(Interrupted):
            consumer.poll(WAIT, max_records=MOST)
    with client.consumer(group_id=key.topic) as consumer:
        assert offset_in(consumer.committed(key), key) == MOST


@pytest.mark.parametrize("iterating", [False, True], ids=["poll", "iteration"])
def test_the_same_on_the_async_face(kafka: Kafka, client: barnabas.Client, topic: Topics, iterating: bool) -> None:
    key = TopicPartition(topic(), 0)
    fill(client, key.topic, COUNT)

    async def main() -> None:
        async with barnabas.AsyncClient(kafka.bootstrap) as client, client.consumer(fetch_max_wait_ms=5) as consumer:
            consumer.assign({key: 0})
            for place in itertools.count(1):
                signal = Signal(place)
                consumer.seek(key, 0)
                await auntil(lambda: len(consumer._core.buffer), "records are at hand")
                found: list[int] = []
                while len(found) < COUNT:
                    try:
                        with signal.underway():
                            if iterating:
                                found.append((await anext(aiter(consumer))).offset)
                            else:
                                found.extend(record.offset for record in await consumer.poll(WAIT, max_records=MOST))
                    except Interrupted:
                        assert consumer.position(key) == len(found)
                assert found == list(range(COUNT)), place
                if not signal.came:
                    break
            assert place > 20

    asyncio.run(main())


@pytest.mark.parametrize("limits", [{}, {"limit": COUNT}, {"stop": "end"}], ids=["endless", "limit", "stop"])
def test_the_same_where_a_topic_is_read(
    client: barnabas.Client, topic: Topics, limits: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topic_reader, "AT_ONCE", MOST)
    options: dict[str, Any] = {"fetch_max_wait_ms": 5, "max_poll_records": MOST, **limits}
    name = topic()
    fill(client, name, COUNT)
    for place in itertools.count(1, 3):
        signal = Signal(place)
        found: list[int] = []
        with client.read(name, start="earliest", **options) as records:
            found.append(next(records).offset)  # what is before is not about records
            while len(found) < COUNT:
                try:
                    with signal.underway():
                        found.append(next(records).offset)
                except Interrupted:
                    pass
            assert found == list(range(COUNT)), place
        if not signal.came:
            break
    assert place > 20


def once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The decoding takes long, and a signal comes meanwhile."""
    collect = reading.collect

    def interrupted(*given: Any, **options: Any) -> Any:
        found = collect(*given, **options)
        if len(found):
            monkeypatch.setattr(reading, "collect", collect)
            raise Interrupted
        return found

    monkeypatch.setattr(reading, "collect", interrupted)


def test_what_was_not_given_need_not_be_done(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = TopicPartition(topic(), 0)
    fill(client, key.topic, COUNT)
    with client.consumer(group_id=key.topic, commit_only_done=True) as consumer:
        consumer.assign({key: 0})
        once(monkeypatch)
        with pytest.raises(Interrupted):
            consumer.poll(WAIT)
        assert consumer.position(key) == 0
        done = 0
        while done < COUNT:
            records = consumer.poll(WAIT)
            consumer.done(records)  # type: ignore[arg-type]
            done += len(records)
        consumer.commit()
        assert offset_in(consumer.committed(key), key) == COUNT


def test_a_step_of_a_transform_commits_nothing_unread(
    client: barnabas.Client, topic: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = TopicPartition(topic(), 0)
    fill(client, key.topic, COUNT)
    seen: list[int] = []
    with client.transactional(
        key.topic, group_id=key.topic, transactional_id=key.topic, consumer={"auto_offset_reset": "earliest"}
    ) as loop:
        once(monkeypatch)
        take, sound = step_of(loop, seen), loop._sound
        with pytest.raises(Interrupted):
            take()
        monkeypatch.setattr(loop, "_sound", interrupted)  # the poll has given them, and the transaction has not begun
        with pytest.raises(Interrupted):
            take()
        monkeypatch.setattr(loop, "_sound", sound)
        while len(seen) < COUNT:
            take()
        assert seen == list(range(COUNT))
        assert (offset_in(loop.consumer.committed(key), key) or 0) >= COUNT


def step_of(loop: barnabas.Transactional[Any, Any], seen: list[int]) -> Callable[[], int]:
    """A step behind what comes before there are records."""

    def take() -> int:
        while not loop.consumer.assignment():
            loop.consumer.poll(WAIT)
        return loop.step(lambda records, _: seen.extend(record.offset for record in records), timeout=WAIT)

    return take


def interrupted(*_: Any) -> Any:
    raise Interrupted
