"""What users give to consumers, checked."""

from __future__ import annotations

from typing import Any

from barnabas.config import is_name, shown
from barnabas.errors.client import ConfigurationError


def topics_of(topics: tuple[Any, ...]) -> tuple[str, ...]:
    """The topics of a subscription, each once.

    Raises:
        ConfigurationError: one is no name.
    """
    for topic in topics:
        if not is_name(topic):
            raise ConfigurationError(f"Consumer: topic {shown(topic)} is not accepted: expected a non-empty str")
    return tuple(dict.fromkeys(topics))


def positive(name: str, value: Any) -> int:
    """An int of at least 1.

    Raises:
        ConfigurationError: it is none.
    """
    if type(value) is int and value > 0:
        return value
    raise ConfigurationError(f"{name}={value!r} is not accepted: expected an int of at least 1")
