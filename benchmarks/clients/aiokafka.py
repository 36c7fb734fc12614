"""aiokafka: send(), getmany(), getone(), send_and_wait()."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from benchmarks import job as shared
from benchmarks.job import Job, Outcome, Path
from benchmarks.latency import STEP, aprobe
from benchmarks.measure import Stopwatch
from benchmarks.pauses import LoopWatch
from benchmarks.values import values


def producer_settings(job: Job) -> dict[str, Any]:
    """aiokafka's words for the job's settings; it has one request in flight per partition and no setting for that."""
    settings: dict[str, Any] = {}
    if job.equal:
        settings = {
            "acks": "all",
            "linger_ms": shared.LINGER_MS,
            "max_batch_size": shared.BATCH_BYTES,
            "enable_idempotence": False,
        }
    if job.codec:
        settings["compression_type"] = job.codec
    return settings


def consumer_settings(job: Job) -> dict[str, Any]:
    """As `producer_settings`, for reading."""
    settings: dict[str, Any] = {"auto_offset_reset": "earliest"}
    if job.equal:
        settings |= {
            "enable_auto_commit": False,
            "fetch_min_bytes": 1,
            "fetch_max_wait_ms": shared.FETCH_WAIT_MS,
            "fetch_max_bytes": shared.FETCH_MAX_BYTES,
            "max_partition_fetch_bytes": shared.PARTITION_FETCH_BYTES,
            "check_crcs": True,
        }
    return settings


async def _producer(job: Job, settings: dict[str, Any]) -> AIOKafkaProducer:
    producer = AIOKafkaProducer(bootstrap_servers=job.bootstrap, **settings)
    await producer.start()
    for _ in range(3):
        for value in values(job.value_size):
            await producer.send(job.write_warm, value)
        await producer.flush()
    await producer.partitions_for(job.topic)
    return producer


async def _send_kept(job: Job) -> Outcome:
    settings = producer_settings(job)
    producer = await _producer(job, settings)
    kept = []
    send, topic, payload = producer.send, job.topic, values(job.value_size)
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            for value in payload:
                kept.append(await send(topic, value))  # noqa: PERF401  # the plain loop is what is measured
        await producer.flush()
        acked = sum(future.exception() is None for future in kept)
    await producer.stop()
    return watch.outcome(acked, settings)


async def _send_dropped(job: Job) -> Outcome:
    settings = producer_settings(job)
    producer = await _producer(job, settings)
    send, topic, payload = producer.send, job.topic, values(job.value_size)
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            for value in payload:
                await send(topic, value)
        await producer.flush()
    await producer.stop()
    return watch.outcome(job.records, settings)


def _assign(consumer: AIOKafkaConsumer, topic: str, partitions: int) -> None:
    consumer.assign([TopicPartition(topic, partition) for partition in range(partitions)])


async def _consumer(job: Job, settings: dict[str, Any]) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(bootstrap_servers=job.bootstrap, **settings)
    await consumer.start()
    _assign(consumer, job.read_warm, 8)
    count = 0
    while count < shared.WARM_RECORDS:
        count += sum(map(len, (await consumer.getmany(timeout_ms=1000)).values()))
    return consumer


async def _getmany(job: Job) -> Outcome:
    settings = consumer_settings(job)
    consumer = await _consumer(job, settings)
    most = shared.POLL_RECORDS if job.equal else None
    count = size = 0
    with Stopwatch() as watch:
        _assign(consumer, job.topic, job.partitions)
        while count < job.records:
            for records in (await consumer.getmany(timeout_ms=1000, max_records=most)).values():
                for record in records:
                    size += len(record.value)
                count += len(records)
            watch.check()
    await consumer.stop()
    return watch.outcome(count, settings, size=size)


async def _getone(job: Job) -> Outcome:
    settings = consumer_settings(job)
    consumer = await _consumer(job, settings)
    count = size = 0
    one = consumer.getone
    with Stopwatch() as watch:
        _assign(consumer, job.topic, job.partitions)
        while count < job.records:
            record = await one()
            size += len(record.value)
            count += 1
    await consumer.stop()
    return watch.outcome(count, settings, size=size)


async def _latency(job: Job) -> Outcome:
    settings: dict[str, Any] = {"acks": "all", "linger_ms": 0}
    producer = await _producer(job, settings)
    value = values(job.value_size)[0]

    async def spin() -> None:
        for _ in range(STEP):
            await producer.send(job.write_warm, value)

    outcome = await aprobe(job, lambda: producer.send_and_wait(job.topic, value), spin, settings)
    await producer.stop()
    return outcome


async def _pause_send(job: Job) -> Outcome:
    settings = producer_settings(job)
    producer = await _producer(job, settings)
    payload = values(job.value_size)
    async with LoopWatch() as pauses:
        with Stopwatch() as watch:
            for number in range(job.records):
                await producer.send(job.topic, payload[number % 1000])
                if number % 10 == 9:
                    await asyncio.sleep(0)
            await producer.flush()
    await producer.stop()
    return watch.outcome(job.records, settings, **pauses.outcome())


async def _pause_poll(job: Job) -> Outcome:
    settings = consumer_settings(job)
    consumer = await _consumer(job, settings)
    count = size = 0
    async with LoopWatch() as pauses:
        with Stopwatch() as watch:
            _assign(consumer, job.topic, job.partitions)
            while count < job.records:
                for records in (await consumer.getmany(timeout_ms=1000, max_records=10)).values():
                    size += sum(len(record.value) for record in records)
                    count += len(records)
                await asyncio.sleep(0)
                watch.check()
    await consumer.stop()
    return watch.outcome(count, settings, size=size, **pauses.outcome())


def _run(path: Callable[[Job], Awaitable[Outcome]]) -> Path:
    async def main(job: Job) -> Outcome:
        return await path(job)

    return lambda job: asyncio.run(main(job))


PATHS: dict[str, Path] = {
    "send_kept": _run(_send_kept),
    "send_dropped": _run(_send_dropped),
    "getmany": _run(_getmany),
    "getone": _run(_getone),
    "latency": _run(_latency),
    "pause_send": _run(_pause_send),
    "pause_poll": _run(_pause_poll),
}
