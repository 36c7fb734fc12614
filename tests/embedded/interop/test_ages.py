"""Our own client on development brokers of other ages: it speaks the versions that they speak, and what they lack is said.

What differs from the real ones of those ages: batches are stored as version 2 however old the broker is; topics have ids inside, which
old versions do not carry; a group's coordinator, configs and defaults are those of today.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.broker.names import api_key
from barnabas.protocol.apis import request_class
from tests.embedded.interop.common import AGES, VALUES, WAIT, broker, fresh, make_topic
from tests.harness.waiting import until

# The newest version that a broker of the age serves, of APIs whose versions changed what travels.
NEWEST = {
    "0.11": {"Produce": 3, "Fetch": 5, "JoinGroup": 2, "OffsetFetch": 3, "Metadata": 4},
    "2.8": {"Produce": 9, "Fetch": 12, "JoinGroup": 7, "OffsetFetch": 7, "Metadata": 11},
    "3.9": {"Produce": 11, "Fetch": 17, "JoinGroup": 9, "OffsetFetch": 9, "Metadata": 12},
}


@pytest.fixture(scope="module", params=AGES)
def aged(request: pytest.FixtureRequest) -> Iterator[Broker]:
    with broker(version=request.param) as made:
        yield made


@pytest.fixture
def client(aged: Broker) -> Iterator[barnabas.Client]:
    with barnabas.Client(aged.bootstrap_servers) as client:
        yield client


def read(consumer: barnabas.Consumer, count: int) -> list[bytes]:
    found: list[bytes] = []

    def enough() -> bool:
        for value in consumer.poll(WAIT).values():
            assert value is not None
            found.append(value)
        return len(found) >= count

    until(enough, f"{count} records are read", WAIT)
    return found


@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_produce_and_consume(aged: Broker, client: barnabas.Client, codec: str) -> None:
    topic = make_topic(aged)
    if codec == "zstd" and aged.version == "0.11":
        with client.producer(compression_type="zstd") as producer, pytest.raises(barnabas.IncompatibleBrokerError):
            producer.send(topic, b"x").result(WAIT)
        return
    with client.producer(compression_type=codec) as producer:  # type: ignore[arg-type]
        sent = [producer.send(topic, value, headers=[("h", b"1")]) for value in VALUES]
        assert [one.result(WAIT).offset for one in sent] == list(range(len(VALUES)))
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([barnabas.TopicPartition(topic, 0)])
        found = read(consumer, len(VALUES))
    assert found == VALUES


def test_group(aged: Broker, client: barnabas.Client) -> None:
    topic, group = make_topic(aged, 2), fresh("group")
    with client.producer() as producer:
        for partition in (0, 1):
            producer.send_many(topic, VALUES, partition=partition).result(WAIT)
    options = {"group_id": group, "auto_offset_reset": "earliest"}
    with client.consumer(topic, **options) as consumer:
        assert sorted(read(consumer, 2 * len(VALUES))) == sorted(2 * VALUES)
        consumer.commit()
        assert {p.partition for p in consumer.assignment()} == {0, 1}
    keys = [barnabas.TopicPartition(topic, n) for n in (0, 1)]
    with client.consumer(topic, **options) as consumer:
        committed = consumer.committed(*keys)
    assert {key: found and found.offset for key, found in committed.items()} == dict.fromkeys(keys, len(VALUES))


def test_no_request_is_newer_than_the_broker(aged: Broker, client: barnabas.Client) -> None:
    topic = make_topic(aged)
    with client.producer() as producer:
        producer.send(topic, b"x").result(WAIT)
    with client.consumer(topic, group_id=fresh("group"), auto_offset_reset="earliest") as consumer:
        assert read(consumer, 1) == [b"x"]
        consumer.commit()
    asked: dict[str, set[int]] = {}
    for one in aged.requests():
        asked.setdefault(one.api, set()).add(one.version)
    for api, newest in NEWEST[aged.version].items():
        assert max(asked[api]) == min(newest, request_class(api_key(api)).MAX_VERSION), api
