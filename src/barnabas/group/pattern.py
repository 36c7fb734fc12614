"""Subscriptions by regular expression. By the classic protocol each member looks itself what matches; else the broker does."""

from __future__ import annotations

import re
from typing import Any

from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.client import ConfigurationError

Pattern = str | re.Pattern[str]


def checked(pattern: Any, protocol: str) -> Pattern | None:
    """A pattern as the group's protocol needs it: Python's `re` for the classic one, text for the broker's RE2/J (KIP-848).

    Raises:
        ConfigurationError: it is none.
    """
    if pattern is None:
        return None
    if protocol == "consumer":
        if isinstance(pattern, str) and pattern:
            return pattern  # whether it is a good one only the broker knows
        what = "a non-empty str, for the broker evaluates it (RE2/J, KIP-848)"
        raise ConfigurationError(f"Consumer: pattern={pattern!r} is not accepted: expected {what}")
    if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
        return pattern
    if not isinstance(pattern, str) or not pattern:
        what = "a non-empty str, or what re.compile() makes of one"
        raise ConfigurationError(f"Consumer: pattern={pattern!r} is not accepted: expected {what}")
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        text = f"Consumer: pattern={pattern!r} is not accepted: it is no regular expression of Python's re: {error}"
        raise ConfigurationError(text) from error


def matching(pattern: re.Pattern[str], snapshot: ClusterSnapshot, *, internal: bool) -> tuple[str, ...]:
    """The topics whose whole name matches; those that Kafka keeps for itself only if they are wanted too."""
    return tuple(
        sorted(
            name
            for name, topic in snapshot.topics.items()
            if topic.partitions and (internal or not topic.internal) and pattern.fullmatch(name)
        )
    )
