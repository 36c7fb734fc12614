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
_ih = Packer(">ih")
_iq = Packer(">iq")


class AlterShareGroupOffsetsRequest(Request):
    """Kafka's AlterShareGroupOffsetsRequest, versions 0 to 0."""

    NAME = "AlterShareGroupOffsets"
    API_KEY = 91
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class AlterShareGroupOffsetsRequestPartition(Struct):
        """Part of AlterShareGroupOffsetsRequest."""

        __slots__ = ("partition_index", "start_offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "start_offset")
        partition_index: int
        start_offset: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            start_offset: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.start_offset = start_offset

        def _write(self, out: Out, version: int) -> None:
            out += _iq.pack(self.partition_index, self.start_offset)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.start_offset = _iq.unpack_from(view, pos)
            pos += 12
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class AlterShareGroupOffsetsRequestTopic(Struct):
        """Part of AlterShareGroupOffsetsRequest."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestPartition]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            write_compact_count(out, self.partitions)
            for alter_share_group_offsets_request_partition_item in self.partitions:
                alter_share_group_offsets_request_partition_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                alter_share_group_offsets_request_partition_item, pos = (
                    AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestPartition._read(view, pos, version)
                )
                self.partitions.append(alter_share_group_offsets_request_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
    group_id: str
    topics: list[AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestTopic]

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_count(out, self.topics)
        for alter_share_group_offsets_request_topic_item in self.topics:
            alter_share_group_offsets_request_topic_item._write(out, version)
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
            alter_share_group_offsets_request_topic_item, pos = (
                AlterShareGroupOffsetsRequest.AlterShareGroupOffsetsRequestTopic._read(view, pos, version)
            )
            self.topics.append(alter_share_group_offsets_request_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AlterShareGroupOffsetsResponse(Message):
    """Kafka's AlterShareGroupOffsetsResponse, versions 0 to 0."""

    NAME = "AlterShareGroupOffsets"
    API_KEY = 91
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class AlterShareGroupOffsetsResponsePartition(Struct):
        """Part of AlterShareGroupOffsetsResponse."""

        __slots__ = ("partition_index", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "error_code", "error_message")
        partition_index: int
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition_index, self.error_code)
            write_nullable_compact_string(out, self.error_message)
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
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class AlterShareGroupOffsetsResponseTopic(Struct):
        """Part of AlterShareGroupOffsetsResponse."""

        __slots__ = ("topic_name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "partitions")
        topic_name: str
        topic_id: bytes
        partitions: list[AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition]

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for alter_share_group_offsets_response_partition_item in self.partitions:
                alter_share_group_offsets_response_partition_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            self.topic_id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                alter_share_group_offsets_response_partition_item, pos = (
                    AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponsePartition._read(view, pos, version)
                )
                self.partitions.append(alter_share_group_offsets_response_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "responses")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "responses")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    responses: list[AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponseTopic]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        responses: list[AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponseTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.responses = [] if responses is None else responses

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_compact_count(out, self.responses)
        for alter_share_group_offsets_response_topic_item in self.responses:
            alter_share_group_offsets_response_topic_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.error_message, pos = read_nullable_compact_string(view, pos)
        count, pos = read_compact_count(view, pos)
        self.responses = []
        for _ in range(count):
            alter_share_group_offsets_response_topic_item, pos = (
                AlterShareGroupOffsetsResponse.AlterShareGroupOffsetsResponseTopic._read(view, pos, version)
            )
            self.responses.append(alter_share_group_offsets_response_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


AlterShareGroupOffsetsRequest.RESPONSE = AlterShareGroupOffsetsResponse
