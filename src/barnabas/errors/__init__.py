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
from barnabas.errors.broker import *  # noqa: F403  # generated: a class per code, and BY_CODE
from barnabas.errors.broker import BrokerError as BrokerError
from barnabas.errors.broker import broker_error as broker_error
from barnabas.errors.client import *  # noqa: F403
