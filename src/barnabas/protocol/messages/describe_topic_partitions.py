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
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_present,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_uo = Packer(">16s?")
_h = Packer(">h")
_hiii = Packer(">hiii")
_i = Packer(">i")


class DescribeTopicPartitionsRequest(Request):
    """Kafka's DescribeTopicPartitionsRequest, versions 0 to 0."""

    NAME = "DescribeTopicPartitions"
    API_KEY = 75
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class TopicRequest(Struct):
        """Part of DescribeTopicPartitionsRequest."""

        __slots__ = ("name",)
        FIELDS: ClassVar[tuple[str, ...]] = ("name",)
        name: str

        def __init__(
            self,
            *,
            name: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Cursor(Struct):
        """Part of DescribeTopicPartitionsRequest."""

        __slots__ = ("topic_name", "partition_index")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partition_index")
        topic_name: str
        partition_index: int

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_index: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_index = partition_index

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            out += _i.pack(self.partition_index)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("topics", "response_partition_limit", "cursor")
    FIELDS: ClassVar[tuple[str, ...]] = ("topics", "response_partition_limit", "cursor")
    topics: list[DescribeTopicPartitionsRequest.TopicRequest]
    response_partition_limit: int
    cursor: DescribeTopicPartitionsRequest.Cursor | None

    def __init__(
        self,
        *,
        topics: list[DescribeTopicPartitionsRequest.TopicRequest] | None = None,
        response_partition_limit: int = 2000,
        cursor: DescribeTopicPartitionsRequest.Cursor | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.response_partition_limit = response_partition_limit
        self.cursor = cursor

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.topics)
        for topic_request_item in self.topics:
            topic_request_item._write(out, version)
        out += _i.pack(self.response_partition_limit)
        if self.cursor is None:
            out += b"\xff"
        else:
            out += b"\x01"
            self.cursor._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_request_item, pos = DescribeTopicPartitionsRequest.TopicRequest._read(view, pos, version)
            self.topics.append(topic_request_item)
        self.response_partition_limit = _i.unpack_from(view, pos)[0]
        pos += 4
        present, pos = read_present(view, pos)
        if present:
            self.cursor, pos = DescribeTopicPartitionsRequest.Cursor._read(view, pos, version)
        else:
            self.cursor = None
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeTopicPartitionsResponse(Message):
    """Kafka's DescribeTopicPartitionsResponse, versions 0 to 0."""

    NAME = "DescribeTopicPartitions"
    API_KEY = 75
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class DescribeTopicPartitionsResponsePartition(Struct):
        """Part of DescribeTopicPartitionsResponse."""

        __slots__ = (
            "error_code",
            "partition_index",
            "leader_id",
            "leader_epoch",
            "replica_nodes",
            "isr_nodes",
            "eligible_leader_replicas",
            "last_known_elr",
            "offline_replicas",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "partition_index",
            "leader_id",
            "leader_epoch",
            "replica_nodes",
            "isr_nodes",
            "eligible_leader_replicas",
            "last_known_elr",
            "offline_replicas",
        )
        error_code: int
        partition_index: int
        leader_id: int
        leader_epoch: int
        replica_nodes: list[int]
        isr_nodes: list[int]
        eligible_leader_replicas: list[int] | None
        last_known_elr: list[int] | None
        offline_replicas: list[int]

        def __init__(
            self,
            *,
            error_code: int = 0,
            partition_index: int = 0,
            leader_id: int = 0,
            leader_epoch: int = -1,
            replica_nodes: list[int] | None = None,
            isr_nodes: list[int] | None = None,
            eligible_leader_replicas: list[int] | None = None,
            last_known_elr: list[int] | None = None,
            offline_replicas: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.partition_index = partition_index
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.replica_nodes = [] if replica_nodes is None else replica_nodes
            self.isr_nodes = [] if isr_nodes is None else isr_nodes
            self.eligible_leader_replicas = eligible_leader_replicas
            self.last_known_elr = last_known_elr
            self.offline_replicas = [] if offline_replicas is None else offline_replicas

        def _write(self, out: Out, version: int) -> None:
            out += _hiii.pack(self.error_code, self.partition_index, self.leader_id, self.leader_epoch)
            write_compact_count(out, self.replica_nodes)
            write_fixed(out, self.replica_nodes, "i")
            write_compact_count(out, self.isr_nodes)
            write_fixed(out, self.isr_nodes, "i")
            if self.eligible_leader_replicas is None:
                out.append(0)
            else:
                write_compact_count(out, self.eligible_leader_replicas)
                write_fixed(out, self.eligible_leader_replicas, "i")
            if self.last_known_elr is None:
                out.append(0)
            else:
                write_compact_count(out, self.last_known_elr)
                write_fixed(out, self.last_known_elr, "i")
            write_compact_count(out, self.offline_replicas)
            write_fixed(out, self.offline_replicas, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.error_code, self.partition_index, self.leader_id, self.leader_epoch = _hiii.unpack_from(view, pos)
            pos += 14
            count, pos = read_compact_count(view, pos)
            self.replica_nodes, pos = read_fixed(view, pos, count, "i", 4)
            count, pos = read_compact_count(view, pos)
            self.isr_nodes, pos = read_fixed(view, pos, count, "i", 4)
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.eligible_leader_replicas = None
            else:
                self.eligible_leader_replicas, pos = read_fixed(view, pos, count, "i", 4)
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.last_known_elr = None
            else:
                self.last_known_elr, pos = read_fixed(view, pos, count, "i", 4)
            count, pos = read_compact_count(view, pos)
            self.offline_replicas, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribeTopicPartitionsResponseTopic(Struct):
        """Part of DescribeTopicPartitionsResponse."""

        __slots__ = ("error_code", "name", "topic_id", "is_internal", "partitions", "topic_authorized_operations")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "name",
            "topic_id",
            "is_internal",
            "partitions",
            "topic_authorized_operations",
        )
        error_code: int
        name: str | None
        topic_id: bytes
        is_internal: bool
        partitions: list[DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition]
        topic_authorized_operations: int

        def __init__(
            self,
            *,
            error_code: int = 0,
            name: str | None = "",
            topic_id: bytes = ZERO_UUID,
            is_internal: bool = False,
            partitions: list[DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition] | None = None,
            topic_authorized_operations: int = -2147483648,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.name = name
            self.topic_id = topic_id
            self.is_internal = is_internal
            self.partitions = [] if partitions is None else partitions
            self.topic_authorized_operations = topic_authorized_operations

        def _write(self, out: Out, version: int) -> None:
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.name)
            out += _uo.pack(uuid(self.topic_id), self.is_internal)
            write_compact_count(out, self.partitions)
            for describe_topic_partitions_response_partition_item in self.partitions:
                describe_topic_partitions_response_partition_item._write(out, version)
            out += _i.pack(self.topic_authorized_operations)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.name, pos = read_nullable_compact_string(view, pos)
            self.topic_id, self.is_internal = _uo.unpack_from(view, pos)
            pos += 17
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                describe_topic_partitions_response_partition_item, pos = (
                    DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponsePartition._read(view, pos, version)
                )
                self.partitions.append(describe_topic_partitions_response_partition_item)
            self.topic_authorized_operations = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Cursor(Struct):
        """Part of DescribeTopicPartitionsResponse."""

        __slots__ = ("topic_name", "partition_index")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partition_index")
        topic_name: str
        partition_index: int

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_index: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_index = partition_index

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            out += _i.pack(self.partition_index)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "topics", "next_cursor")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics", "next_cursor")
    throttle_time_ms: int
    topics: list[DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic]
    next_cursor: DescribeTopicPartitionsResponse.Cursor | None

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic] | None = None,
        next_cursor: DescribeTopicPartitionsResponse.Cursor | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics
        self.next_cursor = next_cursor

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.topics)
        for describe_topic_partitions_response_topic_item in self.topics:
            describe_topic_partitions_response_topic_item._write(out, version)
        if self.next_cursor is None:
            out += b"\xff"
        else:
            out += b"\x01"
            self.next_cursor._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            describe_topic_partitions_response_topic_item, pos = (
                DescribeTopicPartitionsResponse.DescribeTopicPartitionsResponseTopic._read(view, pos, version)
            )
            self.topics.append(describe_topic_partitions_response_topic_item)
        present, pos = read_present(view, pos)
        if present:
            self.next_cursor, pos = DescribeTopicPartitionsResponse.Cursor._read(view, pos, version)
        else:
            self.next_cursor = None
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeTopicPartitionsRequest.RESPONSE = DescribeTopicPartitionsResponse
