# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_fixed,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_i = Packer(">i")
_ih = Packer(">ih")
_qiiqiq = Packer(">qiiqiq")


class DescribeProducersRequest(Request):
    """Kafka's DescribeProducersRequest, versions 0 to 0."""

    NAME = "DescribeProducers"
    API_KEY = 61
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class TopicRequest(Struct):
        """Part of DescribeProducersRequest."""

        __slots__ = ("name", "partition_indexes")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partition_indexes")
        name: str
        partition_indexes: list[int]

        def __init__(
            self,
            *,
            name: str = "",
            partition_indexes: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partition_indexes = [] if partition_indexes is None else partition_indexes

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partition_indexes)
            write_fixed(out, self.partition_indexes, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("topics",)
    FIELDS: ClassVar[tuple[str, ...]] = ("topics",)
    topics: list[DescribeProducersRequest.TopicRequest]

    def __init__(
        self,
        *,
        topics: list[DescribeProducersRequest.TopicRequest] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.topics)
        for topic_request_item in self.topics:
            topic_request_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_request_item, pos = DescribeProducersRequest.TopicRequest._read(view, pos, version)
            self.topics.append(topic_request_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeProducersResponse(Message):
    """Kafka's DescribeProducersResponse, versions 0 to 0."""

    NAME = "DescribeProducers"
    API_KEY = 61
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class ProducerState(Struct):
        """Part of DescribeProducersResponse."""

        __slots__ = (
            "producer_id",
            "producer_epoch",
            "last_sequence",
            "last_timestamp",
            "coordinator_epoch",
            "current_txn_start_offset",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "producer_id",
            "producer_epoch",
            "last_sequence",
            "last_timestamp",
            "coordinator_epoch",
            "current_txn_start_offset",
        )
        producer_id: int
        producer_epoch: int
        last_sequence: int
        last_timestamp: int
        coordinator_epoch: int
        current_txn_start_offset: int

        def __init__(
            self,
            *,
            producer_id: int = 0,
            producer_epoch: int = 0,
            last_sequence: int = -1,
            last_timestamp: int = -1,
            coordinator_epoch: int = 0,
            current_txn_start_offset: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.producer_id = producer_id
            self.producer_epoch = producer_epoch
            self.last_sequence = last_sequence
            self.last_timestamp = last_timestamp
            self.coordinator_epoch = coordinator_epoch
            self.current_txn_start_offset = current_txn_start_offset

        def _write(self, out: Out, version: int) -> None:
            out += _qiiqiq.pack(
                self.producer_id,
                self.producer_epoch,
                self.last_sequence,
                self.last_timestamp,
                self.coordinator_epoch,
                self.current_txn_start_offset,
            )
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            (
                self.producer_id,
                self.producer_epoch,
                self.last_sequence,
                self.last_timestamp,
                self.coordinator_epoch,
                self.current_txn_start_offset,
            ) = _qiiqiq.unpack_from(view, pos)
            pos += 36
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionResponse(Struct):
        """Part of DescribeProducersResponse."""

        __slots__ = ("partition_index", "error_code", "error_message", "active_producers")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "error_code", "error_message", "active_producers")
        partition_index: int
        error_code: int
        error_message: str | None
        active_producers: list[DescribeProducersResponse.ProducerState]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            error_message: str | None = None,
            active_producers: list[DescribeProducersResponse.ProducerState] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.error_message = error_message
            self.active_producers = [] if active_producers is None else active_producers

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition_index, self.error_code)
            write_nullable_compact_string(out, self.error_message)
            write_compact_count(out, self.active_producers)
            for producer_state_item in self.active_producers:
                producer_state_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.active_producers = []
            for _ in range(count):
                producer_state_item, pos = DescribeProducersResponse.ProducerState._read(view, pos, version)
                self.active_producers.append(producer_state_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicResponse(Struct):
        """Part of DescribeProducersResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[DescribeProducersResponse.PartitionResponse]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[DescribeProducersResponse.PartitionResponse] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partitions)
            for partition_response_item in self.partitions:
                partition_response_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_response_item, pos = DescribeProducersResponse.PartitionResponse._read(view, pos, version)
                self.partitions.append(partition_response_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[DescribeProducersResponse.TopicResponse]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[DescribeProducersResponse.TopicResponse] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.topics)
        for topic_response_item in self.topics:
            topic_response_item._write(out, version)
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
        self.topics = []
        for _ in range(count):
            topic_response_item, pos = DescribeProducersResponse.TopicResponse._read(view, pos, version)
            self.topics.append(topic_response_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeProducersRequest.RESPONSE = DescribeProducersResponse
