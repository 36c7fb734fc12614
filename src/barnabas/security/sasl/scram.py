"""SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, RFC 7677), without channel binding, as Kafka has them; delegation tokens (KIP-48)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import Final

from barnabas.errors.client import ConfigurationError, SaslError
from barnabas.secret import HiddenBytes, Secret
from barnabas.security.sasl.mechanism import Immediate, encodable
from barnabas.security.sasl.saslprep import saslprep as prepared

HASHES: Final = {"SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
MIN_ITERATIONS: Final = 4096  # RFC 7677
MAX_ITERATIONS: Final = 100_000  # Kafka's own limit is 16,384; more would let a broker that lies keep this process busy
_BASE64 = r"[A-Za-z0-9+/]+={0,2}"
_FIRST: Final = re.compile(rf"r=([\x21-\x2b\x2d-\x7e]+),s=({_BASE64}),i=([1-9]\d{{0,9}})(?:,.*)?", re.ASCII)
_FINAL: Final = re.compile(rf"(?:v=({_BASE64})|e=([^,]*))(?:,.*)?", re.ASCII)


class Scram(Immediate):
    """SCRAM for one authentication at a time.

    Args:
        name: ``"SCRAM-SHA-256"`` or ``"SCRAM-SHA-512"``.
        username: or the id of a delegation token.
        password: or the token's HMAC, as it is shown, in Base64.
        tokenauth: these are of a delegation token (KIP-48).
        saslprep: prepare name and password by RFC 4013. Kafka stores what it is given, so this is for credentials that were
            prepared when they were stored; it makes no difference to ASCII.
        nonce: for tests.

    Example:
        >>> from barnabas.security.sasl.scram import Scram
        >>> client = barnabas.Client(
        ...     "localhost",
        ...     security_protocol="SASL_SSL",
        ...     sasl_mechanism=lambda host, port: Scram("SCRAM-SHA-256", "token-id", "aG1hYw==", tokenauth=True),
        ... )
    """

    def __init__(
        self,
        name: str,
        username: str,
        password: str | Secret,
        *,
        tokenauth: bool = False,
        saslprep: bool = False,
        nonce: str | None = None,
    ) -> None:
        if name not in HASHES:
            raise ConfigurationError(f"Scram: name={name!r} is not accepted: expected one of {', '.join(HASHES)}")
        if not username:
            raise ConfigurationError("Scram: username is empty")
        self.name = name
        self._hash = HASHES[name]
        secret = password if isinstance(password, Secret) else Secret(password)
        encodable("Scram", username, secret)
        self._username = prepared(username) if saslprep else username
        self._password = Secret(prepared(secret.reveal())) if saslprep else secret
        self._more = ",tokenauth=true" if tokenauth else ""
        self._fixed_nonce = nonce
        self._nonce = ""
        self._first = ""
        self._signature: bytes | None = None  # what the broker has to show

    def start(self) -> bytes:
        """The client's first message."""
        self._nonce = self._fixed_nonce or secrets.token_urlsafe(24)
        name = self._username.replace("=", "=3D").replace(",", "=2C")
        self._first = f"n={name},r={self._nonce}{self._more}"
        self._signature = None
        return f"n,,{self._first}".encode()

    def step(self, challenge: bytes) -> bytes | None:
        """As `Mechanism.step`: the client's final message; then None, when the broker has proved that it knows the password too.

        Raises:
            SaslError: the broker's message is not what it must be; it may not be the broker.
        """
        try:
            text = bytes(challenge).decode()
        except UnicodeDecodeError:
            raise SaslError(f"{self.name}: the broker's message is no text") from None
        if self._signature is None:
            return self._final(text)
        self._verify(text)
        return None

    def _final(self, text: str) -> bytes:
        found = _FIRST.fullmatch(text)
        if found is None:
            raise SaslError(f"{self.name}: the broker's first message cannot be read")
        nonce, iterations = found[1], int(found[3])
        if not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise SaslError(f"{self.name}: the broker's nonce does not go on from ours")
        if not MIN_ITERATIONS <= iterations <= MAX_ITERATIONS:
            raise SaslError(
                f"{self.name}: the broker wants {iterations} iterations, accepted are {MIN_ITERATIONS} to {MAX_ITERATIONS}"
            )
        without_proof = f"c=biws,r={nonce}"
        return self._proof(
            _decoded(found[2], self.name), iterations, f"{self._first},{text},{without_proof}", without_proof
        )

    def _proof(self, salt: bytes, iterations: int, signed: str, without_proof: str) -> bytes:
        salted = hashlib.pbkdf2_hmac(self._hash, self._password.reveal().encode(), salt, iterations)
        client_key = hmac.digest(salted, b"Client Key", self._hash)
        stored_key = hashlib.new(self._hash, client_key).digest()
        client_signature = hmac.digest(stored_key, signed.encode(), self._hash)
        proof = bytes(a ^ b for a, b in zip(client_key, client_signature, strict=True))
        server_key = hmac.digest(salted, b"Server Key", self._hash)
        self._signature = HiddenBytes(hmac.digest(server_key, signed.encode(), self._hash))
        return HiddenBytes(f"{without_proof},p={base64.b64encode(proof).decode()}".encode())

    def _verify(self, text: str) -> None:
        found = _FINAL.fullmatch(text)
        if found is None:
            raise SaslError(f"{self.name}: the broker's final message cannot be read")
        if found[2] is not None:
            raise SaslError(f"{self.name}: the broker refused: {found[2][:200]}")
        assert self._signature is not None
        if not hmac.compare_digest(_decoded(found[1], self.name), self._signature):
            raise SaslError(f"{self.name}: the broker does not know the password: its signature is wrong")


def _decoded(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SaslError(f"{name}: the broker's message is no Base64") from None
