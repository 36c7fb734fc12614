"""confluent-kafka (librdkafka) on the development broker.

What differs from a real Kafka: nothing that it notices. It finds one replica of each partition wherever the topic was made with
one, no ACLs (SECURITY_DISABLED, as of any cluster without an authorizer), and coordinators without topics of their own:
`__consumer_offsets` is not among the topics. tests/interop runs more of it, on this broker and on a real one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import confluent_kafka
import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, KafkaError, KafkaException, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
)

from barnabas.broker import Broker
from tests.embedded.interop.common import VALUES, WAIT, broker, committed_and_all, fresh, make_topic
from tests.harness.aside import again_and_again
from tests.harness.waiting import until


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker(nodes=3) as made:
        yield made


def settings(on: Broker, **more: Any) -> dict[str, Any]:
    quiet = {"log_level": 0, "socket.timeout.ms": 20_000}  # the broker's end is not worth a line
    return {"bootstrap.servers": on.bootstrap_servers, **quiet, **{k.replace("_", "."): v for k, v in more.items()}}


@pytest.fixture
def admin(served: Broker) -> AdminClient:
    return AdminClient(settings(served))


def consumer(on: Broker, group: str, **more: Any) -> Any:
    return confluent_kafka.Consumer(settings(on, group_id=group, auto_offset_reset="earliest", **more))


def read(from_: Any, count: int) -> list[bytes | None]:
    found: list[bytes | None] = []
    end = time.monotonic() + WAIT
    while len(found) < count and time.monotonic() < end:
        for message in from_.consume(count - len(found), 1.0):
            assert message.error() is None, message.error()
            found.append(message.value())
    return found


def write(on: Broker, topic: str, values: list[bytes], **more: Any) -> None:
    producer, errors = confluent_kafka.Producer(settings(on, **more)), []
    for value in values:
        producer.produce(topic, value, on_delivery=lambda error, _: errors.append(error))
    assert producer.flush(WAIT) == 0
    assert errors == [None] * len(values)


@pytest.mark.parametrize("idempotent", [False, True])
@pytest.mark.parametrize("codec", ["none", "gzip", "snappy", "lz4", "zstd"])
def test_what_it_writes_it_reads(served: Broker, codec: str, idempotent: bool) -> None:
    topic = make_topic(served)
    write(served, topic, VALUES, compression_type=codec, linger_ms=20, enable_idempotence=idempotent)
    reader = consumer(served, fresh("group"))
    reader.assign([TopicPartition(topic, 0, 0)])
    assert read(reader, len(VALUES)) == VALUES
    reader.close()


@pytest.mark.parametrize("protocol", ["classic", "consumer"])
def test_two_members_share_and_one_goes_on_alone(served: Broker, protocol: str) -> None:
    topic, group = make_topic(served, 4), fresh("group")
    more: dict[str, Any] = {"enable_auto_commit": False, "group_protocol": protocol}
    if protocol == "classic":
        more["heartbeat_interval_ms"] = 200  # the new protocol's is the broker's to say
    first, second = consumer(served, group, **more), consumer(served, group, **more)
    for one in (first, second):
        one.subscribe([topic])

    def shared() -> bool:
        for one in (first, second):
            assert one.poll(0.05) is None
        held = [{p.partition for p in one.assignment()} for one in (first, second)]
        return len(held[0]) == len(held[1]) == 2 and held[0] | held[1] == {0, 1, 2, 3}

    def alone() -> bool:
        assert first.poll(0.05) is None
        return len(first.assignment()) == 4

    until(shared, "two members share the partitions", WAIT)
    second.close()
    until(alone, "one has them all", WAIT)
    write(served, topic, VALUES)
    assert sorted(filter(None, read(first, len(VALUES)))) == sorted(VALUES)
    first.commit(asynchronous=False)
    assert sum(p.offset for p in first.committed(first.assignment(), WAIT) if p.offset > 0) == len(VALUES)
    first.close()


def test_transactions(served: Broker) -> None:
    source, topic, group = make_topic(served), make_topic(served), fresh("group")
    write(served, source, [b"in"])
    reader = consumer(served, group, enable_auto_commit=False)
    reader.subscribe([source])
    assert read(reader, 1) == [b"in"]
    producer = confluent_kafka.Producer(settings(served, transactional_id=fresh("transaction")))
    producer.init_transactions(WAIT)
    for value, commits in ((b"one", True), (b"never", False), (b"two", True)):
        producer.begin_transaction()
        producer.produce(topic, value, partition=0)
        positions = reader.position(reader.assignment())
        producer.send_offsets_to_transaction(positions, reader.consumer_group_metadata(), WAIT)
        assert producer.flush(WAIT) == 0
        if commits:
            producer.commit_transaction(WAIT)
        else:
            producer.abort_transaction(WAIT)
    assert [p.offset for p in reader.committed([TopicPartition(source, 0)], WAIT)] == [1]
    reader.close()
    assert committed_and_all(served, topic) == ([b"one", b"two"], [b"one", b"never", b"two"])


def test_a_producer_of_the_same_name_fences_the_first(served: Broker) -> None:
    topic, name = make_topic(served), fresh("transaction")
    first, second = (confluent_kafka.Producer(settings(served, transactional_id=name)) for _ in range(2))
    first.init_transactions(WAIT)
    first.begin_transaction()
    first.produce(topic, b"lost", partition=0)
    first.flush(WAIT)
    second.init_transactions(WAIT)
    with pytest.raises(KafkaException) as caught:
        first.commit_transaction(WAIT)
    assert caught.value.args[0].code() == KafkaError._FENCED
    assert committed_and_all(served, topic)[0] == []


def test_topics_and_their_configs(served: Broker, admin: AdminClient) -> None:
    name = fresh("made")
    new = NewTopic(name, 2, 3, config={"max.message.bytes": "50000"})
    admin.create_topics([new])[name].result(WAIT)
    with pytest.raises(KafkaException) as caught:
        admin.create_topics([new])[name].result(WAIT)
    assert caught.value.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS
    admin.create_partitions([NewPartitions(name, 5)])[name].result(WAIT)
    found = admin.list_topics(name, timeout=WAIT).topics[name]
    assert {number: len(p.replicas) for number, p in found.partitions.items()} == dict.fromkeys(range(5), 3)
    entry = ConfigEntry("retention.ms", "12345", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ConfigResource.Type.TOPIC, name)
    changed = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=[entry])
    admin.incremental_alter_configs([changed])[changed].result(WAIT)
    ((_, future),) = admin.describe_configs([resource]).items()
    configs = future.result(WAIT)
    assert {n: configs[n].value for n in ("max.message.bytes", "retention.ms")} == {
        "max.message.bytes": "50000",
        "retention.ms": "12345",
    }
    assert configs["segment.bytes"].is_default
    write(served, name, VALUES)
    latest = admin.list_offsets({TopicPartition(name, n): OffsetSpec.latest() for n in range(5)})
    assert sum(one.result(WAIT).offset for one in latest.values()) == len(VALUES)
    admin.delete_records([TopicPartition(name, 0, 1)])
    admin.delete_topics([name])[name].result(WAIT)
    assert name not in admin.list_topics(timeout=WAIT).topics


def test_groups_and_their_offsets(served: Broker, admin: AdminClient) -> None:
    topic, group = make_topic(served, 2), fresh("group")
    reader = consumer(served, group, enable_auto_commit=False)
    reader.subscribe([topic])
    write(served, topic, [b"x"])
    assert read(reader, 1) == [b"x"]
    reader.commit(asynchronous=False)
    described = admin.describe_consumer_groups([group])[group].result(WAIT)
    assert described.state == confluent_kafka.ConsumerGroupState.STABLE
    assert {p.partition for m in described.members for p in m.assignment.topic_partitions} == {0, 1}
    listed = admin.list_consumer_groups().result(WAIT)
    assert (listed.errors, [g.state.name for g in listed.valid if g.group_id == group]) == ([], ["STABLE"])
    reader.close()
    moved = ConsumerGroupTopicPartitions(group, [TopicPartition(topic, 0, 7)])
    admin.alter_consumer_group_offsets([moved])[group].result(WAIT)
    asked = admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group)])[group].result(WAIT)
    assert {p.partition: p.offset for p in asked.topic_partitions}[0] == 7
    admin.delete_consumer_groups([group])[group].result(WAIT)
    assert group not in [g.group_id for g in admin.list_consumer_groups().result(WAIT).valid]


def test_the_cluster_and_what_an_unsecured_one_says_of_acls(served: Broker, admin: AdminClient) -> None:
    assert len(admin.describe_cluster().result(WAIT).nodes) == 3
    pattern = (ResourceType.TOPIC, "t", ResourcePatternType.LITERAL, "User:a", "*")
    binding = AclBinding(*pattern, AclOperation.READ, AclPermissionType.ALLOW)
    everything = (AclOperation.ANY, AclPermissionType.ANY)
    wanted = AclBindingFilter(ResourceType.ANY, None, ResourcePatternType.ANY, None, None, *everything)
    with pytest.raises(KafkaException) as caught:
        admin.create_acls([binding])[binding].result(WAIT)
    assert caught.value.args[0].code() == KafkaError.SECURITY_DISABLED
    assert admin.describe_acls(wanted).result(WAIT) == []  # librdkafka looks at no error there, of a real Kafka neither


def test_it_goes_on_while_leaders_move(served: Broker) -> None:
    topic = make_topic(served)
    producer, errors = confluent_kafka.Producer(settings(served, linger_ms=1)), []

    def send() -> None:
        producer.produce(topic, b"x", on_delivery=lambda error, _: errors.append(error))
        producer.poll(0.002)

    with again_and_again(send):
        for to in (1, 2, 3, 1):
            served.clear_requests()
            served.move_leader(topic, 0, to=to)
            served.wait_for_requests("Produce", count=3, node=to, timeout=WAIT)
    assert producer.flush(WAIT) == 0
    assert set(errors) == {None}
    assert len(committed_and_all(served, topic)[0]) == len(errors)
