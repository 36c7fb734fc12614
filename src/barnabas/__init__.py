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
    )
    from barnabas.admin.client import (
        AsyncAdmin as AsyncAdmin,
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
    from barnabas.client import (
        AsyncClient as AsyncClient,
    )
    from barnabas.client import (
        Client as Client,
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
        ProtocolError as ProtocolError,
    )
    from barnabas.errors import (
        RecordTooLargeError as RecordTooLargeError,
    )
    from barnabas.errors import (
        SerializationError as SerializationError,
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
    from barnabas.types import (
        OffsetAndMetadata as OffsetAndMetadata,
    )
    from barnabas.types import (
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
