"""What all broker errors have in common; the classes themselves are generated into `errors.broker`."""

from __future__ import annotations

from barnabas.errors.base import KafkaError


class BrokerError(KafkaError):
    """A broker answered with an error code.

    Attributes:
        code: Kafka's number of the error; -1 is UNKNOWN_SERVER_ERROR.
        name: the protocol's symbol, as ``"NOT_LEADER_OR_FOLLOWER"``; ``"UNKNOWN_CODE_1234"`` for a code that this
            version of Barnabas does not know.
        retriable: whether Kafka says that the same request may succeed later.
        message: the broker's own text if it sent one, else ours.
    """

    code: int = -1
    name: str = "UNKNOWN_SERVER_ERROR"
    text: str = ""

    def __init__(
        self,
        message: str | None = None,
        *,
        topic: str | None = None,
        partition: int | None = None,
        offset: int | None = None,
        broker: str | None = None,
        api: str | None = None,
    ) -> None:
        super().__init__(message or self.text, topic=topic, partition=partition, offset=offset, broker=broker, api=api)

    def __str__(self) -> str:
        return f"[{self.code} {self.name}] {super().__str__()}"
