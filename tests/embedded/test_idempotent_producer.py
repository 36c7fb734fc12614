"""Our producer's batches, each once and in order, whatever befalls requests and answers; and what it puts on the wire."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.producer.sequences import ProducerId
from tests.harness.waiting import until

WAIT = 60.0
SEEDS = [1, 2, 3]


@pytest.fixture
def client(broker: Broker) -> Iterator[barnabas.Client]:
    with barnabas.Client(broker.bootstrap_servers, retry_backoff_ms=5, request_timeout_ms=2_000) as client:
        yield client


def read(broker: Broker, partition: int) -> list[bytes | None]:
    """All that is there."""
    found: list[bytes | None] = []
    with (
        barnabas.Client(broker.bootstrap_servers) as client,
        client.producer(enable_idempotence=False) as producer,
        client.consumer(auto_offset_reset="earliest") as consumer,
    ):
        end = producer.send("t", b"end", partition=partition).result(WAIT).offset
        consumer.assign([barnabas.TopicPartition("t", partition)])
        while len(found) <= (end or 0):
            found.extend(record.value for record in consumer.poll(timeout=WAIT))
    return found[:-1]


def numbers(broker: Broker, plain: bool = False) -> list[tuple[int, int, int]]:
    """Producer id, epoch and sequence of each batch that came, of all partitions; also of `plain` ones without."""
    found = []
    for asked in broker.requests(api="Produce"):
        for topic in asked.request.topic_data:  # type: ignore[attr-defined]
            for item in topic.partition_data:
                header = bytes(item.records)[:61]
                number = [(43, 51), (51, 53), (53, 57)]
                found.append(tuple(int.from_bytes(header[a:b], "big", signed=True) for a, b in number))
    return [number for number in found if number[0] >= 0 or plain]


def test_batches_have_an_id_and_follow_one_another(broker: Broker, client: barnabas.Client) -> None:
    with client.producer(linger_ms=0) as producer:
        for i in range(5):
            producer.send("t", b"%d" % i, partition=0).result(WAIT)
    got = numbers(broker)
    assert len({(id, epoch) for id, epoch, _ in got}) == 1
    assert got[0][0] >= 0
    assert [sequence for _, _, sequence in got] == list(range(5))
    assert len(broker.requests(api="InitProducerId")) == 1


@pytest.mark.kip(679)
@pytest.mark.parametrize(
    "options",
    [{"enable_idempotence": False}, {"acks": 1}, {"acks": 0}, {"max_in_flight_requests_per_connection": 6}],
)
def test_it_is_off_where_it_cannot_be(broker: Broker, client: barnabas.Client, options: dict[str, Any]) -> None:
    with client.producer(**options) as producer:
        producer.send("t", b"x", partition=0).result(WAIT)
    until(lambda: numbers(broker, plain=True) == [(-1, -1, -1)], "the record came")
    assert broker.requests(api="InitProducerId") == []


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"acks": 1}, "acks=1"),
        ({"max_in_flight_requests_per_connection": 6}, "max_in_flight_requests_per_connection=6"),
    ],
)
def test_asked_for_it_needs_the_other_options(client: barnabas.Client, options: dict[str, Any], named: str) -> None:
    with pytest.raises(barnabas.ConfigurationError, match=f"{named} is not accepted with enable_idempotence=True"):
        client.producer(enable_idempotence=True, **options)


@pytest.mark.kip(98)
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("codec", ["none", "lz4"])
def test_each_once_and_in_order_whatever_befalls_it(broker: Broker, seed: int, codec: Any) -> None:
    chance = random.Random(seed)
    faults: list[dict[str, Any]] = [
        {"drop_connection": True, "after": True},  # written, and nobody was told
        {"drop_connection": True},
        {"error": "NOT_LEADER_OR_FOLLOWER"},
        {"error": "NOT_ENOUGH_REPLICAS_AFTER_APPEND", "after": True},
        {"error": "REQUEST_TIMED_OUT", "after": True},
        {"error": "NOT_ENOUGH_REPLICAS"},
        {"error": "CORRUPT_MESSAGE"},
        {"error": "UNKNOWN_TOPIC_OR_PARTITION"},
        {"delay": 0.05},
    ]
    quick: dict[str, Any] = {"retry_backoff_ms": 2, "retry_backoff_max_ms": 20, "reconnect_backoff_ms": 2}
    with barnabas.Client(broker.bootstrap_servers, **quick) as client:
        with client.producer(linger_ms=0, batch_num_messages=20, compression_type=codec) as producer:
            sent: list[barnabas.Delivery] = []
            for n in range(6000):
                if n % 100 == 0:
                    broker.inject(api="Produce", **chance.choice(faults))
                if n % 1500 == 700:
                    broker.move_leader("t", chance.randrange(2), to=chance.randint(1, 3))
                if n % 2000 == 1500:
                    broker.drop_connections()
                sent.append(producer.send("t", b"%d" % n, partition=n % 2))
            for delivery in sent:
                assert delivery.result(WAIT)
        broker.clear_injections()
    for partition in range(2):
        assert read(broker, partition) == [b"%d" % n for n in range(partition, 6000, 2)]


def test_several_requests_are_out_at_once_and_no_more_than_asked_for(broker: Broker, client: barnabas.Client) -> None:
    with client.producer(linger_ms=0, batch_num_messages=1, max_in_flight_requests_per_connection=3) as producer:
        producer.send("t", b"first", partition=0).result(WAIT)  # which goes alone
        held = broker.inject(api="Produce", delay=1.0, times=1)
        sent = [producer.send("t", b"%d" % n, partition=0) for n in range(12)]
        until(lambda: held.left == 0, "the first one is held")
        outlets = producer._sender._outlets
        most = 0
        while not sent[-1].done():
            most = max(most, *(outlet.in_flight for outlet in list(outlets.values())))
        assert most == 3
        assert [delivery.result(WAIT).offset for delivery in sent] == list(range(1, 13))


def test_brokers_of_0_11_get_one_at_a_time() -> None:
    with Broker(version="0.11") as old, barnabas.Client(old.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", partitions=1, replication_factor=1)], raise_on_error=True)
        with client.producer(linger_ms=0, batch_num_messages=1) as producer:
            sent = [producer.send("t", b"%d" % n, partition=0) for n in range(50)]
            assert [delivery.result(WAIT).offset for delivery in sent] == list(range(50))
            assert {outlet.most for outlet in producer._sender._outlets.values()} == {1}


def test_what_is_too_large_is_cut_and_keeps_its_numbers(broker: Broker, client: barnabas.Client) -> None:
    with client.producer(linger_ms=1000, batch_num_messages=8) as producer:
        producer.partitions_for("t")
        broker.inject(api="Produce", error="MESSAGE_TOO_LARGE", times=3)
        sent = [producer.send("t", b"%d" % n, partition=0) for n in range(24)]
        producer.flush(WAIT)
        assert [delivery.result(WAIT).offset for delivery in sent] == list(range(24))
    assert {epoch for _, epoch, _ in numbers(broker)} == {0}
    assert read(broker, 0) == [b"%d" % n for n in range(24)]


def test_a_record_that_is_refused_leaves_no_gap_for_those_behind_it(broker: Broker, client: barnabas.Client) -> None:
    with client.producer(linger_ms=0, batch_num_messages=1) as producer:
        producer.send("t", b"first", partition=0).result(WAIT)
        broker.inject(api="Produce", error="INVALID_RECORD")
        sent = [producer.send("t", b"%d" % n, partition=0) for n in range(6)]
        failed = [n for n, delivery in enumerate(sent) if delivery.exception(WAIT)]
        assert failed == [0]
        assert isinstance(sent[0].exception(), barnabas.errors.InvalidRecordError)
    assert read(broker, 0) == [b"first", *(b"%d" % n for n in range(1, 6))]
    assert numbers(broker)[-1][1] == 1  # the epoch


@pytest.mark.kip(360)
def test_what_ran_out_of_time_is_settled_before_anything_new_goes_out(broker: Broker) -> None:
    with barnabas.Client(broker.bootstrap_servers, request_timeout_ms=800, retry_backoff_ms=5) as client:
        producer = client.producer(linger_ms=0, delivery_timeout_ms=1_200)
        producer.send("t", b"first", partition=0).result(WAIT)
        silence = broker.inject(api="Produce", no_answer=True, times=None)  # at 1,200 ms the second one is out
        late = producer.send("t", b"late", partition=0)
        error = late.exception(WAIT)
        assert isinstance(error, barnabas.DeliveryTimeoutError)
        assert error.maybe_written
        until(lambda: not producer._sender._tracks[barnabas.TopicPartition("t", 0)].flights, "its request ends")
        silence.cancel()
        producer.send("t", b"next", partition=0).result(WAIT)
        producer.close()
    assert read(broker, 0) == [b"first", b"next"]
    assert [number for number, _ in groupby(number[1:] for number in numbers(broker))] == [(0, 0), (0, 1), (1, 0)]


@pytest.mark.kip(360)
def test_an_epoch_that_cannot_rise_any_more_makes_a_new_id(broker: Broker, client: barnabas.Client) -> None:
    with client.producer(linger_ms=0) as producer:
        producer.send("t", b"first", partition=0).result(WAIT)
        sequences = producer._sender._sequences
        assert sequences is not None
        first = sequences.id

        async def given() -> None:
            producer._sender._recall()
            sequences.given(ProducerId(first.id, 32767))

        client._engine.run(given)
        producer.send("t", b"second", partition=0).result(WAIT)
        broker.inject(api="Produce", error="INVALID_RECORD")
        assert producer.send("t", b"refused", partition=0).exception(WAIT)
        producer.send("t", b"third", partition=0).result(WAIT)
    assert [(id == first.id, epoch) for id, epoch, _ in numbers(broker)] == [
        (True, 0),
        (True, 32767),
        (True, 32767),
        (False, 0),
    ]
    assert read(broker, 0) == [b"first", b"second", b"third"]


@pytest.mark.kip(951)
def test_a_new_leader_is_gone_to_by_the_word_of_the_old_one(broker: Broker) -> None:
    """KIP-951: no metadata is asked for before the record is sent to the new leader."""
    slow: Any = {"retry_backoff_ms": 120_000, "retry_backoff_max_ms": 120_000}
    with (
        barnabas.Client(broker.bootstrap_servers, **slow) as client,
        client.producer(linger_ms=0) as producer,
    ):
        broker.move_leader("t", 0, to=1)
        producer.send("t", b"one", partition=0).result(WAIT)
        broker.move_leader("t", 0, to=2)
        assert producer.send("t", b"two", partition=0).result(WAIT).offset == 1  # no backoff either


def test_without_an_id_records_wait_and_then_fail_with_the_reason(broker: Broker, client: barnabas.Client) -> None:
    broker.inject(api="InitProducerId", error="COORDINATOR_LOAD_IN_PROGRESS", times=3)
    with client.producer(linger_ms=0) as producer:
        producer.send("t", b"x", partition=0).result(WAIT)
    broker.inject(api="InitProducerId", error="CLUSTER_AUTHORIZATION_FAILED", times=1)
    with client.producer(linger_ms=0) as producer:
        error = producer.send("t", b"y", partition=0).exception(WAIT)
        assert isinstance(error, barnabas.errors.ClusterAuthorizationFailedError)
        producer.send("t", b"z", partition=0).result(WAIT)  # asked again, it was given


@pytest.mark.kip(467)
def test_one_bad_record_is_named_and_the_others_say_why_they_failed(broker: Broker, client: barnabas.Client) -> None:
    """KIP-467. The broker wants keys in a compacted topic."""
    topic = barnabas.NewTopic("compacted", partitions=1, configs={"cleanup.policy": "compact"})
    client.admin.create_topics([topic], raise_on_error=True)
    with client.producer(linger_ms=1000) as producer:
        good = producer.send("compacted", b"1", key=b"k")
        bad = producer.send("compacted", b"2")
        many = producer.send_many("compacted", [b"3", b"4"], keys=[b"k", None])
        with pytest.raises(barnabas.KafkaTimeoutError):
            producer.flush(0)
        assert isinstance(bad.exception(WAIT), barnabas.errors.InvalidRecordError)
        assert "refused 2 other records of its batch" in str(good.exception(WAIT))
        errors = many.errors(WAIT)
        assert [type(errors[n]) for n in range(2)] == [barnabas.KafkaError, barnabas.errors.InvalidRecordError]
        assert producer.send("compacted", b"5", key=b"k").result(WAIT).offset == 0


@pytest.mark.kip(794)
def test_records_without_a_key_avoid_a_broker_that_is_slow() -> None:
    """KIP-794: the more waits for a partition, the less is added."""
    with Broker(nodes=2) as slow, barnabas.Client(slow.bootstrap_servers) as own:
        own.admin.create_topics([barnabas.NewTopic("t", partitions=2)], raise_on_error=True)
        for partition in range(2):
            slow.move_leader("t", partition, to=partition + 1)
        with own.producer(linger_ms=0, batch_num_messages=10) as producer:
            for partition in range(2):
                producer.send("t", b"first", partition=partition).result(WAIT)
            held = slow.inject(api="Produce", node=2, no_answer=True, times=None)
            sent: list[barnabas.Delivery] = []
            for _ in range(100):
                batch = [producer.send("t", b"x") for _ in range(10)]
                for delivery in batch:
                    if "partition 0" in repr(delivery):
                        delivery.result(WAIT)
                sent += batch
            held.cancel()
            slow.drop_connections(2)
            counts = [0, 0]
            for delivery in sent:
                counts[delivery.result(WAIT).partition] += 1
        assert counts[0] > 3 * counts[1]
