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
_hii = Packer(">hii")
_hiii = Packer(">hiii")
_i = Packer(">i")


class MetadataRequest(Request):
    """Kafka's MetadataRequest, versions 0 to 13."""

    NAME = "Metadata"
    API_KEY = 3
    MIN_VERSION = 0
    MAX_VERSION = 13
    FLEXIBLE_FROM = 9

    class MetadataRequestTopic(Struct):
        """Part of MetadataRequest."""

        __slots__ = ("topic_id", "name")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "name")
        topic_id: bytes
        name: str | None

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            name: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.name = name

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                if version >= 10:
                    out += _u.pack(uuid(self.topic_id))
                if self.name is None and version >= 10:
                    write_nullable_compact_string(out, None)
                else:
                    if self.name is None:
                        raise not_carried("MetadataRequest", "a null name", version)
                    write_compact_string(out, self.name)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name is None:
                    raise not_carried("MetadataRequest", "a null name", version)
                write_string(out, self.name)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                if version >= 10:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                if version >= 10:
                    self.name, pos = read_nullable_compact_string(view, pos)
                else:
                    self.name, pos = read_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_id = ZERO_UUID
                self.name, pos = read_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "topics",
        "allow_auto_topic_creation",
        "include_cluster_authorized_operations",
        "include_topic_authorized_operations",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "topics",
        "allow_auto_topic_creation",
        "include_cluster_authorized_operations",
        "include_topic_authorized_operations",
    )
    topics: list[MetadataRequest.MetadataRequestTopic] | None
    allow_auto_topic_creation: bool
    include_cluster_authorized_operations: bool
    include_topic_authorized_operations: bool

    def __init__(
        self,
        *,
        topics: list[MetadataRequest.MetadataRequestTopic] | None = None,
        allow_auto_topic_creation: bool = True,
        include_cluster_authorized_operations: bool = False,
        include_topic_authorized_operations: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.allow_auto_topic_creation = allow_auto_topic_creation
        self.include_cluster_authorized_operations = include_cluster_authorized_operations
        self.include_topic_authorized_operations = include_topic_authorized_operations

    def _write(self, out: Out, version: int) -> None:
        if version >= 9:
            if self.topics is None:
                out.append(0)
            else:
                write_compact_count(out, self.topics)
                for metadata_request_topic_item in self.topics:
                    metadata_request_topic_item._write(out, version)
            out += _o.pack(self.allow_auto_topic_creation)
            if version <= 10:
                out += _o.pack(self.include_cluster_authorized_operations)
            elif self.include_cluster_authorized_operations:
                raise not_carried("MetadataRequest", "include_cluster_authorized_operations", version)
            out += _o.pack(self.include_topic_authorized_operations)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.topics is None and version >= 1:
                out += b"\xff\xff\xff\xff"
            else:
                if self.topics is None:
                    raise not_carried("MetadataRequest", "a null topics", version)
                write_count(out, self.topics)
                for metadata_request_topic_item in self.topics:
                    metadata_request_topic_item._write(out, version)
            if version >= 4:
                out += _o.pack(self.allow_auto_topic_creation)
            elif not self.allow_auto_topic_creation:
                raise not_carried("MetadataRequest", "allow_auto_topic_creation", version)
            if version >= 8:
                out += _o.pack(self.include_cluster_authorized_operations)
            elif self.include_cluster_authorized_operations:
                raise not_carried("MetadataRequest", "include_cluster_authorized_operations", version)
            if version >= 8:
                out += _o.pack(self.include_topic_authorized_operations)
            elif self.include_topic_authorized_operations:
                raise not_carried("MetadataRequest", "include_topic_authorized_operations", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 9:
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.topics = None
            else:
                self.topics = []
                for _ in range(count):
                    metadata_request_topic_item, pos = MetadataRequest.MetadataRequestTopic._read(view, pos, version)
                    self.topics.append(metadata_request_topic_item)
            self.allow_auto_topic_creation = _o.unpack_from(view, pos)[0]
            pos += 1
            if version <= 10:
                self.include_cluster_authorized_operations = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.include_cluster_authorized_operations = False
            self.include_topic_authorized_operations = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_nullable_count(view, pos)
            if count < 0:
                if not (version >= 1):
                    raise unexpected_null("topics")
                self.topics = None
            else:
                self.topics = []
                for _ in range(count):
                    metadata_request_topic_item, pos = MetadataRequest.MetadataRequestTopic._read(view, pos, version)
                    self.topics.append(metadata_request_topic_item)
            if version >= 4:
                self.allow_auto_topic_creation = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.allow_auto_topic_creation = True
            if version >= 8:
                self.include_cluster_authorized_operations = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.include_cluster_authorized_operations = False
            if version >= 8:
                self.include_topic_authorized_operations = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.include_topic_authorized_operations = False
            self.unknown_tagged_fields = None
        return self, pos


class MetadataResponse(Message):
    """Kafka's MetadataResponse, versions 0 to 13."""

    NAME = "Metadata"
    API_KEY = 3
    MIN_VERSION = 0
    MAX_VERSION = 13
    FLEXIBLE_FROM = 9

    class MetadataResponseBroker(Struct):
        """Part of MetadataResponse."""

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
            if version >= 9:
                out += _i.pack(self.node_id)
                write_compact_string(out, self.host)
                out += _i.pack(self.port)
                write_nullable_compact_string(out, self.rack)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.node_id)
                write_string(out, self.host)
                out += _i.pack(self.port)
                if version >= 1:
                    write_nullable_string(out, self.rack)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
                self.host, pos = read_compact_string(view, pos)
                self.port = _i.unpack_from(view, pos)[0]
                pos += 4
                self.rack, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
                self.host, pos = read_string(view, pos)
                self.port = _i.unpack_from(view, pos)[0]
                pos += 4
                if version >= 1:
                    self.rack, pos = read_nullable_string(view, pos)
                else:
                    self.rack = None
                self.unknown_tagged_fields = None
            return self, pos

    class MetadataResponsePartition(Struct):
        """Part of MetadataResponse."""

        __slots__ = (
            "error_code",
            "partition_index",
            "leader_id",
            "leader_epoch",
            "replica_nodes",
            "isr_nodes",
            "offline_replicas",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "partition_index",
            "leader_id",
            "leader_epoch",
            "replica_nodes",
            "isr_nodes",
            "offline_replicas",
        )
        error_code: int
        partition_index: int
        leader_id: int
        leader_epoch: int
        replica_nodes: list[int]
        isr_nodes: list[int]
        offline_replicas: list[int]

        def __init__(
            self,
            *,
            error_code: int = 0,
            partition_index: int = 0,
            leader_id: int = 0,
            leader_epoch: int = -1,
            replica_nodes: list[int] | None = None,
            isr_nodes: list[int] | None = None,
            offline_replicas: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.partition_index = partition_index
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.replica_nodes = [] if replica_nodes is None else replica_nodes
            self.isr_nodes = [] if isr_nodes is None else isr_nodes
            self.offline_replicas = [] if offline_replicas is None else offline_replicas

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                out += _hiii.pack(self.error_code, self.partition_index, self.leader_id, self.leader_epoch)
                write_compact_count(out, self.replica_nodes)
                write_fixed(out, self.replica_nodes, "i")
                write_compact_count(out, self.isr_nodes)
                write_fixed(out, self.isr_nodes, "i")
                write_compact_count(out, self.offline_replicas)
                write_fixed(out, self.offline_replicas, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _hii.pack(self.error_code, self.partition_index, self.leader_id)
                if version >= 7:
                    out += _i.pack(self.leader_epoch)
                write_count(out, self.replica_nodes)
                write_fixed(out, self.replica_nodes, "i")
                write_count(out, self.isr_nodes)
                write_fixed(out, self.isr_nodes, "i")
                if version >= 5:
                    write_count(out, self.offline_replicas)
                    write_fixed(out, self.offline_replicas, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                self.error_code, self.partition_index, self.leader_id, self.leader_epoch = _hiii.unpack_from(view, pos)
                pos += 14
                count, pos = read_compact_count(view, pos)
                self.replica_nodes, pos = read_fixed(view, pos, count, "i", 4)
                count, pos = read_compact_count(view, pos)
                self.isr_nodes, pos = read_fixed(view, pos, count, "i", 4)
                count, pos = read_compact_count(view, pos)
                self.offline_replicas, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code, self.partition_index, self.leader_id = _hii.unpack_from(view, pos)
                pos += 10
                if version >= 7:
                    self.leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.leader_epoch = -1
                count, pos = read_count(view, pos)
                self.replica_nodes, pos = read_fixed(view, pos, count, "i", 4)
                count, pos = read_count(view, pos)
                self.isr_nodes, pos = read_fixed(view, pos, count, "i", 4)
                if version >= 5:
                    count, pos = read_count(view, pos)
                    self.offline_replicas, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.offline_replicas = []
                self.unknown_tagged_fields = None
            return self, pos

    class MetadataResponseTopic(Struct):
        """Part of MetadataResponse."""

        __slots__ = ("error_code", "name", "topic_id", "is_internal", "partitions", "topic_authorized_operations")
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "name",
            "topic_id",
            "is_internal",
            "partitions",
            "topic_authorized_operations",
        )
        error_code: int
        name: str | None
        topic_id: bytes
        is_internal: bool
        partitions: list[MetadataResponse.MetadataResponsePartition]
        topic_authorized_operations: int

        def __init__(
            self,
            *,
            error_code: int = 0,
            name: str | None = "",
            topic_id: bytes = ZERO_UUID,
            is_internal: bool = False,
            partitions: list[MetadataResponse.MetadataResponsePartition] | None = None,
            topic_authorized_operations: int = -2147483648,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.name = name
            self.topic_id = topic_id
            self.is_internal = is_internal
            self.partitions = [] if partitions is None else partitions
            self.topic_authorized_operations = topic_authorized_operations

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                out += _h.pack(self.error_code)
                if self.name is None and version >= 12:
                    write_nullable_compact_string(out, None)
                else:
                    if self.name is None:
                        raise not_carried("MetadataResponse", "a null name", version)
                    write_compact_string(out, self.name)
                if version >= 10:
                    out += _u.pack(uuid(self.topic_id))
                out += _o.pack(self.is_internal)
                write_compact_count(out, self.partitions)
                for metadata_response_partition_item in self.partitions:
                    metadata_response_partition_item._write(out, version)
                out += _i.pack(self.topic_authorized_operations)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                if self.name is None:
                    raise not_carried("MetadataResponse", "a null name", version)
                write_string(out, self.name)
                if version >= 1:
                    out += _o.pack(self.is_internal)
                write_count(out, self.partitions)
                for metadata_response_partition_item in self.partitions:
                    metadata_response_partition_item._write(out, version)
                if version >= 8:
                    out += _i.pack(self.topic_authorized_operations)
                elif self.topic_authorized_operations != -2147483648:
                    raise not_carried("MetadataResponse", "topic_authorized_operations", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                if version >= 12:
                    self.name, pos = read_nullable_compact_string(view, pos)
                else:
                    self.name, pos = read_compact_string(view, pos)
                if version >= 10:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                self.is_internal = _o.unpack_from(view, pos)[0]
                pos += 1
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    metadata_response_partition_item, pos = MetadataResponse.MetadataResponsePartition._read(
                        view, pos, version
                    )
                    self.partitions.append(metadata_response_partition_item)
                self.topic_authorized_operations = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                if version >= 1:
                    self.is_internal = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.is_internal = False
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    metadata_response_partition_item, pos = MetadataResponse.MetadataResponsePartition._read(
                        view, pos, version
                    )
                    self.partitions.append(metadata_response_partition_item)
                if version >= 8:
                    self.topic_authorized_operations = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.topic_authorized_operations = -2147483648
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "throttle_time_ms",
        "brokers",
        "cluster_id",
        "controller_id",
        "topics",
        "cluster_authorized_operations",
        "error_code",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "brokers",
        "cluster_id",
        "controller_id",
        "topics",
        "cluster_authorized_operations",
        "error_code",
    )
    throttle_time_ms: int
    brokers: list[MetadataResponse.MetadataResponseBroker]
    cluster_id: str | None
    controller_id: int
    topics: list[MetadataResponse.MetadataResponseTopic]
    cluster_authorized_operations: int
    error_code: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        brokers: list[MetadataResponse.MetadataResponseBroker] | None = None,
        cluster_id: str | None = None,
        controller_id: int = -1,
        topics: list[MetadataResponse.MetadataResponseTopic] | None = None,
        cluster_authorized_operations: int = -2147483648,
        error_code: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.brokers = [] if brokers is None else brokers
        self.cluster_id = cluster_id
        self.controller_id = controller_id
        self.topics = [] if topics is None else topics
        self.cluster_authorized_operations = cluster_authorized_operations
        self.error_code = error_code

    def _write(self, out: Out, version: int) -> None:
        if version >= 9:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.brokers)
            for metadata_response_broker_item in self.brokers:
                metadata_response_broker_item._write(out, version)
            write_nullable_compact_string(out, self.cluster_id)
            out += _i.pack(self.controller_id)
            write_compact_count(out, self.topics)
            for metadata_response_topic_item in self.topics:
                metadata_response_topic_item._write(out, version)
            if version <= 10:
                out += _i.pack(self.cluster_authorized_operations)
            elif self.cluster_authorized_operations != -2147483648:
                raise not_carried("MetadataResponse", "cluster_authorized_operations", version)
            if version >= 13:
                out += _h.pack(self.error_code)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 3:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.brokers)
            for metadata_response_broker_item in self.brokers:
                metadata_response_broker_item._write(out, version)
            if version >= 2:
                write_nullable_string(out, self.cluster_id)
            if version >= 1:
                out += _i.pack(self.controller_id)
            write_count(out, self.topics)
            for metadata_response_topic_item in self.topics:
                metadata_response_topic_item._write(out, version)
            if version >= 8:
                out += _i.pack(self.cluster_authorized_operations)
            elif self.cluster_authorized_operations != -2147483648:
                raise not_carried("MetadataResponse", "cluster_authorized_operations", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 9:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.brokers = []
            for _ in range(count):
                metadata_response_broker_item, pos = MetadataResponse.MetadataResponseBroker._read(view, pos, version)
                self.brokers.append(metadata_response_broker_item)
            self.cluster_id, pos = read_nullable_compact_string(view, pos)
            self.controller_id = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                metadata_response_topic_item, pos = MetadataResponse.MetadataResponseTopic._read(view, pos, version)
                self.topics.append(metadata_response_topic_item)
            if version <= 10:
                self.cluster_authorized_operations = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.cluster_authorized_operations = -2147483648
            if version >= 13:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 3:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.brokers = []
            for _ in range(count):
                metadata_response_broker_item, pos = MetadataResponse.MetadataResponseBroker._read(view, pos, version)
                self.brokers.append(metadata_response_broker_item)
            if version >= 2:
                self.cluster_id, pos = read_nullable_string(view, pos)
            else:
                self.cluster_id = None
            if version >= 1:
                self.controller_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.controller_id = -1
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                metadata_response_topic_item, pos = MetadataResponse.MetadataResponseTopic._read(view, pos, version)
                self.topics.append(metadata_response_topic_item)
            if version >= 8:
                self.cluster_authorized_operations = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.cluster_authorized_operations = -2147483648
            self.error_code = 0
            self.unknown_tagged_fields = None
        return self, pos


MetadataRequest.RESPONSE = MetadataResponse
