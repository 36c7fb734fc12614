"""Small tools of a driver: something to sleep on, a request that can be called off, work beside the loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
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


async def beside(work: Callable[[], T]) -> T:
    """The outcome of `work`, done on a thread of its own, so that the loop goes on meanwhile. Cancelled, it runs on for nobody."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(outcome: T | None, error: BaseException | None) -> None:
        if not future.done():
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(outcome)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome, error = work(), None
        except Exception as caught:  # noqa: BLE001  # the awaiter's
            outcome, error = None, caught
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(settle, outcome, error)

    # A daemon, and no executor: nothing waits for it at the interpreter's end.
    threading.Thread(target=run, name="barnabas-assignor", daemon=True).start()
    return await future


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
