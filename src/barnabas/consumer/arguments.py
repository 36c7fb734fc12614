"""What users give to consumers, checked."""

from __future__ import annotations

import re
from typing import Any

from barnabas.config import is_name, shown
from barnabas.errors.client import ConfigurationError

NAME = re.compile(r"[A-Za-z0-9._-]{1,249}")  # of a topic, as brokers have it
EXPRESSION = frozenset("^$*+?()[]{}|\\")  # what names never hold, and regular expressions often do


def topics_of(topics: tuple[Any, ...]) -> tuple[str, ...]:
    """The topics of a subscription, each once.

    Raises:
        ConfigurationError: one is no name.
    """
    for topic in topics:
        if not is_name(topic):
            raise ConfigurationError(f"Consumer: topic {shown(topic)} is not accepted: expected a non-empty str")
        if not NAME.fullmatch(topic) or topic in (".", ".."):
            hint = "; a regular expression is pattern=..." if EXPRESSION & set(topic) else ""
            raise ConfigurationError(
                f"Consumer: topic {shown(topic)} is not accepted: expected letters, digits, '.', '_' and '-', 249 at most, and not"
                f" '.' or '..'{hint}"
            )
    return tuple(dict.fromkeys(topics))


def positive(name: str, value: Any) -> int:
    """An int of at least 1.

    Raises:
        ConfigurationError: it is none.
    """
    if type(value) is int and value > 0:
        return value
    raise ConfigurationError(f"{name}={value!r} is not accepted: expected an int of at least 1")
