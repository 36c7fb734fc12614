# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import Out, read_count, read_string, write_count, write_string

_hi = Packer(">hi")
_i = Packer(">i")
_ih = Packer(">ih")


class OffsetDeleteRequest(Request):
    """Kafka's OffsetDeleteRequest, versions 0 to 0."""

    NAME = "OffsetDelete"
    API_KEY = 47
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 32767

    class OffsetDeleteRequestPartition(Struct):
        """Part of OffsetDeleteRequest."""

        __slots__ = ("partition_index",)
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index",)
        partition_index: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.partition_index)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
            return self, pos

    class OffsetDeleteRequestTopic(Struct):
        """Part of OffsetDeleteRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[OffsetDeleteRequest.OffsetDeleteRequestPartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[OffsetDeleteRequest.OffsetDeleteRequestPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_string(out, self.name)
            write_count(out, self.partitions)
            for offset_delete_request_partition_item in self.partitions:
                offset_delete_request_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_string(view, pos)
            count, pos = read_count(view, pos)
            self.partitions = []
            for _ in range(count):
                offset_delete_request_partition_item, pos = OffsetDeleteRequest.OffsetDeleteRequestPartition._read(
                    view, pos, version
                )
                self.partitions.append(offset_delete_request_partition_item)
            self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("group_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
    group_id: str
    topics: list[OffsetDeleteRequest.OffsetDeleteRequestTopic]

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[OffsetDeleteRequest.OffsetDeleteRequestTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_string(out, self.group_id)
        write_count(out, self.topics)
        for offset_delete_request_topic_item in self.topics:
            offset_delete_request_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_string(view, pos)
        count, pos = read_count(view, pos)
        self.topics = []
        for _ in range(count):
            offset_delete_request_topic_item, pos = OffsetDeleteRequest.OffsetDeleteRequestTopic._read(
                view, pos, version
            )
            self.topics.append(offset_delete_request_topic_item)
        self.unknown_tagged_fields = None
        return self, pos


class OffsetDeleteResponse(Message):
    """Kafka's OffsetDeleteResponse, versions 0 to 0."""

    NAME = "OffsetDelete"
    API_KEY = 47
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 32767

    class OffsetDeleteResponsePartition(Struct):
        """Part of OffsetDeleteResponse."""

        __slots__ = ("partition_index", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "error_code")
        partition_index: int
        error_code: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition_index, self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.unknown_tagged_fields = None
            return self, pos

    class OffsetDeleteResponseTopic(Struct):
        """Part of OffsetDeleteResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[OffsetDeleteResponse.OffsetDeleteResponsePartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[OffsetDeleteResponse.OffsetDeleteResponsePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_string(out, self.name)
            write_count(out, self.partitions)
            for offset_delete_response_partition_item in self.partitions:
                offset_delete_response_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_string(view, pos)
            count, pos = read_count(view, pos)
            self.partitions = []
            for _ in range(count):
                offset_delete_response_partition_item, pos = OffsetDeleteResponse.OffsetDeleteResponsePartition._read(
                    view, pos, version
                )
                self.partitions.append(offset_delete_response_partition_item)
            self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("error_code", "throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "throttle_time_ms", "topics")
    error_code: int
    throttle_time_ms: int
    topics: list[OffsetDeleteResponse.OffsetDeleteResponseTopic]

    def __init__(
        self,
        *,
        error_code: int = 0,
        throttle_time_ms: int = 0,
        topics: list[OffsetDeleteResponse.OffsetDeleteResponseTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _hi.pack(self.error_code, self.throttle_time_ms)
        write_count(out, self.topics)
        for offset_delete_response_topic_item in self.topics:
            offset_delete_response_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.error_code, self.throttle_time_ms = _hi.unpack_from(view, pos)
        pos += 6
        count, pos = read_count(view, pos)
        self.topics = []
        for _ in range(count):
            offset_delete_response_topic_item, pos = OffsetDeleteResponse.OffsetDeleteResponseTopic._read(
                view, pos, version
            )
            self.topics.append(offset_delete_response_topic_item)
        self.unknown_tagged_fields = None
        return self, pos


OffsetDeleteRequest.RESPONSE = OffsetDeleteResponse
