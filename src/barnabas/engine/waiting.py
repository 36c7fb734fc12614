"""How handles reach event loops: futures of any loops, told from the engine's thread. The native core calls these."""

from __future__ import annotations

import asyncio
import copy
import logging
from typing import Any, TypeVar

log = logging.getLogger("barnabas.callbacks")
E = TypeVar("E", bound=BaseException)
Loop = asyncio.AbstractEventLoop


def resolve(pairs: list[tuple[Loop, asyncio.Future[None]]]) -> None:
    """Resolves futures with one call into each loop; a loop that is closed by now has nobody waiting."""
    by_loop: dict[Loop, list[asyncio.Future[None]]] = {}
    for loop, future in pairs:
        by_loop.setdefault(loop, []).append(future)
    for loop, futures in by_loop.items():
        tell(loop, futures)


def tell(loop: Loop, futures: list[asyncio.Future[None]]) -> None:
    """Resolves futures of one loop, from any thread."""
    try:
        loop.call_soon_threadsafe(_set, futures)
    except RuntimeError:
        log.debug("an outcome had no loop to go to")


def _set(futures: list[asyncio.Future[None]]) -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


async def wait(handle: Any) -> Any:
    """The outcome of a `Delivery` or `DeliveryBatch`. Cancelling the wait does not touch the records."""
    loop = asyncio.get_running_loop()
    while not handle.done():
        future: asyncio.Future[None] = loop.create_future()
        if not handle._notify(loop, future):
            break
        await future
    return handle.result(0)


def fresh(error: E) -> E:
    """A copy to raise: one error stands for many records, and raising it would gather all their tracebacks."""
    made = copy.copy(error)
    made.__cause__ = error.__cause__
    return made
