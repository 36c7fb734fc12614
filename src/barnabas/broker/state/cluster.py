"""The cluster: nodes, topics, coordinators, and the machines of everything else. No I/O, no clock."""

from __future__ import annotations

import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from barnabas.broker.state import credentials as users
from barnabas.broker.state.configs import BrokerConfigs, TopicConfigs
from barnabas.broker.state.credentials import Credentials
from barnabas.broker.state.groups import Groups
from barnabas.broker.state.groups.registry import KINDS as GROUP_KINDS
from barnabas.broker.state.logs import Logs
from barnabas.broker.state.producers import KIND as PRODUCER_IDS
from barnabas.broker.state.producers import ProducerIds
from barnabas.broker.state.quotas import KIND as QUOTA
from barnabas.broker.state.quotas import Quotas
from barnabas.broker.state.topics import NO_LEADER as NO_LEADER
from barnabas.broker.state.topics import Node as Node
from barnabas.broker.state.topics import Partition as Partition
from barnabas.broker.state.topics import Topic as Topic
from barnabas.broker.state.transactions import Transactions
from barnabas.broker.storage.journal import Journal, NoJournal
from barnabas.broker.versions import table

if TYPE_CHECKING:
    from barnabas.broker.storage import Storage
    from barnabas.broker.timers import Timers

# Kinds of the journal's entries that are the cluster's own.
CLUSTER: Final = "cluster"
TOPIC: Final = "topic"
BROKER_CONFIG: Final = "broker-config"


@dataclass(slots=True, frozen=True)
class Settings:
    """What the cluster was made with; `configs` by Kafka's names."""

    version: str = "4.4"
    default_partitions: int = 1
    default_replication: int = 1
    auto_create_topics: bool = True
    max_bytes: int = 1 << 30
    configs: Mapping[str, str] = field(default_factory=dict)


# FindCoordinator's key types.
GROUP: Final = 0
TRANSACTION: Final = 1
SHARE: Final = 2
# Kafka's own topics, and how many partitions they have.
INTERNAL: Final = {
    GROUP: ("__consumer_offsets", "offsets.topic.num.partitions", 50),
    TRANSACTION: ("__transaction_state", "transaction.state.log.num.partitions", 50),
}
INTERNAL_NAMES: Final = frozenset(name for name, _, _ in INTERNAL.values())
COMPACTED: Final = {"cleanup.policy": "compact", "compression.type": "producer", "segment.bytes": "104857600"}


class Cluster:
    """Everything there is. Used from one thread only.

    Args:
        settings: how it is.
        timers: the clock.
        nodes: its brokers.
        storage: where it is kept; None: in memory only.
        passwords: who may log in where SASL is asked for.
    """

    def __init__(
        self,
        settings: Settings,
        timers: Timers,
        nodes: list[Node],
        storage: Storage | None = None,
        passwords: Mapping[str, str] | None = None,
    ) -> None:
        self.settings = settings
        self.versions = table(settings.version)
        self.timers = timers
        self.nodes = {node.id: node for node in nodes}
        self.topics: dict[str, Topic] = {}
        self.topic_ids: dict[bytes, Topic] = {}
        self.on_topic_deleted: list[Callable[[Topic], object]] = []
        self.journal: Journal = storage.journal if storage is not None else NoJournal()
        self.cluster_id = urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        self._storage = storage
        self._coordinators: dict[tuple[int, str], int] = {}
        self._next_first = 0
        self.configs = BrokerConfigs(settings.configs, before_4=int(self.versions.release.split(".")[0]) < 4)
        self.logs = Logs(
            timers, settings.configs, version=settings.version, max_bytes=settings.max_bytes, storage=storage
        )
        self.credentials = Credentials(dict(passwords or {}), self.journal)
        self.quotas = Quotas(self.journal)
        self.producer_ids = ProducerIds(self)
        self.groups = Groups(self)
        self.transactions = Transactions(self)
        self._restore()

    # --- nodes ----------------------------------------------------------------------------------------------------

    def alive(self, number: int) -> bool:
        """Whether a node is there and up."""
        node = self.nodes.get(number)
        return node is not None and node.alive

    @property
    def live(self) -> list[Node]:
        """The nodes that are up, by id."""
        return [node for node in self.nodes.values() if node.alive]

    @property
    def controller(self) -> Node | None:
        """Whom Metadata names the controller; None when no node is up."""
        return next(iter(self.live), None)

    def node_changed(self, node: Node, alive: bool) -> None:
        """A node went down or came up: partitions are led, and groups coordinated, by who is left."""
        before = self._coordinators_of_groups()
        node.alive = alive
        if alive:
            node.epoch += 1
        else:
            node.data.clear()
        for topic in self.topics.values():
            changed = [partition for partition in topic.partitions if partition.elect(self.alive)]
            for partition in changed:
                self.logs_changed(partition)
            if changed:
                self._keep(topic)
        self._unload_moved(before)

    def coordinator(self, kind: int, key: str) -> Node | None:
        """Who coordinates a group, a transactional id or a share group, by its key type; None when no node is up."""
        moved = self._coordinators.get((kind, key))
        if moved is not None and self.alive(moved):
            return self.nodes[moved]
        live = self.live
        return live[zlib.crc32(key.encode()) % len(live)] if live else None

    def move_coordinator(self, kind: int, key: str, to: int) -> None:
        """Has another node coordinate from now on, as long as it is up."""
        before = self._coordinators_of_groups()
        self._coordinators[kind, key] = to
        self._unload_moved(before)

    def _coordinators_of_groups(self) -> dict[str, Node | None]:
        return {group.id: self.coordinator(GROUP, group.id) for group in self.groups.all()}

    def _unload_moved(self, before: Mapping[str, Node | None]) -> None:
        for group_id, node in before.items():
            if self.coordinator(GROUP, group_id) is not node:
                self.groups.unload(group_id)

    # --- topics ---------------------------------------------------------------------------------------------------

    def need_internal(self, kind: int) -> None:
        """Somebody looks for a coordinator: the topic that Kafka's keeps its state in is there from now on. Nothing is in it."""
        name, config, usual = INTERNAL[kind]
        if name not in self.topics:
            count = int(self.settings.configs.get(config, usual))
            self.create_topic(name, self.spread(count, self.settings.default_replication, 0), dict(COMPACTED))

    def topic(self, name: str) -> Topic | None:
        """The topic of this name."""
        return self.topics.get(name)

    def partition(self, name: str, index: int) -> Partition | None:
        """A partition by topic and index."""
        topic = self.topics.get(name)
        return topic.partitions[index] if topic is not None and 0 <= index < len(topic.partitions) else None

    def leads(self, node: Node, partition: Partition) -> bool:
        """Whether the node is up and the partition's leader."""
        return partition.leader == node.id and node.alive

    def spread(self, count: int, replication: int, first: int | None = None) -> list[list[int]]:
        """Replica lists for `count` partitions over the nodes that are up, leaders in turn.

        The first of a topic's partitions goes to the node after the one that the topic before began with.
        """
        numbers = [node.id for node in self.live] or list(self.nodes)
        if first is None:
            first, self._next_first = self._next_first, self._next_first + 1
        return [
            [numbers[(first + index + step) % len(numbers)] for step in range(min(replication, len(numbers)))]
            for index in range(count)
        ]

    def create_topic(self, name: str, partitions: list[list[int]], overrides: dict[str, str] | None = None) -> Topic:
        """A new topic; each partition is given as its replicas, the first of which leads it."""
        topic = self._opened(name, uuid4().bytes, overrides or {}, partitions)
        self._keep(topic)
        return topic

    def _opened(self, name: str, topic_id: bytes, overrides: dict[str, str], partitions: list[list[int]]) -> Topic:
        topic = Topic(name, topic_id, TopicConfigs(self.configs, overrides), internal=name in INTERNAL_NAMES)
        self.topics[name] = self.topic_ids[topic_id] = topic
        self._open_partitions(topic, partitions)
        return topic

    def _open_partitions(self, topic: Topic, partitions: list[list[int]]) -> None:
        for replicas in partitions:
            log = self.logs.open(topic.name, topic.id, len(topic.partitions), topic.configs.get)
            partition = Partition(topic, len(topic.partitions), list(replicas), log)
            partition.isr = [number for number in replicas if self.alive(number)]
            partition.leader = partition.isr[0] if partition.isr else NO_LEADER
            topic.partitions.append(partition)

    def auto_create(self, name: str) -> Topic:
        """A topic that somebody asked for and that is not there."""
        return self.create_topic(name, self.spread(self.settings.default_partitions, self.settings.default_replication))

    def add_partitions(self, topic: Topic, partitions: list[list[int]]) -> None:
        """More partitions for a topic."""
        self._open_partitions(topic, partitions)
        self._keep(topic)

    def delete_topic(self, topic: Topic) -> None:
        """Takes a topic away, its records and what groups committed of it."""
        del self.topics[topic.name]
        del self.topic_ids[topic.id]
        for partition in topic.partitions:
            self.logs.delete(partition.log)
            self.logs_changed(partition)
        if self._storage is not None:
            self._storage.delete_topic(topic.id)
        self.journal.put(TOPIC, topic.name, None)
        for told in self.on_topic_deleted:
            told(topic)

    def set_leader(self, partition: Partition, leader: int) -> None:
        """Has another replica lead; one that was no replica becomes one in the old leader's place."""
        if leader not in partition.replicas:
            old = partition.leader if partition.leader in partition.replicas else partition.replicas[0]
            partition.replicas[partition.replicas.index(old)] = leader
        partition.isr = [number for number in partition.replicas if self.alive(number)]
        partition.lead(leader)
        self.logs_changed(partition)
        self._keep(partition.topic)

    def set_replicas(self, partition: Partition, replicas: list[int]) -> None:
        """Reassigns a partition, at once; it keeps its leader if that is still a replica."""
        partition.replicas = list(replicas)
        if partition.elect(self.alive):
            self.logs_changed(partition)
        self._keep(partition.topic)

    def topic_changed(self, topic: Topic) -> None:
        """Its configuration is another one now."""
        self._keep(topic)

    def broker_configs_changed(self, scope: str, dynamic: Mapping[str, str]) -> None:
        """The dynamic configuration of a broker (its id) or of all (an empty scope) is this one now."""
        self.journal.put(BROKER_CONFIG, scope, dict(dynamic) or None)

    def logs_changed(self, partition: Partition) -> None:
        """Tells who waits that there may be something to read."""
        for told in list(partition.watchers):
            told()

    # --- what outlives the process --------------------------------------------------------------------------------

    def _keep(self, topic: Topic) -> None:
        parts = [[partition.leader, partition.leader_epoch, partition.replicas] for partition in topic.partitions]
        value = {"id": topic.id.hex(), "configs": dict(topic.configs.overrides), "partitions": parts}
        self.journal.put(TOPIC, topic.name, value)

    def _restore(self) -> None:
        if self._storage is None:
            return
        entries = list(self._storage.journal.entries())
        for own in (True, False):  # what the other machines hold may be about topics
            for kind, key, value in entries:
                if (kind in (CLUSTER, TOPIC, BROKER_CONFIG)) is own:
                    self._restore_one(kind, key, value)
        self.journal.put(CLUSTER, "", {"id": self.cluster_id})

    def _restore_one(self, kind: str, key: str, value: dict[str, Any]) -> None:
        if kind == CLUSTER:
            self.cluster_id = value["id"]
        elif kind == TOPIC:
            topic = self._opened(key, bytes.fromhex(value["id"]), value["configs"], [])
            for leader, epoch, replicas in value["partitions"]:
                kept = [number for number in replicas if number in self.nodes] or [next(iter(self.nodes))]
                self._open_partitions(topic, [kept])
                partition = topic.partitions[-1]
                if leader in partition.isr:
                    partition.leader = leader
                partition.leader_epoch = epoch + 1  # the broker was started again
        elif kind == BROKER_CONFIG:
            self.configs.restore(key, value)
        elif kind == PRODUCER_IDS:
            self.producer_ids.restore(kind, key, value)
        elif kind in GROUP_KINDS:
            self.groups.restore(kind, key, value)
        elif kind == users.KIND:
            self.credentials.restore(key, value)
        elif kind == QUOTA:
            self.quotas.restore(key, value)
        else:
            self.transactions.restore(kind, key, value)
