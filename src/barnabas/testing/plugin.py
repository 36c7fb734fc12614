"""The pytest plugin; `barnabas.testing` tells of its fixtures.

It is loaded by every run of pytest, so it loads little: the asynchronous fixtures, with pytest-asyncio where pytest has that one; client and
broker when a fixture is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from barnabas import Client
    from barnabas.broker import Broker

MARKER = "kafka(**options): options of the `kafka` fixture's broker, as nodes=3, version='3.9', default_partitions=6"


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known, and the asynchronous fixtures, which are made by whoever runs asynchronous tests."""
    config.addinivalue_line("markers", MARKER)
    _leave_as_it_is(config)
    from barnabas.testing import asynchronous

    fixture: Callable[[Any], Any] = pytest.fixture
    if config.pluginmanager.hasplugin("asyncio"):
        import pytest_asyncio  # it has loaded it already

        fixture = pytest_asyncio.fixture
    config.pluginmanager.register(asynchronous.fixtures(fixture), "barnabas-asynchronous")


def _leave_as_it_is(config: pytest.Config) -> None:
    """Keeps pytest from rewriting the assertions of all of Barnabas, as it does with whatever brings a plugin.

    It would parse each module when that is first loaded, which takes time; broker and client load theirs on threads of their own,
    and a Python older than 3.11.8 or 3.12.2 may fail to parse in two threads at once ("AST constructor recursion depth mismatch",
    gh-106905). pytest has no public word for it; without this set it rewrites, and all works as before.
    """
    marked = getattr(config.pluginmanager.rewrite_hook, "_must_rewrite", None)
    if isinstance(marked, set):
        marked.discard("barnabas")


@pytest.fixture(scope="session")
def kafka_options() -> dict[str, Any]:
    """Options of all brokers that the fixtures start, as `barnabas.testing.Broker` takes them. Override it in a conftest.py."""
    return {}


@pytest.fixture
def kafka(request: pytest.FixtureRequest, kafka_options: dict[str, Any]) -> Iterator[Broker]:
    """A development broker of the test's own; see `barnabas.testing`."""
    from barnabas.broker import Broker

    options = dict(kafka_options)
    for mark in reversed(list(request.node.iter_markers("kafka"))):  # the nearest comes last, and counts
        if mark.args:
            raise pytest.UsageError(f"the marker kafka takes options by name, not {mark.args!r}")
        options |= mark.kwargs
    with Broker(**options) as broker:
        yield broker


@pytest.fixture
def kafka_client(kafka: Broker) -> Iterator[Client]:
    """A client of `kafka`."""
    import barnabas

    with barnabas.Client(kafka.bootstrap_servers) as client:
        yield client


@pytest.fixture(scope="session")
def kafka_session(kafka_options: dict[str, Any]) -> Iterator[Broker]:
    """A development broker that all tests of this process share; see `barnabas.testing`."""
    from barnabas.broker import Broker

    with Broker(**kafka_options) as broker:
        yield broker


@pytest.fixture(scope="session")
def kafka_session_client(kafka_session: Broker) -> Iterator[Client]:
    """A client of `kafka_session`, which all tests of this process share."""
    import barnabas

    with barnabas.Client(kafka_session.bootstrap_servers) as client:
        yield client
