"""The border between users' threads and loops and the engine's own loop, which runs on one daemon thread.

`run` and `arun` carry a coroutine function over and its outcome back; `post` carries a plain call. Nothing here knows
Kafka. A forked child is told by its process id, without taking a lock: the parent may have held any at the fork.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from barnabas._native import OwnThread
from barnabas.clock import DrivenLoop, ManualClock
from barnabas.errors.client import ClosedError, ForkedError, KafkaTimeoutError

T = TypeVar("T")
log = logging.getLogger("barnabas.engine")


class _Call(Generic[T]):
    """A coroutine on its way over the border. `finished` is called once, on the engine's thread."""

    def __init__(self, make: Callable[[], Coroutine[Any, Any, T]], finished: Callable[[], None]) -> None:
        self._make = make
        self._finished = finished
        self._task: asyncio.Task[T] | None = None
        self._ended = False
        self.value: T
        self.error: BaseException | None = None

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._make())
        self._task.add_done_callback(self._done)

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def abandoned(self) -> None:
        """The loop has ended, and will not end this any more."""
        if not self._ended:
            self.error = asyncio.CancelledError()
            self._finished()

    def _done(self, task: asyncio.Task[T]) -> None:
        self._ended = True
        if task.cancelled():
            self.error = asyncio.CancelledError()
        else:
            self.error = task.exception()
            if self.error is None:
                self.value = task.result()
        self._finished()

    def outcome(self) -> T:
        if self.error is None:
            return self.value
        if isinstance(self.error, asyncio.CancelledError):
            raise ClosedError("the client was closed while the call was under way")
        raise self.error


class OwnLoop(asyncio.SelectorEventLoop):
    """A loop that a forked child leaves alone.

    The child's copy is garbage sooner or later. Closing it, as `asyncio` does then, would take the parent's descriptors
    out of the epoll that both share, and the parent's loop would not wake any more.
    """

    # asyncio's: where it is woken, and how.
    _ssock: socket.socket
    _write_to_self: Callable[[], None]
    # As asyncio's, without a call of Python's around it: it is asked often.
    time = staticmethod(time.monotonic)  # pyright: ignore[reportAssignmentType]

    def __init__(self, *given: Any) -> None:
        self._pid = os.getpid()
        self._rung: deque[Callable[[], object]] = deque()
        super().__init__(*given)

    def ring(self, fn: Callable[[], object]) -> None:
        """As `call_soon_threadsafe`, for what is called very often: without a handle or a context."""
        self._rung.append(fn)
        self._write_to_self()

    def _read_from_self(self) -> None:
        """What woke the loop: what was rung for, and a byte.

        Read in one call of the system: asyncio's reads until nothing is left, but epoll would tell of that again.
        """
        self._answer()
        try:  # noqa: SIM105 # cheaper than `suppress`, for each record that is sent alone
            self._ssock.recv(4096)
        except (BlockingIOError, InterruptedError):
            pass
        self._answer()  # whose byte was among those

    def _answer(self) -> None:
        rung = self._rung
        for _ in range(len(rung)):  # what rings meanwhile has its turn when all else had its own
            rung.popleft()()

    def __del__(self, *given: Any) -> None:
        if os.getpid() == self._pid:
            if not self.is_running():
                self.close()  # collected in one cycle with its client, whose own finalizer may come later
            super().__del__(*given)
            return
        for name in ("_ssock", "_csock"):  # the wake-up pipe's ends: only this process's copies are closed
            end = getattr(self, name, None)
            if end is not None:
                end.close()


class _DrivenLoop(OwnLoop, DrivenLoop):
    """The same on a clock that a test moves."""

    time = DrivenLoop.time


class Portal:
    """One event loop on one daemon thread, started by the first call that needs it."""

    def __init__(self, name: str, clock: ManualClock | None = None) -> None:
        self._name = name
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.own = OwnThread()
        self._closed = False
        self._ended = False
        self._stopped = False  # the loop was told to end
        # Made here and not by the global policy, which may be uvloop's or a user's own (and needs add_reader).
        self.loop: OwnLoop = OwnLoop() if clock is None else _DrivenLoop(clock)
        self._on_end: Callable[[], object] | None = None
        self._calls: set[_Call[Any]] = set()  # whose outcome somebody waits for

    def check(self) -> None:
        """Raises ForkedError in a forked child and ClosedError after close."""
        if os.getpid() != self._pid:
            raise ForkedError("this client was made before a fork; make a new Client in the child process")
        if self._closed:
            raise ClosedError("the client is closed")

    @property
    def forked(self) -> bool:
        """Whether this is a forked child of the process that made the portal."""
        return os.getpid() != self._pid

    @property
    def inside(self) -> bool:
        """Whether the caller is on the engine's own thread."""
        return self.own.inside

    def start(self) -> None:
        """Starts the thread unless it runs."""
        if self._thread is not None:
            return
        with self._lock:
            if self._thread is None and not self._closed:
                thread = threading.Thread(target=self._main, name=self._name, daemon=True)
                thread.start()
                self._thread = thread

    def _main(self) -> None:
        self.own.begin()
        try:
            self._go_on()
        finally:
            self._closed = True  # also when nobody has asked for the end
            self.loop.close()  # from here on nothing is posted any more
            for call in list(self._calls):  # what was, when the loop was about to stop, would be waited for for ever
                call.abandoned()
            with self._lock:
                told, self._on_end = self._on_end, None
                self._ended = True
            if told is not None:
                told()

    def _go_on(self) -> None:
        """Runs the loop until it is told to end. asyncio lets SystemExit out of it, when whoever awaits what raised it has been told; what
        else runs there, heartbeats and what is being sent, is not to end in silence for that.
        """
        while not self._stopped:
            try:
                self.loop.run_forever()
            except (SystemExit, KeyboardInterrupt):
                log.exception("what would end this process was raised on the engine's loop, which goes on")

    def post(self, fn: Callable[..., object], *args: Any) -> bool:
        """Calls `fn` on the loop soon; False if the loop is gone (or belongs to a forked parent)."""
        if self.forked:
            return False
        self.start()
        try:
            self.loop.call_soon_threadsafe(fn, *args)
        except RuntimeError:  # the loop is closed
            return False
        return True

    def ring(self, fn: Callable[[], object]) -> None:
        """As `post`, for what is called very often and takes no arguments."""
        if self._thread is None or self.forked:
            self.post(fn)
        else:
            self.loop.ring(fn)

    def post_if_started(self, fn: Callable[..., object], *args: Any) -> None:
        """As `post`, but never starts the thread; for what only matters to a loop that runs."""
        if self._thread is not None:
            self.post(fn, *args)

    @contextmanager
    def _called(self, call: _Call[Any]) -> Iterator[None]:
        """Has a call begin, which is cancelled when the block ends by an exception."""
        self._calls.add(call)
        try:
            if not self.post(call.start):
                raise ClosedError("the client is closed")
            try:
                yield
            except BaseException:
                self.post(call.cancel)
                raise
        finally:
            self._calls.discard(call)

    def run(self, fn: Callable[..., Coroutine[Any, Any, T]], *args: Any, timeout: float | None = None) -> T:
        """Runs a coroutine function on the loop and blocks until it ends.

        Ctrl-C ends the wait at once and cancels the coroutine. `timeout` (seconds) is a last bound: coroutines keep
        their own deadlines, whose errors say more.

        Raises:
            ClosedError, ForkedError: the client is not usable.
            RuntimeError: this is the engine's own thread, which would wait for itself.
            KafkaTimeoutError: `timeout` ran out; the coroutine was cancelled.
        """
        self.check()
        self.own.check()
        done = threading.Lock()
        done.acquire()
        call = _Call(lambda: fn(*args), done.release)
        with self._called(call):
            if not done.acquire(timeout=-1 if timeout is None else timeout):
                raise KafkaTimeoutError(f"the call did not end within {timeout:g} s")
        return call.outcome()

    async def arun(self, fn: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> T:
        """Runs a coroutine function on the engine's loop for a task of any other loop; cancelling cancels it there."""
        self.check()
        user = asyncio.get_running_loop()
        if user is self.loop:
            return await fn(*args)
        future: asyncio.Future[None] = user.create_future()

        def finished() -> None:
            # The user's loop may be closed by now: then nobody waits, and nobody is harmed.
            try:
                user.call_soon_threadsafe(_resolve, future)
            except RuntimeError:
                log.debug("the outcome of a call had no loop to go to")

        call = _Call(lambda: fn(*args), finished)
        with self._called(call):
            await future
        return call.outcome()

    def stop(self, timeout: float) -> None:
        """Cancels what still runs on the loop, stops it and waits for its thread, at most `timeout` seconds."""
        if self.forked:
            return
        with self._lock:
            already, self._closed = self._closed, True
            thread = self._thread
        if thread is None:
            if not already and not self.loop.is_closed():
                self.loop.close()
            return
        with suppress(RuntimeError):  # another close was quicker
            self.loop.call_soon_threadsafe(self._stopping)
        if not self.inside:
            thread.join(timeout)

    def stop_soon(self, ended: Callable[[], object]) -> bool:
        """As `stop`, without waiting: `ended` is called on the engine's thread, as the last it does. False if it does not run."""
        with self._lock:
            if self._thread is not None and not self._ended:
                self._on_end = ended
        self.stop(0.0)
        return self._thread is not None and self._on_end is not None

    def _stopping(self) -> None:
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()

        async def last() -> None:
            if tasks:
                await asyncio.wait(tasks, timeout=1.0)
            self._stopped = True
            self.loop.stop()

        self._last = self.loop.create_task(last())


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
