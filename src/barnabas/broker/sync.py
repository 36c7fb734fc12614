"""The blocking face of the development broker."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Self, TypeVar

from barnabas.broker.face import BrokerFace

if TYPE_CHECKING:
    from barnabas.broker.server.requests import Asked

T = TypeVar("T")


class Broker(BrokerFace):
    """A development broker: Kafka's protocol on loopback, in a thread of this process. Not for production.

    A cluster of one or more nodes that keeps its records in memory (or in `data_dir`), with topics, groups, transactions, the
    admin's requests, faults on demand and, if wanted, a clock that the test moves. There is no replication.

    Args:
        nodes: brokers of the cluster, with ids from 1 on, each at a port of its own.
        default_partitions: of topics that are made without saying (Kafka's `num.partitions`).
        version: speak as this release of Kafka does, ``"0.11"`` to ``"4.4"``; default the newest.
        host: where to listen. Another than loopback makes it reachable by everyone who reaches the machine.
        port: of the first node, the others take the next ones; 0 for any that are free.
        racks: one for each node.
        auto_create_topics: make topics that clients ask for.
        max_bytes: of records in all; what goes beyond is refused with KAFKA_STORAGE_ERROR.
        data_dir: a folder that outlives the process. A killed process loses nothing it acknowledged; a power cut may.
        security_protocol: of the listeners: ``"PLAINTEXT"``, ``"SSL"``, ``"SASL_PLAINTEXT"`` or ``"SASL_SSL"``. SSL makes certificates on the
            fly and needs the package ``cryptography`` (``pip install 'barnabas[broker]'``).
        users: name and password of who may log in by PLAIN and SCRAM; for a `security_protocol` with SASL.
        validator: judges the tokens of OAUTHBEARER; by default unsecured ones are taken, as Kafka's own for development.
        configs: a broker's settings by Kafka's names, as ``{"log.retention.ms": 60_000}``. Where Kafka's default is to wait for further members of
            a group this one does not: ``group.initial.rebalance.delay.ms`` and ``group.consumer.assignment.interval.ms`` are 0.
        clock: a `ManualClock` that the test moves; by default real time.

    Raises:
        ConfigurationError: an argument is not what it should be; the text says what was expected.

    >>> with Broker(nodes=3, default_partitions=6) as broker, barnabas.Client(broker.bootstrap_servers) as client:
    ...     len(client.admin.describe_cluster().brokers)
    3

    Thread-safe. Every call blocks until it is done, mostly for less than a millisecond, and raises `ConfigurationError` for what is not
    accepted, ``RuntimeError`` while the broker does not run. It can be started again after `stop`; in memory it then begins anew.
    """

    def start(self) -> Self:
        """Starts it; it listens when this returns.

        >>> broker = Broker().start()
        >>> broker.stop()

        Raises:
            RuntimeError: it runs already.
            OSError: the address or the data directory is in use.
        """
        self._launch()
        return self

    def stop(self) -> None:
        """Closes all connections and ends the thread. Idempotent; takes at most seconds.

        >>> Broker().stop()
        """
        self._stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop_node(self, node: int) -> None:
        """Takes a node down: its connections are closed, its port refuses, its partitions are led by other replicas.

        >>> with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        ...     broker.stop_node(2)
        ...     len(client.admin.describe_cluster().brokers)
        1
        """
        self._do(self._runtime().stop_node(self._known(node)))

    def start_node(self, node: int) -> None:
        """Brings a node back, at the port that it had.

        >>> with Broker(nodes=2) as broker:
        ...     broker.stop_node(2)
        ...     broker.start_node(2)
        """
        self._do(self._runtime().start_node(self._known(node)))

    def hang_node(self, node: int) -> None:
        """A node goes on taking connections and requests but answers none, until `resume_node`. It keeps leading.

        >>> with Broker() as broker, barnabas.Client(broker.bootstrap_servers, default_api_timeout_ms=50) as client:
        ...     broker.hang_node(1)
        ...     client.admin.list_topics()
        Traceback (most recent call last):
        barnabas.errors.client...
        """
        self._do(self._each(self._known(node), lambda listener: listener.hang()))

    def resume_node(self, node: int) -> None:
        """A node that hangs answers again, also what was asked in the meantime.

        >>> with Broker() as broker:
        ...     broker.hang_node(1)
        ...     broker.resume_node(1)
        """
        self._do(self._each(self._known(node), lambda listener: listener.resume()))

    def drop_connections(self, node: int | None = None) -> None:
        """Closes all connections, of one node or of all, once.

        >>> with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        ...     before = client.admin.list_topics()
        ...     broker.drop_connections()
        ...     client.admin.list_topics() == before
        True
        """
        chosen = None if node is None else self._known(node)
        self._do(self._each(chosen, lambda listener: listener.drop()))

    def move_leader(self, topic: str, partition: int, *, to: int) -> None:
        """Has another node lead a partition of a topic, in a new leader epoch.

        Args:
            topic: its name.
            partition: its number.
            to: the node.

        >>> with Broker(nodes=3) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        ...     made = client.admin.create_topics([barnabas.NewTopic("orders", partitions=1)])
        ...     broker.move_leader("orders", 0, to=3)
        ...     client.admin.describe_topics(["orders"])[0].partitions[0].leader
        3

        Raises:
            ConfigurationError: there is no such partition, or the node is down.
        """
        self._do(self._move_leader(topic, partition, self._known(to)))

    def load_segment(self, topic: str, partition: int, data: bytes) -> int:
        """Puts stored batches at the end of a log as they are: also message sets of formats 0 and 1, which no producer can write.

        Args:
            topic: one that is there.
            partition: of the topic.
            data: a segment's bytes, batches or messages with their own offsets, from the end of the log on.

        Returns:
            How many batches (or, in the old formats, messages of the outer level) were put there.

        Raises:
            ConfigurationError: there is no such partition, the bytes are no batches, or their offsets are before the end of the
                log; the batches before the one at fault are there then.

        >>> with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        ...     made = client.admin.create_topics([barnabas.NewTopic("old", partitions=1)])
        ...     broker.load_segment("old", 0, b"")
        0
        """
        return self._do(self._load(topic, partition, data))

    def move_coordinator(
        self,
        *,
        to: int,
        group: str | None = None,
        transactional_id: str | None = None,
        share_group: str | None = None,
    ) -> None:
        """Has another node coordinate a group or a transactional id, while it is up. Members that wait for an answer of a group's
        former one are told NOT_COORDINATOR.

        Args:
            to: the node.
            group: what it coordinates, or
            transactional_id: this, or
            share_group: this; one of the three.

        Raises:
            ConfigurationError: not one was given, or there is no such node.

        >>> with Broker(nodes=2) as broker:
        ...     broker.move_coordinator(group="billing", to=2)
        """
        self._do(self._move_coordinator(self._known(to), group, transactional_id, share_group))

    def wait_for_requests(
        self,
        api: str | None = None,
        *,
        count: int = 1,
        timeout: float = 10.0,
        node: int | None = None,
        client_id: str | None = None,
    ) -> list[Asked]:
        """Waits until so many requests of a kind were asked; they are returned as by `requests`.

        Args:
            api: of this API; None for any.
            count: how many.
            timeout: seconds.
            node: only those to this node.
            client_id: only those of this client.

        Raises:
            KafkaTimeoutError: it were fewer in `timeout` seconds (of real time).

        >>> with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        ...     topics = client.admin.list_topics()
        ...     broker.wait_for_requests(api="Metadata")[0].api
        'Metadata'
        """
        return self._waited(api, count, timeout, node, client_id)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._running is not None
        return self._running[0].call(work)
