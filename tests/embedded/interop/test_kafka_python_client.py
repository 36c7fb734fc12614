"""kafka-python on the development broker, of today and of other ages.

What differs from a real Kafka: nothing that it notices. Its guess of the broker's release from the versions that are served
(`api_version`) is right for each age; of 4.4 it knows nothing yet and says 4.3.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from barnabas.broker import Broker
from tests.embedded.interop.common import AGES, VALUES, WAIT, broker, committed_and_all, fresh, make_topic
from tests.harness.waiting import until

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it reads its messages in a way that Python 3.11 calls old
    import kafka
    from kafka import TopicPartition
    from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient, NewPartitions, NewTopic
    from kafka.errors import KafkaError, TopicAlreadyExistsError
    from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata

pytestmark = [
    pytest.mark.filterwarnings("ignore:read_text is deprecated:DeprecationWarning"),
    # It forgets a socket when it is closed while it still connects to another node.
    pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"),
]

GUESSED = {"0.11": (0, 11), "2.8": (2, 8), "3.9": (3, 9), "4.4": (4, 3)}


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker(nodes=3) as made:
        yield made


def consumer(on: Broker, *topics: str, **more: Any) -> Any:
    options = {"auto_offset_reset": "earliest", "enable_auto_commit": False, "heartbeat_interval_ms": 200}
    # One that led without knowing the topic finds out, and the group begins again.
    options["metadata_max_age_ms"] = 2000
    return kafka.KafkaConsumer(*topics, bootstrap_servers=on.bootstrap_servers, **{**options, **more})


def producer(on: Broker, **more: Any) -> Any:
    return kafka.KafkaProducer(bootstrap_servers=on.bootstrap_servers, linger_ms=5, **more)


def read(from_: Any, count: int) -> list[bytes | None]:
    found: list[bytes | None] = []

    def enough() -> bool:
        for records in from_.poll(timeout_ms=500).values():
            found.extend(record.value for record in records)
        return len(found) >= count

    until(enough, f"{count} records are read", WAIT)
    return found


def write(on: Broker, topic: str, values: list[bytes], **more: Any) -> None:
    with producer(on, **more) as writer:
        sent = [writer.send(topic, value, partition=0) for value in values]
        assert [one.get(WAIT).offset for one in sent] == list(range(len(values)))


@pytest.mark.parametrize("idempotent", [False, True])
@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
def test_what_it_writes_it_reads(served: Broker, codec: str | None, idempotent: bool) -> None:
    topic = make_topic(served)
    write(served, topic, VALUES, compression_type=codec, enable_idempotence=idempotent)
    with consumer(served) as reader:
        reader.assign([TopicPartition(topic, 0)])
        assert read(reader, len(VALUES)) == VALUES


def leader(on: Broker, topic: str, group: str, partitions: int) -> Any:
    """A first member that has all partitions. Now and then one of its kind leads before it knows the topic, gives nobody
    anything ("No partition metadata for topic") and leaves it at that: then another one takes its place.
    """
    for _ in range(10):
        first = consumer(on, topic, group_id=group)
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            assert first.poll(timeout_ms=50) == {}
            if len(first.assignment()) == partitions:
                return first
        first.close()
    raise AssertionError("no member was given the partitions")


def test_two_members_share_and_one_goes_on_alone(served: Broker) -> None:
    topic, group = make_topic(served, 4), fresh("group")
    with leader(served, topic, group, 4) as first:
        with consumer(served, topic, group_id=group) as second:

            def shared() -> bool:
                # One whose poll is over before it has its share joins anew with the next: on a slow machine for ever, by short polls.
                assert [one.poll(timeout_ms=500) for one in (first, second)] == [{}, {}]
                return [len(one.assignment()) for one in (first, second)] == [2, 2]

            until(shared, "two members share the partitions", WAIT)

        def alone() -> bool:
            assert first.poll(timeout_ms=500) == {}
            return len(first.assignment()) == 4

        until(alone, "one has them all", WAIT)
        write(served, topic, VALUES)
        assert read(first, len(VALUES)) == VALUES
        first.commit()
        assert first.committed(TopicPartition(topic, 0)) == len(VALUES)


def test_transactions(served: Broker) -> None:
    source, topic, group, name = make_topic(served), make_topic(served), fresh("group"), fresh("transaction")
    with producer(served, transactional_id=name) as writer, consumer(served, group_id=group) as reader:
        writer.init_transactions()
        for at, (value, commits) in enumerate([(b"one", True), (b"never", False), (b"two", True)]):
            writer.begin_transaction()
            writer.send(topic, value, partition=0).get(WAIT)
            offsets = {TopicPartition(source, 0): OffsetAndMetadata(at + 1, "", -1)}
            writer.send_offsets_to_transaction(offsets, ConsumerGroupMetadata(group, -1, "", None))
            (writer.commit_transaction if commits else writer.abort_transaction)()
            assert reader.committed(TopicPartition(source, 0)) == (3 if at == 2 else 1)
        assert committed_and_all(served, topic) == ([b"one", b"two"], [b"one", b"never", b"two"])
        with consumer(served, isolation_level="read_committed") as other:
            other.assign([TopicPartition(topic, 0)])
            assert read(other, 2) == [b"one", b"two"]
        with producer(served, transactional_id=name) as second:
            second.init_transactions()
            with pytest.raises(KafkaError):
                writer.begin_transaction()
                writer.send(topic, b"of the first", partition=0).get(WAIT)
                writer.commit_transaction()


def test_administration(served: Broker) -> None:
    name, group = fresh("made"), fresh("group")
    admin = KafkaAdminClient(bootstrap_servers=served.bootstrap_servers)
    new = NewTopic(name, 2, 3, topic_configs={"retention.ms": "12345"})
    admin.create_topics([new])
    with pytest.raises(TopicAlreadyExistsError):
        admin.create_topics([new])
    admin.create_partitions({name: NewPartitions(3)})
    (described,) = admin.describe_topics([name])
    assert [len(p["replica_nodes"]) for p in described["partitions"]] == [3, 3, 3]
    found = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    assert "'12345'" in repr(found)
    assert len(admin.describe_cluster()["brokers"]) == 3
    with leader(served, name, group, 3) as reader:
        write(served, name, VALUES)
        read(reader, len(VALUES))
        reader.commit()
        group_found = admin.describe_groups([group])[group]
        assert (group_found["group_state"], len(group_found["members"])) == ("Stable", 1)
    assert group in [g["group_id"] for g in admin.list_groups()]
    offsets = admin.list_group_offsets({group: None})[group]
    assert {key.partition: value.offset for key, value in offsets.items()} == {0: len(VALUES), 1: 0, 2: 0}
    admin.delete_groups([group])
    assert group not in [g["group_id"] for g in admin.list_groups()]
    admin.delete_topics([name])
    assert name not in admin.list_topics()
    admin.close()


@pytest.mark.parametrize("version", [*AGES, "4.4"])
def test_it_guesses_the_age_and_speaks_it(version: str) -> None:
    with broker(version=version) as aged:
        topic = make_topic(aged)
        with producer(aged) as writer:
            assert writer.config["api_version"] == GUESSED[version]
        with leader(aged, topic, "g", 1) as reader:
            write(aged, topic, VALUES, compression_type="gzip")
            assert read(reader, len(VALUES)) == VALUES
            reader.commit()
        with consumer(aged, group_id="g") as reader:
            assert reader.committed(TopicPartition(topic, 0)) == len(VALUES)
