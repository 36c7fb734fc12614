"""Whole frames in, whole frames out over a non-blocking socket on the engine's loop.

Written chunks are sent as they are (sendmsg), large frames are received straight into a buffer of their exact size, which
is never written again once it is handed over. TLS is a stream that takes the socket's place.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable

from barnabas._native import FrameBuffer
from barnabas.engine.tls_stream import Stream, TlsStream
from barnabas.errors.client import KafkaError, NetworkError, ProtocolError, TlsError
from barnabas.protocol.primitives import Buffer
from barnabas.security.tls_errors import SPEAKS_TLS

SCRATCH = 128 * 1024
IOV = 64
READS_A_TURN = 8
LEAST = 4  # a correlation id


class FrameTooLargeError(ProtocolError):
    """A broker's answer is larger than `max_response_bytes`; what was asked for can be asked for in parts."""


class Transport:
    """A connected socket that speaks frames. `on_frame` gets each frame without its size, `on_lost` the reason, once, and
    `before_close` is called before the socket goes.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        sock: Stream,
        on_frame: Callable[[memoryview], None],
        on_lost: Callable[[KafkaError], None],
        max_frame: int,
        tls_failed: Callable[[ssl.SSLError], KafkaError],
        before_close: Callable[[], None],
        drained: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._sock = sock
        self._tls = sock if isinstance(sock, TlsStream) else None
        self._tls_failed = tls_failed
        self._on_frame = on_frame
        self._on_lost = on_lost
        self._before_close = before_close
        self._drained = drained  # what the socket had not taken at once is written
        self._max_frame = max_frame
        self.least = LEAST  # the size of the smallest frame: a token of SASL's may be empty
        self._out: deque[memoryview] = deque()
        self._writing = False
        self._scratch = memoryview(bytearray(SCRATCH))
        self._have = 0  # bytes in the scratch
        self._frame: memoryview | None = None  # a large frame under way
        self._filled = 0
        self._first = True
        self.closed = False
        self.received = 0
        loop.add_reader(sock.fileno(), self._readable)
        if self._tls is not None and self._tls.unread:  # it came together with the end of the handshake
            loop.call_soon(self._readable)

    # --- writing ------------------------------------------------------------------------------------------------------

    def lendable(self) -> int | None:
        """The socket's number, if somebody else may write the next frame to it: nothing waits to be written, and there is no TLS."""
        return None if self.closed or self._out or self._tls is not None else self._sock.fileno()

    @property
    def unsent(self) -> bool:
        """Whether something waits for the socket to take it."""
        return self._writing

    def write(self, chunks: list[Buffer]) -> None:
        """Sends the chunks in order; what the socket does not take now follows when it can."""
        if self.closed:
            return
        for chunk in chunks:
            if len(chunk):
                self._out.append(memoryview(chunk).cast("B"))
        if not self._writing:
            self._flush()

    def _flush(self) -> None:
        out, tls = self._out, self._tls
        try:
            while out or (tls is not None and tls.unsent):
                sent = self._sock.sendmsg(out if len(out) <= IOV else [out[i] for i in range(IOV)])
                while sent and out:
                    head = out[0]
                    if sent >= len(head):
                        sent -= len(head)
                        out.popleft()
                    else:
                        out[0] = head[sent:]
                        sent = 0
        except (BlockingIOError, InterruptedError):
            pass
        except ssl.SSLError as error:
            self.lose(self._tls_broke(error))
            return
        except OSError as error:
            self.lose(NetworkError("the connection broke while writing").causing(error))
            return
        left = bool(out) or (tls is not None and tls.unsent)
        if left and not self._writing:
            self._writing = True
            self._loop.add_writer(self._sock.fileno(), self._flush)
        elif not left and self._writing:
            self._writing = False
            self._loop.remove_writer(self._sock.fileno())
            self._drained()

    # --- reading ------------------------------------------------------------------------------------------------------

    def _readable(self) -> None:
        if self.closed:
            return
        try:
            for _ in range(READS_A_TURN):
                if not self._read() or self.closed:
                    break
        except (BlockingIOError, InterruptedError):
            pass
        except ssl.SSLError as error:
            self.lose(self._tls_broke(error))
        except OSError as error:
            self.lose(NetworkError("the connection broke while reading").causing(error))
        except KafkaError as error:
            self.lose(error)
        if self._tls is not None and not self.closed:
            if self._tls.unread:  # no selector tells of it
                self._loop.call_soon(self._readable)
            if self._tls.unsent and not self._writing:  # TLS itself had something to answer
                self._flush()

    def _read(self) -> bool:
        """One read; whether another is worth trying at once."""
        if self._frame is not None:
            room = len(self._frame) - self._filled
            got = self._sock.recv_into(self._frame[self._filled :])
            if self._ended(got):
                return False
            self._filled += got
            if got == room:
                frame, self._frame = self._frame, None
                self._on_frame(frame)
                return True
            return got >= 65536
        got = self._sock.recv_into(self._scratch[self._have :] if self._have else self._scratch)
        if self._ended(got):
            return False
        self._have += got
        full = self._have == SCRATCH
        self._split()
        return full

    def _ended(self, got: int) -> bool:
        self.received += got
        if got == 0:
            self.lose(NetworkError("the broker closed the connection"))
            return True
        return False

    def _split(self) -> None:
        """Hands over the whole frames in the scratch; the start of a large one moves to a buffer of its own."""
        view, at, end = self._scratch, 0, self._have
        while end - at >= 4 and not self.closed:
            size = int.from_bytes(view[at : at + 4], "big", signed=True)
            if not self.least <= size <= self._max_frame:
                raise self._nonsense(bytes(view[at : at + min(16, end - at)]), size)
            self._first = False
            if end - at - 4 >= size:
                frame = bytes(view[at + 4 : at + 4 + size])
                at += 4 + size
                self._on_frame(memoryview(frame))
            elif size + 4 > SCRATCH // 2:
                self._frame = memoryview(FrameBuffer(size))
                self._filled = end - at - 4
                self._frame[: self._filled] = view[at + 4 : end]
                at = end
            else:
                break
        if at == end:
            self._have = 0
        elif at:
            rest = bytes(view[at:end])
            view[: len(rest)] = rest
            self._have = len(rest)

    def _tls_broke(self, error: ssl.SSLError) -> KafkaError:
        """What an error of TLS means. Whoever has sent a frame has let us in: it is no failed authentication any more."""
        if self._first:
            return self._tls_failed(error)
        return NetworkError("TLS broke on an open connection").causing(error)

    def _nonsense(self, start: bytes, size: int) -> KafkaError:
        """What an impossible frame size tells about the peer."""
        if self._first and start.startswith(b"HTTP"):
            return ProtocolError("the peer speaks HTTP, not Kafka's protocol; is the port right?")
        if self._first and start[:1] in (b"\x15", b"\x16") and start[1:2] == b"\x03":
            return TlsError(SPEAKS_TLS)
        if not self._first and size > self._max_frame:
            return FrameTooLargeError(
                f"the broker sent a frame size of {size}, allowed are 4 to {self._max_frame}; raise max_response_bytes if it is"
                " an answer of Kafka's"
            )
        return ProtocolError(
            f"the peer sent a frame size of {size}, allowed are 4 to {self._max_frame}; it may not be a Kafka broker"
        )

    # --- end ----------------------------------------------------------------------------------------------------------

    def lose(self, error: KafkaError) -> None:
        """Closes the socket and says why, once."""
        if self.closed:
            return
        self.closed = True
        self._before_close()
        fileno = self._sock.fileno()
        self._loop.remove_reader(fileno)
        if self._writing:
            self._loop.remove_writer(fileno)
        self._sock.close()
        self._out.clear()
        self._frame = None
        self._on_lost(error)
