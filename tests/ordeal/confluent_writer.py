"""What `worker.write` does, with confluent-kafka, for comparison."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import confluent_kafka

from tests.ordeal.journal import Journal
from tests.ordeal.marks import Mark, written

log = logging.getLogger("ordeal.worker")
NAMES = {
    "delivery_timeout_ms": "delivery.timeout.ms",
    "linger_ms": "linger.ms",
    "compression_type": "compression.codec",
}


def write(told: dict[str, Any], journal: Journal, ended: Any, burst: int, linger: float, close: float) -> None:
    """Sends to every partition in turn, and notes what became of each record."""
    topic, life, partitions = told["topic"], told["life"], told["partitions"]
    producer = confluent_kafka.Producer(
        {
            "bootstrap.servers": told["bootstrap"],
            "client.id": life,
            "enable.idempotence": True,
            "request.timeout.ms": 5_000,
            "topic.metadata.refresh.interval.ms": 5_000,
            **{NAMES[name]: value for name, value in told["options"].items()},
        }
    )
    sequences = [0] * partitions

    def note(number: int, sequence: int, error: Any, message: Any) -> None:
        if error is None:
            journal.note("A", number, sequence, message.offset())
        else:
            journal.note("F", number, sequence)

    while not ended.wait(linger):
        for number in range(partitions):
            for _ in range(burst):
                sequence = sequences[number]
                sequences[number] += 1
                value = written(Mark(life, number, sequence))
                try:
                    producer.produce(topic, value, partition=number, on_delivery=partial(note, number, sequence))
                except BufferError:
                    journal.note("N", number, sequence)  # not accepted
        producer.poll(0)
        journal.flush()
    left = producer.flush(close)
    assert not left, f"{left} records have no outcome"
