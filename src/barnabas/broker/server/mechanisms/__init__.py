"""The server's side of SASL's mechanisms: tokens in, tokens out, no I/O and no clock of their own.

A refusal is `RejectedError`: with words that the client may read, or without when they could tell it who exists here.
"""

from __future__ import annotations

from typing import Protocol


class RejectedError(Exception):
    """The client is not let in; `reason` is what it may be told, None for no more than that."""

    def __init__(self, reason: str | None = None) -> None:
        super().__init__(reason or "")
        self.reason = reason


class Mechanism(Protocol):
    """One client's attempt."""

    complete: bool
    user: str  # once complete
    expires_ms: int | None  # when what the client has shown ends by itself, in milliseconds since 1970

    def respond(self, token: bytes, now_ms: int) -> bytes:
        """What to answer.

        Raises:
            RejectedError: the client is not let in.
        """
        raise NotImplementedError
