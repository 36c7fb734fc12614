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
    read_count,
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_nullable_count,
    read_records,
    read_string,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_records,
    write_compact_string,
    write_count,
    write_fixed,
    write_nullable_compact_string,
    write_records,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ihi = Packer(">ihi")
_ihq = Packer(">ihq")
_ihqqq = Packer(">ihqqq")
_ii = Packer(">ii")
_iii = Packer(">iii")
_iiibii = Packer(">iiibii")
_iiqiqi = Packer(">iiqiqi")
_iq = Packer(">iq")
_q = Packer(">q")
_qi = Packer(">qi")
_qq = Packer(">qq")


class FetchRequest(Request):
    """Kafka's FetchRequest, versions 0 to 18."""

    NAME = "Fetch"
    API_KEY = 1
    MIN_VERSION = 0
    MAX_VERSION = 18
    FLEXIBLE_FROM = 12

    class ReplicaState(Struct):
        """Part of FetchRequest."""

        __slots__ = ("replica_id", "replica_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("replica_id", "replica_epoch")
        replica_id: int
        replica_epoch: int

        def __init__(
            self,
            *,
            replica_id: int = -1,
            replica_epoch: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.replica_id = replica_id
            self.replica_epoch = replica_epoch

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                if version >= 15:
                    out += _i.pack(self.replica_id)
                elif self.replica_id != -1:
                    raise not_carried("FetchRequest", "replica_id", version)
                if version >= 15:
                    out += _q.pack(self.replica_epoch)
                elif self.replica_epoch != -1:
                    raise not_carried("FetchRequest", "replica_epoch", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.replica_id != -1:
                    raise not_carried("FetchRequest", "replica_id", version)
                if self.replica_epoch != -1:
                    raise not_carried("FetchRequest", "replica_epoch", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                if version >= 15:
                    self.replica_id = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.replica_id = -1
                if version >= 15:
                    self.replica_epoch = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.replica_epoch = -1
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.replica_id = -1
                self.replica_epoch = -1
                self.unknown_tagged_fields = None
            return self, pos

    class FetchPartition(Struct):
        """Part of FetchRequest."""

        __slots__ = (
            "partition",
            "current_leader_epoch",
            "fetch_offset",
            "last_fetched_epoch",
            "log_start_offset",
            "partition_max_bytes",
            "replica_directory_id",
            "high_watermark",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition",
            "current_leader_epoch",
            "fetch_offset",
            "last_fetched_epoch",
            "log_start_offset",
            "partition_max_bytes",
            "replica_directory_id",
            "high_watermark",
        )
        partition: int
        current_leader_epoch: int
        fetch_offset: int
        last_fetched_epoch: int
        log_start_offset: int
        partition_max_bytes: int
        replica_directory_id: bytes
        high_watermark: int

        def __init__(
            self,
            *,
            partition: int = 0,
            current_leader_epoch: int = -1,
            fetch_offset: int = 0,
            last_fetched_epoch: int = -1,
            log_start_offset: int = -1,
            partition_max_bytes: int = 0,
            replica_directory_id: bytes = ZERO_UUID,
            high_watermark: int = 9223372036854775807,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition = partition
            self.current_leader_epoch = current_leader_epoch
            self.fetch_offset = fetch_offset
            self.last_fetched_epoch = last_fetched_epoch
            self.log_start_offset = log_start_offset
            self.partition_max_bytes = partition_max_bytes
            self.replica_directory_id = replica_directory_id
            self.high_watermark = high_watermark

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                out += _iiqiqi.pack(
                    self.partition,
                    self.current_leader_epoch,
                    self.fetch_offset,
                    self.last_fetched_epoch,
                    self.log_start_offset,
                    self.partition_max_bytes,
                )
                tags: dict[int, bytes | bytearray] = {}
                if version >= 17 and (self.replica_directory_id != ZERO_UUID):
                    part = Out()
                    part += _u.pack(uuid(self.replica_directory_id))
                    tags[0] = part
                if version >= 18 and (self.high_watermark != 9223372036854775807):
                    part = Out()
                    part += _q.pack(self.high_watermark)
                    tags[1] = part
                write_tags(out, tags, self.unknown_tagged_fields)
            else:
                out += _i.pack(self.partition)
                if version >= 9:
                    out += _i.pack(self.current_leader_epoch)
                out += _q.pack(self.fetch_offset)
                if self.last_fetched_epoch != -1:
                    raise not_carried("FetchRequest", "last_fetched_epoch", version)
                if version >= 5:
                    out += _q.pack(self.log_start_offset)
                out += _i.pack(self.partition_max_bytes)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                (
                    self.partition,
                    self.current_leader_epoch,
                    self.fetch_offset,
                    self.last_fetched_epoch,
                    self.log_start_offset,
                    self.partition_max_bytes,
                ) = _iiqiqi.unpack_from(view, pos)
                pos += 32
                self.replica_directory_id = ZERO_UUID
                self.high_watermark = 9223372036854775807
                unknown: dict[int, bytes] = {}
                tag_count, pos = read_tag_count(view, pos)
                for _tag in range(tag_count):
                    tag, pos, end = read_tag(view, pos)
                    if tag == 0 and version >= 17:
                        self.replica_directory_id = _u.unpack_from(view, pos)[0]
                        pos += 16
                    elif tag == 1 and version >= 18:
                        self.high_watermark = _q.unpack_from(view, pos)[0]
                        pos += 8
                    else:
                        unknown[tag] = bytes(view[pos:end])
                        pos = end
                    if pos != end:
                        raise tag_overrun(tag)
                self.unknown_tagged_fields = unknown or None
            else:
                self.partition = _i.unpack_from(view, pos)[0]
                pos += 4
                if version >= 9:
                    self.current_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.current_leader_epoch = -1
                self.last_fetched_epoch = -1
                self.fetch_offset = _q.unpack_from(view, pos)[0]
                pos += 8
                if version >= 5:
                    self.log_start_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.log_start_offset = -1
                self.replica_directory_id = ZERO_UUID
                self.high_watermark = 9223372036854775807
                self.partition_max_bytes = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields = None
            return self, pos

    class FetchTopic(Struct):
        """Part of FetchRequest."""

        __slots__ = ("topic", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "topic_id", "partitions")
        topic: str
        topic_id: bytes
        partitions: list[FetchRequest.FetchPartition]

        def __init__(
            self,
            *,
            topic: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[FetchRequest.FetchPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                if version <= 12:
                    write_compact_string(out, self.topic)
                if version >= 13:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                for fetch_partition_item in self.partitions:
                    fetch_partition_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic)
                write_count(out, self.partitions)
                for fetch_partition_item in self.partitions:
                    fetch_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                if version <= 12:
                    self.topic, pos = read_compact_string(view, pos)
                else:
                    self.topic = ""
                if version >= 13:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    fetch_partition_item, pos = FetchRequest.FetchPartition._read(view, pos, version)
                    self.partitions.append(fetch_partition_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    fetch_partition_item, pos = FetchRequest.FetchPartition._read(view, pos, version)
                    self.partitions.append(fetch_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    class ForgottenTopic(Struct):
        """Part of FetchRequest."""

        __slots__ = ("topic", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "topic_id", "partitions")
        topic: str
        topic_id: bytes
        partitions: list[int]

        def __init__(
            self,
            *,
            topic: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                if version <= 12:
                    write_compact_string(out, self.topic)
                if version >= 13:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 7:
                    write_string(out, self.topic)
                if version >= 7:
                    write_count(out, self.partitions)
                    write_fixed(out, self.partitions, "i")
                elif self.partitions:
                    raise not_carried("FetchRequest", "partitions", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                if version <= 12:
                    self.topic, pos = read_compact_string(view, pos)
                else:
                    self.topic = ""
                if version >= 13:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 7:
                    self.topic, pos = read_string(view, pos)
                else:
                    self.topic = ""
                self.topic_id = ZERO_UUID
                if version >= 7:
                    count, pos = read_count(view, pos)
                    self.partitions, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.partitions = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "cluster_id",
        "replica_id",
        "replica_state",
        "max_wait_ms",
        "min_bytes",
        "max_bytes",
        "isolation_level",
        "session_id",
        "session_epoch",
        "topics",
        "forgotten_topics_data",
        "rack_id",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "cluster_id",
        "replica_id",
        "replica_state",
        "max_wait_ms",
        "min_bytes",
        "max_bytes",
        "isolation_level",
        "session_id",
        "session_epoch",
        "topics",
        "forgotten_topics_data",
        "rack_id",
    )
    cluster_id: str | None
    replica_id: int
    replica_state: FetchRequest.ReplicaState
    max_wait_ms: int
    min_bytes: int
    max_bytes: int
    isolation_level: int
    session_id: int
    session_epoch: int
    topics: list[FetchRequest.FetchTopic]
    forgotten_topics_data: list[FetchRequest.ForgottenTopic]
    rack_id: str

    def __init__(
        self,
        *,
        cluster_id: str | None = None,
        replica_id: int = -1,
        replica_state: FetchRequest.ReplicaState | None = None,
        max_wait_ms: int = 0,
        min_bytes: int = 0,
        max_bytes: int = 2147483647,
        isolation_level: int = 0,
        session_id: int = 0,
        session_epoch: int = -1,
        topics: list[FetchRequest.FetchTopic] | None = None,
        forgotten_topics_data: list[FetchRequest.ForgottenTopic] | None = None,
        rack_id: str = "",
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.replica_id = replica_id
        self.replica_state = FetchRequest.ReplicaState() if replica_state is None else replica_state
        self.max_wait_ms = max_wait_ms
        self.min_bytes = min_bytes
        self.max_bytes = max_bytes
        self.isolation_level = isolation_level
        self.session_id = session_id
        self.session_epoch = session_epoch
        self.topics = [] if topics is None else topics
        self.forgotten_topics_data = [] if forgotten_topics_data is None else forgotten_topics_data
        self.rack_id = rack_id

    def _write(self, out: Out, version: int) -> None:
        if version >= 12:
            if version <= 14:
                out += _i.pack(self.replica_id)
            elif self.replica_id != -1:
                raise not_carried("FetchRequest", "replica_id", version)
            out += _iiibii.pack(
                self.max_wait_ms,
                self.min_bytes,
                self.max_bytes,
                self.isolation_level,
                self.session_id,
                self.session_epoch,
            )
            write_compact_count(out, self.topics)
            for fetch_topic_item in self.topics:
                fetch_topic_item._write(out, version)
            write_compact_count(out, self.forgotten_topics_data)
            for forgotten_topic_item in self.forgotten_topics_data:
                forgotten_topic_item._write(out, version)
            write_compact_string(out, self.rack_id)
            tags: dict[int, bytes | bytearray] = {}
            if self.cluster_id is not None:
                part = Out()
                write_nullable_compact_string(part, self.cluster_id)
                tags[0] = part
            if version >= 15 and (self.replica_state != FetchRequest.ReplicaState()):
                part = Out()
                self.replica_state._write(part, version)
                tags[1] = part
            write_tags(out, tags, self.unknown_tagged_fields)
        else:
            out += _i.pack(self.replica_id)
            if self.replica_state != FetchRequest.ReplicaState():
                raise not_carried("FetchRequest", "replica_state", version)
            out += _ii.pack(self.max_wait_ms, self.min_bytes)
            if version >= 3:
                out += _i.pack(self.max_bytes)
            if version >= 4:
                out += _b.pack(self.isolation_level)
            if version >= 7:
                out += _i.pack(self.session_id)
            if version >= 7:
                out += _i.pack(self.session_epoch)
            write_count(out, self.topics)
            for fetch_topic_item in self.topics:
                fetch_topic_item._write(out, version)
            if version >= 7:
                write_count(out, self.forgotten_topics_data)
                for forgotten_topic_item in self.forgotten_topics_data:
                    forgotten_topic_item._write(out, version)
            elif self.forgotten_topics_data:
                raise not_carried("FetchRequest", "forgotten_topics_data", version)
            if version >= 11:
                write_string(out, self.rack_id)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 12:
            if version <= 14:
                self.replica_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.replica_id = -1
            (
                self.max_wait_ms,
                self.min_bytes,
                self.max_bytes,
                self.isolation_level,
                self.session_id,
                self.session_epoch,
            ) = _iiibii.unpack_from(view, pos)
            pos += 21
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                fetch_topic_item, pos = FetchRequest.FetchTopic._read(view, pos, version)
                self.topics.append(fetch_topic_item)
            count, pos = read_compact_count(view, pos)
            self.forgotten_topics_data = []
            for _ in range(count):
                forgotten_topic_item, pos = FetchRequest.ForgottenTopic._read(view, pos, version)
                self.forgotten_topics_data.append(forgotten_topic_item)
            self.rack_id, pos = read_compact_string(view, pos)
            self.cluster_id = None
            self.replica_state = FetchRequest.ReplicaState()
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0:
                    self.cluster_id, pos = read_nullable_compact_string(view, pos)
                elif tag == 1 and version >= 15:
                    self.replica_state, pos = FetchRequest.ReplicaState._read(view, pos, version)
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
        else:
            self.cluster_id = None
            self.replica_state = FetchRequest.ReplicaState()
            self.replica_id, self.max_wait_ms, self.min_bytes = _iii.unpack_from(view, pos)
            pos += 12
            if version >= 3:
                self.max_bytes = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.max_bytes = 2147483647
            if version >= 4:
                self.isolation_level = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.isolation_level = 0
            if version >= 7:
                self.session_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.session_id = 0
            if version >= 7:
                self.session_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.session_epoch = -1
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                fetch_topic_item, pos = FetchRequest.FetchTopic._read(view, pos, version)
                self.topics.append(fetch_topic_item)
            if version >= 7:
                count, pos = read_count(view, pos)
                self.forgotten_topics_data = []
                for _ in range(count):
                    forgotten_topic_item, pos = FetchRequest.ForgottenTopic._read(view, pos, version)
                    self.forgotten_topics_data.append(forgotten_topic_item)
            else:
                self.forgotten_topics_data = []
            if version >= 11:
                self.rack_id, pos = read_string(view, pos)
            else:
                self.rack_id = ""
            self.unknown_tagged_fields = None
        return self, pos


class FetchResponse(Message):
    """Kafka's FetchResponse, versions 0 to 18."""

    NAME = "Fetch"
    API_KEY = 1
    MIN_VERSION = 0
    MAX_VERSION = 18
    FLEXIBLE_FROM = 12

    class EpochEndOffset(Struct):
        """Part of FetchResponse."""

        __slots__ = ("epoch", "end_offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("epoch", "end_offset")
        epoch: int
        end_offset: int

        def __init__(
            self,
            *,
            epoch: int = -1,
            end_offset: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.epoch = epoch
            self.end_offset = end_offset

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                out += _iq.pack(self.epoch, self.end_offset)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.epoch != -1:
                    raise not_carried("FetchResponse", "epoch", version)
                if self.end_offset != -1:
                    raise not_carried("FetchResponse", "end_offset", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                self.epoch, self.end_offset = _iq.unpack_from(view, pos)
                pos += 12
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.epoch = -1
                self.end_offset = -1
                self.unknown_tagged_fields = None
            return self, pos

    class LeaderIdAndEpoch(Struct):
        """Part of FetchResponse."""

        __slots__ = ("leader_id", "leader_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("leader_id", "leader_epoch")
        leader_id: int
        leader_epoch: int

        def __init__(
            self,
            *,
            leader_id: int = -1,
            leader_epoch: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                out += _ii.pack(self.leader_id, self.leader_epoch)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.leader_id != -1:
                    raise not_carried("FetchResponse", "leader_id", version)
                if self.leader_epoch != -1:
                    raise not_carried("FetchResponse", "leader_epoch", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                self.leader_id, self.leader_epoch = _ii.unpack_from(view, pos)
                pos += 8
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.leader_id = -1
                self.leader_epoch = -1
                self.unknown_tagged_fields = None
            return self, pos

    class SnapshotId(Struct):
        """Part of FetchResponse."""

        __slots__ = ("end_offset", "epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("end_offset", "epoch")
        end_offset: int
        epoch: int

        def __init__(
            self,
            *,
            end_offset: int = -1,
            epoch: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.end_offset = end_offset
            self.epoch = epoch

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                out += _qi.pack(self.end_offset, self.epoch)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _qi.pack(self.end_offset, self.epoch)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                self.end_offset, self.epoch = _qi.unpack_from(view, pos)
                pos += 12
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.end_offset, self.epoch = _qi.unpack_from(view, pos)
                pos += 12
                self.unknown_tagged_fields = None
            return self, pos

    class AbortedTransaction(Struct):
        """Part of FetchResponse."""

        __slots__ = ("producer_id", "first_offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("producer_id", "first_offset")
        producer_id: int
        first_offset: int

        def __init__(
            self,
            *,
            producer_id: int = 0,
            first_offset: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.producer_id = producer_id
            self.first_offset = first_offset

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                out += _qq.pack(self.producer_id, self.first_offset)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 4:
                    out += _q.pack(self.producer_id)
                elif self.producer_id != 0:
                    raise not_carried("FetchResponse", "producer_id", version)
                if version >= 4:
                    out += _q.pack(self.first_offset)
                elif self.first_offset != 0:
                    raise not_carried("FetchResponse", "first_offset", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                self.producer_id, self.first_offset = _qq.unpack_from(view, pos)
                pos += 16
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 4:
                    self.producer_id = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.producer_id = 0
                if version >= 4:
                    self.first_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.first_offset = 0
                self.unknown_tagged_fields = None
            return self, pos

    class PartitionData(Struct):
        """Part of FetchResponse."""

        __slots__ = (
            "partition_index",
            "error_code",
            "high_watermark",
            "last_stable_offset",
            "log_start_offset",
            "diverging_epoch",
            "current_leader",
            "snapshot_id",
            "aborted_transactions",
            "preferred_read_replica",
            "records",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "error_code",
            "high_watermark",
            "last_stable_offset",
            "log_start_offset",
            "diverging_epoch",
            "current_leader",
            "snapshot_id",
            "aborted_transactions",
            "preferred_read_replica",
            "records",
        )
        partition_index: int
        error_code: int
        high_watermark: int
        last_stable_offset: int
        log_start_offset: int
        diverging_epoch: FetchResponse.EpochEndOffset
        current_leader: FetchResponse.LeaderIdAndEpoch
        snapshot_id: FetchResponse.SnapshotId
        aborted_transactions: list[FetchResponse.AbortedTransaction] | None
        preferred_read_replica: int
        records: RecordsField

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            high_watermark: int = 0,
            last_stable_offset: int = -1,
            log_start_offset: int = -1,
            diverging_epoch: FetchResponse.EpochEndOffset | None = None,
            current_leader: FetchResponse.LeaderIdAndEpoch | None = None,
            snapshot_id: FetchResponse.SnapshotId | None = None,
            aborted_transactions: list[FetchResponse.AbortedTransaction] | None = None,
            preferred_read_replica: int = -1,
            records: RecordsField = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.high_watermark = high_watermark
            self.last_stable_offset = last_stable_offset
            self.log_start_offset = log_start_offset
            self.diverging_epoch = FetchResponse.EpochEndOffset() if diverging_epoch is None else diverging_epoch
            self.current_leader = FetchResponse.LeaderIdAndEpoch() if current_leader is None else current_leader
            self.snapshot_id = FetchResponse.SnapshotId() if snapshot_id is None else snapshot_id
            self.aborted_transactions = [] if aborted_transactions is None else aborted_transactions
            self.preferred_read_replica = preferred_read_replica
            self.records = records

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                out += _ihqqq.pack(
                    self.partition_index,
                    self.error_code,
                    self.high_watermark,
                    self.last_stable_offset,
                    self.log_start_offset,
                )
                if self.aborted_transactions is None:
                    out.append(0)
                else:
                    write_compact_count(out, self.aborted_transactions)
                    for aborted_transaction_item in self.aborted_transactions:
                        aborted_transaction_item._write(out, version)
                out += _i.pack(self.preferred_read_replica)
                write_compact_records(out, self.records)
                tags: dict[int, bytes | bytearray] = {}
                if self.diverging_epoch != FetchResponse.EpochEndOffset():
                    part = Out()
                    self.diverging_epoch._write(part, version)
                    tags[0] = part
                if self.current_leader != FetchResponse.LeaderIdAndEpoch():
                    part = Out()
                    self.current_leader._write(part, version)
                    tags[1] = part
                if self.snapshot_id != FetchResponse.SnapshotId():
                    part = Out()
                    self.snapshot_id._write(part, version)
                    tags[2] = part
                write_tags(out, tags, self.unknown_tagged_fields)
            else:
                out += _ihq.pack(self.partition_index, self.error_code, self.high_watermark)
                if version >= 4:
                    out += _q.pack(self.last_stable_offset)
                if version >= 5:
                    out += _q.pack(self.log_start_offset)
                if self.diverging_epoch != FetchResponse.EpochEndOffset():
                    raise not_carried("FetchResponse", "diverging_epoch", version)
                if self.current_leader != FetchResponse.LeaderIdAndEpoch():
                    raise not_carried("FetchResponse", "current_leader", version)
                if self.snapshot_id != FetchResponse.SnapshotId():
                    raise not_carried("FetchResponse", "snapshot_id", version)
                if version >= 4:
                    if self.aborted_transactions is None:
                        out += b"\xff\xff\xff\xff"
                    else:
                        write_count(out, self.aborted_transactions)
                        for aborted_transaction_item in self.aborted_transactions:
                            aborted_transaction_item._write(out, version)
                if version >= 11:
                    out += _i.pack(self.preferred_read_replica)
                elif self.preferred_read_replica != -1:
                    raise not_carried("FetchResponse", "preferred_read_replica", version)
                write_records(out, self.records)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                (
                    self.partition_index,
                    self.error_code,
                    self.high_watermark,
                    self.last_stable_offset,
                    self.log_start_offset,
                ) = _ihqqq.unpack_from(view, pos)
                pos += 30
                count, pos = read_nullable_compact_count(view, pos)
                if count < 0:
                    self.aborted_transactions = None
                else:
                    self.aborted_transactions = []
                    for _ in range(count):
                        aborted_transaction_item, pos = FetchResponse.AbortedTransaction._read(view, pos, version)
                        self.aborted_transactions.append(aborted_transaction_item)
                self.preferred_read_replica = _i.unpack_from(view, pos)[0]
                pos += 4
                self.records, pos = read_compact_records(view, pos)
                self.diverging_epoch = FetchResponse.EpochEndOffset()
                self.current_leader = FetchResponse.LeaderIdAndEpoch()
                self.snapshot_id = FetchResponse.SnapshotId()
                unknown: dict[int, bytes] = {}
                tag_count, pos = read_tag_count(view, pos)
                for _tag in range(tag_count):
                    tag, pos, end = read_tag(view, pos)
                    if tag == 0:
                        self.diverging_epoch, pos = FetchResponse.EpochEndOffset._read(view, pos, version)
                    elif tag == 1:
                        self.current_leader, pos = FetchResponse.LeaderIdAndEpoch._read(view, pos, version)
                    elif tag == 2:
                        self.snapshot_id, pos = FetchResponse.SnapshotId._read(view, pos, version)
                    else:
                        unknown[tag] = bytes(view[pos:end])
                        pos = end
                    if pos != end:
                        raise tag_overrun(tag)
                self.unknown_tagged_fields = unknown or None
            else:
                self.partition_index, self.error_code, self.high_watermark = _ihq.unpack_from(view, pos)
                pos += 14
                if version >= 4:
                    self.last_stable_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.last_stable_offset = -1
                if version >= 5:
                    self.log_start_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.log_start_offset = -1
                self.diverging_epoch = FetchResponse.EpochEndOffset()
                self.current_leader = FetchResponse.LeaderIdAndEpoch()
                self.snapshot_id = FetchResponse.SnapshotId()
                if version >= 4:
                    count, pos = read_nullable_count(view, pos)
                    if count < 0:
                        self.aborted_transactions = None
                    else:
                        self.aborted_transactions = []
                        for _ in range(count):
                            aborted_transaction_item, pos = FetchResponse.AbortedTransaction._read(view, pos, version)
                            self.aborted_transactions.append(aborted_transaction_item)
                else:
                    self.aborted_transactions = []
                if version >= 11:
                    self.preferred_read_replica = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.preferred_read_replica = -1
                self.records, pos = read_records(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class FetchableTopicResponse(Struct):
        """Part of FetchResponse."""

        __slots__ = ("topic", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "topic_id", "partitions")
        topic: str
        topic_id: bytes
        partitions: list[FetchResponse.PartitionData]

        def __init__(
            self,
            *,
            topic: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[FetchResponse.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                if version <= 12:
                    write_compact_string(out, self.topic)
                if version >= 13:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partitions)
                for partition_data_item in self.partitions:
                    partition_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic)
                write_count(out, self.partitions)
                for partition_data_item in self.partitions:
                    partition_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                if version <= 12:
                    self.topic, pos = read_compact_string(view, pos)
                else:
                    self.topic = ""
                if version >= 13:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    partition_data_item, pos = FetchResponse.PartitionData._read(view, pos, version)
                    self.partitions.append(partition_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    partition_data_item, pos = FetchResponse.PartitionData._read(view, pos, version)
                    self.partitions.append(partition_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    class NodeEndpoint(Struct):
        """Part of FetchResponse."""

        __slots__ = ("node_id", "host", "port", "rack")
        FIELDS: ClassVar[tuple[str, ...]] = ("node_id", "host", "port", "rack")
        node_id: int
        host: str
        port: int
        rack: str | None

        def __init__(
            self,
            *,
            node_id: int = 0,
            host: str = "",
            port: int = 0,
            rack: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.node_id = node_id
            self.host = host
            self.port = port
            self.rack = rack

        def _write(self, out: Out, version: int) -> None:
            if version >= 12:
                if version >= 16:
                    out += _i.pack(self.node_id)
                elif self.node_id != 0:
                    raise not_carried("FetchResponse", "node_id", version)
                if version >= 16:
                    write_compact_string(out, self.host)
                elif self.host:
                    raise not_carried("FetchResponse", "host", version)
                if version >= 16:
                    out += _i.pack(self.port)
                elif self.port != 0:
                    raise not_carried("FetchResponse", "port", version)
                if version >= 16:
                    write_nullable_compact_string(out, self.rack)
                elif self.rack is not None:
                    raise not_carried("FetchResponse", "rack", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.node_id != 0:
                    raise not_carried("FetchResponse", "node_id", version)
                if self.host:
                    raise not_carried("FetchResponse", "host", version)
                if self.port != 0:
                    raise not_carried("FetchResponse", "port", version)
                if self.rack is not None:
                    raise not_carried("FetchResponse", "rack", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 12:
                if version >= 16:
                    self.node_id = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.node_id = 0
                if version >= 16:
                    self.host, pos = read_compact_string(view, pos)
                else:
                    self.host = ""
                if version >= 16:
                    self.port = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.port = 0
                if version >= 16:
                    self.rack, pos = read_nullable_compact_string(view, pos)
                else:
                    self.rack = None
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.node_id = 0
                self.host = ""
                self.port = 0
                self.rack = None
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "session_id", "responses", "node_endpoints")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "session_id", "responses", "node_endpoints")
    throttle_time_ms: int
    error_code: int
    session_id: int
    responses: list[FetchResponse.FetchableTopicResponse]
    node_endpoints: list[FetchResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        session_id: int = 0,
        responses: list[FetchResponse.FetchableTopicResponse] | None = None,
        node_endpoints: list[FetchResponse.NodeEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.session_id = session_id
        self.responses = [] if responses is None else responses
        self.node_endpoints = [] if node_endpoints is None else node_endpoints

    def _write(self, out: Out, version: int) -> None:
        if version >= 12:
            out += _ihi.pack(self.throttle_time_ms, self.error_code, self.session_id)
            write_compact_count(out, self.responses)
            for fetchable_topic_response_item in self.responses:
                fetchable_topic_response_item._write(out, version)
            tags: dict[int, bytes | bytearray] = {}
            if version >= 16 and (self.node_endpoints):
                part = Out()
                write_compact_count(part, self.node_endpoints)
                for node_endpoint_item in self.node_endpoints:
                    node_endpoint_item._write(part, version)
                tags[0] = part
            write_tags(out, tags, self.unknown_tagged_fields)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            if version >= 7:
                out += _h.pack(self.error_code)
            if version >= 7:
                out += _i.pack(self.session_id)
            elif self.session_id != 0:
                raise not_carried("FetchResponse", "session_id", version)
            write_count(out, self.responses)
            for fetchable_topic_response_item in self.responses:
                fetchable_topic_response_item._write(out, version)
            if self.node_endpoints:
                raise not_carried("FetchResponse", "node_endpoints", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 12:
            self.throttle_time_ms, self.error_code, self.session_id = _ihi.unpack_from(view, pos)
            pos += 10
            count, pos = read_compact_count(view, pos)
            self.responses = []
            for _ in range(count):
                fetchable_topic_response_item, pos = FetchResponse.FetchableTopicResponse._read(view, pos, version)
                self.responses.append(fetchable_topic_response_item)
            self.node_endpoints = []
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0 and version >= 16:
                    count, pos = read_compact_count(view, pos)
                    self.node_endpoints = []
                    for _ in range(count):
                        node_endpoint_item, pos = FetchResponse.NodeEndpoint._read(view, pos, version)
                        self.node_endpoints.append(node_endpoint_item)
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            if version >= 7:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            if version >= 7:
                self.session_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.session_id = 0
            count, pos = read_count(view, pos)
            self.responses = []
            for _ in range(count):
                fetchable_topic_response_item, pos = FetchResponse.FetchableTopicResponse._read(view, pos, version)
                self.responses.append(fetchable_topic_response_item)
            self.node_endpoints = []
            self.unknown_tagged_fields = None
        return self, pos


FetchRequest.RESPONSE = FetchResponse
