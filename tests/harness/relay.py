"""Between a client and a broker: connections whose other end is gone without a word, and answers that come in drops."""

from __future__ import annotations

import socket
import threading

from tests.harness.sockets import WAIT, Between, end


class Relay(Between):
    """Listens on loopback and passes bytes on to the target."""

    def __init__(self, target: str, host: str = "127.0.0.1", port: int = 0) -> None:
        self._all: list[_Line] = []
        self._open: list[_Line] = []
        self._changed = threading.Condition()
        self._shut = False
        super().__init__(target, host, port)

    def go_silent(self, *, new: bool = False) -> int:
        """Nothing gets through the connections that are open now, and nothing is closed. How many there were.

        New ones work, unless `new` says that they are silent too.
        """
        with self._changed:
            self._shut = new
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

    def joined(self, peer: socket.socket, broker: socket.socket) -> None:
        """See `Between`."""
        line = _Line(peer, broker)
        with self._changed:
            line.silent = self._shut
            self._all.append(line)
            self._open.append(line)
            self._changed.notify_all()
        self.run(self._pump, line, peer, broker, True)
        self.run(self._pump, line, broker, peer, False)

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


class _Line:
    """One connection: its two halves."""

    def __init__(self, peer: socket.socket, broker: socket.socket) -> None:
        self.peer, self.broker = peer, broker
        self.silent = False
        self.ended = False

    def end(self) -> None:
        end(self.peer, self.broker)
