"""What both faces of the admin share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from barnabas.engine.engine import Engine


class Result(Protocol):
    """Any result with an error of its own."""

    def raise_for_error(self) -> None:
        """Raises the error if there is one."""


def raised(results: Iterable[Result], wanted: bool) -> None:
    """Raises the first error, if that is wanted."""
    if wanted:
        for result in results:
            result.raise_for_error()


class BaseAdmin:
    """What both faces share."""

    def __init__(self, engine: Engine, *, owner: object) -> None:
        self._engine = engine
        self._owner = owner  # the client lives as long as its admin is used

    def _time(self, timeout: float | None) -> float:
        return self._engine.api_timeout if timeout is None else timeout

    def __repr__(self) -> str:
        servers = ",".join(f"{host}:{port}" for host, port in self._engine.addresses)
        return f"<{type(self).__name__} of {servers}>"
