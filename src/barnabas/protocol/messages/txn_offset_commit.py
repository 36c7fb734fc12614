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
_qh = Packer(">qh")
_qhi = Packer(">qhi")


class TxnOffsetCommitRequest(Request):
    """Kafka's TxnOffsetCommitRequest, versions 0 to 6."""

    NAME = "TxnOffsetCommit"
    API_KEY = 28
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 3

    class TxnOffsetCommitRequestPartition(Struct):
        """Part of TxnOffsetCommitRequest."""

        __slots__ = ("partition_index", "committed_offset", "committed_leader_epoch", "committed_metadata")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "committed_offset",
            "committed_leader_epoch",
            "committed_metadata",
        )
        partition_index: int
        committed_offset: int
        committed_leader_epoch: int
        committed_metadata: str | None

        def __init__(
            self,
            *,
            partition_index: int = 0,
            committed_offset: int = 0,
            committed_leader_epoch: int = -1,
            committed_metadata: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.committed_offset = committed_offset
            self.committed_leader_epoch = committed_leader_epoch
            self.committed_metadata = committed_metadata

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                out += _iqi.pack(self.partition_index, self.committed_offset, self.committed_leader_epoch)
                write_nullable_compact_string(out, self.committed_metadata)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iq.pack(self.partition_index, self.committed_offset)
                if version >= 2:
                    out += _i.pack(self.committed_leader_epoch)
                write_nullable_string(out, self.committed_metadata)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.partition_index, self.committed_offset, self.committed_leader_epoch = _iqi.unpack_from(view, pos)
                pos += 16
                self.committed_metadata, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.committed_offset = _iq.unpack_from(view, pos)
                pos += 12
                if version >= 2:
                    self.committed_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.committed_leader_epoch = -1
                self.committed_metadata, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class TxnOffsetCommitRequestTopic(Struct):
        """Part of TxnOffsetCommitRequest."""

        __slots__ = ("name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partitions")
        name: str
        topic_id: bytes
        partitions: list[TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                if version <= 5:
                    write_compact_string(out, self.name)
                if version >= 6:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                for txn_offset_commit_request_partition_item in self.partitions:
                    txn_offset_commit_request_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for txn_offset_commit_request_partition_item in self.partitions:
                    txn_offset_commit_request_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                if version <= 5:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 6:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    txn_offset_commit_request_partition_item, pos = (
                        TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition._read(view, pos, version)
                    )
                    self.partitions.append(txn_offset_commit_request_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    txn_offset_commit_request_partition_item, pos = (
                        TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition._read(view, pos, version)
                    )
                    self.partitions.append(txn_offset_commit_request_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "transactional_id",
        "group_id",
        "producer_id",
        "producer_epoch",
        "generation_id_or_member_epoch",
        "member_id",
        "group_instance_id",
        "topics",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "transactional_id",
        "group_id",
        "producer_id",
        "producer_epoch",
        "generation_id_or_member_epoch",
        "member_id",
        "group_instance_id",
        "topics",
    )
    transactional_id: str
    group_id: str
    producer_id: int
    producer_epoch: int
    generation_id_or_member_epoch: int
    member_id: str
    group_instance_id: str | None
    topics: list[TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic]

    def __init__(
        self,
        *,
        transactional_id: str = "",
        group_id: str = "",
        producer_id: int = 0,
        producer_epoch: int = 0,
        generation_id_or_member_epoch: int = -1,
        member_id: str = "",
        group_instance_id: str | None = None,
        topics: list[TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactional_id = transactional_id
        self.group_id = group_id
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch
        self.generation_id_or_member_epoch = generation_id_or_member_epoch
        self.member_id = member_id
        self.group_instance_id = group_instance_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            write_compact_string(out, self.transactional_id)
            write_compact_string(out, self.group_id)
            out += _qhi.pack(self.producer_id, self.producer_epoch, self.generation_id_or_member_epoch)
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.group_instance_id)
            write_compact_count(out, self.topics)
            for txn_offset_commit_request_topic_item in self.topics:
                txn_offset_commit_request_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.transactional_id)
            write_string(out, self.group_id)
            out += _qh.pack(self.producer_id, self.producer_epoch)
            if self.generation_id_or_member_epoch != -1:
                raise not_carried("TxnOffsetCommitRequest", "generation_id_or_member_epoch", version)
            if self.member_id:
                raise not_carried("TxnOffsetCommitRequest", "member_id", version)
            if self.group_instance_id is not None:
                raise not_carried("TxnOffsetCommitRequest", "group_instance_id", version)
            write_count(out, self.topics)
            for txn_offset_commit_request_topic_item in self.topics:
                txn_offset_commit_request_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.transactional_id, pos = read_compact_string(view, pos)
            self.group_id, pos = read_compact_string(view, pos)
            self.producer_id, self.producer_epoch, self.generation_id_or_member_epoch = _qhi.unpack_from(view, pos)
            pos += 14
            self.member_id, pos = read_compact_string(view, pos)
            self.group_instance_id, pos = read_nullable_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                txn_offset_commit_request_topic_item, pos = TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic._read(
                    view, pos, version
                )
                self.topics.append(txn_offset_commit_request_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.transactional_id, pos = read_string(view, pos)
            self.group_id, pos = read_string(view, pos)
            self.generation_id_or_member_epoch = -1
            self.member_id = ""
            self.group_instance_id = None
            self.producer_id, self.producer_epoch = _qh.unpack_from(view, pos)
            pos += 10
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                txn_offset_commit_request_topic_item, pos = TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic._read(
                    view, pos, version
                )
                self.topics.append(txn_offset_commit_request_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


class TxnOffsetCommitResponse(Message):
    """Kafka's TxnOffsetCommitResponse, versions 0 to 6."""

    NAME = "TxnOffsetCommit"
    API_KEY = 28
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 3

    class TxnOffsetCommitResponsePartition(Struct):
        """Part of TxnOffsetCommitResponse."""

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
            if version >= 3:
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
            if version >= 3:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class TxnOffsetCommitResponseTopic(Struct):
        """Part of TxnOffsetCommitResponse."""

        __slots__ = ("name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partitions")
        name: str
        topic_id: bytes
        partitions: list[TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                if version <= 5:
                    write_compact_string(out, self.name)
                if version >= 6:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                for txn_offset_commit_response_partition_item in self.partitions:
                    txn_offset_commit_response_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for txn_offset_commit_response_partition_item in self.partitions:
                    txn_offset_commit_response_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                if version <= 5:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 6:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    txn_offset_commit_response_partition_item, pos = (
                        TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition._read(view, pos, version)
                    )
                    self.partitions.append(txn_offset_commit_response_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    txn_offset_commit_response_partition_item, pos = (
                        TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition._read(view, pos, version)
                    )
                    self.partitions.append(txn_offset_commit_response_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.topics)
            for txn_offset_commit_response_topic_item in self.topics:
                txn_offset_commit_response_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for txn_offset_commit_response_topic_item in self.topics:
                txn_offset_commit_response_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                txn_offset_commit_response_topic_item, pos = TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic._read(
                    view, pos, version
                )
                self.topics.append(txn_offset_commit_response_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                txn_offset_commit_response_topic_item, pos = TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic._read(
                    view, pos, version
                )
                self.topics.append(txn_offset_commit_response_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


TxnOffsetCommitRequest.RESPONSE = TxnOffsetCommitResponse
