"""The broker on its event loop: the clock that drives its machines, its listeners, its start and its end."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from barnabas.broker.server.dispatch import Dispatcher
from barnabas.broker.server.listener import Listener
from barnabas.broker.server.sasl import sasl_from
from barnabas.broker.server.tls import Tls
from barnabas.broker.state.cluster import Cluster, Node, Settings
from barnabas.broker.storage import Storage
from barnabas.broker.timers import Timers

if TYPE_CHECKING:
    from barnabas.broker.server.mechanisms.oauthbearer import Validator
    from barnabas.clock import ManualClock

logger = logging.getLogger("barnabas.broker")

SECURITY: Final = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")


@dataclass(slots=True, frozen=True)
class Options:
    """What `Broker` was made with, checked."""

    host: str
    port: int
    nodes: int
    racks: tuple[str | None, ...]
    settings: Settings
    data_dir: str | os.PathLike[str] | None
    security: str
    users: Mapping[str, str] = field(default_factory=dict)
    validator: Validator | None = None


class Runtime:
    """A running broker; used on its own loop only."""

    def __init__(self, options: Options, clock: ManualClock | None) -> None:
        self.options = options
        self._clock = clock
        self._loop: asyncio.AbstractEventLoop
        self._due: asyncio.TimerHandle | None = None
        self._storage: Storage | None = None
        self.listeners: dict[int, Listener] = {}
        self.tls: Tls | None = None
        self.cluster: Cluster
        self.dispatcher: Dispatcher

    async def start(self) -> None:
        """Listens when it returns.

        Raises:
            OSError: an address is in use, or the data directory is.
        """
        options = self.options
        self._loop = asyncio.get_running_loop()
        self._timers = Timers(self._loop.time(), self._wall_ms)
        self._timers.changed = self._schedule
        if options.data_dir is not None:
            self._storage = Storage(options.data_dir)
        try:
            nodes = [
                Node(number, options.host, options.port and options.port + number - 1, options.racks[number - 1])
                for number in range(1, options.nodes + 1)
            ]
            self.cluster = Cluster(options.settings, self._timers, nodes, self._storage, options.users)
            self.dispatcher = Dispatcher(self.cluster)
            await self._listen(nodes)
        except BaseException:
            await self.stop()
            raise
        self._schedule()

    async def _listen(self, nodes: list[Node]) -> None:
        options = self.options
        configs = options.settings.configs
        context = None
        if "SSL" in options.security.split("_"):
            self.tls = Tls((options.host,), configs.get("ssl.client.auth", "none"))
            context = self.tls.server_context
        sasl = None
        if options.security.startswith("SASL"):
            sasl = sasl_from(configs, self.cluster.credentials, options.validator)
        for node in nodes:
            listener = self.listeners[node.id] = Listener(node, self.dispatcher, options.security, context, sasl)
            await listener.open()

    async def stop(self) -> None:
        """Closes everything at once."""
        for listener in self.listeners.values():
            listener.close()
        if self._due is not None:
            self._due.cancel()
        self._timers.changed = lambda: None
        own = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not own]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._storage is not None:
            self._storage.close()
            self._storage = None
        if self.tls is not None:
            self.tls.close()

    # --- time -----------------------------------------------------------------------------------------------------

    def _wall_ms(self) -> int:
        return self._clock.wall_ms if self._clock is not None else time.time_ns() // 1_000_000

    def _schedule(self) -> None:
        """Has the timers looked at when the next one is due."""
        when = self._timers.next()
        if self._due is not None:
            if when is not None and self._due.when() == when:
                return
            self._due.cancel()
        self._due = self._loop.call_at(when, self._run_timers) if when is not None else None

    def _run_timers(self) -> None:
        self._due = None
        self._timers.run(self._loop.time())
        self._schedule()

    # --- nodes ----------------------------------------------------------------------------------------------------

    async def stop_node(self, number: int) -> None:
        """Its connections are closed, its partitions are led by others."""
        listener = self.listeners[number]
        if listener.node.alive:
            listener.close()
            self.cluster.node_changed(listener.node, alive=False)

    async def start_node(self, number: int) -> None:
        """It listens where it did."""
        listener = self.listeners[number]
        if not listener.node.alive:
            await listener.open()
            self.cluster.node_changed(listener.node, alive=True)
