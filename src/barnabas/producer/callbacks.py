"""Where a delivery's callbacks run: never on the engine's thread."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from barnabas.engine.engine import Engine
from barnabas.functions import called, ran

log = logging.getLogger("barnabas.callbacks")
WHY = "callbacks are called, not awaited; give a function, or await the delivery"
Loop = asyncio.AbstractEventLoop


def blocking_carrier(engine: Engine) -> Callable[[Callable[..., object]], Callable[[Any], object]]:
    """Callbacks run on the client's callback thread."""

    def carrier(function: Callable[..., object]) -> Callable[[Any], object]:
        called("function", function, WHY)
        engine.callbacks.prepare()
        return partial(engine.callback, _checked, function)

    return carrier


def loop_carrier(engine: Engine) -> Callable[[Callable[..., object]], Callable[[Any], object]]:
    """Callbacks run on the loop that runs when they are added; without one, on the callback thread."""
    blocking = blocking_carrier(engine)

    def carrier(function: Callable[..., object]) -> Callable[[Any], object]:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return blocking(function)
        called("function", function, WHY)
        return partial(_on_loop, loop, function)

    return carrier


def _checked(function: Callable[..., object], delivery: Any) -> None:
    ran("function", function, function(delivery), WHY)


def _on_loop(loop: Loop, function: Callable[..., object], delivery: Any) -> None:
    try:
        loop.call_soon_threadsafe(_guarded, function, delivery)
    except RuntimeError:
        log.debug("a callback had no loop to run on")


def _guarded(function: Callable[..., object], delivery: Any) -> None:
    try:
        _checked(function, delivery)
    except Exception:  # a user's callback may raise anything; the loop must not see it
        log.exception("a callback raised")
