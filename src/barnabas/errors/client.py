"""Errors of the client's own making: wrong use, time run out, no broker in reach, bytes that make no sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from barnabas.errors.base import KafkaError as KafkaError

if TYPE_CHECKING:
    from barnabas.types import TopicPartition

__all__ = [
    "AuthenticationError",
    "BufferFullError",
    "ClientError",
    "ClosedError",
    "CommitFailedError",
    "ConcurrentUseError",
    "ConfigurationError",
    "CorruptBatchError",
    "DeliveryTimeoutError",
    "ForkedError",
    "IncompatibleBrokerError",
    "KafkaTimeoutError",
    "LogTruncatedError",
    "NetworkError",
    "NoBrokerAvailableError",
    "NoOffsetError",
    "NotAssignedError",
    "ProcessingError",
    "ProtocolError",
    "ProxyError",
    "RecordTooLargeError",
    "SaslError",
    "SerializationError",
    "TlsError",
    "TransactionAbortedError",
    "TransactionStateError",
    "UndeliveredError",
    "UnknownTopicError",
    "UnsupportedCodecError",
    "UnsupportedEnvironmentError",
]


class ClientError(KafkaError):
    """The client refused or failed; no broker said so. The opposite of `BrokerError`."""


class ConfigurationError(ClientError, ValueError):
    """An argument or option has a value that is not accepted; the text names it, its value and what is accepted."""


class ClosedError(ClientError):
    """The client, producer or consumer is closed (or its event loop or process is gone), so the call cannot be done."""


class ForkedError(ClosedError):
    """The object was made before `os.fork()` and is used in the child; make a new Client in the child instead."""


class ConcurrentUseError(ClientError):
    """A second thread or task used a Consumer while a first one was inside a call."""


class UnsupportedEnvironmentError(ClientError):
    """Barnabas cannot run here, for example under gevent's or eventlet's monkey patching."""


class KafkaTimeoutError(ClientError, TimeoutError):
    """The time that a call had, by its `timeout` or by an option, is up. The last error seen on the way is the cause.

    Every wait that you bound ends with this one, on both faces; it is a ``TimeoutError`` of Python's too, as what `asyncio.timeout`
    raises. Where it is known what was waited for in vain, it is one of its kinds: `BufferFullError`, `DeliveryTimeoutError`,
    `UnknownTopicError`, `NoBrokerAvailableError`. Where the end of the time is a result and no failure nothing is raised:
    `poll()` returns what there is, `close()` closes.

    Example:
        >>> from barnabas.errors import KafkaTimeoutError, NoBrokerAvailableError
        >>> issubclass(KafkaTimeoutError, TimeoutError), issubclass(NoBrokerAvailableError, KafkaTimeoutError)
        (True, True)
    """

    retriable = True


class BufferFullError(KafkaTimeoutError):
    """`send()` found no room in `buffer_memory` within `max_block_ms`; the record was not accepted."""


class DeliveryTimeoutError(KafkaTimeoutError):
    """A record was not acknowledged within `delivery_timeout_ms`.

    Attributes:
        maybe_written: True when a request with the record was sent and its outcome is unknown, so that the record may
            be in the log; False when it never left this process.
    """

    maybe_written: bool = False


class UnknownTopicError(KafkaTimeoutError):
    """A topic, or a partition of it, was not found within the time given."""


class NetworkError(ClientError):
    """A connection to a broker could not be made or broke; the cause is the operating system's error."""

    retriable = True


class NoBrokerAvailableError(NetworkError, KafkaTimeoutError):
    """No broker could be reached within the time given; the text has the last error of each address that was tried."""

    _tells_cause = True


class ProtocolError(NetworkError):
    """A peer sent what Kafka's protocol does not allow; often it is not a Kafka broker at all."""


class AuthenticationError(ClientError):
    """TLS or SASL failed: a certificate, a password, a token, or a protocol that does not fit.

    It is not tried again by itself: a broker that has refused this client is asked again only when you call again (`poll()`, `send()`, any other
    call) or records wait to be sent, after a pause that grows to `reconnect_backoff_max_ms`. A token that its source did not give is no
    refusal: the source is asked again after the same pause.
    """

    _tells_cause = True


class TlsError(AuthenticationError):
    """The TLS handshake failed, or only one side speaks TLS; the text says which check failed and what to do."""


class SaslError(AuthenticationError):
    """SASL failed: the broker refused (with its own text), or it did not prove that it knows the secret."""


class ProxyError(AuthenticationError):
    """A proxy wants a user name and password, or others than it was given."""


class IncompatibleBrokerError(ClientError):
    """The broker and this client have no version of a request in common that can carry what was asked for."""


class RecordTooLargeError(ClientError):
    """A record is larger than `max_request_size`, or than `buffer_memory`; it was not accepted.

    Or a batch is larger than a consumer's client takes (`max_response_bytes`): its partition stands there until a `seek()`.
    """


class SerializationError(ClientError):
    """A serializer, deserializer or partitioner of the user's failed; its own exception is the cause."""


class CorruptBatchError(ClientError):
    """A fetched batch is damaged (checksum, lengths, counts), so nothing of it was given out."""


class UnsupportedCodecError(ClientError):
    """A fetched batch is compressed with a codec that this client does not know."""


class NoOffsetError(ClientError):
    """A partition has no committed offset and `auto_offset_reset` is ``"none"``, or its position is out of range."""


class LogTruncatedError(NoOffsetError):
    """A partition's log was cut below the position (an unclean election), and `auto_offset_reset` is ``"none"`` (KIP-320).

    Attributes:
        diverges_at: the first offset that is not, or no longer, what was read; `seek` there to read what took its place.
    """

    diverges_at: int | None = None


class NotAssignedError(ClientError):
    """The partition is not assigned to this consumer."""


class CommitFailedError(ClientError):
    """Offsets could not be committed because the group has moved on: the partitions belong to others now. Or they are of a
    topic that was deleted meanwhile, while the others were committed.
    """


class ProcessingError(ClientError):
    """The function given to `consumer.process()` raised; its own exception is the cause.

    Attributes:
        record: the record that it was called with.
    """

    record: object = None


class TransactionStateError(ClientError):
    """A call does not fit the state of the producer's transaction: there is none, or one is open already."""


class TransactionAbortedError(ClientError):
    """The transaction cannot be committed, or a record was not sent because its transaction was aborted; has the reason."""


class UndeliveredError(ClientError):
    """Records failed, or stayed behind at close, and nobody had asked for their outcome.

    Attributes:
        count: how many records.
        by_partition: for each partition the number of records and the first cause.
    """

    count: int = 0
    by_partition: Mapping[TopicPartition, tuple[int, KafkaError]] = {}
