"""Between a client and a broker that answers well: some of its answers come out wrong."""

from __future__ import annotations

import socket
import threading
from random import Random

from barnabas.errors.client import KafkaError
from barnabas.protocol.apis import request_class
from barnabas.protocol.frames import decode_response, response_chunks
from barnabas.protocol.message import Request
from barnabas.protocol.messages.api_versions import ApiVersionsRequest
from tests.fuzz.hostile import send
from tests.fuzz.mangling import Answer, ways
from tests.fuzz.samples import lied
from tests.harness.sockets import Between, end

LONG_MS = 100


class MangledRelay(Between):
    """Listens on loopback; `share` of the answers are wrong, by the seed's dice. See `Between`."""

    def __init__(self, target: str, seed: int, share: float) -> None:
        self.share = share
        self.wrong: dict[str, int] = {}  # by the name of the request
        self._dice = Random(seed)
        self._ways = ways(self._dice)
        self._lock = threading.Lock()
        super().__init__(target)

    def joined(self, peer: socket.socket, broker: socket.socket) -> None:
        """See `Between`."""
        asked: dict[int, tuple[type[Request], int]] = {}
        self.run(self._up, peer, broker, asked)
        self.run(self._down, broker, peer, asked)

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


def throttles(answer: Answer, cls: type[Request], version: int) -> bool:
    """Whether it has the client do nothing for long: it would, and there would be little to see."""
    try:
        message = decode_response(cls.RESPONSE, version, b"".join(answer.pieces[:1])[4:])
    except KafkaError:
        return False
    return int(getattr(message, "throttle_time_ms", 0)) > LONG_MS
