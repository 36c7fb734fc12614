# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried, unexpected_null
from barnabas.protocol.primitives import (
    ZERO_UUID,
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
    uuid,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")
_iq = Packer(">iq")
_q = Packer(">q")


class OffsetFetchRequest(Request):
    """Kafka's OffsetFetchRequest, versions 0 to 10."""

    NAME = "OffsetFetch"
    API_KEY = 9
    MIN_VERSION = 0
    MAX_VERSION = 10
    FLEXIBLE_FROM = 6

    class OffsetFetchRequestTopic(Struct):
        """Part of OffsetFetchRequest."""

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
            if version >= 6:
                if version <= 7:
                    write_compact_string(out, self.name)
                elif self.name:
                    raise not_carried("OffsetFetchRequest", "name", version)
                if version <= 7:
                    write_compact_count(out, self.partition_indexes)
                    write_fixed(out, self.partition_indexes, "i")
                elif self.partition_indexes:
                    raise not_carried("OffsetFetchRequest", "partition_indexes", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partition_indexes)
                write_fixed(out, self.partition_indexes, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if version <= 7:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version <= 7:
                    count, pos = read_compact_count(view, pos)
                    self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.partition_indexes = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetFetchRequestTopics(Struct):
        """Part of OffsetFetchRequest."""

        __slots__ = ("name", "topic_id", "partition_indexes")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partition_indexes")
        name: str
        topic_id: bytes
        partition_indexes: list[int]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partition_indexes: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partition_indexes = [] if partition_indexes is None else partition_indexes

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if 8 <= version <= 9:
                    write_compact_string(out, self.name)
                if version >= 10:
                    out += _u.pack(uuid(self.topic_id))
                if version >= 8:
                    write_compact_count(out, self.partition_indexes)
                    write_fixed(out, self.partition_indexes, "i")
                elif self.partition_indexes:
                    raise not_carried("OffsetFetchRequest", "partition_indexes", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.partition_indexes:
                    raise not_carried("OffsetFetchRequest", "partition_indexes", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if 8 <= version <= 9:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 10:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                if version >= 8:
                    count, pos = read_compact_count(view, pos)
                    self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.partition_indexes = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = ""
                self.topic_id = ZERO_UUID
                self.partition_indexes = []
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetFetchRequestGroup(Struct):
        """Part of OffsetFetchRequest."""

        __slots__ = ("group_id", "member_id", "member_epoch", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "member_id", "member_epoch", "topics")
        group_id: str
        member_id: str | None
        member_epoch: int
        topics: list[OffsetFetchRequest.OffsetFetchRequestTopics] | None

        def __init__(
            self,
            *,
            group_id: str = "",
            member_id: str | None = None,
            member_epoch: int = -1,
            topics: list[OffsetFetchRequest.OffsetFetchRequestTopics] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.group_id = group_id
            self.member_id = member_id
            self.member_epoch = member_epoch
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if version >= 8:
                    write_compact_string(out, self.group_id)
                elif self.group_id:
                    raise not_carried("OffsetFetchRequest", "group_id", version)
                if version >= 9:
                    write_nullable_compact_string(out, self.member_id)
                if version >= 9:
                    out += _i.pack(self.member_epoch)
                if version >= 8:
                    if self.topics is None:
                        out.append(0)
                    else:
                        write_compact_count(out, self.topics)
                        for offset_fetch_request_topics_item in self.topics:
                            offset_fetch_request_topics_item._write(out, version)
                elif self.topics is None or self.topics:
                    raise not_carried("OffsetFetchRequest", "topics", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.group_id:
                    raise not_carried("OffsetFetchRequest", "group_id", version)
                if self.topics is None or self.topics:
                    raise not_carried("OffsetFetchRequest", "topics", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if version >= 8:
                    self.group_id, pos = read_compact_string(view, pos)
                else:
                    self.group_id = ""
                if version >= 9:
                    self.member_id, pos = read_nullable_compact_string(view, pos)
                else:
                    self.member_id = None
                if version >= 9:
                    self.member_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.member_epoch = -1
                if version >= 8:
                    count, pos = read_nullable_compact_count(view, pos)
                    if count < 0:
                        self.topics = None
                    else:
                        self.topics = []
                        for _ in range(count):
                            offset_fetch_request_topics_item, pos = OffsetFetchRequest.OffsetFetchRequestTopics._read(
                                view, pos, version
                            )
                            self.topics.append(offset_fetch_request_topics_item)
                else:
                    self.topics = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.group_id = ""
                self.member_id = None
                self.member_epoch = -1
                self.topics = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("group_id", "topics", "groups", "require_stable")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics", "groups", "require_stable")
    group_id: str
    topics: list[OffsetFetchRequest.OffsetFetchRequestTopic] | None
    groups: list[OffsetFetchRequest.OffsetFetchRequestGroup]
    require_stable: bool

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[OffsetFetchRequest.OffsetFetchRequestTopic] | None = None,
        groups: list[OffsetFetchRequest.OffsetFetchRequestGroup] | None = None,
        require_stable: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics
        self.groups = [] if groups is None else groups
        self.require_stable = require_stable

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            if version <= 7:
                write_compact_string(out, self.group_id)
            elif self.group_id:
                raise not_carried("OffsetFetchRequest", "group_id", version)
            if version <= 7:
                if self.topics is None:
                    out.append(0)
                else:
                    write_compact_count(out, self.topics)
                    for offset_fetch_request_topic_item in self.topics:
                        offset_fetch_request_topic_item._write(out, version)
            elif self.topics is None or self.topics:
                raise not_carried("OffsetFetchRequest", "topics", version)
            if version >= 8:
                write_compact_count(out, self.groups)
                for offset_fetch_request_group_item in self.groups:
                    offset_fetch_request_group_item._write(out, version)
            elif self.groups:
                raise not_carried("OffsetFetchRequest", "groups", version)
            if version >= 7:
                out += _o.pack(self.require_stable)
            elif self.require_stable:
                raise not_carried("OffsetFetchRequest", "require_stable", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.group_id)
            if self.topics is None and version >= 2:
                out += b"\xff\xff\xff\xff"
            else:
                if self.topics is None:
                    raise not_carried("OffsetFetchRequest", "a null topics", version)
                write_count(out, self.topics)
                for offset_fetch_request_topic_item in self.topics:
                    offset_fetch_request_topic_item._write(out, version)
            if self.groups:
                raise not_carried("OffsetFetchRequest", "groups", version)
            if self.require_stable:
                raise not_carried("OffsetFetchRequest", "require_stable", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            if version <= 7:
                self.group_id, pos = read_compact_string(view, pos)
            else:
                self.group_id = ""
            if version <= 7:
                count, pos = read_nullable_compact_count(view, pos)
                if count < 0:
                    self.topics = None
                else:
                    self.topics = []
                    for _ in range(count):
                        offset_fetch_request_topic_item, pos = OffsetFetchRequest.OffsetFetchRequestTopic._read(
                            view, pos, version
                        )
                        self.topics.append(offset_fetch_request_topic_item)
            else:
                self.topics = []
            if version >= 8:
                count, pos = read_compact_count(view, pos)
                self.groups = []
                for _ in range(count):
                    offset_fetch_request_group_item, pos = OffsetFetchRequest.OffsetFetchRequestGroup._read(
                        view, pos, version
                    )
                    self.groups.append(offset_fetch_request_group_item)
            else:
                self.groups = []
            if version >= 7:
                self.require_stable = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.require_stable = False
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.group_id, pos = read_string(view, pos)
            count, pos = read_nullable_count(view, pos)
            if count < 0:
                if not (version >= 2):
                    raise unexpected_null("topics")
                self.topics = None
            else:
                self.topics = []
                for _ in range(count):
                    offset_fetch_request_topic_item, pos = OffsetFetchRequest.OffsetFetchRequestTopic._read(
                        view, pos, version
                    )
                    self.topics.append(offset_fetch_request_topic_item)
            self.groups = []
            self.require_stable = False
            self.unknown_tagged_fields = None
        return self, pos


class OffsetFetchResponse(Message):
    """Kafka's OffsetFetchResponse, versions 0 to 10."""

    NAME = "OffsetFetch"
    API_KEY = 9
    MIN_VERSION = 0
    MAX_VERSION = 10
    FLEXIBLE_FROM = 6

    class OffsetFetchResponsePartition(Struct):
        """Part of OffsetFetchResponse."""

        __slots__ = ("partition_index", "committed_offset", "committed_leader_epoch", "metadata", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "committed_offset",
            "committed_leader_epoch",
            "metadata",
            "error_code",
        )
        partition_index: int
        committed_offset: int
        committed_leader_epoch: int
        metadata: str | None
        error_code: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            committed_offset: int = 0,
            committed_leader_epoch: int = -1,
            metadata: str | None = "",
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.committed_offset = committed_offset
            self.committed_leader_epoch = committed_leader_epoch
            self.metadata = metadata
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if version <= 7:
                    out += _i.pack(self.partition_index)
                elif self.partition_index != 0:
                    raise not_carried("OffsetFetchResponse", "partition_index", version)
                if version <= 7:
                    out += _q.pack(self.committed_offset)
                elif self.committed_offset != 0:
                    raise not_carried("OffsetFetchResponse", "committed_offset", version)
                if version <= 7:
                    out += _i.pack(self.committed_leader_epoch)
                if version <= 7:
                    write_nullable_compact_string(out, self.metadata)
                elif self.metadata is None or self.metadata:
                    raise not_carried("OffsetFetchResponse", "metadata", version)
                if version <= 7:
                    out += _h.pack(self.error_code)
                elif self.error_code != 0:
                    raise not_carried("OffsetFetchResponse", "error_code", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iq.pack(self.partition_index, self.committed_offset)
                if version >= 5:
                    out += _i.pack(self.committed_leader_epoch)
                write_nullable_string(out, self.metadata)
                out += _h.pack(self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if version <= 7:
                    self.partition_index = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.partition_index = 0
                if version <= 7:
                    self.committed_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.committed_offset = 0
                if version <= 7:
                    self.committed_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.committed_leader_epoch = -1
                if version <= 7:
                    self.metadata, pos = read_nullable_compact_string(view, pos)
                else:
                    self.metadata = ""
                if version <= 7:
                    self.error_code = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.error_code = 0
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.committed_offset = _iq.unpack_from(view, pos)
                pos += 12
                if version >= 5:
                    self.committed_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.committed_leader_epoch = -1
                self.metadata, pos = read_nullable_string(view, pos)
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetFetchResponseTopic(Struct):
        """Part of OffsetFetchResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[OffsetFetchResponse.OffsetFetchResponsePartition]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[OffsetFetchResponse.OffsetFetchResponsePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if version <= 7:
                    write_compact_string(out, self.name)
                elif self.name:
                    raise not_carried("OffsetFetchResponse", "name", version)
                if version <= 7:
                    write_compact_count(out, self.partitions)
                    for offset_fetch_response_partition_item in self.partitions:
                        offset_fetch_response_partition_item._write(out, version)
                elif self.partitions:
                    raise not_carried("OffsetFetchResponse", "partitions", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for offset_fetch_response_partition_item in self.partitions:
                    offset_fetch_response_partition_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if version <= 7:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version <= 7:
                    count, pos = read_compact_count(view, pos)
                    self.partitions = []
                    for _ in range(count):
                        offset_fetch_response_partition_item, pos = (
                            OffsetFetchResponse.OffsetFetchResponsePartition._read(view, pos, version)
                        )
                        self.partitions.append(offset_fetch_response_partition_item)
                else:
                    self.partitions = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    offset_fetch_response_partition_item, pos = OffsetFetchResponse.OffsetFetchResponsePartition._read(
                        view, pos, version
                    )
                    self.partitions.append(offset_fetch_response_partition_item)
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetFetchResponsePartitions(Struct):
        """Part of OffsetFetchResponse."""

        __slots__ = ("partition_index", "committed_offset", "committed_leader_epoch", "metadata", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "committed_offset",
            "committed_leader_epoch",
            "metadata",
            "error_code",
        )
        partition_index: int
        committed_offset: int
        committed_leader_epoch: int
        metadata: str | None
        error_code: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            committed_offset: int = 0,
            committed_leader_epoch: int = -1,
            metadata: str | None = "",
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.committed_offset = committed_offset
            self.committed_leader_epoch = committed_leader_epoch
            self.metadata = metadata
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if version >= 8:
                    out += _i.pack(self.partition_index)
                elif self.partition_index != 0:
                    raise not_carried("OffsetFetchResponse", "partition_index", version)
                if version >= 8:
                    out += _q.pack(self.committed_offset)
                elif self.committed_offset != 0:
                    raise not_carried("OffsetFetchResponse", "committed_offset", version)
                if version >= 8:
                    out += _i.pack(self.committed_leader_epoch)
                if version >= 8:
                    write_nullable_compact_string(out, self.metadata)
                elif self.metadata is None or self.metadata:
                    raise not_carried("OffsetFetchResponse", "metadata", version)
                if version >= 8:
                    out += _h.pack(self.error_code)
                elif self.error_code != 0:
                    raise not_carried("OffsetFetchResponse", "error_code", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.partition_index != 0:
                    raise not_carried("OffsetFetchResponse", "partition_index", version)
                if self.committed_offset != 0:
                    raise not_carried("OffsetFetchResponse", "committed_offset", version)
                if self.metadata is None or self.metadata:
                    raise not_carried("OffsetFetchResponse", "metadata", version)
                if self.error_code != 0:
                    raise not_carried("OffsetFetchResponse", "error_code", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if version >= 8:
                    self.partition_index = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.partition_index = 0
                if version >= 8:
                    self.committed_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.committed_offset = 0
                if version >= 8:
                    self.committed_leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.committed_leader_epoch = -1
                if version >= 8:
                    self.metadata, pos = read_nullable_compact_string(view, pos)
                else:
                    self.metadata = ""
                if version >= 8:
                    self.error_code = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.error_code = 0
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index = 0
                self.committed_offset = 0
                self.committed_leader_epoch = -1
                self.metadata = ""
                self.error_code = 0
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetFetchResponseTopics(Struct):
        """Part of OffsetFetchResponse."""

        __slots__ = ("name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partitions")
        name: str
        topic_id: bytes
        partitions: list[OffsetFetchResponse.OffsetFetchResponsePartitions]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[OffsetFetchResponse.OffsetFetchResponsePartitions] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if 8 <= version <= 9:
                    write_compact_string(out, self.name)
                if version >= 10:
                    out += _u.pack(uuid(self.topic_id))
                if version >= 8:
                    write_compact_count(out, self.partitions)
                    for offset_fetch_response_partitions_item in self.partitions:
                        offset_fetch_response_partitions_item._write(out, version)
                elif self.partitions:
                    raise not_carried("OffsetFetchResponse", "partitions", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.partitions:
                    raise not_carried("OffsetFetchResponse", "partitions", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if 8 <= version <= 9:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 10:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                if version >= 8:
                    count, pos = read_compact_count(view, pos)
                    self.partitions = []
                    for _ in range(count):
                        offset_fetch_response_partitions_item, pos = (
                            OffsetFetchResponse.OffsetFetchResponsePartitions._read(view, pos, version)
                        )
                        self.partitions.append(offset_fetch_response_partitions_item)
                else:
                    self.partitions = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = ""
                self.topic_id = ZERO_UUID
                self.partitions = []
                self.unknown_tagged_fields = None
            return self, pos

    class OffsetFetchResponseGroup(Struct):
        """Part of OffsetFetchResponse."""

        __slots__ = ("group_id", "topics", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics", "error_code")
        group_id: str
        topics: list[OffsetFetchResponse.OffsetFetchResponseTopics]
        error_code: int

        def __init__(
            self,
            *,
            group_id: str = "",
            topics: list[OffsetFetchResponse.OffsetFetchResponseTopics] | None = None,
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.group_id = group_id
            self.topics = [] if topics is None else topics
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                if version >= 8:
                    write_compact_string(out, self.group_id)
                elif self.group_id:
                    raise not_carried("OffsetFetchResponse", "group_id", version)
                if version >= 8:
                    write_compact_count(out, self.topics)
                    for offset_fetch_response_topics_item in self.topics:
                        offset_fetch_response_topics_item._write(out, version)
                elif self.topics:
                    raise not_carried("OffsetFetchResponse", "topics", version)
                if version >= 8:
                    out += _h.pack(self.error_code)
                elif self.error_code != 0:
                    raise not_carried("OffsetFetchResponse", "error_code", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.group_id:
                    raise not_carried("OffsetFetchResponse", "group_id", version)
                if self.topics:
                    raise not_carried("OffsetFetchResponse", "topics", version)
                if self.error_code != 0:
                    raise not_carried("OffsetFetchResponse", "error_code", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                if version >= 8:
                    self.group_id, pos = read_compact_string(view, pos)
                else:
                    self.group_id = ""
                if version >= 8:
                    count, pos = read_compact_count(view, pos)
                    self.topics = []
                    for _ in range(count):
                        offset_fetch_response_topics_item, pos = OffsetFetchResponse.OffsetFetchResponseTopics._read(
                            view, pos, version
                        )
                        self.topics.append(offset_fetch_response_topics_item)
                else:
                    self.topics = []
                if version >= 8:
                    self.error_code = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.error_code = 0
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.group_id = ""
                self.topics = []
                self.error_code = 0
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics", "error_code", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics", "error_code", "groups")
    throttle_time_ms: int
    topics: list[OffsetFetchResponse.OffsetFetchResponseTopic]
    error_code: int
    groups: list[OffsetFetchResponse.OffsetFetchResponseGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[OffsetFetchResponse.OffsetFetchResponseTopic] | None = None,
        error_code: int = 0,
        groups: list[OffsetFetchResponse.OffsetFetchResponseGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics
        self.error_code = error_code
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            out += _i.pack(self.throttle_time_ms)
            if version <= 7:
                write_compact_count(out, self.topics)
                for offset_fetch_response_topic_item in self.topics:
                    offset_fetch_response_topic_item._write(out, version)
            elif self.topics:
                raise not_carried("OffsetFetchResponse", "topics", version)
            if version <= 7:
                out += _h.pack(self.error_code)
            if version >= 8:
                write_compact_count(out, self.groups)
                for offset_fetch_response_group_item in self.groups:
                    offset_fetch_response_group_item._write(out, version)
            elif self.groups:
                raise not_carried("OffsetFetchResponse", "groups", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 3:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for offset_fetch_response_topic_item in self.topics:
                offset_fetch_response_topic_item._write(out, version)
            if version >= 2:
                out += _h.pack(self.error_code)
            if self.groups:
                raise not_carried("OffsetFetchResponse", "groups", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version <= 7:
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    offset_fetch_response_topic_item, pos = OffsetFetchResponse.OffsetFetchResponseTopic._read(
                        view, pos, version
                    )
                    self.topics.append(offset_fetch_response_topic_item)
            else:
                self.topics = []
            if version <= 7:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            if version >= 8:
                count, pos = read_compact_count(view, pos)
                self.groups = []
                for _ in range(count):
                    offset_fetch_response_group_item, pos = OffsetFetchResponse.OffsetFetchResponseGroup._read(
                        view, pos, version
                    )
                    self.groups.append(offset_fetch_response_group_item)
            else:
                self.groups = []
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
                offset_fetch_response_topic_item, pos = OffsetFetchResponse.OffsetFetchResponseTopic._read(
                    view, pos, version
                )
                self.topics.append(offset_fetch_response_topic_item)
            if version >= 2:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            self.groups = []
            self.unknown_tagged_fields = None
        return self, pos


OffsetFetchRequest.RESPONSE = OffsetFetchResponse
