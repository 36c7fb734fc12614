"""The asynchronous fixtures of the pytest plugin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from barnabas import AsyncClient
    from barnabas.broker import Broker


def fixtures(fixture: Callable[[Any], Any]) -> ModuleType:
    """A plugin with them, made by `fixture`: pytest's own or that of pytest-asyncio. A module, for pytest looks at types else."""

    async def async_kafka_client(kafka: Broker) -> AsyncIterator[AsyncClient]:
        """An asynchronous client of `kafka`."""
        import barnabas

        async with barnabas.AsyncClient(kafka.bootstrap_servers) as client:
            yield client

    async def async_kafka_session_client(kafka_session: Broker) -> AsyncIterator[AsyncClient]:
        """An asynchronous client of `kafka_session`, for one test: an event loop does not outlive it."""
        import barnabas

        async with barnabas.AsyncClient(kafka_session.bootstrap_servers) as client:
            yield client

    made = (async_kafka_client, async_kafka_session_client)
    plugin = ModuleType("barnabas-asynchronous")
    for function in made:
        setattr(plugin, function.__name__, fixture(function))
    return plugin
