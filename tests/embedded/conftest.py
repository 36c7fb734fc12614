"""Fixtures for what is asked of the development broker and of a real Kafka alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

import barnabas
from barnabas.broker import Broker
from tests.embedded.admin_asks import Asker, asking, fresh, new
from tests.embedded.group_asks import VERSIONS
from tests.embedded.pairing import paired
from tests.embedded.two_coordinators import Pair, Side

if TYPE_CHECKING:
    from tests.harness.kafka import Brokers, Kafka


@pytest.fixture
def broker() -> Iterator[Broker]:
    """Three nodes of the development broker, and a topic with two partitions."""
    with Broker(nodes=3) as broker:
        with barnabas.Client(broker.bootstrap_servers) as client:
            client.admin.create_topics([barnabas.NewTopic("t", partitions=2)], raise_on_error=True)
        yield broker


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


@pytest.fixture(scope="session")
def pairs(brokers: Brokers) -> Iterator[Callable[[str], Pair]]:
    """Both brokers by the version of Kafka."""
    with paired(brokers, lambda real, ours, stack: Pair(Side(real, stack), Side(ours, stack))) as get:
        yield get


@pytest.fixture(params=VERSIONS)
def pair(request: pytest.FixtureRequest, pairs: Callable[[str], Pair]) -> Pair:
    """Both brokers, of one version after the other."""
    found = pairs(request.param)
    for side in found.sides:
        side.begin_test(request.node.nodeid)
    return found


@pytest.fixture
def newest(pairs: Callable[[str], Pair], request: pytest.FixtureRequest) -> Pair:
    """Both brokers, as the newest Kafka."""
    found = pairs(VERSIONS[0])
    for side in found.sides:
        side.begin_test(request.node.nodeid)
    return found
