"""The error tree.

Whatever Barnabas raises of its own is one of these::

    KafkaError
      ClientError                    the client refused or failed
        ConfigurationError           also a ValueError
        ClosedError
          ForkedError
        ConcurrentUseError
        UnsupportedEnvironmentError
        KafkaTimeoutError            also a TimeoutError
          BufferFullError
          DeliveryTimeoutError
          UnknownTopicError
          NoBrokerAvailableError     also a NetworkError
        NetworkError
          ProtocolError
        AuthenticationError
          TlsError
          SaslError
          ProxyError
        IncompatibleBrokerError
        RecordTooLargeError, SerializationError, CorruptBatchError, UnsupportedCodecError
        NoOffsetError
          LogTruncatedError
        NotAssignedError, CommitFailedError, ProcessingError, UndeliveredError
        TransactionStateError, TransactionAbortedError
      BrokerError                    a broker answered with an error code: a class per code, see `errors.broker`
"""

from __future__ import annotations

from barnabas.errors.base import KafkaError as KafkaError
from barnabas.errors.broker import *  # noqa: F403  # generated: BrokerError, a class per code, error_for
from barnabas.errors.broker import BrokerError as BrokerError
from barnabas.errors.broker import broker_error as broker_error
from barnabas.errors.client import (
    AuthenticationError as AuthenticationError,
)
from barnabas.errors.client import (
    BufferFullError as BufferFullError,
)
from barnabas.errors.client import (
    ClientError as ClientError,
)
from barnabas.errors.client import (
    ClosedError as ClosedError,
)
from barnabas.errors.client import (
    CommitFailedError as CommitFailedError,
)
from barnabas.errors.client import (
    ConcurrentUseError as ConcurrentUseError,
)
from barnabas.errors.client import (
    ConfigurationError as ConfigurationError,
)
from barnabas.errors.client import (
    CorruptBatchError as CorruptBatchError,
)
from barnabas.errors.client import (
    DeliveryTimeoutError as DeliveryTimeoutError,
)
from barnabas.errors.client import (
    ForkedError as ForkedError,
)
from barnabas.errors.client import (
    IncompatibleBrokerError as IncompatibleBrokerError,
)
from barnabas.errors.client import (
    KafkaTimeoutError as KafkaTimeoutError,
)
from barnabas.errors.client import (
    LogTruncatedError as LogTruncatedError,
)
from barnabas.errors.client import (
    NetworkError as NetworkError,
)
from barnabas.errors.client import (
    NoBrokerAvailableError as NoBrokerAvailableError,
)
from barnabas.errors.client import (
    NoOffsetError as NoOffsetError,
)
from barnabas.errors.client import (
    NotAssignedError as NotAssignedError,
)
from barnabas.errors.client import (
    ProcessingError as ProcessingError,
)
from barnabas.errors.client import (
    ProtocolError as ProtocolError,
)
from barnabas.errors.client import (
    ProxyError as ProxyError,
)
from barnabas.errors.client import (
    RecordTooLargeError as RecordTooLargeError,
)
from barnabas.errors.client import (
    SaslError as SaslError,
)
from barnabas.errors.client import (
    SerializationError as SerializationError,
)
from barnabas.errors.client import (
    TlsError as TlsError,
)
from barnabas.errors.client import (
    TransactionAbortedError as TransactionAbortedError,
)
from barnabas.errors.client import (
    TransactionStateError as TransactionStateError,
)
from barnabas.errors.client import (
    UndeliveredError as UndeliveredError,
)
from barnabas.errors.client import (
    UnknownTopicError as UnknownTopicError,
)
from barnabas.errors.client import (
    UnsupportedCodecError as UnsupportedCodecError,
)
from barnabas.errors.client import (
    UnsupportedEnvironmentError as UnsupportedEnvironmentError,
)
