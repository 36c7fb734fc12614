"""What users give to consumers, checked."""

from __future__ import annotations

from typing import Any

from barnabas.errors.client import ConfigurationError
from barnabas.given import offset_of as offset_of
from barnabas.given import partition_of as partition_of


def topics_of(topics: tuple[Any, ...]) -> tuple[str, ...]:
    """The topics of a subscription, each once.

    Raises:
        ConfigurationError: one is no name.
    """
    for topic in topics:
        if not isinstance(topic, str) or not topic:
            raise ConfigurationError(f"Consumer: topic {topic!r} is not accepted: expected a non-empty str")
    return tuple(dict.fromkeys(topics))


def positive(name: str, value: Any) -> int:
    """An int of at least 1.

    Raises:
        ValueError: it is none.
    """
    if type(value) is int and value > 0:
        return value
    raise ValueError(f"{name}={value!r} is not accepted: expected an int of at least 1")


def time_of(value: Any) -> int:
    """Milliseconds since 1970.

    Raises:
        ValueError: it is none.
    """
    if type(value) is int and value >= 0:
        return value
    raise ValueError(f"time {value!r} is not accepted: expected milliseconds since 1970, an int of at least 0")
