"""An engine whose coordinator answers by a script, for tests of what is built on the engine. No sockets, no threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable
from typing import Any, NamedTuple, cast

from barnabas.engine.backoff import Backoff
from barnabas.engine.engine import Engine
from barnabas.engine.routing import Router
from barnabas.engine.snapshot import ClusterSnapshot, PartitionInfo, TopicInfo
from barnabas.protocol.message import Message, Request
from barnabas.protocol.versions import Versions

Answer = Message | Exception | Awaitable[Message]
COORDINATOR = 1


class Sent(NamedTuple):
    """A request that went out."""

    request: Any
    version: int
    lane: Hashable | None
    timeout: float


class ScriptedCluster:
    def __init__(self) -> None:
        self.snapshot = ClusterSnapshot()
        self.followed: list[str] = []
        self.creatable: list[str] = []
        self.all = 0
        self.updates: list[set[str]] = []
        self.failing: list[Exception] = []
        self._listeners: list[Callable[[ClusterSnapshot], None]] = []

    def set(self, *, made: bytes = b"\1", **counts: int) -> None:
        """Topics with so many partitions; another `made` gives them other ids."""
        part = PartitionInfo(1, 0, (1,), (1,), 0)
        topics = {
            name: TopicInfo(name, name.encode().ljust(16, made), False, 0, dict.fromkeys(range(count), part))
            for name, count in counts.items()
        }
        self.snapshot = ClusterSnapshot(version=self.snapshot.version + 1, topics=topics)
        for fn in list(self._listeners):
            fn(self.snapshot)

    def follow(self, topics: Iterable[str]) -> None:
        self.followed += topics

    def unfollow(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self.followed.remove(topic)

    def expect(self, topics: Iterable[str], *, create: bool) -> None:
        topics = list(topics)
        self.creatable += topics if create else ()
        self.follow(topics)

    def expect_no_more(self, topics: Iterable[str]) -> None:
        self.unfollow(topics)

    def follow_all(self) -> None:
        self.all += 1

    def unfollow_all(self) -> None:
        self.all -= 1

    def listen(self, fn: Callable[[ClusterSnapshot], None]) -> None:
        self._listeners.append(fn)

    def unlisten(self, fn: Callable[[ClusterSnapshot], None]) -> None:
        self._listeners.remove(fn)

    async def update(self, *, topics: Iterable[str] = (), deadline: float = 0.0, everything: bool = False) -> None:
        self.updates.append(set(topics))
        if self.failing:
            raise self.failing.pop(0)


class ScriptedPool:
    def __init__(self) -> None:
        self.released: list[Hashable] = []
        self.nodes: dict[int, Any] = {}

    def release(self, lane: Hashable) -> None:
        self.released.append(lane)


class ScriptedEngine:
    """Give `answers` a function per kind of request; it gets the request and gives a response, an error or a future."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.backoff = Backoff(0.001, 0.001)
        self.request_timeout = 30.0
        self.api_timeout = 60.0
        self.cluster = ScriptedCluster()
        self.pool = ScriptedPool()
        self.router = Router(self.engine)
        self.answers: dict[type[Request], Callable[[Any], Answer]] = {}
        self.highest: dict[type[Request], int] = {}
        self.sent: list[Sent] = []
        self.arrivals: asyncio.Queue[Sent] = asyncio.Queue()
        self.forgotten = 0
        self.lost: asyncio.Event | None = None  # where the coordinator is looked for until it is set
        self.crashes: list[BaseException] = []
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def engine(self) -> Engine:
        return cast(Engine, self)

    def now(self) -> float:
        return self.loop.time()

    def later(self, seconds: float) -> None:
        """So much time passes at once, for the loop's timers too."""
        time = self.loop.time
        self.loop.time = lambda: time() + seconds  # type: ignore[method-assign]

    def ensure_running(self) -> None: ...

    def spawn(
        self, coro: Coroutine[Any, Any, Any], name: str, on_crash: Callable[[BaseException], None] | None = None
    ) -> asyncio.Task[Any]:
        task = self.loop.create_task(coro, name=name)
        self._tasks.append(task)

        def done(task: asyncio.Task[Any]) -> None:
            if not task.cancelled() and (error := task.exception()) is not None:
                self.crashes.append(error)
                if on_crash is not None:
                    on_crash(error)

        task.add_done_callback(done)
        return task

    async def find_coordinator(self, kind: int, key: str, *, deadline: float) -> int:
        if self.lost is not None:
            await self.lost.wait()
        return COORDINATOR

    def forget_coordinator(self, kind: int, key: str) -> None:
        self.forgotten += 1

    async def versions(self, node: int, lane: Hashable | None = None, deadline: float = 0.0) -> Versions:
        return Versions(
            {kind.API_KEY: (kind.MIN_VERSION, self.highest.get(kind, kind.MAX_VERSION)) for kind in self.answers}
        )

    async def send(
        self,
        node: int,
        request: Any,
        *,
        timeout: float,
        lane: Hashable | None = None,
        low: int | None = None,
        high: int | None = None,
    ) -> Any:
        assert low == high
        assert low is not None
        assert node == COORDINATOR
        # What cannot be written in this version must fail here as it would on a connection.
        sent = Sent(type(request).decode(request.encode(low), low), low, lane, timeout)
        self.sent.append(sent)
        self.arrivals.put_nowait(sent)
        answer = self.answers[type(request)](sent.request)
        if isinstance(answer, Exception):
            raise answer
        if not isinstance(answer, Message):
            answer = await answer
        return type(answer).decode(answer.encode(low), low)

    async def arrival(self, kind: type[Request]) -> Sent:
        """The next request of a kind to go out; others are passed over."""
        while True:
            sent = await self.arrivals.get()
            if isinstance(sent.request, kind):
                return sent

    def kinds(self) -> list[str]:
        return [sent.request.NAME for sent in self.sent]
