"""What a ``with`` statement closes at its end: clients, producers, consumers, and what is made of them."""

from __future__ import annotations

import logging
import time
from types import TracebackType
from typing import NoReturn, Self

log = logging.getLogger("barnabas.client")
SECOND = "closing after an exception failed as well: %s"


def left_of(end: float) -> float:
    """Seconds until a moment of `time.monotonic()`, at least 0: what one bound has left for the next step."""
    return max(0.0, end - time.monotonic())


def not_pickled(what: object) -> NoReturn:
    """Connections and threads go to no other process.

    Raises:
        TypeError: says what to do.
    """
    raise TypeError(
        f"{type(what).__name__} objects cannot be pickled nor copied, for they have connections and threads: make a client of its own"
        " in each process, from the same options"
    )


class Managed:
    """Closed at the end of a ``with`` statement. If that fails after an exception of the block's, it is only logged."""

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        not_pickled(self)

    def close(self) -> None:
        """Each has its own."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except Exception as failed:  # the user's own exception goes first
            if error is None:
                raise
            log.error(SECOND, failed)


class AsyncManaged:
    """The same, for ``async with``."""

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        not_pickled(self)

    async def close(self) -> None:
        """Each has its own."""
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.close()
        except Exception as failed:  # the user's own exception goes first
            if error is None:
                raise
            log.error(SECOND, failed)
