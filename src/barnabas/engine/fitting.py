"""Requests whose fields depend on the version that a broker speaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from barnabas.protocol.message import Request

if TYPE_CHECKING:
    from barnabas.engine.engine import Engine


async def ask_fitting(
    engine: Engine,
    node: int,
    kind: type[Request],
    make: Callable[[int], Request],
    deadline: float,
    *,
    low: int | None = None,
    high: int | None = None,
    heard_out: bool = False,
) -> Any:
    """A broker's answer to what `make` builds for the version that it speaks.

    With `heard_out` the answer to what is sent is waited for beyond the deadline, for as long as a request's answer is.

    Raises:
        NetworkError, KafkaTimeoutError, IncompatibleBrokerError: as `Engine.send`.
    """
    version = (await engine.versions(node, None, deadline)).pick(kind, low, high)
    answered_by = None if heard_out else deadline
    return await engine.send(
        node, make(version), timeout=engine.request_timeout, deadline=answered_by, low=version, high=version
    )


def always(request: Request) -> Callable[[int], Request]:
    """A request that is the same in every version."""
    return lambda _version: request
