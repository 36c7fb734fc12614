"""Where reading begins is looked up for each partition by itself: one that has no answer holds up no other."""

from __future__ import annotations

from typing import Any

import pytest

import barnabas
from barnabas import NewTopic, Rebalance, Records, TopicPartition
from barnabas.broker import Broker
from barnabas.broker.apis import offset_fetch
from barnabas.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError, codes
from tests.harness.growing import add_partitions
from tests.harness.kafka import Kafka, Topics
from tests.harness.waiting import until

WAIT = 20.0  # less than a look-up is tried for (default_api_timeout_ms)


@pytest.fixture
def present(client: barnabas.Client, topic: Topics) -> TopicPartition:
    """The only partition of its topic, with one record."""
    key = TopicPartition(topic(), 0)
    with client.producer() as producer:
        producer.send(key.topic, b"here").result(WAIT)
    return key


def first(consumer: barnabas.Consumer[bytes, bytes]) -> bytes | None:
    records = consumer.poll(WAIT)
    assert isinstance(records, Records)
    return records[0].value if len(records) else None


def next_of(consumer: barnabas.Consumer[bytes, bytes]) -> Records[bytes, bytes]:
    """What comes next; until then what stands in the way is raised by each poll."""
    found: list[Records[bytes, bytes]] = []

    def polled() -> bool:
        try:
            records = consumer.poll(0.1)
        except barnabas.KafkaTimeoutError:
            return False
        assert isinstance(records, Records)
        found.append(records)
        return bool(len(records))

    until(polled, "records", WAIT)
    return found[-1]


def test_a_partition_that_is_missing_holds_up_no_other(client: barnabas.Client, present: TopicPartition) -> None:
    with client.consumer(auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(present.topic, 1), present])
        assert first(consumer) == b"here"


@pytest.mark.parametrize("how", ["by policy", "by offset", "by commit"])
def test_a_topic_that_is_missing_holds_up_no_other(
    client: barnabas.Client, present: TopicPartition, topic: Topics, how: str
) -> None:
    both = [TopicPartition(topic.name(), 0), present]
    options: dict[str, Any] = {"allow_auto_create_topics": False, "auto_offset_reset": "earliest"}
    if how == "by commit":
        client.admin.alter_group_offsets(present.topic, {present: 0}, raise_on_error=True)
        options |= {"group_id": present.topic, "auto_offset_reset": "latest"}
    with client.consumer(**options) as consumer:
        consumer.assign(dict.fromkeys(both, 0) if how == "by offset" else both)
        assert first(consumer) == b"here"


@pytest.mark.parametrize("by_offset", [False, True])
def test_a_missing_topic_is_told_beside_the_others_and_read_once_it_is_there(
    kafka: Kafka, client: barnabas.Client, present: TopicPartition, topic: Topics, by_offset: bool
) -> None:
    missing = TopicPartition(topic.name(), 0)
    both = [missing, present]
    with (
        barnabas.Client(kafka.bootstrap, default_api_timeout_ms=2_000, request_timeout_ms=2_000) as hasty,
        hasty.consumer(auto_offset_reset="earliest", allow_auto_create_topics=False) as consumer,
        client.producer() as producer,
    ):
        consumer.assign(dict.fromkeys(both, 0) if by_offset else both)
        assert first(consumer) == b"here"
        with pytest.raises(barnabas.UnknownTopicError, match=missing.topic):
            consumer.poll(WAIT)
        producer.send(present.topic, b"beside").result(WAIT)
        records = next_of(consumer)
        assert records[0].value == b"beside"
        assert isinstance(records.errors[missing], barnabas.UnknownTopicError)
        client.admin.create_topics([NewTopic(missing.topic, partitions=1, replication_factor=1)], raise_on_error=True)
        producer.send(missing.topic, b"late").result(WAIT)
        (late,) = next_of(consumer)
        assert (late.topic, late.value) == (missing.topic, b"late")
        client.admin.delete_topics([missing.topic])


@pytest.mark.parametrize("how", ["by policy", "by offset", "by seek"])
def test_a_missing_partition_is_told_beside_the_others_and_read_once_it_is_there(
    kafka: Kafka, client: barnabas.Client, present: TopicPartition, how: str
) -> None:
    missing = TopicPartition(present.topic, 2)
    said = f"topic {present.topic} has 1 partition .0., so there is no partition 2"
    with (
        barnabas.Client(kafka.bootstrap, default_api_timeout_ms=2_000, request_timeout_ms=2_000) as hasty,
        hasty.consumer(auto_offset_reset="earliest") as consumer,
        client.producer() as producer,
    ):
        consumer.assign({present: 0, missing: 5} if how == "by offset" else [present, missing])
        if how == "by seek":
            consumer.seek(missing, 5)
        assert first(consumer) == b"here"
        with pytest.raises(barnabas.UnknownTopicError, match=said) as told:
            consumer.poll(WAIT)
        assert (told.value.topic, told.value.partition) == missing
        producer.send(present.topic, b"beside", partition=0).result(WAIT)
        records = next_of(consumer)
        assert records[0].value == b"beside"
        assert isinstance(records.errors[missing], barnabas.UnknownTopicError)
        add_partitions(client, present.topic, 3)
        for n in range(6):
            producer.send(present.topic, b"late %d" % n, partition=2).result(WAIT)
        late = next_of(consumer)
        assert (late[0].partition, late[0].value) == (2, b"late 0" if how == "by policy" else b"late 5")
        assert not late.errors


def test_what_is_assigned_while_a_look_up_ends_is_looked_up(client: barnabas.Client, present: TopicPartition) -> None:
    """What is missing is given up, and there is nothing to look up for just that moment."""
    with client.consumer(auto_offset_reset="earliest", fetch_max_wait_ms=10) as consumer:
        for _ in range(50):
            consumer.assign([TopicPartition(present.topic, 1)])
            consumer.poll(0.0)
            consumer.assign([present])
            assert first(consumer) == b"here"


def test_a_partition_without_a_leader_holds_up_no_other() -> None:
    with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", assignments={0: [1], 1: [2]})], raise_on_error=True)
        with client.producer() as producer:
            for number in (0, 1):
                producer.send("t", b"of %d" % number, partition=number).result(WAIT)
        broker.stop_node(2)
        with client.consumer(auto_offset_reset="earliest") as consumer:
            consumer.assign([TopicPartition("t", 0), TopicPartition("t", 1)])
            assert first(consumer) == b"of 0"
            broker.start_node(2)
            assert first(consumer) == b"of 1"


@pytest.mark.parametrize("together", [True, False])
def test_a_broker_that_does_not_answer_holds_up_no_look_up_at_another(together: bool) -> None:
    with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", assignments={0: [1], 1: [2]})], raise_on_error=True)
        with client.producer() as producer:
            for number in (0, 1):
                producer.send("t", b"of %d" % number, partition=number).result(WAIT)
        well, silent = TopicPartition("t", 0), TopicPartition("t", 1)
        with client.consumer() as consumer:
            consumer.assign({well: 1, silent: 1})
            hangs = broker.inject(api="ListOffsets", node=2, no_answer=True, times=None)
            consumer.seek_to_beginning(*([well, silent] if together else [silent]))
            until(lambda: hangs.used, "one broker is asked, and does not answer", WAIT)
            if not together:
                consumer.seek_to_beginning(well)
            assert first(consumer) == b"of 0"  # within less than the other's request_timeout_ms


@pytest.mark.kip(320)
@pytest.mark.parametrize("error", ["FENCED_LEADER_EPOCH", "UNKNOWN_LEADER_EPOCH"])
def test_a_leader_is_asked_with_the_epoch_that_is_known_so_that_one_deposed_refuses(error: str) -> None:
    with Broker(nodes=2) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        client.admin.create_topics([barnabas.NewTopic("t", assignments={0: [1, 2]})], raise_on_error=True)
        broker.move_leader("t", 0, to=2)
        with client.producer() as producer:
            producer.send("t", b"here").result(WAIT)
        refusal = broker.inject(api="ListOffsets", error=error)
        with client.consumer(auto_offset_reset="earliest") as consumer:
            consumer.assign([TopicPartition("t", 0)])
            assert first(consumer) == b"here"
        assert refusal.used == 1
        asked = [p for ask in broker.requests("ListOffsets") for t in ask.request.topics for p in t.partitions]
        assert {p.current_leader_epoch for p in asked} == {1}


def test_brokers_that_were_away_when_it_was_assigned_are_read_from_once_they_are_there() -> None:
    with Broker() as broker, barnabas.Client(broker.bootstrap_servers) as client:
        with client.producer() as producer:
            producer.send("t", b"here").result(WAIT)
        with (
            barnabas.Client(broker.bootstrap_servers, default_api_timeout_ms=300) as hasty,
            hasty.consumer(auto_offset_reset="earliest") as consumer,
        ):
            broker.stop_node(1)
            consumer.assign([TopicPartition("t", 0)])
            with pytest.raises(barnabas.NoBrokerAvailableError):
                consumer.poll(WAIT)
            broker.start_node(1)
            assert next_of(consumer)[0].value == b"here"


@pytest.mark.parametrize("how", ["subscribed", "assigned"])
def test_a_topic_whose_offsets_may_not_be_read_is_told_and_holds_up_no_other(
    how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was a silent stall: what is not known to be ours was said to have the error."""
    allowed, usual = {"open"}, offset_fetch._partitions

    def some(call: Any, group_id: str, topic: str, indexes: Any, stable: bool) -> Any:
        if topic in allowed:
            return usual(call, group_id, topic, indexes, stable)
        return [offset_fetch._none(index, codes.TOPIC_AUTHORIZATION_FAILED) for index in indexes]

    monkeypatch.setattr(offset_fetch, "_partitions", some)
    shown, secret = TopicPartition("open", 0), TopicPartition("secret", 0)
    with Broker(default_partitions=1) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        with client.producer() as producer:
            for key in (shown, secret):
                producer.send(key.topic, key.topic.encode()).result(WAIT)
        topics = ("open", "secret") if how == "subscribed" else ()
        with client.consumer(*topics, group_id="g", auto_offset_reset="earliest") as consumer:
            if not topics:
                consumer.assign([shown, secret])
            found: list[bytes] = []
            refused: list[barnabas.KafkaError] = []

            def told() -> bool:
                try:
                    records = consumer.poll(0.1)
                except barnabas.KafkaError as error:
                    refused.append(error)
                else:
                    found.extend(record.value for record in records if not isinstance(records, Rebalance))
                return b"open" in found and bool(refused)

            until(told, "both are heard of", WAIT)
            assert consumer.assignment() == {shown, secret}
            assert isinstance(refused[0], TopicAuthorizationFailedError)
            assert (refused[0].topic, refused[0].partition) == secret
            assert isinstance(consumer.health().error, TopicAuthorizationFailedError)
            assert consumer.position(secret) is None
            allowed.add("secret")
            until(lambda: told() and b"secret" in found, "the other one is read once it may be", WAIT)
            assert found == [b"open", b"secret"]
            assert consumer.health().error is None


def test_a_group_whose_offsets_may_not_be_read_is_told() -> None:
    with Broker(default_partitions=1) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        with client.producer() as producer:
            producer.send("t", b"here").result(WAIT)
        broker.inject(api="OffsetFetch", error="GROUP_AUTHORIZATION_FAILED", times=None)
        with client.consumer("t", group_id="g", auto_offset_reset="earliest") as consumer:
            news = consumer.poll(WAIT)
            assert isinstance(news, Rebalance)
            assert news.assigned == {TopicPartition("t", 0): None}
            with pytest.raises(GroupAuthorizationFailedError):
                consumer.poll(WAIT)
            consumer.seek(TopicPartition("t", 0), 0)  # the user knows better
            assert next_of(consumer)[0].value == b"here"
