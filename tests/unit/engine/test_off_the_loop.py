"""What may block is called off the engine's loop: calls of users and the system's resolver; also when the interpreter is exiting."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from typing import Any

import pytest

from barnabas.engine import suspension
from barnabas.engine.offloop import off_loop
from barnabas.engine.resolver import Resolver
from barnabas.errors import NetworkError
from tests.harness.waiting import auntil, turns

WAIT = 30.0
FOUND = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 9092))]


class NoThreads:
    """What `threading.Thread` is when the interpreter is exiting."""

    def __init__(self, **_: Any) -> None:
        pass

    def start(self) -> None:
        raise RuntimeError("can't start new thread at interpreter shutdown")


class NoMoreThreads(NoThreads):
    """What it is when the system has no more of them."""

    def start(self) -> None:
        raise RuntimeError("can't start new thread")


@pytest.fixture
def exiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "Thread", NoThreads)


def thread() -> int:
    return threading.get_ident()


def fail(error: BaseException) -> None:
    raise error


@pytest.mark.asyncio
async def test_a_call_has_a_thread_of_its_own() -> None:
    assert await off_loop(thread) != thread()


@pytest.mark.asyncio
async def test_at_exit_it_has_the_loops(exiting: None) -> None:
    assert await off_loop(thread) == thread()
    with pytest.raises(LookupError):
        await off_loop(fail, LookupError())


@pytest.mark.asyncio
async def test_without_a_thread_it_fails_for_now_and_does_not_hold_up_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "Thread", NoMoreThreads)
    with pytest.raises(NetworkError, match="no thread for a call that may block: can't start new thread"):
        await off_loop(fail, AssertionError("it was called"))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "raised"),
    [
        (LookupError("mine"), LookupError),
        (SystemExit(3), RuntimeError),  # it would end the loop
        (asyncio.CancelledError(), RuntimeError),  # nobody has cancelled who awaits it
        (StopIteration(), RuntimeError),
    ],
)
async def test_what_it_raises_is_raised_where_it_is_awaited(error: BaseException, raised: type[BaseException]) -> None:
    with pytest.raises(raised) as told:
        await off_loop(fail, error)
    assert error in (told.value, told.value.__cause__)


def test_nobody_hears_of_one_whose_loop_has_ended() -> None:
    gate = threading.Event()
    loop = asyncio.new_event_loop()

    async def begin() -> asyncio.Task[bool]:
        task = asyncio.ensure_future(off_loop(gate.wait, WAIT))
        await turns(2)
        task.cancel()
        return task

    loop.run_until_complete(begin())
    (own,) = [thread for thread in threading.enumerate() if thread.name == "barnabas-off-loop"]
    loop.run_until_complete(turns(2))
    loop.close()
    gate.set()
    own.join(WAIT)
    assert not own.is_alive()


@pytest.mark.asyncio
async def test_an_outcome_that_comes_after_a_cancel_is_dropped() -> None:
    gate = threading.Event()
    task = asyncio.ensure_future(off_loop(gate.wait, WAIT))
    await turns(2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    gate.set()
    assert await off_loop(thread)  # behind it
    await turns(2)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The threads that names were looked up on."""
    found: list[int] = []

    def getaddrinfo(host: str, port: int, *, type: int, flags: int) -> Any:
        if flags:
            raise socket.gaierror("not a literal")
        found.append(thread())
        if host == "nowhere":
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return FOUND

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return found


@pytest.mark.asyncio
async def test_names_are_looked_up_on_other_threads(asked: list[int]) -> None:
    resolver = Resolver()
    assert await resolver.resolve("name", 9092) == [(socket.AF_INET, ("10.0.0.1", 9092))]
    with pytest.raises(socket.gaierror, match="not known"):
        await resolver.resolve("nowhere", 9092)
    assert thread() not in asked


@pytest.mark.asyncio
async def test_at_exit_on_the_loops_own(asked: list[int], exiting: None) -> None:
    assert await Resolver().resolve("name", 9092) == [(socket.AF_INET, ("10.0.0.1", 9092))]
    assert asked == [thread()]


@pytest.mark.asyncio
async def test_also_when_a_thread_would_be_frozen_at_once(asked: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "is_finalizing", lambda: True)
    await Resolver().resolve("name", 9092)
    monkeypatch.undo()
    assert asked == [thread()]


@pytest.mark.asyncio
async def test_a_slow_name_holds_up_no_other_and_is_asked_for_once(
    asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, resolver, quick = threading.Event(), Resolver(), socket.getaddrinfo

    def slow(host: str, *args: Any, **options: Any) -> Any:
        if host == "slow" and not options["flags"]:
            asked.append(0)
            assert gate.wait(WAIT)
        return FOUND if host == "slow" and not options["flags"] else quick(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        given_up = asyncio.ensure_future(resolver.resolve("slow", 1))
        await auntil(lambda: 0 in asked, "the slow one is asked for")
        given_up.cancel()
        again = asyncio.ensure_future(resolver.resolve("slow", 1))
        assert await resolver.resolve("name", 3)
        gate.set()
        assert await again
        assert asked.count(0) == 1
        assert given_up.cancelled()
        assert await resolver.resolve("slow", 1)
        assert asked.count(0) == 2, "an answer is not kept"
    finally:
        gate.set()


@pytest.mark.asyncio
@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".org", "\ud800"])
async def test_what_can_be_no_name_has_no_address(host: str) -> None:
    with pytest.raises(socket.gaierror, match="no name that can be looked up"):
        await Resolver().resolve(host, 9092)


@pytest.mark.asyncio
async def test_nobody_waits_for_an_answer_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    gate, resolver = threading.Event(), Resolver()
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, *, type, flags: FOUND if not flags and gate.wait(WAIT) else none()
    )
    try:
        waiting = asyncio.ensure_future(resolver.resolve("slow", 1))
        await turns(2)
        resolver.stop()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    finally:
        gate.set()


def none() -> Any:
    raise socket.gaierror("not a literal")


# --- sleep ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("platform", "slept"), [("linux", 60.0), ("darwin", 60.0), ("win32", 0.0)])
def test_how_long_a_machine_slept(monkeypatch: pytest.MonkeyPatch, platform: str, slept: float) -> None:
    clocks = {"boot": 160.0, "monotonic": 100.0}
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(time, "CLOCK_BOOTTIME", "boot", raising=False)
    monkeypatch.setattr(time, "CLOCK_MONOTONIC", "boot" if platform == "darwin" else "monotonic")
    monkeypatch.setattr(time, "clock_gettime", lambda clock: clocks[clock])
    monkeypatch.setattr(time, "monotonic", lambda: clocks["monotonic"])
    try:
        assert suspension.suspended() == slept
        sleeper = suspension.Sleeper()
        assert sleeper.slept() == 0.0
        clocks["boot"] += suspension.LONG - 1
        assert sleeper.slept() == 0.0, "that was not long"
        clocks["boot"] += 2
        assert sleeper.slept() == (suspension.LONG + 1 if slept else 0.0)
        assert sleeper.slept() == 0.0, "it is told once"
    finally:
        monkeypatch.undo()
