"""How a connection begins, once there is a stream: both sides agree on versions; and what it means when a broker says nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from barnabas import __version__
from barnabas.engine import authentication, probe
from barnabas.engine.dial import Way
from barnabas.errors import codes
from barnabas.errors.broker import broker_error
from barnabas.errors.client import KafkaError, NetworkError, SaslError, TlsError
from barnabas.protocol.message import Request
from barnabas.protocol.messages.sasl_handshake import SaslHandshakeRequest
from barnabas.protocol.versions import Negotiation, Step, Versions
from barnabas.security.tls_errors import SPEAKS_TLS

if TYPE_CHECKING:
    from barnabas.security.settings import Security


class Line(authentication.Line, Protocol):
    """What it needs of a connection."""

    async def ask_frame(self, request: Request, version: int) -> memoryview: ...


async def negotiate(line: Line) -> Versions:
    """The versions that the broker offers (KIP-35, 511).

    Raises:
        BrokerError: it refuses to say.
    """
    steps = Negotiation("barnabas", __version__)
    while True:
        frame = await line.ask_frame(steps.request(), steps.version)
        if steps.received(frame) is Step.DONE:
            break
    assert steps.response is not None
    if steps.response.error_code:
        raise broker_error(steps.response.error_code, broker=line.label, api="ApiVersions")
    return Versions.of(steps.response, f"broker {line.label}")


async def ask_for_sasl(line: Line, security: Security) -> None:
    """A broker with SASL says so; one without answers that there is nothing to shake hands on.

    Raises:
        SaslError: it wants SASL, which this client was not told of.
    """
    if not line.versions.offers(SaslHandshakeRequest, 0):
        return
    request = SaslHandshakeRequest(mechanism="PLAIN")
    answer = await line.ask(request, line.versions.pick(SaslHandshakeRequest))
    if answer.error_code in (0, codes.UNSUPPORTED_SASL_MECHANISM):
        wanted = "SASL_SSL" if security.tls is not None else "SASL_PLAINTEXT"
        text = (
            f'the broker wants SASL on this port ({", ".join(answer.mechanisms)}); set security_protocol to "{wanted}"'
        )
        raise SaslError(text, broker=line.label)


async def why_silent(loop: asyncio.AbstractEventLoop, security: Security, way: Way, label: str) -> KafkaError:
    """Why a peer closes a connection without a word."""
    if security.tls is not None:
        text = "the broker closed the connection right after the TLS handshake; it may want a certificate of this client (ssl_certfile)"
        return NetworkError(text, broker=label)
    if way.straight and await probe.speaks_tls(loop, way.family, way.address):
        return TlsError(SPEAKS_TLS, broker=label)
    text = "the broker closed the connection at once; it may expect SASL on this port, or not be Kafka"
    return NetworkError(text, broker=label)
