"""Transactions of confluent-kafka's producer, read by us: what was committed and nothing else, in the order of offsets."""

from __future__ import annotations

import time
from random import Random
from typing import Any

import confluent_kafka
import pytest

import barnabas
from barnabas import Rebalance, TopicPartition
from tests.harness.kafka import Kafka, Topics
from tests.harness.reading import next_values
from tests.harness.waiting import until

WAIT = 30.0
COMMITTED = "read_committed"


class Writers:
    """Transactional producers that begin with their first record, and what they wrote."""

    def __init__(self, kafka: Kafka, topic: str, count: int, **options: Any) -> None:
        self.topic = topic
        self.producers = [
            confluent_kafka.Producer(
                {
                    "bootstrap.servers": kafka.bootstrap,
                    "transactional.id": f"{topic}-{i}",
                    **options,
                }
            )
            for i in range(count)
        ]
        for producer in self.producers:
            producer.init_transactions(WAIT)
        self.plain = confluent_kafka.Producer({"bootstrap.servers": kafka.bootstrap})
        self.open: dict[int, list[bytes]] = {}
        self.committed: set[bytes] = set()
        self.all: list[bytes] = []

    def write(self, i: int, *values: bytes) -> None:
        producer = self.producers[i]
        if i not in self.open:
            producer.begin_transaction()
            self.open[i] = []
        for value in values:
            producer.produce(self.topic, value, partition=0)
            self.open[i].append(value)
            self.all.append(value)
        assert producer.flush(WAIT) == 0

    def write_plain(self, value: bytes) -> None:
        self.plain.produce(self.topic, value, partition=0)
        assert self.plain.flush(WAIT) == 0
        self.committed.add(value)
        self.all.append(value)

    def finish(self, i: int, *, commit: bool) -> None:
        values = self.open.pop(i)
        if commit:
            self.producers[i].commit_transaction(WAIT)
            self.committed.update(values)
        else:
            self.producers[i].abort_transaction(WAIT)

    def expected(self) -> list[bytes]:
        return [value for value in self.all if value in self.committed]


def reader(client: barnabas.Client, topic: str, **options: Any) -> barnabas.Consumer[bytes, bytes]:
    consumer = client.consumer(auto_offset_reset="earliest", **options)
    consumer.assign([TopicPartition(topic, 0)])
    return consumer


def end(client: barnabas.Client, topic: str) -> int:
    """The high watermark."""
    key = TopicPartition(topic, 0)
    with client.consumer() as consumer:
        consumer.assign([key])
        consumer.seek_to_end()
        consumer.poll(0)
        until(lambda: consumer.position(key) is not None, "the end is known")
        return consumer.position(key) or 0


@pytest.mark.kip(98)
@pytest.mark.parametrize("codec", ["none", "zstd"])
def test_interleaved_transactions_of_many_producers(
    kafka: Kafka, client: barnabas.Client, topic: Topics, codec: str
) -> None:
    name, random = topic(), Random(5)
    writers = Writers(kafka, name, 3, **{"compression.type": codec})
    for step in range(120):
        i = random.randrange(4)
        if i == 3:
            writers.write_plain(b"plain %d" % step)
        elif i in writers.open and random.random() < 0.4:
            writers.finish(i, commit=random.random() < 0.5)
        else:
            writers.write(i, *[b"%d of %d, %d" % (step, i, n) for n in range(random.randrange(1, 4))])
    for i in list(writers.open):
        writers.finish(i, commit=i != 1)
    expected = writers.expected()
    key, last = TopicPartition(name, 0), end(client, name)
    consumer = reader(client, name, isolation_level=COMMITTED, max_poll_records=7)
    assert next_values(consumer, len(expected)) == expected
    consumer.poll(0)
    until(lambda: len(consumer.poll(0.1)) == 0 and consumer.position(key) == last, "it passes over the last marker")
    assert consumer.lag(key) == 0
    # From anywhere in the middle, as after a commit.
    offsets: dict[bytes | None, int] = {}
    consumer.seek(key, 0)
    while len(offsets) < len(expected):
        offsets.update({record.value: record.offset for record in consumer.poll(WAIT)})
    for at in random.sample(range(last), 12):
        consumer.seek(key, at)
        rest = [value for value in expected if offsets[value] >= at]
        assert next_values(consumer, len(rest)) == rest
    # One by one, and everything for who does not ask.
    one_by_one = reader(client, name, isolation_level=COMMITTED)
    assert [next(iter(one_by_one)).value for _ in expected] == expected
    assert next_values(reader(client, name), len(writers.all)) == writers.all
    # The other client sees what we see.
    assert theirs(kafka, name, len(expected)) == expected


def theirs(kafka: Kafka, topic: str, count: int) -> list[bytes]:
    consumer = confluent_kafka.Consumer(
        {
            "bootstrap.servers": kafka.bootstrap,
            "group.id": topic,
            "auto.offset.reset": "earliest",
            "isolation.level": COMMITTED,
        }
    )
    consumer.assign([confluent_kafka.TopicPartition(topic, 0, 0)])
    found: list[bytes] = []
    deadline = time.monotonic() + WAIT
    try:
        while len(found) < count and time.monotonic() < deadline:
            found += [message.value() for message in consumer.consume(1000, 0.5)]
    finally:
        consumer.close()
    return found


def test_an_open_transaction_holds_reading_back_until_it_ends(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    writers = Writers(kafka, name, 2)
    writers.write_plain(b"before")
    writers.write(0, b"open")
    writers.write(1, b"committed behind it")
    writers.finish(1, commit=True)
    consumer = reader(client, name, isolation_level=COMMITTED)
    assert next_values(consumer, 1) == [b"before"]
    assert len(consumer.poll(1.0)) == 0, "the transaction at offset 1 is open"
    assert (consumer.position(key), consumer.lag(key)) == (1, 0), "the last stable offset is where it begins"
    plain = reader(client, name)
    assert len(next_values(plain, 3)) == 3
    until(lambda: len(plain.poll(0.1)) == 0 and plain.position(key) == 4, "it has read the marker")
    # What is looked up ends there too.
    consumer.seek_to_end()
    plain.seek_to_end()
    until(lambda: consumer.position(key) == 1 and plain.position(key) == 4, "the ends are known")
    assert consumer.offsets_for_times({key: 0}) == {key: 0}
    writers.finish(0, commit=False)
    assert next_values(consumer, 1) == [b"committed behind it"]
    until(lambda: len(consumer.poll(0.1)) == 0 and consumer.position(key) == 5, "it has passed over the abort")


def test_a_group_commits_and_goes_on_behind_what_it_never_saw(
    kafka: Kafka, client: barnabas.Client, topic: Topics
) -> None:
    name = topic()
    key = TopicPartition(name, 0)
    writers = Writers(kafka, name, 1)
    writers.write(0, b"1", b"2")
    writers.finish(0, commit=True)
    writers.write(0, b"no", b"no", b"no")
    writers.finish(0, commit=False)
    options: Any = {"group_id": name, "auto_offset_reset": "earliest", "isolation_level": COMMITTED}
    with client.consumer(name, **options) as consumer:
        assert next_values(consumer, 2) == [b"1", b"2"]
        until(lambda: len(consumer.poll(0.1)) == 0 and consumer.position(key) == 7, "it has passed over the abort")
        consumer.commit()
    writers.write(0, b"3")
    writers.finish(0, commit=True)
    with client.consumer(name, **options) as consumer:
        first = consumer.poll(WAIT)
        assert isinstance(first, Rebalance)
        assert first.assigned == {key: 7}
        assert next_values(consumer, 1) == [b"3"]


def test_a_wrong_level_is_refused(client: barnabas.Client) -> None:
    with pytest.raises(
        barnabas.ConfigurationError, match=r"isolation_level='committed'.*read_uncommitted.*read_committed"
    ):
        client.consumer(isolation_level="committed")  # type: ignore[arg-type]


def test_offsets_of_an_open_transaction_are_waited_for(kafka: Kafka, client: barnabas.Client, topic: Topics) -> None:
    """UNSTABLE_OFFSET_COMMIT (KIP-447): a committed offset that is about to change is no answer."""
    name = topic()
    key = TopicPartition(name, 0)
    writers = Writers(kafka, name, 1)
    writers.write(0, b"1", b"2", b"3")
    writers.finish(0, commit=True)
    with client.consumer(group_id=name) as consumer:
        consumer.assign([key])
        consumer.commit({key: 1})
    theirs = confluent_kafka.Consumer({"bootstrap.servers": kafka.bootstrap, "group.id": name})
    metadata = theirs.consumer_group_metadata()
    writers.write(0, b"4")
    writers.producers[0].send_offsets_to_transaction([confluent_kafka.TopicPartition(name, 0, 3)], metadata, WAIT)
    theirs.close()
    with client.consumer(group_id=name) as consumer:
        consumer.assign([key])
        with pytest.raises(barnabas.KafkaTimeoutError) as caught:
            consumer.committed(key, timeout=1.0)
        assert isinstance(caught.value.__cause__, barnabas.errors.broker.UnstableOffsetCommitError)
        writers.finish(0, commit=True)
        assert consumer.committed(key)[key] == barnabas.OffsetAndMetadata(3)
