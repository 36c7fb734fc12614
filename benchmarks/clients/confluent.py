"""confluent-kafka (librdkafka): its produce calls, poll(), consume(); also the neutral writer and reader of the others."""

from __future__ import annotations

from typing import Any

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition

from benchmarks import job as shared
from benchmarks.job import Job, Outcome, Path
from benchmarks.latency import STEP, probe
from benchmarks.measure import Stopwatch
from benchmarks.transacting import Calls, measure
from benchmarks.values import compressible, values


def producer_settings(job: Job) -> dict[str, Any]:
    """librdkafka's words for the job's settings, without the address."""
    settings: dict[str, Any] = {"acks": "all"} if job.equal else {}
    if job.equal:
        settings |= {
            "linger.ms": shared.LINGER_MS,
            "batch.size": shared.BATCH_BYTES,
            "batch.num.messages": 1_000_000,  # so that the bytes decide
            "max.in.flight.requests.per.connection": shared.IN_FLIGHT,
            "enable.idempotence": False,
            "queue.buffering.max.messages": 2_000_000,  # no waiting for room, which would favour us
        }
    if job.codec:
        settings["compression.type"] = job.codec
    settings |= job.extra.get("settings", {})
    return settings


def consumer_settings(job: Job) -> dict[str, Any]:
    """As `producer_settings`, for reading. librdkafka wants a group id even for assigned partitions."""
    settings: dict[str, Any] = {"group.id": "bench"}
    if job.equal:
        settings |= {
            "enable.auto.commit": False,
            "fetch.min.bytes": 1,
            "fetch.wait.max.ms": shared.FETCH_WAIT_MS,
            "fetch.max.bytes": shared.FETCH_MAX_BYTES,
            "max.partition.fetch.bytes": shared.PARTITION_FETCH_BYTES,
            "check.crcs": True,
            "fetch.queue.backoff.ms": 10,  # its default of 1 s makes it stop and go; the best of 1, 10 and larger queues
        }
    settings |= job.extra.get("settings", {})
    return settings


def _producer(job: Job, settings: dict[str, Any]) -> Producer:
    producer = Producer({"bootstrap.servers": job.bootstrap, **settings})
    for _ in range(shared.WARM_RECORDS // 1000):
        for value in values(job.value_size):
            producer.produce(job.write_warm, value)
        producer.flush(30)
    producer.list_topics(job.topic, timeout=30)
    return producer


def produce_callback(job: Job) -> Outcome:
    """`produce(on_delivery=...)`: each outcome is looked at."""
    settings = producer_settings(job)
    producer = _producer(job, settings)
    delivered = failed = 0

    def report(error: KafkaError | None, _message: Message) -> None:
        nonlocal delivered, failed
        if error is None:
            delivered += 1
        else:
            failed += 1

    produce, poll, topic, payload = producer.produce, producer.poll, job.topic, values(job.value_size)
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            for value in payload:
                try:
                    produce(topic, value, on_delivery=report)
                except BufferError:
                    _retry(producer, topic, value, report)
            poll(0)
        producer.flush(shared.DEADLINE)
    return watch.outcome(delivered, settings, failed=failed)


def _retry(producer: Producer, topic: str, value: bytes, report: Any = None) -> None:
    while True:
        producer.poll(0.01)
        try:
            producer.produce(topic, value, on_delivery=report)
        except BufferError:
            continue
        return


def produce_plain(job: Job) -> Outcome:
    """`produce()` without asking for the outcome; the topic is counted afterwards."""
    settings = producer_settings(job)
    producer = _producer(job, settings)
    produce, topic, payload = producer.produce, job.topic, values(job.value_size)
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            for value in payload:
                try:
                    produce(topic, value)
                except BufferError:
                    _retry(producer, topic, value)
        left = producer.flush(shared.DEADLINE)
    return watch.outcome(job.records - left, settings)


def produce_batch(job: Job) -> Outcome:
    """`produce_batch()` of 1000 values a call; the list of dicts that it wants is made once, outside the measurement."""
    settings = producer_settings(job)
    producer = _producer(job, settings)
    payload = [{"value": value} for value in values(job.value_size)]
    with Stopwatch() as watch:
        for _ in range(job.records // 1000):
            queued = producer.produce_batch(job.topic, payload)
            if queued < len(payload):
                _retry_batch(producer, job.topic, payload)
        left = producer.flush(shared.DEADLINE)
    return watch.outcome(job.records - left, settings)


def _retry_batch(producer: Producer, topic: str, payload: list[dict[str, Any]]) -> None:
    waiting = [{"value": message["value"]} for message in payload if message.pop("_error", None) is not None]
    while waiting:
        producer.poll(0.01)
        producer.produce_batch(topic, waiting)
        waiting = [message for message in waiting if message.pop("_error", None) is not None]


def fill(job: Job) -> Outcome:
    """Writes exactly `records`: blocks of 1000 to one partition after the other, so that batches become full."""
    settings = producer_settings(job)
    producer = Producer({"bootstrap.servers": job.bootstrap, **settings})
    failed = 0

    def report(error: KafkaError | None, _message: Message) -> None:
        nonlocal failed
        failed += error is not None

    payload = compressible(job.value_size) if job.extra.get("compressible") else values(job.value_size)
    with Stopwatch() as watch:
        for block in range(job.records // 1000):
            for number, value in enumerate(payload):
                partition = (block if job.partitions <= 8 else number) % job.partitions
                try:
                    producer.produce(job.topic, value, partition=partition, on_delivery=report)
                except BufferError:
                    producer.poll(1)
                    producer.produce(job.topic, value, partition=partition, on_delivery=report)
            producer.poll(0)
        left = producer.flush(shared.DEADLINE)
    return watch.outcome(job.records - left - failed, settings)


def _assign(consumer: Consumer, topic: str, partitions: int) -> None:
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in range(partitions)])


def _consumer(job: Job, settings: dict[str, Any]) -> Consumer:
    consumer = Consumer({"bootstrap.servers": job.bootstrap, **settings})
    _assign(consumer, job.read_warm, 8)
    count = 0
    with Stopwatch() as watch:
        while count < shared.WARM_RECORDS:
            count += len(consumer.consume(shared.POLL_RECORDS, 1.0))
            watch.check()
    return consumer


def consume(job: Job) -> Outcome:
    """`consume(10000)`, each value touched."""
    settings = consumer_settings(job)
    consumer = _consumer(job, settings)
    count = size = 0
    with Stopwatch() as watch:
        _assign(consumer, job.topic, job.partitions)
        while count < job.records:
            messages = consumer.consume(shared.POLL_RECORDS, 1.0)
            for message in messages:
                if message.error() is not None:
                    raise KafkaException(message.error())
                size += len(message.value() or b"")
            count += len(messages)
            watch.check()
    consumer.close()
    return watch.outcome(count, settings, size=size)


def poll(job: Job) -> Outcome:
    """`poll()` one by one, each value touched."""
    settings = consumer_settings(job)
    consumer = _consumer(job, settings)
    count = size = 0
    one = consumer.poll
    with Stopwatch() as watch:
        _assign(consumer, job.topic, job.partitions)
        while count < job.records:
            message = one(1.0)
            if message is None:
                watch.check()
                continue
            if message.error() is not None:
                raise KafkaException(message.error())
            size += len(message.value() or b"")
            count += 1
    consumer.close()
    return watch.outcome(count, settings, size=size)


def verify(job: Job) -> Outcome:
    """Reads until each partition's end that is known now: how many records there are, and how many bytes of values."""
    consumer = Consumer({"bootstrap.servers": job.bootstrap, "group.id": "bench", "fetch.queue.backoff.ms": 1,
                         "enable.partition.eof": True, "enable.auto.commit": False})  # fmt: skip
    _assign(consumer, job.topic, job.partitions)
    count = size = ended = 0
    with Stopwatch() as watch:
        while ended < job.partitions:
            for message in consumer.consume(shared.POLL_RECORDS, 1.0):
                error = message.error()
                if error is None:
                    count += 1
                    size += len(message.value() or b"")
                elif error.code() == KafkaError._PARTITION_EOF:
                    ended += 1
                else:
                    raise KafkaException(error)
            watch.check()
    consumer.close()
    return watch.outcome(count, {}, size=size)


def latency(job: Job) -> Outcome:
    """`produce(on_delivery=...)` and `poll()` until the callback came."""
    settings = {"acks": "all", "linger.ms": 0}
    producer = _producer(job, settings)
    value = values(job.value_size)[0]
    patience = 0.001 if job.extra["mode"] == "spin" else 1.0  # the spinning thread's poll may take our callback

    def send_one() -> None:
        done: list[KafkaError | None] = []
        producer.produce(job.topic, value, on_delivery=lambda error, _message: done.append(error))
        while not done:
            producer.poll(patience)
        if done[0] is not None:
            raise KafkaException(done[0])

    def spin() -> None:
        for _ in range(STEP):
            try:
                producer.produce(job.write_warm, value)
            except BufferError:
                producer.poll(0.001)
        producer.poll(0)

    outcome = probe(job, send_one, spin, settings)
    producer.flush(60)
    return outcome


def transactions(job: Job) -> Outcome:
    """Transactions of `produce()`, one after the other."""
    settings = {**producer_settings(job), "enable.idempotence": True, "transactional.id": job.topic}
    producer = Producer({"bootstrap.servers": job.bootstrap, **settings})
    producer.init_transactions(30)
    produce, payload, rounds = producer.produce, values(job.value_size), job.extra["per"] // 1000

    def records(topic: str) -> None:
        for _ in range(rounds):
            for value in payload:
                try:
                    produce(topic, value)
                except BufferError:
                    _retry(producer, topic, value)
            producer.poll(0)

    return measure(
        job, Calls(producer.begin_transaction, records, producer.flush, producer.commit_transaction), settings
    )


PATHS: dict[str, Path] = {
    "produce_callback": produce_callback,
    "produce_plain": produce_plain,
    "produce_batch": produce_batch,
    "fill": fill,
    "consume": consume,
    "poll": poll,
    "verify": verify,
    "latency": latency,
    "transactions": transactions,
}
