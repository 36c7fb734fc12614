"""`pytest --forks 8`: tests in processes that are forked once all is collected.

Workers of pytest-xdist each import and collect everything for themselves, which is a third of what `make test-fast` would cost. Here that
is done once, and a fork has it. Each takes a part of the tests from a pipe, which all of them read, until none is left, and writes
its reports into a pipe of its own; this process hands them to pytest as if it had run the tests.
"""

from __future__ import annotations

import itertools
import json
import os
import selectors
import signal
import struct
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

PART = 8  # tests that one process takes at a time, of one file: the last ones are not to keep a single process long
# Of tests on a real Kafka: a file with such is one part, for each process starts a Kafka of its own.
ON_REAL = pytest.StashKey[bool]()
PATIENCE = 30.0  # seconds for a process that is told to end, with the Kafkas that it has started
_RANGE = struct.Struct("=II")
_SIZE = struct.Struct("=I")
_PIPE = 1 << 16  # bytes that a pipe holds


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--forks", type=int, metavar="N", help="run the tests in N processes, forked once all is collected"
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--forks"):
        config.pluginmanager.register(Forks(config.getoption("--forks")))


class Forks:
    """Runs the tests in so many processes."""

    def __init__(self, count: int) -> None:
        self._count = count

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Runs them all."""
        if session.config.option.collectonly or session.testsfailed:
            return None  # nothing is to run; pytest knows what to say
        parts = _parts(session.items)
        base = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        workers = [_Worker(number, parts) for number in range(self._count)]
        try:
            for worker in workers:
                worker.fork(session, base)
            _listen(session, workers)
        finally:
            os.close(parts)
            for worker in workers:
                worker.tell()
            for worker in workers:
                worker.end()
        return True


def _parts(items: list[pytest.Item]) -> int:
    """What there is to do, as ranges of indices in a pipe: a read of one takes it."""
    ranges = []
    begin = 0
    for _, group in itertools.groupby(items, key=lambda item: item.path):
        of_file = list(group)
        end = begin + len(of_file)
        part = len(of_file) if any(ON_REAL in item.stash for item in of_file) else PART
        ranges += [(at, min(at + part, end)) for at in range(begin, end, part)]
        begin = end
    data = b"".join(_RANGE.pack(*one) for one in ranges)
    assert len(data) <= _PIPE, f"{len(ranges)} parts are too many for a pipe: PART is too small"
    parts, source = os.pipe()
    os.write(source, data)
    os.close(source)
    return parts


class _Worker:
    """One process, as the first one sees it."""

    def __init__(self, number: int, parts: int) -> None:
        self._number, self._parts = number, parts
        self._buffer = bytearray()
        self._pid = 0
        self.fd = -1
        self.running: int | None = None  # the index of the test that it is at
        self.ended = ""  # how, once it has
        self.failed = False

    def fork(self, session: pytest.Session, base: Any) -> None:
        """Starts it; only the first process comes back."""
        self.fd, out = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            code = 1
            try:
                _work(session, self._parts, out, base / f"fork{self._number}")
                code = 0
            except KeyboardInterrupt:
                pass  # it was told to end
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(out)

    def messages(self) -> Iterator[dict[str, Any]]:
        """What has come by now; `fd` has something."""
        data = os.read(self.fd, _PIPE)
        if not data:
            self.end()
        self._buffer += data
        while len(self._buffer) >= _SIZE.size:
            (size,) = _SIZE.unpack_from(self._buffer)
            end = _SIZE.size + size
            if len(self._buffer) < end:
                return
            yield json.loads(bytes(self._buffer[_SIZE.size : end]))
            del self._buffer[:end]

    def tell(self) -> None:
        """It has to end, and what its fixtures have started with it."""
        if self._pid and not self.ended:
            os.kill(self._pid, signal.SIGTERM)

    def end(self) -> None:
        """It is over, or was told to be."""
        if self._pid and not self.ended:
            until = time.monotonic() + PATIENCE
            with selectors.DefaultSelector() as selector:
                selector.register(self.fd, selectors.EVENT_READ)
                while (over := bool(selector.select(until - time.monotonic()))) and os.read(self.fd, _PIPE):
                    pass  # its pipe ends with it
            if not over:
                os.kill(self._pid, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            self.ended = f"signal {-code}" if code < 0 else f"exit code {code}"
            self.failed = code != 0
            os.close(self.fd)


def _listen(session: pytest.Session, workers: list[_Worker]) -> None:
    """Hands pytest what the processes report, until they have ended; a test of which none told is a failure."""
    hook, untold = session.config.hook, dict(enumerate(session.items))
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            selector.register(worker.fd, selectors.EVENT_READ, worker)
        while selector.get_map():
            for key, _ in selector.select():
                worker = key.data
                for message in worker.messages():
                    if "at" in message:
                        worker.running = message["at"]
                        continue
                    report = hook.pytest_report_from_serializable(config=session.config, data=message)
                    if report.when == "teardown":
                        untold.pop(worker.running, None)
                        worker.running = None
                    hook.pytest_runtest_logreport(report=report)
                if worker.ended:
                    selector.unregister(key.fd)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
    at = {worker.running: worker.ended for worker in workers if worker.running is not None}
    for index, item in untold.items():
        why = f"the process ended in this test: {at[index]}" if index in at else "not run: a process ended before it"
        failure = pytest.TestReport(item.nodeid, item.location, {}, "failed", why, "call")
        hook.pytest_runtest_logreport(report=failure)
    if any(worker.failed for worker in workers):
        raise session.Failed("a process of tests has failed; what it said stands above")


# --- in a process of its own ------------------------------------------------------------------------------------------


def _work(session: pytest.Session, parts: int, out: int, folder: Any) -> None:
    """Takes tests and runs them until none is left."""
    config = session.config
    capture = config.pluginmanager.getplugin("capturemanager")
    # Files that output is captured in have one position for all who have them from a fork.
    capture.stop_global_capturing()
    capture.start_global_capturing()
    capture.suspend_global_capture()
    folder.mkdir()
    config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]  # as xdist's workers have it

    def send(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode()
        view = memoryview(_SIZE.pack(len(data)) + data)
        while view:
            view = view[os.write(out, view) :]

    def told(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, told)
    config.pluginmanager.register(_Protocol(config, send))
    following = _Following(session.items, parts)
    try:
        while (index := following.take()) is not None:
            send({"at": index})
            item = session.items[index]
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    except KeyboardInterrupt:
        session._setupstate.teardown_exact(None)  # a Kafka that a fixture has started would go on
        raise
    config._ensure_unconfigure()  # what is found out at the end, as exceptions that nobody could be told of


class _Following:
    """The test after the one that runs, for pytest, which asks when that one has ended: only then it is taken, or what is of a part with
    it would wait for a test of another part, perhaps the longest of all, while other processes have nothing left.
    """

    def __init__(self, items: list[pytest.Item], parts: int) -> None:
        self._items = items
        ranges = iter(lambda: os.read(parts, _RANGE.size), b"")
        self._indices = (index for data in ranges for index in range(*_RANGE.unpack(data)))
        self._at = -1
        self._next: int | None = None
        self._last_real = max((index for index, item in enumerate(items) if ON_REAL in item.stash), default=-1)

    def take(self) -> int | None:
        """Its index, None at the end: from now on it is the one that runs."""
        index = self._look()
        self._next = None
        self._at = -1 if index is None else index
        return index

    def _look(self) -> int | None:
        if self._next is None:
            self._next = next(self._indices, None)
        return self._next

    def listchain(self) -> list[Any]:
        """As pytest's nodes have it: whose fixtures are to stay. None are to when the last test on a real Kafka is taken: a Kafka that
        nobody asks any more still takes its share of the machine.
        """
        index = self._look()
        if index is None or self._at <= self._last_real < index:
            return []
        return self._items[index].listchain()


class _Protocol:
    """Reports are for the first process, and for nobody in this one."""

    def __init__(self, config: pytest.Config, send: Callable[[dict[str, Any]], None]) -> None:
        self._config, self._send = config, send

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """As pytest's own."""
        for report in runtestprotocol(item, nextitem=nextitem, log=False):
            self._send(self._config.hook.pytest_report_to_serializable(config=self._config, report=report))
        return True
