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
_iiq = Packer(">iiq")


class InitializeShareGroupStateRequest(Request):
    """Kafka's InitializeShareGroupStateRequest, versions 0 to 0."""

    NAME = "InitializeShareGroupState"
    API_KEY = 83
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of InitializeShareGroupStateRequest."""

        __slots__ = ("partition", "state_epoch", "start_offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition", "state_epoch", "start_offset")
        partition: int
        state_epoch: int
        start_offset: int

        def __init__(
            self,
            *,
            partition: int = 0,
            state_epoch: int = 0,
            start_offset: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.state_epoch = state_epoch
            self.start_offset = start_offset

        def _write(self, out: Out, version: int) -> None:
            out += _iiq.pack(self.partition, self.state_epoch, self.start_offset)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition, self.state_epoch, self.start_offset = _iiq.unpack_from(view, pos)
            pos += 16
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class InitializeStateData(Struct):
        """Part of InitializeShareGroupStateRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[InitializeShareGroupStateRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[InitializeShareGroupStateRequest.PartitionData] | None = None,
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
                partition_data_item, pos = InitializeShareGroupStateRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
    group_id: str
    topics: list[InitializeShareGroupStateRequest.InitializeStateData]

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[InitializeShareGroupStateRequest.InitializeStateData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_count(out, self.topics)
        for initialize_state_data_item in self.topics:
            initialize_state_data_item._write(out, version)
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
            initialize_state_data_item, pos = InitializeShareGroupStateRequest.InitializeStateData._read(
                view, pos, version
            )
            self.topics.append(initialize_state_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class InitializeShareGroupStateResponse(Message):
    """Kafka's InitializeShareGroupStateResponse, versions 0 to 0."""

    NAME = "InitializeShareGroupState"
    API_KEY = 83
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class PartitionResult(Struct):
        """Part of InitializeShareGroupStateResponse."""

        __slots__ = ("partition", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition", "error_code", "error_message")
        partition: int
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            partition: int = 0,
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition, self.error_code)
            write_nullable_compact_string(out, self.error_message)
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
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class InitializeStateResult(Struct):
        """Part of InitializeShareGroupStateResponse."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[InitializeShareGroupStateResponse.PartitionResult]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[InitializeShareGroupStateResponse.PartitionResult] | None = None,
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
                partition_result_item, pos = InitializeShareGroupStateResponse.PartitionResult._read(view, pos, version)
                self.partitions.append(partition_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("results",)
    FIELDS: ClassVar[tuple[str, ...]] = ("results",)
    results: list[InitializeShareGroupStateResponse.InitializeStateResult]

    def __init__(
        self,
        *,
        results: list[InitializeShareGroupStateResponse.InitializeStateResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.results)
        for initialize_state_result_item in self.results:
            initialize_state_result_item._write(out, version)
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
            initialize_state_result_item, pos = InitializeShareGroupStateResponse.InitializeStateResult._read(
                view, pos, version
            )
            self.results.append(initialize_state_result_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


InitializeShareGroupStateRequest.RESPONSE = InitializeShareGroupStateResponse
