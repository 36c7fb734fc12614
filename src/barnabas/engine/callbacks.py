"""Users' callbacks run on one thread per Client, never on the engine's: a slow one must not miss heartbeats."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Any

log = logging.getLogger("barnabas.callbacks")


class Callbacks:
    """A thread, started when the first callback is announced, that calls what it is given, in order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: queue.SimpleQueue[tuple[Callable[..., object], tuple[Any, ...]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Starts the thread; called when a callback is registered, for at interpreter exit no thread can be had."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._main, name=self._name, daemon=True)
                self._thread.start()

    def call(self, fn: Callable[..., object], *args: Any) -> None:
        """Has `fn` called soon; its exceptions are logged."""
        self.prepare()
        self._queue.put((fn, args))

    def _main(self) -> None:
        while (item := self._queue.get()) is not None:
            fn, args = item
            try:
                fn(*args)
            except BaseException:  # a user's callback may raise anything, SystemExit too, and the next one must run
                log.exception("a callback raised")
            del fn, args, item

    def stop_soon(self, ended: Callable[[], object]) -> bool:
        """Lets what is queued run and then calls `ended`, on the thread; False, and no call, if there is none."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None or thread is threading.current_thread():
            return False
        self._queue.put((ended, ()))
        self._queue.put(None)
        return True

    def stop(self, timeout: float) -> None:
        """Lets what is queued run, at most `timeout` seconds. Safe from a callback itself."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            if thread is not threading.current_thread():
                thread.join(timeout)
