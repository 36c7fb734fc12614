"""Fetch sessions over the wire (KIP-227); their rules are in the unit tests."""

from __future__ import annotations

import confluent_kafka

import barnabas
from barnabas.broker import Broker
from barnabas.errors import codes
from barnabas.protocol.messages.fetch import FetchRequest
from tests.embedded.raw import Raw, fetch, produce
from tests.harness.batches import batch

TIMEOUT = 20


def made(broker: Broker, partitions: int) -> None:
    with barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=partitions)], raise_on_error=True)


def test_an_answer_names_only_what_changed():
    with Broker() as broker, Raw(broker.bootstrap_servers) as raw:
        made(broker, 50)
        first = raw.ask(fetch("t", *range(50), session_epoch=0), 12)
        assert len(first.responses[0].partitions) == 50
        raw.ask(produce("t", batch([b"x"]), partition=7), 9)
        second = raw.ask(FetchRequest(session_id=first.session_id, session_epoch=1), 12)
        assert [part.partition_index for part in second.responses[0].partitions] == [7]
        assert raw.ask(FetchRequest(session_id=first.session_id, session_epoch=2), 12).session_id == first.session_id
        wrong = raw.ask(FetchRequest(session_id=first.session_id, session_epoch=2), 12)
        assert wrong.error_code == codes.INVALID_FETCH_SESSION_EPOCH


def test_without_a_slot_there_is_no_session():
    configs = {"max.incremental.fetch.session.cache.slots": "1"}
    with Broker(configs=configs) as broker, Raw(broker.bootstrap_servers) as raw:
        made(broker, 1)
        assert raw.ask(fetch("t", session_epoch=0), 12).session_id > 0
        assert raw.ask(fetch("t", session_epoch=0), 12).session_id == 0


def test_confluents_consumer_reads_many_partitions_in_a_session():
    with Broker() as broker:
        made(broker, 20)
        with barnabas.Client(broker.bootstrap_servers) as client, client.producer() as producer:
            for n in range(1000):
                producer.send("t", b"%d" % n, partition=n % 20)
        consumer = confluent_kafka.Consumer({"bootstrap.servers": broker.bootstrap_servers, "group.id": "g"})
        try:
            consumer.assign([confluent_kafka.TopicPartition("t", at, 0) for at in range(20)])
            found: set[bytes] = set()
            while len(found) < 1000:
                messages = consumer.consume(1000, timeout=TIMEOUT)
                assert messages, f"{len(found)} records came"
                found.update(one.value() for one in messages)
        finally:
            consumer.close()
    assert found == {b"%d" % n for n in range(1000)}
