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
_iiiq = Packer(">iiiq")
_qqbh = Packer(">qqbh")


class WriteShareGroupStateRequest(Request):
    """Kafka's WriteShareGroupStateRequest, versions 0 to 1."""

    NAME = "WriteShareGroupState"
    API_KEY = 85
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class StateBatch(Struct):
        """Part of WriteShareGroupStateRequest."""

        __slots__ = ("first_offset", "last_offset", "delivery_state", "delivery_count")
        FIELDS: ClassVar[tuple[str, ...]] = ("first_offset", "last_offset", "delivery_state", "delivery_count")
        first_offset: int
        last_offset: int
        delivery_state: int
        delivery_count: int

        def __init__(
            self,
            *,
            first_offset: int = 0,
            last_offset: int = 0,
            delivery_state: int = 0,
            delivery_count: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.first_offset = first_offset
            self.last_offset = last_offset
            self.delivery_state = delivery_state
            self.delivery_count = delivery_count

        def _write(self, out: Out, version: int) -> None:
            out += _qqbh.pack(self.first_offset, self.last_offset, self.delivery_state, self.delivery_count)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.first_offset, self.last_offset, self.delivery_state, self.delivery_count = _qqbh.unpack_from(view, pos)
            pos += 19
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionData(Struct):
        """Part of WriteShareGroupStateRequest."""

        __slots__ = (
            "partition",
            "state_epoch",
            "leader_epoch",
            "start_offset",
            "delivery_complete_count",
            "state_batches",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition",
            "state_epoch",
            "leader_epoch",
            "start_offset",
            "delivery_complete_count",
            "state_batches",
        )
        partition: int
        state_epoch: int
        leader_epoch: int
        start_offset: int
        delivery_complete_count: int
        state_batches: list[WriteShareGroupStateRequest.StateBatch]

        def __init__(
            self,
            *,
            partition: int = 0,
            state_epoch: int = 0,
            leader_epoch: int = 0,
            start_offset: int = 0,
            delivery_complete_count: int = -1,
            state_batches: list[WriteShareGroupStateRequest.StateBatch] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.state_epoch = state_epoch
            self.leader_epoch = leader_epoch
            self.start_offset = start_offset
            self.delivery_complete_count = delivery_complete_count
            self.state_batches = [] if state_batches is None else state_batches

        def _write(self, out: Out, version: int) -> None:
            out += _iiiq.pack(self.partition, self.state_epoch, self.leader_epoch, self.start_offset)
            if version >= 1:
                out += _i.pack(self.delivery_complete_count)
            write_compact_count(out, self.state_batches)
            for state_batch_item in self.state_batches:
                state_batch_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition, self.state_epoch, self.leader_epoch, self.start_offset = _iiiq.unpack_from(view, pos)
            pos += 20
            if version >= 1:
                self.delivery_complete_count = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.delivery_complete_count = -1
            count, pos = read_compact_count(view, pos)
            self.state_batches = []
            for _ in range(count):
                state_batch_item, pos = WriteShareGroupStateRequest.StateBatch._read(view, pos, version)
                self.state_batches.append(state_batch_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class WriteStateData(Struct):
        """Part of WriteShareGroupStateRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[WriteShareGroupStateRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[WriteShareGroupStateRequest.PartitionData] | None = None,
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
                partition_data_item, pos = WriteShareGroupStateRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
    group_id: str
    topics: list[WriteShareGroupStateRequest.WriteStateData]

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[WriteShareGroupStateRequest.WriteStateData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_count(out, self.topics)
        for write_state_data_item in self.topics:
            write_state_data_item._write(out, version)
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
            write_state_data_item, pos = WriteShareGroupStateRequest.WriteStateData._read(view, pos, version)
            self.topics.append(write_state_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class WriteShareGroupStateResponse(Message):
    """Kafka's WriteShareGroupStateResponse, versions 0 to 1."""

    NAME = "WriteShareGroupState"
    API_KEY = 85
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class PartitionResult(Struct):
        """Part of WriteShareGroupStateResponse."""

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

    class WriteStateResult(Struct):
        """Part of WriteShareGroupStateResponse."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[WriteShareGroupStateResponse.PartitionResult]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[WriteShareGroupStateResponse.PartitionResult] | None = None,
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
                partition_result_item, pos = WriteShareGroupStateResponse.PartitionResult._read(view, pos, version)
                self.partitions.append(partition_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("results",)
    FIELDS: ClassVar[tuple[str, ...]] = ("results",)
    results: list[WriteShareGroupStateResponse.WriteStateResult]

    def __init__(
        self,
        *,
        results: list[WriteShareGroupStateResponse.WriteStateResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.results)
        for write_state_result_item in self.results:
            write_state_result_item._write(out, version)
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
            write_state_result_item, pos = WriteShareGroupStateResponse.WriteStateResult._read(view, pos, version)
            self.results.append(write_state_result_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


WriteShareGroupStateRequest.RESPONSE = WriteShareGroupStateResponse
