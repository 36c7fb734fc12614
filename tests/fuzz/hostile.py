"""A server that negotiates like a broker, and answers everything else with what a seed makes of a good answer."""

from __future__ import annotations

import socket
import threading
import time
from functools import cache
from random import Random

from barnabas.errors.client import KafkaError
from barnabas.protocol.apis import request_class
from barnabas.protocol.frames import decode_request, response_chunks
from barnabas.protocol.message import Message
from barnabas.protocol.messages import APIS
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from tests.fuzz.mangling import Answer, Way, good, ways
from tests.fuzz.samples import sample
from tests.harness.sockets import Server

# Milliseconds. A client that is told to wait does (KIP-219, `test_throttle`), and would ask nothing for the rest of a run.
MOST_THROTTLED = 10


@cache
def everything() -> ApiVersionsResponse:
    """Says that every version of every request is known."""
    keys = []
    for key in APIS:
        cls = request_class(key)
        keys.append(
            ApiVersionsResponse.ApiVersion(api_key=key, min_version=cls.MIN_VERSION, max_version=cls.MAX_VERSION)
        )
    return ApiVersionsResponse(api_keys=keys)


class HostileServer(Server):
    """Listens on loopback; a thread for each connection. With `mangles_versions` the negotiation is wrong too."""

    def __init__(self, seed: int, *, mangles_versions: bool = False) -> None:
        self._dice = Random(seed)
        self._ways = ways(self._dice)
        self._mangles_versions = mangles_versions
        self.way: Way | None = None  # always this one
        self._lock = threading.Lock()
        super().__init__()

    def came(self, peer: socket.socket) -> None:
        """See `Server`."""
        self.run(self._serve, peer)

    def _serve(self, peer: socket.socket) -> None:
        with peer, peer.makefile("rb") as stream:
            try:
                while len(size := stream.read(4)) == 4:
                    header, request = decode_request(stream.read(int.from_bytes(size, "big")))
                    with self._lock:
                        made = self._made(type(request).RESPONSE, header.request_api_version, header.correlation_id)
                    if not send(peer, made):
                        return
            except (OSError, KafkaError):
                pass

    def _made(self, cls: type[Message], version: int, number: int) -> Answer:
        answer: Message
        if cls is ApiVersionsRequest.RESPONSE and not self._mangles_versions:
            answer, way = everything(), good
        else:
            answer, way = sample(cls, version, self._dice), self.way or next(self._ways)[1]
            if getattr(answer, "throttle_time_ms", 0) > MOST_THROTTLED:
                answer.throttle_time_ms = MOST_THROTTLED  # type: ignore[attr-defined]
        return way(b"".join(response_chunks(answer, version, number)), self._dice)


def send(peer: socket.socket, answer: Answer) -> bool:
    """Sends it so; whether the connection goes on.

    Raises:
        OSError: the client has closed it.
    """
    for piece in answer.pieces:
        peer.sendall(piece)
        if answer.pause:
            time.sleep(answer.pause)  # noqa: TID251  # a slow answer is what it is
    if answer.then == "silence":
        while peer.recv(1 << 16):  # until the client has had enough
            pass
    return answer.then == "go on"
