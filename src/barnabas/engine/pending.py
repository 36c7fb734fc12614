"""A request that waits for its answer, and where that goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from barnabas.errors.client import KafkaError
from barnabas.protocol.message import Message

RAW = -1  # in place of a correlation id: a token of SASL's


class Reply(Protocol):
    """Where a response goes: a future, or something that looks like one."""

    def done(self) -> bool: ...
    def set_result(self, result: Any, /) -> None: ...
    def set_exception(self, exception: BaseException, /) -> None: ...
    def exception(self) -> BaseException | None: ...


class Pending(NamedTuple):
    correlation_id: int
    response: type[Message] | None  # None: a raw frame is wanted
    version: int
    future: Reply
    due: float  # by the loop's clock
    timeout: float
    name: str  # of the request


def fail(pending: Iterable[Pending], error: KafkaError) -> None:
    """None of them will be answered."""
    for item in pending:
        if not item.future.done():
            # One error object each: they are raised in different places and gather tracebacks.
            copy = type(error)(error.message, broker=error.broker, api=error.api).causing(error.__cause__)
            item.future.set_exception(copy)
            item.future.exception()  # an abandoned caller is no "exception was never retrieved"
