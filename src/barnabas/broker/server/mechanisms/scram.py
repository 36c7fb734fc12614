"""SCRAM-SHA-256 and SCRAM-SHA-512 (RFC 5802, RFC 7677) without channel binding, as Kafka has them.

Not modelled: delegation tokens (`tokenauth=true`), which no token here would match.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from typing import Final

from barnabas.broker.server.mechanisms import RejectedError
from barnabas.broker.state.credentials import HASHES, MIN_ITERATIONS, Credentials, Keys

_NAME = r"(?:[\x01-\x2b\x2d-\x3c\x3e-\x7f]|=2C|=3D)+"
_VALUE = r"[\x01-\x2b\x2d-\x7f]+"
_PRINTABLE = r"[\x21-\x2b\x2d-\x7e]+"
_BASE64 = r"(?:[a-zA-Z0-9/+]{4})*(?:[a-zA-Z0-9/+]{3}=|[a-zA-Z0-9/+]{2}==)?"
_MORE = rf"(?:,[A-Za-z]+={_VALUE})*"
_FIRST: Final = re.compile(rf"n,(?:a=({_NAME}))?,((?:m={_VALUE},)?n=({_NAME}),r=({_PRINTABLE})({_MORE}))")
_FINAL: Final = re.compile(rf"(c={_BASE64},r=({_PRINTABLE}){_MORE}),p=({_BASE64})")


def _plain_name(name: str) -> str:
    return name.replace("=2C", ",").replace("=3D", "=")


class Scram:
    """Two turns: the client's nonce for ours with the salt, the client's proof for our signature."""

    def __init__(self, mechanism: str, credentials: Credentials, nonce: str | None = None) -> None:
        self._mechanism = mechanism
        self._hash = HASHES[mechanism]
        self._credentials = credentials
        self._own_nonce = nonce or secrets.token_hex(16)
        self._first: tuple[str, str, str, Keys] | None = None  # the client's first and ours, the nonce, the user's keys
        self.complete = False
        self.user = ""
        self.expires_ms: int | None = None

    def respond(self, token: bytes, now_ms: int) -> bytes:
        """Takes the client's first message, then its final one."""
        try:
            text = token.decode("ascii")
        except UnicodeDecodeError:
            raise RejectedError from None
        return self._begin(text) if self._first is None else self._finish(text, *self._first)

    def _begin(self, text: str) -> bytes:
        found = _FIRST.fullmatch(text)
        if found is None:
            raise RejectedError
        wanted, bare, name, nonce, more = found.groups()
        self.user = _plain_name(name)
        keys = self._credentials.scram(self.user, self._mechanism)
        if keys is None or keys.iterations < MIN_ITERATIONS or ",tokenauth=true" in more.lower():
            raise RejectedError
        if wanted is not None and wanted != self.user:
            raise RejectedError(
                "Authentication failed: Client requested an authorization id that is different from username"
            )
        nonce += self._own_nonce
        first = f"r={nonce},s={base64.b64encode(keys.salt).decode()},i={keys.iterations}"
        self._first = bare, first, nonce, keys
        return first.encode()

    def _finish(self, text: str, client_first: str, server_first: str, nonce: str, keys: Keys) -> bytes:
        found = _FINAL.fullmatch(text)
        if self.complete or found is None:
            raise RejectedError
        without_proof, client_nonce, proof = found[1], found[2], base64.b64decode(found[3])
        if client_nonce != nonce:
            raise RejectedError
        signed = f"{client_first},{server_first},{without_proof}".encode()
        signature = hmac.digest(keys.stored_key, signed, self._hash)
        if len(proof) != len(signature):
            raise RejectedError
        client_key = bytes(a ^ b for a, b in zip(proof, signature, strict=True))
        if not hmac.compare_digest(hashlib.new(self._hash, client_key).digest(), keys.stored_key):
            raise RejectedError
        self.complete = True
        return b"v=" + base64.b64encode(hmac.digest(keys.server_key, signed, self._hash))
