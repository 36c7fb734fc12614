"""The thread that a broker runs in, and the way to its loop from any other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any, TypeVar

from barnabas.clock import DrivenLoop, ManualClock

if TYPE_CHECKING:
    from barnabas.broker.runtime import Runtime

T = TypeVar("T")
LIMIT = 30.0  # seconds for anything that is asked of the loop


class BrokerThread:
    """Runs a loop until `end`; a daemon, so that a forgotten broker keeps no interpreter from ending."""

    def __init__(self, clock: ManualClock | None) -> None:
        # Not by the global policy, which may be a user's own; made here so that a failure is the caller's.
        self._loop: asyncio.AbstractEventLoop = DrivenLoop(clock) if clock is not None else asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._run, name="barnabas-broker", daemon=True)

    def start(self, runtime: Runtime) -> None:
        """The broker listens when this returns."""
        self._thread.start()
        try:
            self.call(runtime.start())
        except BaseException:
            self._finish()
            raise

    def _run(self) -> None:
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Runs something on the loop.

        Raises:
            RuntimeError: called on the loop itself, which would wait for itself.
        """
        if threading.current_thread() is self._thread:
            work.close()
            raise RuntimeError("a broker cannot be told anything by its own thread, as in `when` of `inject`")
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop)
        except RuntimeError:
            work.close()
            raise

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """As `submit`, and waits."""
        return self.submit(work).result(LIMIT)

    def end(self, runtime: Runtime) -> None:
        """The broker is stopped and the thread is gone when this returns."""
        try:
            self.call(runtime.stop())
        finally:
            self._finish()

    def _finish(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LIMIT)
