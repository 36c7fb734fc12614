"""Has a proxy open a tunnel: leads its machine through on a stream."""

from __future__ import annotations

import asyncio
from typing import Protocol

from barnabas.engine.readiness import readable, writable
from barnabas.engine.tls_stream import Stream, TlsStream
from barnabas.errors.client import NetworkError

PIECE = 4096


class Machine(Protocol):
    """See `HttpConnect` and `Socks5`."""

    done: bool

    def start(self) -> bytes: ...
    def received(self, data: bytes) -> bytes: ...


async def open_tunnel(loop: asyncio.AbstractEventLoop, stream: Stream, machine: Machine) -> None:
    """Returns when the tunnel is there.

    Raises:
        ProxyError, NetworkError: there will be none; says why.
    """
    await _send(loop, stream, machine.start())
    while not machine.done:
        data = await _receive(loop, stream)
        if not data:
            raise NetworkError("the proxy closed the connection before it gave a tunnel")
        await _send(loop, stream, machine.received(data))


async def _send(loop: asyncio.AbstractEventLoop, stream: Stream, data: bytes) -> None:
    rest = memoryview(data)
    while rest or (isinstance(stream, TlsStream) and stream.unsent):
        try:
            rest = rest[stream.sendmsg([rest]) :]
        except BlockingIOError:
            await writable(loop, stream.fileno())


async def _receive(loop: asyncio.AbstractEventLoop, stream: Stream) -> bytes:
    scratch = memoryview(bytearray(PIECE))
    while True:
        try:
            return bytes(scratch[: stream.recv_into(scratch)])
        except BlockingIOError:
            await readable(loop, stream.fileno())
