"""The error tree.

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
    NetworkError
      NoBrokerAvailableError
      ProtocolError
    IncompatibleBrokerError
    RecordTooLargeError, SerializationError, CorruptBatchError, UnsupportedCodecError
    NoOffsetError, NotAssignedError, CommitFailedError, UndeliveredError
  BrokerError                    a broker answered with an error code: a class per code, see `errors.broker`
"""

from __future__ import annotations

from barnabas.errors.base import KafkaError
from barnabas.errors.broker import *  # noqa: F403  # generated: BrokerError, a class per code, error_for
from barnabas.errors.broker import BrokerError, broker_error
from barnabas.errors.client import (
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
    KafkaTimeoutError,
    NetworkError,
    NoBrokerAvailableError,
    NoOffsetError,
    NotAssignedError,
    ProtocolError,
    RecordTooLargeError,
    SerializationError,
    UndeliveredError,
    UnknownTopicError,
    UnsupportedCodecError,
    UnsupportedEnvironmentError,
)


def is_client_error(error: BaseException) -> bool:
    """Whether `error` is of the client's own making.

    >>> is_client_error(ClosedError("closed"))
    True
    """
    return isinstance(error, ClientError)


def is_broker_error(error: BaseException) -> bool:
    """Whether `error` is a broker's answer, with a ``code`` and a ``name``.

    >>> is_broker_error(broker_error(6))
    True
    """
    return isinstance(error, BrokerError)
