"""What tests get as Kafka: brokers of their own by version, or a cluster that already runs; and fresh topics on them."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Mapping
from contextlib import ExitStack
from typing import NamedTuple, Protocol, Self

import barnabas
from tests.harness import zookeeper
from tests.harness.broker import HASTY, Broker
from tests.harness.waiting import until

RUNNING = "BARNABAS_TEST_BOOTSTRAP"  # names a cluster that already runs
SESSION_MS = 6_000 if RUNNING in os.environ else 3_000  # the shortest session: others' brokers have Kafka's own limit
EMBEDDED = "embedded"  # the development broker, where a version is asked for


class Kafka(Protocol):
    """Where a cluster is, and of which version."""

    @property
    def bootstrap(self) -> str: ...
    @property
    def version(self) -> str: ...


class RunningCluster(NamedTuple):
    """A cluster that somebody else runs."""

    bootstrap: str
    version: str = "given"


class Embedded:
    """The development broker in this process, set up as the real ones are."""

    version = EMBEDDED

    def __init__(self) -> None:
        from barnabas.broker import Broker as DevelopmentBroker

        self.broker = DevelopmentBroker(configs=HASTY)
        self.bootstrap = ""

    def __enter__(self) -> Self:
        self.bootstrap = self.broker.__enter__().bootstrap_servers
        return self

    def __exit__(self, *_: object) -> None:
        self.broker.stop()


class Brokers:
    """Brokers by version, each started when it is first asked for and kept until `close`."""

    def __init__(self, running: str | None) -> None:
        self._running = RunningCluster(running) if running else None
        self._stack = ExitStack()
        self._by_version: dict[str, Kafka] = {}

    def get(self, version: str) -> Kafka:
        """The broker of `version`, or the cluster that runs."""
        if self._running:
            return self._running
        if version not in self._by_version:
            broker = Embedded() if version == EMBEDDED else zookeeper.broker(version)
            self._by_version[version] = self._stack.enter_context(broker)
        return self._by_version[version]

    def close(self) -> None:
        """Ends them."""
        self._stack.close()


def make_anew(client: barnabas.Client, name: str, partitions: int = 1) -> None:
    """Makes a topic once more that was deleted just now: brokers refuse that until its end is through."""
    new = barnabas.NewTopic(name, partitions=partitions, replication_factor=1)
    until(lambda: client.admin.create_topics([new])[0].error is None, "the topic is made anew")


class Topics:
    """Makes topics that nobody else has, on one cluster or several; `close` deletes them."""

    def __init__(self, default: Kafka | None, label: str) -> None:
        self._default = default
        self._label = re.sub(r"[^a-zA-Z0-9]+", "-", label).strip("-")[:60]
        self._clients: dict[str, barnabas.Client] = {}
        self._made: list[tuple[Kafka, str]] = []

    def name(self) -> str:
        """A name that no topic has."""
        return f"{self._label}-{uuid.uuid4().hex[:8]}"

    def __call__(
        self, partitions: int = 1, *, on: Kafka | None = None, configs: Mapping[str, str] | None = None
    ) -> str:
        """The name of a new topic whose partitions all have a leader; `on` another cluster than the test's usual one."""
        kafka, name = on or self._default, self.name()
        assert kafka is not None, "a test that asks for no `kafka` says where its topics are: topic(on=...)"
        new = barnabas.NewTopic(name, partitions=partitions, replication_factor=1, configs=configs or {})
        self._client(kafka).admin.create_topics([new], raise_on_error=True)
        self._made.append((kafka, name))
        self.wait_led(name, partitions, on=kafka)
        return name

    def wait_led(self, name: str, partitions: int, *, on: Kafka | None = None) -> None:
        """Returns once all partitions of a topic have a leader, which a broker of KRaft's learns a moment after the making."""
        kafka = on or self._default
        assert kafka is not None
        admin = self._client(kafka).admin

        def led() -> bool:
            (found,) = admin.describe_topics([name])
            return len(found.partitions) == partitions and all(p.leader is not None for p in found.partitions)

        until(led, f"the topic {name} has leaders")

    def _client(self, kafka: Kafka) -> barnabas.Client:
        if kafka.bootstrap not in self._clients:
            self._clients[kafka.bootstrap] = barnabas.Client(kafka.bootstrap, client_id="harness")
        return self._clients[kafka.bootstrap]

    def close(self) -> None:
        """Deletes what was made, where there is still somebody to ask."""
        try:
            for kafka in {kafka.bootstrap: kafka for kafka, _ in self._made}.values():
                if not isinstance(kafka, Broker) or kafka.running:
                    self._client(kafka).admin.delete_topics([name for k, name in self._made if k is kafka])
        finally:
            for client in self._clients.values():
                client.close()
