"""What a peer speaks that has closed a connection without a word: one short look, for an error that says so."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from typing import Any, Final

from barnabas.errors.client import KafkaError
from barnabas.protocol.frames import decode_response, request_chunks
from barnabas.protocol.messages.api_versions import ApiVersionsRequest, ApiVersionsResponse

PATIENCE: Final = 2.0  # seconds; a peer that is slower stays unknown
LARGEST: Final = 64 * 1024


async def speaks_tls(loop: asyncio.AbstractEventLoop, family: socket.AddressFamily, address: tuple[Any, ...]) -> bool:
    """Whether the peer answers TLS's first message with TLS."""
    answer = await _asked(loop, family, address, _hello(), 3)
    return answer[:1] in (b"\x15", b"\x16") and answer[1:2] == b"\x03"


def _hello() -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing but TLS's first message is sent
    out = ssl.MemoryBIO()
    with suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), out).do_handshake()
    return out.read()


async def speaks_kafka(loop: asyncio.AbstractEventLoop, family: socket.AddressFamily, address: tuple[Any, ...]) -> bool:
    """Whether the peer answers ApiVersions without TLS."""
    question = b"".join(request_chunks(ApiVersionsRequest(), 0, 1, "barnabas"))
    answer = await _asked(loop, family, address, question, None)
    try:
        return len(decode_response(ApiVersionsResponse, 0, memoryview(answer)).api_keys) > 0
    except KafkaError:
        return False


async def _asked(
    loop: asyncio.AbstractEventLoop,
    family: socket.AddressFamily,
    address: tuple[Any, ...],
    question: bytes,
    count: int | None,
) -> bytes:
    """The first `count` bytes of the answer, or a frame without its size; less if there is not so much."""
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        got = b""
        try:
            async with asyncio.timeout(PATIENCE):
                await loop.sock_connect(sock, address)
                await loop.sock_sendall(sock, question)
                while True:
                    want = count
                    if want is None:
                        want = 4 + int.from_bytes(got[:4], "big") if len(got) >= 4 else 4
                    if len(got) >= want:
                        return got if count is not None else got[4:]
                    if want > LARGEST:
                        return b""
                    piece = await loop.sock_recv(sock, want - len(got))
                    if not piece:
                        return b""
                    got += piece
        except (TimeoutError, OSError):
            return b""
