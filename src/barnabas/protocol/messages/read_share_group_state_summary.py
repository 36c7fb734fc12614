# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iiq = Packer(">iiq")


class ReadShareGroupStateSummaryRequest(Request):
    """Kafka's ReadShareGroupStateSummaryRequest, versions 0 to 1."""

    NAME = "ReadShareGroupStateSummary"
    API_KEY = 87
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of ReadShareGroupStateSummaryRequest."""

        __slots__ = ("partition", "leader_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition", "leader_epoch")
        partition: int
        leader_epoch: int

        def __init__(
            self,
            *,
            partition: int = 0,
            leader_epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.leader_epoch = leader_epoch

        def _write(self, out: Out, version: int) -> None:
            out += _ii.pack(self.partition, self.leader_epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition, self.leader_epoch = _ii.unpack_from(view, pos)
            pos += 8
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ReadStateSummaryData(Struct):
        """Part of ReadShareGroupStateSummaryRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[ReadShareGroupStateSummaryRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[ReadShareGroupStateSummaryRequest.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for partition_data_item in self.partitions:
                partition_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_data_item, pos = ReadShareGroupStateSummaryRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
    group_id: str
    topics: list[ReadShareGroupStateSummaryRequest.ReadStateSummaryData]

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[ReadShareGroupStateSummaryRequest.ReadStateSummaryData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_count(out, self.topics)
        for read_state_summary_data_item in self.topics:
            read_state_summary_data_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_compact_string(view, pos)
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            read_state_summary_data_item, pos = ReadShareGroupStateSummaryRequest.ReadStateSummaryData._read(
                view, pos, version
            )
            self.topics.append(read_state_summary_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ReadShareGroupStateSummaryResponse(Message):
    """Kafka's ReadShareGroupStateSummaryResponse, versions 0 to 1."""

    NAME = "ReadShareGroupStateSummary"
    API_KEY = 87
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class PartitionResult(Struct):
        """Part of ReadShareGroupStateSummaryResponse."""

        __slots__ = (
            "partition",
            "error_code",
            "error_message",
            "state_epoch",
            "leader_epoch",
            "start_offset",
            "delivery_complete_count",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition",
            "error_code",
            "error_message",
            "state_epoch",
            "leader_epoch",
            "start_offset",
            "delivery_complete_count",
        )
        partition: int
        error_code: int
        error_message: str | None
        state_epoch: int
        leader_epoch: int
        start_offset: int
        delivery_complete_count: int

        def __init__(
            self,
            *,
            partition: int = 0,
            error_code: int = 0,
            error_message: str | None = None,
            state_epoch: int = 0,
            leader_epoch: int = 0,
            start_offset: int = 0,
            delivery_complete_count: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.error_code = error_code
            self.error_message = error_message
            self.state_epoch = state_epoch
            self.leader_epoch = leader_epoch
            self.start_offset = start_offset
            self.delivery_complete_count = delivery_complete_count

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition, self.error_code)
            write_nullable_compact_string(out, self.error_message)
            out += _iiq.pack(self.state_epoch, self.leader_epoch, self.start_offset)
            if version >= 1:
                out += _i.pack(self.delivery_complete_count)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.state_epoch, self.leader_epoch, self.start_offset = _iiq.unpack_from(view, pos)
            pos += 16
            if version >= 1:
                self.delivery_complete_count = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.delivery_complete_count = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ReadStateSummaryResult(Struct):
        """Part of ReadShareGroupStateSummaryResponse."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[ReadShareGroupStateSummaryResponse.PartitionResult]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[ReadShareGroupStateSummaryResponse.PartitionResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for partition_result_item in self.partitions:
                partition_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_result_item, pos = ReadShareGroupStateSummaryResponse.PartitionResult._read(
                    view, pos, version
                )
                self.partitions.append(partition_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("results",)
    FIELDS: ClassVar[tuple[str, ...]] = ("results",)
    results: list[ReadShareGroupStateSummaryResponse.ReadStateSummaryResult]

    def __init__(
        self,
        *,
        results: list[ReadShareGroupStateSummaryResponse.ReadStateSummaryResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.results)
        for read_state_summary_result_item in self.results:
            read_state_summary_result_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.results = []
        for _ in range(count):
            read_state_summary_result_item, pos = ReadShareGroupStateSummaryResponse.ReadStateSummaryResult._read(
                view, pos, version
            )
            self.results.append(read_state_summary_result_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ReadShareGroupStateSummaryRequest.RESPONSE = ReadShareGroupStateSummaryResponse
