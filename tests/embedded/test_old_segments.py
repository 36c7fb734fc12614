"""Logs that were written by brokers of old: formats 0 and 1, which nobody can produce any more, read by clients of today."""

from __future__ import annotations

import confluent_kafka
import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.errors import ConfigurationError
from tests.harness.batches import batch, message, wrapper

TIMEOUT = 20.0
STORED = message(0, b"a", magic=0) + message(1, b"b") + wrapper(3, message(0, b"c") + message(1, b"d"))
VALUES = [(0, b"a"), (1, b"b"), (2, b"c"), (3, b"d"), (4, b"e")]


@pytest.mark.kip(31, 32)
@pytest.mark.parametrize("version", ["4.4", "2.8", "0.11"])
def test_old_formats_are_served_and_read(version: str):
    with Broker(version=version) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("old", partitions=1, replication_factor=1)], raise_on_error=True)
        assert broker.load_segment("old", 0, STORED) == 3
        with client.producer() as producer:
            assert producer.send("old", b"e").result(TIMEOUT).offset == 4
        with client.consumer(auto_offset_reset="earliest") as consumer:
            consumer.assign([barnabas.TopicPartition("old", 0)])
            found: list[tuple[int, bytes | None]] = []
            while len(found) < len(VALUES):
                records = consumer.poll(TIMEOUT)
                assert len(records)
                found += [(record.offset, record.value) for record in records]
        assert found == VALUES


def test_confluent_reads_them():
    with Broker(default_partitions=1) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("old", partitions=1, replication_factor=1)], raise_on_error=True)
        broker.load_segment("old", 0, STORED + batch([b"e"], base_offset=4))
        consumer = confluent_kafka.Consumer({"bootstrap.servers": broker.bootstrap_servers, "group.id": "g"})
        try:
            consumer.assign([confluent_kafka.TopicPartition("old", 0, 0)])
            found = consumer.consume(len(VALUES), TIMEOUT)
        finally:
            consumer.close()
        assert [(one.offset(), one.value()) for one in found] == VALUES


def test_what_cannot_be_loaded():
    with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("old", partitions=1, replication_factor=1)], raise_on_error=True)
        with pytest.raises(ConfigurationError, match="no partition 7 of topic 'old'"):
            broker.load_segment("old", 7, STORED)
        broker.load_segment("old", 0, STORED)
        with pytest.raises(ConfigurationError, match="before the end of the log, 4"):
            broker.load_segment("old", 0, STORED)
        with pytest.raises(ConfigurationError, match="cannot be loaded into old-0"):
            broker.load_segment("old", 0, bytes(100))
