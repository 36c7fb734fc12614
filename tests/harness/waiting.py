"""Waiting for what gives no event: another process, the cluster, a client's own thread. Only here a test sleeps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

LOOK_AGAIN = 0.02


def until(true: Callable[[], object], what: str, timeout: float = 30.0) -> None:
    """Returns once `true()` is; fails with `what` after `timeout` seconds. Where there is an event, wait for that."""
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end, f"not within {timeout:g} s: {what}"
        time.sleep(LOOK_AGAIN)


async def auntil(true: Callable[[], object], what: str, timeout: float = 30.0) -> None:
    """The same on an event loop, which goes on meanwhile."""
    end = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < end, f"not within {timeout:g} s: {what}"
        await asyncio.sleep(0.001)


async def turns(count: int = 1) -> None:
    """Lets the event loop go round so many times: what is ready has its turn, and no time has to pass."""
    for _ in range(count):
        await asyncio.sleep(0)


def until_it_waits(pid: int) -> None:
    """Returns once the first thread of a process waits, inside of what gives no sign: between looks it was on no processor."""
    spent = Path(f"/proc/{pid}/task/{pid}/schedstat")
    seen: list[str] = []

    def rests() -> bool:
        seen.append(spent.read_text().split()[0])  # nanoseconds on a processor
        return len(seen) > 2 and len(set(seen[-3:])) == 1

    until(rests, "the process waits")
