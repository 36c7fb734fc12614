"""From an address to a stream: TCP or the user's connector, a proxy's tunnel, TLS."""

from __future__ import annotations

import asyncio
import inspect
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NamedTuple

from barnabas.engine import probe
from barnabas.engine.offloop import off_loop
from barnabas.engine.proxy.route import Proxy
from barnabas.engine.proxy.tunnel import open_tunnel
from barnabas.engine.settings import ConnectionSettings
from barnabas.engine.tls_stream import Stream, TlsStream
from barnabas.errors.client import KafkaError, NetworkError, TlsError
from barnabas.functions import ended
from barnabas.security.tls_context import TlsContext
from barnabas.security.tls_errors import SPEAKS_NO_TLS, explained

# Seconds of silence until the first question, between questions, and how many go without an answer: two minutes in all, which
# is less than firewalls and load balancers remember a silent connection (350 s at AWS, 240 s at Azure).
KEEP_ALIVE: Final = (
    ("TCP_KEEPIDLE", 60),
    ("TCP_KEEPALIVE", 60),  # the same on macOS
    ("TCP_KEEPINTVL", 15),
    ("TCP_KEEPCNT", 4),
)


class Way(NamedTuple):
    """One way to a broker: the address to connect to, and perhaps a proxy, which is told `host` and `port`."""

    family: socket.AddressFamily
    address: tuple[Any, ...]
    proxy: Proxy | None
    host: str
    port: int

    @property
    def straight(self) -> bool:
        """Whether nobody stands between."""
        return self.proxy is None and self.family is not socket.AF_UNSPEC

    @property
    def through(self) -> str:
        """The proxy, for a broker's label."""
        return f" through {self.proxy.label}" if self.proxy is not None else ""


async def dial(
    loop: asyncio.AbstractEventLoop, settings: ConnectionSettings, way: Way, host: str, label: str
) -> Stream:
    """An open connection to the broker named `host`, through TLS if the client is set so; its certificate must be for that name.

    Raises:
        OSError: TCP failed.
        TlsError, ProxyError: a check of the handshake failed, or the proxy wants other credentials; says which.
        NetworkError: broker or proxy closed the connection during a handshake, or there is no way.
    """
    stream: Stream
    if settings.connector is not None:
        stream = await _connected(settings.connector, way)
        stream.setblocking(False)
    else:
        stream = socket.socket(way.family, socket.SOCK_STREAM)
        try:
            configure(stream, settings)
            await loop.sock_connect(stream, way.address)
        except BaseException:
            stream.close()
            raise
    try:
        if way.proxy is not None:
            stream = await _through(loop, settings, stream, way.proxy, way, label)
        tls = settings.security.tls
        return stream if tls is None else await _secured(loop, stream, tls, way, host, label)
    except BaseException:
        stream.close()
        raise


async def _connected(connector: Callable[[str, int], Any], way: Way) -> socket.socket:
    """A socket from the user's connector."""
    try:
        if inspect.iscoroutinefunction(connector):
            made: Any = connector(way.host, way.port)
        else:
            made = await off_loop(connector, way.host, way.port)
        sock = await made if inspect.isawaitable(made) else made
    except (OSError, KafkaError):
        raise
    except BaseException as error:
        if ended(error):
            raise
        raise NetworkError(f"the connector failed: {type(error).__name__}: {error}") from error
    if not isinstance(sock, socket.socket) or isinstance(sock, ssl.SSLSocket):
        raise NetworkError(f"the connector gave {type(sock).__name__}, expected a plain socket.socket")
    return sock


async def _through(
    loop: asyncio.AbstractEventLoop,
    settings: ConnectionSettings,
    sock: socket.socket,
    proxy: Proxy,
    way: Way,
    label: str,
) -> Stream:
    stream: Stream = sock
    if proxy.scheme == "https":
        context = settings.proxy_context or ssl.create_default_context()
        stream = TlsStream(sock, context, proxy.host)
        try:
            await stream.handshake(loop)
        except ssl.SSLError as error:
            why = explained(error, proxy.host, label, shows_certificate=True)
            text = why.message.replace("the broker", "the proxy") + way.through
            raise type(why)(text, broker=label) from error
    try:
        await open_tunnel(loop, stream, proxy.machine(way.host, way.port))
    except KafkaError as error:
        raise type(error)(error.message + way.through, broker=label) from error.__cause__
    return stream


def configure(sock: socket.socket, settings: ConnectionSettings) -> None:
    """Sets what every socket to a broker has."""
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    keep_alive(sock)
    if settings.send_buffer >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.send_buffer)
    if settings.receive_buffer >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, settings.receive_buffer)


def keep_alive(sock: socket.socket) -> None:
    """Has the system ask a silent peer whether it is still there: by its defaults it would do so after two hours."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEP_ALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            with suppress(OSError):  # a system may know the name and not have it
                sock.setsockopt(socket.IPPROTO_TCP, option, value)


async def _secured(
    loop: asyncio.AbstractEventLoop,
    sock: Stream,
    tls: TlsContext,
    way: Way,
    host: str,
    label: str,
) -> TlsStream:
    stream = TlsStream(sock, tls.current(), host)
    try:
        await stream.handshake(loop)
    except ssl.SSLError as error:
        raise explained(error, host, label, shows_certificate=tls.shows_certificate) from error
    except ConnectionError as error:
        if stream.received == 0 and way.straight and await probe.speaks_kafka(loop, way.family, way.address):
            raise TlsError(SPEAKS_NO_TLS, broker=label) from error
        text = "the broker closed the connection during the TLS handshake; it may not speak TLS on this port"
        if not tls.shows_certificate:
            text += ", or want a certificate of this client (ssl_certfile)"
        raise NetworkError(text, broker=label) from error
    return stream


def tls_failed(error: ssl.SSLError, settings: ConnectionSettings, host: str, label: str) -> KafkaError:
    """What an error of TLS on an open connection means: with TLS 1.3 a refused certificate is told only there."""
    tls = settings.security.tls
    return explained(error, host, label, shows_certificate=tls is not None and tls.shows_certificate)
