"""How handles reach event loops: futures of any loops, told from the engine's thread. The native core calls these."""

from __future__ import annotations

import asyncio
import copy
import logging
from typing import Any, TypeVar

log = logging.getLogger("barnabas.callbacks")
E = TypeVar("E", bound=BaseException)
Loop = asyncio.AbstractEventLoop


def tell(loop: Loop, futures: list[asyncio.Future[None]]) -> None:
    """Resolves futures of one loop, from any thread."""
    try:
        loop.call_soon_threadsafe(_set, futures)
    except RuntimeError as error:
        unheard(error)


def _set(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def end(loop: Loop, waiting: list[Any]) -> None:
    """Ends waits of the native core's on one loop, from any thread."""
    loop.call_soon_threadsafe(_finish, waiting)


def _finish(waiting: list[Any]) -> None:
    for one in waiting:
        one._finish()


def unheard(error: Exception) -> None:
    """Called when a loop cannot be told: it is closed by now, and nobody waits."""
    log.debug("an outcome had no loop to go to: %s", error)


def fresh(error: E) -> E:
    """A copy to raise: one error stands for many records, and raising it would gather all their tracebacks."""
    made = copy.copy(error)
    made.__cause__ = error.__cause__
    return made
