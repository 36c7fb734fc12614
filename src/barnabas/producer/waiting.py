"""How handles reach event loops: futures of any loops, told from the engine's thread. The native core calls these."""

from __future__ import annotations

import asyncio
import copy
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from barnabas.engine.engine import Engine

log = logging.getLogger("barnabas.callbacks")
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


def fresh(error: BaseException) -> BaseException:
    """A copy to raise: one error stands for many records, and raising it would gather all their tracebacks."""
    made = copy.copy(error)
    made.__cause__ = error.__cause__
    return made


def blocking_carrier(engine: Engine) -> Callable[[Callable[..., object]], Callable[[Any], object]]:
    """Callbacks run on the client's callback thread."""

    def carrier(function: Callable[..., object]) -> Callable[[Any], object]:
        engine.callbacks.prepare()
        return partial(engine.callback, function)

    return carrier


def loop_carrier(engine: Engine) -> Callable[[Callable[..., object]], Callable[[Any], object]]:
    """Callbacks run on the loop that runs when they are added; without one, on the callback thread."""
    blocking = blocking_carrier(engine)

    def carrier(function: Callable[..., object]) -> Callable[[Any], object]:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return blocking(function)
        return partial(_on_loop, loop, function)

    return carrier


def _on_loop(loop: Loop, function: Callable[..., object], delivery: Any) -> None:
    try:
        loop.call_soon_threadsafe(_guarded, function, delivery)
    except RuntimeError:
        log.debug("a callback had no loop to run on")


def _guarded(function: Callable[..., object], delivery: Any) -> None:
    try:
        function(delivery)
    except Exception:  # noqa: BLE001  # a user's callback may raise anything; the loop must not see it
        log.exception("a callback raised")
