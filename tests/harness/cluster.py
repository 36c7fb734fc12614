"""Three Kafka nodes on loopback, each a broker and a controller, set so that they notice a lost node within seconds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from tests.harness import jars
from tests.harness.broker import Broker, free_port

NODES = 3
JVM = ("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_SETTINGS = {
    "default.replication.factor": "3",
    "min.insync.replicas": "2",
    "offsets.topic.replication.factor": "3",
    "transaction.state.log.replication.factor": "3",
    "transaction.state.log.min.isr": "2",
    "num.network.threads": "2",
    "num.io.threads": "3",
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
    "metadata.max.idle.interval.ms": "500",  # Kafka's own; followers are told by it
    "controller.quorum.fetch.timeout.ms": "1000",
    "controller.quorum.election.timeout.ms": "500",
    "controller.quorum.election.backoff.max.ms": "300",
    "controller.quorum.request.timeout.ms": "1000",
    "replica.lag.time.max.ms": "2000",
    "replica.fetch.wait.max.ms": "200",
}


class Cluster:
    """Nodes 1 to 3, in racks r1 to r3; `with` ends them and takes their data away.

    Args:
        version: of Kafka.
        properties: settings of every node, beside those above.
        advertised: the ports that clients are told, where something stands between them and the nodes.
    """

    def __init__(
        self,
        version: str = jars.NEWEST,
        properties: Mapping[str, str] | None = None,
        *,
        advertised: Mapping[int, int] | None = None,
    ) -> None:
        voters = {node: free_port() for node in range(1, NODES + 1)}
        self.version = version
        self.nodes = {
            node: Broker(
                version,
                {**_SETTINGS, "broker.rack": f"r{node}", **(properties or {})},
                jvm=JVM,
                node=node,
                voters=voters,
                advertised=advertised[node] if advertised else None,
            )
            for node in voters
        }

    @property
    def bootstrap(self) -> str:
        """Every node's address."""
        return ",".join(broker.bootstrap for broker in self.nodes.values())

    def start(self) -> Self:
        """Starts all nodes and waits until they answer."""
        for broker in self.nodes.values():
            broker.launch()
        for broker in self.nodes.values():
            broker.wait()
        return self

    def discard(self) -> None:
        """Ends it for good: the data goes too."""
        for broker in self.nodes.values():
            broker.discard()

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.discard()
            raise

    def __exit__(self, *_: object) -> None:
        self.discard()
