"""The awaitable face of the development broker."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Self, TypeVar

from barnabas.broker.face import BrokerFace

if TYPE_CHECKING:
    from barnabas.broker.server.requests import Asked

T = TypeVar("T")


class AsyncBroker(BrokerFace):
    """`Broker` for asynchronous code: the same words, awaited where they wait. It runs in a thread of its own all the same.

    >>> import asyncio
    >>> async def main():
    ...     async with AsyncBroker() as broker, barnabas.AsyncClient(broker.bootstrap_servers) as client:
    ...         return len((await client.admin.describe_cluster()).brokers)
    >>> asyncio.run(main())
    1
    """

    async def start(self) -> Self:
        """As `Broker.start`. Cancelled, it does not run when it would have started."""
        loop, ended, started = asyncio.get_running_loop(), threading.Event(), list[bool]()

        def launch() -> None:
            try:
                self._launch()
                started.append(True)
            finally:
                ended.set()

        def stop() -> None:
            ended.wait()
            if started:
                self._stop()

        try:
            await asyncio.shield(loop.run_in_executor(None, launch))
        except asyncio.CancelledError:
            loop.run_in_executor(None, stop)  # the launch goes on in its thread, and nobody would stop what it starts
            raise
        return self

    async def stop(self) -> None:
        """As `Broker.stop`."""
        await asyncio.get_running_loop().run_in_executor(None, self._stop)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop_node(self, node: int) -> None:
        """As `Broker.stop_node`."""
        await self._do(self._runtime().stop_node(self._known(node)))

    async def start_node(self, node: int) -> None:
        """As `Broker.start_node`."""
        await self._do(self._runtime().start_node(self._known(node)))

    async def hang_node(self, node: int) -> None:
        """As `Broker.hang_node`."""
        await self._do(self._each(self._known(node), lambda listener: listener.hang()))

    async def resume_node(self, node: int) -> None:
        """As `Broker.resume_node`."""
        await self._do(self._each(self._known(node), lambda listener: listener.resume()))

    async def drop_connections(self, node: int | None = None) -> None:
        """As `Broker.drop_connections`."""
        chosen = None if node is None else self._known(node)
        await self._do(self._each(chosen, lambda listener: listener.drop()))

    async def move_leader(self, topic: str, partition: int, *, to: int) -> None:
        """As `Broker.move_leader`."""
        await self._do(self._move_leader(topic, partition, self._known(to)))

    async def load_segment(self, topic: str, partition: int, data: bytes) -> int:
        """As `Broker.load_segment`."""
        return await self._do(self._load(topic, partition, data))

    async def move_coordinator(
        self,
        *,
        to: int,
        group: str | None = None,
        transactional_id: str | None = None,
        share_group: str | None = None,
    ) -> None:
        """As `Broker.move_coordinator`."""
        await self._do(self._move_coordinator(self._known(to), group, transactional_id, share_group))

    async def wait_for_requests(
        self,
        api: str | None = None,
        *,
        count: int = 1,
        timeout: float = 10.0,
        node: int | None = None,
        client_id: str | None = None,
    ) -> list[Asked]:
        """As `Broker.wait_for_requests`."""
        loop, log, given_up = asyncio.get_running_loop(), self._runtime().dispatcher.log, threading.Event()
        try:
            return await loop.run_in_executor(None, self._waited, api, count, timeout, node, client_id, given_up)
        finally:
            log.give_up(given_up)  # cancelled, its thread would wait on, and the end of the loop for it

    async def _do(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._running is not None
        return await asyncio.wrap_future(self._running[0].submit(work))
