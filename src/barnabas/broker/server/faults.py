"""Faults on demand: what befalls the next requests of a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any

from barnabas.errors import ConfigurationError, codes
from barnabas.protocol.apis import api_name

if TYPE_CHECKING:
    from barnabas.protocol.message import Message, Request

FETCH = 1
MAGIC_AT, CRC_AT, OLD_CRC_AT = 16, 17, 12  # in a record batch, and in what came before batches


@dataclass(slots=True, eq=False)
class Injection:
    """A fault that waits for its requests, as `Broker.inject` returns it.

    Attributes:
        used: how many requests it has befallen.
        left: how many more it will; None: all, until `cancel`.

    >>> with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
    ...     fault = broker.inject(api="Metadata", delay=0.001, times=None)
    ...     topics = client.admin.list_topics()
    ...     fault.cancel()
    ...     fault.used > 0, fault.left
    (True, 0)
    """

    api: int
    left: int | None = 1
    error: int | None = None
    message: str | None = None
    delay: float = 0.0
    drop_connection: bool = False
    close_after: int | None = None
    corrupt_crc: bool = False
    no_answer: bool = False
    throttle: float | None = None
    after: bool = False
    node: int | None = None
    client_id: str | None = None
    when: Callable[[Request], bool] | None = None
    used: int = 0

    def cancel(self) -> None:
        """It befalls no more requests. Idempotent, from any thread."""
        self.left = 0


class Faults:
    """The injections that wait, first come first used; a request takes one."""

    def __init__(self) -> None:
        self._all: list[Injection] = []

    def add(self, injection: Injection) -> None:
        """Waits from now on."""
        self._all.append(injection)

    def clear(self) -> None:
        """None of them waits any more."""
        for injection in self._all:
            injection.cancel()
        self._all.clear()

    def match(self, request: Request, node: int, client_id: str) -> Injection | None:
        """The one that befalls this request; it counts as used."""
        if not self._all:
            return None
        self._all = [injection for injection in self._all if injection.left != 0]
        for injection in self._all:
            if (
                injection.api == request.API_KEY
                and injection.node in (None, node)
                and injection.client_id in (None, client_id)
                and (injection.when is None or injection.when(request))
            ):
                injection.used += 1
                if injection.left is not None:
                    injection.left -= 1
                return injection
        return None


def check(injection: Injection) -> None:
    """Raises ConfigurationError for what cannot be done. Whether there is such a node is for the caller to know."""
    _number("delay", injection.delay, int | float, 0, "seconds, 0 or more")
    if injection.throttle is not None:
        _number("throttle", injection.throttle, int | float, 0, "seconds, 0 or more, or None")
    if injection.close_after is not None:
        _number("close_after", injection.close_after, int, 0, "a number of bytes, 0 or more, or None")
    if injection.left is not None:
        _number("times", injection.left, int, 1, "a number from 1 on, or None for always")
    if injection.corrupt_crc and injection.api != FETCH:
        named = api_name(injection.api)
        raise ConfigurationError(f"corrupt_crc=True with api={named!r}: only answers to Fetch hold batches")
    for name, text in (("message", injection.message), ("client_id", injection.client_id)):
        if text is not None and not isinstance(text, str):
            raise ConfigurationError(f"{name}={text!r} is not accepted: expected a text or None")
    if injection.message is not None and injection.error is None:
        raise ConfigurationError(f"message={injection.message!r} without error=: it is the text beside an error")
    if injection.when is not None and not callable(injection.when):
        raise ConfigurationError(
            f"when={injection.when!r} is not accepted: expected a function of the request, or None"
        )
    instead = [
        name
        for name, given in (
            ("error", injection.error is not None),
            ("drop_connection", injection.drop_connection),
            ("no_answer", injection.no_answer),
        )
        if given
    ]
    if len(instead) > 1:
        raise ConfigurationError(f"{' and '.join(instead)}: one request can have only one of them")
    beside = injection.delay or injection.corrupt_crc or injection.throttle or injection.close_after is not None
    if not instead and not beside:
        raise ConfigurationError("inject() was told of no fault: give error=, delay=, drop_connection=True, ...")


def _number(name: str, value: object, kind: type | UnionType, low: int, expected: str) -> None:
    if isinstance(value, bool) or not isinstance(value, kind) or not value >= low:  # type: ignore[operator]
        raise ConfigurationError(f"{name}={value!r} is not accepted: expected {expected}")


def error_code(error: int | str) -> int:
    """The code of an error that is given by its number or by the protocol's name."""
    found = getattr(codes, error, None) if isinstance(error, str) and error.isupper() else error
    if isinstance(found, bool) or not isinstance(found, int) or not -1 <= found < 1 << 15 or not found:
        raise ConfigurationError(
            f"error={error!r} is not accepted: expected the name of an error of Kafka's, as 'NOT_LEADER_OR_FOLLOWER', or its number"
        )
    return found


def corrupt(response: Message) -> bool:
    """Spoils the checksum of the first batch in an answer to Fetch; whether there was one. What is stored stays as it is."""
    topics: list[Any] = getattr(response, "responses", [])
    for topic in topics:
        for partition in topic.partitions:
            records = partition.records
            chunks = [records] if isinstance(records, bytes | bytearray | memoryview) else list(records or ())
            if chunks and len(chunks[0]) > CRC_AT:
                spoilt = bytearray(chunks[0])
                spoilt[CRC_AT if spoilt[MAGIC_AT] >= 2 else OLD_CRC_AT] ^= 0xFF
                partition.records = [spoilt, *chunks[1:]]
                return True
    return False
