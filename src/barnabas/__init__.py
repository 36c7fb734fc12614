"""Barnabas: a Kafka client for Python.

Everything public is here and in `barnabas.errors`, `barnabas.security`, `barnabas.broker` and `barnabas.testing`. Names are
loaded when first used, so that `import barnabas` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas._native import Delivery, DeliveryBatch, PollResult, Record, RecordMetadata, Records
    from barnabas.admin.aio import AsyncAdmin
    from barnabas.admin.groups.types import (
        CommittedOffset,
        GroupDescription,
        GroupLag,
        GroupList,
        GroupListing,
        GroupOffsets,
        GroupResult,
        MemberDescription,
        MemberResult,
        OffsetReset,
        PartitionLag,
        PartitionResult,
    )
    from barnabas.admin.sync import Admin
    from barnabas.admin.types import (
        BrokerDescription,
        ClusterDescription,
        NewTopic,
        PartitionDescription,
        TopicDescription,
        TopicResult,
    )
    from barnabas.client.aio import AsyncClient
    from barnabas.client.sync import Client
    from barnabas.consumer.aio import AsyncConsumer
    from barnabas.consumer.health import ConsumerHealth
    from barnabas.consumer.options import ConsumerOptions
    from barnabas.consumer.rebalance import Rebalance
    from barnabas.consumer.span import last
    from barnabas.consumer.sync import Consumer
    from barnabas.consumer.topic_reader import AsyncTopicReader, TopicReader
    from barnabas.engine.options import ClientOptions
    from barnabas.errors import (
        AuthenticationError,
        BrokerError,
        BufferFullError,
        ClientError,
        ClosedError,
        CommitFailedError,
        ConcurrentUseError,
        ConfigurationError,
        CorruptBatchError,
        DeliveryTimeoutError,
        ForkedError,
        IncompatibleBrokerError,
        KafkaError,
        KafkaTimeoutError,
        LogTruncatedError,
        NetworkError,
        NoBrokerAvailableError,
        NoOffsetError,
        NotAssignedError,
        ProcessingError,
        ProtocolError,
        ProxyError,
        RecordTooLargeError,
        SaslError,
        SerializationError,
        TlsError,
        TransactionAbortedError,
        TransactionStateError,
        UndeliveredError,
        UnknownTopicError,
        UnsupportedCodecError,
        UnsupportedEnvironmentError,
    )
    from barnabas.group.assignors.base import Assignor, GroupMember
    from barnabas.producer.aio import AsyncProducer
    from barnabas.producer.options import ProducerOptions
    from barnabas.producer.sync import Producer
    from barnabas.transform import AsyncTransactional, Transactional
    from barnabas.types import ConsumerGroupMetadata, OffsetAndMetadata, TopicPartition

__version__ = "0.1.0"

__all__ = [  # loaded by __getattr__
    "Admin",
    "Assignor",
    "AsyncAdmin",
    "AsyncClient",
    "AsyncConsumer",
    "AsyncProducer",
    "AsyncTopicReader",
    "AsyncTransactional",
    "AuthenticationError",
    "BrokerDescription",
    "BrokerError",
    "BufferFullError",
    "Client",
    "ClientError",
    "ClientOptions",
    "ClosedError",
    "ClusterDescription",
    "CommitFailedError",
    "CommittedOffset",
    "ConcurrentUseError",
    "ConfigurationError",
    "Consumer",
    "ConsumerGroupMetadata",
    "ConsumerHealth",
    "ConsumerOptions",
    "CorruptBatchError",
    "Delivery",
    "DeliveryBatch",
    "DeliveryTimeoutError",
    "ForkedError",
    "GroupDescription",
    "GroupLag",
    "GroupList",
    "GroupListing",
    "GroupMember",
    "GroupOffsets",
    "GroupResult",
    "IncompatibleBrokerError",
    "KafkaError",
    "KafkaTimeoutError",
    "LogTruncatedError",
    "MemberDescription",
    "MemberResult",
    "NetworkError",
    "NewTopic",
    "NoBrokerAvailableError",
    "NoOffsetError",
    "NotAssignedError",
    "OffsetAndMetadata",
    "OffsetReset",
    "PartitionDescription",
    "PartitionLag",
    "PartitionResult",
    "PollResult",
    "ProcessingError",
    "Producer",
    "ProducerOptions",
    "ProtocolError",
    "ProxyError",
    "Rebalance",
    "Record",
    "RecordMetadata",
    "RecordTooLargeError",
    "Records",
    "SaslError",
    "SerializationError",
    "TlsError",
    "TopicDescription",
    "TopicPartition",
    "TopicReader",
    "TopicResult",
    "TransactionAbortedError",
    "TransactionStateError",
    "Transactional",
    "UndeliveredError",
    "UnknownTopicError",
    "UnsupportedCodecError",
    "UnsupportedEnvironmentError",
    "last",
]

# By the module that holds them.
_HELD = {
    "barnabas._native": "Delivery DeliveryBatch PollResult Record RecordMetadata Records",
    "barnabas.admin.aio": "AsyncAdmin",
    "barnabas.admin.groups.types": """
        CommittedOffset GroupDescription GroupLag GroupList GroupListing GroupOffsets GroupResult MemberDescription
        MemberResult OffsetReset PartitionLag PartitionResult
    """,
    "barnabas.admin.sync": "Admin",
    "barnabas.admin.types": """
        BrokerDescription ClusterDescription NewTopic PartitionDescription TopicDescription TopicResult
    """,
    "barnabas.client.aio": "AsyncClient",
    "barnabas.client.sync": "Client",
    "barnabas.consumer.aio": "AsyncConsumer",
    "barnabas.consumer.health": "ConsumerHealth",
    "barnabas.consumer.options": "ConsumerOptions",
    "barnabas.consumer.rebalance": "Rebalance",
    "barnabas.consumer.span": "last",
    "barnabas.consumer.sync": "Consumer",
    "barnabas.consumer.topic_reader": "AsyncTopicReader TopicReader",
    "barnabas.engine.options": "ClientOptions",
    "barnabas.errors": """
        AuthenticationError BrokerError BufferFullError ClientError ClosedError CommitFailedError ConcurrentUseError
        ConfigurationError CorruptBatchError DeliveryTimeoutError ForkedError IncompatibleBrokerError KafkaError
        KafkaTimeoutError LogTruncatedError NetworkError NoBrokerAvailableError NoOffsetError NotAssignedError
        ProcessingError ProtocolError ProxyError RecordTooLargeError SaslError SerializationError TlsError
        TransactionAbortedError TransactionStateError UndeliveredError UnknownTopicError UnsupportedCodecError
        UnsupportedEnvironmentError
    """,
    "barnabas.group.assignors.base": "Assignor GroupMember",
    "barnabas.producer.aio": "AsyncProducer",
    "barnabas.producer.options": "ProducerOptions",
    "barnabas.producer.sync": "Producer",
    "barnabas.transform": "AsyncTransactional Transactional",
    "barnabas.types": "ConsumerGroupMetadata OffsetAndMetadata TopicPartition",
}
_MODULES = {name: module for module, names in _HELD.items() for name in names.split()}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module 'barnabas' has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
