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
    read_count,
    read_fixed,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_tag,
    read_tag_count,
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

_H = Packer(">H")
_h = Packer(">h")
_i = Packer(">i")
_iu = Packer(">i16s")
_ihii = Packer(">ihii")
_iii = Packer(">iii")


class EndQuorumEpochRequest(Request):
    """Kafka's EndQuorumEpochRequest, versions 0 to 1."""

    NAME = "EndQuorumEpoch"
    API_KEY = 54
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    class ReplicaInfo(Struct):
        """Part of EndQuorumEpochRequest."""

        __slots__ = ("candidate_id", "candidate_directory_id")
        FIELDS: ClassVar[tuple[str, ...]] = ("candidate_id", "candidate_directory_id")
        candidate_id: int
        candidate_directory_id: bytes

        def __init__(
            self,
            *,
            candidate_id: int = 0,
            candidate_directory_id: bytes = ZERO_UUID,
        ) -> None:
            self.unknown_tagged_fields = None
            self.candidate_id = candidate_id
            self.candidate_directory_id = candidate_directory_id

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _iu.pack(self.candidate_id, uuid(self.candidate_directory_id))
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.candidate_id != 0:
                    raise not_carried("EndQuorumEpochRequest", "candidate_id", version)
                if self.candidate_directory_id != ZERO_UUID:
                    raise not_carried("EndQuorumEpochRequest", "candidate_directory_id", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.candidate_id, self.candidate_directory_id = _iu.unpack_from(view, pos)
                pos += 20
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.candidate_id = 0
                self.candidate_directory_id = ZERO_UUID
                self.unknown_tagged_fields = None
            return self, pos

    class PartitionData(Struct):
        """Part of EndQuorumEpochRequest."""

        __slots__ = ("partition_index", "leader_id", "leader_epoch", "preferred_successors", "preferred_candidates")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "leader_id",
            "leader_epoch",
            "preferred_successors",
            "preferred_candidates",
        )
        partition_index: int
        leader_id: int
        leader_epoch: int
        preferred_successors: list[int]
        preferred_candidates: list[EndQuorumEpochRequest.ReplicaInfo]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            leader_id: int = 0,
            leader_epoch: int = 0,
            preferred_successors: list[int] | None = None,
            preferred_candidates: list[EndQuorumEpochRequest.ReplicaInfo] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.preferred_successors = [] if preferred_successors is None else preferred_successors
            self.preferred_candidates = [] if preferred_candidates is None else preferred_candidates

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _iii.pack(self.partition_index, self.leader_id, self.leader_epoch)
                write_compact_count(out, self.preferred_candidates)
                for replica_info_item in self.preferred_candidates:
                    replica_info_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _iii.pack(self.partition_index, self.leader_id, self.leader_epoch)
                write_count(out, self.preferred_successors)
                write_fixed(out, self.preferred_successors, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.preferred_successors = []
                self.partition_index, self.leader_id, self.leader_epoch = _iii.unpack_from(view, pos)
                pos += 12
                count, pos = read_compact_count(view, pos)
                self.preferred_candidates = []
                for _ in range(count):
                    replica_info_item, pos = EndQuorumEpochRequest.ReplicaInfo._read(view, pos, version)
                    self.preferred_candidates.append(replica_info_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.leader_id, self.leader_epoch = _iii.unpack_from(view, pos)
                pos += 12
                count, pos = read_count(view, pos)
                self.preferred_successors, pos = read_fixed(view, pos, count, "i", 4)
                self.preferred_candidates = []
                self.unknown_tagged_fields = None
            return self, pos

    class TopicData(Struct):
        """Part of EndQuorumEpochRequest."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[EndQuorumEpochRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[EndQuorumEpochRequest.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.topic_name)
                write_compact_count(out, self.partitions)
                for partition_data_item in self.partitions:
                    partition_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic_name)
                write_count(out, self.partitions)
                for partition_data_item in self.partitions:
                    partition_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.topic_name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    partition_data_item, pos = EndQuorumEpochRequest.PartitionData._read(view, pos, version)
                    self.partitions.append(partition_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    partition_data_item, pos = EndQuorumEpochRequest.PartitionData._read(view, pos, version)
                    self.partitions.append(partition_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    class LeaderEndpoint(Struct):
        """Part of EndQuorumEpochRequest."""

        __slots__ = ("name", "host", "port")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "host", "port")
        name: str
        host: str
        port: int

        def __init__(
            self,
            *,
            name: str = "",
            host: str = "",
            port: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.host = host
            self.port = port

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.name)
                write_compact_string(out, self.host)
                out += _H.pack(self.port)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name:
                    raise not_carried("EndQuorumEpochRequest", "name", version)
                if self.host:
                    raise not_carried("EndQuorumEpochRequest", "host", version)
                if self.port != 0:
                    raise not_carried("EndQuorumEpochRequest", "port", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.name, pos = read_compact_string(view, pos)
                self.host, pos = read_compact_string(view, pos)
                self.port = _H.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = ""
                self.host = ""
                self.port = 0
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("cluster_id", "topics", "leader_endpoints")
    FIELDS: ClassVar[tuple[str, ...]] = ("cluster_id", "topics", "leader_endpoints")
    cluster_id: str | None
    topics: list[EndQuorumEpochRequest.TopicData]
    leader_endpoints: list[EndQuorumEpochRequest.LeaderEndpoint]

    def __init__(
        self,
        *,
        cluster_id: str | None = None,
        topics: list[EndQuorumEpochRequest.TopicData] | None = None,
        leader_endpoints: list[EndQuorumEpochRequest.LeaderEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.topics = [] if topics is None else topics
        self.leader_endpoints = [] if leader_endpoints is None else leader_endpoints

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            write_nullable_compact_string(out, self.cluster_id)
            write_compact_count(out, self.topics)
            for topic_data_item in self.topics:
                topic_data_item._write(out, version)
            write_compact_count(out, self.leader_endpoints)
            for leader_endpoint_item in self.leader_endpoints:
                leader_endpoint_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_nullable_string(out, self.cluster_id)
            write_count(out, self.topics)
            for topic_data_item in self.topics:
                topic_data_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            self.cluster_id, pos = read_nullable_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = EndQuorumEpochRequest.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            count, pos = read_compact_count(view, pos)
            self.leader_endpoints = []
            for _ in range(count):
                leader_endpoint_item, pos = EndQuorumEpochRequest.LeaderEndpoint._read(view, pos, version)
                self.leader_endpoints.append(leader_endpoint_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.cluster_id, pos = read_nullable_string(view, pos)
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = EndQuorumEpochRequest.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            self.leader_endpoints = []
            self.unknown_tagged_fields = None
        return self, pos


class EndQuorumEpochResponse(Message):
    """Kafka's EndQuorumEpochResponse, versions 0 to 1."""

    NAME = "EndQuorumEpoch"
    API_KEY = 54
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    class PartitionData(Struct):
        """Part of EndQuorumEpochResponse."""

        __slots__ = ("partition_index", "error_code", "leader_id", "leader_epoch")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "error_code", "leader_id", "leader_epoch")
        partition_index: int
        error_code: int
        leader_id: int
        leader_epoch: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            leader_id: int = 0,
            leader_epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _ihii.pack(self.partition_index, self.error_code, self.leader_id, self.leader_epoch)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _ihii.pack(self.partition_index, self.error_code, self.leader_id, self.leader_epoch)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.partition_index, self.error_code, self.leader_id, self.leader_epoch = _ihii.unpack_from(view, pos)
                pos += 14
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.error_code, self.leader_id, self.leader_epoch = _ihii.unpack_from(view, pos)
                pos += 14
                self.unknown_tagged_fields = None
            return self, pos

    class TopicData(Struct):
        """Part of EndQuorumEpochResponse."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[EndQuorumEpochResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[EndQuorumEpochResponse.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.topic_name)
                write_compact_count(out, self.partitions)
                for partition_data_item in self.partitions:
                    partition_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic_name)
                write_count(out, self.partitions)
                for partition_data_item in self.partitions:
                    partition_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.topic_name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    partition_data_item, pos = EndQuorumEpochResponse.PartitionData._read(view, pos, version)
                    self.partitions.append(partition_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    partition_data_item, pos = EndQuorumEpochResponse.PartitionData._read(view, pos, version)
                    self.partitions.append(partition_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    class NodeEndpoint(Struct):
        """Part of EndQuorumEpochResponse."""

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
                write_compact_string(out, self.host)
                out += _H.pack(self.port)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.node_id != 0:
                    raise not_carried("EndQuorumEpochResponse", "node_id", version)
                if self.host:
                    raise not_carried("EndQuorumEpochResponse", "host", version)
                if self.port != 0:
                    raise not_carried("EndQuorumEpochResponse", "port", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
                self.host, pos = read_compact_string(view, pos)
                self.port = _H.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.node_id = 0
                self.host = ""
                self.port = 0
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("error_code", "topics", "node_endpoints")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "topics", "node_endpoints")
    error_code: int
    topics: list[EndQuorumEpochResponse.TopicData]
    node_endpoints: list[EndQuorumEpochResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        error_code: int = 0,
        topics: list[EndQuorumEpochResponse.TopicData] | None = None,
        node_endpoints: list[EndQuorumEpochResponse.NodeEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.topics = [] if topics is None else topics
        self.node_endpoints = [] if node_endpoints is None else node_endpoints

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            out += _h.pack(self.error_code)
            write_compact_count(out, self.topics)
            for topic_data_item in self.topics:
                topic_data_item._write(out, version)
            tags: dict[int, bytes | bytearray] = {}
            if self.node_endpoints:
                part = Out()
                write_compact_count(part, self.node_endpoints)
                for node_endpoint_item in self.node_endpoints:
                    node_endpoint_item._write(part, version)
                tags[0] = part
            write_tags(out, tags, self.unknown_tagged_fields)
        else:
            out += _h.pack(self.error_code)
            write_count(out, self.topics)
            for topic_data_item in self.topics:
                topic_data_item._write(out, version)
            if self.node_endpoints:
                raise not_carried("EndQuorumEpochResponse", "node_endpoints", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = EndQuorumEpochResponse.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            self.node_endpoints = []
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0:
                    count, pos = read_compact_count(view, pos)
                    self.node_endpoints = []
                    for _ in range(count):
                        node_endpoint_item, pos = EndQuorumEpochResponse.NodeEndpoint._read(view, pos, version)
                        self.node_endpoints.append(node_endpoint_item)
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                topic_data_item, pos = EndQuorumEpochResponse.TopicData._read(view, pos, version)
                self.topics.append(topic_data_item)
            self.node_endpoints = []
            self.unknown_tagged_fields = None
        return self, pos


EndQuorumEpochRequest.RESPONSE = EndQuorumEpochResponse
