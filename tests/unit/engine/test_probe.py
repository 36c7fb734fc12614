"""The short look at a peer that closed without a word: whether it speaks TLS, or Kafka's protocol, or neither."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from barnabas.engine import probe
from barnabas.protocol.frames import decode_request, response_chunks
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse
from tests.harness.sockets import Serving

Look = Callable[..., object]
ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
HELLO = b"\x16\x03\x03\x00\x50"


def seen(look: Look, serve: Callable[[socket.socket], None]) -> object:
    """What the probe makes of a peer."""
    with Serving(serve) as server:

        async def main() -> object:
            return await look(asyncio.get_running_loop(), socket.AF_INET, server.address)  # type: ignore[misc]

        return asyncio.run(main())


def says(*pieces: bytes) -> Callable[[socket.socket], None]:
    def serve(peer: socket.socket) -> None:
        peer.recv(4096)
        for piece in pieces:
            peer.sendall(piece)

    return serve


def broker(peer: socket.socket) -> None:
    """Answers ApiVersions, as far as that is one."""
    with peer.makefile("rb") as stream:
        frame = stream.read(int.from_bytes(stream.read(4), "big"))
        header, request = decode_request(frame)
        assert isinstance(request, ApiVersionsRequest)
        keys = [ApiVersionsResponse.ApiVersion(api_key=18, min_version=0, max_version=3)]
        answer = b"".join(response_chunks(ApiVersionsResponse(api_keys=keys), 0, header.correlation_id))
        for at in range(len(answer)):  # byte by byte: it is put together
            peer.sendall(answer[at : at + 1])


@pytest.mark.parametrize(
    ("answer", "tls"),
    [
        ((ALERT,), True),
        ((HELLO,), True),
        ((HELLO[:1], HELLO[1:]), True),
        ((b"HTTP/1.1 400",), False),
        ((b"\x00\x00\x00\x10",), False),
        ((b"\x16\x02\x00",), False),
        ((b"\x16",), False),
        ((), False),
    ],
)
def test_who_speaks_tls(answer: tuple[bytes, ...], tls: bool) -> None:
    assert seen(probe.speaks_tls, says(*answer)) is tls


def test_the_question_is_tls_own_first_message() -> None:
    asked: list[bytes] = []
    seen(probe.speaks_tls, lambda peer: asked.append(peer.recv(4096)))
    assert asked[0][:2] == b"\x16\x03"


def test_who_speaks_kafka() -> None:
    assert seen(probe.speaks_kafka, broker) is True


@pytest.mark.parametrize(
    "answer",
    [
        (),
        (b"\x00\x00",),
        (b"\x00\x00\x00\x04\x00\x00\x00\x01",),  # a frame without a body
        (b"\x00\x00\x00\x0a\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00",),  # no APIs
        (b"\x00\x00\x00\x10\x00",),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n",),  # which would be a frame of a gigabyte
        (ALERT,),
    ],
)
def test_who_does_not(answer: tuple[bytes, ...]) -> None:
    assert seen(probe.speaks_kafka, says(*answer)) is False


def test_who_does_not_answer_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "PATIENCE", 0.01)

    def silent(peer: socket.socket) -> None:
        while peer.recv(4096):
            pass

    assert seen(probe.speaks_tls, silent) is False
    assert seen(probe.speaks_kafka, silent) is False


def test_who_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()

    async def main() -> bool:
        return await probe.speaks_tls(asyncio.get_running_loop(), socket.AF_INET, address)

    assert asyncio.run(main()) is False
