"""The gate of a SASL listener: what one connection may ask before, while and after it says who it is.

A machine: it is told of each request before it is handled, and `sasl_handshake` and `sasl_authenticate` hand it theirs.
The order is Kafka's: perhaps ApiVersions, SaslHandshake, then tokens, which come as they are after SaslHandshake v0
and inside SaslAuthenticate after v1 (KIP-152). A connection whose time is up must authenticate again or is closed (KIP-368).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from barnabas.broker.call import ConnectionOverError
from barnabas.broker.server.mechanisms import Mechanism, RejectedError
from barnabas.broker.server.mechanisms.oauthbearer import OAuthBearer, Validator, unsecured
from barnabas.broker.server.mechanisms.plain import Plain
from barnabas.broker.server.mechanisms.scram import Scram
from barnabas.broker.state.credentials import Credentials
from barnabas.errors import codes

API_VERSIONS: Final = 18
SASL_HANDSHAKE: Final = 17
SASL_AUTHENTICATE: Final = 36
MECHANISMS: Final = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
MAX_RECEIVE: Final = 524288  # sasl.server.max.receive.size: frames of who is not known yet are no larger
ONCE_A_SECOND: Final = 1.0  # nobody authenticates again more often


@dataclass(frozen=True, slots=True)
class Sasl:
    """What the listeners with SASL have in common.

    Args:
        credentials: who may log in by PLAIN and SCRAM.
        mechanisms: those that are enabled, in the order they are told.
        max_reauth_ms: Kafka's `connections.max.reauth.ms`; 0 for never, unless a token ends by itself.
        validator: of bearer tokens.
    """

    credentials: Credentials
    mechanisms: tuple[str, ...] = MECHANISMS
    max_reauth_ms: int = 0
    validator: Validator = unsecured

    def begin(self, mechanism: str) -> Mechanism:
        """A client's attempt by an enabled mechanism."""
        match mechanism:
            case "PLAIN":
                return Plain(self.credentials)
            case "OAUTHBEARER":
                return OAuthBearer(self.validator)
            case _:
                return Scram(mechanism, self.credentials)


class State(Enum):
    """How far a connection has come."""

    START = auto()
    VERSIONS_TOLD = auto()  # ApiVersions was answered; it is asked once
    TOKENS = auto()  # a mechanism was agreed on
    DONE = auto()
    FAILED = auto()


@dataclass(slots=True)
class Outcome:
    """The answer to a token."""

    error_code: int = codes.NONE
    error_message: str | None = None
    auth_bytes: bytes = b""
    session_lifetime_ms: int = 0


@dataclass(slots=True)
class Gate:
    """One connection's. Times are seconds of the broker's clock, `wall_ms` milliseconds since 1970.

    Args:
        sasl: what the listener allows; None for a listener without SASL, which lets everything pass but SASL's own requests.
        on_user: told the principal, as ``"User:alice"``, each time that it is known.
    """

    sasl: Sasl | None
    on_user: Callable[[str], object] = lambda _: None
    state: State = State.START
    principal: str = ""
    expires: float | None = None  # by when the connection must have authenticated again
    _wrapped: bool = False
    _attempt: Mechanism | None = None
    _mechanism: str = ""
    _again: tuple[str, str] | None = None  # by what and who it was before, while it authenticates again
    _last_again: float | None = field(default=None)

    def __post_init__(self) -> None:
        if self.sasl is None:
            self.state = State.DONE

    @property
    def raw(self) -> bool:
        """Whether the next frame is a token and not a request."""
        return self.state is State.TOKENS and not self._wrapped

    @property
    def limit(self) -> int | None:
        """The largest frame that is read now; None for the server's usual limit."""
        return None if self.state is State.DONE else MAX_RECEIVE

    @property
    def closing(self) -> bool:
        """Whether the connection ends with the answer under way."""
        return self.state is State.FAILED

    def admit(self, key: int, now: float) -> int:
        """Whether a request may be handled: 0, or the error that it is answered with before the connection closes.

        Raises:
            ConnectionOverError: it gets no answer.
        """
        match self.state:
            case State.DONE:
                # Only who asks for something is thrown out, and beginning again is no such thing (KIP-368).
                if key != SASL_HANDSHAKE and self.expires is not None and now > self.expires:
                    raise ConnectionOverError("the session is over and was not authenticated again")
            case State.TOKENS:
                if key != SASL_AUTHENTICATE:
                    self.state = State.FAILED
                    return codes.ILLEGAL_SASL_STATE
            case State.START if key in (API_VERSIONS, SASL_HANDSHAKE):
                pass
            case State.VERSIONS_TOLD if key == SASL_HANDSHAKE:
                pass
            case _:
                self.state = State.FAILED
                raise ConnectionOverError(f"a request with key {key} during SASL's handshake")
        return codes.NONE

    def versions_told(self) -> None:
        """ApiVersions was answered without an error."""
        if self.state is State.START:
            self.state = State.VERSIONS_TOLD

    def handshake(self, mechanism: str, version: int, now: float) -> tuple[int, list[str]]:
        """The answer to SaslHandshake: an error code and the mechanisms that are enabled."""
        if self.state is State.DONE and not self._may_again(now):
            return codes.ILLEGAL_SASL_STATE, []
        assert self.sasl is not None
        enabled = list(self.sasl.mechanisms)
        if self.state is State.DONE:
            self._last_again = now
            self._again = self._mechanism, self.principal
            self._wrapped = False
        if mechanism not in enabled:
            self.state = State.FAILED
            return codes.UNSUPPORTED_SASL_MECHANISM, enabled
        self._wrapped = self._wrapped or version >= 1
        self._mechanism = mechanism
        self._attempt = self.sasl.begin(mechanism)
        self.state = State.TOKENS
        return codes.NONE, enabled

    def _may_again(self, now: float) -> bool:
        if self.sasl is None or self.expires is None:
            return False
        return self._last_again is None or now - self._last_again >= ONCE_A_SECOND

    def authenticate(self, token: bytes, now: float, wall_ms: int) -> Outcome:
        """The answer to a token that came in SaslAuthenticate.

        Raises:
            ConnectionOverError: another mechanism than before; Kafka says nothing either.
        """
        if self.state is not State.TOKENS or self._attempt is None:
            return Outcome(
                codes.ILLEGAL_SASL_STATE, "SaslAuthenticate request received after successful authentication"
            )
        if self._again is not None and self._again[0] != self._mechanism:
            self.state = State.FAILED
            raise ConnectionOverError(
                f"SASL mechanism '{self._mechanism}' requested by client is not supported for re-authentication of"
                f" mechanism '{self._again[0]}'"
            )
        doing = "authentication" if self._again is None else "re-authentication"
        try:
            answer = self._attempt.respond(token, wall_ms)
            lifetime = self._complete(self._attempt, now, wall_ms) if self._attempt.complete else 0
        except RejectedError as rejected:
            self.state = State.FAILED
            reason = rejected.reason or (
                f"Authentication failed during {doing} due to invalid credentials with SASL mechanism {self._mechanism}"
            )
            return Outcome(codes.SASL_AUTHENTICATION_FAILED, reason)
        return Outcome(auth_bytes=answer, session_lifetime_ms=lifetime)

    def _complete(self, attempt: Mechanism, now: float, wall_ms: int) -> int:
        assert self.sasl is not None
        principal = f"User:{attempt.user}"
        if self._again is not None and self._again[1] != principal:
            was, wants = self._again[1].replace(":", ".", 1), principal.replace(":", ".", 1)
            raise RejectedError(f"Cannot change principals during re-authentication from {was}: {wants}")
        ends = [self.sasl.max_reauth_ms] if self.sasl.max_reauth_ms > 0 else []
        if attempt.expires_ms is not None:
            ends.append(attempt.expires_ms - wall_ms)
        lifetime = max(0, min(ends)) if ends else 0
        self.expires = now + lifetime / 1000 if ends else None
        self.state, self.principal = State.DONE, principal
        self._attempt = self._again = None
        self.on_user(principal)
        return lifetime

    def token(self, token: bytes, now: float, wall_ms: int) -> bytes:
        """The answer to a token that came as it is.

        Raises:
            ConnectionOverError: it was refused; there is no room for an error.
        """
        outcome = self.authenticate(token, now, wall_ms)
        if outcome.error_code != codes.NONE:
            raise ConnectionOverError(outcome.error_message)
        return outcome.auth_bytes


def gate_of(data: dict[str, object]) -> Gate:
    """The gate that a connection keeps in `Peer.data`; without one, a listener without SASL."""
    gate = data.get("sasl")
    return gate if isinstance(gate, Gate) else Gate(None)


def sasl_from(configs: Mapping[str, str], credentials: Credentials, validator: Validator | None) -> Sasl:
    """From the broker's configs by Kafka's names: `sasl.enabled.mechanisms`, `connections.max.reauth.ms`.

    Raises:
        ValueError: a mechanism that is not there.
    """
    named = configs.get("sasl.enabled.mechanisms")
    mechanisms = MECHANISMS if named is None else tuple(m.strip() for m in named.split(",") if m.strip())
    unknown = [m for m in mechanisms if m not in MECHANISMS]
    if unknown or not mechanisms:
        raise ValueError(f"sasl.enabled.mechanisms={named!r}: known are {', '.join(MECHANISMS)}")
    max_reauth = int(configs.get("connections.max.reauth.ms", "0"))
    return Sasl(credentials, mechanisms, max_reauth, validator or unsecured)
