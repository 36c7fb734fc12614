# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_fixed,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_string,
    write_tags,
)

_b = Packer(">b")
_i = Packer(">i")
_ib = Packer(">ib")
_ih = Packer(">ih")
_ihqqi = Packer(">ihqqi")
_iiq = Packer(">iiq")
_q = Packer(">q")
_qqi = Packer(">qqi")


class ListOffsetsRequest(Request):
    """Kafka's ListOffsetsRequest, versions 0 to 11."""

    NAME = "ListOffsets"
    API_KEY = 2
    MIN_VERSION = 0
    MAX_VERSION = 11
    FLEXIBLE_FROM = 6

    class ListOffsetsPartition(Struct):
        """Part of ListOffsetsRequest."""

        __slots__ = ("partition_index", "current_leader_epoch", "timestamp", "max_num_offsets")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "current_leader_epoch", "timestamp", "max_num_offsets")
        partition_index: int
        current_leader_epoch: int
        timestamp: int
        max_num_offsets: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            current_leader_epoch: int = -1,
            timestamp: int = 0,
            max_num_offsets: int = 1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.current_leader_epoch = current_leader_epoch
            self.timestamp = timestamp
            self.max_num_offsets = max_num_offsets

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                out += _iiq.pack(self.partition_index, self.current_leader_epoch, self.timestamp)
                if self.max_num_offsets != 1:
                    raise not_carried("ListOffsetsRequest", "max_num_offsets", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.partition_index)
                if version >= 4:
                    out += _i.pack(self.current_leader_epoch)
                out += _q.pack(self.timestamp)
                if version <= 0:
                    out += _i.pack(self.max_num_offsets)
                elif self.max_num_offsets != 1:
                    raise not_carried("ListOffsetsRequest", "max_num_offsets", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.max_num_offsets = 1
                self.partition_index, self.current_leader_epoch, self.timestamp = _iiq.unpack_from(view, pos)
                pos += 16
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index = _i.unpack_from(view, pos)[0]
                pos += 4
                if version >= 4:
                    self.current_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.current_leader_epoch = -1
                self.timestamp = _q.unpack_from(view, pos)[0]
                pos += 8
                if version <= 0:
                    self.max_num_offsets = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.max_num_offsets = 1
                self.unknown_tagged_fields = None
            return self, pos

    class ListOffsetsTopic(Struct):
        """Part of ListOffsetsRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[ListOffsetsRequest.ListOffsetsPartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[ListOffsetsRequest.ListOffsetsPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                for list_offsets_partition_item in self.partitions:
                    list_offsets_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for list_offsets_partition_item in self.partitions:
                    list_offsets_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    list_offsets_partition_item, pos = ListOffsetsRequest.ListOffsetsPartition._read(view, pos, version)
                    self.partitions.append(list_offsets_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    list_offsets_partition_item, pos = ListOffsetsRequest.ListOffsetsPartition._read(view, pos, version)
                    self.partitions.append(list_offsets_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("replica_id", "isolation_level", "topics", "timeout_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("replica_id", "isolation_level", "topics", "timeout_ms")
    replica_id: int
    isolation_level: int
    topics: list[ListOffsetsRequest.ListOffsetsTopic]
    timeout_ms: int

    def __init__(
        self,
        *,
        replica_id: int = 0,
        isolation_level: int = 0,
        topics: list[ListOffsetsRequest.ListOffsetsTopic] | None = None,
        timeout_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.replica_id = replica_id
        self.isolation_level = isolation_level
        self.topics = [] if topics is None else topics
        self.timeout_ms = timeout_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            out += _ib.pack(self.replica_id, self.isolation_level)
            write_compact_count(out, self.topics)
            for list_offsets_topic_item in self.topics:
                list_offsets_topic_item._write(out, version)
            if version >= 10:
                out += _i.pack(self.timeout_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.replica_id)
            if version >= 2:
                out += _b.pack(self.isolation_level)
            elif self.isolation_level != 0:
                raise not_carried("ListOffsetsRequest", "isolation_level", version)
            write_count(out, self.topics)
            for list_offsets_topic_item in self.topics:
                list_offsets_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.replica_id, self.isolation_level = _ib.unpack_from(view, pos)
            pos += 5
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                list_offsets_topic_item, pos = ListOffsetsRequest.ListOffsetsTopic._read(view, pos, version)
                self.topics.append(list_offsets_topic_item)
            if version >= 10:
                self.timeout_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.timeout_ms = 0
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.replica_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 2:
                self.isolation_level = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.isolation_level = 0
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                list_offsets_topic_item, pos = ListOffsetsRequest.ListOffsetsTopic._read(view, pos, version)
                self.topics.append(list_offsets_topic_item)
            self.timeout_ms = 0
            self.unknown_tagged_fields = None
        return self, pos


class ListOffsetsResponse(Message):
    """Kafka's ListOffsetsResponse, versions 0 to 11."""

    NAME = "ListOffsets"
    API_KEY = 2
    MIN_VERSION = 0
    MAX_VERSION = 11
    FLEXIBLE_FROM = 6

    class ListOffsetsPartitionResponse(Struct):
        """Part of ListOffsetsResponse."""

        __slots__ = ("partition_index", "error_code", "old_style_offsets", "timestamp", "offset", "leader_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "error_code",
            "old_style_offsets",
            "timestamp",
            "offset",
            "leader_epoch",
        )
        partition_index: int
        error_code: int
        old_style_offsets: list[int]
        timestamp: int
        offset: int
        leader_epoch: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            old_style_offsets: list[int] | None = None,
            timestamp: int = -1,
            offset: int = -1,
            leader_epoch: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.old_style_offsets = [] if old_style_offsets is None else old_style_offsets
            self.timestamp = timestamp
            self.offset = offset
            self.leader_epoch = leader_epoch

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                out += _ih.pack(self.partition_index, self.error_code)
                if self.old_style_offsets:
                    raise not_carried("ListOffsetsResponse", "old_style_offsets", version)
                out += _qqi.pack(self.timestamp, self.offset, self.leader_epoch)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _ih.pack(self.partition_index, self.error_code)
                if version <= 0:
                    write_count(out, self.old_style_offsets)
                    write_fixed(out, self.old_style_offsets, "q")
                elif self.old_style_offsets:
                    raise not_carried("ListOffsetsResponse", "old_style_offsets", version)
                if version >= 1:
                    out += _q.pack(self.timestamp)
                elif self.timestamp != -1:
                    raise not_carried("ListOffsetsResponse", "timestamp", version)
                if version >= 1:
                    out += _q.pack(self.offset)
                elif self.offset != -1:
                    raise not_carried("ListOffsetsResponse", "offset", version)
                if version >= 4:
                    out += _i.pack(self.leader_epoch)
                elif self.leader_epoch != -1:
                    raise not_carried("ListOffsetsResponse", "leader_epoch", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.old_style_offsets = []
                self.partition_index, self.error_code, self.timestamp, self.offset, self.leader_epoch = (
                    _ihqqi.unpack_from(view, pos)
                )
                pos += 26
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                if version <= 0:
                    count, pos = read_count(view, pos)
                    self.old_style_offsets, pos = read_fixed(view, pos, count, "q", 8)
                else:
                    self.old_style_offsets = []
                if version >= 1:
                    self.timestamp = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.timestamp = -1
                if version >= 1:
                    self.offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.offset = -1
                if version >= 4:
                    self.leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.leader_epoch = -1
                self.unknown_tagged_fields = None
            return self, pos

    class ListOffsetsTopicResponse(Struct):
        """Part of ListOffsetsResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[ListOffsetsResponse.ListOffsetsPartitionResponse]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[ListOffsetsResponse.ListOffsetsPartitionResponse] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                for list_offsets_partition_response_item in self.partitions:
                    list_offsets_partition_response_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for list_offsets_partition_response_item in self.partitions:
                    list_offsets_partition_response_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    list_offsets_partition_response_item, pos = ListOffsetsResponse.ListOffsetsPartitionResponse._read(
                        view, pos, version
                    )
                    self.partitions.append(list_offsets_partition_response_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    list_offsets_partition_response_item, pos = ListOffsetsResponse.ListOffsetsPartitionResponse._read(
                        view, pos, version
                    )
                    self.partitions.append(list_offsets_partition_response_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[ListOffsetsResponse.ListOffsetsTopicResponse]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[ListOffsetsResponse.ListOffsetsTopicResponse] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.topics)
            for list_offsets_topic_response_item in self.topics:
                list_offsets_topic_response_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 2:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for list_offsets_topic_response_item in self.topics:
                list_offsets_topic_response_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                list_offsets_topic_response_item, pos = ListOffsetsResponse.ListOffsetsTopicResponse._read(
                    view, pos, version
                )
                self.topics.append(list_offsets_topic_response_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 2:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                list_offsets_topic_response_item, pos = ListOffsetsResponse.ListOffsetsTopicResponse._read(
                    view, pos, version
                )
                self.topics.append(list_offsets_topic_response_item)
            self.unknown_tagged_fields = None
        return self, pos


ListOffsetsRequest.RESPONSE = ListOffsetsResponse
