"""TLS on top of a non-blocking socket, or of another TLS: what a `Transport` needs of a socket, and the handshake.

OpenSSL works on memory here. That costs a copy and saves system calls: a read takes many TLS records from the socket at once.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, TypeAlias

from barnabas.engine.readiness import readable, writable

CIPHERTEXT: Final = 128 * 1024  # read at once
PLAINTEXT: Final = 256 * 1024  # encrypted at once; what the socket does not take waits, so more would only be memory
JOINED: Final = 16 * 1024  # a TLS record

# What a connection reads from and writes to.
Stream: TypeAlias = "socket.socket | TlsStream"


class TlsStream:
    """Another stream through TLS. Raises BlockingIOError as a socket does, and ssl.SSLError.

    Unlike a socket it may hold bytes back, which no selector shows: `unread` of the peer's, `unsent` of ours.
    """

    def __init__(self, below: Stream, context: ssl.SSLContext, host: str) -> None:
        self._below = below
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        # The final dot of a name that is complete stands in no certificate, and must not stand in SNI (RFC 6066).
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=host.rstrip(".") or None)
        self._scratch = memoryview(bytearray(CIPHERTEXT))
        self._rest = memoryview(b"")  # ciphertext that the socket did not take
        self.received = 0  # bytes of the peer's, before decryption

    async def handshake(self, loop: asyncio.AbstractEventLoop) -> None:
        """Shakes hands.

        Raises:
            ssl.SSLError: it failed; the peer was told.
            ConnectionResetError: the peer closed the connection.
        """
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._drained(loop)
            except ssl.SSLError:
                with suppress(OSError):
                    self._push()
                raise
            else:
                await self._drained(loop)
                return
            if not await self._filled(loop):
                raise ConnectionResetError("the peer closed the connection during the TLS handshake")

    async def _filled(self, loop: asyncio.AbstractEventLoop) -> int:
        while True:
            try:
                return self._fill()
            except BlockingIOError:
                await readable(loop, self.fileno())

    async def _drained(self, loop: asyncio.AbstractEventLoop) -> None:
        self._push()
        while self.unsent:
            await writable(loop, self.fileno())
            self._push()

    # --- as a socket --------------------------------------------------------------------------------------------------

    def fileno(self) -> int:
        """Of the socket underneath."""
        return self._below.fileno()

    @property
    def unread(self) -> bool:
        """Whether there may be more to read without the socket."""
        return (
            self._in.pending > 0
            or self._tls.pending() > 0
            or (isinstance(self._below, TlsStream) and self._below.unread)
        )

    @property
    def unsent(self) -> bool:
        """Whether something waits for the socket to take it."""
        return (
            len(self._rest) > 0 or self._out.pending > 0 or (isinstance(self._below, TlsStream) and self._below.unsent)
        )

    def recv_into(self, buffer: memoryview, /) -> int:
        """Decrypts as much as there is and fits; 0 when the peer has ended."""
        filled, size = 0, len(buffer)
        while filled < size:
            try:
                got = self._tls.read(size - filled, buffer[filled:])
            except ssl.SSLWantReadError:
                if filled:
                    break
                self._fill()
                continue
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                break  # brokers often close without a word; lengths of frames tell whether something is missing
            if not got:
                break
            filled += int(got)
        return filled

    def _fill(self) -> int:
        got = self._below.recv_into(self._scratch)
        if got:
            self.received += got
            self._in.write(self._scratch[:got])
        else:
            self._in.write_eof()
        return got

    def sendmsg(self, buffers: Sequence[memoryview], /) -> int:
        """Encrypts some of it and sends what the socket takes; none if it has not taken what was there before."""
        self._push()
        if self.unsent:
            raise BlockingIOError
        taken, small = 0, list[memoryview]()
        for view in buffers:
            if len(view) < JOINED:  # small ones share a TLS record
                small.append(view)
                taken += len(view)
            else:
                if small:
                    self._encrypt(b"".join(small))
                    small.clear()
                piece = view[:PLAINTEXT]
                self._encrypt(piece)
                taken += len(piece)
                if len(piece) < len(view):
                    break
            if taken >= PLAINTEXT:
                break
        if small:
            self._encrypt(b"".join(small))
        self._push()
        return taken

    def _encrypt(self, data: bytes | memoryview) -> None:
        done = 0
        while done < len(data):  # memory takes all; it is one call but for what OpenSSL leaves over
            done += self._tls.write(data[done:])

    def _push(self) -> None:
        """Sends what there is of ciphertext, as far as the socket takes it."""
        while True:
            if not self._rest:
                self._rest = memoryview(self._out.read())
            if not self._rest:
                if isinstance(self._below, TlsStream):
                    self._below._push()
                return
            try:
                sent = self._below.sendmsg([self._rest])
            except (BlockingIOError, InterruptedError):
                return
            self._rest = self._rest[sent:]

    def close(self) -> None:
        """Says goodbye if that can be said at once, and closes the socket."""
        with suppress(OSError, ValueError):
            self._tls.unwrap()
        with suppress(OSError):
            self._push()
        self._below.close()
