"""One request on its way through the broker: what a handler is given beside the request itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from barnabas.broker.state.cluster import Cluster, Node


class ConnectionOverError(Exception):
    """Raised by a handler: the connection is closed without an answer, as Kafka does for what it cannot answer."""


@dataclass(slots=True)
class Peer:
    """One client's connection: what lasts from request to request."""

    host: str
    listener: str
    principal: str = "User:ANONYMOUS"
    software: tuple[str, str] = ("", "")
    data: dict[str, Any] = field(default_factory=dict)  # what an API keeps for a connection, by the API's name


@dataclass(slots=True)
class Call:
    """A request's circumstances. A connection's next request is read only when this one is answered, as Kafka does."""

    cluster: Cluster
    node: Node
    peer: Peer
    key: int
    version: int
    client_id: str

    @property
    def now(self) -> float:
        """The broker's clock, in seconds."""
        return self.cluster.timers.now

    def promise(self) -> asyncio.Future[Any]:
        """A future that a state machine answers later, by its `set_result`; it may be asked to wait by `expire`."""
        return asyncio.get_running_loop().create_future()

    async def until(self, future: asyncio.Future[Any], seconds: float) -> bool:
        """Waits for `future` or until `seconds` of the broker's clock are over; whether it was the future."""
        wait = asyncio.get_running_loop().create_future()

        def done(*_: object) -> None:
            if not wait.done():
                wait.set_result(None)

        timer = self.cluster.timers.after(seconds, done)
        future.add_done_callback(done)
        try:
            await wait
        finally:
            timer.cancel()
            future.remove_done_callback(done)
        return future.done()
