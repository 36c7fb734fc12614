"""Fixtures for what is asked of the development broker and of a real Kafka alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.embedded.admin_asks import Asker, asking, fresh, new

if TYPE_CHECKING:
    from tests.harness.kafka import Kafka


@pytest.fixture
def ask(kafka: Kafka) -> Iterator[Asker]:
    """A connection to it."""
    with asking(kafka) as asker:
        yield asker


@pytest.fixture
def made(ask: Asker) -> Iterator[str]:
    """A topic with three partitions."""
    name = fresh()
    assert ask.created(new(name, 3)) == (0, None)
    yield name
    ask.deleted(name)
