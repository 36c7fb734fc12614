"""Records written to the embedded broker, by our client, by confluent's and by hand."""

from __future__ import annotations

from collections.abc import Iterator

import confluent_kafka
import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.errors import codes
from tests.embedded.raw import Raw, fetch, fetched, list_offsets, produce, produced
from tests.harness.batches import batch

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
NUMBER = {name: number for number, name in enumerate(CODECS)}
TIMEOUT = 20


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with Broker() as broker:
        yield broker


@pytest.fixture
def topic(broker: Broker, request: pytest.FixtureRequest) -> str:
    name = "".join(c if c.isalnum() else "-" for c in request.node.name)
    with barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic(name, partitions=1, replication_factor=1)], raise_on_error=True)
    return name


def everything(broker: Broker, topic: str, count: int) -> list[tuple[bytes | None, bytes | None, list]]:
    """Key, value and headers of the records, by our consumer."""
    found: list[tuple[bytes | None, bytes | None, list]] = []
    with barnabas.Client(broker.bootstrap_servers) as client, client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition(topic, 0)])
        while len(found) < count:
            records = consumer.poll(timeout=TIMEOUT)
            assert len(records), f"{len(found)} of {count} records came"
            found += [(one.key, one.value, list(one.headers)) for one in records]
    return found


def codec_of(broker: Broker, topic: str) -> int:
    with Raw(broker.bootstrap_servers) as raw:
        return bytes(fetched(raw.ask(fetch(topic), 12)).records)[22] & 7


@pytest.mark.parametrize("codec", CODECS)
def test_what_confluent_writes_we_read(broker: Broker, topic: str, codec: str):
    delivered: list[object] = []
    producer = confluent_kafka.Producer(
        {"bootstrap.servers": broker.bootstrap_servers, "compression.type": codec, "linger.ms": 50}
    )
    wanted = [(b"k%d" % n if n % 3 else None, b"v" * n if n % 5 else None, [("h", b"%d" % n)]) for n in range(200)]
    for key, value, headers in wanted:
        producer.produce(
            topic, key=key, value=value, headers=headers, on_delivery=lambda error, _: delivered.append(error)
        )
    assert producer.flush(TIMEOUT) == 0
    assert delivered == [None] * 200
    assert everything(broker, topic, 200) == wanted
    assert codec_of(broker, topic) == NUMBER[codec]  # kept as it came


@pytest.mark.parametrize("codec", CODECS)
def test_what_we_write_confluent_reads(broker: Broker, topic: str, codec: str):
    wanted = [(b"k%d" % n if n % 3 else None, b"v" * n if n % 5 else None) for n in range(200)]
    with barnabas.Client(broker.bootstrap_servers) as client, client.producer(compression_type=codec) as producer:
        sent = [producer.send(topic, value, key=key, headers=[("h", None)]) for key, value in wanted]
        producer.flush(timeout=TIMEOUT)
        assert [one.result(timeout=TIMEOUT).offset for one in sent] == list(range(200))
    consumer = confluent_kafka.Consumer(
        {"bootstrap.servers": broker.bootstrap_servers, "group.id": "g", "auto.offset.reset": "earliest"}
    )
    try:
        consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
        found: list[tuple[bytes | None, bytes | None]] = []
        while len(found) < 200:
            messages = consumer.consume(200, timeout=TIMEOUT)
            assert messages, f"{len(found)} of 200 records came"
            for one in messages:
                assert one.error() is None
                assert one.headers() == [("h", None)]
                found.append((one.key(), one.value()))
    finally:
        consumer.close()
    assert found == wanted
    assert codec_of(broker, topic) == NUMBER[codec]


@pytest.mark.parametrize("acks", [0, 1, "all"])
def test_acks(broker: Broker, topic: str, acks: int | str):
    with barnabas.Client(broker.bootstrap_servers) as client, client.producer(acks=acks) as producer:
        sent = [producer.send(topic, b"%d" % n) for n in range(50)]
        producer.flush(timeout=TIMEOUT)
        offsets = [one.result(timeout=TIMEOUT).offset for one in sent]
    assert offsets == ([None] * 50 if acks == 0 else list(range(50)))
    assert [value for _, value, _ in everything(broker, topic, 50)] == [b"%d" % n for n in range(50)]


def test_without_acks_an_error_closes_the_connection(broker: Broker, topic: str):
    with Raw(broker.bootstrap_servers) as raw:
        raw.send(produce(topic, batch([b"good"]), acks=0), 9)
        assert raw.ask(list_offsets(topic, -1), 7).topics[0].partitions[0].offset == 1
        raw.send(produce(topic, batch([b"bad"], crc=1), acks=0), 9)
        with pytest.raises(ConnectionError):
            raw.receive(type(list_offsets(topic, -1)), 7)


def test_one_partitions_error_is_not_anothers(broker: Broker, topic: str):
    request = produce(topic, batch([b"good"]))
    request.topic_data += produce("there-is-no-such-topic", batch([b"x"])).topic_data
    request.topic_data += produce(topic, batch([b"bad"], crc=1)).topic_data
    with Raw(broker.bootstrap_servers) as raw:
        answers = [one.partition_responses[0] for one in raw.ask(request, 9).responses]
    assert [one.error_code for one in answers] == [
        codes.NONE,
        codes.UNKNOWN_TOPIC_OR_PARTITION,
        codes.CORRUPT_MESSAGE,
    ]


def test_beyond_max_bytes_there_is_an_error_that_says_so():
    with Broker(max_bytes=100_000) as small, Raw(small.bootstrap_servers) as raw:
        with barnabas.Client(small.bootstrap_servers) as client:
            client.admin.create_topics([barnabas.NewTopic("t", partitions=1)], raise_on_error=True)
        answer = None
        for _ in range(20):
            answer = produced(raw.ask(produce("t", batch([b"x" * 10_000])), 9))
            if answer.error_code:
                break
        assert answer is not None
        assert answer.error_code == codes.KAFKA_STORAGE_ERROR
        assert "max_bytes" in answer.error_message
        assert fetched(raw.ask(fetch("t"), 12)).high_watermark == 9  # and the broker lives
