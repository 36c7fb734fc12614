"""What the admin takes and gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from barnabas.config import INT, carried, is_name, shown
from barnabas.errors.base import KafkaError
from barnabas.errors.client import ConfigurationError

MOST_COPIES = 2**15 - 1


@dataclass(frozen=True, slots=True, kw_only=False)
class NewTopic:
    """A topic to create.

    Args:
        name: its name.
        partitions: how many; None for the broker's default (`num.partitions`).
        replication_factor: copies of each; None for the broker's default.
        assignments: instead of both: for each partition the broker ids of its replicas, the preferred leader first.
        configs: Kafka's topic configs by name, as strings.

    Raises:
        ConfigurationError: a value that cannot be meant.

    >>> barnabas.NewTopic("orders", partitions=6, replication_factor=1, configs={"retention.ms": "60000"}).partitions
    6
    """

    name: str
    partitions: int | None = None
    replication_factor: int | None = None
    assignments: Mapping[int, Sequence[int]] | None = None
    configs: Mapping[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise ConfigurationError(f"NewTopic: name={shown(self.name)} is not accepted: expected a non-empty str")
        numbers = (("partitions", self.partitions, INT), ("replication_factor", self.replication_factor, MOST_COPIES))
        for label, value, most in numbers:
            if value is not None and (type(value) is not int or not 1 <= value <= most):
                raise ConfigurationError(
                    f"NewTopic: {label}={value!r} is not accepted: expected an int from 1 to {most}, or None"
                )
            if value is not None and self.assignments is not None:
                raise ConfigurationError(
                    f"NewTopic: {label} and assignments cannot both be given: assignments say it already"
                )
        given = self.assignments
        if given is not None and not (isinstance(given, Mapping) and all(map(_is_assignment, given.items()))):
            raise ConfigurationError(
                f"NewTopic: assignments={given!r} is not accepted: expected a dict of partition numbers to lists of broker ids,"
                " as {0: [1, 2]}"
            )
        if not isinstance(self.configs, Mapping):
            raise ConfigurationError(
                f'NewTopic: configs={self.configs!r} is not accepted: expected a dict, as {{"retention.ms": "60000"}}'
            )
        for key, text in self.configs.items():
            if not carried(key) or not (text is None or carried(text)):
                raise ConfigurationError(
                    f"NewTopic: configs[{key!r}]={shown(text)} is not accepted: names and values are str"
                )


def _is_assignment(item: tuple[object, object]) -> bool:
    partition, ids = item
    return _is_int(partition) and isinstance(ids, Sequence) and all(map(_is_int, ids))


def _is_int(value: object) -> bool:
    return type(value) is int and abs(value) <= INT


@dataclass(frozen=True, slots=True)
class TopicResult:
    """How an operation on one topic ended.

    Attributes:
        name: the topic; None if only its id is known.
        topic_id: its id as 32 hexadecimal digits; None if the broker does not say.
        error: None, or the error with its code and the broker's text.

    >>> barnabas.TopicResult("orders", None, None).raise_for_error()
    """

    name: str | None
    topic_id: str | None
    error: KafkaError | None

    def raise_for_error(self) -> None:
        """Raises the error if there is one.

        >>> barnabas.TopicResult("orders", None, barnabas.errors.broker_error(36)).raise_for_error()
        Traceback (most recent call last):
        barnabas.errors.broker.TopicAlreadyExistsError: [36 TOPIC_ALREADY_EXISTS] a topic of this name exists already
        """
        if self.error is not None:
            raise self.error


@dataclass(frozen=True, slots=True)
class PartitionDescription:
    """A partition of a described topic; `leader` is None while there is none.

    >>> barnabas.PartitionDescription(0, 1, 5, (1, 2), (1,)).isr
    (1,)
    """

    partition: int
    leader: int | None
    leader_epoch: int | None
    replicas: tuple[int, ...]
    isr: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TopicDescription(TopicResult):
    """A described topic, or the error that stands in its place.

    >>> barnabas.TopicDescription("orders", None, None).partitions
    ()
    """

    internal: bool = False
    partitions: tuple[PartitionDescription, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokerDescription:
    """A broker as the cluster advertises it.

    >>> barnabas.BrokerDescription(1, "localhost", 9092, None).port
    9092
    """

    id: int
    host: str
    port: int
    rack: str | None


@dataclass(frozen=True, slots=True)
class ClusterDescription:
    """The cluster: its id, its controller (None while there is none), its brokers.

    >>> barnabas.ClusterDescription("abc", None, ()).brokers
    ()
    """

    cluster_id: str | None
    controller_id: int | None
    brokers: tuple[BrokerDescription, ...]
