"""The end of a consumer, from any thread or task: its listener hears of it while commits are still taken, then it leaves."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from barnabas.consumer.assignment import positions
from barnabas.consumer.rebalance import Rebalance
from barnabas.errors.client import ClosedError, ForkedError, KafkaError, KafkaTimeoutError
from barnabas.managed import left_of

if TYPE_CHECKING:
    from barnabas.consumer.core import Core

log = logging.getLogger("barnabas.consumer")
LOOK_AGAIN = 0.005  # seconds between two tries to take a consumer that another task is inside of
HELD = 0.05  # seconds; a lock is held for a few steps, but below a signal's handler
SKIPPED = "on_rebalance was not called at the end of a consumer: a call of another thread or task was still going on"


def shut_down(core: Core, timeout: float, leave: bool | None) -> None:
    """Ends it in at most `timeout` seconds; raises what the listener or a callback raised, when all is done."""
    if core.closed:
        return
    end = time.monotonic() + timeout
    face = core.user()
    if _between_two_steps(core, face):
        core.late, core.ending = (timeout, leave), True
        core.wake()
        return
    try:
        if _listens(core, face, asynchronous=False):
            # A signal handler's close() comes from inside of a call of the same thread.
            if face._holder == threading.get_ident() or face._busy.acquire(timeout=left_of(end)):
                held = face._holder != threading.get_ident()
                try:
                    for news in farewells(core):
                        core.calls.tell(face, news)
                finally:
                    if held:
                        face._busy.release()
            else:
                log.warning(SKIPPED)
    finally:
        left = left_of(end)
        if core.close(left, leave=leave):
            core.engine.run(core.ended, timeout=left + 1.0)
            if face is not None and not face._asynchronous and not core.calls.inside:
                core.calls.tell_outcomes()


def _between_two_steps(core: Core, face: Any) -> bool:
    """Whether this is a signal's handler, and what it came in the middle of holds what the engine needs: the end would wait for that, and that
    for the handler.
    """
    if face is None or face._holder != threading.get_ident():
        return False
    for lock in core.locks():
        if not lock.acquire(timeout=HELD):
            return True
        lock.release()
    return False


def late(core: Core, asked: tuple[float, bool | None]) -> None:
    """The end that a signal's handler wanted in the middle of a step, now that the call is over. Nothing, if the client has ended meanwhile."""
    core.late = None
    with suppress(ClosedError, ForkedError):
        core.engine.check()
        shut_down(core, *asked)


async def ashut_down(core: Core, timeout: float, leave: bool | None) -> None:
    """The same for a task; cancelled, it does the rest without waiting."""
    if core.closed:
        return
    end = time.monotonic() + timeout
    face = core.user()
    try:
        if _listens(core, face, asynchronous=True):
            # A task of any loop gives it back, or a thread.
            while not (taken := face._busy.acquire(blocking=False)) and left_of(end):  # noqa: ASYNC110 # see above
                await asyncio.sleep(LOOK_AGAIN)
            if taken:
                limit = asyncio.timeout(left_of(end))
                try:
                    async with limit:
                        for news in farewells(core):
                            await core.calls.atell(face, news)
                except TimeoutError as error:
                    if not limit.expired():
                        raise
                    raise KafkaTimeoutError(f"on_rebalance did not end within close()'s {timeout:g} s") from error
                finally:
                    face._busy.release()
            else:
                log.warning(SKIPPED)
    finally:
        if core.close(left_of(end), leave=leave):
            await core.engine.arun(core.ended)
            if face is not None and face._asynchronous and not core.calls.inside:
                await core.calls.atell_outcomes()


def _listens(core: Core, face: Any, *, asynchronous: bool) -> bool:
    """Whether there is a listener to hear of the end; calls that go on elsewhere are ended."""
    if face is None or core.calls.listener is None or core.calls.inside or face._asynchronous is not asynchronous:
        return False
    if not core.owned and not core.assignment.pending:
        return False
    core.ending = True
    core.wake()
    return True


def farewells(core: Core) -> Iterator[Rebalance]:
    """What the next polls would have told, and then that everything goes."""
    news: Rebalance | None = Rebalance()
    while news is not None:
        try:
            news = core.news()
        except KafkaError as error:
            log.debug("the membership had ended: %s", error)
            if not core.assignment.pending:
                break
            continue
        if news is not None:
            yield news
    gone = {key: p for key, p in core.owned.items() if key not in core.assignment.consenting}
    if gone and not core.closed:
        yield Rebalance(revoked=positions(gone))
