"""Barnabas, the blocking face: send(), send_many(), poll(), columns, iteration."""

from __future__ import annotations

from typing import Any

import barnabas
from benchmarks import job as shared
from benchmarks.job import Job, Outcome, Path
from benchmarks.latency import STEP, probe
from benchmarks.measure import Stopwatch
from benchmarks.transacting import Calls, measure
from benchmarks.values import values


def producer_settings(job: Job) -> dict[str, Any]:
    """Our words for the job's settings."""
    settings: dict[str, Any] = {}
    if job.equal:
        settings = {
            "acks": "all",
            "enable_idempotence": False,
            "linger_ms": shared.LINGER_MS,
            "batch_size": shared.BATCH_BYTES,
            "buffer_memory": shared.PRODUCE_BUFFER_BYTES,
        }
    if job.codec:
        settings["compression_type"] = job.codec
    settings |= job.extra.get("settings", {})
    return settings


def consumer_settings(job: Job) -> dict[str, Any]:
    """As `producer_settings`, for reading."""
    settings: dict[str, Any] = {"auto_offset_reset": "earliest"}
    if job.equal:
        settings |= {
            "fetch_min_bytes": 1,
            "fetch_max_wait_ms": shared.FETCH_WAIT_MS,
            "fetch_max_bytes": shared.FETCH_MAX_BYTES,
            "max_partition_fetch_bytes": shared.PARTITION_FETCH_BYTES,
            "check_crcs": True,
        }
    settings |= job.extra.get("settings", {})
    return settings


def most(job: Job) -> dict[str, int]:
    """What `poll` is told beside its timeout."""
    return {"max_records": shared.POLL_RECORDS} if job.equal else {}


def everything(topic: str, partitions: int) -> list[barnabas.TopicPartition]:
    """What `assign()` is given to read a topic for the first time, from its beginning (`auto_offset_reset` is earliest)."""
    return [barnabas.TopicPartition(topic, partition) for partition in range(partitions)]


def warm_producer(client: barnabas.Client, job: Job, settings: dict[str, Any]) -> Any:
    """A producer that has sent a few thousand records elsewhere and knows the topic."""
    producer = client.producer(**settings)
    for _ in range(shared.WARM_RECORDS // 1000):
        for value in values(job.value_size):
            producer.send(job.write_warm, value)
        producer.flush(timeout=30)
    producer.partitions_for(job.topic)
    return producer


def warm_consumer(client: barnabas.Client, job: Job, settings: dict[str, Any]) -> Any:
    """A consumer that has read the warm-up topic to its end."""
    consumer = client.consumer(**settings)
    consumer.assign(everything(job.read_warm, job.extra.get("warm_partitions", 8)))
    count = 0
    with Stopwatch() as watch:
        while count < shared.WARM_RECORDS:
            for record in consumer.poll(timeout=1.0):
                count += record.value is not None
            watch.check()
    return consumer


def send_kept(job: Job) -> Outcome:
    """`send()`, every Delivery kept, then each one's result looked at."""
    settings = producer_settings(job)
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        kept = []
        send, topic, payload = producer.send, job.topic, values(job.value_size)
        with Stopwatch() as watch:
            for _ in range(job.records // 1000):
                for value in payload:
                    kept.append(send(topic, value))  # noqa: PERF401  # the plain loop is what is measured
            producer.flush(timeout=shared.DEADLINE)
            acked = 0
            for delivery in kept:
                if delivery.result(timeout=0).offset is not None:
                    acked += 1
    return watch.outcome(acked, settings)


def send_dropped(job: Job) -> Outcome:
    """`send()`, the handle dropped; `flush()` raises if any record failed."""
    settings = producer_settings(job)
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        send, topic, payload = producer.send, job.topic, values(job.value_size)
        with Stopwatch() as watch:
            for _ in range(job.records // 1000):
                for value in payload:
                    send(topic, value)
            producer.flush(timeout=shared.DEADLINE)
    return watch.outcome(job.records, settings)


def send_many(job: Job) -> Outcome:
    """`send_many()` of 1000 values a call; the handles' results are looked at."""
    settings = producer_settings(job)
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        payload = values(job.value_size)
        with Stopwatch() as watch:
            kept = [producer.send_many(job.topic, payload) for _ in range(job.records // 1000)]
            producer.flush(timeout=shared.DEADLINE)
            for handle in kept:
                handle.result(timeout=0)
    return watch.outcome(job.records, settings)


def poll_iterate(job: Job) -> Outcome:
    """`poll()` and a loop that touches each value."""
    settings = consumer_settings(job)
    count = size = 0
    with barnabas.Client(job.bootstrap) as client:
        consumer = warm_consumer(client, job, settings)
        more = most(job)
        with Stopwatch() as watch:
            consumer.assign(everything(job.topic, job.partitions))
            while count < job.records:
                records = consumer.poll(timeout=1.0, **more)
                for record in records:
                    size += len(record.value)
                count += len(records)
                watch.check()
    return watch.outcome(count, settings, size=size)


def poll_columns(job: Job) -> Outcome:
    """`poll()`, `values()` touched one by one, `offsets()` as a buffer."""
    settings = consumer_settings(job)
    count = size = 0
    with barnabas.Client(job.bootstrap) as client:
        consumer = warm_consumer(client, job, settings)
        more = most(job)
        with Stopwatch() as watch:
            consumer.assign(everything(job.topic, job.partitions))
            while count < job.records:
                records = consumer.poll(timeout=1.0, **more)
                size += sum(map(len, records.values()))
                count += len(memoryview(records.offsets()))
                watch.check()
    return watch.outcome(count, settings, size=size)


def iterate(job: Job) -> Outcome:
    """`for record in consumer`."""
    settings = consumer_settings(job)
    count = size = 0
    with barnabas.Client(job.bootstrap) as client:
        consumer = warm_consumer(client, job, settings)
        with Stopwatch() as watch:
            consumer.assign(everything(job.topic, job.partitions))
            for record in consumer:
                size += len(record.value)
                count += 1
                if count == job.records:
                    break
    return watch.outcome(count, settings, size=size)


def latency(job: Job) -> Outcome:
    """`send().result()`."""
    settings = {"acks": "all", "linger_ms": 0}
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        value = values(job.value_size)[0]

        def spin() -> None:
            for _ in range(STEP):
                producer.send(job.write_warm, value)

        return probe(job, lambda: producer.send(job.topic, value).result(timeout=30), spin, settings)


def transactions(job: Job) -> Outcome:
    """Transactions of `send()`, one after the other."""
    settings = {**producer_settings(job), "enable_idempotence": True, "transactional_id": job.topic}
    with barnabas.Client(job.bootstrap) as client:
        producer: Any = client.producer(**settings)
        send, payload, rounds = producer.send, values(job.value_size), job.extra["per"] // 1000

        def records(topic: str) -> None:
            for _ in range(rounds):
                for value in payload:
                    send(topic, value)

        calls = Calls(producer.begin_transaction, records, producer.flush, producer.commit_transaction)
        return measure(job, calls, settings)


PATHS: dict[str, Path] = {
    "send_kept": send_kept,
    "send_dropped": send_dropped,
    "send_many": send_many,
    "poll_iterate": poll_iterate,
    "poll_columns": poll_columns,
    "iterate": iterate,
    "latency": latency,
    "transactions": transactions,
}
