"""The admin's awaitable face."""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.admin import calls
from barnabas.admin.groups.aio import AsyncGroups
from barnabas.admin.types import ClusterDescription, NewTopic, TopicDescription, TopicResult


class AsyncAdmin(AsyncGroups):
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
        return await self._ask(calls.create_topics(topics, validate_only), timeout, raise_on_error)

    async def delete_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicResult]:
        """As `Admin.delete_topics`."""
        return await self._ask(calls.delete_topics(names, ids), timeout, raise_on_error)

    async def list_topics(self, *, internal: bool = False, timeout: float | None = None) -> list[TopicDescription]:
        """As `Admin.list_topics`."""
        return await self._ask(calls.list_topics(internal), timeout)

    async def describe_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicDescription]:
        """As `Admin.describe_topics`."""
        return await self._ask(calls.describe_topics(names, ids), timeout, raise_on_error)

    async def describe_cluster(self, *, timeout: float | None = None) -> ClusterDescription:
        """As `Admin.describe_cluster`."""
        return await self._ask(calls.describe_cluster(), timeout)
