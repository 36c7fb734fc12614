"""What is known of the cluster: immutable, replaced as a whole, so that any thread may read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from barnabas.errors import codes
from barnabas.errors.client import ProtocolError, UnknownTopicError
from barnabas.protocol.messages.metadata import MetadataResponse
from barnabas.protocol.primitives import ZERO_UUID
from barnabas.types import TopicPartition

BELIEVED = 5  # answers in a row with an older leader epoch or topic id; a broker that is behind catches up sooner, or others answer meanwhile
IDS_MOST = 8  # of one name that are remembered
LONGEST_HOST = 255  # characters; a name in DNS has 253


def is_host(text: str) -> bool:
    """Whether it can be a host. It goes into what a proxy is asked for: a line break there would be another request."""
    return 0 < len(text) <= LONGEST_HOST and text.isprintable() and not any(c.isspace() for c in text)


class BrokerInfo(NamedTuple):
    """A broker as the cluster advertises it."""

    id: int
    host: str
    port: int
    rack: str | None

    @property
    def possible(self) -> bool:
        """Whether there can be such a broker. Negative ids are our own, of the bootstrap addresses."""
        return self.id >= 0 and is_host(self.host) and 0 < self.port < 65536


class PartitionInfo(NamedTuple):
    """A partition: its leader (-1 if there is none at the moment) and who holds copies."""

    leader: int
    leader_epoch: int
    replicas: tuple[int, ...]
    isr: tuple[int, ...]
    error_code: int
    older: int = 0  # how many answers in a row have named an older leader epoch


class TopicInfo(NamedTuple):
    """A topic; `id` is 16 zero bytes where the broker knows no topic ids, or no such topic.

    Attributes:
        ids: those that its name has had, the newest last, also when the topic is gone.
        older: how many answers in a row have named one that it has left.
    """

    name: str
    id: bytes
    internal: bool
    error_code: int
    partitions: Mapping[int, PartitionInfo]
    ids: tuple[bytes, ...] = ()
    older: int = 0

    def lacks(self, partition: int) -> UnknownTopicError:
        """The error of who wants a partition that it has not."""
        count = len(self.partitions)
        some = f"{count} partitions (0 to {count - 1})" if count != 1 else "1 partition (0)"
        text = f"topic {self.name} has {some}, so there is no partition {partition}"
        return UnknownTopicError(text, topic=self.name, partition=partition)

    def leaders(self) -> dict[int, int]:
        """By partition, of those that have one; numbers that leave a gap before them are not counted on."""
        return {n: p.leader for n, p in self.partitions.items() if p.leader >= 0 and n < len(self.partitions)}


@dataclass(frozen=True, slots=True)
class ClusterSnapshot:
    """The cluster at one moment."""

    version: int = 0
    cluster_id: str | None = None
    controller_id: int = -1
    brokers: Mapping[int, BrokerInfo] = field(default_factory=dict)
    topics: Mapping[str, TopicInfo] = field(default_factory=dict)
    names: Mapping[bytes, str] = field(default_factory=dict)  # topic id -> name

    def leader(self, topic: str, partition: int) -> tuple[int, int] | None:
        """The leader's node id and the leader epoch, None if unknown or none at the moment."""
        info = self.topics.get(topic)
        found = info.partitions.get(partition) if info else None
        return (found.leader, found.leader_epoch) if found and found.leader >= 0 else None

    def has(self, topic: str, partition: int) -> bool:
        """Whether the topic is there, as far as is known, and has such a partition."""
        info = self.topics.get(topic)
        return info is not None and partition in info.partitions

    def leaderless(self, topics: Iterable[str]) -> list[TopicPartition]:
        """The partitions of these topics that have no leader at the moment."""
        known = [topic for name in topics if (topic := self.topics.get(name)) is not None]
        return [TopicPartition(topic.name, n) for topic in known for n, p in topic.partitions.items() if p.leader < 0]

    def epoch(self, topic: str, partition: int) -> int:
        """The leader epoch, -1 if unknown."""
        info = self.topics.get(topic)
        found = info.partitions.get(partition) if info else None
        return found.leader_epoch if found else -1

    def led(
        self, leaders: Mapping[tuple[str, int], tuple[int, int]], endpoints: Iterable[BrokerInfo]
    ) -> ClusterSnapshot:
        """The snapshot with leaders (node id and leader epoch) worked in that a broker's refusal names (KIP-951).

        What is no newer than what is known, or led by a broker whose address nobody knows, is left out; this very snapshot
        when nothing is left.
        """
        brokers = {**self.brokers, **{broker.id: broker for broker in endpoints}}
        topics = dict(self.topics)
        for (name, number), (leader, epoch) in leaders.items():
            topic = topics.get(name)
            known = topic.partitions.get(number) if topic is not None else None
            if topic is None or known is None or epoch <= known.leader_epoch or leader not in brokers:
                continue
            info = known._replace(leader=leader, leader_epoch=epoch, error_code=0, older=0)
            topics[name] = topic._replace(partitions={**topic.partitions, number: info})
        if topics == self.topics:
            return self
        return replace(self, version=self.version + 1, brokers=brokers, topics=topics)

    def merged(self, response: MetadataResponse, asked: frozenset[str] | None, keep: frozenset[str]) -> ClusterSnapshot:
        """The snapshot with a broker's answer worked in.

        Topics that were not asked for stay; those asked for (None: all) are replaced, and dropped when the broker does
        not know them and nobody in `keep` wants them. A leader epoch does not go back within one topic id (KIP-320): the
        answering broker may be behind. When answer after answer says so (`BELIEVED`), it is the epoch we know that is wrong: a
        topic made anew on brokers without topic ids, a cluster that came back from a copy, or a broker that lied once.
        Nor does a topic that was made anew go back to an id that it has left (KIP-516), within as many answers: its offsets would
        be taken for those of another topic.
        """
        topics = {n: t for n, t in self.topics.items() if asked is not None and n not in asked}
        for item in response.topics or ():
            if item.name is None:
                continue
            old = self.topics.get(item.name)
            if (
                item.error_code
                and old is not None
                and item.name in keep
                and item.error_code != codes.UNKNOWN_TOPIC_OR_PARTITION
            ):
                topics[item.name] = old._replace(error_code=item.error_code)
                continue
            topics[item.name] = _topic(item, old)
        if asked is None:  # what is not there is left out
            gone = {n: t for n, t in self.topics.items() if n in keep and n not in topics}
            topics |= {n: _gone(t) for n, t in gone.items()}
        brokers = {b.node_id: BrokerInfo(b.node_id, b.host, b.port, b.rack) for b in response.brokers}
        if brokers:
            # A leader that is newer than the answer may be a broker that the answer does not have yet.
            for topic in topics.values():
                for p in topic.partitions.values():
                    if p.leader not in brokers and p.leader in self.brokers:
                        brokers[p.leader] = self.brokers[p.leader]
        return ClusterSnapshot(
            version=self.version + 1,
            cluster_id=response.cluster_id,
            controller_id=response.controller_id,
            brokers=brokers or self.brokers,
            topics=topics,
            names={t.id: n for n, t in topics.items() if t.id != ZERO_UUID},
        )


def check_metadata(response: MetadataResponse) -> None:
    """Looks for what no cluster can have, whoever says so.

    Raises:
        ProtocolError: it says what.
    """
    for b in response.brokers:
        if not BrokerInfo(b.node_id, b.host, b.port, b.rack).possible:
            raise ProtocolError(f"broker {b.node_id} is said to be at {b.host!r}, port {b.port}", api="Metadata")
    for topic in response.topics or ():
        for p in topic.partitions:
            if p.partition_index < 0:
                raise ProtocolError(
                    f"topic {topic.name} is said to have a partition {p.partition_index}", api="Metadata"
                )


def _topic(item: MetadataResponse.MetadataResponseTopic, old: TopicInfo | None) -> TopicInfo:
    ids = old.ids if old is not None else ()
    if old is not None and item.topic_id in ids[:-1] and old.older + 1 < BELIEVED:
        return old._replace(older=old.older + 1)
    if item.topic_id != ZERO_UUID:
        ids = (*(id for id in ids if id != item.topic_id), item.topic_id)[-IDS_MOST:]
    partitions = {}
    same = old is not None and old.id == item.topic_id
    for p in item.partitions:
        info = PartitionInfo(p.leader_id, p.leader_epoch, tuple(p.replica_nodes), tuple(p.isr_nodes), p.error_code)
        before = old.partitions.get(p.partition_index) if same and old is not None else None
        if before is not None and before.leader_epoch > info.leader_epoch >= 0 and before.older + 1 < BELIEVED:
            info = before._replace(older=before.older + 1)
        partitions[p.partition_index] = info
    return TopicInfo(item.name or "", item.topic_id, item.is_internal, item.error_code, partitions, ids)


def _gone(topic: TopicInfo) -> TopicInfo:
    """As an answer has it that was asked for a topic by its name."""
    return topic._replace(id=ZERO_UUID, error_code=codes.UNKNOWN_TOPIC_OR_PARTITION, partitions={}, older=0)
