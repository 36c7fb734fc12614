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
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_H = Packer(">H")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")
_iiq = Packer(">iiq")
_q = Packer(">q")


class DescribeQuorumRequest(Request):
    """Kafka's DescribeQuorumRequest, versions 0 to 2."""

    NAME = "DescribeQuorum"
    API_KEY = 55
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of DescribeQuorumRequest."""

        __slots__ = ("partition_index",)
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index",)
        partition_index: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.partition_index)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of DescribeQuorumRequest."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[DescribeQuorumRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[DescribeQuorumRequest.PartitionData] | None = None,
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
                partition_data_item, pos = DescribeQuorumRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("topics",)
    FIELDS: ClassVar[tuple[str, ...]] = ("topics",)
    topics: list[DescribeQuorumRequest.TopicData]

    def __init__(
        self,
        *,
        topics: list[DescribeQuorumRequest.TopicData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
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
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_data_item, pos = DescribeQuorumRequest.TopicData._read(view, pos, version)
            self.topics.append(topic_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeQuorumResponse(Message):
    """Kafka's DescribeQuorumResponse, versions 0 to 2."""

    NAME = "DescribeQuorum"
    API_KEY = 55
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class ReplicaState(Struct):
        """Part of DescribeQuorumResponse."""

        __slots__ = (
            "replica_id",
            "replica_directory_id",
            "log_end_offset",
            "last_fetch_timestamp",
            "last_caught_up_timestamp",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "replica_id",
            "replica_directory_id",
            "log_end_offset",
            "last_fetch_timestamp",
            "last_caught_up_timestamp",
        )
        replica_id: int
        replica_directory_id: bytes
        log_end_offset: int
        last_fetch_timestamp: int
        last_caught_up_timestamp: int

        def __init__(
            self,
            *,
            replica_id: int = 0,
            replica_directory_id: bytes = ZERO_UUID,
            log_end_offset: int = 0,
            last_fetch_timestamp: int = -1,
            last_caught_up_timestamp: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.replica_id = replica_id
            self.replica_directory_id = replica_directory_id
            self.log_end_offset = log_end_offset
            self.last_fetch_timestamp = last_fetch_timestamp
            self.last_caught_up_timestamp = last_caught_up_timestamp

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.replica_id)
            if version >= 2:
                out += _u.pack(uuid(self.replica_directory_id))
            elif self.replica_directory_id != ZERO_UUID:
                raise not_carried("DescribeQuorumResponse", "replica_directory_id", version)
            out += _q.pack(self.log_end_offset)
            if version >= 1:
                out += _q.pack(self.last_fetch_timestamp)
            if version >= 1:
                out += _q.pack(self.last_caught_up_timestamp)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.replica_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 2:
                self.replica_directory_id = _u.unpack_from(view, pos)[0]
                pos += 16
            else:
                self.replica_directory_id = ZERO_UUID
            self.log_end_offset = _q.unpack_from(view, pos)[0]
            pos += 8
            if version >= 1:
                self.last_fetch_timestamp = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.last_fetch_timestamp = -1
            if version >= 1:
                self.last_caught_up_timestamp = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.last_caught_up_timestamp = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionData(Struct):
        """Part of DescribeQuorumResponse."""

        __slots__ = (
            "partition_index",
            "error_code",
            "error_message",
            "leader_id",
            "leader_epoch",
            "high_watermark",
            "current_voters",
            "observers",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "error_code",
            "error_message",
            "leader_id",
            "leader_epoch",
            "high_watermark",
            "current_voters",
            "observers",
        )
        partition_index: int
        error_code: int
        error_message: str | None
        leader_id: int
        leader_epoch: int
        high_watermark: int
        current_voters: list[DescribeQuorumResponse.ReplicaState]
        observers: list[DescribeQuorumResponse.ReplicaState]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            error_message: str | None = "",
            leader_id: int = 0,
            leader_epoch: int = 0,
            high_watermark: int = 0,
            current_voters: list[DescribeQuorumResponse.ReplicaState] | None = None,
            observers: list[DescribeQuorumResponse.ReplicaState] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.error_message = error_message
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.high_watermark = high_watermark
            self.current_voters = [] if current_voters is None else current_voters
            self.observers = [] if observers is None else observers

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition_index, self.error_code)
            if version >= 2:
                write_nullable_compact_string(out, self.error_message)
            out += _iiq.pack(self.leader_id, self.leader_epoch, self.high_watermark)
            write_compact_count(out, self.current_voters)
            for replica_state_item in self.current_voters:
                replica_state_item._write(out, version)
            write_compact_count(out, self.observers)
            for replica_state_item in self.observers:
                replica_state_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            if version >= 2:
                self.error_message, pos = read_nullable_compact_string(view, pos)
            else:
                self.error_message = ""
            self.leader_id, self.leader_epoch, self.high_watermark = _iiq.unpack_from(view, pos)
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.current_voters = []
            for _ in range(count):
                replica_state_item, pos = DescribeQuorumResponse.ReplicaState._read(view, pos, version)
                self.current_voters.append(replica_state_item)
            count, pos = read_compact_count(view, pos)
            self.observers = []
            for _ in range(count):
                replica_state_item, pos = DescribeQuorumResponse.ReplicaState._read(view, pos, version)
                self.observers.append(replica_state_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of DescribeQuorumResponse."""

        __slots__ = ("topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partitions")
        topic_name: str
        partitions: list[DescribeQuorumResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partitions: list[DescribeQuorumResponse.PartitionData] | None = None,
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
                partition_data_item, pos = DescribeQuorumResponse.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Listener(Struct):
        """Part of DescribeQuorumResponse."""

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
            if version >= 2:
                write_compact_string(out, self.name)
            elif self.name:
                raise not_carried("DescribeQuorumResponse", "name", version)
            if version >= 2:
                write_compact_string(out, self.host)
            elif self.host:
                raise not_carried("DescribeQuorumResponse", "host", version)
            if version >= 2:
                out += _H.pack(self.port)
            elif self.port != 0:
                raise not_carried("DescribeQuorumResponse", "port", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
            else:
                self.name = ""
            if version >= 2:
                self.host, pos = read_compact_string(view, pos)
            else:
                self.host = ""
            if version >= 2:
                self.port = _H.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.port = 0
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Node(Struct):
        """Part of DescribeQuorumResponse."""

        __slots__ = ("node_id", "listeners")
        FIELDS: ClassVar[tuple[str, ...]] = ("node_id", "listeners")
        node_id: int
        listeners: list[DescribeQuorumResponse.Listener]

        def __init__(
            self,
            *,
            node_id: int = 0,
            listeners: list[DescribeQuorumResponse.Listener] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.node_id = node_id
            self.listeners = [] if listeners is None else listeners

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _i.pack(self.node_id)
            elif self.node_id != 0:
                raise not_carried("DescribeQuorumResponse", "node_id", version)
            if version >= 2:
                write_compact_count(out, self.listeners)
                for listener_item in self.listeners:
                    listener_item._write(out, version)
            elif self.listeners:
                raise not_carried("DescribeQuorumResponse", "listeners", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.node_id = 0
            if version >= 2:
                count, pos = read_compact_count(view, pos)
                self.listeners = []
                for _ in range(count):
                    listener_item, pos = DescribeQuorumResponse.Listener._read(view, pos, version)
                    self.listeners.append(listener_item)
            else:
                self.listeners = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("error_code", "error_message", "topics", "nodes")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message", "topics", "nodes")
    error_code: int
    error_message: str | None
    topics: list[DescribeQuorumResponse.TopicData]
    nodes: list[DescribeQuorumResponse.Node]

    def __init__(
        self,
        *,
        error_code: int = 0,
        error_message: str | None = "",
        topics: list[DescribeQuorumResponse.TopicData] | None = None,
        nodes: list[DescribeQuorumResponse.Node] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.error_message = error_message
        self.topics = [] if topics is None else topics
        self.nodes = [] if nodes is None else nodes

    def _write(self, out: Out, version: int) -> None:
        out += _h.pack(self.error_code)
        if version >= 2:
            write_nullable_compact_string(out, self.error_message)
        write_compact_count(out, self.topics)
        for topic_data_item in self.topics:
            topic_data_item._write(out, version)
        if version >= 2:
            write_compact_count(out, self.nodes)
            for node_item in self.nodes:
                node_item._write(out, version)
        elif self.nodes:
            raise not_carried("DescribeQuorumResponse", "nodes", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.error_code = _h.unpack_from(view, pos)[0]
        pos += 2
        if version >= 2:
            self.error_message, pos = read_nullable_compact_string(view, pos)
        else:
            self.error_message = ""
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_data_item, pos = DescribeQuorumResponse.TopicData._read(view, pos, version)
            self.topics.append(topic_data_item)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.nodes = []
            for _ in range(count):
                node_item, pos = DescribeQuorumResponse.Node._read(view, pos, version)
                self.nodes.append(node_item)
        else:
            self.nodes = []
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeQuorumRequest.RESPONSE = DescribeQuorumResponse
