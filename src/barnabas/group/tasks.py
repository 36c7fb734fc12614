"""Small tools of a driver: something to sleep on, and a request that can be called off."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Wakeup:
    """What one task sleeps on; a `ring` while it is awake is not lost."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wakes the sleeper, or keeps it from its next sleep."""
        self._event.set()

    async def sleep(self, until: float | None) -> None:
        """Until rung, or until this time of the loop's clock."""
        try:
            async with asyncio.timeout_at(until):
                await self._event.wait()
        except TimeoutError:
            pass
        self._event.clear()


class Errand(Generic[T]):
    """One coroutine at a time that another task may call off, without ending the task that waits for it."""

    def __init__(self) -> None:
        self._task: asyncio.Task[T] | None = None

    @property
    def under_way(self) -> bool:
        """Whether something has not ended yet."""
        return self._task is not None and not self._task.done()

    async def run(self, coro: Coroutine[Any, Any, T]) -> T | None:
        """The outcome, or None if it was called off."""
        task = self._task = asyncio.get_running_loop().create_task(coro)
        try:
            await asyncio.wait({task})
        finally:
            self._task = None
            task.cancel()
        return None if task.cancelled() else task.result()

    def call_off(self) -> None:
        """Cancels what is under way."""
        if self._task is not None:
            self._task.cancel()
