"""PLAIN (RFC 4616): name and password as they are, so for TLS or trusted networks."""

from __future__ import annotations

from barnabas.errors.client import ConfigurationError
from barnabas.secret import HiddenBytes, Secret
from barnabas.security.sasl.mechanism import Immediate, encodable


class Plain(Immediate):
    r"""PLAIN. One may serve all connections.

    >>> from barnabas.security.sasl.plain import Plain
    >>> bytes(Plain("alice", "secret").start())
    b'\x00alice\x00secret'
    """

    __slots__ = ("_password", "_username")
    name = "PLAIN"

    def __init__(self, username: str, password: str | Secret) -> None:
        self._username = username
        self._password = password if isinstance(password, Secret) else Secret(password)
        encodable("PLAIN", username, self._password)
        if "\0" in username or "\0" in self._password.reveal():
            raise ConfigurationError("PLAIN: neither the user name nor the password may hold a NUL character")

    def start(self) -> bytes:
        """The whole message."""
        return HiddenBytes(f"\0{self._username}\0{self._password.reveal()}".encode())

    def step(self, challenge: bytes) -> None:
        """As `Mechanism.step`: the broker has let us in."""
        return
