"""The admin's two faces: the same words, blocking and awaitable."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from barnabas.admin import topics as on_topics
from barnabas.admin.types import ClusterDescription, NewTopic, TopicDescription, TopicResult
from barnabas.engine.engine import Engine
from barnabas.errors.client import ConfigurationError


def _names(what: str, given: Iterable[str] | str | None) -> list[str]:
    if given is None:
        return []
    if isinstance(given, str):
        raise ConfigurationError(f"{what}: names={given!r} is not accepted: expected a list of names, as [{given!r}]")
    names = list(given)
    for name in names:
        if not isinstance(name, str) or not name:
            raise ConfigurationError(f"{what}: {name!r} is not accepted: expected a non-empty str")
    return names


def _ids(what: str, given: Iterable[str] | None) -> list[bytes]:
    try:
        return [uuid.UUID(hex=item).bytes for item in given or ()]
    except (ValueError, AttributeError, TypeError):
        raise ConfigurationError(
            f"{what}: ids={given!r} is not accepted: expected topic ids of 32 hexadecimal digits"
        ) from None


def _new(given: Iterable[NewTopic]) -> list[NewTopic]:
    topics = list(given)
    for topic in topics:
        if not isinstance(topic, NewTopic):
            raise ConfigurationError(
                f'create_topics: {topic!r} is not accepted: expected a NewTopic, as NewTopic("orders", partitions=6)'
            )
    return topics


def _raised(results: Sequence[TopicResult], wanted: bool) -> None:
    if wanted:
        for result in results:
            result.raise_for_error()


class _BaseAdmin:
    """What both faces share."""

    def __init__(self, engine: Engine, *, owner: object) -> None:
        self._engine = engine
        self._owner = owner  # the client lives as long as its admin is used

    def _time(self, timeout: float | None) -> float:
        return self._engine.api_timeout if timeout is None else timeout

    def __repr__(self) -> str:
        servers = ",".join(f"{host}:{port}" for host, port in self._engine.addresses)
        return f"<{type(self).__name__} of {servers}>"


class Admin(_BaseAdmin):
    """Topics and the cluster, blocking. Thread-safe; got from `Client.admin`.

    Results come per item and in the order asked; nothing is raised for one item's failure unless ``raise_on_error=True``.
    `timeout` is in seconds and defaults to the client's `default_api_timeout_ms`. Every call may raise
    `NoBrokerAvailableError` and `KafkaTimeoutError`.

    >>> barnabas.Client("localhost:9092").admin
    <Admin of localhost:9092>
    """

    def create_topics(
        self,
        topics: Iterable[NewTopic],
        *,
        validate_only: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicResult]:
        """Creates topics (Kafka's CreateTopics); with `validate_only` only checks whether it could.

        >>> admin = barnabas.Client("localhost:9092").admin
        >>> admin.create_topics(["orders"])
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: create_topics: 'orders' is not accepted: expected a NewTopic, ...
        """
        results = self._engine.run(
            on_topics.create_topics, self._engine, _new(topics), validate_only, self._time(timeout)
        )
        _raised(results, raise_on_error)
        return results

    def delete_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicResult]:
        """Deletes topics by name, by id, or both (names first in the results).

        >>> barnabas.Client("localhost:9092").admin.delete_topics("orders")
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: delete_topics: names='orders' is not accepted: expected a list ...
        """
        what = "delete_topics"
        results = self._engine.run(
            on_topics.delete_topics, self._engine, _names(what, names), _ids(what, ids), self._time(timeout)
        )
        _raised(results, raise_on_error)
        return results

    def list_topics(self, *, internal: bool = False, timeout: float | None = None) -> list[TopicDescription]:
        """All topics that the client may see, by name; with `internal` also Kafka's own.

        >>> barnabas.Client("localhost:1").admin.list_topics(timeout=0.1)
        Traceback (most recent call last):
        barnabas.errors.client.NoBrokerAvailableError: no broker could be reached: ...
        """
        return self._engine.run(on_topics.list_topics, self._engine, internal, self._time(timeout))

    def describe_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicDescription]:
        """Partitions, leaders and replicas of topics by name, by id, or both (names first in the results).

        >>> barnabas.Client("localhost:9092").admin.describe_topics([])
        []
        """
        what = "describe_topics"
        results = self._engine.run(
            on_topics.describe_topics, self._engine, _names(what, names), _ids(what, ids), self._time(timeout)
        )
        _raised(results, raise_on_error)
        return results

    def describe_cluster(self, *, timeout: float | None = None) -> ClusterDescription:
        """The cluster's id, controller and brokers.

        >>> barnabas.Client("localhost:1").admin.describe_cluster(timeout=0.1)
        Traceback (most recent call last):
        barnabas.errors.client.NoBrokerAvailableError: no broker could be reached: ...
        """
        return self._engine.run(on_topics.describe_cluster, self._engine, self._time(timeout))


class AsyncAdmin(_BaseAdmin):
    """The awaitable twin of `Admin`, with the same words; got from `AsyncClient.admin`.

    >>> barnabas.AsyncClient("localhost:9092").admin
    <AsyncAdmin of localhost:9092>
    """

    async def create_topics(
        self,
        topics: Iterable[NewTopic],
        *,
        validate_only: bool = False,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicResult]:
        """As `Admin.create_topics`."""
        results = await self._engine.arun(
            on_topics.create_topics, self._engine, _new(topics), validate_only, self._time(timeout)
        )
        _raised(results, raise_on_error)
        return results

    async def delete_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicResult]:
        """As `Admin.delete_topics`."""
        what = "delete_topics"
        results = await self._engine.arun(
            on_topics.delete_topics, self._engine, _names(what, names), _ids(what, ids), self._time(timeout)
        )
        _raised(results, raise_on_error)
        return results

    async def list_topics(self, *, internal: bool = False, timeout: float | None = None) -> list[TopicDescription]:
        """As `Admin.list_topics`."""
        return await self._engine.arun(on_topics.list_topics, self._engine, internal, self._time(timeout))

    async def describe_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicDescription]:
        """As `Admin.describe_topics`."""
        what = "describe_topics"
        names_, ids_ = _names(what, names), _ids(what, ids)
        results = await self._engine.arun(on_topics.describe_topics, self._engine, names_, ids_, self._time(timeout))
        _raised(results, raise_on_error)
        return results

    async def describe_cluster(self, *, timeout: float | None = None) -> ClusterDescription:
        """As `Admin.describe_cluster`."""
        return await self._engine.arun(on_topics.describe_cluster, self._engine, self._time(timeout))
