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
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_string,
    write_tags,
)

_hi = Packer(">hi")
_hiiq = Packer(">hiiq")
_i = Packer(">i")
_iii = Packer(">iii")
_q = Packer(">q")


class OffsetForLeaderEpochRequest(Request):
    """Kafka's OffsetForLeaderEpochRequest, versions 0 to 4."""

    NAME = "OffsetForLeaderEpoch"
    API_KEY = 23
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 4

    class OffsetForLeaderPartition(Struct):
        """Part of OffsetForLeaderEpochRequest."""

        __slots__ = ("partition", "current_leader_epoch", "leader_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition", "current_leader_epoch", "leader_epoch")
        partition: int
        current_leader_epoch: int
        leader_epoch: int

        def __init__(
            self,
            *,
            partition: int = 0,
            current_leader_epoch: int = -1,
            leader_epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.current_leader_epoch = current_leader_epoch
            self.leader_epoch = leader_epoch

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                out += _iii.pack(self.partition, self.current_leader_epoch, self.leader_epoch)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.partition)
                if version >= 2:
                    out += _i.pack(self.current_leader_epoch)
                out += _i.pack(self.leader_epoch)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.partition, self.current_leader_epoch, self.leader_epoch = _iii.unpack_from(view, pos)
                pos += 12
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition = _i.unpack_from(view, pos)[0]
                pos += 4
                if version >= 2:
                    self.current_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.current_leader_epoch = -1
                self.leader_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetForLeaderTopic(Struct):
        """Part of OffsetForLeaderEpochRequest."""

        __slots__ = ("topic", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "partitions")
        topic: str
        partitions: list[OffsetForLeaderEpochRequest.OffsetForLeaderPartition]

        def __init__(
            self,
            *,
            topic: str = "",
            partitions: list[OffsetForLeaderEpochRequest.OffsetForLeaderPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.topic)
                write_compact_count(out, self.partitions)
                for offset_for_leader_partition_item in self.partitions:
                    offset_for_leader_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic)
                write_count(out, self.partitions)
                for offset_for_leader_partition_item in self.partitions:
                    offset_for_leader_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.topic, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_for_leader_partition_item, pos = OffsetForLeaderEpochRequest.OffsetForLeaderPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(offset_for_leader_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_for_leader_partition_item, pos = OffsetForLeaderEpochRequest.OffsetForLeaderPartition._read(
                        view, pos, version
                    )
                    self.partitions.append(offset_for_leader_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("replica_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("replica_id", "topics")
    replica_id: int
    topics: list[OffsetForLeaderEpochRequest.OffsetForLeaderTopic]

    def __init__(
        self,
        *,
        replica_id: int = -2,
        topics: list[OffsetForLeaderEpochRequest.OffsetForLeaderTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.replica_id = replica_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _i.pack(self.replica_id)
            write_compact_count(out, self.topics)
            for offset_for_leader_topic_item in self.topics:
                offset_for_leader_topic_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 3:
                out += _i.pack(self.replica_id)
            write_count(out, self.topics)
            for offset_for_leader_topic_item in self.topics:
                offset_for_leader_topic_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.replica_id = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_for_leader_topic_item, pos = OffsetForLeaderEpochRequest.OffsetForLeaderTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_for_leader_topic_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 3:
                self.replica_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.replica_id = -2
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_for_leader_topic_item, pos = OffsetForLeaderEpochRequest.OffsetForLeaderTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_for_leader_topic_item)
            self.unknown_tagged_fields = None
        return self, pos


class OffsetForLeaderEpochResponse(Message):
    """Kafka's OffsetForLeaderEpochResponse, versions 0 to 4."""

    NAME = "OffsetForLeaderEpoch"
    API_KEY = 23
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 4

    class EpochEndOffset(Struct):
        """Part of OffsetForLeaderEpochResponse."""

        __slots__ = ("error_code", "partition", "leader_epoch", "end_offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "partition", "leader_epoch", "end_offset")
        error_code: int
        partition: int
        leader_epoch: int
        end_offset: int

        def __init__(
            self,
            *,
            error_code: int = 0,
            partition: int = 0,
            leader_epoch: int = -1,
            end_offset: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.partition = partition
            self.leader_epoch = leader_epoch
            self.end_offset = end_offset

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                out += _hiiq.pack(self.error_code, self.partition, self.leader_epoch, self.end_offset)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _hi.pack(self.error_code, self.partition)
                if version >= 1:
                    out += _i.pack(self.leader_epoch)
                out += _q.pack(self.end_offset)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.error_code, self.partition, self.leader_epoch, self.end_offset = _hiiq.unpack_from(view, pos)
                pos += 18
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code, self.partition = _hi.unpack_from(view, pos)
                pos += 6
                if version >= 1:
                    self.leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.leader_epoch = -1
                self.end_offset = _q.unpack_from(view, pos)[0]
                pos += 8
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetForLeaderTopicResult(Struct):
        """Part of OffsetForLeaderEpochResponse."""

        __slots__ = ("topic", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "partitions")
        topic: str
        partitions: list[OffsetForLeaderEpochResponse.EpochEndOffset]

        def __init__(
            self,
            *,
            topic: str = "",
            partitions: list[OffsetForLeaderEpochResponse.EpochEndOffset] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.topic)
                write_compact_count(out, self.partitions)
                for epoch_end_offset_item in self.partitions:
                    epoch_end_offset_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic)
                write_count(out, self.partitions)
                for epoch_end_offset_item in self.partitions:
                    epoch_end_offset_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.topic, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    epoch_end_offset_item, pos = OffsetForLeaderEpochResponse.EpochEndOffset._read(view, pos, version)
                    self.partitions.append(epoch_end_offset_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    epoch_end_offset_item, pos = OffsetForLeaderEpochResponse.EpochEndOffset._read(view, pos, version)
                    self.partitions.append(epoch_end_offset_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.topics)
            for offset_for_leader_topic_result_item in self.topics:
                offset_for_leader_topic_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 2:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for offset_for_leader_topic_result_item in self.topics:
                offset_for_leader_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_for_leader_topic_result_item, pos = (
                    OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult._read(view, pos, version)
                )
                self.topics.append(offset_for_leader_topic_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 2:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                offset_for_leader_topic_result_item, pos = (
                    OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult._read(view, pos, version)
                )
                self.topics.append(offset_for_leader_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


OffsetForLeaderEpochRequest.RESPONSE = OffsetForLeaderEpochResponse
