"""Bearer tokens of the tests' own: unsecured, and signed with a key that the broker knows."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.harness.secured import AUDIENCE, ISSUER, USER


def _part(value: bytes | dict[str, Any]) -> str:
    data = json.dumps(value).encode() if isinstance(value, dict) else value
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unsecured(user: str = USER, lasts: float = 300.0, wall: Callable[[], float] = time.time) -> str:
    """A JWT with no signature."""
    now = wall()
    return f"{_part({'alg': 'none'})}.{_part({'sub': user, 'iat': now - 1, 'exp': now + lasts})}."


class Signer:
    """Signs JWTs; `jwks` is what the broker has to know."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        public = self._key.public_key().public_numbers()
        numbers = {
            name: _part(n.to_bytes((n.bit_length() + 7) // 8, "big")) for name, n in (("n", public.n), ("e", public.e))
        }
        self.jwks = json.dumps({"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "alg": "RS256", **numbers}]})

    def token(self, **claims: Any) -> str:
        """A JWT for alice; claims may be given otherwise."""
        now = int(time.time())
        body = {
            "sub": USER,
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now - 1,
            "exp": now + 300,
            "scope": "kafka",
            **claims,
        }
        signed = f"{_part({'alg': 'RS256', 'kid': '1', 'typ': 'JWT'})}.{_part(body)}"
        return f"{signed}.{_part(self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def signed(self, token: str) -> bool:
        """Whether this is a token of ours."""
        head, _, signature = token.rpartition(".")
        try:
            self._key.public_key().verify(
                base64.urlsafe_b64decode(signature + "=="), head.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except (InvalidSignature, ValueError):
            return False
        return True


SIGNER = Signer()  # whose key the shared broker knows
