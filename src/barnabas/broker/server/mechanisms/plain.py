"""PLAIN (RFC 4616): a name and a password, in one token."""

from __future__ import annotations

from barnabas.broker.server.mechanisms import RejectedError
from barnabas.broker.state.credentials import Credentials


class Plain:
    """Checks a password against the users; the words of a refusal are Kafka's."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self.complete = False
        self.user = ""
        self.expires_ms: int | None = None

    def respond(self, token: bytes, now_ms: int) -> bytes:
        """Takes `[authorization id] NUL name NUL password`."""
        parts = token.decode(errors="replace").split("\0")
        if len(parts) != 3:
            # Kafka counts no further than four.
            raise RejectedError(f"Invalid SASL/PLAIN response: expected 3 tokens, got {min(len(parts), 4)}")
        wanted, name, password = parts
        if not name:
            raise RejectedError("Authentication failed: username not specified")
        if not password:
            raise RejectedError("Authentication failed: password not specified")
        if not self._credentials.plain(name, password):
            raise RejectedError("Authentication failed: Invalid username or password")
        if wanted not in ("", name):
            raise RejectedError(
                "Authentication failed: Client requested an authorization id that is different from username"
            )
        self.user, self.complete = name, True
        return b""
