"""Each record once and in order on a real broker, while connections are cut under the producer."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import barnabas
from tests.harness.kafka import Kafka, Topics

WAIT = 60.0
RECORDS = 30_000


@pytest.mark.kip(98)
@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_each_once_and_in_order_while_connections_are_cut(kafka: Kafka, topic: Topics, codec: Any) -> None:
    name = topic(partitions=3)
    sent_all = threading.Event()
    with (
        barnabas.Client(kafka.bootstrap, reconnect_backoff_ms=1, retry_backoff_ms=1) as client,
        barnabas.Client(kafka.bootstrap) as reader,
    ):
        with client.producer(linger_ms=0, batch_num_messages=100, compression_type=codec) as producer:

            def cut() -> None:
                client._engine.pool.drop_all()
                if not sent_all.is_set():
                    client._engine.loop.call_later(0.02, cut)

            producer.partitions_for(name)
            client._engine.post(cut)
            sent = [producer.send(name, b"%d" % n, partition=n % 3) for n in range(RECORDS)]
            for delivery in sent:
                delivery.result(WAIT)
            sent_all.set()
        with reader.consumer(auto_offset_reset="earliest") as consumer:
            consumer.assign([barnabas.TopicPartition(name, p) for p in range(3)])
            found: dict[int, list[bytes | None]] = {p: [] for p in range(3)}
            while sum(map(len, found.values())) < RECORDS:
                records = consumer.poll(WAIT)
                assert len(records)
                for record in records:
                    found[record.partition].append(record.value)
            assert not consumer.poll(0.5)
    for partition, values in found.items():
        assert values == [b"%d" % n for n in range(partition, RECORDS, 3)]
