"""What both faces of the broker share: its arguments, faults on demand, what was asked, and how the rest is done on its thread."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from barnabas.broker import options
from barnabas.broker.names import api_key
from barnabas.broker.runtime import Runtime
from barnabas.broker.server.faults import Injection, check, error_code
from barnabas.broker.state.refused import LogError
from barnabas.broker.thread import BrokerThread
from barnabas.errors import ConfigurationError, KafkaTimeoutError
from barnabas.given import seconds

if TYPE_CHECKING:
    from barnabas.broker.server.mechanisms.oauthbearer import Validator
    from barnabas.broker.server.requests import Asked
    from barnabas.broker.server.tls import Tls
    from barnabas.clock import ManualClock
    from barnabas.protocol.message import Request

COORDINATORS = ("group", "transactional_id", "share_group")  # in the order of FindCoordinator's key types


class BrokerFace:
    """A broker in a thread of its own. What waits for it is `Broker`'s and `AsyncBroker`'s."""

    def __init__(
        self,
        *,
        nodes: int = 1,
        default_partitions: int = 1,
        version: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        racks: Sequence[str | None] | None = None,
        auto_create_topics: bool = True,
        max_bytes: int = 1 << 30,
        data_dir: str | os.PathLike[str] | None = None,
        security_protocol: str = "PLAINTEXT",
        users: Mapping[str, str] | None = None,
        validator: Validator | None = None,
        configs: Mapping[str, Any] | None = None,
        clock: ManualClock | None = None,
    ) -> None:
        self._options = options.checked(
            nodes=nodes,
            default_partitions=default_partitions,
            version=version,
            host=host,
            port=port,
            racks=racks,
            auto_create_topics=auto_create_topics,
            max_bytes=max_bytes,
            data_dir=data_dir,
            security_protocol=security_protocol,
            users=users,
            validator=validator,
            configs=configs,
        )
        self._clock = clock
        self._running: tuple[BrokerThread, Runtime] | None = None
        self._was: Runtime | None = None

    def __repr__(self) -> str:
        where = self.bootstrap_servers if self._running is not None else "that does not run"
        return f"<{type(self).__name__} {where}>"

    @property
    def version(self) -> str:
        """The release of Kafka whose versions of the protocol it speaks.

        >>> Broker(version="2.8").version
        '2.8'
        """
        return self._options.settings.version

    @property
    def bootstrap_servers(self) -> str:
        """``host:port`` of every node, with commas between them, as clients take it.

        Raises:
            RuntimeError: the broker was never started.
        """
        runtime = self._running[1] if self._running is not None else self._was
        if runtime is None:
            raise RuntimeError("the broker was not started: use it in a with statement, or call start()")
        found = [listener.node for listener in runtime.listeners.values()]
        return ",".join(
            f"[{node.host}]:{node.port}" if ":" in node.host else f"{node.host}:{node.port}" for node in found
        )

    @property
    def tls(self) -> Tls | None:
        """What a client needs to trust a broker whose `security_protocol` is SSL or SASL_SSL: ``ca_path``, ``client_context()``."""
        return self._running[1].tls if self._running is not None else None

    @property
    def clock(self) -> ManualClock:
        """The clock that the broker was given.

        Raises:
            RuntimeError: it was given none, and goes by real time.

        >>> from barnabas.broker import ManualClock
        >>> Broker(clock=ManualClock()).clock.now
        0.0
        """
        if self._clock is None:
            raise RuntimeError("the broker goes by real time; give it Broker(clock=barnabas.testing.ManualClock())")
        return self._clock

    def inject(
        self,
        *,
        api: str,
        error: str | int | None = None,
        message: str | None = None,
        delay: float = 0.0,
        drop_connection: bool = False,
        close_after: int | None = None,
        corrupt_crc: bool = False,
        no_answer: bool = False,
        throttle: float | None = None,
        after: bool = False,
        times: int | None = 1,
        node: int | None = None,
        client_id: str | None = None,
        when: Callable[[Request], bool] | None = None,
    ) -> Injection:
        """Has something befall the next requests of an API. Injections that fit the same request are used one after the other.

        Args:
            api: the API's name, as ``"Produce"``.
            error: is answered instead, everywhere that the answer has room for it: the protocol's name or its number.
            message: the text beside `error`, where the answer has room for one.
            delay: the answer comes so many seconds (of the broker's clock) later.
            drop_connection: the connection is closed instead of an answer.
            close_after: the connection is closed behind so many bytes of the answer.
            corrupt_crc: for Fetch: the checksum of the first batch in the answer is wrong; the stored one stays right.
            no_answer: no answer ever; the connection stays.
            throttle: the answer says so many seconds of throttling, and the connection's next request waits as long.
            after: the request is handled first and this befalls its answer: what was written is written.
            times: how many requests it befalls; None: all, until `cancel` of what is returned.
            node: only requests to this node.
            client_id: only requests of this client.
            when: only requests for which this function returns true; it is called on the broker's thread.

        Raises:
            ConfigurationError: nothing is to be done, or an argument is not what it should be.

        Thread-safe. The requests that are being handled already are not befallen.

        >>> with Broker() as broker:
        ...     injected = broker.inject(api="Produce", error="NOT_LEADER_OR_FOLLOWER", times=2)
        ...     injected.used, injected.left
        (0, 2)
        """
        injection = Injection(
            api=api_key(api),
            left=times,
            error=None if error is None else error_code(error),
            message=message,
            delay=delay,
            drop_connection=drop_connection,
            close_after=close_after,
            corrupt_crc=corrupt_crc,
            no_answer=no_answer,
            throttle=throttle,
            after=after,
            node=None if node is None else self._known(node),
            client_id=client_id,
            when=when,
        )
        check(injection)
        self._runtime().dispatcher.faults.add(injection)
        return injection

    def clear_injections(self) -> None:
        """Nothing that was injected befalls any more requests. Thread-safe.

        >>> with Broker() as broker:
        ...     injected = broker.inject(api="Fetch", delay=60, times=None)
        ...     broker.clear_injections()
        ...     injected.left
        0
        """
        self._runtime().dispatcher.faults.clear()

    def requests(self, api: str | None = None, *, node: int | None = None, client_id: str | None = None) -> list[Asked]:
        """What was asked, oldest first: of one API, one node, one client, or all.

        The last 10,000 requests are kept, as far as they have no more than 32 MiB. Each has ``api``, ``version``, ``node``,
        ``client_id``, ``principal``, ``at`` and, decoded, ``request``. Thread-safe.

        >>> with Broker() as broker:
        ...     broker.requests(api="JoinGroup")
        []
        """
        key = None if api is None else api_key(api)
        return self._runtime().dispatcher.log.find(key, node, client_id)

    def clear_requests(self) -> None:
        """Forgets what was asked so far. Thread-safe.

        >>> with Broker() as broker:
        ...     broker.clear_requests()
        """
        self._runtime().dispatcher.log.clear()

    # --- how it is done -------------------------------------------------------------------------------------------

    def _runtime(self) -> Runtime:
        if self._running is None:
            raise RuntimeError("the broker does not run")
        return self._running[1]

    def _known(self, node: int) -> int:
        if isinstance(node, bool) or not isinstance(node, int) or not 1 <= node <= self._options.nodes:
            raise ConfigurationError(f"node {node!r}: there are 1 to {self._options.nodes}")
        return node

    def _launch(self) -> None:
        if self._running is not None:
            raise RuntimeError("the broker runs already")
        thread, runtime = BrokerThread(self._clock), Runtime(self._options, self._clock)
        thread.start(runtime)
        self._running = thread, runtime

    def _stop(self) -> None:
        if self._running is not None:
            (thread, runtime), self._running = self._running, None
            self._was = runtime
            thread.end(runtime)

    def _waited(
        self,
        api: str | None,
        count: int,
        timeout: float,
        node: int | None,
        client_id: str | None,
        given_up: threading.Event | None = None,
    ) -> list[Asked]:
        key = None if api is None else api_key(api)
        found = self._runtime().dispatcher.log.wait(key, node, client_id, count, seconds(timeout), given_up)
        if len(found) < count:
            raise KafkaTimeoutError(f"{len(found)} of {count} requests {api or ''} were asked within {timeout:g} s")
        return found

    async def _load(self, topic: str, partition: int, data: bytes) -> int:
        cluster = self._runtime().cluster
        found = cluster.partition(topic, partition)
        if found is None:
            raise ConfigurationError(f"there is no partition {partition!r} of topic {topic!r} to load into")
        try:
            count = found.log.load_segment(data, now_ms=cluster.timers.wall_ms)
        except LogError as error:
            raise ConfigurationError(f"data cannot be loaded into {topic}-{partition}: {error.message}") from error
        cluster.logs_changed(found)
        return count

    async def _move_leader(self, topic: str, partition: int, to: int) -> None:
        cluster = self._runtime().cluster
        found = cluster.partition(topic, partition)
        if found is None:
            raise ConfigurationError(f"there is no partition {partition!r} of topic {topic!r} whose leader could move")
        if not cluster.alive(to):
            raise ConfigurationError(f"node {to} is down: it cannot lead {topic}-{partition}")
        if found.leader != to:
            cluster.set_leader(found, to)

    async def _move_coordinator(self, to: int, *named: str | None) -> None:
        """`named` are the names in the order of `COORDINATORS`, all but one of them None."""
        given = {kind: name for kind, name in enumerate(named) if name is not None}
        if len(given) != 1:
            raise ConfigurationError(f"move_coordinator() was given {len(given)} of {', '.join(COORDINATORS)}, not one")
        ((kind, name),) = given.items()
        self._runtime().cluster.move_coordinator(kind, name, to)

    async def _each(self, node: int | None, do: Callable[[Any], object]) -> None:
        for number, listener in self._runtime().listeners.items():
            if node in (None, number):
                do(listener)
