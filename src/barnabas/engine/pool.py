"""Connections by broker. What may wait at the broker has a lane of its own, the rest leases the least busy one.

Kafka answers a connection's requests in order and reads the next one only after it has answered the one before. So Fetch,
a group member's requests and each producer's get a connection (a lane), and nothing else stands behind a long poll.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import socket
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from barnabas.engine.backoff import Backoff
from barnabas.engine.connection import CLOSED, Connection
from barnabas.engine.dial import Way
from barnabas.engine.resolver import Address, Resolver
from barnabas.engine.settings import ConnectionSettings
from barnabas.engine.suspension import Sleeper
from barnabas.engine.waiting import fresh
from barnabas.errors.client import AuthenticationError, ClosedError, KafkaError, NetworkError, SaslError
from barnabas.functions import ended

log = logging.getLogger("barnabas.pool")
MOVED = "the broker has moved to another address"
SHARED_MOST = 3  # leased connections to one broker
SHARED_BUSY = 8  # requests in flight that make another worthwhile


@dataclass
class Node:
    """A broker, or a bootstrap address (negative id), and its connections."""

    id: int
    host: str
    port: int
    lanes: dict[Hashable, Connection] = field(default_factory=dict)
    shared: list[Connection] = field(default_factory=list)
    opening: dict[Hashable, asyncio.Task[Connection]] = field(default_factory=dict)
    failures: int = 0
    unreached: int = 0  # attempts in a row that gave no connection, each address of the name counted
    retry_at: float = 0.0
    error: KafkaError | None = None
    snubbed: bool = False  # its last connection was closed on the first request
    refused_in: int = 0  # how many calls the user had made when it last refused this client
    refused: bool = False  # it did not let this client in when it was last asked
    trial: asyncio.Lock = field(default_factory=asyncio.Lock)  # once it has, it is asked by one at a time

    @property
    def label(self) -> str:
        address = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        return f"{self.id} ({address})" if self.id >= 0 else address

    @property
    def in_flight(self) -> int:
        return sum(c.in_flight for c in self.shared)

    def connections(self) -> list[Connection]:
        return [*self.lanes.values(), *self.shared]

    def muted(self, now: float) -> bool:
        """Whether a request of no lane would have to wait until the broker may be asked again (KIP-219)."""
        return bool(self.shared) and all(c.muted_until > now for c in self.shared)


class Pool:
    """All connections of a client. Engine loop only."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        settings: ConnectionSettings,
        backoff: Backoff,
        on_failure: Callable[[Node], None],
    ) -> None:
        self._loop = loop
        self._settings = settings
        self._backoff = backoff
        self._resolver = Resolver()
        self._sleeper = Sleeper()
        self._on_failure = on_failure  # a known broker could not be reached, or was lost: metadata may be old
        self._closed = False
        self._calls = itertools.count(1)
        self._asked = 0  # the last of these
        self.nodes: dict[int, Node] = {}

    def node(self, id: int, host: str, port: int) -> Node:
        """The node of this id at this address; when a broker has moved, its old connections are dropped."""
        node = self.nodes.get(id)
        if node is None or (node.host, node.port) != (host, port):
            if node is not None:
                self._drop(node, MOVED)
            node = self.nodes[id] = Node(id, host, port)
        return node

    def asked(self) -> None:
        """The user has called: brokers that refused this client may be tried once more. From any thread."""
        self._asked = next(self._calls)

    async def connection(self, node: Node, lane: Hashable | None) -> Connection:
        """An open connection to `node`: the lane's own, or the least busy shared one. Waits out the node's backoff."""
        self._wake()
        now = self._loop.time()
        for connection in node.connections():
            if connection.worn(now):
                connection.retire("the connection was idle")
        if lane is not None:
            found = node.lanes.get(lane)
            if found is not None and found.open:
                return found
            return await self._opened(node, lane)
        shared = [c for c in node.shared if c.open]
        if not shared:
            return await self._opened(node, ("shared", 0))
        best = min(shared, key=lambda c: c.in_flight)
        if best.in_flight >= SHARED_BUSY and len(shared) < SHARED_MOST and not node.opening:
            self._start(node, ("shared", len(shared))).add_done_callback(_retrieved)
        return best

    def _start(self, node: Node, key: Hashable) -> asyncio.Task[Connection]:
        task = node.opening.get(key)
        if task is None:
            if self._closed:
                raise ClosedError("the client is closed")
            if self.nodes.get(node.id) is not node:  # nobody would close what is opened there
                raise NetworkError(MOVED, broker=node.label)
            task = node.opening[key] = self._loop.create_task(self._open(node, key))
            task.add_done_callback(lambda _: node.opening.pop(key, None))
        return task

    async def _opened(self, node: Node, key: Hashable) -> Connection:
        task = self._start(node, key)
        task.add_done_callback(_retrieved)
        # Several callers may wait for one connection; one of them being cancelled is not the others' end. And when the
        # opening was dropped (`disconnect`, a broker that moved), that is a broken connection to them, no cancellation.
        await asyncio.wait([task])
        if task.cancelled():
            raise NetworkError("the connection was dropped while it was opened", broker=node.label)
        return task.result()

    async def _open(self, node: Node, key: Hashable) -> Connection:
        if not node.refused:
            return await self._tried(node, key)
        async with node.trial:
            if node.error is not None and node.refused and node.refused_in == self._asked:
                # Nobody but what runs in the background wants it: an account could be locked by that.
                raise fresh(node.error)
            return await self._tried(node, key)

    async def _tried(self, node: Node, key: Hashable) -> Connection:
        wait = node.retry_at - self._loop.time()
        if wait > 0:
            await asyncio.sleep(wait)
        try:
            connection = await self._reach(node)
        except KafkaError as error:
            self._failed(node, error)
            raise
        except BaseException as error:
            if ended(error):
                raise
            # Nothing on the way should raise such a thing; if it does, it is this broker that cannot be reached, and no end
            # of who keeps the metadata fresh.
            log.error("connecting to broker %s failed unexpectedly", node.label, exc_info=error)
            failed = NetworkError(f"connecting failed: {type(error).__name__}", broker=node.label).causing(error)
            self._failed(node, failed)
            raise failed from error
        node.failures, node.retry_at, node.error, node.refused = 0, 0.0, None, False
        if self._closed:
            connection.retire()
            raise ClosedError("the client is closed")
        if isinstance(key, tuple) and key and key[0] == "shared":
            node.shared.append(connection)
        else:
            node.lanes[key] = connection
        return connection

    def _failed(self, node: Node, error: KafkaError) -> None:
        node.failures += 1
        node.retry_at = self._loop.time() + self._backoff.delay(node.failures)
        node.error = error
        # A token that could not be had is no word of the broker's: the next one may be let in.
        no_token = isinstance(error, SaslError) and error.api is None
        node.refused = isinstance(error, AuthenticationError) and not no_token
        if node.refused:
            node.refused_in = self._asked
        self._on_failure(node)

    async def _reach(self, node: Node) -> Connection:
        """Tries every address of the node's name (KIP-302); the error says what each of them had."""
        ways = await self._ways(node)
        last: KafkaError = NetworkError(f"the name {node.host!r} has no address", broker=node.label)
        told: list[str] = []
        for way in ways:
            shown = node.label if len(ways) == 1 else f"{node.label} at {way.address[0]}"
            connection = Connection(self._loop, self._settings, shown, lambda c: self._ended(node, c))
            try:
                patience = self._settings.patience.after(node.unreached)
                await connection.connect(way, node.host, node.port, patience, suspicious=node.snubbed)
            except AuthenticationError:  # other addresses of the name are the same broker
                raise
            except KafkaError as error:
                last = error
                node.unreached += 1
                told.append(f"{way.address[0]}: {brief(error)}")
            else:
                node.unreached = 0
                return connection
        if len(told) > 1:
            raise NetworkError("; ".join(told), broker=node.label) from last
        raise last

    async def _ways(self, node: Node) -> list[Way]:
        """How a broker may be reached: every address of its name, or of the proxy's (KIP-302)."""
        route = self._settings.routes.to(node.host, node.port)
        if self._settings.connector is not None:
            return [Way(socket.AF_UNSPEC, (route.host, route.port), None, route.host, route.port)]
        if route.proxy is None:
            found = await self._resolved(route.host, route.port, node)
            return [Way(family, address, None, route.host, route.port) for family, address in found]
        target = route.host
        if not route.proxy.resolves:
            target = str((await self._resolved(route.host, route.port, node))[0][1][0])
        found = await self._resolved(route.proxy.host, route.proxy.port, node)
        return [Way(family, address, route.proxy, target, route.port) for family, address in found]

    async def _resolved(self, host: str, port: int, node: Node) -> list[Address]:
        try:
            async with asyncio.timeout(self._settings.patience.first):
                found = await self._resolver.resolve(host, port)
        except TimeoutError as error:
            raise NetworkError(f"the name {host!r} was not resolved in time", broker=node.label) from error
        except OSError as error:
            raise NetworkError(f"the name {host!r} cannot be resolved", broker=node.label) from error
        if not found:
            raise NetworkError(f"the name {host!r} has no address", broker=node.label)
        return found

    def _ended(self, node: Node, connection: Connection) -> None:
        known = connection in node.shared
        if known:
            node.shared.remove(connection)
        for lane in [lane for lane, c in node.lanes.items() if c is connection]:
            del node.lanes[lane]
            known = True
        if known and not connection.retired and not self._closed and self.nodes.get(node.id) is node:
            if not node.refused:  # or the next one would be opened by whatever has lost this one
                node.error = connection.error
            node.snubbed = connection.snubbed
            self._on_failure(node)

    # --- housekeeping -------------------------------------------------------------------------------------------------

    def close_idle(self) -> None:
        """Closes connections that nothing has used for too long, and after a long sleep of the machine all of them."""
        self._wake()
        now = self._loop.time()
        for node in list(self.nodes.values()):
            for connection in node.connections():
                if connection.worn(now):
                    connection.retire("the connection was idle")

    def _wake(self) -> None:
        slept = self._sleeper.slept()
        if not slept:
            return
        log.info("this machine was suspended for %.0f s: connections are opened anew", slept)
        for node in list(self.nodes.values()):
            node.failures, node.unreached, node.retry_at = 0, 0, 0.0
            for connection in node.connections():
                connection.retire(f"this machine was suspended for {slept:.0f} s")

    def release(self, lane: Hashable) -> None:
        """Closes a lane's connections at every broker, also those under way: its owner is gone."""
        for node in self.nodes.values():
            if (opening := node.opening.get(lane)) is not None:
                opening.cancel()
            connection = node.lanes.pop(lane, None)
            if connection is not None:
                connection.retire()

    def _drop(self, node: Node, why: str = CLOSED) -> None:
        for task in list(node.opening.values()):
            task.cancel()
        connections = node.connections()
        node.lanes.clear()
        node.shared.clear()
        for connection in connections:
            connection.retire(why)

    def drop_all(self) -> None:
        """Closes every connection; they are opened again when needed."""
        for node in self.nodes.values():
            self._drop(node)
            node.failures, node.retry_at = 0, 0.0

    def close(self) -> None:
        """Closes every connection for good."""
        self._closed = True
        self.drop_all()
        self._resolver.stop()


def brief(error: KafkaError) -> str:
    """An error's text without its place."""
    return str(type(error)(error.message).causing(error.__cause__))


def _retrieved(task: asyncio.Task[Any]) -> None:
    """Marks a task's error as seen: each of its callers was told."""
    if not task.cancelled():
        task.exception()
