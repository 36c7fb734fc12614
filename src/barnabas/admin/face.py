"""What both faces of the admin share: a call, checked by the caller's thread, is run on the engine's loop."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeAlias, TypeVar

from barnabas.engine.engine import Engine

R = TypeVar("R")
# What `calls` makes of checked arguments: to be run on the loop, with the seconds that it may take.
Call: TypeAlias = Callable[[Engine, float], Coroutine[Any, Any, R]]


class Result(Protocol):
    """Any result with an error of its own."""

    def raise_for_error(self) -> None:
        """Raises the error if there is one."""


class AdminFace:
    """What both faces share."""

    def __init__(self, engine: Engine, *, owner: object) -> None:
        self._engine = engine
        self._owner = owner  # the client lives as long as its admin is used

    def _time(self, timeout: float | None) -> float:
        return self._engine.limit(timeout)

    def __repr__(self) -> str:
        servers = ",".join(f"{host}:{port}" for host, port in self._engine.addresses)
        return f"<{type(self).__name__} of {servers}>"


class BlockingAdmin(AdminFace):
    """Waits for what it asks."""

    def _ask(self, call: Call[R], timeout: float | None, raise_on_error: bool = False) -> R:
        found = self._engine.run(call, self._engine, self._time(timeout))
        if raise_on_error:
            _raise_first(found)
        return found


class AwaitedAdmin(AdminFace):
    """Has it awaited."""

    async def _ask(self, call: Call[R], timeout: float | None, raise_on_error: bool = False) -> R:
        found = await self._engine.arun(call, self._engine, self._time(timeout))
        if raise_on_error:
            _raise_first(found)
        return found


def _raise_first(found: Any) -> None:
    """The first error of a result, or of a list of them."""
    results: list[Result] = found if isinstance(found, list) else [found]
    for result in results:
        result.raise_for_error()
