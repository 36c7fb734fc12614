"""Between a client and a broker: connections whose other end is gone without a word, and answers that come in drops."""

from __future__ import annotations

import socket
import threading
from typing import Self

from tests.harness.sockets import end

WAIT = 30.0


class Relay:
    """Listens on loopback and passes bytes on to `target`, "host:port". Give `Client(address_map=relay.map)` to go through it."""

    def __init__(self, target: str, host: str = "127.0.0.1", port: int = 0) -> None:
        name, _, number = target.rpartition(":")
        self._target = (name, int(number))
        self._listener = socket.create_server((host, port))
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self.accepted = 0
        self._all: list[_Line] = []
        self._open: list[_Line] = []
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def map(self, host: str, port: int) -> tuple[str, int]:
        """Every broker is reached through here."""
        return self.address

    def go_silent(self) -> int:
        """Nothing gets through the connections that are open now, and nothing is closed; new ones work. How many there were."""
        with self._changed:
            lines = list(self._open)
            for line in lines:
                line.silent = True
        return len(lines)

    def wait_closed(self, count: int) -> None:
        """Returns once the client has closed so many of the silent connections."""
        with self._changed:
            done = self._changed.wait_for(lambda: sum(line.silent and line.ended for line in self._all) >= count, WAIT)
            assert done, "the client keeps silent connections open"

    @property
    def open(self) -> int:
        """Connections that the client has open."""
        return len(self._open)

    def wait_open(self, count: int) -> None:
        """Returns once the client has exactly so many connections open."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._open) == count, WAIT), f"{len(self._open)} are open"

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            try:
                broker = socket.create_connection(self._target)
            except OSError:
                peer.close()
                continue
            line = _Line(peer, broker)
            with self._changed:
                self.accepted += 1
                self._all.append(line)
                self._open.append(line)
                self._changed.notify_all()
            for source, sink, up in ((peer, broker, True), (broker, peer, False)):
                thread = threading.Thread(target=self._pump, args=(line, source, sink, up))
                self._threads.append(thread)
                thread.start()

    def _pump(self, line: _Line, source: socket.socket, sink: socket.socket, up: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                if not line.silent:
                    sink.sendall(data)
        except OSError:
            pass
        if up:
            with self._changed:
                line.ended = True
                self._open.remove(line)
                self._changed.notify_all()
        elif line.silent:
            return  # that the broker has closed it does not get through either
        line.end()

    def stop_listening(self) -> None:
        """New connections are refused; those that are open stay. May be called again."""
        if self._listener.fileno() < 0:
            return
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(WAIT)

    def close(self) -> None:
        """Ends all connections, and listens no more; may be called again."""
        self.stop_listening()
        for line in self._all:
            line.end()
        for thread in self._threads:
            thread.join(WAIT)
        for line in self._all:
            line.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Line:
    """One connection: its two halves."""

    def __init__(self, peer: socket.socket, broker: socket.socket) -> None:
        self.peer, self.broker = peer, broker
        self.silent = False
        self.ended = False

    def end(self) -> None:
        end(self.peer, self.broker)

    def close(self) -> None:
        self.peer.close()
        self.broker.close()
