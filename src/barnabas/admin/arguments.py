"""What users give to the admin, checked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from barnabas.admin.types import NewTopic
from barnabas.config import is_name, shown
from barnabas.errors.client import ConfigurationError


def names_of(what: str, given: Iterable[str] | str | None, label: str = "names") -> list[str]:
    """Names of topics or groups; None is none."""
    if given is None:
        return []
    if isinstance(given, str) or not isinstance(given, Iterable):
        example = [given] if isinstance(given, str) else ["orders"]
        raise ConfigurationError(f"{what}: {label}={given!r} is not accepted: expected a list of names, as {example!r}")
    names = list(given)
    for name in names:
        if not is_name(name):
            raise ConfigurationError(f"{what}: {shown(name)} is not accepted: expected a non-empty str")
    return names


def ids_of(what: str, given: Iterable[str] | None) -> list[bytes]:
    """Topic ids, as the protocol has them."""
    try:
        return [uuid.UUID(hex=item).bytes for item in given or ()]
    except (ValueError, AttributeError, TypeError):
        raise ConfigurationError(
            f"{what}: ids={given!r} is not accepted: expected topic ids of 32 hexadecimal digits"
        ) from None


def new_topics(given: Iterable[NewTopic]) -> list[NewTopic]:
    """Topics to create."""
    if isinstance(given, NewTopic) or not isinstance(given, Iterable):
        raise ConfigurationError(
            f'create_topics: topics={given!r} is not accepted: expected a list, as [NewTopic("orders", partitions=6)]'
        )
    topics = list(given)
    for topic in topics:
        if not isinstance(topic, NewTopic):
            raise ConfigurationError(
                f'create_topics: {topic!r} is not accepted: expected a NewTopic, as NewTopic("orders", partitions=6)'
            )
    return topics
