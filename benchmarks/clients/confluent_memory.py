"""What confluent-kafka holds in memory, for the same loads as in `barnabas_memory`."""

from __future__ import annotations

import time

from confluent_kafka import Producer

from benchmarks.clients.confluent import _assign, _consumer, _producer, consumer_settings, producer_settings
from benchmarks.job import DEADLINE, POLL_RECORDS, Job, Outcome, Path
from benchmarks.measure import Stopwatch, peak_rss, reset_peak, rss
from benchmarks.values import values
from benchmarks.worker import pause_for


def buffered(job: Job) -> Outcome:
    """The broker stands still; `records` are produced without callbacks."""
    settings = producer_settings(job)
    payload = values(job.value_size)
    producer: Producer = _producer(job, settings)
    pause_for("pause")
    reset_peak()
    before = rss()
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            for value in payload:
                producer.produce(job.topic, value)
    after, peak = rss(), peak_rss()
    pause_for("resume")
    left = producer.flush(DEADLINE)
    return watch.outcome(job.records - left, settings, growth=after - before, peak_growth=peak - before)


def prefetch(job: Job) -> Outcome:
    """Nothing is polled for three seconds while records that compress 100:1 arrive; then all are read."""
    settings = consumer_settings(job)
    consumer = _consumer(job, settings)
    reset_peak()
    before = rss()
    _assign(consumer, job.topic, job.partitions)
    with Stopwatch() as watch:
        count = len(consumer.consume(1, 5.0))
        time.sleep(3)
        filled = rss()
        while count < job.records:
            count += sum(message.error() is None for message in consumer.consume(POLL_RECORDS, 1.0))
            watch.check()
    consumer.close()
    return watch.outcome(count, settings, growth=filled - before, peak_growth=peak_rss() - before)


PATHS: dict[str, Path] = {"buffered": buffered, "prefetch": prefetch}
