"""Calls over the border to the engine's loop: each has an outcome, whenever the loop ends, and in whatever way the wait for it does."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from barnabas.engine.portal import Portal
from barnabas.errors import ClosedError, KafkaTimeoutError
from tests.harness.waiting import turns, until

WAIT = 30.0


class Busy(Portal):
    """Its loop stands still until the gate opens. Whoever calls has looked before it was closed."""

    def __init__(self) -> None:
        super().__init__("test")
        self.gate = threading.Event()
        self.standing = threading.Event()

    def stand(self) -> None:
        self.post(self._stand)
        assert self.standing.wait(WAIT)

    def _stand(self) -> None:
        self.standing.set()
        assert self.gate.wait(WAIT)

    def check(self) -> None:
        """Closed or not."""


@pytest.fixture
def portal() -> Iterator[Busy]:
    made = Busy()
    yield made
    made.gate.set()
    made.stop(WAIT)


async def never() -> None:
    await asyncio.Event().wait()


async def never_ends() -> None:
    """Goes on when it is cancelled."""
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass


def forget_tasks(portal: Portal) -> None:
    """Those that nobody ends: another test would hear of them, when they are collected."""
    for task in asyncio.all_tasks(portal.loop):
        task._log_destroy_pending = False  # type: ignore[attr-defined]


async def at_once() -> str:
    return "done"


def blocking(portal: Portal, fn: Any) -> Any:
    return portal.run(fn)


def awaited(portal: Portal, fn: Any) -> Any:
    return asyncio.run(portal.arun(fn))


FACES = pytest.mark.parametrize("call", [blocking, awaited])


class Aside:
    """A call on a thread of its own."""

    def __init__(self, call: Callable[[], Any]) -> None:
        self._outcome: list[Any] = []
        self._call = call
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._outcome.append(self._call())
        except BaseException as error:
            self._outcome.append(error)

    def outcome(self) -> Any:
        self._thread.join(WAIT)
        assert self._outcome, "the call waits for ever"
        return self._outcome[0]


@FACES
def test_a_call_behind_the_end_of_the_loop_does_not_wait_for_ever(portal: Busy, call: Any) -> None:
    portal.stand()
    portal.stop(0.0)  # the loop is about to stop
    posted, post = threading.Event(), portal.post

    def noted(*args: Any) -> bool:
        try:
            return post(*args)
        finally:
            posted.set()

    portal.post = noted  # type: ignore[method-assign]
    late = Aside(lambda: call(portal, never))
    assert posted.wait(WAIT)
    portal.gate.set()
    assert isinstance(late.outcome(), ClosedError)


@FACES
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nor_does_one_that_does_not_let_itself_be_cancelled(portal: Busy, call: Any) -> None:
    under_way = Aside(lambda: call(portal, never_ends))
    portal.gate.set()
    portal.run(at_once)  # behind it
    portal.stop(0.0)
    assert isinstance(under_way.outcome(), ClosedError)
    forget_tasks(portal)


@FACES
def test_a_call_to_a_loop_that_has_ended_is_refused(portal: Busy, call: Any) -> None:
    portal.gate.set()
    assert call(portal, at_once) == "done"
    portal.stop(WAIT)
    with pytest.raises(ClosedError, match="the client is closed"):
        call(portal, at_once)


def test_an_outcome_that_is_there_before_the_end_stays(portal: Busy) -> None:
    portal.gate.set()
    late = Aside(lambda: portal.run(at_once))
    assert late.outcome() == "done"
    portal.stop(WAIT)
    assert not portal._calls


async def others() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks() - {asyncio.current_task()}


def test_a_last_bound(portal: Busy) -> None:
    portal.gate.set()
    with pytest.raises(KafkaTimeoutError, match=r"did not end within 0.001 s"):
        portal.run(never, timeout=0.001)
    until(lambda: not portal.run(others), "it is cancelled")


def test_a_blocking_call_on_the_engines_own_thread_is_refused(portal: Busy) -> None:
    portal.gate.set()

    async def inside() -> None:
        portal.run(at_once)

    with pytest.raises(RuntimeError, match="a blocking call was made on the client's own thread"):
        portal.run(inside)


def test_an_awaited_one_there_is_part_of_the_callers(portal: Busy) -> None:
    portal.gate.set()

    async def inside() -> str:
        return await portal.arun(at_once)

    assert portal.run(inside) == "done"


def test_an_outcome_for_a_loop_that_is_closed_harms_nobody(portal: Busy) -> None:
    loop = asyncio.new_event_loop()
    reached, go_on = threading.Event(), threading.Event()

    async def slow() -> None:
        reached.set()
        await asyncio.get_running_loop().run_in_executor(None, go_on.wait, WAIT)

    portal.gate.set()
    waiting = loop.create_task(portal.arun(slow))
    while not reached.is_set():
        loop.run_until_complete(turns())
    waiting._log_destroy_pending = False  # type: ignore[attr-defined]
    loop.close()
    go_on.set()
    assert portal.run(at_once) == "done"
    del waiting


def test_who_rings_without_end_leaves_others_their_turn(portal: Busy) -> None:
    heard, rings = threading.Event(), [0]

    def again() -> None:
        rings[0] += 1
        if rings[0] < 100_000 and not heard.is_set():
            portal.ring(again)

    portal.stand()
    portal.ring(again)
    portal.loop.call_soon_threadsafe(portal.loop.call_later, 0, heard.set)
    portal.gate.set()
    assert heard.wait(WAIT)
    assert rings[0] < 100


def test_a_ring_that_fails_takes_no_other_with_it(portal: Busy, caplog: pytest.LogCaptureFixture) -> None:
    rung = threading.Event()

    def fails() -> None:
        raise ValueError("a bug")

    portal.stand()
    portal.ring(fails)
    portal.ring(rung.set)
    portal.gate.set()
    assert rung.wait(WAIT)
    assert "a bug" in caplog.text


def test_a_ring_starts_the_loop_and_one_behind_its_end_is_heard_by_nobody() -> None:
    portal, rung = Portal("test"), threading.Event()
    portal.ring(rung.set)
    assert rung.wait(WAIT)
    portal.stop(WAIT)
    rung.clear()
    portal.ring(rung.set)
    assert not rung.is_set()


def exits(*_: object) -> None:
    raise SystemExit("no credentials")


async def exits_awaited() -> None:
    exits()


def test_what_would_end_the_process_does_not_end_the_loop(portal: Busy, caplog: pytest.LogCaptureFixture) -> None:
    waiting, rung = Aside(lambda: portal.run(never)), threading.Event()
    portal.stand()
    portal.post(exits)
    portal.ring(exits)
    portal.ring(rung.set)
    portal.gate.set()
    assert rung.wait(WAIT)
    assert isinstance(Aside(lambda: portal.run(exits_awaited)).outcome(), SystemExit), "who asked for it is told"
    assert portal.run(at_once) == "done"
    assert "no credentials" in caplog.text
    portal.stop(WAIT)
    assert isinstance(waiting.outcome(), ClosedError)


def test_nor_does_it_keep_the_loop_from_its_end(portal: Busy) -> None:
    portal.gate.set()
    portal.run(at_once)
    stop = portal.loop.stop

    def stop_and_exit() -> None:
        stop()
        exits()

    portal.loop.stop = stop_and_exit  # type: ignore[method-assign]
    portal.stop(WAIT)
    assert portal._thread is not None
    assert not portal._thread.is_alive()
    assert isinstance(portal._last.exception(), SystemExit)


def broken(timeout: float | None) -> Any:
    raise OSError("no such descriptor")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_loop_that_breaks_ends_what_waits_for_it(portal: Busy) -> None:
    waiting = Aside(lambda: portal.run(never))
    portal.gate.set()
    portal.run(at_once)

    def breaks() -> None:
        portal.loop._selector.select = broken  # type: ignore[attr-defined]

    portal.post(breaks)
    assert isinstance(waiting.outcome(), ClosedError)
    with pytest.raises(ClosedError):
        Portal.check(portal)
    forget_tasks(portal)
