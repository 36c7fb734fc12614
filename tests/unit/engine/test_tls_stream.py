"""TLS over sockets that take and give little at a time, also within another TLS."""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from barnabas.broker.server.tls import Tls
from barnabas.engine.tls_stream import TlsStream
from barnabas.engine.transport import Transport
from barnabas.errors.client import KafkaError, NetworkError
from tests.harness.waiting import turns

WAIT = 60.0


class Meager:
    """A socket that takes and gives what a die says."""

    def __init__(self, sock: socket.socket, dice: random.Random) -> None:
        self._sock = sock
        self._dice = dice

    def fileno(self) -> int:
        return self._sock.fileno()

    def recv_into(self, buffer: memoryview, /) -> int:
        return self._sock.recv_into(buffer[: self._dice.choice([1, 3, 100, 5000, 100_000])])

    def sendmsg(self, buffers: list[memoryview], /) -> int:
        if self._dice.random() < 0.2:
            raise BlockingIOError
        return self._sock.sendmsg([buffers[0][: self._dice.choice([1, 7, 1000, 60_000])]])

    def close(self) -> None:
        self._sock.close()


class Echo(asyncio.Protocol):
    """Sends back what comes, and ends when the client does."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)  # type: ignore[attr-defined]


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", range(4))
async def test_frames_come_back_whole(seed: int) -> None:
    dice = random.Random(seed)
    tls = Tls()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", 0, ssl=tls.server_context)
    frames = [dice.randbytes(dice.choice([4, 10, 1000, 17_000, 300_000, 1_500_000])) for _ in range(12)]
    got: list[bytes] = []
    done = asyncio.Event()
    lost: list[KafkaError] = []

    def frame(data: memoryview) -> None:
        got.append(bytes(data))
        if len(got) == len(frames):
            done.set()

    def gone(error: KafkaError) -> None:
        lost.append(error)
        done.set()

    sock = socket.create_connection(server.sockets[0].getsockname())
    sock.setblocking(False)
    stream = TlsStream(Meager(sock, dice), tls.client_context(), "localhost")  # type: ignore[arg-type]
    async with asyncio.timeout(WAIT):
        await stream.handshake(loop)
        transport = Transport(loop, stream, frame, gone, 10_000_000, lambda error: NetworkError(str(error)), list, list)
        for one in frames:
            transport.write([len(one).to_bytes(4, "big"), one])
            if dice.random() < 0.3:
                await turns()
        await done.wait()
    assert not lost
    assert got == frames
    transport.lose(NetworkError("enough"))
    server.close()
    await server.wait_closed()


@pytest.mark.asyncio
async def test_tls_within_tls() -> None:
    """As through a proxy that speaks TLS itself: the outer one ends at the proxy."""
    outer, inner = Tls(), Tls()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", 0, ssl=inner.server_context)

    forwarding: list[asyncio.Task[None] | None] = []

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        forwarding.append(asyncio.current_task())
        there_reader, there_writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(1 << 16):
                sink.write(data)
                await sink.drain()
            sink.close()
            with suppress(OSError):
                await sink.wait_closed()

        await asyncio.gather(pump(reader, there_writer), pump(there_reader, writer))

    proxy = await asyncio.start_server(forward, "127.0.0.1", 0, ssl=outer.server_context)
    sock = socket.create_connection(proxy.sockets[0].getsockname())
    sock.setblocking(False)
    got: asyncio.Queue[bytes] = asyncio.Queue()
    async with asyncio.timeout(WAIT):
        below = TlsStream(sock, outer.client_context(), "localhost")
        await below.handshake(loop)
        stream = TlsStream(below, inner.client_context(), "localhost")
        await stream.handshake(loop)
        transport = Transport(
            loop,
            stream,
            lambda f: got.put_nowait(bytes(f)),
            lambda _: None,
            10_000_000,
            lambda e: NetworkError(str(e)),
            list,
            list,
        )
        for size in (4, 100_000, 2_000_000, 5):
            transport.write([size.to_bytes(4, "big"), bytes(size)])
            assert await got.get() == bytes(size)
    transport.lose(NetworkError("enough"))
    async with asyncio.timeout(WAIT):
        await asyncio.gather(*[task for task in forwarding if task is not None])
    for one in (proxy, server):
        one.close()
        await one.wait_closed()


@pytest.mark.asyncio
async def test_a_peer_that_leaves_during_the_handshake() -> None:
    loop = asyncio.get_running_loop()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sock = socket.create_connection(listener.getsockname())
        sock.setblocking(False)
        peer, _ = listener.accept()
        peer.close()
        stream = TlsStream(sock, ssl.create_default_context(), "localhost")
        async with asyncio.timeout(WAIT):
            with pytest.raises(ConnectionError):
                await stream.handshake(loop)
        assert stream.received == 0
        stream.close()


@pytest.mark.asyncio
async def test_a_peer_that_babbles_during_the_handshake(tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    dice = random.Random(5)
    for _ in range(20):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            sock = socket.create_connection(listener.getsockname())
            sock.setblocking(False)
            peer, _ = listener.accept()
            peer.sendall(dice.choice([b"", b"\x16\x03\x03\x00\x50"]) + dice.randbytes(dice.randrange(1, 500)))
            peer.shutdown(socket.SHUT_WR)
            stream = TlsStream(sock, ssl.create_default_context(), "localhost")
            async with asyncio.timeout(WAIT):
                with pytest.raises((ssl.SSLError, ConnectionError)):
                    await stream.handshake(loop)
            stream.close()
            peer.close()
