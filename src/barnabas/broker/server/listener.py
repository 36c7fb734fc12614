"""A node's door: its port, the connections through it, and what a test does to them."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from barnabas.broker.server.connection import Connection

if TYPE_CHECKING:
    import ssl

    from barnabas.broker.server.dispatch import Dispatcher
    from barnabas.broker.server.sasl import Sasl
    from barnabas.broker.state.cluster import Node

BACKLOG = 2048
ACCEPTS = 16  # at a time; without a file to spare asyncio complains as often
MAX_FRAME = 104_857_600  # socket.request.max.bytes
IDLE_MS = 600_000  # connections.max.idle.ms


class Listener:
    """Listens for one node while it is up."""

    def __init__(
        self, node: Node, dispatcher: Dispatcher, security: str, context: ssl.SSLContext | None, sasl: Sasl | None
    ) -> None:
        self.node = node
        self.dispatcher = dispatcher
        self.security = security
        self.sasl = sasl
        self.loop = asyncio.get_running_loop()
        self.connections: set[Connection] = set()
        self._context = context
        self._server: asyncio.Server | None = None
        self._hang: asyncio.Future[None] | None = None
        configs = dispatcher.cluster.settings.configs
        self._limit = int(configs.get("socket.request.max.bytes", MAX_FRAME))
        self._idle = int(configs.get("connections.max.idle.ms", IDLE_MS)) / 1000

    async def open(self) -> None:
        """Listens, at the port that the node had before or, at first, at a free one if it has none.

        Raises:
            OSError: the address cannot be had.
        """
        family = socket.AF_INET6 if ":" in self.node.host else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((self.node.host, self.node.port))
            self._server = await self.loop.create_server(
                lambda: Connection(self, self._limit), sock=sock, backlog=ACCEPTS, ssl=self._context
            )
            sock.listen(BACKLOG)
        except BaseException:
            sock.close()
            raise
        self.node.port = sock.getsockname()[1]
        if self._idle > 0:
            self.dispatcher.cluster.timers.after(self._idle, self._look)

    def _look(self) -> None:
        """Closes connections that nobody uses."""
        if self._server is None:
            return
        now = self.loop.time()
        for connection in list(self.connections):
            if now - connection.last_used >= self._idle:
                connection.abort()
        self.dispatcher.cluster.timers.after(self._idle / 2, self._look)

    def close(self) -> None:
        """Listens no more; all connections are closed at once."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop()
        self.resume()

    def drop(self) -> None:
        """Closes all connections."""
        for connection in list(self.connections):
            connection.abort()

    def hang(self) -> None:
        """Goes on taking connections and requests, and answers none."""
        if self._hang is None:
            self._hang = self.loop.create_future()

    def resume(self) -> None:
        """Answers again, also what was asked in the meantime."""
        if self._hang is not None and not self._hang.done():
            self._hang.set_result(None)
        self._hang = None

    async def awake(self) -> None:
        """Waits while the node hangs."""
        while self._hang is not None:
            await asyncio.shield(self._hang)
