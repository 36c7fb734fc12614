"""`process()` with a consumer that follows a script: what is waited for before partitions go, and what becomes of errors."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from barnabas import Rebalance, Record, TopicPartition
from barnabas._native import Chunk, collect
from barnabas.consumer.processing import Processing, never
from barnabas.consumer.workers import Tasks, Threads
from barnabas.errors import ClosedError, CommitFailedError, KafkaTimeoutError, ProcessingError
from tests.harness.batches import batch
from tests.harness.waiting import auntil, turns

WAIT = 30.0
PLACES = [TopicPartition("t", p) for p in range(2)]
NEVER = 3_600_000


def read(count: int, partition: int = 0) -> Any:
    """So many records, without keys."""
    return collect([Chunk("t", partition, batch([b"x"] * count), fetch_offset=0)], 100)


def name(record: Record[Any, Any]) -> str:
    return f"{record.partition}:{record.offset}"


class Scripted:
    """A consumer whose polls return or raise what the script says, and `idle` behind its end; `events` is what happened."""

    def __init__(self, polls: Sequence[Any], commits: Sequence[Exception | None], interval_ms: int) -> None:
        self._polls = iter(polls)
        self._commits = iter(commits)
        self.idle = collect([], 1)
        self.events: list[str] = []
        self.held: set[TopicPartition] = set()
        self.asked: list[int] = []
        self.rewound: list[Any] = []  # the tracking that it went by, each time
        self._max_records = 500
        self._core = SimpleNamespace(
            group_id="g",
            over=False,
            options={"auto_commit_interval_ms": interval_ms},
            reading=SimpleNamespace(
                tracking=None,
                leave_iteration=lambda: None,
                untracked=lambda: None,
                rewind=lambda: self.rewound.append(self._core.reading.tracking),
            ),
            wanted_again=lambda: None,
            owned={place: SimpleNamespace(key=place) for place in PLACES},
            pause=lambda given, _: self.resume(*(p.key for p in given)),
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        yield

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset(PLACES)

    def paused(self) -> frozenset[TopicPartition]:
        return frozenset(self.held)

    def pause(self, *places: TopicPartition) -> None:
        self.held |= set(places)

    def resume(self, *places: TopicPartition) -> None:
        self.held -= set(places)

    def next(self, room: int) -> Any:
        self.asked.append(room)
        found = next(self._polls, self.idle)
        if callable(found):
            found = found()
        if isinstance(found, Exception):
            raise found
        return found

    def committed(self) -> None:
        error = next(self._commits, None)
        self.events.append("commit" if error is None else "no commit")
        if error is not None:
            raise error

    def commit_async(self) -> None:
        self.events.append("commit aside")


class Blocking(Scripted):
    _asynchronous = False

    def poll(self, timeout: float, max_records: int) -> Any:
        return self.next(max_records)

    def commit(self) -> None:
        self.committed()


class Awaiting(Scripted):
    _asynchronous = True

    async def poll(self, timeout: float, max_records: int) -> Any:
        await turns()
        return self.next(max_records)

    async def commit(self) -> None:
        self.committed()


class Watched(Processing):
    """Says when the polling side has found that it has to wait."""

    waiting: Callable[[], object]

    def out_of(self, going: frozenset[TopicPartition]) -> bool:
        found = super().out_of(going)
        if found:
            self.waiting()
        return found


class Bench:
    """One run, on threads or with tasks. `work` is called with each record's name, and may block by `hold`."""

    def __init__(self, asynchronous: bool) -> None:
        self.asynchronous = asynchronous
        self.consumer: Scripted
        self.ended = False  # what `until` says
        self._gate: Any = asyncio.Event() if asynchronous else threading.Event()
        self._held: Any = asyncio.Event() if asynchronous else threading.Event()

    def open(self) -> None:
        """Lets go what is held."""
        self._gate.set()

    def nothing(self) -> Any:
        """A poll with nothing."""
        return self.consumer.idle

    def end(self) -> Any:
        """A poll with nothing, after which it ends."""
        self.ended = True
        return self.consumer.idle

    def run(
        self,
        polls: Sequence[Any],
        work: Callable[[str], object] = lambda _: None,
        *,
        holding: str = "",
        commits: Sequence[Exception | None] = (),
        waiting: Callable[[], object] = lambda: None,
        interval_ms: int = NEVER,
        **options: Any,
    ) -> list[str]:
        """The events. The record named `holding` is worked on until the gate opens; the poll after the first one waits for it to begin."""
        args = {"workers": 2, "max_pending": 100, "timeout": WAIT, **options}
        make = Awaiting if self.asynchronous else Blocking
        self.consumer = consumer = make(polls, commits, interval_ms)

        def until() -> bool:
            return self.ended

        if not self.asynchronous:

            def function(record: Any) -> None:
                if name(record) == holding:
                    self._held.set()
                    assert self._gate.wait(WAIT)
                work(name(record))
                consumer.events.append(name(record))

            run = Watched(consumer, function, args["workers"], args["max_pending"], until, args["timeout"])
            run.waiting = waiting
            try:
                Threads(run).main()
            finally:
                self.open()
            return consumer.events

        async def main() -> None:
            async def afunction(record: Any) -> None:
                if name(record) == holding:
                    self._held.set()
                    await self._gate.wait()
                work(name(record))
                consumer.events.append(name(record))

            run = Watched(consumer, afunction, args["workers"], args["max_pending"], until, args["timeout"])
            run.waiting = waiting
            await Tasks(run).main()

        asyncio.run(main())
        return consumer.events

    def begun(self, then: Any) -> Callable[[], Any]:
        """A poll that returns this; on threads once the record is held that shall be. Tasks have begun by their next turn."""

        def poll() -> Any:
            if not self.asynchronous:
                assert self._held.wait(WAIT)
            return then

        return poll


@pytest.fixture(params=[False, True], ids=["threads", "tasks"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


def test_what_goes_is_finished_before_the_commit(bench: Bench) -> None:
    events = bench.run(
        [read(1), bench.begun(Rebalance(revoked={PLACES[0]: 1})), bench.end], holding="0:0", waiting=bench.open
    )
    assert events == ["0:0", "commit", "commit"]


def test_and_is_waited_for_no_longer_than_said(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    events = bench.run(
        [read(1), bench.begun(Rebalance(revoked={PLACES[0]: 1})), bench.end], holding="0:0", timeout=0.001
    )
    assert events[:2] == ["commit", "commit"]
    assert "1 records were still worked on after 0.001 s; they are not committed" in caplog.text


def test_what_is_lost_or_others_hold_is_not_waited_for(bench: Bench) -> None:
    waited: list[bool] = []
    events = bench.run(
        [
            read(1),
            bench.begun(Rebalance(lost={PLACES[0]: 1})),
            Rebalance(revoked={PLACES[1]: None}),
            lambda: (bench.open(), bench.end())[1],
        ],
        holding="0:0",
        waiting=lambda: waited.append(True),
    )
    assert events == ["commit", "0:0", "commit"], "one for what is revoked, and the last"
    assert not waited


def test_what_waits_of_a_partition_that_goes_is_not_begun(bench: Bench) -> None:
    events = bench.run(
        [read(3), bench.begun(Rebalance(revoked={PLACES[0]: 3})), read(1, partition=1), bench.end],
        holding="0:0",
        waiting=bench.open,
        workers=1,
    )
    assert events[:2] == ["0:0", "commit"]
    assert not {"0:1", "0:2"} & set(events)


def test_a_commit_that_comes_too_late_is_told_and_no_end(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    late = CommitFailedError("the group has moved on")
    events = bench.run([Rebalance(revoked={PLACES[0]: 0}), bench.end], commits=[late, late])
    assert events == ["no commit", "no commit"]
    assert "what went was not committed: the group has moved on" in caplog.text
    assert "the last commit failed, so records will be processed again: the group has moved on" in caplog.text


def test_another_error_of_a_commit_is_raised(bench: Bench) -> None:
    with pytest.raises(KafkaTimeoutError, match="nobody answers"):
        bench.run([bench.end], commits=[KafkaTimeoutError("nobody answers")])


def test_and_what_is_not_finished_is_read_again_all_the_same(bench: Bench) -> None:
    with pytest.raises(KafkaTimeoutError, match="nobody answers"):
        bench.run([bench.end], commits=[KafkaTimeoutError("nobody answers")])
    assert len(bench.consumer.rewound) == 1
    assert None not in bench.consumer.rewound
    assert bench.consumer._core.reading.tracking is None


def test_nothing_is_begun_behind_a_failure(bench: Bench) -> None:
    failed = threading.Event()

    def fail(record: str) -> None:
        if record == "0:0":
            failed.set()
            raise LookupError("mine")

    def poll() -> Any:
        if not bench.asynchronous:
            assert failed.wait(WAIT)
        return read(3, partition=1)

    with pytest.raises(ProcessingError, match="t partition 0 offset 0"):
        bench.run([read(3), poll], fail, workers=1)
    assert bench.consumer.events == ["commit"]


def test_but_what_the_function_raised_goes_first(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: str) -> None:
        raise LookupError("mine")

    with pytest.raises(ProcessingError, match="t partition 0 offset 0") as caught:
        bench.run([read(1)], fail, commits=[KafkaTimeoutError("nobody answers")])
    assert isinstance(caught.value.__cause__, LookupError)
    assert "the last commit failed, so records will be processed again: nobody answers" in caplog.text


def test_a_consumer_that_is_closed_meanwhile_ends_it_without_a_commit(bench: Bench) -> None:
    def closed() -> Exception:
        bench.consumer._core.over = True
        return ClosedError("the consumer is closed")

    assert bench.run([closed]) == []


def test_a_closed_client_is_an_error(bench: Bench) -> None:
    with pytest.raises(ClosedError, match="the client is closed"):
        bench.run([ClosedError("the client is closed")])


def test_it_commits_now_and_then(bench: Bench) -> None:
    assert bench.run([bench.nothing, bench.end], interval_ms=0) == ["commit aside", "commit aside", "commit"]


def test_without_room_polls_go_on_with_all_held_back(bench: Bench) -> None:
    held: list[frozenset[TopicPartition]] = []

    def look(then: Callable[[], Any]) -> Callable[[], Any]:
        def poll() -> Any:
            held.append(bench.consumer.paused())
            return then()

        return poll

    bench.run(
        [read(4), look(bench.begun(collect([], 1))), look(lambda: (bench.open(), bench.end())[1])],
        holding="0:0",
        max_pending=4,
        workers=1,
    )
    assert held == [frozenset(PLACES)] * 2
    assert bench.consumer.asked == [4, 1, 1]
    assert not bench.consumer.held, "at the end nothing is held back"


def test_a_second_ctrl_c_leaves_nothing_held_back() -> None:
    consumer = Blocking([read(4)], [], NEVER)
    stuck, gate = threading.Event(), threading.Event()

    def interrupted() -> bool:
        if consumer.held and stuck.wait(WAIT):
            raise KeyboardInterrupt
        return False

    def function(record: Any) -> None:
        stuck.set()
        assert gate.wait(WAIT)

    run = Processing(consumer, function, 1, 4, interrupted, WAIT)
    threads = Threads(run)

    def interrupt(main: int) -> None:
        ended = False
        while not ended:
            with threads._turn:
                ended = run.ended  # then the other thread has let go of the lock: it waits for the function
        signal.pthread_kill(main, signal.SIGINT)

    second = threading.Thread(target=interrupt, args=(threading.get_ident(),))
    second.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            threads.main()
    finally:
        gate.set()
        second.join(WAIT)
    assert consumer.events == [], "it did not come to the commit"
    assert not consumer.held
    assert len(consumer.rewound) == 1


def test_nor_does_a_second_cancellation() -> None:
    async def main() -> None:
        consumer = Awaiting([read(4)], [], NEVER)

        async def function(record: Any) -> None:
            await asyncio.Event().wait()

        run = Processing(consumer, function, 1, 4, never, WAIT)
        task = asyncio.ensure_future(Tasks(run).main())
        await auntil(lambda: consumer.held, "there is no room")
        task.cancel()
        await auntil(lambda: run.ended, "it waits for what is begun")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert consumer.events == []
        assert not consumer.held
        assert len(consumer.rewound) == 1

    asyncio.run(main())


def test_a_function_that_is_cancelled_from_inside_has_failed() -> None:
    bench = Bench(True)

    def cancelled(_: str) -> None:
        raise asyncio.CancelledError

    with pytest.raises(ProcessingError, match="t partition 0 offset 0") as caught:
        bench.run([read(1), bench.nothing, bench.end], cancelled)
    assert isinstance(caught.value.__cause__, asyncio.CancelledError)
