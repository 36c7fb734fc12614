# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class AlterPartitionReassignmentsRequest(Request):
    """Kafka's AlterPartitionReassignmentsRequest, versions 0 to 1."""

    NAME = "AlterPartitionReassignments"
    API_KEY = 45
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class ReassignablePartition(Struct):
        """Part of AlterPartitionReassignmentsRequest."""

        __slots__ = ("partition_index", "replicas")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "replicas")
        partition_index: int
        replicas: list[int] | None

        def __init__(
            self,
            *,
            partition_index: int = 0,
            replicas: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.replicas = replicas

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.partition_index)
            if self.replicas is None:
                out.append(0)
            else:
                write_compact_count(out, self.replicas)
                write_fixed(out, self.replicas, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.replicas = None
            else:
                self.replicas, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ReassignableTopic(Struct):
        """Part of AlterPartitionReassignmentsRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[AlterPartitionReassignmentsRequest.ReassignablePartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[AlterPartitionReassignmentsRequest.ReassignablePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partitions)
            for reassignable_partition_item in self.partitions:
                reassignable_partition_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                reassignable_partition_item, pos = AlterPartitionReassignmentsRequest.ReassignablePartition._read(
                    view, pos, version
                )
                self.partitions.append(reassignable_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("timeout_ms", "allow_replication_factor_change", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("timeout_ms", "allow_replication_factor_change", "topics")
    timeout_ms: int
    allow_replication_factor_change: bool
    topics: list[AlterPartitionReassignmentsRequest.ReassignableTopic]

    def __init__(
        self,
        *,
        timeout_ms: int = 60000,
        allow_replication_factor_change: bool = True,
        topics: list[AlterPartitionReassignmentsRequest.ReassignableTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.timeout_ms = timeout_ms
        self.allow_replication_factor_change = allow_replication_factor_change
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.timeout_ms)
        if version >= 1:
            out += _o.pack(self.allow_replication_factor_change)
        elif not self.allow_replication_factor_change:
            raise not_carried("AlterPartitionReassignmentsRequest", "allow_replication_factor_change", version)
        write_compact_count(out, self.topics)
        for reassignable_topic_item in self.topics:
            reassignable_topic_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.timeout_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        if version >= 1:
            self.allow_replication_factor_change = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.allow_replication_factor_change = True
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            reassignable_topic_item, pos = AlterPartitionReassignmentsRequest.ReassignableTopic._read(
                view, pos, version
            )
            self.topics.append(reassignable_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AlterPartitionReassignmentsResponse(Message):
    """Kafka's AlterPartitionReassignmentsResponse, versions 0 to 1."""

    NAME = "AlterPartitionReassignments"
    API_KEY = 45
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class ReassignablePartitionResponse(Struct):
        """Part of AlterPartitionReassignmentsResponse."""

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
            error_message: str | None = "",
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

    class ReassignableTopicResponse(Struct):
        """Part of AlterPartitionReassignmentsResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[AlterPartitionReassignmentsResponse.ReassignablePartitionResponse]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[AlterPartitionReassignmentsResponse.ReassignablePartitionResponse] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partitions)
            for reassignable_partition_response_item in self.partitions:
                reassignable_partition_response_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                reassignable_partition_response_item, pos = (
                    AlterPartitionReassignmentsResponse.ReassignablePartitionResponse._read(view, pos, version)
                )
                self.partitions.append(reassignable_partition_response_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "allow_replication_factor_change", "error_code", "error_message", "responses")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "allow_replication_factor_change",
        "error_code",
        "error_message",
        "responses",
    )
    throttle_time_ms: int
    allow_replication_factor_change: bool
    error_code: int
    error_message: str | None
    responses: list[AlterPartitionReassignmentsResponse.ReassignableTopicResponse]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        allow_replication_factor_change: bool = True,
        error_code: int = 0,
        error_message: str | None = "",
        responses: list[AlterPartitionReassignmentsResponse.ReassignableTopicResponse] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.allow_replication_factor_change = allow_replication_factor_change
        self.error_code = error_code
        self.error_message = error_message
        self.responses = [] if responses is None else responses

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        if version >= 1:
            out += _o.pack(self.allow_replication_factor_change)
        out += _h.pack(self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_compact_count(out, self.responses)
        for reassignable_topic_response_item in self.responses:
            reassignable_topic_response_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        if version >= 1:
            self.allow_replication_factor_change = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.allow_replication_factor_change = True
        self.error_code = _h.unpack_from(view, pos)[0]
        pos += 2
        self.error_message, pos = read_nullable_compact_string(view, pos)
        count, pos = read_compact_count(view, pos)
        self.responses = []
        for _ in range(count):
            reassignable_topic_response_item, pos = AlterPartitionReassignmentsResponse.ReassignableTopicResponse._read(
                view, pos, version
            )
            self.responses.append(reassignable_topic_response_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


AlterPartitionReassignmentsRequest.RESPONSE = AlterPartitionReassignmentsResponse
