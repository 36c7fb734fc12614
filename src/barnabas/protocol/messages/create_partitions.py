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
    read_nullable_compact_string,
    read_nullable_count,
    read_nullable_string,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_io = Packer(">i?")


class CreatePartitionsRequest(Request):
    """Kafka's CreatePartitionsRequest, versions 0 to 3."""

    NAME = "CreatePartitions"
    API_KEY = 37
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class CreatePartitionsAssignment(Struct):
        """Part of CreatePartitionsRequest."""

        __slots__ = ("broker_ids",)
        FIELDS: ClassVar[tuple[str, ...]] = ("broker_ids",)
        broker_ids: list[int]

        def __init__(
            self,
            *,
            broker_ids: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.broker_ids = [] if broker_ids is None else broker_ids

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_count(out, self.broker_ids)
                write_fixed(out, self.broker_ids, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_count(out, self.broker_ids)
                write_fixed(out, self.broker_ids, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                count, pos = read_compact_count(view, pos)
                self.broker_ids, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                count, pos = read_count(view, pos)
                self.broker_ids, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    class CreatePartitionsTopic(Struct):
        """Part of CreatePartitionsRequest."""

        __slots__ = ("name", "count", "assignments")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "count", "assignments")
        name: str
        count: int
        assignments: list[CreatePartitionsRequest.CreatePartitionsAssignment] | None

        def __init__(
            self,
            *,
            name: str = "",
            count: int = 0,
            assignments: list[CreatePartitionsRequest.CreatePartitionsAssignment] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.count = count
            self.assignments = [] if assignments is None else assignments

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                out += _i.pack(self.count)
                if self.assignments is None:
                    out.append(0)
                else:
                    write_compact_count(out, self.assignments)
                    for create_partitions_assignment_item in self.assignments:
                        create_partitions_assignment_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                out += _i.pack(self.count)
                if self.assignments is None:
                    out += b"\xff\xff\xff\xff"
                else:
                    write_count(out, self.assignments)
                    for create_partitions_assignment_item in self.assignments:
                        create_partitions_assignment_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                self.count = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_nullable_compact_count(view, pos)
                if count < 0:
                    self.assignments = None
                else:
                    self.assignments = []
                    for _ in range(count):
                        create_partitions_assignment_item, pos = (
                            CreatePartitionsRequest.CreatePartitionsAssignment._read(view, pos, version)
                        )
                        self.assignments.append(create_partitions_assignment_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.count = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_nullable_count(view, pos)
                if count < 0:
                    self.assignments = None
                else:
                    self.assignments = []
                    for _ in range(count):
                        create_partitions_assignment_item, pos = (
                            CreatePartitionsRequest.CreatePartitionsAssignment._read(view, pos, version)
                        )
                        self.assignments.append(create_partitions_assignment_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("topics", "timeout_ms", "validate_only")
    FIELDS: ClassVar[tuple[str, ...]] = ("topics", "timeout_ms", "validate_only")
    topics: list[CreatePartitionsRequest.CreatePartitionsTopic]
    timeout_ms: int
    validate_only: bool

    def __init__(
        self,
        *,
        topics: list[CreatePartitionsRequest.CreatePartitionsTopic] | None = None,
        timeout_ms: int = 0,
        validate_only: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.timeout_ms = timeout_ms
        self.validate_only = validate_only

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.topics)
            for create_partitions_topic_item in self.topics:
                create_partitions_topic_item._write(out, version)
            out += _io.pack(self.timeout_ms, self.validate_only)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.topics)
            for create_partitions_topic_item in self.topics:
                create_partitions_topic_item._write(out, version)
            out += _io.pack(self.timeout_ms, self.validate_only)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                create_partitions_topic_item, pos = CreatePartitionsRequest.CreatePartitionsTopic._read(
                    view, pos, version
                )
                self.topics.append(create_partitions_topic_item)
            self.timeout_ms, self.validate_only = _io.unpack_from(view, pos)
            pos += 5
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                create_partitions_topic_item, pos = CreatePartitionsRequest.CreatePartitionsTopic._read(
                    view, pos, version
                )
                self.topics.append(create_partitions_topic_item)
            self.timeout_ms, self.validate_only = _io.unpack_from(view, pos)
            pos += 5
            self.unknown_tagged_fields = None
        return self, pos


class CreatePartitionsResponse(Message):
    """Kafka's CreatePartitionsResponse, versions 0 to 3."""

    NAME = "CreatePartitions"
    API_KEY = 37
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class CreatePartitionsTopicResult(Struct):
        """Part of CreatePartitionsResponse."""

        __slots__ = ("name", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "error_code", "error_message")
        name: str
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            name: str = "",
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "results")
    throttle_time_ms: int
    results: list[CreatePartitionsResponse.CreatePartitionsTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        results: list[CreatePartitionsResponse.CreatePartitionsTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.results)
            for create_partitions_topic_result_item in self.results:
                create_partitions_topic_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.results)
            for create_partitions_topic_result_item in self.results:
                create_partitions_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                create_partitions_topic_result_item, pos = CreatePartitionsResponse.CreatePartitionsTopicResult._read(
                    view, pos, version
                )
                self.results.append(create_partitions_topic_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results = []
            for _ in range(count):
                create_partitions_topic_result_item, pos = CreatePartitionsResponse.CreatePartitionsTopicResult._read(
                    view, pos, version
                )
                self.results.append(create_partitions_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


CreatePartitionsRequest.RESPONSE = CreatePartitionsResponse
