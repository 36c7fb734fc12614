"""Servers of tests: they accept on loopback until they are closed, and end what they have accepted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Self

WAIT = 30.0  # seconds


def end(*sockets: socket.socket) -> None:
    """Ends connections, also those that have ended already; the threads that read them see it, and whoever owns them closes them."""
    for sock in sockets:
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Server:
    """What is done with a connection is `came`'s. It accepts from its making on, so attributes of its own come first."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.accepted = 0  # connections so far
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((host, port), backlog=1000)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self.port = self.address[1]
        self.bootstrap = f"{self.address[0]}:{self.port}"
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def came(self, peer: socket.socket) -> None:
        """A connection has come; it is ended and closed with the server."""
        raise NotImplementedError

    def run(self, fn: Callable[..., object], *args: object) -> None:
        """Runs something on a thread that ends at the latest when its connections do."""
        thread = threading.Thread(target=fn, args=args)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(peer)
            self.accepted += 1
            self.came(peer)

    def stop_listening(self) -> None:
        """New connections are refused; those that are open stay. May be called again."""
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(WAIT)

    def close(self) -> None:
        """Listens no more, and ends all connections; may be called again."""
        self.stop_listening()
        end(*self._sockets)
        for thread in self._threads:
            thread.join(WAIT)
        for sock in self._sockets:
            sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Serving(Server):
    """Each connection is served by a function on a thread of its own, and closed when that returns."""

    def __init__(self, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        super().__init__()

    def came(self, peer: socket.socket) -> None:
        """See `Server`."""
        self.run(self._one, peer)

    def _one(self, peer: socket.socket) -> None:
        with peer:
            try:
                self._serve(peer)
            except OSError:
                pass


class Between(Server):
    """Each connection has another one to `target`, "host:port". Give `Client(address_map=between.map)` to go through it."""

    def __init__(self, target: str, host: str = "127.0.0.1", port: int = 0) -> None:
        name, _, number = target.rpartition(":")
        self._target = (name, int(number))
        super().__init__(host, port)

    def map(self, host: str, port: int) -> tuple[str, int]:
        """Every broker is reached through here, whatever it is called."""
        return self.address

    def came(self, peer: socket.socket) -> None:
        """See `Server`."""
        try:
            broker = socket.create_connection(self._target)
        except OSError:
            peer.close()
            return
        self._sockets.append(broker)
        self.joined(peer, broker)

    def joined(self, peer: socket.socket, broker: socket.socket) -> None:
        """Both are there; it starts what passes bytes from one to the other."""
        raise NotImplementedError
