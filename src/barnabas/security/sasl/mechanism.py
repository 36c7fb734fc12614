"""What a SASL mechanism is to a connection, and the machine that leads one through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeAlias, runtime_checkable

from barnabas.config import carried
from barnabas.errors.client import ConfigurationError, SaslError
from barnabas.secret import Secret

MOST_STEPS: Final = 32  # no mechanism has so many; a broker that never ends is no broker
MOST_BYTES: Final = 1 << 20  # in one challenge


@runtime_checkable
class Mechanism(Protocol):
    """A SASL mechanism of your own, for `sasl_mechanism`.

    `start` gives the first token for the broker, `step` takes the broker's answer and gives the next one, or None when all is
    said and the broker has proved what it must. Both may raise; a `SaslError` reaches the user as it is. They are called on a
    thread that may block, or awaited on the client's own loop if they are coroutine functions. One object is used for all
    connections, several at a time, if it is given as it is; give a factory where it has state: it is called with host and port, on
    such a thread too unless it is a coroutine function.

    Attributes:
        name: as the broker knows it, as ``"PLAIN"``.

    Example:
        >>> class External:
        ...     name = "EXTERNAL"
        ...     def start(self):
        ...         return b"alice"
        ...     def step(self, challenge):
        ...         return None
        >>> client = barnabas.Client("localhost", security_protocol="SASL_SSL", sasl_mechanism=External())
    """

    name: str

    def start(self) -> bytes | Awaitable[bytes]:
        """The first token, for the broker."""
        raise NotImplementedError

    def step(self, challenge: bytes, /) -> bytes | Awaitable[bytes | None] | None:
        """The next token after the broker's `challenge`, None at the end."""
        raise NotImplementedError


Factory: TypeAlias = Callable[[str, int], Mechanism | Awaitable[Mechanism]]


class Immediate:
    """A mechanism of ours whose steps only compute, and not for long: they need no thread."""

    __slots__ = ()


def encodable(owner: str, *texts: str | Secret) -> None:
    """Checks that user names and passwords can be sent: else the codec's own error, which holds them, would be the cause of one of ours.

    Raises:
        ConfigurationError: one holds half of a surrogate pair, as `os.environ` gives it for bytes that are no UTF-8.
    """
    for text in texts:
        if not carried(text.reveal() if isinstance(text, Secret) else text):
            raise ConfigurationError(f"{owner}: a user name or password is no text that UTF-8 can hold, or too long")


def checked(challenge: bytes, steps: int) -> bytes:
    """A broker's challenge if it is within bounds.

    Raises:
        SaslError: too long, or one too many.
    """
    if len(challenge) > MOST_BYTES:
        raise SaslError(f"the broker's challenge has {len(challenge)} bytes, allowed are {MOST_BYTES}")
    if steps > MOST_STEPS:
        raise SaslError(f"the broker is not satisfied after {MOST_STEPS} steps")
    return challenge
