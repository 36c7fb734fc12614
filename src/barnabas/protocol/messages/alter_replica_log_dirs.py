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

_i = Packer(">i")
_ih = Packer(">ih")


class AlterReplicaLogDirsRequest(Request):
    """Kafka's AlterReplicaLogDirsRequest, versions 0 to 2."""

    NAME = "AlterReplicaLogDirs"
    API_KEY = 34
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class AlterReplicaLogDirTopic(Struct):
        """Part of AlterReplicaLogDirsRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[int]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    class AlterReplicaLogDir(Struct):
        """Part of AlterReplicaLogDirsRequest."""

        __slots__ = ("path", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("path", "topics")
        path: str
        topics: list[AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic]

        def __init__(
            self,
            *,
            path: str = "",
            topics: list[AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.path = path
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.path)
                write_compact_count(out, self.topics)
                for alter_replica_log_dir_topic_item in self.topics:
                    alter_replica_log_dir_topic_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.path)
                write_count(out, self.topics)
                for alter_replica_log_dir_topic_item in self.topics:
                    alter_replica_log_dir_topic_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.path, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    alter_replica_log_dir_topic_item, pos = AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic._read(
                        view, pos, version
                    )
                    self.topics.append(alter_replica_log_dir_topic_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.path, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.topics = []
                for _ in range(count):
                    alter_replica_log_dir_topic_item, pos = AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic._read(
                        view, pos, version
                    )
                    self.topics.append(alter_replica_log_dir_topic_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("dirs",)
    FIELDS: ClassVar[tuple[str, ...]] = ("dirs",)
    dirs: list[AlterReplicaLogDirsRequest.AlterReplicaLogDir]

    def __init__(
        self,
        *,
        dirs: list[AlterReplicaLogDirsRequest.AlterReplicaLogDir] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.dirs = [] if dirs is None else dirs

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.dirs)
            for alter_replica_log_dir_item in self.dirs:
                alter_replica_log_dir_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.dirs)
            for alter_replica_log_dir_item in self.dirs:
                alter_replica_log_dir_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.dirs = []
            for _ in range(count):
                alter_replica_log_dir_item, pos = AlterReplicaLogDirsRequest.AlterReplicaLogDir._read(
                    view, pos, version
                )
                self.dirs.append(alter_replica_log_dir_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.dirs = []
            for _ in range(count):
                alter_replica_log_dir_item, pos = AlterReplicaLogDirsRequest.AlterReplicaLogDir._read(
                    view, pos, version
                )
                self.dirs.append(alter_replica_log_dir_item)
            self.unknown_tagged_fields = None
        return self, pos


class AlterReplicaLogDirsResponse(Message):
    """Kafka's AlterReplicaLogDirsResponse, versions 0 to 2."""

    NAME = "AlterReplicaLogDirs"
    API_KEY = 34
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class AlterReplicaLogDirPartitionResult(Struct):
        """Part of AlterReplicaLogDirsResponse."""

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
            if version >= 2:
                out += _ih.pack(self.partition_index, self.error_code)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _ih.pack(self.partition_index, self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class AlterReplicaLogDirTopicResult(Struct):
        """Part of AlterReplicaLogDirsResponse."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.topic_name)
                write_compact_count(out, self.partitions)
                for alter_replica_log_dir_partition_result_item in self.partitions:
                    alter_replica_log_dir_partition_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic_name)
                write_count(out, self.partitions)
                for alter_replica_log_dir_partition_result_item in self.partitions:
                    alter_replica_log_dir_partition_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.topic_name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    alter_replica_log_dir_partition_result_item, pos = (
                        AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult._read(view, pos, version)
                    )
                    self.partitions.append(alter_replica_log_dir_partition_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    alter_replica_log_dir_partition_result_item, pos = (
                        AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult._read(view, pos, version)
                    )
                    self.partitions.append(alter_replica_log_dir_partition_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "results")
    throttle_time_ms: int
    results: list[AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        results: list[AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.results)
            for alter_replica_log_dir_topic_result_item in self.results:
                alter_replica_log_dir_topic_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.results)
            for alter_replica_log_dir_topic_result_item in self.results:
                alter_replica_log_dir_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                alter_replica_log_dir_topic_result_item, pos = (
                    AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult._read(view, pos, version)
                )
                self.results.append(alter_replica_log_dir_topic_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results = []
            for _ in range(count):
                alter_replica_log_dir_topic_result_item, pos = (
                    AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult._read(view, pos, version)
                )
                self.results.append(alter_replica_log_dir_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


AlterReplicaLogDirsRequest.RESPONSE = AlterReplicaLogDirsResponse
