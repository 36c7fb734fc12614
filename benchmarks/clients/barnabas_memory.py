"""What Barnabas holds in memory: buffered, blocked, kept handles, prefetched, and after very many records."""

from __future__ import annotations

import statistics
import time

import barnabas
from benchmarks.clients.barnabas_sync import (
    consumer_settings,
    everything,
    producer_settings,
    warm_consumer,
    warm_producer,
)
from benchmarks.job import DEADLINE, Job, Outcome, Path
from benchmarks.measure import Stopwatch, peak_rss, reset_peak, rss
from benchmarks.values import values
from benchmarks.worker import pause_for

GENEROUS = {"delivery_timeout_ms": 120_000, "max_block_ms": 60_000}


def _buffered(job: Job, *, keep: bool) -> Outcome:
    settings = producer_settings(job) | GENEROUS
    payload = values(job.value_size)
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        send, topic = producer.send, job.topic
        kept = []
        pause_for("pause")
        reset_peak()
        before = rss()
        with Stopwatch() as watch:
            for _ in range(job.records // 1000):
                for value in payload:
                    delivery = send(topic, value)
                    if keep:
                        kept.append(delivery)
        after, peak = rss(), peak_rss()
        pause_for("resume")
        producer.flush(timeout=DEADLINE)
    return watch.outcome(job.records, settings, growth=after - before, peak_growth=peak - before)


def buffered(job: Job) -> Outcome:
    """The broker stands still; `records` are sent, the handles dropped."""
    return _buffered(job, keep=False)


def kept(job: Job) -> Outcome:
    """As `buffered`, every handle in a list."""
    return _buffered(job, keep=True)


def blocked(job: Job) -> Outcome:
    """The broker stands still and the buffer is small: `send()` must wait `max_block_ms`, then raise."""
    settings = producer_settings(job) | GENEROUS | {"max_block_ms": 2000}
    payload = values(job.value_size)
    sent = 0
    raised = ""
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        pause_for("pause")
        reset_peak()
        before = rss()
        start = waited = time.perf_counter()
        with Stopwatch() as watch:
            try:
                while sent < job.records:
                    start = time.perf_counter()
                    producer.send(job.topic, payload[sent % 1000])
                    sent += 1
            except barnabas.KafkaError as error:
                raised = type(error).__name__
            waited = time.perf_counter() - start
        if not raised:
            raise RuntimeError(f"send() took {sent} records and never blocked")
        after, peak = rss(), peak_rss()
        pause_for("resume")
        producer.flush(timeout=DEADLINE)
    more = {"raised": raised, "waited_s": waited, "growth": after - before, "peak_growth": peak - before}
    return watch.outcome(sent, settings, **more)


def prefetch(job: Job) -> Outcome:
    """Nothing is polled for three seconds while records that compress 100:1 arrive; then all are read."""
    settings = consumer_settings(job)
    count = 0
    with barnabas.Client(job.bootstrap) as client:
        consumer = warm_consumer(client, job, settings)
        reset_peak()
        before = rss()
        consumer.assign(everything(job.topic, job.partitions))
        with Stopwatch() as watch:
            count += len(consumer.poll(timeout=5.0, max_records=1))
            time.sleep(3)
            filled = rss()
            while count < job.records:
                count += sum(record.value is not None for record in consumer.poll(timeout=1.0))
                watch.check()
        return watch.outcome(count, settings, growth=filled - before, peak_growth=peak_rss() - before)


def _growth(sizes: list[int]) -> float:
    """What the second half of the run takes (its median) beyond the most that the first half took: buffers breathe."""
    half = len(sizes) // 2
    return max(0.0, statistics.median(sizes[half:]) - max(sizes[:half]))


def long_produce(job: Job) -> Outcome:
    """`records` are sent in tenths, the handles dropped; see `_growth`."""
    settings = producer_settings(job)
    payload = values(job.value_size)
    sizes = []
    with barnabas.Client(job.bootstrap) as client:
        producer = warm_producer(client, job, settings)
        send, topic = producer.send, job.topic
        with Stopwatch() as watch:
            for _ in range(10):
                for _ in range(job.records // 10_000):
                    for value in payload:
                        send(topic, value)
                producer.flush(timeout=DEADLINE)
                sizes.append(rss())
    return watch.outcome(job.records, settings, growth=_growth(sizes), sizes=sizes)


def long_consume(job: Job) -> Outcome:
    """The same topic is read ten times; see `_growth`."""
    settings = consumer_settings(job)
    sizes = []
    total = 0
    with barnabas.Client(job.bootstrap) as client:
        consumer = warm_consumer(client, job, settings)
        with Stopwatch() as watch:
            for _ in range(10):
                consumer.assign(dict.fromkeys(everything(job.topic, job.partitions), 0))
                count = 0
                while count < job.records:
                    for record in consumer.poll(timeout=1.0):
                        count += record.value is not None
                    watch.check()
                total += count
                sizes.append(rss())
    return watch.outcome(total, settings, growth=_growth(sizes), sizes=sizes)


PATHS: dict[str, Path] = {
    "buffered": buffered,
    "kept": kept,
    "blocked": blocked,
    "prefetch": prefetch,
    "long_produce": long_produce,
    "long_consume": long_consume,
}
