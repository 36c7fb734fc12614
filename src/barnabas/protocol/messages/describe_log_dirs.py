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
    read_nullable_compact_count,
    read_nullable_count,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_string,
    write_tags,
)

_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")
_iqqo = Packer(">iqq?")
_q = Packer(">q")


class DescribeLogDirsRequest(Request):
    """Kafka's DescribeLogDirsRequest, versions 0 to 5."""

    NAME = "DescribeLogDirs"
    API_KEY = 35
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 2

    class DescribableLogDirTopic(Struct):
        """Part of DescribeLogDirsRequest."""

        __slots__ = ("topic", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "partitions")
        topic: str
        partitions: list[int]

        def __init__(
            self,
            *,
            topic: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.topic)
                write_compact_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic)
                write_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.topic, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("topics",)
    FIELDS: ClassVar[tuple[str, ...]] = ("topics",)
    topics: list[DescribeLogDirsRequest.DescribableLogDirTopic] | None

    def __init__(
        self,
        *,
        topics: list[DescribeLogDirsRequest.DescribableLogDirTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            if self.topics is None:
                out.append(0)
            else:
                write_compact_count(out, self.topics)
                for describable_log_dir_topic_item in self.topics:
                    describable_log_dir_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.topics is None:
                out += b"\xff\xff\xff\xff"
            else:
                write_count(out, self.topics)
                for describable_log_dir_topic_item in self.topics:
                    describable_log_dir_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.topics = None
            else:
                self.topics = []
                for _ in range(count):
                    describable_log_dir_topic_item, pos = DescribeLogDirsRequest.DescribableLogDirTopic._read(
                        view, pos, version
                    )
                    self.topics.append(describable_log_dir_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_nullable_count(view, pos)
            if count < 0:
                self.topics = None
            else:
                self.topics = []
                for _ in range(count):
                    describable_log_dir_topic_item, pos = DescribeLogDirsRequest.DescribableLogDirTopic._read(
                        view, pos, version
                    )
                    self.topics.append(describable_log_dir_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


class DescribeLogDirsResponse(Message):
    """Kafka's DescribeLogDirsResponse, versions 0 to 5."""

    NAME = "DescribeLogDirs"
    API_KEY = 35
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 2

    class DescribeLogDirsPartition(Struct):
        """Part of DescribeLogDirsResponse."""

        __slots__ = ("partition_index", "partition_size", "offset_lag", "is_future_key")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "partition_size", "offset_lag", "is_future_key")
        partition_index: int
        partition_size: int
        offset_lag: int
        is_future_key: bool

        def __init__(
            self,
            *,
            partition_index: int = 0,
            partition_size: int = 0,
            offset_lag: int = 0,
            is_future_key: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.partition_size = partition_size
            self.offset_lag = offset_lag
            self.is_future_key = is_future_key

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _iqqo.pack(self.partition_index, self.partition_size, self.offset_lag, self.is_future_key)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iqqo.pack(self.partition_index, self.partition_size, self.offset_lag, self.is_future_key)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.partition_index, self.partition_size, self.offset_lag, self.is_future_key = _iqqo.unpack_from(
                    view, pos
                )
                pos += 21
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.partition_size, self.offset_lag, self.is_future_key = _iqqo.unpack_from(
                    view, pos
                )
                pos += 21
                self.unknown_tagged_fields = None
            return self, pos

    class DescribeLogDirsTopic(Struct):
        """Part of DescribeLogDirsResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[DescribeLogDirsResponse.DescribeLogDirsPartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[DescribeLogDirsResponse.DescribeLogDirsPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                for describe_log_dirs_partition_item in self.partitions:
                    describe_log_dirs_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for describe_log_dirs_partition_item in self.partitions:
                    describe_log_dirs_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    describe_log_dirs_partition_item, pos = DescribeLogDirsResponse.DescribeLogDirsPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(describe_log_dirs_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    describe_log_dirs_partition_item, pos = DescribeLogDirsResponse.DescribeLogDirsPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(describe_log_dirs_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    class DescribeLogDirsResult(Struct):
        """Part of DescribeLogDirsResponse."""

        __slots__ = ("error_code", "log_dir", "topics", "total_bytes", "usable_bytes", "is_cordoned")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "log_dir",
            "topics",
            "total_bytes",
            "usable_bytes",
            "is_cordoned",
        )
        error_code: int
        log_dir: str
        topics: list[DescribeLogDirsResponse.DescribeLogDirsTopic]
        total_bytes: int
        usable_bytes: int
        is_cordoned: bool

        def __init__(
            self,
            *,
            error_code: int = 0,
            log_dir: str = "",
            topics: list[DescribeLogDirsResponse.DescribeLogDirsTopic] | None = None,
            total_bytes: int = -1,
            usable_bytes: int = -1,
            is_cordoned: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.log_dir = log_dir
            self.topics = [] if topics is None else topics
            self.total_bytes = total_bytes
            self.usable_bytes = usable_bytes
            self.is_cordoned = is_cordoned

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _h.pack(self.error_code)
                write_compact_string(out, self.log_dir)
                write_compact_count(out, self.topics)
                for describe_log_dirs_topic_item in self.topics:
                    describe_log_dirs_topic_item._write(out, version)
                if version >= 4:
                    out += _q.pack(self.total_bytes)
                if version >= 4:
                    out += _q.pack(self.usable_bytes)
                if version >= 5:
                    out += _o.pack(self.is_cordoned)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_string(out, self.log_dir)
                write_count(out, self.topics)
                for describe_log_dirs_topic_item in self.topics:
                    describe_log_dirs_topic_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.log_dir, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    describe_log_dirs_topic_item, pos = DescribeLogDirsResponse.DescribeLogDirsTopic._read(
                        view, pos, version
                    )
                    self.topics.append(describe_log_dirs_topic_item)
                if version >= 4:
                    self.total_bytes = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.total_bytes = -1
                if version >= 4:
                    self.usable_bytes = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.usable_bytes = -1
                if version >= 5:
                    self.is_cordoned = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.is_cordoned = False
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.log_dir, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.topics = []
                for _ in range(count):
                    describe_log_dirs_topic_item, pos = DescribeLogDirsResponse.DescribeLogDirsTopic._read(
                        view, pos, version
                    )
                    self.topics.append(describe_log_dirs_topic_item)
                self.total_bytes = -1
                self.usable_bytes = -1
                self.is_cordoned = False
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "results")
    throttle_time_ms: int
    error_code: int
    results: list[DescribeLogDirsResponse.DescribeLogDirsResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        results: list[DescribeLogDirsResponse.DescribeLogDirsResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            if version >= 3:
                out += _h.pack(self.error_code)
            write_compact_count(out, self.results)
            for describe_log_dirs_result_item in self.results:
                describe_log_dirs_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.results)
            for describe_log_dirs_result_item in self.results:
                describe_log_dirs_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 3:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                describe_log_dirs_result_item, pos = DescribeLogDirsResponse.DescribeLogDirsResult._read(
                    view, pos, version
                )
                self.results.append(describe_log_dirs_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = 0
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results = []
            for _ in range(count):
                describe_log_dirs_result_item, pos = DescribeLogDirsResponse.DescribeLogDirsResult._read(
                    view, pos, version
                )
                self.results.append(describe_log_dirs_result_item)
            self.unknown_tagged_fields = None
        return self, pos


DescribeLogDirsRequest.RESPONSE = DescribeLogDirsResponse
