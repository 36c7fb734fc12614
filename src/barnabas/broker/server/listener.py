"""A node's door: its port, the connections through it, and what a test does to them."""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import TYPE_CHECKING

from barnabas.broker.server.connection import Connection

if TYPE_CHECKING:
    import ssl

    from barnabas.broker.server.dispatch import Dispatcher
    from barnabas.broker.server.sasl import Sasl
    from barnabas.broker.state.cluster import Node

logger = logging.getLogger("barnabas.broker")

BACKLOG = 2048
ACCEPTS = 16  # in one turn of the loop
NO_FILE = 1.0  # seconds until it accepts again, when there was no file to spare
MAX_FRAME = 104_857_600  # socket.request.max.bytes
IDLE_MS = 600_000  # connections.max.idle.ms


class Listener:
    """Listens for one node while it is up.

    It accepts by itself: `asyncio.Server` loses the socket of a connection that it is just taking when it is closed.
    """

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
        self._socket: socket.socket | None = None  # while it listens
        self._taking: dict[asyncio.Task[None], socket.socket | None] = {}  # with the socket until it has a transport
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
            sock.listen(BACKLOG)
        except BaseException:
            sock.close()
            raise
        sock.setblocking(False)
        self._socket = sock
        self._listen()
        self.node.port = sock.getsockname()[1]
        if self._idle > 0:
            self.dispatcher.cluster.timers.after(self._idle, self._look)

    def _listen(self) -> None:
        if self._socket is not None:
            self.loop.add_reader(self._socket, self._accept)

    def _accept(self) -> None:
        assert self._socket is not None
        for _ in range(ACCEPTS):
            try:
                sock, _ = self._socket.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                logger.error("node %d takes no connections for a moment: %s", self.node.id, error)
                self.loop.remove_reader(self._socket)
                self.loop.call_later(NO_FILE, self._listen)
                return
            sock.setblocking(False)
            task = self.loop.create_task(self._take(sock))
            self._taking[task] = sock
            task.add_done_callback(self._taken)

    async def _take(self, sock: socket.socket) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._taking[task] = None
        try:
            await self.loop.connect_accepted_socket(lambda: Connection(self, self._limit), sock, ssl=self._context)
        except OSError as error:
            logger.debug("a connection was not made: %s", error)

    def _taken(self, task: asyncio.Task[None]) -> None:
        sock = self._taking.pop(task)
        if sock is not None:  # it was cancelled before it began
            sock.close()

    def _look(self) -> None:
        """Closes connections that nobody uses."""
        if self._socket is None:
            return
        now = self.loop.time()
        for connection in list(self.connections):
            if now - connection.last_used >= self._idle:
                connection.abort()
        self.dispatcher.cluster.timers.after(self._idle / 2, self._look)

    def close(self) -> None:
        """Listens no more; all connections are closed at once."""
        if self._socket is not None:
            self.loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        for task in self._taking:
            task.cancel()
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
