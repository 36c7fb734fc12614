"""From an address to a stream: the socket's options, TCP, TLS."""

from __future__ import annotations

import asyncio
import socket
import ssl
from typing import TYPE_CHECKING, Any

from barnabas.engine import probe
from barnabas.engine.tls_stream import TlsStream
from barnabas.errors.client import KafkaError, NetworkError, TlsError
from barnabas.security.tls_context import TlsContext
from barnabas.security.tls_errors import SPEAKS_NO_TLS, explained

if TYPE_CHECKING:
    from barnabas.engine.connection import ConnectionSettings


async def dial(
    loop: asyncio.AbstractEventLoop,
    settings: ConnectionSettings,
    family: socket.AddressFamily,
    address: tuple[Any, ...],
    host: str,
    label: str,
) -> socket.socket | TlsStream:
    """An open connection to the broker named `host`, through TLS if the client is set so; its certificate must be for that name.

    Raises:
        OSError: TCP failed.
        TlsError: a check of the handshake failed; says which.
        NetworkError: the broker closed the connection during the handshake.
    """
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        configure(sock, settings)
        await loop.sock_connect(sock, address)
        tls = settings.security.tls
        return sock if tls is None else await _secured(loop, sock, tls, family, address, host, label)
    except BaseException:
        sock.close()
        raise


def configure(sock: socket.socket, settings: ConnectionSettings) -> None:
    """Sets what every socket to a broker has."""
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if settings.send_buffer >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.send_buffer)
    if settings.receive_buffer >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, settings.receive_buffer)


async def _secured(
    loop: asyncio.AbstractEventLoop,
    sock: socket.socket,
    tls: TlsContext,
    family: socket.AddressFamily,
    address: tuple[Any, ...],
    host: str,
    label: str,
) -> TlsStream:
    stream = TlsStream(sock, tls.current(), host)
    try:
        await stream.handshake(loop)
    except ssl.SSLError as error:
        raise explained(error, host, label, shows_certificate=tls.shows_certificate) from error
    except ConnectionError as error:
        if stream.received == 0 and await probe.speaks_kafka(loop, family, address):
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
