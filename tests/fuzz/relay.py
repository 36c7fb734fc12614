"""Between a client and a broker that answers well: some of its answers come out wrong."""

from __future__ import annotations

import socket
import threading
from random import Random
from typing import Self

from barnabas.errors.client import KafkaError
from barnabas.protocol.apis import request_class
from barnabas.protocol.frames import decode_response, response_chunks
from barnabas.protocol.message import Request
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from tests.fuzz.hostile import send
from tests.fuzz.mangling import Answer, ways
from tests.fuzz.samples import lied
from tests.harness.sockets import end

WAIT = 30.0
LONG_MS = 100


class MangledRelay:
    """Listens on loopback; `share` of the answers are wrong, by the seed's dice. To be used as `address_map`."""

    def __init__(self, target: str, seed: int, share: float) -> None:
        host, _, port = target.rpartition(":")
        self._target = (host, int(port))
        self.share = share
        self.wrong: dict[str, int] = {}  # by the name of the request
        self._dice = Random(seed)
        self._ways = ways(self._dice)
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._start(self._accept)

    def map(self, host: str, port: int) -> tuple[str, int]:
        """Whatever a wrong answer calls a broker, nobody else is connected to."""
        return self.address

    def _start(self, fn: object, *args: object) -> None:
        thread = threading.Thread(target=fn, args=args)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            self._sockets.append(peer)
            broker = socket.create_connection(self._target)
            self._sockets.append(broker)
            asked: dict[int, tuple[type[Request], int]] = {}
            self._start(self._up, peer, broker, asked)
            self._start(self._down, broker, peer, asked)

    def _up(self, peer: socket.socket, broker: socket.socket, asked: dict[int, tuple[type[Request], int]]) -> None:
        try:
            with peer.makefile("rb") as stream:
                while len(size := stream.read(4)) == 4:
                    frame = stream.read(int.from_bytes(size, "big"))
                    key, version, number = (
                        int.from_bytes(frame[a:b], "big", signed=True) for a, b in ((0, 2), (2, 4), (4, 8))
                    )
                    asked[number] = (request_class(key), version)
                    broker.sendall(size + frame)
        except OSError:
            pass
        finally:
            end(peer, broker)

    def _down(self, broker: socket.socket, peer: socket.socket, asked: dict[int, tuple[type[Request], int]]) -> None:
        try:
            with broker.makefile("rb") as stream:
                while len(size := stream.read(4)) == 4:
                    frame = stream.read(int.from_bytes(size, "big"))
                    with self._lock:
                        answer = self._made(frame, *asked.pop(int.from_bytes(frame[:4], "big", signed=True)))
                    if not send(peer, answer):
                        return
        except OSError:
            pass
        finally:
            end(peer, broker)

    def _made(self, frame: bytes, cls: type[Request], version: int) -> Answer:
        whole = len(frame).to_bytes(4, "big") + frame
        if cls is ApiVersionsRequest or self._dice.random() >= self.share:
            return Answer([whole])
        self.wrong[cls.NAME] = self.wrong.get(cls.NAME, 0) + 1
        if self._dice.random() < 0.6:
            try:
                message = lied(decode_response(cls.RESPONSE, version, frame), version, self._dice)
                number = int.from_bytes(frame[:4], "big", signed=True)
                answer = Answer([b"".join(response_chunks(message, version, number))])
            except KafkaError:
                return Answer([whole])
        else:
            answer = next(self._ways)[1](whole, self._dice)
        return Answer([whole]) if throttles(answer, cls, version) else answer

    def close(self) -> None:
        """Ends all connections, and listens no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join(WAIT)  # nothing is accepted any more
        end(*self._sockets)
        for thread in self._threads:
            thread.join(WAIT)
        end(*self._sockets)
        for sock in self._sockets:
            sock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def throttles(answer: Answer, cls: type[Request], version: int) -> bool:
    """Whether it has the client do nothing for long: it would, and there would be little to see."""
    try:
        message = decode_response(cls.RESPONSE, version, b"".join(answer.pieces[:1])[4:])
    except KafkaError:
        return False
    return int(getattr(message, "throttle_time_ms", 0)) > LONG_MS
