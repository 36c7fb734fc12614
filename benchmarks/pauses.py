"""How long an asyncio loop stands still while a client works in it."""

from __future__ import annotations

import asyncio
import gc
import time
from math import inf
from typing import Any


class LoopWatch:
    """A task that runs in every turn of the loop and notes the longest turn, by the clock and by this thread's own time.

    By the clock a turn also holds what the machine gave to others. So does the thread's time where the machine is a guest of another one,
    which takes a processor away without a word: a loop with nothing to do is watched afterwards, for as long.
    """

    def __init__(self) -> None:
        self.wall = 0.0
        self.cpu = 0.0
        self.turns = 0
        self.empty = 0.0
        self._begun = 0.0
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> LoopWatch:
        gc.collect()
        gc.freeze()  # a full collection of what was imported takes milliseconds, and is no client's doing
        self._task = asyncio.create_task(self._run())
        await asyncio.sleep(0)
        self._begun = time.perf_counter()
        return self

    async def _run(self, until: float = inf) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        while wall < until:
            await asyncio.sleep(0)
            now_wall, now_cpu = time.perf_counter(), time.thread_time()
            self.wall = max(self.wall, now_wall - wall)
            self.cpu = max(self.cpu, now_cpu - cpu)
            self.turns += 1
            wall, cpu = now_wall, now_cpu

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        self._task.cancel()
        took = time.perf_counter() - self._begun
        nothing = LoopWatch()
        await nothing._run(time.perf_counter() + took)
        self.empty = nothing.cpu

    def outcome(self) -> dict[str, Any]:
        """The longest turns in milliseconds."""
        return {
            "pause_ms": self.wall * 1000,
            "pause_cpu_ms": self.cpu * 1000,
            "empty_cpu_ms": self.empty * 1000,
            "turns": self.turns,
        }
