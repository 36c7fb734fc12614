# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, RecordsField, Request, Struct, not_carried, tag_overrun
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_records,
    read_compact_string,
    read_nullable_compact_string,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_records,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_H = Packer(">H")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_q = Packer(">q")
_qi = Packer(">qi")
_qq = Packer(">qq")


class FetchSnapshotRequest(Request):
    """Kafka's FetchSnapshotRequest, versions 0 to 1."""

    NAME = "FetchSnapshot"
    API_KEY = 59
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class SnapshotId(Struct):
        """Part of FetchSnapshotRequest."""

        __slots__ = ("end_offset", "epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("end_offset", "epoch")
        end_offset: int
        epoch: int

        def __init__(
            self,
            *,
            end_offset: int = 0,
            epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.end_offset = end_offset
            self.epoch = epoch

        def _write(self, out: Out, version: int) -> None:
            out += _qi.pack(self.end_offset, self.epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.end_offset, self.epoch = _qi.unpack_from(view, pos)
            pos += 12
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionSnapshot(Struct):
        """Part of FetchSnapshotRequest."""

        __slots__ = ("partition", "current_leader_epoch", "snapshot_id", "position", "replica_directory_id")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition",
            "current_leader_epoch",
            "snapshot_id",
            "position",
            "replica_directory_id",
        )
        partition: int
        current_leader_epoch: int
        snapshot_id: FetchSnapshotRequest.SnapshotId
        position: int
        replica_directory_id: bytes

        def __init__(
            self,
            *,
            partition: int = 0,
            current_leader_epoch: int = 0,
            snapshot_id: FetchSnapshotRequest.SnapshotId | None = None,
            position: int = 0,
            replica_directory_id: bytes = ZERO_UUID,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.current_leader_epoch = current_leader_epoch
            self.snapshot_id = FetchSnapshotRequest.SnapshotId() if snapshot_id is None else snapshot_id
            self.position = position
            self.replica_directory_id = replica_directory_id

        def _write(self, out: Out, version: int) -> None:
            out += _ii.pack(self.partition, self.current_leader_epoch)
            self.snapshot_id._write(out, version)
            out += _q.pack(self.position)
            tags: dict[int, bytes | bytearray] = {}
            if version >= 1 and (self.replica_directory_id != ZERO_UUID):
                part = Out()
                part += _u.pack(uuid(self.replica_directory_id))
                tags[0] = part
            write_tags(out, tags, self.unknown_tagged_fields)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition, self.current_leader_epoch = _ii.unpack_from(view, pos)
            pos += 8
            self.snapshot_id, pos = FetchSnapshotRequest.SnapshotId._read(view, pos, version)
            self.position = _q.unpack_from(view, pos)[0]
            pos += 8
            self.replica_directory_id = ZERO_UUID
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0 and version >= 1:
                    self.replica_directory_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
            return self, pos

    class TopicSnapshot(Struct):
        """Part of FetchSnapshotRequest."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[FetchSnapshotRequest.PartitionSnapshot]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[FetchSnapshotRequest.PartitionSnapshot] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partitions)
            for partition_snapshot_item in self.partitions:
                partition_snapshot_item._write(out, version)
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
                partition_snapshot_item, pos = FetchSnapshotRequest.PartitionSnapshot._read(view, pos, version)
                self.partitions.append(partition_snapshot_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("cluster_id", "replica_id", "max_bytes", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("cluster_id", "replica_id", "max_bytes", "topics")
    cluster_id: str | None
    replica_id: int
    max_bytes: int
    topics: list[FetchSnapshotRequest.TopicSnapshot]

    def __init__(
        self,
        *,
        cluster_id: str | None = None,
        replica_id: int = -1,
        max_bytes: int = 2147483647,
        topics: list[FetchSnapshotRequest.TopicSnapshot] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.replica_id = replica_id
        self.max_bytes = max_bytes
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _ii.pack(self.replica_id, self.max_bytes)
        write_compact_count(out, self.topics)
        for topic_snapshot_item in self.topics:
            topic_snapshot_item._write(out, version)
        tags: dict[int, bytes | bytearray] = {}
        if self.cluster_id is not None:
            part = Out()
            write_nullable_compact_string(part, self.cluster_id)
            tags[0] = part
        write_tags(out, tags, self.unknown_tagged_fields)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.replica_id, self.max_bytes = _ii.unpack_from(view, pos)
        pos += 8
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_snapshot_item, pos = FetchSnapshotRequest.TopicSnapshot._read(view, pos, version)
            self.topics.append(topic_snapshot_item)
        self.cluster_id = None
        unknown: dict[int, bytes] = {}
        tag_count, pos = read_tag_count(view, pos)
        for _tag in range(tag_count):
            tag, pos, end = read_tag(view, pos)
            if tag == 0:
                self.cluster_id, pos = read_nullable_compact_string(view, pos)
            else:
                unknown[tag] = bytes(view[pos:end])
                pos = end
            if pos != end:
                raise tag_overrun(tag)
        self.unknown_tagged_fields = unknown or None
        return self, pos


class FetchSnapshotResponse(Message):
    """Kafka's FetchSnapshotResponse, versions 0 to 1."""

    NAME = "FetchSnapshot"
    API_KEY = 59
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class SnapshotId(Struct):
        """Part of FetchSnapshotResponse."""

        __slots__ = ("end_offset", "epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("end_offset", "epoch")
        end_offset: int
        epoch: int

        def __init__(
            self,
            *,
            end_offset: int = 0,
            epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.end_offset = end_offset
            self.epoch = epoch

        def _write(self, out: Out, version: int) -> None:
            out += _qi.pack(self.end_offset, self.epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.end_offset, self.epoch = _qi.unpack_from(view, pos)
            pos += 12
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class LeaderIdAndEpoch(Struct):
        """Part of FetchSnapshotResponse."""

        __slots__ = ("leader_id", "leader_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("leader_id", "leader_epoch")
        leader_id: int
        leader_epoch: int

        def __init__(
            self,
            *,
            leader_id: int = 0,
            leader_epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch

        def _write(self, out: Out, version: int) -> None:
            out += _ii.pack(self.leader_id, self.leader_epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.leader_id, self.leader_epoch = _ii.unpack_from(view, pos)
            pos += 8
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionSnapshot(Struct):
        """Part of FetchSnapshotResponse."""

        __slots__ = ("index", "error_code", "snapshot_id", "current_leader", "size", "position", "unaligned_records")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "index",
            "error_code",
            "snapshot_id",
            "current_leader",
            "size",
            "position",
            "unaligned_records",
        )
        index: int
        error_code: int
        snapshot_id: FetchSnapshotResponse.SnapshotId
        current_leader: FetchSnapshotResponse.LeaderIdAndEpoch
        size: int
        position: int
        unaligned_records: RecordsField

        def __init__(
            self,
            *,
            index: int = 0,
            error_code: int = 0,
            snapshot_id: FetchSnapshotResponse.SnapshotId | None = None,
            current_leader: FetchSnapshotResponse.LeaderIdAndEpoch | None = None,
            size: int = 0,
            position: int = 0,
            unaligned_records: RecordsField = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.index = index
            self.error_code = error_code
            self.snapshot_id = FetchSnapshotResponse.SnapshotId() if snapshot_id is None else snapshot_id
            self.current_leader = FetchSnapshotResponse.LeaderIdAndEpoch() if current_leader is None else current_leader
            self.size = size
            self.position = position
            self.unaligned_records = unaligned_records

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.index, self.error_code)
            self.snapshot_id._write(out, version)
            out += _qq.pack(self.size, self.position)
            write_compact_records(out, self.unaligned_records)
            tags: dict[int, bytes | bytearray] = {}
            if self.current_leader != FetchSnapshotResponse.LeaderIdAndEpoch():
                part = Out()
                self.current_leader._write(part, version)
                tags[0] = part
            write_tags(out, tags, self.unknown_tagged_fields)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.index, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.snapshot_id, pos = FetchSnapshotResponse.SnapshotId._read(view, pos, version)
            self.size, self.position = _qq.unpack_from(view, pos)
            pos += 16
            self.unaligned_records, pos = read_compact_records(view, pos)
            self.current_leader = FetchSnapshotResponse.LeaderIdAndEpoch()
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0:
                    self.current_leader, pos = FetchSnapshotResponse.LeaderIdAndEpoch._read(view, pos, version)
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
            return self, pos

    class TopicSnapshot(Struct):
        """Part of FetchSnapshotResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[FetchSnapshotResponse.PartitionSnapshot]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[FetchSnapshotResponse.PartitionSnapshot] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_count(out, self.partitions)
            for partition_snapshot_item in self.partitions:
                partition_snapshot_item._write(out, version)
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
                partition_snapshot_item, pos = FetchSnapshotResponse.PartitionSnapshot._read(view, pos, version)
                self.partitions.append(partition_snapshot_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class NodeEndpoint(Struct):
        """Part of FetchSnapshotResponse."""

        __slots__ = ("node_id", "host", "port")
        FIELDS: ClassVar[tuple[str, ...]] = ("node_id", "host", "port")
        node_id: int
        host: str
        port: int

        def __init__(
            self,
            *,
            node_id: int = 0,
            host: str = "",
            port: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.node_id = node_id
            self.host = host
            self.port = port

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _i.pack(self.node_id)
            elif self.node_id != 0:
                raise not_carried("FetchSnapshotResponse", "node_id", version)
            if version >= 1:
                write_compact_string(out, self.host)
            elif self.host:
                raise not_carried("FetchSnapshotResponse", "host", version)
            if version >= 1:
                out += _H.pack(self.port)
            elif self.port != 0:
                raise not_carried("FetchSnapshotResponse", "port", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.node_id = 0
            if version >= 1:
                self.host, pos = read_compact_string(view, pos)
            else:
                self.host = ""
            if version >= 1:
                self.port = _H.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.port = 0
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "topics", "node_endpoints")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "topics", "node_endpoints")
    throttle_time_ms: int
    error_code: int
    topics: list[FetchSnapshotResponse.TopicSnapshot]
    node_endpoints: list[FetchSnapshotResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        topics: list[FetchSnapshotResponse.TopicSnapshot] | None = None,
        node_endpoints: list[FetchSnapshotResponse.NodeEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.topics = [] if topics is None else topics
        self.node_endpoints = [] if node_endpoints is None else node_endpoints

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_compact_count(out, self.topics)
        for topic_snapshot_item in self.topics:
            topic_snapshot_item._write(out, version)
        tags: dict[int, bytes | bytearray] = {}
        if version >= 1 and (self.node_endpoints):
            part = Out()
            write_compact_count(part, self.node_endpoints)
            for node_endpoint_item in self.node_endpoints:
                node_endpoint_item._write(part, version)
            tags[0] = part
        write_tags(out, tags, self.unknown_tagged_fields)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_snapshot_item, pos = FetchSnapshotResponse.TopicSnapshot._read(view, pos, version)
            self.topics.append(topic_snapshot_item)
        self.node_endpoints = []
        unknown: dict[int, bytes] = {}
        tag_count, pos = read_tag_count(view, pos)
        for _tag in range(tag_count):
            tag, pos, end = read_tag(view, pos)
            if tag == 0 and version >= 1:
                count, pos = read_compact_count(view, pos)
                self.node_endpoints = []
                for _ in range(count):
                    node_endpoint_item, pos = FetchSnapshotResponse.NodeEndpoint._read(view, pos, version)
                    self.node_endpoints.append(node_endpoint_item)
            else:
                unknown[tag] = bytes(view[pos:end])
                pos = end
            if pos != end:
                raise tag_overrun(tag)
        self.unknown_tagged_fields = unknown or None
        return self, pos


FetchSnapshotRequest.RESPONSE = FetchSnapshotResponse
