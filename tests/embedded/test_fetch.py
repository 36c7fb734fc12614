"""Records read from the embedded broker: waiting, and leaders that move."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.errors import codes
from tests.embedded.raw import Raw, fetch, fetched, produce, produced
from tests.harness.batches import batch

TIMEOUT = 20


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker(nodes=2) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            client.admin.create_topics(
                [barnabas.NewTopic("t", partitions=1, replication_factor=1)], raise_on_error=True
            )
        broker.move_leader("t", 0, to=1)
        yield broker


def node(broker: Broker, number: int) -> str:
    return broker.bootstrap_servers.split(",")[number - 1]


def test_a_long_poll_ends_when_records_come(broker: Broker):
    with Raw(node(broker, 1)) as reader, Raw(node(broker, 1)) as writer:
        began = time.monotonic()
        reader.send(fetch("t", max_wait_ms=60_000, min_bytes=1), 12)
        assert produced(writer.ask(produce("t", batch([b"x"])), 9)).error_code == codes.NONE
        assert len(fetched(reader.receive(type(fetch("t")), 12)).records) > 0
        assert time.monotonic() - began < TIMEOUT


def test_a_long_poll_ends_by_itself(broker: Broker):
    with Raw(node(broker, 1)) as reader:
        answer = fetched(reader.ask(fetch("t", max_wait_ms=50, min_bytes=1), 12))
    assert (answer.error_code, len(answer.records)) == (codes.NONE, 0)


def test_a_long_poll_ends_when_its_topic_goes(broker: Broker):
    with Raw(node(broker, 1)) as reader, barnabas.Client(broker.bootstrap_servers) as client:
        reader.send(fetch("t", max_wait_ms=60_000, min_bytes=1), 12)
        client.admin.delete_topics(["t"], raise_on_error=True)
        answer = fetched(reader.receive(type(fetch("t")), 12))
    assert answer.error_code in (codes.UNKNOWN_TOPIC_OR_PARTITION, codes.NOT_LEADER_OR_FOLLOWER)


def test_who_asks_the_old_leader_is_told_of_the_new_one(broker: Broker):
    with Raw(node(broker, 1)) as one:
        topic_id = one.topic_id("t")
        assert fetched(one.ask(fetch(topic_id), 17)).error_code == codes.NONE
        broker.move_leader("t", 0, to=2)
        written = one.ask(produce("t", batch([b"x"])), 12)
        assert produced(written).error_code == codes.NOT_LEADER_OR_FOLLOWER
        assert produced(written).current_leader.leader_id == 2
        port = int(node(broker, 2).rpartition(":")[2])
        assert [(found.node_id, found.port) for found in written.node_endpoints] == [(2, port)]
        request = fetch(topic_id)
        request.topics[0].partitions[0].current_leader_epoch = 0
        read = one.ask(request, 17)
        assert fetched(read).error_code in (codes.NOT_LEADER_OR_FOLLOWER, codes.FENCED_LEADER_EPOCH)
        assert fetched(read).current_leader.leader_id == 2


def test_a_client_reads_on_while_the_leader_moves(broker: Broker):
    wanted = [b"%d" % n for n in range(300)]
    with barnabas.Client(broker.bootstrap_servers) as client, client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition("t", 0)])

        def write() -> None:
            with client.producer() as producer:
                for n, value in enumerate(wanted):
                    if n % 100 == 50:
                        broker.move_leader("t", 0, to=1 + (n // 100) % 2)
                    producer.send("t", value).result(timeout=TIMEOUT)

        writer = threading.Thread(target=write)
        writer.start()
        found: list[bytes | None] = []
        while len(found) < len(wanted):
            records = consumer.poll(timeout=TIMEOUT)
            assert len(records), f"{len(found)} records came"
            found += records.values()
        writer.join(TIMEOUT)
    assert found == wanted
