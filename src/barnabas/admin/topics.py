"""Topics: requests and answers of the admin, on the engine's loop. Results per item, in the order asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from barnabas.admin.types import (
    BrokerDescription,
    ClusterDescription,
    NewTopic,
    PartitionDescription,
    TopicDescription,
    TopicResult,
)
from barnabas.engine.engine import Engine
from barnabas.errors import codes
from barnabas.errors.broker import broker_error
from barnabas.errors.client import ClientError, IncompatibleBrokerError, KafkaTimeoutError
from barnabas.protocol.messages.create_topics import CreateTopicsRequest, CreateTopicsResponse
from barnabas.protocol.messages.delete_topics import DeleteTopicsRequest, DeleteTopicsResponse
from barnabas.protocol.messages.metadata import MetadataRequest, MetadataResponse
from barnabas.protocol.primitives import ZERO_UUID

IDS_FROM = 12  # the version of Metadata from which on topics are found by their ids
OVER_QUOTA = codes.THROTTLING_QUOTA_EXCEEDED
DEFAULTS_FROM = 4  # the version of CreateTopics from which on the broker has defaults


class _Answer(Protocol):
    @property
    def error_code(self) -> int: ...


T = TypeVar("T")
K = TypeVar("K")
A = TypeVar("A", bound=_Answer)


def shown(topic_id: bytes) -> str | None:
    """A topic id as users see it."""
    return None if topic_id == ZERO_UUID else topic_id.hex()


async def create_topics(
    engine: Engine, topics: Sequence[NewTopic], validate_only: bool, timeout: float
) -> list[TopicResult]:
    """CreateTopics at the controller."""
    deadline = engine.now() + timeout

    async def ask(wanted: Sequence[NewTopic]) -> dict[str, CreateTopicsResponse.CreatableTopicResult]:
        request = _Creation(topics=[_creatable(topic) for topic in wanted], validate_only=validate_only)
        response: CreateTopicsResponse = await engine.ask_controller(
            request, deadline=deadline, errors_in=lambda r: [t.error_code for t in r.topics]
        )
        return {answer.name: answer for answer in response.topics}

    answers = await _as_quotas_allow(engine, ask, topics, lambda topic: topic.name)
    results = []
    for topic in topics:
        answer = answers.get(topic.name)
        if answer is None:
            results.append(
                TopicResult(topic.name, None, ClientError("the broker's answer leaves the topic out", topic=topic.name))
            )
            continue
        code = answer.error_code
        error = broker_error(code, answer.error_message, topic=topic.name, api="CreateTopics") if code else None
        results.append(TopicResult(topic.name, shown(answer.topic_id), error))
    return results


def _creatable(topic: NewTopic) -> CreateTopicsRequest.CreatableTopic:
    given = topic.assignments
    return CreateTopicsRequest.CreatableTopic(
        name=topic.name,
        num_partitions=-1 if given is not None or topic.partitions is None else topic.partitions,
        replication_factor=-1 if given is not None or topic.replication_factor is None else topic.replication_factor,
        assignments=[
            CreateTopicsRequest.CreatableReplicaAssignment(partition_index=p, broker_ids=list(ids))
            for p, ids in (given or {}).items()
        ],
        configs=[CreateTopicsRequest.CreatableTopicConfig(name=k, value=v) for k, v in topic.configs.items()],
    )


async def _as_quotas_allow(
    engine: Engine, ask: Callable[[Sequence[T]], Awaitable[Mapping[K, A]]], items: Sequence[T], key: Callable[[T], K]
) -> dict[K, A]:
    """The answers; what a quota holds back is asked for again when the broker may be asked, while there is time (KIP-599)."""
    answers: dict[K, A] = {}
    left = list(items)
    while left:
        try:
            answers.update(await ask(left))
        except KafkaTimeoutError:
            if not answers:
                raise
            break  # what the broker has said of them is the answer
        left = [item for item in left if key(item) in answers and answers[key(item)].error_code == OVER_QUOTA]
        if left:
            await asyncio.sleep(engine.backoff.delay(1))
    return answers


class _Creation(CreateTopicsRequest):
    """Old brokers refuse what they should decide by themselves with words about numbers that nobody gave (KIP-464)."""

    __slots__ = ()
    RESPONSE = CreateTopicsResponse

    def encode_chunks(self, version: int) -> list[bytes | bytearray | memoryview]:
        for topic in self.topics:
            if (
                version < DEFAULTS_FROM
                and -1 in (topic.num_partitions, topic.replication_factor)
                and not topic.assignments
            ):
                text = f"NewTopic({topic.name!r}) leaves partitions or replication_factor to the broker, which needs Kafka 2.4 or newer"
                raise IncompatibleBrokerError(f"{text} (KIP-464): give both", topic=topic.name, api="CreateTopics")
        return super().encode_chunks(version)


async def delete_topics(
    engine: Engine, names: Sequence[str], ids: Sequence[bytes], timeout: float
) -> list[TopicResult]:
    """DeleteTopics at the controller; by id needs version 6."""
    deadline = engine.now() + timeout

    async def ask(wanted: Sequence[str | bytes]) -> dict[str | bytes, DeleteTopicsResponse.DeletableTopicResult]:
        states = [_deletable(one) for one in wanted]
        request = DeleteTopicsRequest(topics=states)
        if not ids:
            # Old versions have a plain list of names; newer ones the states. The field a version lacks is left out.
            request = _ByName(topics=states, topic_names=[one for one in wanted if isinstance(one, str)])
        response: DeleteTopicsResponse = await engine.ask_controller(
            request, deadline=deadline, errors_in=lambda r: [t.error_code for t in r.responses]
        )
        return {key: t for t in response.responses for key in (t.name, t.topic_id) if key is not None}

    wanted: list[str | bytes] = [*names, *ids]
    answers = await _as_quotas_allow(engine, ask, wanted, lambda one: one)
    results = []
    for one in wanted:
        name, answer = one if isinstance(one, str) else None, answers.get(one)
        if answer is None:
            results.append(TopicResult(name, None, ClientError("the broker's answer leaves the topic out", topic=name)))
            continue
        code = answer.error_code
        error = broker_error(code, answer.error_message, topic=answer.name, api="DeleteTopics") if code else None
        results.append(TopicResult(answer.name, shown(answer.topic_id), error))
    return results


def _deletable(one: str | bytes) -> DeleteTopicsRequest.DeleteTopicState:
    if isinstance(one, str):
        return DeleteTopicsRequest.DeleteTopicState(name=one)
    return DeleteTopicsRequest.DeleteTopicState(name=None, topic_id=one)


class _ByName(DeleteTopicsRequest):
    """A deletion by name that fits every version: the form that the version in use lacks is emptied."""

    __slots__ = ()
    RESPONSE = DeleteTopicsResponse

    def encode_chunks(self, version: int) -> list[bytes | bytearray | memoryview]:
        plain = DeleteTopicsRequest(timeout_ms=self.timeout_ms)
        if version >= 6:
            plain.topics = self.topics
        else:
            plain.topic_names = self.topic_names
        return plain.encode_chunks(version)


class _ById(MetadataRequest):
    """Versions 10 and 11 have a field for the id, and brokers that do not look at it."""

    __slots__ = ()
    RESPONSE = MetadataResponse

    def encode_chunks(self, version: int) -> list[bytes | bytearray | memoryview]:
        if version < IDS_FROM:
            text = "the broker is too old for describing topics by their ids (KIP-516), which needs Kafka 3.1 or newer"
            raise IncompatibleBrokerError(text, api="Metadata")
        return super().encode_chunks(version)


async def _metadata(
    engine: Engine, names: Sequence[str] | None, ids: Sequence[bytes], timeout: float
) -> MetadataResponse:
    wanted = None
    if names is not None:
        wanted = [MetadataRequest.MetadataRequestTopic(name=n) for n in names]
        wanted += [MetadataRequest.MetadataRequestTopic(name=None, topic_id=i) for i in ids]
    kind = _ById if ids else MetadataRequest
    request = kind(topics=wanted, allow_auto_topic_creation=False)
    if wanted is None:
        request.topics = None
    return await engine.cluster.ask(request, engine.now() + timeout)


def _described(topic: MetadataResponse.MetadataResponseTopic) -> TopicDescription:
    code = topic.error_code
    partitions = tuple(
        PartitionDescription(
            p.partition_index,
            p.leader_id if p.leader_id >= 0 else None,
            p.leader_epoch if p.leader_epoch >= 0 else None,
            tuple(p.replica_nodes),
            tuple(p.isr_nodes),
        )
        for p in sorted(topic.partitions, key=lambda p: p.partition_index)
    )
    error = broker_error(code, topic=topic.name, api="Metadata") if code else None
    return TopicDescription(topic.name, shown(topic.topic_id), error, topic.is_internal, partitions)


async def list_topics(engine: Engine, internal: bool, timeout: float) -> list[TopicDescription]:
    """All topics that the client may see, by name."""
    response = await _metadata(engine, None, (), timeout)
    found = [_described(t) for t in response.topics or ()]
    return sorted((t for t in found if internal or not t.internal), key=lambda t: t.name or "")


async def describe_topics(
    engine: Engine, names: Sequence[str], ids: Sequence[bytes], timeout: float
) -> list[TopicDescription]:
    """Some topics; unknown ones have their error."""
    if not names and not ids:
        return []
    deadline = engine.now() + timeout
    by_name: dict[str | None, MetadataResponse.MetadataResponseTopic] = {}
    by_id: dict[bytes, MetadataResponse.MetadataResponseTopic] = {}
    # A broker that finds an id in the request looks at the ids only, so names and ids are asked for apart.
    if names:
        by_name = {t.name: t for t in (await _metadata(engine, names, (), deadline - engine.now())).topics or ()}
    if ids:
        by_id = {t.topic_id: t for t in (await _metadata(engine, (), ids, deadline - engine.now())).topics or ()}
    missing = ClientError("the broker's answer leaves the topic out")
    results = []
    for name, topic in [(n, by_name.get(n)) for n in names] + [(None, by_id.get(i)) for i in ids]:
        results.append(_described(topic) if topic is not None else TopicDescription(name, None, missing))
    return results


async def describe_cluster(engine: Engine, timeout: float) -> ClusterDescription:
    """The cluster's id, controller and brokers."""
    response = await _metadata(engine, [], (), timeout)
    brokers = tuple(
        BrokerDescription(b.node_id, b.host, b.port, b.rack) for b in sorted(response.brokers, key=lambda b: b.node_id)
    )
    return ClusterDescription(
        response.cluster_id, response.controller_id if response.controller_id >= 0 else None, brokers
    )
