# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
    read_fixed,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_iqqh = Packer(">iqqh")


class DescribeTransactionsRequest(Request):
    """Kafka's DescribeTransactionsRequest, versions 0 to 0."""

    NAME = "DescribeTransactions"
    API_KEY = 65
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("transactional_ids",)
    FIELDS: ClassVar[tuple[str, ...]] = ("transactional_ids",)
    transactional_ids: list[str]

    def __init__(
        self,
        *,
        transactional_ids: list[str] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactional_ids = [] if transactional_ids is None else transactional_ids

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.transactional_ids)
        for element in self.transactional_ids:
            write_compact_string(out, element)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.transactional_ids, pos = read_each(view, pos, count, read_compact_string)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeTransactionsResponse(Message):
    """Kafka's DescribeTransactionsResponse, versions 0 to 0."""

    NAME = "DescribeTransactions"
    API_KEY = 65
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class TopicData(Struct):
        """Part of DescribeTransactionsResponse."""

        __slots__ = ("topic", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "partitions")
        topic: str
        partitions: list[int]

        def __init__(
            self,
            *,
            topic: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic)
            write_compact_count(out, self.partitions)
            write_fixed(out, self.partitions, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TransactionState(Struct):
        """Part of DescribeTransactionsResponse."""

        __slots__ = (
            "error_code",
            "transactional_id",
            "transaction_state",
            "transaction_timeout_ms",
            "transaction_start_time_ms",
            "producer_id",
            "producer_epoch",
            "topics",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "transactional_id",
            "transaction_state",
            "transaction_timeout_ms",
            "transaction_start_time_ms",
            "producer_id",
            "producer_epoch",
            "topics",
        )
        error_code: int
        transactional_id: str
        transaction_state: str
        transaction_timeout_ms: int
        transaction_start_time_ms: int
        producer_id: int
        producer_epoch: int
        topics: list[DescribeTransactionsResponse.TopicData]

        def __init__(
            self,
            *,
            error_code: int = 0,
            transactional_id: str = "",
            transaction_state: str = "",
            transaction_timeout_ms: int = 0,
            transaction_start_time_ms: int = 0,
            producer_id: int = 0,
            producer_epoch: int = 0,
            topics: list[DescribeTransactionsResponse.TopicData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.transactional_id = transactional_id
            self.transaction_state = transaction_state
            self.transaction_timeout_ms = transaction_timeout_ms
            self.transaction_start_time_ms = transaction_start_time_ms
            self.producer_id = producer_id
            self.producer_epoch = producer_epoch
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            out += _h.pack(self.error_code)
            write_compact_string(out, self.transactional_id)
            write_compact_string(out, self.transaction_state)
            out += _iqqh.pack(
                self.transaction_timeout_ms, self.transaction_start_time_ms, self.producer_id, self.producer_epoch
            )
            write_compact_count(out, self.topics)
            for topic_data_item in self.topics:
                topic_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.transactional_id, pos = read_compact_string(view, pos)
            self.transaction_state, pos = read_compact_string(view, pos)
            self.transaction_timeout_ms, self.transaction_start_time_ms, self.producer_id, self.producer_epoch = (
                _iqqh.unpack_from(view, pos)
            )
            pos += 22
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = DescribeTransactionsResponse.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "transaction_states")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "transaction_states")
    throttle_time_ms: int
    transaction_states: list[DescribeTransactionsResponse.TransactionState]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        transaction_states: list[DescribeTransactionsResponse.TransactionState] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.transaction_states = [] if transaction_states is None else transaction_states

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.transaction_states)
        for transaction_state_item in self.transaction_states:
            transaction_state_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.transaction_states = []
        for _ in range(count):
            transaction_state_item, pos = DescribeTransactionsResponse.TransactionState._read(view, pos, version)
            self.transaction_states.append(transaction_state_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeTransactionsRequest.RESPONSE = DescribeTransactionsResponse
