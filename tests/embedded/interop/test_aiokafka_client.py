"""aiokafka on the development broker.

What differs from a real Kafka: nothing that it notices. It speaks old versions of most APIs (Fetch v4, OffsetFetch v3, JoinGroup v5 at
most), which are served like the new ones.
"""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import ProducerFenced

from barnabas.broker import Broker
from tests.embedded.interop.common import VALUES, WAIT, broker, committed_and_all, fresh, make_topic

pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module")
def served() -> Iterator[Broker]:
    with broker(nodes=3) as made:
        yield made


@pytest.fixture(autouse=True)
def _garbage() -> Iterator[None]:
    """Fenced, it leaves sockets and failed tasks in cycles, which warn when they are collected: here, and not in somebody else's test."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


async def read(consumer: AIOKafkaConsumer, count: int) -> list[bytes | None]:
    found: list[bytes | None] = []
    async with asyncio.timeout(WAIT):
        while len(found) < count:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                found += [record.value for record in records]
    return found


def consumer(on: Broker, *topics: str, **more: Any) -> AIOKafkaConsumer:
    options = {"auto_offset_reset": "earliest", "enable_auto_commit": False, "heartbeat_interval_ms": 200}
    return AIOKafkaConsumer(*topics, bootstrap_servers=on.bootstrap_servers, **{**options, **more})


async def write(on: Broker, topic: str, values: list[bytes], **more: Any) -> list[Any]:
    async with AIOKafkaProducer(bootstrap_servers=on.bootstrap_servers, linger_ms=5, **more) as producer:
        sent = [await producer.send(topic, value, partition=0) for value in values]
        return [await one for one in sent]


@pytest.mark.parametrize("idempotent", [False, True])
@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
async def test_what_it_writes_it_reads(served: Broker, codec: str | None, idempotent: bool) -> None:
    topic = make_topic(served)
    written = await write(served, topic, VALUES, compression_type=codec, enable_idempotence=idempotent)
    assert [one.offset for one in written] == list(range(len(VALUES)))
    async with consumer(served) as reader:
        reader.assign([TopicPartition(topic, 0)])
        assert await read(reader, len(VALUES)) == VALUES


async def test_two_members_share_and_one_goes_on_alone(served: Broker) -> None:
    topic, group = make_topic(served, 4), fresh("group")
    async with consumer(served, topic, group_id=group) as first:
        async with consumer(served, topic, group_id=group) as second, asyncio.timeout(WAIT):
            while {len(one.assignment()) for one in (first, second)} != {2}:
                assert await first.getmany(timeout_ms=50) == {}
            assert first.assignment() | second.assignment() == {TopicPartition(topic, n) for n in range(4)}
        async with asyncio.timeout(WAIT):
            while len(first.assignment()) != 4:
                assert await first.getmany(timeout_ms=50) == {}
        await write(served, topic, VALUES)
        assert await read(first, len(VALUES)) == VALUES
        await first.commit()
        assert await first.committed(TopicPartition(topic, 0)) == len(VALUES)


async def test_transactions(served: Broker) -> None:
    source, topic, group, name = make_topic(served), make_topic(served), fresh("group"), fresh("transaction")
    async with AIOKafkaProducer(bootstrap_servers=served.bootstrap_servers, transactional_id=name) as producer:
        for at, (value, commits) in enumerate([(b"one", True), (b"never", False), (b"two", True)]):
            await producer.begin_transaction()
            await producer.send_and_wait(topic, value)
            await producer.send_offsets_to_transaction({TopicPartition(source, 0): at + 1}, group)
            await (producer.commit_transaction() if commits else producer.abort_transaction())
            async with consumer(served, group_id=group) as reader:
                assert await reader.committed(TopicPartition(source, 0)) == (3 if at == 2 else 1)
        async with consumer(served, isolation_level="read_committed") as reader:
            reader.assign([TopicPartition(topic, 0)])
            assert await read(reader, 2) == [b"one", b"two"]
        assert committed_and_all(served, topic) == ([b"one", b"two"], [b"one", b"never", b"two"])
        async with AIOKafkaProducer(bootstrap_servers=served.bootstrap_servers, transactional_id=name):
            with pytest.raises(ProducerFenced):
                async with producer.transaction():
                    await producer.send_and_wait(topic, b"of the first")


async def test_administration(served: Broker) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=served.bootstrap_servers)
    await admin.start()
    try:
        name, group = fresh("made"), fresh("group")
        new = NewTopic(name, 2, 3, topic_configs={"retention.ms": "12345"})
        assert [t[1] for t in (await admin.create_topics([new])).topic_errors] == [0]
        assert [t[1] for t in (await admin.create_topics([new])).topic_errors] == [36]  # it is there
        await admin.create_partitions({name: NewPartitions(3)})
        (described,) = await admin.describe_topics([name])
        assert [len(p["replicas"]) for p in described["partitions"]] == [3, 3, 3]
        (configs,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
        assert ("retention.ms", "12345") in [entry[:2] for entry in configs.resources[0][4]]
        assert name in await admin.list_topics()
        assert len((await admin.describe_cluster())["brokers"]) == 3
        await write(served, name, VALUES)
        async with consumer(served, name, group_id=group) as reader:
            await read(reader, len(VALUES))
            for partition in reader.assignment():
                await reader.position(partition)  # only then has one without records something to commit
            await reader.commit()
            (found,) = await admin.describe_consumer_groups([group])
            assert [(g[1], g[2], len(g[5])) for g in found.groups] == [(group, "Stable", 1)]
        assert (group, "consumer") in await admin.list_consumer_groups()
        offsets = await admin.list_consumer_group_offsets(group)
        assert {key.partition: value.offset for key, value in offsets.items()} == {0: len(VALUES), 1: 0, 2: 0}
        deleted = await admin.delete_records({TopicPartition(name, 0): RecordsToDelete(before_offset=100)})
        assert deleted == {TopicPartition(name, 0): 100}
        assert [code for _, code in (await admin.delete_topics([name])).topic_error_codes] == [0]
        assert name not in await admin.list_topics()
    finally:
        await admin.close()
