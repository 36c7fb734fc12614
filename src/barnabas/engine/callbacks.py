"""Users' callbacks run on one thread per Client, never on the engine's: a slow one must not miss heartbeats."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

log = logging.getLogger("barnabas.callbacks")
# So many wait: the user's callbacks are slower than the records. Nothing holds the records back: who sends may have a lock
# that the callback wants, and a callback may send itself.
MANY = 100_000


class Callbacks:
    """A thread, started when the first callback is announced, that calls what it is given, in order.

    What comes after the end is called all the same, by a thread that ends when nothing is left.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        # None is the end: the thread goes when nothing has come behind it.
        self._queue: queue.SimpleQueue[tuple[Callable[..., object], tuple[Any, ...]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None  # one that has started
        self._stopped = False
        self._on_end: Callable[[], object] | None = None
        self._warned = False
        self._lock = threading.RLock()  # a client that is garbage may be found, and stopped, while its thread starts

    def prepare(self) -> None:
        """Starts the thread; called when a callback is registered, for at interpreter exit no thread can be had."""
        with self._lock:
            if not self._stopped:
                self._start()

    def _start(self) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._main, name=self._name, daemon=True)
            thread.start()  # may raise: then the next one tries again
            self._thread = thread
            if self._stopped:
                self._queue.put(None)

    def call(self, fn: Callable[..., object], *args: Any) -> None:
        """Has `fn` called soon; its exceptions are logged."""
        self._queue.put((fn, args))
        if (self._thread is None or self._stopped) and not self._has_thread():
            with suppress(queue.Empty):
                while self._next(block=False):
                    pass
        if not self._warned and self._queue.qsize() >= MANY:
            self._warned = True
            log.warning(
                "%d callbacks wait for their turn: they take longer than the records that they are told of, nothing holds"
                " the records back, and memory grows; have callbacks do less, or wait for deliveries now and then",
                MANY,
            )

    def _has_thread(self) -> bool:
        with self._lock:
            try:
                self._start()
            except RuntimeError:  # no thread can be had: at the interpreter's exit
                if not self._stopped:
                    raise
                return False
        return True

    def _main(self) -> None:
        while True:
            while self._next():
                pass
            with self._lock:
                if self._queue.empty():
                    self._thread = None
                    told, self._on_end = self._on_end, None
                    break
            self._queue.put(None)  # behind what has come meanwhile
        if told is not None:
            told()

    def _next(self, *, block: bool = True) -> bool:
        """Calls the next one; False at the end."""
        item = self._queue.get(block)
        if item is None:
            return False
        fn, args = item
        try:
            fn(*args)
        except BaseException:  # a user's callback may raise anything, SystemExit too, and the next one must run
            log.exception("a callback raised")
        return True

    def _stop(self, ended: Callable[[], object] | None = None) -> threading.Thread | None:
        """The thread that has to end, unless it is the caller's own."""
        with self._lock:
            if not self._stopped:
                self._stopped = True
                if self._thread is not None:
                    self._queue.put(None)
            thread = self._thread
            if thread is threading.current_thread():
                return None
            if thread is not None and ended is not None:
                self._on_end = ended
            return thread

    def stop_soon(self, ended: Callable[[], object]) -> bool:
        """Lets what is queued run and then calls `ended`, on the thread; False, and no call, if there is none."""
        return self._stop(ended) is not None

    def stop(self, timeout: float) -> None:
        """Lets what is queued run, at most `timeout` seconds. Safe from a callback itself."""
        thread = self._stop()
        if thread is not None:
            thread.join(timeout)

    def tell_left(self) -> None:
        """Logs how many were not called, when the client's time is over."""
        left = self._queue.qsize() - self._stopped  # the end is in it as well
        if left > 0 and self._thread is not None and self._thread is not threading.current_thread():
            log.warning(
                "the time for closing was over before %d callbacks were called, and the end of the program does not wait for"
                " them; give close() more time, or have callbacks do less",
                left,
            )
