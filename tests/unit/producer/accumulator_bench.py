"""The native accumulator alone: no broker, the engine played by the test."""

from __future__ import annotations

from typing import Any

from barnabas._native import Accumulator, Delivery, ProducerBase, ProducerBatch

WAIT = 10.0


class Bench:
    """A producer without an engine: what it would send is drained by hand."""

    def __init__(self, partitions: int = 1, **options: Any) -> None:
        settings: dict[str, Any] = {
            "batch_size": 1000,
            "batch_count": 1_000_000,
            "linger_ms": 1_000_000.0,
            "buffer_memory": 1 << 20,
            "max_request_size": 1 << 20,
            "delivery_timeout_ms": 60_000,
            "compression": "none",
            "level": None,
            "carrier": lambda function: function,
        }
        self.accumulator = Accumulator(**settings | options)
        self.wakes = 0
        self.producer: ProducerBase[bytes, bytes] = ProducerBase()
        self.producer._wire(self.accumulator, self.wake, None, None, None, False)
        self.accumulator.set_topic("t", partitions, dict.fromkeys(range(partitions), 0))

    def wake(self) -> None:
        self.wakes += 1

    def send(self, value: bytes | None, **options: Any) -> Delivery:
        return self.producer.send("t", value, **options)

    def drain(self) -> list[ProducerBatch]:
        return self.accumulator.drain(1 << 20)[0]
