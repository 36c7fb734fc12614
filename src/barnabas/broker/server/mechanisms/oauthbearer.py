"""OAUTHBEARER (RFC 7628, KIP-255): a bearer token. Unless told otherwise, tokens are unsecured JWTs, as a Kafka for
development takes them: subject and expiry are looked at, nothing is signed.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from barnabas.broker.server.mechanisms import RejectedError

_log = logging.getLogger(__name__)
_NAME = r"(?:[\x01-\x2b\x2d-\x3c\x3e-\x7f]|=2C|=3D)+"
_FIRST: Final = re.compile(rf"n,(?:a=({_NAME}))?,\x01((?:[A-Za-z]+=[\x21-\x7e \t\r\n]+\x01)*)\x01")
_AUTH: Final = re.compile(r"(\w+) +([-_~+/.a-zA-Z0-9]+=*)", re.ASCII)
_GIVEN_UP: Final = b"\x01"  # what a client sends when it has read why it was refused


class InvalidTokenError(ValueError):
    """Raised by a validator: the token is not accepted. `scope` says which scope it lacks, if that is why."""

    def __init__(self, reason: str, *, scope: str | None = None) -> None:
        super().__init__(reason)
        self.scope = scope


class Token(NamedTuple):
    """What a validator makes of a token: who it speaks for, and until when (milliseconds since 1970)."""

    user: str
    expires_ms: int


Validator = Callable[[str, int], Token]
"""Given the token and the time in milliseconds since 1970; raises `InvalidTokenError` for one that it does not accept."""


def unsecured(text: str, now_ms: int) -> Token:
    """Kafka's validator of unsecured JWTs (RFC 7519): `alg` none, no signature, `sub`, `exp`, and `iat` if it is there."""
    parts = text.split(".")
    if len(parts) != 3 or not parts[0] or not parts[1]:
        raise InvalidTokenError(
            "Unsecured JWS compact serializations must have 3 dot-separated Base64URL-encoded values"
        )
    header, claims = _decoded(parts[0]), _decoded(parts[1])
    if header.get("alg") != "none":
        raise InvalidTokenError("Unsecured JWS must have 'none' for an algorithm")
    if parts[2]:
        raise InvalidTokenError("Unsecured JWS must not contain a digital signature")
    user = claims.get("sub")
    if not isinstance(user, str) or not user.strip():
        raise InvalidTokenError("No principal name in JWT claim: sub")
    expires, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
    if expires is None:
        raise InvalidTokenError("No expiration time in JWT")
    if issued is not None and 1000 * issued > now_ms:
        raise InvalidTokenError(f"The token was issued at {issued:f} s, which is after {now_ms} ms")
    if now_ms >= 1000 * expires:
        raise InvalidTokenError(f"The token expired at {expires:f} s, and it is {now_ms} ms")
    if issued is not None and expires <= issued:
        raise InvalidTokenError(f"The token expires at {expires:f} s, which is not after it was issued, {issued:f} s")
    return Token(user, round(expires * 1000))


def _decoded(part: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        raise InvalidTokenError("A part of the token is not JSON in Base64URL") from None
    if not isinstance(value, dict):
        raise InvalidTokenError("A part of the token is not a JSON object")
    return value


def _seconds(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidTokenError(f"The '{name}' claim was not of type Number")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = float("inf")
    if not abs(seconds) < 1e15:  # also NaN; no clock shows it, and it must fit an int64 of milliseconds
        raise InvalidTokenError(f"The '{name}' claim is no time: {str(value)[:40]}")
    return seconds


class OAuthBearer:
    """One turn, or two: a client whose token is refused is told why in JSON and confirms it (RFC 7628, section 3.2.3)."""

    def __init__(self, validator: Validator = unsecured) -> None:
        self._validator = validator
        self._refusal: str | None = None
        self.complete = False
        self.user = ""
        self.expires_ms: int | None = None

    def respond(self, token: bytes, now_ms: int) -> bytes:
        """Takes the client's first message, or its confirmation of a refusal."""
        if token == _GIVEN_UP and self._refusal is not None:
            raise RejectedError(self._refusal)
        self._refusal = None
        wanted, bearer = self._read(token)
        try:
            accepted = self._validator(bearer, now_ms)
        except InvalidTokenError as why:
            _log.info("a bearer token was refused: %s", why)
            answer = (
                {"status": "invalid_token"}
                if why.scope is None
                else {"status": "insufficient_scope", "scope": why.scope}
            )
            self._refusal = json.dumps(answer, separators=(",", ":"))
            return self._refusal.encode()
        except Exception as error:
            _log.exception("the validator of bearer tokens failed")
            raise RejectedError from error
        if wanted is not None and wanted != accepted.user:
            raise RejectedError(
                f"Authentication failed: Client requested an authorization id ({wanted}) that is different from"
                f" the token's principal name ({accepted.user})"
            )
        self.user, self.expires_ms, self.complete = accepted.user, accepted.expires_ms, True
        return b""

    @staticmethod
    def _read(token: bytes) -> tuple[str | None, str]:
        found = _FIRST.fullmatch(token.decode(errors="replace"))
        if found is None:
            raise RejectedError
        pairs = dict(pair.split("=", 1) for pair in found[2].split("\x01") if pair)
        auth = _AUTH.fullmatch(pairs.get("auth", ""))
        if auth is None or auth[1].lower() != "bearer":
            raise RejectedError
        return found[1], auth[2]
