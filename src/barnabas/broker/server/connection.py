"""One client's connection: frames in, answers out, one request at a time, as Kafka does it.

What the client can make it hold is bounded: a frame's memory grows with what has arrived of it, reading stops while requests
wait, and no request is handled while the client does not take the answers.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from struct import Struct
from typing import TYPE_CHECKING

from barnabas.broker.call import ConnectionOverError, Peer
from barnabas.broker.server.sasl import Gate
from barnabas.broker.server.tls import principal

if TYPE_CHECKING:
    from barnabas.broker.server.dispatch import Reply
    from barnabas.broker.server.listener import Listener
    from barnabas.protocol.primitives import Buffer

logger = logging.getLogger("barnabas.broker")

_SIZE = Struct(">i")
SCRATCH = 1 << 16
FIRST = 1 << 17  # of a frame, before any of it has arrived
PIECE = 1 << 18  # of an answer, that a transport may hold copies of
WAITING = 8  # requests that may wait for the one under way
WAITING_BYTES = 4 << 20


class Connection(asyncio.BufferedProtocol):
    """Serves one connection of a listener."""

    def __init__(self, listener: Listener, limit: int) -> None:
        self._listener = listener
        self._limit = limit
        self._scratch = bytearray(SCRATCH)
        self._have = 0
        self._frame: bytearray | None = None  # one that does not fit the scratch, under way
        self._size = 0
        self._filled = 0
        self._waiting: deque[Buffer] = deque()
        self._waiting_bytes = 0
        self._reading = True
        self._writable: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport
        self.peer = Peer("", listener.security)
        self.gate = Gate(listener.sasl, self._known)
        self.last_used = 0.0

    def _known(self, who: str) -> None:
        self.peer.principal = who

    # --- asyncio's side -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        address = transport.get_extra_info("peername")
        self.peer.host = address[0] if address else ""
        self.peer.data["sasl"] = self.gate
        if (secured := transport.get_extra_info("ssl_object")) is not None:
            self.peer.principal = principal(secured)
        self.last_used = self._listener.loop.time()
        self._listener.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whatever was under way for the client is given up."""
        self._listener.connections.discard(self)
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    def eof_received(self) -> bool:
        """A client that will ask no more gets the answers to what it has asked, and then its connection is closed."""
        if self._task is None or self._transport.get_extra_info("ssl_object") is not None:
            return False  # TLS has no half of a connection
        self._task.add_done_callback(lambda _: self._transport.close())
        return True

    def pause_writing(self) -> None:
        """The client takes its answers slowly."""
        if self._writable is None:
            self._writable = self._listener.loop.create_future()

    def resume_writing(self) -> None:
        """It has taken them."""
        if self._writable is not None:
            if not self._writable.done():
                self._writable.set_result(None)
            self._writable = None

    # --- frames ---------------------------------------------------------------------------------------------------

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where what comes next belongs."""
        if self._frame is None:
            return memoryview(self._scratch)[self._have :]
        if self._filled == len(self._frame):
            grown = bytearray(min(self._size, 4 * len(self._frame)))
            grown[: self._filled] = self._frame
            self._frame = grown
        return memoryview(self._frame)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        """So much of it has come."""
        if self._frame is not None:
            self._filled += nbytes
            if self._filled == self._size:
                frame, self._frame = self._frame, None
                self._arrived(frame)
            return
        self._have += nbytes
        at = 0
        while self._have - at >= _SIZE.size:
            (size,) = _SIZE.unpack_from(self._scratch, at)
            if not 0 <= size <= self._largest():
                logger.debug("%s: a frame of %d bytes: closed", self.peer.host, size)
                self._transport.abort()
                return
            begin, end = at + _SIZE.size, at + _SIZE.size + size
            if end > self._have:
                if _SIZE.size + size > SCRATCH:
                    self._begin_large(size, begin)
                    return
                break
            self._arrived(bytes(memoryview(self._scratch)[begin:end]))
            at = end
        if at:
            self._scratch[: self._have - at] = self._scratch[at : self._have]
            self._have -= at

    def _largest(self) -> int:
        return self._limit if self.gate.limit is None else min(self.gate.limit, self._limit)

    def _begin_large(self, size: int, begin: int) -> None:
        filled = self._have - begin
        self._frame = bytearray(min(size, max(FIRST, filled)))
        self._frame[:filled] = memoryview(self._scratch)[begin : self._have]
        self._size, self._filled, self._have = size, filled, 0

    def _arrived(self, frame: Buffer) -> None:
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        if self._task is None:
            self._task = self._listener.loop.create_task(self._serve())
        if self._reading and (len(self._waiting) > WAITING or self._waiting_bytes > WAITING_BYTES):
            self._reading = False
            self._transport.pause_reading()

    # --- requests -------------------------------------------------------------------------------------------------

    async def _serve(self) -> None:
        """Answers what waits, in order."""
        try:
            while self._waiting:
                frame = self._waiting.popleft()
                await self._listener.awake()
                reply = await self._listener.dispatcher.answer(self._listener.node, self.peer, frame)
                await self._listener.awake()
                self._waiting_bytes -= len(frame)
                del frame
                if not await self._send(reply):
                    return
                if not self._reading and len(self._waiting) <= WAITING // 2 and self._waiting_bytes <= WAITING_BYTES:
                    self._reading = True
                    self._transport.resume_reading()
        except ConnectionOverError as reason:
            logger.debug("%s: closed: %s", self.peer.host, reason)
            self._transport.abort()
        except Exception:
            logger.exception("%s: a request could not be answered; the connection is closed", self.peer.host)
            self._transport.abort()
        finally:
            self._task = None

    async def _send(self, reply: Reply) -> bool:
        """Sends an answer; whether the connection goes on."""
        self.last_used = self._listener.loop.time()
        if reply.cut is not None:
            self._transport.write(b"".join(reply.chunks)[: reply.cut])
            self._transport.close()
            return False
        if reply.chunks:
            await self._write(reply.chunks)
        if reply.close:
            self._transport.close()
            return False
        if self._writable is not None:
            await self._writable
        if reply.mute:
            await asyncio.sleep(reply.mute)
        return True

    async def _write(self, chunks: list[Buffer]) -> None:
        """Writes what is large in pieces, each when the client has taken those before it: the stored bytes are not copied."""
        small: list[Buffer] = []
        held = 0
        for chunk in chunks:
            if len(chunk) <= PIECE:
                small.append(chunk)
                held += len(chunk)
                if held <= PIECE:
                    continue
            if small:
                self._transport.writelines(small)
                small, held = [], 0
                if self._writable is not None:
                    await self._writable
            if len(chunk) > PIECE:
                view = memoryview(chunk)
                for at in range(0, len(view), PIECE):
                    self._transport.write(view[at : at + PIECE])
                    if self._writable is not None:
                        await self._writable
        if small:
            self._transport.writelines(small)

    def abort(self) -> None:
        """Closes it at once."""
        self._transport.abort()
