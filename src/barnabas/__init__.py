"""Barnabas: a Kafka client for Python.

Everything public is here and in `barnabas.errors`. Names are loaded when first used, so that `import barnabas` costs
next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from barnabas.admin.client import (
        Admin as Admin,
        AsyncAdmin as AsyncAdmin,
    )
    from barnabas.admin.types import (
        BrokerDescription as BrokerDescription,
        ClusterDescription as ClusterDescription,
        NewTopic as NewTopic,
        PartitionDescription as PartitionDescription,
        TopicDescription as TopicDescription,
        TopicResult as TopicResult,
    )
    from barnabas.client import (
        AsyncClient as AsyncClient,
        Client as Client,
    )
    from barnabas.errors import (
        BrokerError as BrokerError,
        BufferFullError as BufferFullError,
        ClientError as ClientError,
        ClosedError as ClosedError,
        CommitFailedError as CommitFailedError,
        ConcurrentUseError as ConcurrentUseError,
        ConfigurationError as ConfigurationError,
        CorruptBatchError as CorruptBatchError,
        DeliveryTimeoutError as DeliveryTimeoutError,
        ForkedError as ForkedError,
        IncompatibleBrokerError as IncompatibleBrokerError,
        KafkaError as KafkaError,
        KafkaTimeoutError as KafkaTimeoutError,
        NetworkError as NetworkError,
        NoBrokerAvailableError as NoBrokerAvailableError,
        NoOffsetError as NoOffsetError,
        NotAssignedError as NotAssignedError,
        ProtocolError as ProtocolError,
        RecordTooLargeError as RecordTooLargeError,
        SerializationError as SerializationError,
        UndeliveredError as UndeliveredError,
        UnknownTopicError as UnknownTopicError,
        UnsupportedCodecError as UnsupportedCodecError,
        UnsupportedEnvironmentError as UnsupportedEnvironmentError,
    )
    from barnabas.types import (
        OffsetAndMetadata as OffsetAndMetadata,
        TopicPartition as TopicPartition,
    )

__version__ = "0.1.0"

# name -> the module that holds it
_PUBLIC = {
    "Admin": "barnabas.admin.client",
    "AsyncAdmin": "barnabas.admin.client",
    "AsyncClient": "barnabas.client",
    "BrokerDescription": "barnabas.admin.types",
    "BrokerError": "barnabas.errors",
    "BufferFullError": "barnabas.errors",
    "Client": "barnabas.client",
    "ClientError": "barnabas.errors",
    "ClosedError": "barnabas.errors",
    "ClusterDescription": "barnabas.admin.types",
    "CommitFailedError": "barnabas.errors",
    "ConcurrentUseError": "barnabas.errors",
    "ConfigurationError": "barnabas.errors",
    "CorruptBatchError": "barnabas.errors",
    "DeliveryTimeoutError": "barnabas.errors",
    "ForkedError": "barnabas.errors",
    "IncompatibleBrokerError": "barnabas.errors",
    "KafkaError": "barnabas.errors",
    "KafkaTimeoutError": "barnabas.errors",
    "NetworkError": "barnabas.errors",
    "NewTopic": "barnabas.admin.types",
    "NoBrokerAvailableError": "barnabas.errors",
    "NoOffsetError": "barnabas.errors",
    "NotAssignedError": "barnabas.errors",
    "OffsetAndMetadata": "barnabas.types",
    "PartitionDescription": "barnabas.admin.types",
    "ProtocolError": "barnabas.errors",
    "RecordTooLargeError": "barnabas.errors",
    "SerializationError": "barnabas.errors",
    "TopicDescription": "barnabas.admin.types",
    "TopicPartition": "barnabas.types",
    "TopicResult": "barnabas.admin.types",
    "UndeliveredError": "barnabas.errors",
    "UnknownTopicError": "barnabas.errors",
    "UnsupportedCodecError": "barnabas.errors",
    "UnsupportedEnvironmentError": "barnabas.errors",
}
__all__ = [  # noqa: F822  # loaded by __getattr__
    "Admin",
    "AsyncAdmin",
    "AsyncClient",
    "BrokerDescription",
    "BrokerError",
    "BufferFullError",
    "Client",
    "ClientError",
    "ClosedError",
    "ClusterDescription",
    "CommitFailedError",
    "ConcurrentUseError",
    "ConfigurationError",
    "CorruptBatchError",
    "DeliveryTimeoutError",
    "ForkedError",
    "IncompatibleBrokerError",
    "KafkaError",
    "KafkaTimeoutError",
    "NetworkError",
    "NewTopic",
    "NoBrokerAvailableError",
    "NoOffsetError",
    "NotAssignedError",
    "OffsetAndMetadata",
    "PartitionDescription",
    "ProtocolError",
    "RecordTooLargeError",
    "SerializationError",
    "TopicDescription",
    "TopicPartition",
    "TopicResult",
    "UndeliveredError",
    "UnknownTopicError",
    "UnsupportedCodecError",
    "UnsupportedEnvironmentError",
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
