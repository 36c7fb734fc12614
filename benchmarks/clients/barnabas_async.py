"""Barnabas, the asyncio face: `await send()`, `await poll()`, `async for`."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import barnabas
from benchmarks import job as shared
from benchmarks.clients.barnabas_sync import consumer_settings, everything, most, producer_settings
from benchmarks.job import Job, Outcome, Path
from benchmarks.latency import STEP, aprobe
from benchmarks.measure import Stopwatch
from benchmarks.pauses import LoopWatch
from benchmarks.values import values


async def _warm_producer(client: barnabas.AsyncClient, job: Job, settings: dict[str, Any]) -> Any:
    producer = client.producer(**settings)
    for _ in range(shared.WARM_RECORDS // 1000):
        for value in values(job.value_size):
            await producer.send(job.write_warm, value)
        await producer.flush(timeout=30)
    await producer.partitions_for(job.topic)
    return producer


async def _warm_consumer(client: barnabas.AsyncClient, job: Job, settings: dict[str, Any]) -> Any:
    consumer = client.consumer(**settings)
    consumer.assign(everything(job.read_warm, 8))
    count = 0
    with Stopwatch() as watch:
        while count < shared.WARM_RECORDS:
            for record in await consumer.poll(timeout=1.0):
                count += record.value is not None
            watch.check()
    return consumer


async def _send_kept(job: Job) -> Outcome:
    settings = producer_settings(job)
    async with barnabas.AsyncClient(job.bootstrap) as client:
        producer = await _warm_producer(client, job, settings)
        kept = []
        send, topic, payload = producer.send, job.topic, values(job.value_size)
        with Stopwatch() as watch:
            for _ in range(job.records // 1000):
                for value in payload:
                    kept.append(await send(topic, value))  # noqa: PERF401  # the plain loop is what is measured
            await producer.flush(timeout=shared.DEADLINE)
            acked = 0
            for delivery in kept:
                if (await delivery).offset is not None:
                    acked += 1
    return watch.outcome(acked, settings)


async def _send_dropped(job: Job) -> Outcome:
    settings = producer_settings(job)
    async with barnabas.AsyncClient(job.bootstrap) as client:
        producer = await _warm_producer(client, job, settings)
        send, topic, payload = producer.send, job.topic, values(job.value_size)
        with Stopwatch() as watch:
            for _ in range(job.records // 1000):
                for value in payload:
                    await send(topic, value)
            await producer.flush(timeout=shared.DEADLINE)
    return watch.outcome(job.records, settings)


async def _poll_iterate(job: Job) -> Outcome:
    settings = consumer_settings(job)
    count = size = 0
    async with barnabas.AsyncClient(job.bootstrap) as client:
        consumer = await _warm_consumer(client, job, settings)
        more = most(job)
        with Stopwatch() as watch:
            consumer.assign(everything(job.topic, job.partitions))
            while count < job.records:
                records = await consumer.poll(timeout=1.0, **more)
                for record in records:
                    size += len(record.value)
                count += len(records)
                watch.check()
    return watch.outcome(count, settings, size=size)


async def _iterate(job: Job) -> Outcome:
    settings = consumer_settings(job)
    count = size = 0
    async with barnabas.AsyncClient(job.bootstrap) as client:
        consumer = await _warm_consumer(client, job, settings)
        with Stopwatch() as watch:
            consumer.assign(everything(job.topic, job.partitions))
            async for record in consumer:
                size += len(record.value)
                count += 1
                if count == job.records:
                    break
    return watch.outcome(count, settings, size=size)


async def _latency(job: Job) -> Outcome:
    settings: dict[str, Any] = {"acks": "all", "linger_ms": 0}
    async with barnabas.AsyncClient(job.bootstrap) as client:
        producer = await _warm_producer(client, job, settings)
        value = values(job.value_size)[0]

        async def send_one() -> None:
            await (await producer.send(job.topic, value))

        async def spin() -> None:
            for _ in range(STEP):
                await producer.send(job.write_warm, value)

        return await aprobe(job, send_one, spin, settings)


async def _pause_send(job: Job) -> Outcome:
    settings = producer_settings(job)
    async with barnabas.AsyncClient(job.bootstrap) as client:
        producer = await _warm_producer(client, job, settings)
        payload = values(job.value_size)
        async with LoopWatch() as pauses:
            with Stopwatch() as watch:
                for number in range(job.records):
                    await producer.send(job.topic, payload[number % 1000])
                    if number % 10 == 9:
                        await asyncio.sleep(0)
                await producer.flush(timeout=shared.DEADLINE)
    return watch.outcome(job.records, settings, **pauses.outcome())


async def _pause_poll(job: Job) -> Outcome:
    settings = consumer_settings(job)
    count = size = 0
    async with barnabas.AsyncClient(job.bootstrap) as client:
        consumer = await _warm_consumer(client, job, settings)
        async with LoopWatch() as pauses:
            with Stopwatch() as watch:
                consumer.assign(everything(job.topic, job.partitions))
                while count < job.records:
                    records = await consumer.poll(timeout=1.0, max_records=10)
                    size += sum(len(record.value) for record in records)
                    count += len(records)
                    await asyncio.sleep(0)
                    watch.check()
    return watch.outcome(count, settings, size=size, **pauses.outcome())


def _run(path: Callable[[Job], Awaitable[Outcome]]) -> Path:
    async def main(job: Job) -> Outcome:
        return await path(job)

    return lambda job: asyncio.run(main(job))


PATHS: dict[str, Path] = {
    "send_kept": _run(_send_kept),
    "send_dropped": _run(_send_dropped),
    "poll_iterate": _run(_poll_iterate),
    "iterate": _run(_iterate),
    "latency": _run(_latency),
    "pause_send": _run(_pause_send),
    "pause_poll": _run(_pause_poll),
}
