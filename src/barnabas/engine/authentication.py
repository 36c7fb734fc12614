"""Leads a SASL mechanism through on a connection: the handshake, then token for token (KIP-43, KIP-152)."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from barnabas.engine.offloop import off_loop
from barnabas.errors import codes
from barnabas.errors.broker import broker_error
from barnabas.errors.client import ClosedError, KafkaError, NetworkError, ProtocolError, SaslError
from barnabas.functions import ended
from barnabas.protocol.message import Request
from barnabas.protocol.messages.sasl_authenticate import SaslAuthenticateRequest, SaslAuthenticateResponse
from barnabas.protocol.messages.sasl_handshake import SaslHandshakeRequest, SaslHandshakeResponse
from barnabas.protocol.versions import Versions
from barnabas.security.sasl.mechanism import Immediate, Mechanism, checked


class Line(Protocol):
    """What the exchange needs of a connection."""

    label: str
    versions: Versions

    async def ask(self, request: Request, version: int) -> Any: ...
    async def ask_raw(self, token: bytes) -> bytes: ...
    def tell_raw(self, token: bytes) -> None: ...


async def authenticate(line: Line, mechanism: Mechanism, secured: bool) -> float | None:
    """Proves who we are; how many seconds the session lasts, None for as long as the connection (KIP-368).

    Raises:
        SaslError: refused, with the broker's own text; or the broker did not prove what it must.
        NetworkError: the connection broke.
    """
    # SaslAuthenticate came with Kafka 1.0; before it tokens come as they are after the handshake.
    wrapped = line.versions.offers(SaslAuthenticateRequest, 0) and line.versions.offers(SaslHandshakeRequest, 1)
    handshake: SaslHandshakeResponse = await line.ask(SaslHandshakeRequest(mechanism=mechanism.name), int(wrapped))
    if handshake.error_code:
        raise _no_handshake(handshake, mechanism.name, line.label, secured)
    try:
        return await (_wrapped(line, mechanism) if wrapped else _bare(line, mechanism))
    except SaslError as error:
        error.broker = error.broker or line.label
        raise


def _no_handshake(answer: SaslHandshakeResponse, name: str, label: str, secured: bool) -> SaslError:
    cause = broker_error(answer.error_code, broker=label, api="SaslHandshake")
    if answer.error_code == codes.UNSUPPORTED_SASL_MECHANISM:
        text = f"the broker does not accept {name} on this port; it accepts {', '.join(answer.mechanisms) or 'nothing'} (sasl_mechanism)"
    elif answer.error_code == codes.ILLEGAL_SASL_STATE:
        plain = "SSL" if secured else "PLAINTEXT"
        text = f'the broker wants no SASL on this port; set security_protocol to "{plain}", or use its port for SASL'
    else:
        text = "the broker refused SASL's handshake"
    return SaslError(text, broker=label, api="SaslHandshake").causing(cause)


async def _wrapped(line: Line, mechanism: Mechanism) -> float | None:
    version = line.versions.pick(SaslAuthenticateRequest)
    token: bytes | None = await _called(mechanism, mechanism.start)
    steps, lifetime = 0, 0
    while token is not None:
        answer: SaslAuthenticateResponse = await line.ask(SaslAuthenticateRequest(auth_bytes=token), version)
        if answer.error_code:
            text = f"the broker refused {mechanism.name}: {answer.error_message or 'it does not say why'}"
            cause = broker_error(answer.error_code, broker=line.label, api="SaslAuthenticate")
            raise SaslError(text, broker=line.label, api="SaslAuthenticate").causing(cause)
        lifetime = answer.session_lifetime_ms
        steps += 1
        token = await _called(mechanism, mechanism.step, checked(answer.auth_bytes, steps))
    return lifetime / 1000 if lifetime > 0 else None


async def _bare(line: Line, mechanism: Mechanism) -> None:
    token: bytes | None = await _called(mechanism, mechanism.start)
    steps = 0
    while token is not None:
        if getattr(mechanism, "said_all", False):
            line.tell_raw(token)
            return
        try:
            challenge = await line.ask_raw(token)
        except ProtocolError:
            raise
        except NetworkError as error:  # brokers before 1.0 have no other way to say no
            why = getattr(mechanism, "refusal", None)
            text = f"the broker closed the connection during the authentication with {mechanism.name}; are the credentials right?"
            raise SaslError(
                f"{text} It said: {why}" if why else text, broker=line.label, api="SaslAuthenticate"
            ).causing(error) from error
        steps += 1
        token = await _called(mechanism, mechanism.step, checked(challenge, steps))


async def _called(mechanism: Mechanism, fn: Callable[..., Any], *args: Any) -> Any:
    try:
        if isinstance(mechanism, Immediate) or inspect.iscoroutinefunction(fn):
            token = fn(*args)
        else:
            token = await off_loop(fn, *args)
        if inspect.isawaitable(token):
            token = await token
    except (SaslError, ClosedError, NetworkError):
        raise
    except KafkaError as error:
        raise SaslError(error.message) from error
    except BaseException as error:
        if ended(error):
            raise
        raise SaslError(f"the mechanism {mechanism.name} failed: {type(error).__name__}: {error}").causing(
            error
        ) from error
    if token is not None and not isinstance(token, bytes | bytearray | memoryview):
        raise SaslError(f"the mechanism {mechanism.name} gave {type(token).__name__} where bytes or None are expected")
    return token


async def made(factory: Callable[[str, int], Mechanism | Awaitable[Mechanism]], host: str, port: int) -> Mechanism:
    """The mechanism for a connection to a broker.

    Raises:
        SaslError: it could not be made.
    """
    try:
        mechanism = factory(host, port)
        if inspect.isawaitable(mechanism):
            mechanism = await mechanism
    except (SaslError, ClosedError, NetworkError):
        raise
    except KafkaError as error:
        raise SaslError(error.message) from error
    except BaseException as error:
        if ended(error):
            raise
        raise SaslError(f"sasl_mechanism could not be made: {type(error).__name__}: {error}").causing(error) from error
    if not isinstance(mechanism, Mechanism):
        raise SaslError(
            f"sasl_mechanism gave {type(mechanism).__name__}, expected an object with `name`, `start` and `step`"
        )
    return mechanism
