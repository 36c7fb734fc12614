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
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_h = Packer(">h")
_i = Packer(">i")
_iqi = Packer(">iqi")
_q = Packer(">q")


class DescribeShareGroupOffsetsRequest(Request):
    """Kafka's DescribeShareGroupOffsetsRequest, versions 0 to 1."""

    NAME = "DescribeShareGroupOffsets"
    API_KEY = 90
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class DescribeShareGroupOffsetsRequestTopic(Struct):
        """Part of DescribeShareGroupOffsetsRequest."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[int]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            write_compact_count(out, self.partitions)
            write_fixed(out, self.partitions, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribeShareGroupOffsetsRequestGroup(Struct):
        """Part of DescribeShareGroupOffsetsRequest."""

        __slots__ = ("group_id", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
        group_id: str
        topics: list[DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic] | None

        def __init__(
            self,
            *,
            group_id: str = "",
            topics: list[DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.group_id = group_id
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.group_id)
            if self.topics is None:
                out.append(0)
            else:
                write_compact_count(out, self.topics)
                for describe_share_group_offsets_request_topic_item in self.topics:
                    describe_share_group_offsets_request_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.group_id, pos = read_compact_string(view, pos)
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.topics = None
            else:
                self.topics = []
                for _ in range(count):
                    describe_share_group_offsets_request_topic_item, pos = (
                        DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestTopic._read(view, pos, version)
                    )
                    self.topics.append(describe_share_group_offsets_request_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("groups",)
    FIELDS: ClassVar[tuple[str, ...]] = ("groups",)
    groups: list[DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup]

    def __init__(
        self,
        *,
        groups: list[DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.groups)
        for describe_share_group_offsets_request_group_item in self.groups:
            describe_share_group_offsets_request_group_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.groups = []
        for _ in range(count):
            describe_share_group_offsets_request_group_item, pos = (
                DescribeShareGroupOffsetsRequest.DescribeShareGroupOffsetsRequestGroup._read(view, pos, version)
            )
            self.groups.append(describe_share_group_offsets_request_group_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeShareGroupOffsetsResponse(Message):
    """Kafka's DescribeShareGroupOffsetsResponse, versions 0 to 1."""

    NAME = "DescribeShareGroupOffsets"
    API_KEY = 90
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class DescribeShareGroupOffsetsResponsePartition(Struct):
        """Part of DescribeShareGroupOffsetsResponse."""

        __slots__ = ("partition_index", "start_offset", "leader_epoch", "lag", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "start_offset",
            "leader_epoch",
            "lag",
            "error_code",
            "error_message",
        )
        partition_index: int
        start_offset: int
        leader_epoch: int
        lag: int
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            partition_index: int = 0,
            start_offset: int = 0,
            leader_epoch: int = 0,
            lag: int = -1,
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.start_offset = start_offset
            self.leader_epoch = leader_epoch
            self.lag = lag
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            out += _iqi.pack(self.partition_index, self.start_offset, self.leader_epoch)
            if version >= 1:
                out += _q.pack(self.lag)
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.start_offset, self.leader_epoch = _iqi.unpack_from(view, pos)
            pos += 16
            if version >= 1:
                self.lag = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.lag = -1
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribeShareGroupOffsetsResponseTopic(Struct):
        """Part of DescribeShareGroupOffsetsResponse."""

        __slots__ = ("topic_name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "partitions")
        topic_name: str
        topic_id: bytes
        partitions: list[DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition]

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition]
            | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for describe_share_group_offsets_response_partition_item in self.partitions:
                describe_share_group_offsets_response_partition_item._write(out, version)
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
                describe_share_group_offsets_response_partition_item, pos = (
                    DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponsePartition._read(
                        view, pos, version
                    )
                )
                self.partitions.append(describe_share_group_offsets_response_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribeShareGroupOffsetsResponseGroup(Struct):
        """Part of DescribeShareGroupOffsetsResponse."""

        __slots__ = ("group_id", "topics", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics", "error_code", "error_message")
        group_id: str
        topics: list[DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseTopic]
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            group_id: str = "",
            topics: list[DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseTopic] | None = None,
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.group_id = group_id
            self.topics = [] if topics is None else topics
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.group_id)
            write_compact_count(out, self.topics)
            for describe_share_group_offsets_response_topic_item in self.topics:
                describe_share_group_offsets_response_topic_item._write(out, version)
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
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
                describe_share_group_offsets_response_topic_item, pos = (
                    DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseTopic._read(view, pos, version)
                )
                self.topics.append(describe_share_group_offsets_response_topic_item)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "groups")
    throttle_time_ms: int
    groups: list[DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        groups: list[DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.groups)
        for describe_share_group_offsets_response_group_item in self.groups:
            describe_share_group_offsets_response_group_item._write(out, version)
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
        self.groups = []
        for _ in range(count):
            describe_share_group_offsets_response_group_item, pos = (
                DescribeShareGroupOffsetsResponse.DescribeShareGroupOffsetsResponseGroup._read(view, pos, version)
            )
            self.groups.append(describe_share_group_offsets_response_group_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeShareGroupOffsetsRequest.RESPONSE = DescribeShareGroupOffsetsResponse
