# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried, tag_overrun
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_o = Packer(">?")
_H = Packer(">H")
_h = Packer(">h")
_i = Packer(">i")
_ihiio = Packer(">ihii?")
_iii = Packer(">iii")
_iq = Packer(">iq")


class VoteRequest(Request):
    """Kafka's VoteRequest, versions 0 to 2."""

    NAME = "Vote"
    API_KEY = 52
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of VoteRequest."""

        __slots__ = (
            "partition_index",
            "replica_epoch",
            "replica_id",
            "replica_directory_id",
            "voter_directory_id",
            "last_offset_epoch",
            "last_offset",
            "pre_vote",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "replica_epoch",
            "replica_id",
            "replica_directory_id",
            "voter_directory_id",
            "last_offset_epoch",
            "last_offset",
            "pre_vote",
        )
        partition_index: int
        replica_epoch: int
        replica_id: int
        replica_directory_id: bytes
        voter_directory_id: bytes
        last_offset_epoch: int
        last_offset: int
        pre_vote: bool

        def __init__(
            self,
            *,
            partition_index: int = 0,
            replica_epoch: int = 0,
            replica_id: int = 0,
            replica_directory_id: bytes = ZERO_UUID,
            voter_directory_id: bytes = ZERO_UUID,
            last_offset_epoch: int = 0,
            last_offset: int = 0,
            pre_vote: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.replica_epoch = replica_epoch
            self.replica_id = replica_id
            self.replica_directory_id = replica_directory_id
            self.voter_directory_id = voter_directory_id
            self.last_offset_epoch = last_offset_epoch
            self.last_offset = last_offset
            self.pre_vote = pre_vote

        def _write(self, out: Out, version: int) -> None:
            out += _iii.pack(self.partition_index, self.replica_epoch, self.replica_id)
            if version >= 1:
                out += _u.pack(uuid(self.replica_directory_id))
            if version >= 1:
                out += _u.pack(uuid(self.voter_directory_id))
            out += _iq.pack(self.last_offset_epoch, self.last_offset)
            if version >= 2:
                out += _o.pack(self.pre_vote)
            elif self.pre_vote:
                raise not_carried("VoteRequest", "pre_vote", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.replica_epoch, self.replica_id = _iii.unpack_from(view, pos)
            pos += 12
            if version >= 1:
                self.replica_directory_id = _u.unpack_from(view, pos)[0]
                pos += 16
            else:
                self.replica_directory_id = ZERO_UUID
            if version >= 1:
                self.voter_directory_id = _u.unpack_from(view, pos)[0]
                pos += 16
            else:
                self.voter_directory_id = ZERO_UUID
            self.last_offset_epoch, self.last_offset = _iq.unpack_from(view, pos)
            pos += 12
            if version >= 2:
                self.pre_vote = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.pre_vote = False
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of VoteRequest."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[VoteRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[VoteRequest.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            write_compact_count(out, self.partitions)
            for partition_data_item in self.partitions:
                partition_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_data_item, pos = VoteRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("cluster_id", "voter_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("cluster_id", "voter_id", "topics")
    cluster_id: str | None
    voter_id: int
    topics: list[VoteRequest.TopicData]

    def __init__(
        self,
        *,
        cluster_id: str | None = None,
        voter_id: int = -1,
        topics: list[VoteRequest.TopicData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.voter_id = voter_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_string(out, self.cluster_id)
        if version >= 1:
            out += _i.pack(self.voter_id)
        write_compact_count(out, self.topics)
        for topic_data_item in self.topics:
            topic_data_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.cluster_id, pos = read_nullable_compact_string(view, pos)
        if version >= 1:
            self.voter_id = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.voter_id = -1
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_data_item, pos = VoteRequest.TopicData._read(view, pos, version)
            self.topics.append(topic_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class VoteResponse(Message):
    """Kafka's VoteResponse, versions 0 to 2."""

    NAME = "Vote"
    API_KEY = 52
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of VoteResponse."""

        __slots__ = ("partition_index", "error_code", "leader_id", "leader_epoch", "vote_granted")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "error_code",
            "leader_id",
            "leader_epoch",
            "vote_granted",
        )
        partition_index: int
        error_code: int
        leader_id: int
        leader_epoch: int
        vote_granted: bool

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            leader_id: int = 0,
            leader_epoch: int = 0,
            vote_granted: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.vote_granted = vote_granted

        def _write(self, out: Out, version: int) -> None:
            out += _ihiio.pack(
                self.partition_index, self.error_code, self.leader_id, self.leader_epoch, self.vote_granted
            )
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code, self.leader_id, self.leader_epoch, self.vote_granted = (
                _ihiio.unpack_from(view, pos)
            )
            pos += 15
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of VoteResponse."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[VoteResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[VoteResponse.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            write_compact_count(out, self.partitions)
            for partition_data_item in self.partitions:
                partition_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_data_item, pos = VoteResponse.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class NodeEndpoint(Struct):
        """Part of VoteResponse."""

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
                raise not_carried("VoteResponse", "node_id", version)
            if version >= 1:
                write_compact_string(out, self.host)
            elif self.host:
                raise not_carried("VoteResponse", "host", version)
            if version >= 1:
                out += _H.pack(self.port)
            elif self.port != 0:
                raise not_carried("VoteResponse", "port", version)
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

    __slots__ = ("error_code", "topics", "node_endpoints")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "topics", "node_endpoints")
    error_code: int
    topics: list[VoteResponse.TopicData]
    node_endpoints: list[VoteResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        error_code: int = 0,
        topics: list[VoteResponse.TopicData] | None = None,
        node_endpoints: list[VoteResponse.NodeEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.topics = [] if topics is None else topics
        self.node_endpoints = [] if node_endpoints is None else node_endpoints

    def _write(self, out: Out, version: int) -> None:
        out += _h.pack(self.error_code)
        write_compact_count(out, self.topics)
        for topic_data_item in self.topics:
            topic_data_item._write(out, version)
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
        self.error_code = _h.unpack_from(view, pos)[0]
        pos += 2
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_data_item, pos = VoteResponse.TopicData._read(view, pos, version)
            self.topics.append(topic_data_item)
        self.node_endpoints = []
        unknown: dict[int, bytes] = {}
        tag_count, pos = read_tag_count(view, pos)
        for _tag in range(tag_count):
            tag, pos, end = read_tag(view, pos)
            if tag == 0 and version >= 1:
                count, pos = read_compact_count(view, pos)
                self.node_endpoints = []
                for _ in range(count):
                    node_endpoint_item, pos = VoteResponse.NodeEndpoint._read(view, pos, version)
                    self.node_endpoints.append(node_endpoint_item)
            else:
                unknown[tag] = bytes(view[pos:end])
                pos = end
            if pos != end:
                raise tag_overrun(tag)
        self.unknown_tagged_fields = unknown or None
        return self, pos


VoteRequest.RESPONSE = VoteResponse
