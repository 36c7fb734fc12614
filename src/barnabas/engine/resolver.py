"""Names to addresses, off the loop and without an executor: none can be had at interpreter exit."""

from __future__ import annotations

import asyncio
import queue
import socket
import sys
import threading
from typing import Any, TypeAlias

Address: TypeAlias = tuple[socket.AddressFamily, tuple[Any, ...]]


class Resolver:
    """One daemon thread that asks the system's resolver."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[str, int, asyncio.Future[list[Address]]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def resolve(self, host: str, port: int) -> list[Address]:
        """Every address of `host`; raises OSError as the system does."""
        try:
            # A literal address needs no question, and no thread.
            return _lookup(host, port, socket.AI_NUMERICHOST)
        except socket.gaierror:
            pass
        if self._thread is None:
            thread = threading.Thread(target=self._main, name="barnabas-resolver", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the interpreter is exiting: nothing else needs the loop now
                return _lookup(host, port)
            self._thread = thread
        if sys.is_finalizing():
            return _lookup(host, port)
        future: asyncio.Future[list[Address]] = asyncio.get_running_loop().create_future()
        self._queue.put((host, port, future))
        return await future

    def _main(self) -> None:
        while (item := self._queue.get()) is not None:
            host, port, future = item
            if future.done():  # whoever asked has given up, perhaps because an earlier question took so long
                continue
            try:
                outcome: list[Address] | OSError = _lookup(host, port)
            except OSError as error:
                outcome = error
            try:
                future.get_loop().call_soon_threadsafe(_settle, future, outcome)
            except RuntimeError:
                return  # the loop is closed, and with it the client

    def stop(self) -> None:
        """Lets the thread end."""
        if self._thread is not None:
            self._queue.put(None)


def _lookup(host: str, port: int, flags: int = 0) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))


def _settle(future: asyncio.Future[list[Address]], outcome: list[Address] | OSError) -> None:
    if future.done():
        return
    if isinstance(outcome, OSError):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
