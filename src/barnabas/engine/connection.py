"""One connection to a broker: versions negotiated, requests pipelined, responses matched in order."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from barnabas.engine.alarm import Alarm
from barnabas.engine.authentication import authenticate, made
from barnabas.engine.backoff import JITTER
from barnabas.engine.dial import Way, dial, tls_failed
from barnabas.engine.opening import ask_for_sasl, negotiate, why_silent
from barnabas.engine.pending import RAW, Pending, Reply, fail
from barnabas.engine.settings import ConnectionSettings
from barnabas.engine.transport import LEAST, Transport
from barnabas.errors.client import KafkaError, KafkaTimeoutError, NetworkError, ProtocolError
from barnabas.protocol.frames import decode_response, peek_correlation_id, request_chunks
from barnabas.protocol.message import Message, Request
from barnabas.protocol.messages.fetch import FetchRequest
from barnabas.protocol.primitives import Buffer
from barnabas.protocol.versions import Versions
from barnabas.security.sasl.mechanism import Factory

log = logging.getLogger("barnabas.connection")
# The version of Fetch by which a broker is of Kafka 2.0 or newer: it says first and then does not read. Before that it has waited itself (KIP-219).
MUTES_FROM = 8
THROTTLE_MOST = 300.0  # seconds; whoever says more is mistaken, and is asked again after these
CLOSED = "the connection was closed by this client"


class Connection:
    """Requests in, responses out, in Kafka's order. `on_close` is told once, also of a connection that never opened."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        settings: ConnectionSettings,
        label: str,
        on_close: Callable[[Connection], None],
    ) -> None:
        self._loop = loop
        self._settings = settings
        self._on_close = on_close
        self._transport: Transport | None = None
        self._pending: deque[Pending] = deque()
        self._told: list[Pending] = []  # what has no answer, and is not written yet
        self._next_id = 0
        self.label = label  # the broker and the address, for errors
        self.versions = Versions({})
        self.error: KafkaError | None = None
        self.muted_until = 0.0  # KIP-219: the broker asked to be left alone until then
        self.last_used = loop.time()
        self._answers = 0
        self._parked: list[tuple[list[Buffer], Pending | None]] | None = None  # while it authenticates again
        self._empty: asyncio.Future[None] | None = None  # set when nothing is in flight any more
        self._again: asyncio.Task[None] | None = None
        self._alarm = Alarm(loop, self._look_at_time)
        self._session: asyncio.TimerHandle | None = None
        self._lent: Callable[[], None] | None = None  # how what was lent is taken back
        self._peer = ("", 0)
        self._patience = settings.patience.first  # for all of the set-up, and for each step of another authentication
        self.retired = False  # closed by this client, which has no more use for it
        self.snubbed = False  # the broker closed it on the first thing that it was asked for

    @property
    def in_flight(self) -> int:
        """Requests that wait for their response."""
        return len(self._pending) + len(self._parked or ())

    @property
    def open(self) -> bool:
        """Whether requests can be sent."""
        return self._transport is not None and not self._transport.closed

    @property
    def muted(self) -> bool:
        """Whether the broker wants to be left alone for now."""
        return self.muted_until > 0.0 and self.muted_until > self._loop.time()

    def takes(self, now: float) -> bool:
        """Whether a request may be written to it at once."""
        transport = self._transport  # asked before each request, so without a call for each of the three
        if transport is None or transport.closed or self.muted_until > now:
            return False
        return bool(self._pending) or not self.worn(now)

    async def connect(self, way: Way, host: str, port: int, patience: float, *, suspicious: bool = False) -> None:
        """Opens the connection to the broker named `host`, negotiates versions and authenticates, within `patience` seconds.

        After one that was `snubbed` the next is `suspicious`, and asks whether the broker wants SASL.

        Raises:
            NetworkError: refused, unreachable, closed at once, no answer; the text says which and to whom.
            AuthenticationError: TLS or SASL failed, or only one side wants it; the text says which check failed.
            ProtocolError, IncompatibleBrokerError: it is no Kafka broker, or none that this client can talk to.
        """
        settings = self._settings
        self._peer, self._patience = (host, port), patience
        limit = asyncio.timeout(patience)
        try:
            async with limit:
                stream = await dial(self._loop, settings, way, host, self.label)
                self._transport = Transport(
                    self._loop,
                    stream,
                    self._frame,
                    self._lost,
                    settings.max_response,
                    lambda error: tls_failed(error, settings, host, self.label),
                    self.take_back,
                    self._drained,
                )
                try:
                    self.versions = await negotiate(self)
                except NetworkError as error:
                    if self._said_nothing(error):
                        raise await why_silent(self._loop, settings.security, way, self.label) from error
                    raise
                if settings.security.sasl is not None:
                    await self._authenticate(settings.security.sasl)
                elif suspicious:
                    await ask_for_sasl(self, settings.security)
                self._answers = 0
            if not self.open:  # lost while a mechanism worked elsewhere, and nobody waited for an answer
                raise self._gone()
        except OSError as error:
            # A TimeoutError may be the system's own, which has another time.
            late = isinstance(error, TimeoutError) and limit.expired()
            text = f"no answer within {patience:g} s" if late else f"cannot connect{way.through}"
            raise self._failed(NetworkError(text, broker=self.label)) from error
        except BaseException as error:
            failed = (
                error if isinstance(error, KafkaError) else NetworkError("connecting was given up", broker=self.label)
            )
            self._failed(failed)
            raise
        log.debug("connected to %s", self.label)

    def _failed(self, error: KafkaError) -> KafkaError:
        self.close(error)
        return error

    def _gone(self) -> KafkaError:
        return self.error or NetworkError("the connection is closed", broker=self.label)

    def _said_nothing(self, error: NetworkError) -> bool:
        return self._transport is not None and self._transport.received == 0 and not isinstance(error, ProtocolError)

    # --- setting up, and SASL -----------------------------------------------------------------------------------------

    async def _authenticate(self, factory: Factory) -> None:
        mechanism = await made(factory, *self._peer)
        lifetime = await authenticate(self, mechanism, self._settings.security.tls is not None)
        if lifetime is not None:
            # Somewhat before its end, and not all connections at once (KIP-368); Java has the same bounds.
            self._session = self._loop.call_later(lifetime * JITTER.uniform(0.85, 0.95), self._begin_again)

    async def ask(self, request: Request, version: int) -> Any:
        """A step on the way to an open connection, or to one that is authenticated again: it goes before what has to wait for that."""
        return await self._exchange(request, version, type(request).RESPONSE, self._patience, first=True)

    async def ask_frame(self, request: Request, version: int) -> memoryview:
        """The same, for the frame that answers it: who negotiates may meet one of another version."""
        frame: memoryview = await self._exchange(request, version, None, self._patience, first=True)
        return frame

    async def ask_raw(self, token: bytes) -> bytes:
        """A token without a request around it, as after SaslHandshake v0; the frame that answers it."""
        if self._transport is None or self._transport.closed:
            raise self._gone()
        future: asyncio.Future[memoryview] = self._loop.create_future()
        due = self._loop.time() + self._patience
        self._pending.append(Pending(RAW, None, 0, future, due, self._patience, "a SASL token"))
        self._alarm.by(due)
        self._transport.least = 0
        self._transport.write([len(token).to_bytes(4, "big"), token])
        return bytes(await future)

    def tell_raw(self, token: bytes) -> None:
        """A token that the broker does not answer."""
        if self._transport is None or self._transport.closed:
            raise self._gone()
        self._transport.write([len(token).to_bytes(4, "big"), token])

    def _begin_again(self) -> None:
        self.take_back()
        if self.open and self._parked is None:
            self._parked = []  # what is in flight is answered first, what comes from now on waits
            self._again = self._loop.create_task(self._authenticate_again())

    async def _authenticate_again(self) -> None:
        factory, used = self._settings.security.sasl, self.last_used
        assert factory is not None
        try:
            if self._pending:
                self._empty = self._loop.create_future()
                await self._empty
            async with asyncio.timeout(self._patience):
                await self._authenticate(factory)
        except BaseException as error:  # whatever it is, what is parked must not wait for it
            if not self.retired:
                late, known = isinstance(error, TimeoutError), isinstance(error, KafkaError)
                text = "no answer in time" if late else str(error) or type(error).__name__
                log.warning(
                    "%s: authenticating again failed: %s", self.label, text, exc_info=None if late or known else error
                )
            # Retriable: a new connection will find out whether we may still come in, and say so.
            failed = NetworkError("the session ended and was not renewed", broker=self.label).causing(error)
            self.close(failed)
            if not isinstance(error, Exception):
                raise
            return
        parked, self._parked = self._parked or [], None
        self.last_used = self._loop.time() if parked else used
        log.debug("%s: authenticated again", self.label)
        for chunks, pending in parked:
            if self._transport is None or self._transport.closed:
                fail([pending] if pending is not None else [], self._gone())
                continue
            if pending is not None:
                self._pending.append(pending)
            self._transport.write(chunks)
        if self._transport is not None and not self._transport.unsent:
            self._drained()

    # --- requests -----------------------------------------------------------------------------------------------------

    def send(self, request: Request, version: int, timeout: float) -> asyncio.Future[Any]:
        """Sends a request; the future that is returned gives its response.

        After `timeout` seconds without one the connection is dropped: what comes later could not be matched to a caller
        any more, and holds up all that is behind it.
        """
        future: asyncio.Future[Any] = self._exchange(request, version, type(request).RESPONSE, timeout)
        return future

    def send_for(self, reply: Reply, request: Request, version: int, timeout: float) -> None:
        """As `send`, for who wants to be told at once, and not in the loop's next turn."""
        self._exchange(request, version, type(request).RESPONSE, timeout, reply)

    def tell(self, reply: Reply, request: Request, version: int, timeout: float) -> bool:
        """Sends a request that has no response (Produce with acks=0). True if the socket has taken all of it.

        Else `reply` is told None when it has, and what went wrong if it does not within `timeout` seconds, or the connection ends.
        """
        self.take_back()
        if self._transport is None or self._transport.closed:
            raise self._gone()
        id = (self._next_id + 1) & 0x7FFFFFFF
        chunks = request_chunks(request, version, id, self._settings.client_id)
        self._next_id = id
        self.last_used = now = self._loop.time()
        if self._parked is not None:
            self._parked.append((chunks, None))
        else:
            self._transport.write(chunks)
            if self._transport.closed:
                raise self._gone()
            if not self._transport.unsent:
                return True
        self._told.append(Pending(id, None, version, reply, now + timeout, timeout, request.NAME))
        self._alarm.by(now + timeout)
        return False

    def _drained(self) -> None:
        """All is written that was sent so far."""
        if self._parked is None:
            told, self._told = self._told, []
            for item in told:
                item.future.set_result(None)

    def _exchange(
        self,
        request: Request,
        version: int,
        response: type[Message] | None,
        timeout: float,
        reply: Reply | None = None,
        *,
        first: bool = False,
    ) -> Any:
        self.take_back()
        future: Any = self._loop.create_future() if reply is None else reply
        if self._transport is None or self._transport.closed:
            future.set_exception(self._gone())
            return future
        id = (self._next_id + 1) & 0x7FFFFFFF
        chunks = request_chunks(request, version, id, self._settings.client_id)
        self._next_id = id
        self.last_used = now = self._loop.time()
        pending = Pending(id, response, version, future, now + timeout, timeout, request.NAME)
        self._alarm.by(pending.due)
        if self._parked is not None and not first:
            self._parked.append((chunks, pending))
        else:
            self._pending.append(pending)
            self._transport.write(chunks)
        return future

    # --- lending: the next request may be written by somebody else ------------------------------------------------------

    def lend(self, recall: Callable[[], None]) -> tuple[int, int] | None:
        """Lets somebody else write one request, on any thread: the socket's number and the request's correlation id; None if that cannot be.

        It is taken back by `recall`, which is called on the loop before the connection is used otherwise, or closed, or worn.
        If a request was written by then, `recall` has to say so by `departed`.
        """
        transport = self._transport
        if transport is None or self._parked is not None or not self.takes(self._loop.time()):
            return None
        socket = transport.lendable()
        if socket is None:
            return None
        self.take_back()
        self._lent = recall
        self._alarm.by(self.last_used + self._settings.idle_most)
        return socket, (self._next_id + 1) & 0x7FFFFFFF

    def take_back(self) -> None:
        """Ends what was lent, if anything was."""
        recall, self._lent = self._lent, None
        if recall is not None:
            recall()

    def departed(
        self, reply: Reply, request: type[Request], version: int, correlation_id: int, rest: bytes, timeout: float
    ) -> None:
        """A request was written by whom the connection was lent to, but for the `rest`; else as `send_for`."""
        self._lent = None
        self._next_id = correlation_id
        self.last_used = now = self._loop.time()
        self._alarm.by(now + timeout)
        self._pending.append(
            Pending(correlation_id, request.RESPONSE, version, reply, now + timeout, timeout, request.NAME)
        )
        if rest and self._transport is not None:
            self._transport.write([rest])

    # --- answers --------------------------------------------------------------------------------------------------------

    def _waiting(self) -> list[Pending]:
        """What an answer is due to, sent or not."""
        return [*self._pending, *self._told, *(item for _, item in self._parked or () if item is not None)]

    def _look_at_time(self) -> None:
        """Drops the connection if an answer is overdue."""
        waiting = self._waiting()
        if not waiting:
            if self._lent is not None:
                worn_at = self.last_used + self._settings.idle_most
                if worn_at < self._loop.time():
                    self.take_back()
                else:
                    self._alarm.by(worn_at)
            return
        first = min(waiting, key=lambda pending: pending.due)
        if first.due > self._loop.time():
            self._alarm.by(first.due)
            return
        what = "no answer to" if first in self._pending else "the socket did not take"
        text = f"{what} {first.name} within {first.timeout:g} s; the connection is dropped"
        failed = NetworkError(text, broker=self.label, api=first.name)
        self.close(failed.causing(KafkaTimeoutError("the request timed out")))

    def _frame(self, frame: memoryview) -> None:
        if not self._pending:
            self.take_back()  # it may answer what was written meanwhile
        if not self._pending:
            raise ProtocolError("the broker sent a response that nothing had asked for", broker=self.label)
        pending = self._pending.popleft()
        self.last_used = self._loop.time()
        self._answers += 1
        if not self._pending and self._empty is not None and not self._empty.done():
            self._empty.set_result(None)
        if pending.correlation_id == RAW:
            assert self._transport is not None
            self._transport.least = LEAST
            if not pending.future.done():
                pending.future.set_result(frame)
            return
        try:
            found = peek_correlation_id(frame)
            if found != pending.correlation_id:
                text = f"the broker answered request {found} where {pending.correlation_id} was due"
                raise ProtocolError(text, broker=self.label)
            answer: Any = (
                frame if pending.response is None else decode_response(pending.response, pending.version, frame)
            )
        except KafkaError as error:
            error.broker = error.broker or self.label
            if not pending.future.done():
                pending.future.set_exception(error)
            raise
        throttle = getattr(answer, "throttle_time_ms", 0)
        if throttle and not self.versions.ends_below(FetchRequest, MUTES_FROM):
            self.muted_until = self._loop.time() + min(throttle / 1000, THROTTLE_MOST)
            log.debug("%s throttles for %d ms", self.label, throttle)
        if not pending.future.done():
            pending.future.set_result(answer)

    def worn(self, now: float) -> bool:
        """Whether nothing has used it for so long that the broker, or a box between, may have dropped it without a word."""
        return now - self.last_used > self._settings.idle_most and not self.in_flight

    # --- end ----------------------------------------------------------------------------------------------------------

    def close(self, error: KafkaError) -> None:
        """Closes the connection; what is in flight fails with `error`."""
        if self._transport is not None:
            self._transport.lose(error)

    def retire(self, why: str = CLOSED) -> None:
        """Closes what is of no more use; the broker is not to blame."""
        self.retired = True
        self.close(NetworkError(why, broker=self.label))

    def _lost(self, error: KafkaError) -> None:
        error.broker = error.broker or self.label
        self.error = error
        self.snubbed = not self._answers and bool(self._pending) and isinstance(error, NetworkError)
        log.debug("connection to %s ended: %s", self.label, error)
        pending = self._waiting()
        self._pending.clear()
        self._told.clear()
        self._parked = None
        self._alarm.stop()
        if self._session is not None:
            self._session.cancel()
        if self._empty is not None and not self._empty.done():
            self._empty.set_result(None)
        fail(pending, error)
        self._on_close(self)

    def __repr__(self) -> str:
        state = "open" if self.open else "closed"
        return f"<Connection {self.label} {state}, {self.in_flight} in flight>"
