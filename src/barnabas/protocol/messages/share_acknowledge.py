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
    read_fixed,
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_o = Packer(">?")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_qq = Packer(">qq")


class ShareAcknowledgeRequest(Request):
    """Kafka's ShareAcknowledgeRequest, versions 0 to 2."""

    NAME = "ShareAcknowledge"
    API_KEY = 79
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class AcknowledgementBatch(Struct):
        """Part of ShareAcknowledgeRequest."""

        __slots__ = ("first_offset", "last_offset", "acknowledge_types")
        FIELDS: ClassVar[tuple[str, ...]] = ("first_offset", "last_offset", "acknowledge_types")
        first_offset: int
        last_offset: int
        acknowledge_types: list[int]

        def __init__(
            self,
            *,
            first_offset: int = 0,
            last_offset: int = 0,
            acknowledge_types: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.first_offset = first_offset
            self.last_offset = last_offset
            self.acknowledge_types = [] if acknowledge_types is None else acknowledge_types

        def _write(self, out: Out, version: int) -> None:
            out += _qq.pack(self.first_offset, self.last_offset)
            write_compact_count(out, self.acknowledge_types)
            write_fixed(out, self.acknowledge_types, "b")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.first_offset, self.last_offset = _qq.unpack_from(view, pos)
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.acknowledge_types, pos = read_fixed(view, pos, count, "b", 1)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class AcknowledgePartition(Struct):
        """Part of ShareAcknowledgeRequest."""

        __slots__ = ("partition_index", "acknowledgement_batches")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "acknowledgement_batches")
        partition_index: int
        acknowledgement_batches: list[ShareAcknowledgeRequest.AcknowledgementBatch]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            acknowledgement_batches: list[ShareAcknowledgeRequest.AcknowledgementBatch] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.acknowledgement_batches = [] if acknowledgement_batches is None else acknowledgement_batches

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.partition_index)
            write_compact_count(out, self.acknowledgement_batches)
            for acknowledgement_batch_item in self.acknowledgement_batches:
                acknowledgement_batch_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.acknowledgement_batches = []
            for _ in range(count):
                acknowledgement_batch_item, pos = ShareAcknowledgeRequest.AcknowledgementBatch._read(view, pos, version)
                self.acknowledgement_batches.append(acknowledgement_batch_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class AcknowledgeTopic(Struct):
        """Part of ShareAcknowledgeRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[ShareAcknowledgeRequest.AcknowledgePartition]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[ShareAcknowledgeRequest.AcknowledgePartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for acknowledge_partition_item in self.partitions:
                acknowledge_partition_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                acknowledge_partition_item, pos = ShareAcknowledgeRequest.AcknowledgePartition._read(view, pos, version)
                self.partitions.append(acknowledge_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "member_id", "share_session_epoch", "is_renew_ack", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "member_id", "share_session_epoch", "is_renew_ack", "topics")
    group_id: str | None
    member_id: str | None
    share_session_epoch: int
    is_renew_ack: bool
    topics: list[ShareAcknowledgeRequest.AcknowledgeTopic]

    def __init__(
        self,
        *,
        group_id: str | None = None,
        member_id: str | None = "",
        share_session_epoch: int = 0,
        is_renew_ack: bool = False,
        topics: list[ShareAcknowledgeRequest.AcknowledgeTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.member_id = member_id
        self.share_session_epoch = share_session_epoch
        self.is_renew_ack = is_renew_ack
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_string(out, self.group_id)
        write_nullable_compact_string(out, self.member_id)
        out += _i.pack(self.share_session_epoch)
        if version >= 2:
            out += _o.pack(self.is_renew_ack)
        elif self.is_renew_ack:
            raise not_carried("ShareAcknowledgeRequest", "is_renew_ack", version)
        write_compact_count(out, self.topics)
        for acknowledge_topic_item in self.topics:
            acknowledge_topic_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_nullable_compact_string(view, pos)
        self.member_id, pos = read_nullable_compact_string(view, pos)
        self.share_session_epoch = _i.unpack_from(view, pos)[0]
        pos += 4
        if version >= 2:
            self.is_renew_ack = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.is_renew_ack = False
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            acknowledge_topic_item, pos = ShareAcknowledgeRequest.AcknowledgeTopic._read(view, pos, version)
            self.topics.append(acknowledge_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ShareAcknowledgeResponse(Message):
    """Kafka's ShareAcknowledgeResponse, versions 0 to 2."""

    NAME = "ShareAcknowledge"
    API_KEY = 79
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class LeaderIdAndEpoch(Struct):
        """Part of ShareAcknowledgeResponse."""

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

    class PartitionData(Struct):
        """Part of ShareAcknowledgeResponse."""

        __slots__ = ("partition_index", "error_code", "error_message", "current_leader")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "error_code", "error_message", "current_leader")
        partition_index: int
        error_code: int
        error_message: str | None
        current_leader: ShareAcknowledgeResponse.LeaderIdAndEpoch

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            error_message: str | None = None,
            current_leader: ShareAcknowledgeResponse.LeaderIdAndEpoch | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.error_message = error_message
            self.current_leader = (
                ShareAcknowledgeResponse.LeaderIdAndEpoch() if current_leader is None else current_leader
            )

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition_index, self.error_code)
            write_nullable_compact_string(out, self.error_message)
            self.current_leader._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.current_leader, pos = ShareAcknowledgeResponse.LeaderIdAndEpoch._read(view, pos, version)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ShareAcknowledgeTopicResponse(Struct):
        """Part of ShareAcknowledgeResponse."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[ShareAcknowledgeResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[ShareAcknowledgeResponse.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
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
            self.topic_id = _u.unpack_from(view, pos)[0]
            pos += 16
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_data_item, pos = ShareAcknowledgeResponse.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class NodeEndpoint(Struct):
        """Part of ShareAcknowledgeResponse."""

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
            out += _i.pack(self.node_id)
            write_compact_string(out, self.host)
            out += _i.pack(self.port)
            write_nullable_compact_string(out, self.rack)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.node_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.host, pos = read_compact_string(view, pos)
            self.port = _i.unpack_from(view, pos)[0]
            pos += 4
            self.rack, pos = read_nullable_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "acquisition_lock_timeout_ms",
        "responses",
        "node_endpoints",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "acquisition_lock_timeout_ms",
        "responses",
        "node_endpoints",
    )
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    acquisition_lock_timeout_ms: int
    responses: list[ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse]
    node_endpoints: list[ShareAcknowledgeResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        acquisition_lock_timeout_ms: int = 0,
        responses: list[ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse] | None = None,
        node_endpoints: list[ShareAcknowledgeResponse.NodeEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.acquisition_lock_timeout_ms = acquisition_lock_timeout_ms
        self.responses = [] if responses is None else responses
        self.node_endpoints = [] if node_endpoints is None else node_endpoints

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        if version >= 2:
            out += _i.pack(self.acquisition_lock_timeout_ms)
        write_compact_count(out, self.responses)
        for share_acknowledge_topic_response_item in self.responses:
            share_acknowledge_topic_response_item._write(out, version)
        write_compact_count(out, self.node_endpoints)
        for node_endpoint_item in self.node_endpoints:
            node_endpoint_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.error_message, pos = read_nullable_compact_string(view, pos)
        if version >= 2:
            self.acquisition_lock_timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.acquisition_lock_timeout_ms = 0
        count, pos = read_compact_count(view, pos)
        self.responses = []
        for _ in range(count):
            share_acknowledge_topic_response_item, pos = ShareAcknowledgeResponse.ShareAcknowledgeTopicResponse._read(
                view, pos, version
            )
            self.responses.append(share_acknowledge_topic_response_item)
        count, pos = read_compact_count(view, pos)
        self.node_endpoints = []
        for _ in range(count):
            node_endpoint_item, pos = ShareAcknowledgeResponse.NodeEndpoint._read(view, pos, version)
            self.node_endpoints.append(node_endpoint_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ShareAcknowledgeRequest.RESPONSE = ShareAcknowledgeResponse
