# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
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

_i = Packer(">i")
_ih = Packer(">ih")


class ListPartitionReassignmentsRequest(Request):
    """Kafka's ListPartitionReassignmentsRequest, versions 0 to 0."""

    NAME = "ListPartitionReassignments"
    API_KEY = 46
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class ListPartitionReassignmentsTopics(Struct):
        """Part of ListPartitionReassignmentsRequest."""

        __slots__ = ("name", "partition_indexes")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partition_indexes")
        name: str
        partition_indexes: list[int]

        def __init__(
            self,
            *,
            name: str = "",
            partition_indexes: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partition_indexes = [] if partition_indexes is None else partition_indexes

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partition_indexes)
            write_fixed(out, self.partition_indexes, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("timeout_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("timeout_ms", "topics")
    timeout_ms: int
    topics: list[ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics] | None

    def __init__(
        self,
        *,
        timeout_ms: int = 60000,
        topics: list[ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.timeout_ms = timeout_ms
        self.topics = topics

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.timeout_ms)
        if self.topics is None:
            out.append(0)
        else:
            write_compact_count(out, self.topics)
            for list_partition_reassignments_topics_item in self.topics:
                list_partition_reassignments_topics_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.timeout_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.topics = None
        else:
            self.topics = []
            for _ in range(count):
                list_partition_reassignments_topics_item, pos = (
                    ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics._read(view, pos, version)
                )
                self.topics.append(list_partition_reassignments_topics_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ListPartitionReassignmentsResponse(Message):
    """Kafka's ListPartitionReassignmentsResponse, versions 0 to 0."""

    NAME = "ListPartitionReassignments"
    API_KEY = 46
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class OngoingPartitionReassignment(Struct):
        """Part of ListPartitionReassignmentsResponse."""

        __slots__ = ("partition_index", "replicas", "adding_replicas", "removing_replicas")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "replicas", "adding_replicas", "removing_replicas")
        partition_index: int
        replicas: list[int]
        adding_replicas: list[int]
        removing_replicas: list[int]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            replicas: list[int] | None = None,
            adding_replicas: list[int] | None = None,
            removing_replicas: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.replicas = [] if replicas is None else replicas
            self.adding_replicas = [] if adding_replicas is None else adding_replicas
            self.removing_replicas = [] if removing_replicas is None else removing_replicas

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.partition_index)
            write_compact_count(out, self.replicas)
            write_fixed(out, self.replicas, "i")
            write_compact_count(out, self.adding_replicas)
            write_fixed(out, self.adding_replicas, "i")
            write_compact_count(out, self.removing_replicas)
            write_fixed(out, self.removing_replicas, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.replicas, pos = read_fixed(view, pos, count, "i", 4)
            count, pos = read_compact_count(view, pos)
            self.adding_replicas, pos = read_fixed(view, pos, count, "i", 4)
            count, pos = read_compact_count(view, pos)
            self.removing_replicas, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class OngoingTopicReassignment(Struct):
        """Part of ListPartitionReassignmentsResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[ListPartitionReassignmentsResponse.OngoingPartitionReassignment]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[ListPartitionReassignmentsResponse.OngoingPartitionReassignment] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partitions)
            for ongoing_partition_reassignment_item in self.partitions:
                ongoing_partition_reassignment_item._write(out, version)
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
                ongoing_partition_reassignment_item, pos = (
                    ListPartitionReassignmentsResponse.OngoingPartitionReassignment._read(view, pos, version)
                )
                self.partitions.append(ongoing_partition_reassignment_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "topics")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    topics: list[ListPartitionReassignmentsResponse.OngoingTopicReassignment]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
        topics: list[ListPartitionReassignmentsResponse.OngoingTopicReassignment] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_compact_count(out, self.topics)
        for ongoing_topic_reassignment_item in self.topics:
            ongoing_topic_reassignment_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.error_message, pos = read_nullable_compact_string(view, pos)
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            ongoing_topic_reassignment_item, pos = ListPartitionReassignmentsResponse.OngoingTopicReassignment._read(
                view, pos, version
            )
            self.topics.append(ongoing_topic_reassignment_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ListPartitionReassignmentsRequest.RESPONSE = ListPartitionReassignmentsResponse
