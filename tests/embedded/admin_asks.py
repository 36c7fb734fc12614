"""Requests of administration in short, for tests that ask a real Kafka and the development broker the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from barnabas.protocol.messages.alter_client_quotas import AlterClientQuotasRequest
from barnabas.protocol.messages.alter_partition_reassignments import AlterPartitionReassignmentsRequest
from barnabas.protocol.messages.create_partitions import CreatePartitionsRequest
from barnabas.protocol.messages.create_topics import CreateTopicsRequest
from barnabas.protocol.messages.delete_topics import DeleteTopicsRequest
from barnabas.protocol.messages.describe_client_quotas import DescribeClientQuotasRequest
from barnabas.protocol.messages.describe_configs import DescribeConfigsRequest
from barnabas.protocol.messages.elect_leaders import ElectLeadersRequest
from barnabas.protocol.messages.incremental_alter_configs import IncrementalAlterConfigsRequest
from tests.embedded.raw import Raw
from tests.harness.waiting import until

if TYPE_CHECKING:
    from tests.harness.kafka import Kafka

TIMEOUT_MS = 20_000
TOPIC, BROKER, METRICS, GROUP = 2, 4, 16, 32
SET, DELETE, APPEND, SUBTRACT = 0, 1, 2, 3


def fresh(label: str = "admin") -> str:
    """A name that nobody has."""
    return f"{label}-{uuid4().hex[:8]}"


def new(
    name: str,
    partitions: int = 1,
    replication: int = 1,
    *,
    configs: Mapping[str, str | None] | None = None,
    assigned: Mapping[int, list[int]] | Sequence[tuple[int, list[int]]] = (),
) -> CreateTopicsRequest.CreatableTopic:
    pairs = assigned.items() if isinstance(assigned, Mapping) else assigned
    return CreateTopicsRequest.CreatableTopic(
        name=name,
        num_partitions=-1 if pairs and partitions == 1 else partitions,
        replication_factor=-1 if pairs and replication == 1 else replication,
        assignments=[
            CreateTopicsRequest.CreatableReplicaAssignment(partition_index=index, broker_ids=replicas)
            for index, replicas in pairs
        ],
        configs=[
            CreateTopicsRequest.CreatableTopicConfig(name=key, value=value) for key, value in (configs or {}).items()
        ],
    )


def create(*topics: CreateTopicsRequest.CreatableTopic, validate_only: bool = False) -> CreateTopicsRequest:
    return CreateTopicsRequest(topics=list(topics), timeout_ms=TIMEOUT_MS, validate_only=validate_only)


def delete(*topics: str | bytes | tuple[str | None, bytes]) -> DeleteTopicsRequest:
    state = DeleteTopicsRequest.DeleteTopicState
    asked = []
    for topic in topics:
        if isinstance(topic, str):
            asked.append(state(name=topic))
        elif isinstance(topic, bytes):
            asked.append(state(name=None, topic_id=topic))
        else:
            asked.append(state(name=topic[0], topic_id=topic[1]))
    return DeleteTopicsRequest(topics=asked, timeout_ms=TIMEOUT_MS)


def grow(
    topic: str, count: int, assigned: list[list[int]] | None = None, *, validate_only: bool = False
) -> CreatePartitionsRequest:
    asked = CreatePartitionsRequest.CreatePartitionsTopic(name=topic, count=count)
    asked.assignments = None
    if assigned is not None:
        asked.assignments = [CreatePartitionsRequest.CreatePartitionsAssignment(broker_ids=one) for one in assigned]
    return CreatePartitionsRequest(topics=[asked], timeout_ms=TIMEOUT_MS, validate_only=validate_only)


def alter(
    type_: int, name: str, *operations: tuple[str, int, str | None], validate_only: bool = False
) -> IncrementalAlterConfigsRequest:
    configs = [
        IncrementalAlterConfigsRequest.AlterableConfig(name=key, config_operation=op, value=value)
        for key, op, value in operations
    ]
    resource = IncrementalAlterConfigsRequest.AlterConfigsResource(
        resource_type=type_, resource_name=name, configs=configs
    )
    return IncrementalAlterConfigsRequest(resources=[resource], validate_only=validate_only)


def describe(type_: int, name: str, *keys: str, synonyms: bool = True) -> DescribeConfigsRequest:
    resource = DescribeConfigsRequest.DescribeConfigsResource(
        resource_type=type_, resource_name=name, configuration_keys=list(keys)
    )
    return DescribeConfigsRequest(resources=[resource], include_synonyms=synonyms)


def quota(*entity: tuple[str, str | None], **values: float | None) -> AlterClientQuotasRequest:
    parts = [AlterClientQuotasRequest.EntityData(entity_type=type_, entity_name=name) for type_, name in entity]
    ops = [
        AlterClientQuotasRequest.OpData(key=key, value=value or 0.0, remove=value is None)
        for key, value in values.items()
    ]
    return AlterClientQuotasRequest(entries=[AlterClientQuotasRequest.EntryData(entity=parts, ops=ops)])


def quotas(*components: tuple[str, int, str | None], strict: bool = False) -> DescribeClientQuotasRequest:
    return DescribeClientQuotasRequest(
        components=[
            DescribeClientQuotasRequest.ComponentData(entity_type=type_, match_type=match, match=name)
            for type_, match, name in components
        ],
        strict=strict,
    )


def elect(type_: int, topic: str, *partitions: int) -> ElectLeadersRequest:
    asked = ElectLeadersRequest.TopicPartitions(topic=topic, partitions=list(partitions))
    return ElectLeadersRequest(election_type=type_, topic_partitions=[asked], timeout_ms=TIMEOUT_MS)


def reassign(topic: str, index: int, replicas: list[int] | None) -> AlterPartitionReassignmentsRequest:
    part = AlterPartitionReassignmentsRequest.ReassignablePartition(partition_index=index, replicas=replicas)
    part.replicas = replicas
    asked = AlterPartitionReassignmentsRequest.ReassignableTopic(name=topic, partitions=[part])
    return AlterPartitionReassignmentsRequest(topics=[asked], timeout_ms=TIMEOUT_MS)


def soon(read: Callable[[], Any], expected: Any) -> None:
    """A broker learns a little later than the controller what has changed: it is asked until it tells it."""
    found = [read()]

    def there() -> bool:
        found[0] = read()
        return bool(found[0] == expected)

    try:
        until(there, "the broker tells what has changed", timeout=10.0)
    except AssertionError:
        assert found[0] == expected, f"told {found[0]!r}, expected {expected!r}"
        raise


class Asker(Raw):
    """A connection that gives what the first item of an answer says."""

    def created(self, *topics: Any, version: int = 7, **options: bool) -> tuple[int, str | None]:
        told = self.ask(create(*topics, **options), version).topics[0]
        return told.error_code, told.error_message

    def deleted(self, *topics: Any) -> tuple[int, str | None]:
        told = self.ask(delete(*topics), 6).responses[0]
        return told.error_code, told.error_message

    def grown(self, *arguments: Any, **options: Any) -> tuple[int, str | None]:
        told = self.ask(grow(*arguments, **options), 3).results[0]
        return told.error_code, told.error_message

    def altered(self, *arguments: Any, **options: Any) -> tuple[int, str | None]:
        told = self.ask(alter(*arguments, **options), 1).responses[0]
        return told.error_code, told.error_message

    def configs(self, type_: int, name: str, *keys: str) -> dict[str, Any]:
        (result,) = self.ask(describe(type_, name, *keys), 4).results
        assert result.error_code == 0, result
        return {entry.name: entry for entry in result.configs}


@contextmanager
def asking(kafka: Kafka) -> Iterator[Asker]:
    with Asker(kafka.bootstrap) as asker:
        yield asker
