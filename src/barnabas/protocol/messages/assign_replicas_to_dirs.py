# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_tags,
)

_u = Packer(">16s")
_i = Packer(">i")
_ih = Packer(">ih")
_iq = Packer(">iq")


class AssignReplicasToDirsRequest(Request):
    """Kafka's AssignReplicasToDirsRequest, versions 0 to 0."""

    NAME = "AssignReplicasToDirs"
    API_KEY = 73
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of AssignReplicasToDirsRequest."""

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
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of AssignReplicasToDirsRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[AssignReplicasToDirsRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[AssignReplicasToDirsRequest.PartitionData] | None = None,
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
                partition_data_item, pos = AssignReplicasToDirsRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DirectoryData(Struct):
        """Part of AssignReplicasToDirsRequest."""

        __slots__ = ("id", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("id", "topics")
        id: bytes
        topics: list[AssignReplicasToDirsRequest.TopicData]

        def __init__(
            self,
            *,
            id: bytes = ZERO_UUID,
            topics: list[AssignReplicasToDirsRequest.TopicData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.id = id
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.id))
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
            self.id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = AssignReplicasToDirsRequest.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("broker_id", "broker_epoch", "directories")
    FIELDS: ClassVar[tuple[str, ...]] = ("broker_id", "broker_epoch", "directories")
    broker_id: int
    broker_epoch: int
    directories: list[AssignReplicasToDirsRequest.DirectoryData]

    def __init__(
        self,
        *,
        broker_id: int = 0,
        broker_epoch: int = -1,
        directories: list[AssignReplicasToDirsRequest.DirectoryData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.broker_id = broker_id
        self.broker_epoch = broker_epoch
        self.directories = [] if directories is None else directories

    def _write(self, out: Out, version: int) -> None:
        out += _iq.pack(self.broker_id, self.broker_epoch)
        write_compact_count(out, self.directories)
        for directory_data_item in self.directories:
            directory_data_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.broker_id, self.broker_epoch = _iq.unpack_from(view, pos)
        pos += 12
        count, pos = read_compact_count(view, pos)
        self.directories = []
        for _ in range(count):
            directory_data_item, pos = AssignReplicasToDirsRequest.DirectoryData._read(view, pos, version)
            self.directories.append(directory_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AssignReplicasToDirsResponse(Message):
    """Kafka's AssignReplicasToDirsResponse, versions 0 to 0."""

    NAME = "AssignReplicasToDirs"
    API_KEY = 73
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of AssignReplicasToDirsResponse."""

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
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of AssignReplicasToDirsResponse."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[AssignReplicasToDirsResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[AssignReplicasToDirsResponse.PartitionData] | None = None,
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
                partition_data_item, pos = AssignReplicasToDirsResponse.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DirectoryData(Struct):
        """Part of AssignReplicasToDirsResponse."""

        __slots__ = ("id", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("id", "topics")
        id: bytes
        topics: list[AssignReplicasToDirsResponse.TopicData]

        def __init__(
            self,
            *,
            id: bytes = ZERO_UUID,
            topics: list[AssignReplicasToDirsResponse.TopicData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.id = id
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.id))
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
            self.id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = AssignReplicasToDirsResponse.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "directories")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "directories")
    throttle_time_ms: int
    error_code: int
    directories: list[AssignReplicasToDirsResponse.DirectoryData]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        directories: list[AssignReplicasToDirsResponse.DirectoryData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.directories = [] if directories is None else directories

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_compact_count(out, self.directories)
        for directory_data_item in self.directories:
            directory_data_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        count, pos = read_compact_count(view, pos)
        self.directories = []
        for _ in range(count):
            directory_data_item, pos = AssignReplicasToDirsResponse.DirectoryData._read(view, pos, version)
            self.directories.append(directory_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


AssignReplicasToDirsRequest.RESPONSE = AssignReplicasToDirsResponse
