"""What users write, for the type checkers: never run. `reveal_type` lines are compared with what they say."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import assert_type

import barnabas
from barnabas import Rebalance, Record, RecordMetadata, Records


def blocking() -> None:
    with barnabas.Client("localhost:9092", client_id="x") as client:
        with client.producer(acks="all", compression_type="zstd", linger_ms=5) as producer:
            assert_type(producer, barnabas.Producer[bytes, bytes])
            delivery = producer.send("orders", b"value", key=b"k", headers=[("trace", b"1")], partition=None)
            assert_type(delivery.result(timeout=10), RecordMetadata)
            assert_type(producer.send_many("orders", [b"a", None]).result()[0], RecordMetadata)
        with client.consumer("orders", group_id="billing", auto_offset_reset="earliest") as consumer:
            for record in consumer.poll():  # also right for who does not care about rebalances
                assert_type(record, Record[bytes, bytes])
            match consumer.poll(timeout=1.0):
                case Records() as records:
                    for record in records:
                        print(record.value)
                    consumer.commit(records)
                case Rebalance(assigned=assigned):
                    for partition, position in assigned.items():
                        assert_type(partition, barnabas.TopicPartition)
                        assert_type(position, int | None)
            for record in consumer:
                consumer.commit(record)
        for record in client.read("orders", start=barnabas.last(10), stop="end"):
            assert_type(record, Record[bytes, bytes])


def transacting() -> None:
    with barnabas.Client("localhost:9092") as client:
        loop = client.transactional("orders", group_id="g", transactional_id="x")
        assert_type(loop, barnabas.Transactional[bytes, bytes])
        loop = client.transactional("o", group_id="g", transactional_id="x", consumer={"auto_offset_reset": "earliest"})
        loop.run(upper)
        given = client.transactional(
            "o", group_id="g", transactional_id="x", consumer={"value_deserializer": json.loads}
        )
        given.step(loaded)


def upper(records: Records[bytes, bytes], producer: barnabas.Producer[bytes, bytes]) -> None:
    for record in records:
        producer.send("loud", record.value, key=record.key)


def loaded(records: Records[bytes, dict[str, int]], producer: barnabas.Producer[bytes, bytes]) -> None:
    for record in records:
        assert_type(record, Record[bytes, dict[str, int]])
        producer.send("loud", None)


def typed() -> None:
    client = barnabas.Client("localhost:9092")

    def dump(value: dict[str, int]) -> bytes:
        return json.dumps(value).encode()

    def load(value: bytes) -> dict[str, int]:
        found: dict[str, int] = json.loads(value)
        return found

    producer = client.producer(key_serializer=str.encode, value_serializer=dump)
    assert_type(producer, barnabas.Producer[str, dict[str, int]])
    producer.send("orders", {"a": 1}, key="k")
    consumer = client.consumer("orders", group_id="g", key_deserializer=bytes.decode, value_deserializer=load)
    assert_type(consumer, barnabas.Consumer[str, dict[str, int]])
    assert_type(consumer.poll(), Records[str, dict[str, int]] | Rebalance)
    consumer.assign({barnabas.TopicPartition("orders", 0): barnabas.OffsetAndMetadata(5)})
    for record in client.read("orders", stop="end", value_deserializer=load):
        assert_type(record, Record[bytes, dict[str, int]])
    for named in client.read("orders", key_deserializer=bytes.decode):
        assert_type(named, Record[str, bytes])
    for both in client.read("orders", limit=3, key_deserializer=bytes.decode, value_deserializer=load):
        assert_type(both, Record[str, dict[str, int]])


def told(consumer: barnabas.Consumer[str, bytes]) -> int:
    """Every kind of result is dealt with, as type checkers see it."""
    match consumer.poll(timeout=1.0):
        case Records() as records:
            assert_type(records.offsets(), memoryview[int])
            consumer.commit_async(records)
            return len(records)
        case Rebalance() as news:
            return len(news.revoked)


def narrowed(consumer: barnabas.Consumer[str, bytes]) -> None:
    found = consumer.poll()
    if isinstance(found, Rebalance):
        return
    assert_type(found, Records[str, bytes])
    assert_type(found.keys(), Sequence[str | None])


async def awaited() -> None:
    async with barnabas.AsyncClient(["b1:9092", "b2:9092"]) as client:
        async with client.producer() as producer:
            delivery = await producer.send("orders", b"value")
            task = asyncio.create_task(producer.send("orders", b"value"))
            assert_type(await task, barnabas.Delivery)
            assert_type(await asyncio.create_task(producer.send_many("orders", [])), barnabas.DeliveryBatch)
            assert_type(await delivery, RecordMetadata)
        async with client.consumer("orders", group_id="g") as consumer:
            async for record in consumer:
                assert_type(record, Record[bytes, bytes])
            assert_type(await consumer.poll(timeout=1.0), Records[bytes, bytes] | Rebalance)
            await consumer.commit()
