# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
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

_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class ElectLeadersRequest(Request):
    """Kafka's ElectLeadersRequest, versions 0 to 2."""

    NAME = "ElectLeaders"
    API_KEY = 43
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class TopicPartitions(Struct):
        """Part of ElectLeadersRequest."""

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

    __slots__ = ("election_type", "topic_partitions", "timeout_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("election_type", "topic_partitions", "timeout_ms")
    election_type: int
    topic_partitions: list[ElectLeadersRequest.TopicPartitions] | None
    timeout_ms: int

    def __init__(
        self,
        *,
        election_type: int = 0,
        topic_partitions: list[ElectLeadersRequest.TopicPartitions] | None = None,
        timeout_ms: int = 60000,
    ) -> None:
        self.unknown_tagged_fields = None
        self.election_type = election_type
        self.topic_partitions = [] if topic_partitions is None else topic_partitions
        self.timeout_ms = timeout_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _b.pack(self.election_type)
            if self.topic_partitions is None:
                out.append(0)
            else:
                write_compact_count(out, self.topic_partitions)
                for topic_partitions_item in self.topic_partitions:
                    topic_partitions_item._write(out, version)
            out += _i.pack(self.timeout_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _b.pack(self.election_type)
            elif self.election_type != 0:
                raise not_carried("ElectLeadersRequest", "election_type", version)
            if self.topic_partitions is None:
                out += b"\xff\xff\xff\xff"
            else:
                write_count(out, self.topic_partitions)
                for topic_partitions_item in self.topic_partitions:
                    topic_partitions_item._write(out, version)
            out += _i.pack(self.timeout_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.election_type = _b.unpack_from(view, pos)[0]
            pos += 1
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.topic_partitions = None
            else:
                self.topic_partitions = []
                for _ in range(count):
                    topic_partitions_item, pos = ElectLeadersRequest.TopicPartitions._read(view, pos, version)
                    self.topic_partitions.append(topic_partitions_item)
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.election_type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.election_type = 0
            count, pos = read_nullable_count(view, pos)
            if count < 0:
                self.topic_partitions = None
            else:
                self.topic_partitions = []
                for _ in range(count):
                    topic_partitions_item, pos = ElectLeadersRequest.TopicPartitions._read(view, pos, version)
                    self.topic_partitions.append(topic_partitions_item)
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


class ElectLeadersResponse(Message):
    """Kafka's ElectLeadersResponse, versions 0 to 2."""

    NAME = "ElectLeaders"
    API_KEY = 43
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class PartitionResult(Struct):
        """Part of ElectLeadersResponse."""

        __slots__ = ("partition_id", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_id", "error_code", "error_message")
        partition_id: int
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            partition_id: int = 0,
            error_code: int = 0,
            error_message: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_id = partition_id
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _ih.pack(self.partition_id, self.error_code)
                write_nullable_compact_string(out, self.error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _ih.pack(self.partition_id, self.error_code)
                write_nullable_string(out, self.error_message)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.partition_id, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_id, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.error_message, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class ReplicaElectionResult(Struct):
        """Part of ElectLeadersResponse."""

        __slots__ = ("topic", "partition_result")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "partition_result")
        topic: str
        partition_result: list[ElectLeadersResponse.PartitionResult]

        def __init__(
            self,
            *,
            topic: str = "",
            partition_result: list[ElectLeadersResponse.PartitionResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.partition_result = [] if partition_result is None else partition_result

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.topic)
                write_compact_count(out, self.partition_result)
                for partition_result_item in self.partition_result:
                    partition_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic)
                write_count(out, self.partition_result)
                for partition_result_item in self.partition_result:
                    partition_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.topic, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partition_result = []
                for _ in range(count):
                    partition_result_item, pos = ElectLeadersResponse.PartitionResult._read(view, pos, version)
                    self.partition_result.append(partition_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partition_result = []
                for _ in range(count):
                    partition_result_item, pos = ElectLeadersResponse.PartitionResult._read(view, pos, version)
                    self.partition_result.append(partition_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "replica_election_results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "replica_election_results")
    throttle_time_ms: int
    error_code: int
    replica_election_results: list[ElectLeadersResponse.ReplicaElectionResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        replica_election_results: list[ElectLeadersResponse.ReplicaElectionResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.replica_election_results = [] if replica_election_results is None else replica_election_results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_compact_count(out, self.replica_election_results)
            for replica_election_result_item in self.replica_election_results:
                replica_election_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            if version >= 1:
                out += _h.pack(self.error_code)
            elif self.error_code != 0:
                raise not_carried("ElectLeadersResponse", "error_code", version)
            write_count(out, self.replica_election_results)
            for replica_election_result_item in self.replica_election_results:
                replica_election_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            count, pos = read_compact_count(view, pos)
            self.replica_election_results = []
            for _ in range(count):
                replica_election_result_item, pos = ElectLeadersResponse.ReplicaElectionResult._read(view, pos, version)
                self.replica_election_results.append(replica_election_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 1:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            count, pos = read_count(view, pos)
            self.replica_election_results = []
            for _ in range(count):
                replica_election_result_item, pos = ElectLeadersResponse.ReplicaElectionResult._read(view, pos, version)
                self.replica_election_results.append(replica_election_result_item)
            self.unknown_tagged_fields = None
        return self, pos


ElectLeadersRequest.RESPONSE = ElectLeadersResponse
