# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_i = Packer(">i")
_ih = Packer(">ih")
_iq = Packer(">iq")
_iqi = Packer(">iqi")
_q = Packer(">q")


class OffsetCommitRequest(Request):
    """Kafka's OffsetCommitRequest, versions 0 to 10."""

    NAME = "OffsetCommit"
    API_KEY = 8
    MIN_VERSION = 0
    MAX_VERSION = 10
    FLEXIBLE_FROM = 8

    class OffsetCommitRequestPartition(Struct):
        """Part of OffsetCommitRequest."""

        __slots__ = (
            "partition_index",
            "committed_offset",
            "committed_leader_epoch",
            "commit_timestamp",
            "committed_metadata",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "committed_offset",
            "committed_leader_epoch",
            "commit_timestamp",
            "committed_metadata",
        )
        partition_index: int
        committed_offset: int
        committed_leader_epoch: int
        commit_timestamp: int
        committed_metadata: str | None

        def __init__(
            self,
            *,
            partition_index: int = 0,
            committed_offset: int = 0,
            committed_leader_epoch: int = -1,
            commit_timestamp: int = -1,
            committed_metadata: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.committed_offset = committed_offset
            self.committed_leader_epoch = committed_leader_epoch
            self.commit_timestamp = commit_timestamp
            self.committed_metadata = committed_metadata

        def _write(self, out: Out, version: int) -> None:
            if version >= 8:
                out += _iqi.pack(self.partition_index, self.committed_offset, self.committed_leader_epoch)
                if self.commit_timestamp != -1:
                    raise not_carried("OffsetCommitRequest", "commit_timestamp", version)
                write_nullable_compact_string(out, self.committed_metadata)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iq.pack(self.partition_index, self.committed_offset)
                if version >= 6:
                    out += _i.pack(self.committed_leader_epoch)
                if version == 1:
                    out += _q.pack(self.commit_timestamp)
                elif self.commit_timestamp != -1:
                    raise not_carried("OffsetCommitRequest", "commit_timestamp", version)
                write_nullable_string(out, self.committed_metadata)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 8:
                self.commit_timestamp = -1
                self.partition_index, self.committed_offset, self.committed_leader_epoch = _iqi.unpack_from(view, pos)
                pos += 16
                self.committed_metadata, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.committed_offset = _iq.unpack_from(view, pos)
                pos += 12
                if version >= 6:
                    self.committed_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.committed_leader_epoch = -1
                if version == 1:
                    self.commit_timestamp = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.commit_timestamp = -1
                self.committed_metadata, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetCommitRequestTopic(Struct):
        """Part of OffsetCommitRequest."""

        __slots__ = ("name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partitions")
        name: str
        topic_id: bytes
        partitions: list[OffsetCommitRequest.OffsetCommitRequestPartition]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[OffsetCommitRequest.OffsetCommitRequestPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 8:
                if version <= 9:
                    write_compact_string(out, self.name)
                if version >= 10:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                for offset_commit_request_partition_item in self.partitions:
                    offset_commit_request_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for offset_commit_request_partition_item in self.partitions:
                    offset_commit_request_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 8:
                if version <= 9:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 10:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_commit_request_partition_item, pos = OffsetCommitRequest.OffsetCommitRequestPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(offset_commit_request_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_commit_request_partition_item, pos = OffsetCommitRequest.OffsetCommitRequestPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(offset_commit_request_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "group_id",
        "generation_id_or_member_epoch",
        "member_id",
        "group_instance_id",
        "retention_time_ms",
        "topics",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "group_id",
        "generation_id_or_member_epoch",
        "member_id",
        "group_instance_id",
        "retention_time_ms",
        "topics",
    )
    group_id: str
    generation_id_or_member_epoch: int
    member_id: str
    group_instance_id: str | None
    retention_time_ms: int
    topics: list[OffsetCommitRequest.OffsetCommitRequestTopic]

    def __init__(
        self,
        *,
        group_id: str = "",
        generation_id_or_member_epoch: int = -1,
        member_id: str = "",
        group_instance_id: str | None = None,
        retention_time_ms: int = -1,
        topics: list[OffsetCommitRequest.OffsetCommitRequestTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.generation_id_or_member_epoch = generation_id_or_member_epoch
        self.member_id = member_id
        self.group_instance_id = group_instance_id
        self.retention_time_ms = retention_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 8:
            write_compact_string(out, self.group_id)
            out += _i.pack(self.generation_id_or_member_epoch)
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.group_instance_id)
            write_compact_count(out, self.topics)
            for offset_commit_request_topic_item in self.topics:
                offset_commit_request_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.group_id)
            if version >= 1:
                out += _i.pack(self.generation_id_or_member_epoch)
            if version >= 1:
                write_string(out, self.member_id)
            if version >= 7:
                write_nullable_string(out, self.group_instance_id)
            elif self.group_instance_id is not None:
                raise not_carried("OffsetCommitRequest", "group_instance_id", version)
            if 2 <= version <= 4:
                out += _q.pack(self.retention_time_ms)
            write_count(out, self.topics)
            for offset_commit_request_topic_item in self.topics:
                offset_commit_request_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 8:
            self.group_id, pos = read_compact_string(view, pos)
            self.generation_id_or_member_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.member_id, pos = read_compact_string(view, pos)
            self.group_instance_id, pos = read_nullable_compact_string(view, pos)
            self.retention_time_ms = -1
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_commit_request_topic_item, pos = OffsetCommitRequest.OffsetCommitRequestTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_commit_request_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.group_id, pos = read_string(view, pos)
            if version >= 1:
                self.generation_id_or_member_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.generation_id_or_member_epoch = -1
            if version >= 1:
                self.member_id, pos = read_string(view, pos)
            else:
                self.member_id = ""
            if version >= 7:
                self.group_instance_id, pos = read_nullable_string(view, pos)
            else:
                self.group_instance_id = None
            if 2 <= version <= 4:
                self.retention_time_ms = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.retention_time_ms = -1
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_commit_request_topic_item, pos = OffsetCommitRequest.OffsetCommitRequestTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_commit_request_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


class OffsetCommitResponse(Message):
    """Kafka's OffsetCommitResponse, versions 0 to 10."""

    NAME = "OffsetCommit"
    API_KEY = 8
    MIN_VERSION = 0
    MAX_VERSION = 10
    FLEXIBLE_FROM = 8

    class OffsetCommitResponsePartition(Struct):
        """Part of OffsetCommitResponse."""

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
            if version >= 8:
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
            if version >= 8:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetCommitResponseTopic(Struct):
        """Part of OffsetCommitResponse."""

        __slots__ = ("name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partitions")
        name: str
        topic_id: bytes
        partitions: list[OffsetCommitResponse.OffsetCommitResponsePartition]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[OffsetCommitResponse.OffsetCommitResponsePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 8:
                if version <= 9:
                    write_compact_string(out, self.name)
                if version >= 10:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                for offset_commit_response_partition_item in self.partitions:
                    offset_commit_response_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for offset_commit_response_partition_item in self.partitions:
                    offset_commit_response_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 8:
                if version <= 9:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 10:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_commit_response_partition_item, pos = (
                        OffsetCommitResponse.OffsetCommitResponsePartition._read(view, pos, version)
                    )
                    self.partitions.append(offset_commit_response_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_commit_response_partition_item, pos = (
                        OffsetCommitResponse.OffsetCommitResponsePartition._read(view, pos, version)
                    )
                    self.partitions.append(offset_commit_response_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[OffsetCommitResponse.OffsetCommitResponseTopic]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[OffsetCommitResponse.OffsetCommitResponseTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 8:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.topics)
            for offset_commit_response_topic_item in self.topics:
                offset_commit_response_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 3:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for offset_commit_response_topic_item in self.topics:
                offset_commit_response_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 8:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_commit_response_topic_item, pos = OffsetCommitResponse.OffsetCommitResponseTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_commit_response_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 3:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_commit_response_topic_item, pos = OffsetCommitResponse.OffsetCommitResponseTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_commit_response_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


OffsetCommitRequest.RESPONSE = OffsetCommitResponse
