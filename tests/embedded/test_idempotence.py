"""Each record once, whatever is lost on the way; the rules one by one are in the unit tests."""

from __future__ import annotations

import confluent_kafka

import barnabas
from barnabas.broker import Broker
from barnabas.errors import codes
from tests.embedded.raw import Raw, fetch, fetched, produce, produced
from tests.harness.batches import batch

TIMEOUT = 30


def made(broker: Broker) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)


def test_what_is_sent_again_is_answered_again_and_there_once():
    with Broker() as broker, Raw(broker.bootstrap_servers) as raw:
        made(broker)
        answers = [
            produced(raw.ask(produce("t", batch([b"a", b"b"], producer=(7, 0, sequence))), 9))
            for sequence in (0, 2, 0, 2, 4)
        ]
        assert [(one.error_code, one.base_offset) for one in answers] == [(0, 0), (0, 2), (0, 0), (0, 2), (0, 4)]
        gap = produced(raw.ask(produce("t", batch([b"a"], producer=(7, 0, 9))), 9))
        assert gap.error_code == codes.OUT_OF_ORDER_SEQUENCE_NUMBER
        assert fetched(raw.ask(fetch("t"), 12)).high_watermark == 6


def test_confluents_idempotent_producer_when_connections_are_lost():
    with Broker() as broker:
        made(broker)
        failed: list[object] = []
        producer = confluent_kafka.Producer(
            {
                "bootstrap.servers": broker.bootstrap_servers,
                "enable.idempotence": True,
                "batch.num.messages": 10,
                "linger.ms": 1,
                "reconnect.backoff.ms": 10,
                "retry.backoff.ms": 10,
            }
        )
        for n in range(2000):
            if n % 500 == 250:
                broker.drop_connections()
                broker.inject(api="Produce", error="NOT_LEADER_OR_FOLLOWER", times=1)
            producer.produce("t", b"%d" % n, on_delivery=lambda error, _: error and failed.append(error))
            producer.poll(0)
        assert producer.flush(TIMEOUT) == 0
        assert failed == []
        found: list[bytes | None] = []
        with (
            barnabas.Client(broker.bootstrap_servers) as client,
            client.consumer(auto_offset_reset="earliest") as consumer,
        ):
            consumer.assign([barnabas.TopicPartition("t", 0)])
            while len(found) < 2000:
                records = consumer.poll(timeout=TIMEOUT)
                assert len(records), f"{len(found)} records came"
                found += records.values()
        assert found == [b"%d" % n for n in range(2000)]
