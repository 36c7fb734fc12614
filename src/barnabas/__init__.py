"""Barnabas: a Kafka client for Python.

Everything public is here and in `barnabas.errors`. Names are loaded when first used, so that `import barnabas` costs
next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas._native import (
        Delivery as Delivery,
    )
    from barnabas._native import (
        DeliveryBatch as DeliveryBatch,
    )
    from barnabas._native import (
        PollResult as PollResult,
    )
    from barnabas._native import (
        Record as Record,
    )
    from barnabas._native import (
        RecordMetadata as RecordMetadata,
    )
    from barnabas._native import (
        Records as Records,
    )
    from barnabas.admin.aio import (
        AsyncAdmin as AsyncAdmin,
    )
    from barnabas.admin.groups.types import (
        CommittedOffset as CommittedOffset,
    )
    from barnabas.admin.groups.types import (
        GroupDescription as GroupDescription,
    )
    from barnabas.admin.groups.types import (
        GroupLag as GroupLag,
    )
    from barnabas.admin.groups.types import (
        GroupList as GroupList,
    )
    from barnabas.admin.groups.types import (
        GroupListing as GroupListing,
    )
    from barnabas.admin.groups.types import (
        GroupOffsets as GroupOffsets,
    )
    from barnabas.admin.groups.types import (
        GroupResult as GroupResult,
    )
    from barnabas.admin.groups.types import (
        MemberDescription as MemberDescription,
    )
    from barnabas.admin.groups.types import (
        MemberResult as MemberResult,
    )
    from barnabas.admin.groups.types import (
        OffsetReset as OffsetReset,
    )
    from barnabas.admin.groups.types import (
        PartitionLag as PartitionLag,
    )
    from barnabas.admin.groups.types import (
        PartitionResult as PartitionResult,
    )
    from barnabas.admin.sync import (
        Admin as Admin,
    )
    from barnabas.admin.types import (
        BrokerDescription as BrokerDescription,
    )
    from barnabas.admin.types import (
        ClusterDescription as ClusterDescription,
    )
    from barnabas.admin.types import (
        NewTopic as NewTopic,
    )
    from barnabas.admin.types import (
        PartitionDescription as PartitionDescription,
    )
    from barnabas.admin.types import (
        TopicDescription as TopicDescription,
    )
    from barnabas.admin.types import (
        TopicResult as TopicResult,
    )
    from barnabas.client.aio import (
        AsyncClient as AsyncClient,
    )
    from barnabas.client.sync import (
        Client as Client,
    )
    from barnabas.consumer.aio import (
        AsyncConsumer as AsyncConsumer,
    )
    from barnabas.consumer.health import (
        ConsumerHealth as ConsumerHealth,
    )
    from barnabas.consumer.rebalance import (
        Rebalance as Rebalance,
    )
    from barnabas.consumer.span import (
        last as last,
    )
    from barnabas.consumer.sync import (
        Consumer as Consumer,
    )
    from barnabas.consumer.topic_reader import (
        AsyncTopicReader as AsyncTopicReader,
    )
    from barnabas.consumer.topic_reader import (
        TopicReader as TopicReader,
    )
    from barnabas.errors import (
        AuthenticationError as AuthenticationError,
    )
    from barnabas.errors import (
        BrokerError as BrokerError,
    )
    from barnabas.errors import (
        BufferFullError as BufferFullError,
    )
    from barnabas.errors import (
        ClientError as ClientError,
    )
    from barnabas.errors import (
        ClosedError as ClosedError,
    )
    from barnabas.errors import (
        CommitFailedError as CommitFailedError,
    )
    from barnabas.errors import (
        ConcurrentUseError as ConcurrentUseError,
    )
    from barnabas.errors import (
        ConfigurationError as ConfigurationError,
    )
    from barnabas.errors import (
        CorruptBatchError as CorruptBatchError,
    )
    from barnabas.errors import (
        DeliveryTimeoutError as DeliveryTimeoutError,
    )
    from barnabas.errors import (
        ForkedError as ForkedError,
    )
    from barnabas.errors import (
        IncompatibleBrokerError as IncompatibleBrokerError,
    )
    from barnabas.errors import (
        KafkaError as KafkaError,
    )
    from barnabas.errors import (
        KafkaTimeoutError as KafkaTimeoutError,
    )
    from barnabas.errors import (
        LogTruncatedError as LogTruncatedError,
    )
    from barnabas.errors import (
        NetworkError as NetworkError,
    )
    from barnabas.errors import (
        NoBrokerAvailableError as NoBrokerAvailableError,
    )
    from barnabas.errors import (
        NoOffsetError as NoOffsetError,
    )
    from barnabas.errors import (
        NotAssignedError as NotAssignedError,
    )
    from barnabas.errors import (
        ProcessingError as ProcessingError,
    )
    from barnabas.errors import (
        ProtocolError as ProtocolError,
    )
    from barnabas.errors import (
        ProxyError as ProxyError,
    )
    from barnabas.errors import (
        RecordTooLargeError as RecordTooLargeError,
    )
    from barnabas.errors import (
        SaslError as SaslError,
    )
    from barnabas.errors import (
        SerializationError as SerializationError,
    )
    from barnabas.errors import (
        TlsError as TlsError,
    )
    from barnabas.errors import (
        TransactionAbortedError as TransactionAbortedError,
    )
    from barnabas.errors import (
        TransactionStateError as TransactionStateError,
    )
    from barnabas.errors import (
        UndeliveredError as UndeliveredError,
    )
    from barnabas.errors import (
        UnknownTopicError as UnknownTopicError,
    )
    from barnabas.errors import (
        UnsupportedCodecError as UnsupportedCodecError,
    )
    from barnabas.errors import (
        UnsupportedEnvironmentError as UnsupportedEnvironmentError,
    )
    from barnabas.group.assignors.base import (
        Assignor as Assignor,
    )
    from barnabas.group.assignors.base import (
        GroupMember as GroupMember,
    )
    from barnabas.producer.aio import (
        AsyncProducer as AsyncProducer,
    )
    from barnabas.producer.sync import (
        Producer as Producer,
    )
    from barnabas.transform import (
        AsyncTransactional as AsyncTransactional,
    )
    from barnabas.transform import (
        Transactional as Transactional,
    )
    from barnabas.types import (
        ConsumerGroupMetadata as ConsumerGroupMetadata,
    )
    from barnabas.types import (
        OffsetAndMetadata as OffsetAndMetadata,
    )
    from barnabas.types import (
        TopicPartition as TopicPartition,
    )

__version__ = "0.1.0"

# name -> the module that holds it
_PUBLIC = {
    "Admin": "barnabas.admin.sync",
    "Assignor": "barnabas.group.assignors.base",
    "AsyncAdmin": "barnabas.admin.aio",
    "AsyncClient": "barnabas.client.aio",
    "AsyncConsumer": "barnabas.consumer.aio",
    "AsyncProducer": "barnabas.producer.aio",
    "AsyncTopicReader": "barnabas.consumer.topic_reader",
    "AsyncTransactional": "barnabas.transform",
    "AuthenticationError": "barnabas.errors",
    "BrokerDescription": "barnabas.admin.types",
    "BrokerError": "barnabas.errors",
    "BufferFullError": "barnabas.errors",
    "Client": "barnabas.client.sync",
    "ClientError": "barnabas.errors",
    "ClosedError": "barnabas.errors",
    "ClusterDescription": "barnabas.admin.types",
    "CommitFailedError": "barnabas.errors",
    "CommittedOffset": "barnabas.admin.groups.types",
    "ConcurrentUseError": "barnabas.errors",
    "ConfigurationError": "barnabas.errors",
    "Consumer": "barnabas.consumer.sync",
    "ConsumerGroupMetadata": "barnabas.types",
    "ConsumerHealth": "barnabas.consumer.health",
    "CorruptBatchError": "barnabas.errors",
    "Delivery": "barnabas._native",
    "DeliveryBatch": "barnabas._native",
    "DeliveryTimeoutError": "barnabas.errors",
    "ForkedError": "barnabas.errors",
    "GroupDescription": "barnabas.admin.groups.types",
    "GroupLag": "barnabas.admin.groups.types",
    "GroupList": "barnabas.admin.groups.types",
    "GroupListing": "barnabas.admin.groups.types",
    "GroupMember": "barnabas.group.assignors.base",
    "GroupOffsets": "barnabas.admin.groups.types",
    "GroupResult": "barnabas.admin.groups.types",
    "IncompatibleBrokerError": "barnabas.errors",
    "KafkaError": "barnabas.errors",
    "KafkaTimeoutError": "barnabas.errors",
    "LogTruncatedError": "barnabas.errors",
    "MemberDescription": "barnabas.admin.groups.types",
    "MemberResult": "barnabas.admin.groups.types",
    "NetworkError": "barnabas.errors",
    "NewTopic": "barnabas.admin.types",
    "NoBrokerAvailableError": "barnabas.errors",
    "NoOffsetError": "barnabas.errors",
    "NotAssignedError": "barnabas.errors",
    "OffsetAndMetadata": "barnabas.types",
    "OffsetReset": "barnabas.admin.groups.types",
    "PartitionDescription": "barnabas.admin.types",
    "PartitionLag": "barnabas.admin.groups.types",
    "PartitionResult": "barnabas.admin.groups.types",
    "PollResult": "barnabas._native",
    "Producer": "barnabas.producer.sync",
    "ProcessingError": "barnabas.errors",
    "ProtocolError": "barnabas.errors",
    "ProxyError": "barnabas.errors",
    "Rebalance": "barnabas.consumer.rebalance",
    "Record": "barnabas._native",
    "RecordMetadata": "barnabas._native",
    "RecordTooLargeError": "barnabas.errors",
    "Records": "barnabas._native",
    "SaslError": "barnabas.errors",
    "SerializationError": "barnabas.errors",
    "TlsError": "barnabas.errors",
    "TopicDescription": "barnabas.admin.types",
    "TopicPartition": "barnabas.types",
    "TopicReader": "barnabas.consumer.topic_reader",
    "TopicResult": "barnabas.admin.types",
    "TransactionAbortedError": "barnabas.errors",
    "TransactionStateError": "barnabas.errors",
    "Transactional": "barnabas.transform",
    "UndeliveredError": "barnabas.errors",
    "UnknownTopicError": "barnabas.errors",
    "UnsupportedCodecError": "barnabas.errors",
    "UnsupportedEnvironmentError": "barnabas.errors",
    "last": "barnabas.consumer.span",
}
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
    "ClosedError",
    "ClusterDescription",
    "CommitFailedError",
    "CommittedOffset",
    "ConcurrentUseError",
    "ConfigurationError",
    "Consumer",
    "ConsumerGroupMetadata",
    "ConsumerHealth",
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


def __getattr__(name: str) -> object:
    try:
        module = _PUBLIC[name]
    except KeyError:
        raise AttributeError(f"module 'barnabas' has no attribute {name!r}") from None
    value = globals()[name] = getattr(importlib.import_module(module), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
