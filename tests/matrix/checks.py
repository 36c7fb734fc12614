"""What is tried with each broker. A check returns nothing, or raises; `Lacking` where the broker cannot, and the client must say so."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import barnabas
from barnabas import TopicPartition
from tests.harness.broker import Broker
from tests.harness.waiting import until
from tests.harness.zookeeper import broker as broker_of
from tests.matrix.lacking import FEATURES, check, number

WAIT = 60.0
CODECS = ("none", "gzip", "snappy", "lz4", "zstd")
ZSTD_FROM = (2, 1)


def made(client: barnabas.Client, partitions: int = 1, **configs: str) -> str:
    """A new topic's name."""
    name = f"matrix-{uuid.uuid4().hex[:8]}"
    new = barnabas.NewTopic(name, partitions=partitions, replication_factor=1, configs=configs)
    client.admin.create_topics([new], raise_on_error=True, timeout=WAIT)
    return name


def read(client: barnabas.Client, name: str, count: int) -> list[bytes | None]:
    """So many values of a topic's first partition, from the beginning."""
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(name, 0)])
        found: list[bytes | None] = []
        while len(found) < count:
            records = consumer.poll(WAIT)
            assert len(records), f"{len(found)} of {count} records came"
            found.extend(record.value for record in records)
    return found


def produce(client: barnabas.Client, broker: Broker) -> None:
    """Keys, headers, every acks level; in order."""
    for acks in ("all", 1, 0):
        name = made(client)
        with client.producer(acks=acks) as producer:
            sent = [producer.send(name, b"%d" % i, key=b"k", headers=[("h", b"v")]) for i in range(100)]
            assert [d.result(WAIT) for d in sent]
        assert read(client, name, 100) == [b"%d" % i for i in range(100)]


def codecs(client: barnabas.Client, broker: Broker) -> None:
    """Every codec that the broker knows; zstd where it does not is refused by the client."""
    for codec in CODECS:
        name = made(client)
        with client.producer(compression_type=codec) as producer:
            delivery = producer.send(name, b"x" * 1000)
            if codec == "zstd" and number(broker.version) < ZSTD_FROM:
                try:
                    delivery.result(WAIT)
                except barnabas.IncompatibleBrokerError as error:
                    assert "zstd" in str(error), str(error)
                    assert "2.1" in str(error), str(error)
                    continue
                raise AssertionError("zstd was sent to a broker that does not know it")
            delivery.result(WAIT)
        assert read(client, name, 1) == [b"x" * 1000]


def group(client: barnabas.Client, broker: Broker) -> None:
    """A group reads and commits; the next member goes on from there."""
    name = made(client, 2)
    with client.producer() as producer:
        for i in range(20):
            producer.send(name, b"%d" % i, partition=i % 2).result(WAIT)

        def some(count: int) -> set[bytes | None]:
            found: set[bytes | None] = set()
            with client.consumer(name, group_id=f"g-{name}", auto_offset_reset="earliest") as consumer:
                while len(found) < count:
                    polled = consumer.poll(WAIT)
                    if isinstance(polled, barnabas.Records):
                        found |= {record.value for record in polled}
                consumer.commit()
            return found

        assert some(20) == {b"%d" % i for i in range(20)}
        for i in range(20, 30):
            producer.send(name, b"%d" % i, partition=i % 2).result(WAIT)
        assert some(10) == {b"%d" % i for i in range(20, 30)}


def topics(client: barnabas.Client, broker: Broker) -> None:
    """Create, list, describe, delete."""
    name = made(client, 3)
    until(lambda: name in {t.name for t in client.admin.list_topics(timeout=WAIT)}, "the topic is listed")
    (found,) = client.admin.describe_topics([name], timeout=WAIT)
    assert len(found.partitions) == 3
    client.admin.delete_topics([name], timeout=WAIT)


def offsets(client: barnabas.Client, broker: Broker) -> None:
    """The beginning, the end, and by time."""
    name = made(client)
    place = TopicPartition(name, 0)
    with client.producer() as producer:
        for i in range(10):
            producer.send(name, b"%d" % i, timestamp_ms=1_700_000_000_000 + i).result(WAIT)
    with client.consumer(auto_offset_reset="latest") as consumer:
        consumer.assign([place])
        found = consumer.offsets_for_times({place: 1_700_000_000_005}, timeout=WAIT)[place]
        assert found == 5


def old_formats(client: barnabas.Client, broker: Broker) -> None:
    """Message sets of formats 0 and 1 (before 0.11), from a broker that stores them."""
    if number(broker.version) >= (3,):
        raise NotImplementedError("this Kafka stores format 2 only")
    formats = {"0.9.0.1": "0", "0.10.2": "1"}
    for name in formats:
        with (
            broker_of(broker.version, {"log.message.format.version": name}) as old,
            barnabas.Client(old.bootstrap) as c,
        ):
            for codec in ("none", "gzip", "snappy", "lz4"):
                topic = made(c)
                with c.producer(compression_type=codec, enable_idempotence=False) as producer:
                    for i in range(20):
                        producer.send(topic, b"%d" % i, key=b"k").result(WAIT)
                assert read(c, topic, 20) == [b"%d" % i for i in range(20)]


def idempotence(client: barnabas.Client, broker: Broker) -> None:
    """In order, with requests in flight."""
    name = made(client)
    with client.producer(enable_idempotence=True, linger_ms=0, batch_size=200) as producer:
        sent = [producer.send(name, b"%d" % i) for i in range(500)]
        assert [d.result(WAIT) for d in sent]
    assert read(client, name, 500) == [b"%d" % i for i in range(500)]


def transactions(client: barnabas.Client, broker: Broker) -> None:
    """One that is committed, one that is aborted, read by who reads committed records only."""
    name = made(client)
    with client.producer(transactional_id=f"tx-{name}") as producer:
        with producer.transaction():
            producer.send(name, b"committed")
        try:
            with producer.transaction():
                producer.send(name, b"aborted")
                raise RuntimeError("enough")
        except RuntimeError:
            pass
        with producer.transaction():
            producer.send(name, b"again")
    with client.consumer(auto_offset_reset="earliest", isolation_level="read_committed") as consumer:
        consumer.assign([TopicPartition(name, 0)])
        found: list[bytes | None] = []
        while len(found) < 2:
            found.extend(record.value for record in consumer.poll(WAIT))
    assert found == [b"committed", b"again"]


def lacks(client: barnabas.Client, broker: Broker) -> None:
    """What is newer than this broker is refused with its name and the Kafka that has it; what is not works."""
    for feature in FEATURES.values():
        check(client, broker.version, feature, made(client))


CHECKS: dict[str, Callable[[barnabas.Client, Broker], None]] = {
    "produce": produce,
    "codecs": codecs,
    "group, commit": group,
    "topics": topics,
    "list offsets": offsets,
    "formats 0, 1": old_formats,
    "idempotence": idempotence,
    "transactions": transactions,
    "lacks in words": lacks,
}
