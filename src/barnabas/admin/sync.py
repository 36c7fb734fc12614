"""The admin's blocking face."""

from __future__ import annotations

from collections.abc import Iterable

from barnabas.admin import calls
from barnabas.admin.groups.sync import Groups
from barnabas.admin.types import ClusterDescription, NewTopic, TopicDescription, TopicResult


class Admin(Groups):
    """Topics, groups and the cluster, blocking. Thread-safe; got from `Client.admin`.

    Results come per item and in the order asked; nothing is raised for one item's failure unless ``raise_on_error=True``.
    `timeout` is in seconds and defaults to the client's `default_api_timeout_ms`. Every call blocks until brokers have answered, and may
    raise `KafkaTimeoutError` (`NoBrokerAvailableError` where none was reached) and `ConfigurationError` for what is not accepted.

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
        """Creates topics (KIP-4).

        Args:
            topics: `NewTopic`; what they leave open the broker decides.
            validate_only: only checks whether it could.
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Raises:
            ConfigurationError: an argument that is not accepted.

        Blocks until the controller has answered. `TopicAlreadyExistsError` stands at one that is there.

        >>> admin = barnabas.Client("localhost:9092").admin
        >>> admin.create_topics(["orders"])
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: create_topics: 'orders' is not accepted: expected a NewTopic, ...
        """
        return self._ask(calls.create_topics(topics, validate_only), timeout, raise_on_error)

    def delete_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicResult]:
        """Deletes topics by name, by id, or both (names first in the results).

        Args:
            names: of topics; `UnknownTopicOrPartitionError` stands at one that is not there.
            ids: as a `TopicDescription` has them (KIP-516; Kafka 2.8).
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Raises:
            ConfigurationError: an argument that is not accepted.
            IncompatibleBrokerError: ids, to a broker that does not know of them.

        Blocks until the controller has answered.

        >>> barnabas.Client("localhost:9092").admin.delete_topics("orders")
        Traceback (most recent call last):
        barnabas.errors.client.ConfigurationError: delete_topics: names='orders' is not accepted: expected a list ...
        """
        return self._ask(calls.delete_topics(names, ids), timeout, raise_on_error)

    def list_topics(self, *, internal: bool = False, timeout: float | None = None) -> list[TopicDescription]:
        """All topics that the client may see, by name; with `internal` also Kafka's own.

        Args:
            internal: whether Kafka's own topics are among them.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Blocks until a broker has answered.

        >>> barnabas.Client("localhost:1").admin.list_topics(timeout=0.1)
        Traceback (most recent call last):
        barnabas.errors.client.NoBrokerAvailableError: no broker could be reached: ...
        """
        return self._ask(calls.list_topics(internal), timeout)

    def describe_topics(
        self,
        names: Iterable[str] | None = None,
        *,
        ids: Iterable[str] | None = None,
        raise_on_error: bool = False,
        timeout: float | None = None,
    ) -> list[TopicDescription]:
        """Partitions, leaders and replicas of topics by name, by id, or both (names first in the results).

        Args:
            names: of topics; `UnknownTopicOrPartitionError` stands at one that is not there. It is not made.
            ids: as a `TopicDescription` has them (KIP-516; Kafka 3.1).
            raise_on_error: raises the first error instead of returning it.
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Raises:
            ConfigurationError: an argument that is not accepted.
            IncompatibleBrokerError: ids, to a broker that does not know of them.

        Blocks until a broker has answered.

        >>> barnabas.Client("localhost:9092").admin.describe_topics([])
        []
        """
        return self._ask(calls.describe_topics(names, ids), timeout, raise_on_error)

    def describe_cluster(self, *, timeout: float | None = None) -> ClusterDescription:
        """The cluster's id (KIP-78), controller and brokers.

        Args:
            timeout: seconds; None for the client's `default_api_timeout_ms`.

        Blocks until a broker has answered.

        >>> barnabas.Client("localhost:1").admin.describe_cluster(timeout=0.1)
        Traceback (most recent call last):
        barnabas.errors.client.NoBrokerAvailableError: no broker could be reached: ...
        """
        return self._ask(calls.describe_cluster(), timeout)
