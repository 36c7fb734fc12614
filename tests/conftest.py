"""Fixtures for all tests. A missing tool is a failure that says what to install, never a skip."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from codegen.maven import MissingToolError
from tests.harness.broker import Broker
from tests.harness.jars import NEWEST, VERSIONS
from tests.harness.kafka import RUNNING, Brokers, Kafka, Topics

_running = os.environ.get(RUNNING)


@pytest.fixture(scope="session")
def brokers() -> Iterator[Brokers]:
    """The session's brokers by version; started when first asked for."""
    brokers = Brokers(_running)
    yield brokers
    brokers.close()


def _got(brokers: Brokers, version: str) -> Kafka:
    try:
        return brokers.get(version)
    except MissingToolError as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(scope="session")
def kafka(brokers: Brokers) -> Kafka:
    """A broker of the newest Kafka, or the cluster that BARNABAS_TEST_BOOTSTRAP names; shared by all tests."""
    return _got(brokers, NEWEST)


@pytest.fixture(scope="session", params=["given"] if _running else VERSIONS)
def any_kafka(request: pytest.FixtureRequest, brokers: Brokers) -> Kafka:
    """As `kafka`, one after the other of each version that we test on."""
    return _got(brokers, request.param)


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> Iterator[Topics]:
    """Makes fresh topics on the test's cluster: `topic(partitions=3)` gives a name."""
    usual = "any_kafka" if "any_kafka" in request.fixturenames else "kafka"
    topics = Topics(request.getfixturevalue(usual), request.node.name)
    yield topics
    topics.close()


@pytest.fixture
def start_broker() -> Iterator[Callable[..., Broker]]:
    """Starts a broker of the test's own, with the arguments of `Broker`; it ends with the test."""
    started: list[Broker] = []

    def start(*args: object, **options: object) -> Broker:
        try:
            broker = Broker(*args, **options)  # type: ignore[arg-type]
        except MissingToolError as missing:
            pytest.fail(str(missing), pytrace=False)
        started.append(broker)
        return broker.start()

    yield start
    for broker in started:
        broker.discard()


@pytest.fixture
def own_broker(start_broker: Callable[..., Broker]) -> Broker:
    """A broker that the test may stop, kill, pause and start again at the same address with the same data."""
    return start_broker()
