"""What producers, consumers, group members and the admin stand on: one loop, the connections, the cluster's picture."""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from collections.abc import Callable, Coroutine, Hashable, Iterable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from barnabas.engine.backoff import Backoff, Patience
from barnabas.engine.callbacks import Callbacks
from barnabas.engine.cluster import Cluster
from barnabas.engine.connection import Connection
from barnabas.engine.environment import check_environment
from barnabas.engine.offloop import off_loop
from barnabas.engine.pool import Node, Pool
from barnabas.engine.portal import Portal
from barnabas.engine.proxy.route import Routes
from barnabas.engine.routing import GROUP, Codes, Router, top_code
from barnabas.engine.settings import ConnectionSettings
from barnabas.engine.snapshot import check_metadata
from barnabas.engine.waiting import tell
from barnabas.errors.client import IncompatibleBrokerError, KafkaError, KafkaTimeoutError, NetworkError
from barnabas.given import seconds
from barnabas.protocol.message import Request
from barnabas.protocol.versions import Versions
from barnabas.security.settings import Security

T = TypeVar("T")
log = logging.getLogger("barnabas.engine")
IDLE_CHECKS = 4  # a connection is closed at most a quarter of the idle time late, or
IDLE_CHECK_MOST = 5.0  # seconds; as long may it take until it is seen that the machine was asleep


class Closable(Protocol):
    """What a client closes before itself: a producer or consumer. Raises what its user has to know."""

    def shut_down(self, timeout: float) -> None:
        """Closes from any thread but the engine's, within `timeout` seconds."""

    async def ashut_down(self, timeout: float) -> None:
        """The same, awaited on any loop."""

    def drop(self) -> None:
        """Closes without waiting; what stays behind is logged."""


class Engine:
    """The engine of one Client. Does nothing until it is needed. Coroutines and `send` belong to its loop."""

    def __init__(self, bootstrap: list[tuple[str, int]], options: Mapping[str, Any]) -> None:
        check_environment()
        clock = options["clock"]
        # Seconds since 1970, by the clock that the client was given.
        wall: Callable[[], float] = time.time if clock is None else lambda: clock.wall_ms / 1000
        security = Security(options, off_loop, wall)  # may refuse, so before there is anything to close
        routes = Routes(options["proxy"], options["no_proxy"], options["address_map"])
        self.options = options
        self.client_id: str = options["client_id"]
        self.request_timeout: float = options["request_timeout_ms"] / 1000
        self.api_timeout: float = options["default_api_timeout_ms"] / 1000
        self.backoff = Backoff(options["retry_backoff_ms"] / 1000, options["retry_backoff_max_ms"] / 1000)
        self.portal = Portal(f"barnabas-{self.client_id}", options["clock"])
        self.loop = self.portal.loop
        self.now: Callable[[], float] = self.loop.time  # its clock, in seconds
        self.callbacks = Callbacks(f"barnabas-{self.client_id}-callbacks")
        self.addresses = bootstrap
        self.rebootstraps: bool = options["metadata_recovery_strategy"] == "rebootstrap"
        settings = ConnectionSettings(
            client_id=self.client_id,
            patience=Patience(
                options["socket_connection_setup_timeout_ms"] / 1000,
                options["socket_connection_setup_timeout_max_ms"] / 1000,
            ),
            idle_most=options["connections_max_idle_ms"] / 1000,
            max_response=options["max_response_bytes"],
            send_buffer=options["send_buffer_bytes"],
            receive_buffer=options["receive_buffer_bytes"],
            security=security,
            routes=routes,
            proxy_context=options["proxy_ssl_context"],
            connector=options["connector"],
        )
        reconnect = Backoff(options["reconnect_backoff_ms"] / 1000, options["reconnect_backoff_max_ms"] / 1000)
        self.pool = Pool(self.loop, settings, reconnect, self._node_failed)
        self.router = Router(self)
        self.cluster = Cluster(
            self.loop,
            lambda request, deadline: self.router.ask_any(request, deadline, check_metadata),
            options["metadata_max_age_ms"] / 1000,
            self.backoff,
            self.request_timeout,
            self.router.nobody,
            options["metadata_recovery_rebootstrap_trigger_ms"] / 1000 if self.rebootstraps else None,
        )
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closables: dict[int, weakref.ref[Any]] = {}  # by id, in the order that they were made
        self._running = False

    # --- border -------------------------------------------------------------------------------------------------------

    def wall_ms(self) -> int:
        """Milliseconds since 1970, by the clock that the client was given."""
        clock = self.options["clock"]
        return int(time.time() * 1000) if clock is None else int(clock.wall_ms)

    def check(self) -> None:
        """Raises ClosedError or ForkedError when the client cannot be used."""
        self.portal.check()

    def run(self, fn: Callable[..., Coroutine[Any, Any, T]], *args: Any, timeout: float | None = None) -> T:
        """See `Portal.run`."""
        self.asked()
        value: T = self.portal.run(self._entered, fn, args, timeout=timeout)
        return value

    async def arun(self, fn: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> T:
        """See `Portal.arun`."""
        self.asked()
        return await self.portal.arun(self._entered, fn, args)

    def asked(self) -> None:
        """See `Pool.asked`; for calls that do not come by `run` or `arun`."""
        self.pool.asked()

    async def _entered(self, fn: Callable[..., Coroutine[Any, Any, T]], args: tuple[Any, ...]) -> T:
        self.ensure_running()
        return await fn(*args)

    def post(self, fn: Callable[..., object], *args: Any) -> bool:
        """See `Portal.post`."""
        return self.portal.post(fn, *args)

    def ensure_running(self) -> None:
        """Starts the background tasks; on the loop."""
        if not self._running:
            self._running = True
            self.spawn(self.cluster.keep_fresh(), "metadata")
            self.spawn(self._close_idle(), "idle connections")

    def spawn(
        self, coro: Coroutine[Any, Any, Any], name: str, on_crash: Callable[[BaseException], None] | None = None
    ) -> asyncio.Task[Any]:
        """A background task on the loop. An exception that ends it is a bug: it is logged and given to `on_crash`."""
        task = self.loop.create_task(coro, name=name)
        self._tasks.add(task)

        def done(task: asyncio.Task[Any]) -> None:
            self._tasks.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("the task %r ended by an unexpected error", name, exc_info=error)
                if on_crash is not None:
                    on_crash(error)

        task.add_done_callback(done)
        return task

    # --- requests -----------------------------------------------------------------------------------------------------

    def bootstrap_nodes(self) -> list[Node]:
        """The addresses that the user gave, as nodes with negative ids."""
        return [self.pool.node(-1 - i, host, port) for i, (host, port) in enumerate(self.addresses)]

    def node(self, node_id: int) -> Node:
        """A node by id.

        Raises:
            NetworkError: the cluster's picture has no such broker.
        """
        info = self.cluster.snapshot.brokers.get(node_id)
        if info is not None:
            return self.pool.node(info.id, info.host, info.port)
        known = self.pool.nodes.get(node_id)
        if known is None:
            raise NetworkError(f"broker {node_id} is not known", broker=str(node_id))
        return known

    async def send(
        self,
        node_id: int,
        request: Request,
        *,
        timeout: float,
        deadline: float | None = None,
        lane: Hashable | None = None,
        low: int | None = None,
        high: int | None = None,
    ) -> Any:
        """One attempt at one broker; the response. `timeout` counts from when the request goes out, `deadline` bounds all of it.

        Raises:
            NetworkError: no connection, or it broke, or no answer within `timeout` seconds.
            KafkaTimeoutError: the deadline came.
            IncompatibleBrokerError: no common version within `low` and `high`.
        """
        connection = await self.connection(node_id, lane, deadline)
        version = connection.versions.pick(type(request), low, high)
        try:
            # The connection may be others' as well: it is not dropped because this caller has no more time.
            async with asyncio.timeout_at(deadline):
                return await connection.send(request, version, timeout)
        except IncompatibleBrokerError as error:  # a field that is set, and that this version lacks: nothing was sent
            error.broker = error.broker or connection.label
            raise
        except TimeoutError as error:
            name = type(request).NAME
            raise KafkaTimeoutError(f"no answer to {name} in time", broker=connection.label, api=name) from error

    async def connection(self, node_id: int, lane: Hashable | None, deadline: float | None = None) -> Connection:
        """A connection that is open and may be written to at once: a throttled one is left alone until its time is over (KIP-219).

        Raises:
            NetworkError: there is none.
            KafkaTimeoutError: the deadline came before.
        """
        node = self.node(node_id)
        why = "no connection in time"
        try:
            async with asyncio.timeout_at(deadline):
                while True:
                    connection = await self.pool.connection(node, lane)
                    muted = connection.muted_until - self.now()
                    if muted <= 0:
                        return connection
                    why = f"the broker throttles this client for {muted:.3g} s more"
                    await asyncio.sleep(muted)
                    node = self.node(node_id)  # it may have moved meanwhile
        except TimeoutError as error:
            raise KafkaTimeoutError(why, broker=node.label) from (node.error or error)

    def open_lane(self, node_id: int, lane: Hashable) -> Connection | None:
        """A lane's connection, if requests can go out on it now: one behind the other, none waits for another's answer."""
        node = self.pool.nodes.get(node_id)
        connection = node.lanes.get(lane) if node is not None else None
        return connection if connection is not None and connection.takes(self.loop.time()) else None

    async def versions(self, node_id: int, lane: Hashable | None = None, deadline: float | None = None) -> Versions:
        """The versions that a broker offers; connects if need be."""
        return (await self.connection(node_id, lane, deadline)).versions

    async def ask_any(self, request: Request, *, deadline: float) -> Any:
        """See `Router.ask_any`."""
        return await self.router.ask_any(request, deadline)

    def limit(self, timeout: float | None) -> float:
        """Seconds that a call may take: those that it was given, or `default_api_timeout_ms`."""
        return self.api_timeout if timeout is None else seconds(timeout)

    async def ask_controller(self, request: Request, *, deadline: float, errors_in: Codes = top_code) -> Any:
        """See `Router.ask_controller`."""
        return await self.router.ask_controller(request, deadline, errors_in)

    async def find_coordinator(self, kind: int, key: str, *, deadline: float) -> int:
        """See `Router.find_coordinator`."""
        return await self.router.find_coordinator(kind, key, deadline)

    async def find_coordinators(
        self, kind: int, keys: Iterable[str], *, deadline: float
    ) -> dict[str, int | KafkaError]:
        """See `Router.find_coordinators`."""
        return await self.router.find_coordinators(kind, keys, deadline)

    def forget_coordinator(self, kind: int, key: str) -> None:
        """See `Router.forget_coordinator`."""
        self.router.forget_coordinator(kind, key)

    def _node_failed(self, node: Node) -> None:
        if node.id >= 0:
            self.cluster.update_soon(f"broker {node.label} was lost")
        self.router.forget_node(node.id)

    async def _close_idle(self) -> None:
        pause = min(self.options["connections_max_idle_ms"] / 1000 / IDLE_CHECKS, IDLE_CHECK_MOST)
        while True:
            await asyncio.sleep(pause)
            self.pool.close_idle()

    async def disconnect(self) -> None:
        """Drops all connections; they open again when needed."""
        self.pool.drop_all()

    # --- user code and the end ----------------------------------------------------------------------------------------

    def callback(self, fn: Callable[..., object], *args: Any) -> None:
        """Runs user code on the callback thread."""
        self.callbacks.call(fn, *args)

    def register(self, closable: Closable) -> None:
        """A producer or consumer that is closed before the client."""
        # One step of the interpreter each, for threads make and close them at once, and garbage goes in the middle of anything.
        closables, key = self._closables, id(closable)
        closables[key] = weakref.ref(closable, lambda _: closables.pop(key, None))

    def unregister(self, closable: Closable) -> None:
        """It has closed itself."""
        self._closables.pop(id(closable), None)

    def closables(self) -> list[Closable]:
        """What is still open, newest first."""
        return [c for ref in reversed(list(self._closables.values())) if (c := ref()) is not None]

    def abandon(self) -> None:
        """Ends everything without waiting: the client was garbage."""
        self.stop(0.0)

    def stop(self, timeout: float, patience: float = 0.0) -> None:
        """Ends connections, tasks and threads, in at most about `timeout` seconds. Safe from any thread, and again.

        `patience` seconds are for callbacks that were not called yet; what is left then is logged.
        """
        if self.portal.forked:
            return
        self.portal.post_if_started(self.pool.close)
        self.portal.stop(timeout)
        self.callbacks.stop(patience)
        if patience:
            self.callbacks.tell_left()

    async def astop(self, timeout: float, patience: float) -> None:
        """As `stop`, while the caller's loop goes on. Cancelled, the wait ends, and who called abandons the rest."""
        if self.portal.forked:
            return
        loop = asyncio.get_running_loop()
        self.portal.post_if_started(self.pool.close)
        try:
            for stop_soon, most in ((self.portal.stop_soon, timeout), (self.callbacks.stop_soon, patience)):
                ended: asyncio.Future[None] = loop.create_future()
                if stop_soon(partial(tell, loop, [ended])):
                    await asyncio.wait([ended], timeout=most)
        finally:
            self.callbacks.tell_left()


__all__ = ["GROUP", "Closable", "Engine"]
