"""Offsets by time and by name, as clients ask for them; every version is compared with a real Kafka elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator

import confluent_kafka
import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.protocol.messages.delete_records import DeleteRecordsRequest
from tests.embedded.raw import Raw, list_offsets, produce, produced
from tests.harness.batches import batch

NOW = int(time.time() * 1000)
TIMEOUT = 20


@pytest.fixture
def broker() -> Iterator[Broker]:
    with Broker() as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        with Raw(broker.bootstrap_servers) as raw:
            for n in range(5):
                data = batch([b"x"] * 10, timestamp=NOW - 50_000 + 10_000 * n, step=1000)
                assert produced(raw.ask(produce("t", data), 9)).error_code == 0
        yield broker


def test_confluent_finds_times_and_ends(broker: Broker):
    consumer = confluent_kafka.Consumer({"bootstrap.servers": broker.bootstrap_servers, "group.id": "g"})
    try:
        place = confluent_kafka.TopicPartition("t", 0)
        assert consumer.get_watermark_offsets(place, timeout=TIMEOUT) == (0, 50)
        for at, wanted in ((NOW - 60_000, 0), (NOW - 37_500, 13), (NOW - 1000, 49)):
            (found,) = consumer.offsets_for_times([confluent_kafka.TopicPartition("t", 0, at)], timeout=TIMEOUT)
            assert found.offset == wanted
    finally:
        consumer.close()


def test_a_start_that_moved(broker: Broker):
    part = DeleteRecordsRequest.DeleteRecordsPartition(partition_index=0, offset=23)
    asked = DeleteRecordsRequest.DeleteRecordsTopic(name="t", partitions=[part])
    with Raw(broker.bootstrap_servers) as raw:
        answer = raw.ask(DeleteRecordsRequest(topics=[asked], timeout_ms=1000), 2).topics[0].partitions[0]
        assert (answer.error_code, answer.low_watermark) == (0, 23)
        assert raw.ask(list_offsets("t", -2), 7).topics[0].partitions[0].offset == 23
        assert raw.ask(list_offsets("t", NOW - 60_000), 7).topics[0].partitions[0].offset == 23
    with barnabas.Client(broker.bootstrap_servers) as client, client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition("t", 0)])
        records = consumer.poll(timeout=TIMEOUT)
        assert next(iter(records)).offset == 23
