"""What users ask of topics and the cluster: arguments are checked at once, the call is for the engine's loop."""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.admin import topics as on_topics
from barnabas.admin.arguments import ids_of, names_of, new_topics
from barnabas.admin.face import Call
from barnabas.admin.types import ClusterDescription, NewTopic, TopicDescription, TopicResult


def create_topics(topics: Iterable[NewTopic], validate_only: bool) -> Call[list[TopicResult]]:
    """See `Admin.create_topics`."""
    given = new_topics(topics)
    return lambda engine, timeout: on_topics.create_topics(engine, given, validate_only, timeout)


def delete_topics(names: Iterable[str] | None, ids: Iterable[str] | None) -> Call[list[TopicResult]]:
    """See `Admin.delete_topics`."""
    by_name, by_id = names_of("delete_topics", names), ids_of("delete_topics", ids)
    return lambda engine, timeout: on_topics.delete_topics(engine, by_name, by_id, timeout)


def list_topics(internal: bool) -> Call[list[TopicDescription]]:
    """See `Admin.list_topics`."""
    return lambda engine, timeout: on_topics.list_topics(engine, internal, timeout)


def describe_topics(names: Iterable[str] | None, ids: Iterable[str] | None) -> Call[list[TopicDescription]]:
    """See `Admin.describe_topics`."""
    by_name, by_id = names_of("describe_topics", names), ids_of("describe_topics", ids)
    return lambda engine, timeout: on_topics.describe_topics(engine, by_name, by_id, timeout)


def describe_cluster() -> Call[ClusterDescription]:
    """See `Admin.describe_cluster`."""
    return on_topics.describe_cluster
