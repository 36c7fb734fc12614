"""Calls that may block, off the loop and without an executor: none can be had at interpreter exit."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from barnabas.errors.client import NetworkError

T = TypeVar("T")
EXITING = "interpreter shutdown"  # says CPython of a thread that is wanted in `atexit`, where `sys.is_finalizing()` is still False


async def off_loop(fn: Callable[..., T], *args: Any) -> T:
    """What `fn` returns or raises, called on a thread of its own that does not hold up the process's end.

    Raises:
        NetworkError: the system gives no thread now; it may later.
    """
    if sys.is_finalizing():  # a thread would never run, and nothing else needs the loop now
        return fn(*args)
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def main() -> None:
        try:
            outcome, error = fn(*args), None
        except BaseException as raised:  # noqa: BLE001  # it is raised where it is awaited
            outcome, error = None, raised
        try:
            loop.call_soon_threadsafe(_settle, future, outcome, error)
        except RuntimeError:
            return  # the loop is closed, and with it the client

    thread = threading.Thread(target=main, name="barnabas-off-loop", daemon=True)
    try:
        thread.start()
    except RuntimeError as error:
        if EXITING not in str(error):  # on the loop it would hold up heartbeats, and all else
            raise NetworkError("there is no thread for a call that may block").causing(error) from error
        return fn(*args)  # nothing else needs the loop now
    return await future


def _settle(future: asyncio.Future[Any], outcome: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        if isinstance(error, StopIteration) or not isinstance(error, Exception):
            # A future takes no StopIteration; a cancellation would be taken for the end of the task that awaits this, and SystemExit
            # would end its whole loop.
            told = RuntimeError(f"the call raised {type(error).__name__}: {error}")
            told.__cause__ = error
            error = told
        future.set_exception(error)
    else:
        future.set_result(outcome)
