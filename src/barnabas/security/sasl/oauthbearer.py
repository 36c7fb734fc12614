"""OAUTHBEARER (RFC 7628, KIP-255): a bearer token, and extensions (KIP-342)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Final

from barnabas.errors.client import ConfigurationError
from barnabas.secret import HiddenBytes, Secret
from barnabas.security.sasl.mechanism import Immediate

_TOKEN: Final = re.compile(r"[-_~+/.a-zA-Z0-9]+=*", re.ASCII)
_KEY: Final = re.compile(r"[A-Za-z]+")
_VALUE: Final = re.compile(r"[\x21-\x7e \t\r\n]+")


class Token:
    """A bearer token.

    Args:
        value: as it is sent.
        expires_at: when it ends, in seconds since 1970; taken from the token's `exp` claim if it is a JWT and this is None.
            A token whose end is not known is used once.
        extensions: what is told beside it (KIP-342).

    Raises:
        ConfigurationError: characters that cannot be sent.

    >>> from barnabas.security import Token
    >>> Token("abc", expires_at=1700000000)
    Token(<hidden>, expires_at=1700000000)
    """

    __slots__ = ("_value", "expires_at", "extensions")

    def __init__(
        self, value: str, *, expires_at: float | None = None, extensions: Mapping[str, str] | None = None
    ) -> None:
        if not isinstance(value, str) or not _TOKEN.fullmatch(value):
            raise ConfigurationError(
                "Token: value is not accepted: expected the characters of a bearer token (RFC 6750)"
            )
        for key, text in (extensions or {}).items():
            if not _KEY.fullmatch(key) or key == "auth":
                raise ConfigurationError(
                    f"Token: the extension {key!r} is not accepted: expected letters, and not 'auth'"
                )
            if not _VALUE.fullmatch(text):
                raise ConfigurationError(
                    f"Token: the value of the extension {key!r} is not accepted: expected printable ASCII"
                )
        self._value = Secret(value)
        self.expires_at = expires_at if expires_at is not None else claimed_end(value)
        self.extensions = dict(extensions or {})

    def reveal(self) -> str:
        """The token itself."""
        return self._value.reveal()

    def __repr__(self) -> str:
        return f"Token({self._value!r}, expires_at={self.expires_at!r})"


def claimed_end(value: str) -> float | None:
    """The `exp` claim of a JWT, None if there is none. Nothing is verified: that is the broker's part."""
    parts = value.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True))
        end = claims.get("exp")
    except (ValueError, AttributeError, RecursionError):
        return None
    return float(end) if type(end) in (int, float) and abs(end) < 1e12 else None


class OAuthBearer(Immediate):
    """OAUTHBEARER (KIP-255) with one token. ``sasl_mechanism="OAUTHBEARER"`` makes one for each authentication.

    >>> client = barnabas.Client(
    ...     "localhost:9092", security_protocol="SASL_SSL",
    ...     sasl_mechanism=lambda host, port: barnabas.security.OAuthBearer(barnabas.security.Token("eyJ...")),
    ... )
    """

    __slots__ = ("_token", "refusal")
    name = "OAUTHBEARER"

    def __init__(self, token: Token) -> None:
        self._token = token
        self.refusal: str | None = None  # the broker's words, where it has no other way to say them

    def start(self) -> bytes:
        """The whole message."""
        more = "".join(f"\x01{key}={value}" for key, value in self._token.extensions.items())
        return HiddenBytes(f"n,,\x01auth=Bearer {self._token.reveal()}{more}\x01\x01".encode())

    def step(self, challenge: bytes) -> bytes | None:
        """As `Mechanism.step`: None if the broker is content; a refusal is confirmed, and the broker's error follows (RFC 7628, section 3.2.3)."""
        if not challenge:
            return None
        self.refusal = bytes(challenge[:500]).decode(errors="replace")
        return b"\x01"
