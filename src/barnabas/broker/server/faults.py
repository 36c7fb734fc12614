"""Faults on demand: what befalls the next requests of a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from barnabas.broker import codes

if TYPE_CHECKING:
    from barnabas.protocol.message import Message, Request

MAGIC_AT, CRC_AT, OLD_CRC_AT = 16, 17, 12  # in a record batch, and in what came before batches


@dataclass(slots=True, eq=False)
class Injection:
    """A fault that waits for its requests, as `Broker.inject` returns it.

    Attributes:
        used: how many requests it has befallen.
        left: how many more it will; None: all, until `cancel`.
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


def error_code(error: int | str) -> int:
    """The code of an error that is given by its number or by the protocol's name.

    Raises:
        ValueError: there is no such name.
    """
    if isinstance(error, int):
        return error
    found: int | None = getattr(codes, error, None) if error.isupper() else None
    if found is None:
        raise ValueError(f"error={error!r} is not the name of an error of Kafka's, as NOT_LEADER_OR_FOLLOWER")
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
