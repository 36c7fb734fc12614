"""kafka-python: send() and poll()."""

from __future__ import annotations

from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from benchmarks import job as shared
from benchmarks.job import Job, Outcome, Path
from benchmarks.latency import STEP, probe
from benchmarks.measure import Stopwatch
from benchmarks.values import values


def producer_settings(job: Job) -> dict[str, Any]:
    """kafka-python's words for the job's settings."""
    settings: dict[str, Any] = {}
    if job.equal:
        settings = {
            "acks": "all",
            "linger_ms": shared.LINGER_MS,
            "batch_size": shared.BATCH_BYTES,
            "max_in_flight_requests_per_connection": shared.IN_FLIGHT,
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
            "max_poll_records": shared.POLL_RECORDS,
        }
    return settings


def _producer(job: Job, settings: dict[str, Any]) -> KafkaProducer:
    producer = KafkaProducer(bootstrap_servers=job.bootstrap, **settings)
    for value in values(job.value_size):
        producer.send(job.write_warm, value)
    producer.flush()
    producer.partitions_for(job.topic)
    return producer


def send(job: Job) -> Outcome:
    """`send()`, every future kept and looked at."""
    settings = producer_settings(job)
    producer = _producer(job, settings)
    kept = []
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            for value in values(job.value_size):
                kept.append(producer.send(job.topic, value))  # noqa: PERF401  # the plain loop is what is measured
        producer.flush()
        acked = sum(future.succeeded() for future in kept)
    producer.close()
    return watch.outcome(acked, settings)


def _assign(consumer: KafkaConsumer, topic: str, partitions: int) -> None:
    consumer.assign([TopicPartition(topic, partition) for partition in range(partitions)])


def poll(job: Job) -> Outcome:
    """`poll()`, each value touched."""
    settings = consumer_settings(job)
    consumer = KafkaConsumer(bootstrap_servers=job.bootstrap, **settings)
    _assign(consumer, job.read_warm, 8)
    count = size = 0
    while count < shared.WARM_RECORDS:
        count += sum(map(len, consumer.poll(timeout_ms=1000).values()))
    count = 0
    with Stopwatch() as watch:
        _assign(consumer, job.topic, job.partitions)
        while count < job.records:
            for records in consumer.poll(timeout_ms=1000).values():
                for record in records:
                    size += len(record.value)
                count += len(records)
            watch.check()
    consumer.close()
    return watch.outcome(count, settings, size=size)


def latency(job: Job) -> Outcome:
    """`send().get()`."""
    settings: dict[str, Any] = {"acks": "all", "linger_ms": 0}
    producer = _producer(job, settings)
    value = values(job.value_size)[0]

    def spin() -> None:
        for _ in range(STEP):
            producer.send(job.write_warm, value)

    outcome = probe(job, lambda: producer.send(job.topic, value).get(timeout=30), spin, settings)
    producer.close()
    return outcome


PATHS: dict[str, Path] = {"send": send, "poll": poll, "latency": latency}
