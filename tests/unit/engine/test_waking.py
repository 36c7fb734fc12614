"""How the engine's loop is woken: in fewer calls of the system than asyncio's own, and none is lost."""

from __future__ import annotations

import asyncio
import threading

from barnabas.engine.portal import Portal


def test_asyncio_has_what_is_replaced() -> None:
    """Were it named otherwise one day, the loop would work as before, only slower, and nobody would notice."""
    assert hasattr(asyncio.SelectorEventLoop, "_read_from_self")
    loop = asyncio.SelectorEventLoop()
    try:
        assert hasattr(loop, "_ssock")
    finally:
        loop.close()


def test_a_flood_of_calls_is_run_to_the_last() -> None:
    """More wake-up bytes than one read takes."""
    portal = Portal("barnabas-waking")
    stuck, end = threading.Event(), threading.Event()
    seen: list[int] = []
    try:
        portal.post(stuck.wait, 10)
        for i in range(10_000):
            portal.post(seen.append, i)
        portal.post(end.set)
        stuck.set()
        assert end.wait(10)
        assert seen == list(range(10_000))
        end.clear()
        portal.post(end.set)  # what was left unread wakes the loop, and does not keep it awake
        assert end.wait(10)
    finally:
        portal.stop(5)
