"""Leader epochs that go back: a topic made anew on brokers that have no topic ids."""

from __future__ import annotations

import barnabas
from barnabas import TopicPartition
from barnabas.broker import Broker

WAIT = 30.0


def test_a_topic_made_anew_is_read_though_its_epochs_begin_again() -> None:
    place, new = TopicPartition("t", 0), barnabas.NewTopic("t", partitions=1, replication_factor=2)
    with (
        Broker(nodes=2, version="2.1") as broker,
        barnabas.Client(broker.bootstrap_servers) as admin,
        barnabas.Client(broker.bootstrap_servers, retry_backoff_ms=5) as client,
    ):
        admin.admin.create_topics([new], raise_on_error=True)
        for n in range(6):
            broker.move_leader("t", 0, to=1 + n % 2)
        with client.producer() as producer, client.consumer() as consumer:
            producer.send("t", b"old").result(WAIT)
            consumer.assign({place: 0})
            assert [record.value for record in consumer.poll(WAIT)] == [b"old"]
            admin.admin.delete_topics(["t"], raise_on_error=True)
            admin.admin.create_topics([new], raise_on_error=True)
            producer.send("t", b"new").result(WAIT)
            consumer.seek(place, 0)
            assert [record.value for record in consumer.poll(WAIT)] == [b"new"]
