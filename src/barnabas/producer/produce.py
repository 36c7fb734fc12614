"""Produce requests and responses: batches in, what the broker said of each out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self, cast

from barnabas._native import ProducerBatch, produce_answer
from barnabas._native import produce_request as native_request
from barnabas.engine.connection import Connection
from barnabas.engine.snapshot import ClusterSnapshot
from barnabas.errors.client import IncompatibleBrokerError
from barnabas.producer.flight import Flight
from barnabas.protocol.messages.produce import ProduceRequest, ProduceResponse
from barnabas.protocol.primitives import ZERO_UUID, Buffer

FORMAT_2 = 3  # the first version that takes record batches of format 2
ZSTD = 7  # KIP-110
SEVERAL_IN_FLIGHT = 4  # brokers of 0.11 take an idempotent producer's batches only one at a time
SECOND_TRANSACTIONS = 12  # what comes with it adds its partition to the transaction (KIP-890)
NAMES_LAST = 12  # from the next one on a topic goes by its id


class Answer(NamedTuple):
    """What a broker said of one partition; `code` None if it said nothing."""

    code: int | None = None
    message: str | None = None
    base_offset: int = -1
    append_time: int = -1
    log_start: int = -1
    refused: Mapping[int, str | None] = {}  # records that were refused, by their index, and why (KIP-467)
    leader: tuple[int, int] | None = None  # who leads the partition, and since which epoch (KIP-951)


class Parcel(ProduceRequest):
    """The request for some batches, given as topic, its id, partition and batch.

    With each of few records it is written once, which the generated message takes as long for as all else together; so what is
    commonest is written, and read, natively.
    """

    __slots__ = ("parts",)

    def __init__(
        self,
        parts: list[tuple[str, bytes, int, ProducerBatch]],
        acks: int,
        timeout_ms: int,
        transactional_id: str | None,
    ) -> None:
        super().__init__(transactional_id=transactional_id, acks=acks, timeout_ms=timeout_ms)
        self.parts = parts

    def encode_chunks(self, version: int) -> list[Buffer]:
        chunks = native_request(version, self.transactional_id, self.acks, self.timeout_ms, self.parts)
        if chunks is not None:
            return cast("list[Buffer]", chunks)
        topics: dict[str, ProduceRequest.TopicProduceData] = {}
        for name, id, partition, batch in self.parts:
            if name not in topics:
                topics[name] = ProduceRequest.TopicProduceData(name=name, topic_id=id)
            data = ProduceRequest.PartitionProduceData(index=partition, records=memoryview(batch))
            topics[name].partition_data.append(data)
        self.topic_data = list(topics.values())
        return super().encode_chunks(version)


class Receipt(ProduceResponse):
    """Its answer; what is plain success is only in `written`, as topic or its id, partition, base offset, append time and log start offset."""

    __slots__ = ("written",)
    written: Sequence[tuple[str | bytes, int, int, int, int]] | None

    @classmethod
    def decode(cls, data: Buffer, version: int, offset: int = 0, *, exact: bool = False) -> Self:
        found = produce_answer(data, version, offset)
        if found is None:
            self = super().decode(data, version, offset, exact=exact)
            self.written = None
            return self
        self = cls()
        self.throttle_time_ms, self.written = found
        return self


Parcel.RESPONSE = Receipt


def produce_request(
    flights: Iterable[Flight],
    acks: int,
    timeout_ms: int,
    snapshot: ClusterSnapshot,
    transactional_id: str | None = None,
) -> tuple[Parcel, int | None]:
    """The request, and the highest version that can carry it (None: any)."""
    parts: list[tuple[str, bytes, int, ProducerBatch]] = []
    high: int | None = None
    for flight in flights:
        name, partition = flight.track.place
        info = snapshot.topics.get(name)
        id = info.id if info is not None else ZERO_UUID
        if id == ZERO_UUID:
            high = NAMES_LAST
        parts.append((name, id, partition, flight.batch))
    return Parcel(parts, acks, timeout_ms, transactional_id), high


def produce_version(connection: Connection, zstd: bool, high: int | None, *, second: bool | None) -> int:
    """The version in which a connection takes such a request; `second` is the way of its transaction (KIP-890), if it is part of one.

    Raises:
        IncompatibleBrokerError: none; the text says what is missing.
    """
    low = ZSTD if zstd else FORMAT_2
    if second:
        low = SECOND_TRANSACTIONS
    elif second is not None:
        high = SECOND_TRANSACTIONS - 1
    try:
        return connection.versions.pick(ProduceRequest, low, high)
    except IncompatibleBrokerError as error:
        if not zstd or connection.versions.offers(ProduceRequest, ZSTD):
            raise
        text = "compression_type='zstd' needs Kafka 2.1 or newer (KIP-110), and the broker is older"
        raise IncompatibleBrokerError(text, broker=connection.label, api="Produce") from error


def answers(response: Receipt, names: Mapping[bytes, str]) -> dict[tuple[str, int], Answer]:
    """What the broker said, by topic and partition."""
    if response.written is not None:
        return {
            (topic if isinstance(topic, str) else names.get(topic, ""), partition): Answer(0, None, base, time, start)
            for topic, partition, base, time, start in response.written
        }
    found = {}
    for each in response.responses:
        name = each.name or names.get(each.topic_id, "")
        for item in each.partition_responses:
            leader = item.current_leader
            found[name, item.index] = Answer(
                item.error_code,
                item.error_message,
                item.base_offset,
                item.log_append_time_ms,
                item.log_start_offset,
                {wrong.batch_index: wrong.batch_index_error_message for wrong in item.record_errors},
                (leader.leader_id, leader.leader_epoch) if leader.leader_id >= 0 else None,
            )
    return found


NOTHING = Answer()
