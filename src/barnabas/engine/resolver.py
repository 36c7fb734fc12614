"""Names to addresses, off the loop. A name whose look-up takes long holds up no other, and is asked for once at a time."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, TypeAlias

from barnabas.engine.offloop import off_loop

Address: TypeAlias = tuple[socket.AddressFamily, tuple[Any, ...]]


class Resolver:
    """Asks the system's resolver, each name on a thread of its own: nobody knows how long it takes for one that is not there."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, int], asyncio.Task[list[Address]]] = {}

    async def resolve(self, host: str, port: int) -> list[Address]:
        """Every address of `host`; raises OSError as the system does, also for what can be no name."""
        try:
            # A literal address needs no question, and no thread.
            return _lookup(host, port, socket.AI_NUMERICHOST)
        except socket.gaierror:
            pass
        key = host, port
        task = self._asked.get(key)
        if task is None:
            task = self._asked[key] = asyncio.get_running_loop().create_task(off_loop(_lookup, host, port))
            task.add_done_callback(lambda ended: self._ended(key, ended))
        return await asyncio.shield(task)  # who gives up leaves the answer to who asks next

    def _ended(self, key: tuple[str, int], task: asyncio.Task[list[Address]]) -> None:
        del self._asked[key]
        if not task.cancelled():
            task.exception()  # perhaps nobody waits for it any more

    def stop(self) -> None:
        """Waits for no answer any more."""
        for task in self._asked.values():
            task.cancel()


def _lookup(host: str, port: int, flags: int = 0) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    except ValueError as error:  # UnicodeError too: labels that are empty or too long, a NUL
        raise socket.gaierror(socket.EAI_NONAME, f"no name that can be looked up: {error}") from error
    return list(dict.fromkeys((family, address) for family, _, _, _, address in found))
