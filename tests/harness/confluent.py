"""What tests and benchmarks ask of confluent-kafka."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from typing import TypeVar

from confluent_kafka import KafkaException

T = TypeVar("T")
LOOK_AGAIN = 0.5  # seconds


def answered(call: Callable[[], T], passing: Container[int], within: float) -> T:
    """What a call returns; it is made again for so many seconds while it fails by one of these codes, as when a broker is coming back."""
    end = time.monotonic() + within
    while True:
        try:
            return call()
        except KafkaException as error:
            if error.args[0].code() not in passing or time.monotonic() > end:
                raise
            time.sleep(LOOK_AGAIN)  # noqa: TID251  # a broker that comes back gives no sign
