"""What a user's thread or task waits on while the engine works for it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress


class Bell:
    """Rung from any thread; one waiter at a time, of either kind. A ring while nobody waits is kept."""

    def __init__(self) -> None:
        self._rung = False
        self._thread: threading.Lock | None = None
        self._task: tuple[asyncio.AbstractEventLoop, asyncio.Future[None]] | None = None

    def clear(self) -> None:
        """Forgets earlier rings; call it before looking for what one waits for."""
        self._rung = False

    def ring(self) -> None:
        """Wakes who waits."""
        self._rung = True
        thread, task = self._thread, self._task
        if thread is not None:
            with suppress(RuntimeError):  # rung twice
                thread.release()
        if task is not None:
            with suppress(RuntimeError):  # its loop is closed
                task[0].call_soon_threadsafe(_resolve, task[1])

    def wait(self, timeout: float) -> None:
        """Blocks until rung or `timeout` seconds have passed; Ctrl-C ends it."""
        lock = threading.Lock()
        lock.acquire()
        self._thread = lock
        try:
            if not self._rung:
                lock.acquire(timeout=min(timeout, threading.TIMEOUT_MAX))
        finally:
            self._thread = None

    async def await_(self, timeout: float) -> None:
        """The same for a task."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._task = (loop, future)
        try:
            if not self._rung:
                async with asyncio.timeout(timeout):
                    await future
        except TimeoutError:
            pass
        finally:
            self._task = None


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
