"""The root of every error that Barnabas raises, and the context that an error carries."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from barnabas._native import DeliveryBatch

_CONTEXT = ("topic", "partition", "offset", "broker", "api")


class KafkaError(Exception):
    """Anything that went wrong in Barnabas or at a broker.

    The text says what happened, then where (topic, partition, offset, broker, API) and why (the cause). All of it is
    also at hand as attributes, None where it does not apply. Errors survive `pickle`, with their context and cause.

    Attributes:
        message: what happened, without the context.
        topic, partition, offset: the place in the log that the error is about.
        broker: the broker it came from or was meant for, as ``"1 (host:9092)"`` or ``"host:9092"``.
        api: the protocol's name of the request, as ``"Produce"``.
        retriable: whether the same call may succeed later without anything being changed. Of a `DeliveryTimeoutError` look at
            `maybe_written` first: to send again may write the record twice.
        accepted: of `send_many()`, the handle of the records that were accepted before the error; it does not go with a pickle.

    Example:
        >>> from barnabas.errors import KafkaError
        >>> error = KafkaError("it broke", topic="orders", partition=3)
        >>> str(error)
        'it broke (topic orders, partition 3)'
        >>> error.retriable
        False
    """

    retriable: bool = False
    accepted: DeliveryBatch | None = None
    _tells_cause = False  # the message holds the cause's text already

    def __init__(
        self,
        message: str = "",
        *,
        topic: str | None = None,
        partition: int | None = None,
        offset: int | None = None,
        broker: str | None = None,
        api: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.broker = broker
        self.api = api

    def __str__(self) -> str:
        places = [f"{name} {value}" for name in _CONTEXT if (value := getattr(self, name)) is not None]
        text = f"{self.message} ({', '.join(places)})" if places else self.message
        cause = _told(self.__cause__)
        return text if self._tells_cause or cause in text else f"{text}: {cause}"

    def causing(self, cause: BaseException | None) -> Self:
        """The error with `cause` as its ``__cause__``; for errors that are stored rather than raised."""
        self.__cause__ = cause
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        state = {k: v for k, v in self.__dict__.items() if k not in ("__notes__", "accepted")}
        return _rebuild, (type(self), self.args, state, self.__cause__)


def _told(cause: BaseException | None) -> str:
    """A cause in words: the system's own for its errors, for asyncio words refused connections in its own way."""
    if cause is None:
        return ""
    if isinstance(cause, OSError) and cause.errno is not None:
        return os.strerror(cause.errno) if cause.errno > 0 else str(cause.strerror)
    return str(cause) or type(cause).__name__


def _rebuild(
    cls: type[KafkaError], args: tuple[Any, ...], state: dict[str, Any], cause: BaseException | None
) -> KafkaError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    error.__cause__ = cause
    return error
