"""Makes, counts and deletes topics; by confluent-kafka's admin, which is none of the clients under test in that moment."""

from __future__ import annotations

import time
import uuid

from confluent_kafka import Consumer, KafkaError, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from tests.harness.confluent import answered


class Topics:
    """The topics of one run; each has a name of its own, so none holds what an earlier run wrote."""

    def __init__(self, bootstrap: str) -> None:
        self._admin = AdminClient({"bootstrap.servers": bootstrap})
        self._reader = Consumer({"bootstrap.servers": bootstrap, "group.id": "bench-count"})

    def create(self, kind: str, partitions: int) -> str:
        """A new, empty topic that every partition of has its leader."""
        name = f"bench-{kind}-{uuid.uuid4().hex[:12]}"
        config = {"file.delete.delay.ms": "1000", "segment.bytes": str(256 * 1024 * 1024)}
        new = NewTopic(name, num_partitions=partitions, replication_factor=1, config=config)
        self._admin.create_topics([new])[name].result(timeout=60)
        self._wait(name, partitions)
        return name

    def _wait(self, name: str, partitions: int) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            known = self._reader.list_topics(name, timeout=30).topics[name].partitions.values()
            if sum(partition.leader >= 0 for partition in known) == partitions:
                return
            time.sleep(0.05)
        raise TimeoutError(f"{name} had no leaders after 30 s")

    def _ends(self, name: str, partition: int) -> int:
        place = TopicPartition(name, partition)
        # A broker that had no processor for long leads nothing for a moment.
        passing = {KafkaError.NOT_LEADER_FOR_PARTITION}
        low, high = answered(lambda: self._reader.get_watermark_offsets(place, timeout=30), passing, 30)
        return int(high - low)

    def count(self, name: str, partitions: int) -> int:
        """How many records the end offsets say there are."""
        return sum(self._ends(name, partition) for partition in range(partitions))

    def delete(self, name: str) -> None:
        """Deletes it; the broker drops the files a second later."""
        self._admin.delete_topics([name])[name].result(timeout=60)

    def close(self) -> None:
        """Closes the connections."""
        self._reader.close()
