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
