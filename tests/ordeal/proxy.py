"""Between clients and one node: connections are cut, held up, and cut off inside of an answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from contextlib import suppress
from random import Random
from typing import Any

from tests.harness.waiting import turns


class Proxies:
    """One listener for each node, on an event loop in a thread. What it does to connections is for the driver to say."""

    def __init__(self, listeners: dict[int, int], targets: dict[int, int], random: Random) -> None:
        self._listeners, self._targets, self._random = listeners, targets, random
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._open: dict[int, set[asyncio.StreamWriter]] = {node: set() for node in listeners}
        self._delay = dict.fromkeys(listeners, 0.0)
        self._holding = {node: asyncio.Event() for node in listeners}  # set: nothing is held
        self._truncate: dict[int, int] = {}
        self._servers: list[asyncio.Server] = []

    def start(self) -> None:
        """Listens."""
        self._thread.start()
        self._do(self._listen())

    async def _listen(self) -> None:
        for node, port in self._listeners.items():
            self._holding[node].set()
            self._servers.append(
                await asyncio.start_server(lambda r, w, node=node: self._serve(node, r, w), "127.0.0.1", port)  # type: ignore[misc]
            )

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    # --- faults -------------------------------------------------------------------------------------------------------

    def cut(self, node: int) -> None:
        """Closes every connection to a node."""
        self._do(self._cut(node))

    async def _cut(self, node: int) -> None:
        for writer in list(self._open[node]):
            writer.transport.abort()

    def truncate(self, node: int) -> None:
        """Lets a few bytes of the node's next answers through, then closes."""
        self._truncate[node] = self._random.randrange(1, 3)

    def delay(self, node: int, seconds: float) -> None:
        """Each piece of an answer comes so much later; 0 ends it."""
        self._delay[node] = seconds

    def hold(self, node: int) -> None:
        """Nothing gets through, nothing is closed, until `release`."""
        self._loop.call_soon_threadsafe(self._holding[node].clear)

    def release(self, node: int) -> None:
        """Ends a `hold`."""
        self._loop.call_soon_threadsafe(self._holding[node].set)

    # --- connections --------------------------------------------------------------------------------------------------

    async def _serve(self, node: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._targets[node])
        except OSError:
            writer.transport.abort()
            return
        both = {writer, up_writer}
        self._open[node] |= both
        pumps = [
            asyncio.create_task(self._pump(node, reader, up_writer, answers=False)),
            asyncio.create_task(self._pump(node, up_reader, writer, answers=True)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._open[node] -= both
            for one in both:
                one.transport.abort()
            for pump in pumps:
                pump.cancel()

    async def _pump(
        self, node: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                await self._holding[node].wait()
                if answers:
                    if self._delay[node]:
                        await asyncio.sleep(self._delay[node])  # noqa: TID251  # the fault that it makes
                    if self._truncate.get(node, 0) > 0 and len(data) > 8:
                        self._truncate[node] -= 1
                        writer.write(data[: self._random.randrange(1, len(data))])
                        await writer.drain()
                        return
                writer.write(data)
                await writer.drain()

    def stop(self) -> None:
        """Closes everything."""

        async def end() -> None:
            for server in self._servers:
                server.close()
            for node in self._open:
                await self._cut(node)
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await turns(3)  # a transport that is aborted closes its socket in the next one

        self._do(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
