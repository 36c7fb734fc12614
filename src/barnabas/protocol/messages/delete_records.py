# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_string,
    write_tags,
)

_i = Packer(">i")
_iq = Packer(">iq")
_iqh = Packer(">iqh")


class DeleteRecordsRequest(Request):
    """Kafka's DeleteRecordsRequest, versions 0 to 2."""

    NAME = "DeleteRecords"
    API_KEY = 21
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class DeleteRecordsPartition(Struct):
        """Part of DeleteRecordsRequest."""

        __slots__ = ("partition_index", "offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "offset")
        partition_index: int
        offset: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            offset: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.offset = offset

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _iq.pack(self.partition_index, self.offset)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iq.pack(self.partition_index, self.offset)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.partition_index, self.offset = _iq.unpack_from(view, pos)
                pos += 12
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.offset = _iq.unpack_from(view, pos)
                pos += 12
                self.unknown_tagged_fields = None
            return self, pos

    class DeleteRecordsTopic(Struct):
        """Part of DeleteRecordsRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[DeleteRecordsRequest.DeleteRecordsPartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[DeleteRecordsRequest.DeleteRecordsPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                for delete_records_partition_item in self.partitions:
                    delete_records_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for delete_records_partition_item in self.partitions:
                    delete_records_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    delete_records_partition_item, pos = DeleteRecordsRequest.DeleteRecordsPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(delete_records_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    delete_records_partition_item, pos = DeleteRecordsRequest.DeleteRecordsPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(delete_records_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("topics", "timeout_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("topics", "timeout_ms")
    topics: list[DeleteRecordsRequest.DeleteRecordsTopic]
    timeout_ms: int

    def __init__(
        self,
        *,
        topics: list[DeleteRecordsRequest.DeleteRecordsTopic] | None = None,
        timeout_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.timeout_ms = timeout_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.topics)
            for delete_records_topic_item in self.topics:
                delete_records_topic_item._write(out, version)
            out += _i.pack(self.timeout_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.topics)
            for delete_records_topic_item in self.topics:
                delete_records_topic_item._write(out, version)
            out += _i.pack(self.timeout_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                delete_records_topic_item, pos = DeleteRecordsRequest.DeleteRecordsTopic._read(view, pos, version)
                self.topics.append(delete_records_topic_item)
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                delete_records_topic_item, pos = DeleteRecordsRequest.DeleteRecordsTopic._read(view, pos, version)
                self.topics.append(delete_records_topic_item)
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


class DeleteRecordsResponse(Message):
    """Kafka's DeleteRecordsResponse, versions 0 to 2."""

    NAME = "DeleteRecords"
    API_KEY = 21
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class DeleteRecordsPartitionResult(Struct):
        """Part of DeleteRecordsResponse."""

        __slots__ = ("partition_index", "low_watermark", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "low_watermark", "error_code")
        partition_index: int
        low_watermark: int
        error_code: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            low_watermark: int = 0,
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.low_watermark = low_watermark
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _iqh.pack(self.partition_index, self.low_watermark, self.error_code)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iqh.pack(self.partition_index, self.low_watermark, self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.partition_index, self.low_watermark, self.error_code = _iqh.unpack_from(view, pos)
                pos += 14
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.low_watermark, self.error_code = _iqh.unpack_from(view, pos)
                pos += 14
                self.unknown_tagged_fields = None
            return self, pos

    class DeleteRecordsTopicResult(Struct):
        """Part of DeleteRecordsResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[DeleteRecordsResponse.DeleteRecordsPartitionResult]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[DeleteRecordsResponse.DeleteRecordsPartitionResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                for delete_records_partition_result_item in self.partitions:
                    delete_records_partition_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for delete_records_partition_result_item in self.partitions:
                    delete_records_partition_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    delete_records_partition_result_item, pos = (
                        DeleteRecordsResponse.DeleteRecordsPartitionResult._read(view, pos, version)
                    )
                    self.partitions.append(delete_records_partition_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    delete_records_partition_result_item, pos = (
                        DeleteRecordsResponse.DeleteRecordsPartitionResult._read(view, pos, version)
                    )
                    self.partitions.append(delete_records_partition_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[DeleteRecordsResponse.DeleteRecordsTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[DeleteRecordsResponse.DeleteRecordsTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.topics)
            for delete_records_topic_result_item in self.topics:
                delete_records_topic_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for delete_records_topic_result_item in self.topics:
                delete_records_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                delete_records_topic_result_item, pos = DeleteRecordsResponse.DeleteRecordsTopicResult._read(
                    view, pos, version
                )
                self.topics.append(delete_records_topic_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                delete_records_topic_result_item, pos = DeleteRecordsResponse.DeleteRecordsTopicResult._read(
                    view, pos, version
                )
                self.topics.append(delete_records_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


DeleteRecordsRequest.RESPONSE = DeleteRecordsResponse
