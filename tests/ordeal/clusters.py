"""What the ordeal's clients work against, and what can be done to it: a real Kafka of three nodes, or the development broker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Protocol

import barnabas
from barnabas.broker import Broker as DevelopmentBroker
from barnabas.broker.state.transactions.transaction import java_hash
from barnabas.protocol.messages.alter_partition_reassignments import AlterPartitionReassignmentsRequest
from barnabas.protocol.messages.elect_leaders import ElectLeadersRequest
from barnabas.protocol.messages.metadata import MetadataRequest
from tests.embedded.raw import Raw
from tests.harness.broker import free_port
from tests.harness.cluster import Cluster
from tests.ordeal.proxy import Proxies

OFFSETS, TRANSACTIONS = "__consumer_offsets", "__transaction_state"
NODES: tuple[int, ...] = (1, 2, 3)
METADATA, REASSIGN, ELECT = 9, 0, 2  # versions

Place = tuple[str, int]


class Ordealed(Protocol):
    """A cluster of nodes 1 to 3."""

    bootstrap: str  # for the clients that are tried
    direct: dict[int, str]  # each node, past everything that stands between
    name: str

    def faults(self) -> dict[str, Callable[[int, float], Callable[[], None] | None]]:
        """What can befall a node for some seconds; what ends it, None if nothing has to. Those of `DOWN` make it useless."""
        ...

    def move(self, place: Place, replicas: list[int]) -> None:
        """Has the first of these lead a partition."""

    def move_group(self, group: str, to: int) -> None:
        """Has another node coordinate a group."""

    def move_transactions(self, transactional_id: str, to: int) -> None:
        """Has another node coordinate a producer's transactions."""

    def stop(self) -> None:
        """Ends it."""


DOWN = frozenset({"kill", "pause", "restart"})


def partitions(direct: str, *topics: str) -> dict[Place, tuple[int, int, list[int], list[int]]]:
    """Leader, leader epoch, replicas and in-sync replicas of each partition, as one node sees them."""
    with Raw(direct) as raw:
        raw._socket.settimeout(1.0)
        asked = [MetadataRequest.MetadataRequestTopic(name=name) for name in topics]
        answer = raw.ask(MetadataRequest(topics=asked, allow_auto_topic_creation=False), METADATA)
    return {
        (topic.name, p.partition_index): (p.leader_id, p.leader_epoch, list(p.replica_nodes), list(p.isr_nodes))
        for topic in answer.topics
        for p in topic.partitions
    }


def _names(client: barnabas.Client) -> list[str]:
    return [topic.name for topic in client.admin.list_topics() if topic.name is not None]


class RealCluster:
    """Kafka, each node behind a proxy."""

    name = "real"

    def __init__(self, random: Random) -> None:
        ports = {node: free_port() for node in NODES}
        self._cluster = Cluster(
            properties={"offsets.topic.num.partitions": "3", "transaction.state.log.num.partitions": "3"},
            advertised=ports,
        )
        self._nodes = self._cluster.nodes
        self._proxies = Proxies(ports, {node: broker.port for node, broker in self._nodes.items()}, random)
        self.bootstrap = ",".join(f"127.0.0.1:{port}" for port in ports.values())
        self.direct = {node: broker.bootstrap for node, broker in self._nodes.items()}
        try:
            self._proxies.start()
            self._cluster.start()
        except BaseException:
            self.stop()
            raise

    def faults(self) -> dict[str, Callable[[int, float], Callable[[], None] | None]]:
        return {
            "kill": self._kill,
            "pause": self._pause,
            "restart": self._restart,
            "cut": lambda node, _: self._proxies.cut(node),
            "truncate": lambda node, _: self._proxies.truncate(node),
            "delay": self._delay,
            "hold": self._hold,
        }

    def _kill(self, node: int, _: float) -> Callable[[], None]:
        self._nodes[node].kill()
        return lambda: self._up(node)

    def _up(self, node: int) -> None:
        self._nodes[node].start()

    def _pause(self, node: int, _: float) -> Callable[[], None]:
        self._nodes[node].pause()
        return self._nodes[node].resume

    def _restart(self, node: int, _: float) -> Callable[[], None]:
        self._nodes[node].stop()
        return lambda: self._up(node)

    def _delay(self, node: int, seconds: float) -> Callable[[], None]:
        self._proxies.delay(node, min(seconds / 10, 0.5))
        return lambda: self._proxies.delay(node, 0.0)

    def _hold(self, node: int, _: float) -> Callable[[], None]:
        self._proxies.hold(node)
        return lambda: self._proxies.release(node)

    def _live(self) -> list[str]:
        found = []
        for node, broker in self._nodes.items():
            if broker.running:
                with suppress(OSError):
                    partitions(self.direct[node])
                    found.append(self.direct[node])
        return found

    def move(self, place: Place, replicas: list[int]) -> None:
        topic, number = place
        live = self._live()
        if not live:
            return
        with Raw(live[0]) as raw, suppress(OSError):
            wanted = AlterPartitionReassignmentsRequest.ReassignablePartition(partition_index=number, replicas=replicas)
            raw.ask(
                AlterPartitionReassignmentsRequest(
                    topics=[AlterPartitionReassignmentsRequest.ReassignableTopic(name=topic, partitions=[wanted])]
                ),
                REASSIGN,
            )
            chosen = ElectLeadersRequest.TopicPartitions(topic=topic, partitions=[number])
            raw.ask(ElectLeadersRequest(election_type=0, topic_partitions=[chosen], timeout_ms=5_000), ELECT)

    def move_group(self, group: str, to: int) -> None:
        self._lead(OFFSETS, group, to)

    def move_transactions(self, transactional_id: str, to: int) -> None:
        self._lead(TRANSACTIONS, transactional_id, to)

    def _lead(self, topic: str, key: str, to: int) -> None:
        """Has a node lead the partition of a coordinators' topic that a key is in, which makes it the key's coordinator."""
        for direct in self._live()[:1]:
            found = partitions(direct, topic)
            place = (topic, abs(java_hash(key)) % len(found))
            self.move(place, [to, *[node for node in found[place][2] if node != to]])

    def stop(self) -> None:
        self._proxies.stop()
        self._cluster.discard()


class Embedded:
    """The development broker; its nodes die and hang by themselves, and what a proxy does it does by injections."""

    name = "embedded"

    def __init__(self, random: Random) -> None:
        self._random = random
        self._broker = DevelopmentBroker(nodes=len(NODES), configs={"group.min.session.timeout.ms": 6_000}).start()
        self.bootstrap = self._broker.bootstrap_servers
        self.direct = dict(zip(NODES, self.bootstrap.split(","), strict=True))

    def faults(self) -> dict[str, Callable[[int, float], Callable[[], None] | None]]:
        return {
            "kill": self._kill,
            "pause": self._pause,
            "cut": lambda node, _: self._broker.drop_connections(node),
            "truncate": self._truncate,
            "lost": self._lost,
            "delay": self._delay,
        }

    def _kill(self, node: int, _: float) -> Callable[[], None]:
        self._broker.stop_node(node)
        return lambda: self._broker.start_node(node)

    def _pause(self, node: int, _: float) -> Callable[[], None]:
        self._broker.hang_node(node)
        # It keeps leading, so a cluster would move what it leads.
        with barnabas.Client(self.direct[1 + node % 3]) as client:
            for topic in client.admin.describe_topics(_names(client)):
                for number, p in enumerate(topic.partitions):
                    if topic.name is not None and p.leader == node:
                        self._broker.move_leader(topic.name, number, to=1 + node % 3)
        return lambda: self._broker.resume_node(node)

    def _truncate(self, node: int, _: float) -> None:
        for api in ("Produce", "Fetch", "OffsetCommit"):
            self._broker.inject(api=api, close_after=self._random.randrange(1, 60), after=True, node=node, times=2)

    def _lost(self, node: int, _: float) -> None:
        for api in ("Produce", "OffsetCommit", "JoinGroup", "EndTxn", "TxnOffsetCommit"):
            self._broker.inject(api=api, drop_connection=True, after=True, node=node, times=2)

    def _delay(self, node: int, seconds: float) -> Callable[[], None]:
        delayed = [
            self._broker.inject(api=api, delay=min(seconds / 10, 0.5), after=True, node=node, times=None)
            for api in ("Produce", "Fetch")
        ]

        def mend() -> None:
            for one in delayed:
                one.cancel()

        return mend

    def move(self, place: Place, replicas: list[int]) -> None:
        self._broker.move_leader(*place, to=replicas[0])

    def move_group(self, group: str, to: int) -> None:
        self._broker.move_coordinator(group=group, to=to)

    def move_transactions(self, transactional_id: str, to: int) -> None:
        self._broker.move_coordinator(transactional_id=transactional_id, to=to)

    def stop(self) -> None:
        self._broker.stop()
