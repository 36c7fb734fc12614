# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, RecordsField, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_records,
    read_compact_string,
    read_fixed,
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_records,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_o = Packer(">?")
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iiii = Packer(">iiii")
_qq = Packer(">qq")
_qqh = Packer(">qqh")


class ShareFetchRequest(Request):
    """Kafka's ShareFetchRequest, versions 0 to 2."""

    NAME = "ShareFetch"
    API_KEY = 78
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class AcknowledgementBatch(Struct):
        """Part of ShareFetchRequest."""

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

    class FetchPartition(Struct):
        """Part of ShareFetchRequest."""

        __slots__ = ("partition_index", "partition_max_bytes", "acknowledgement_batches")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "partition_max_bytes", "acknowledgement_batches")
        partition_index: int
        partition_max_bytes: int
        acknowledgement_batches: list[ShareFetchRequest.AcknowledgementBatch]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            partition_max_bytes: int = 0,
            acknowledgement_batches: list[ShareFetchRequest.AcknowledgementBatch] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.partition_max_bytes = partition_max_bytes
            self.acknowledgement_batches = [] if acknowledgement_batches is None else acknowledgement_batches

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.partition_index)
            if version <= 0:
                out += _i.pack(self.partition_max_bytes)
            elif self.partition_max_bytes != 0:
                raise not_carried("ShareFetchRequest", "partition_max_bytes", version)
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
            if version <= 0:
                self.partition_max_bytes = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.partition_max_bytes = 0
            count, pos = read_compact_count(view, pos)
            self.acknowledgement_batches = []
            for _ in range(count):
                acknowledgement_batch_item, pos = ShareFetchRequest.AcknowledgementBatch._read(view, pos, version)
                self.acknowledgement_batches.append(acknowledgement_batch_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class FetchTopic(Struct):
        """Part of ShareFetchRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[ShareFetchRequest.FetchPartition]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[ShareFetchRequest.FetchPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for fetch_partition_item in self.partitions:
                fetch_partition_item._write(out, version)
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
                fetch_partition_item, pos = ShareFetchRequest.FetchPartition._read(view, pos, version)
                self.partitions.append(fetch_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ForgottenTopic(Struct):
        """Part of ShareFetchRequest."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[int]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            write_fixed(out, self.partitions, "i")
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
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = (
        "group_id",
        "member_id",
        "share_session_epoch",
        "max_wait_ms",
        "min_bytes",
        "max_bytes",
        "max_records",
        "batch_size",
        "share_acquire_mode",
        "is_renew_ack",
        "topics",
        "forgotten_topics_data",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "group_id",
        "member_id",
        "share_session_epoch",
        "max_wait_ms",
        "min_bytes",
        "max_bytes",
        "max_records",
        "batch_size",
        "share_acquire_mode",
        "is_renew_ack",
        "topics",
        "forgotten_topics_data",
    )
    group_id: str | None
    member_id: str | None
    share_session_epoch: int
    max_wait_ms: int
    min_bytes: int
    max_bytes: int
    max_records: int
    batch_size: int
    share_acquire_mode: int
    is_renew_ack: bool
    topics: list[ShareFetchRequest.FetchTopic]
    forgotten_topics_data: list[ShareFetchRequest.ForgottenTopic]

    def __init__(
        self,
        *,
        group_id: str | None = None,
        member_id: str | None = "",
        share_session_epoch: int = 0,
        max_wait_ms: int = 0,
        min_bytes: int = 0,
        max_bytes: int = 2147483647,
        max_records: int = 0,
        batch_size: int = 0,
        share_acquire_mode: int = 0,
        is_renew_ack: bool = False,
        topics: list[ShareFetchRequest.FetchTopic] | None = None,
        forgotten_topics_data: list[ShareFetchRequest.ForgottenTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.member_id = member_id
        self.share_session_epoch = share_session_epoch
        self.max_wait_ms = max_wait_ms
        self.min_bytes = min_bytes
        self.max_bytes = max_bytes
        self.max_records = max_records
        self.batch_size = batch_size
        self.share_acquire_mode = share_acquire_mode
        self.is_renew_ack = is_renew_ack
        self.topics = [] if topics is None else topics
        self.forgotten_topics_data = [] if forgotten_topics_data is None else forgotten_topics_data

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_string(out, self.group_id)
        write_nullable_compact_string(out, self.member_id)
        out += _iiii.pack(self.share_session_epoch, self.max_wait_ms, self.min_bytes, self.max_bytes)
        if version >= 1:
            out += _i.pack(self.max_records)
        elif self.max_records != 0:
            raise not_carried("ShareFetchRequest", "max_records", version)
        if version >= 1:
            out += _i.pack(self.batch_size)
        elif self.batch_size != 0:
            raise not_carried("ShareFetchRequest", "batch_size", version)
        if version >= 2:
            out += _b.pack(self.share_acquire_mode)
        if version >= 2:
            out += _o.pack(self.is_renew_ack)
        elif self.is_renew_ack:
            raise not_carried("ShareFetchRequest", "is_renew_ack", version)
        write_compact_count(out, self.topics)
        for fetch_topic_item in self.topics:
            fetch_topic_item._write(out, version)
        write_compact_count(out, self.forgotten_topics_data)
        for forgotten_topic_item in self.forgotten_topics_data:
            forgotten_topic_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_nullable_compact_string(view, pos)
        self.member_id, pos = read_nullable_compact_string(view, pos)
        self.share_session_epoch, self.max_wait_ms, self.min_bytes, self.max_bytes = _iiii.unpack_from(view, pos)
        pos += 16
        if version >= 1:
            self.max_records = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.max_records = 0
        if version >= 1:
            self.batch_size = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.batch_size = 0
        if version >= 2:
            self.share_acquire_mode = _b.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.share_acquire_mode = 0
        if version >= 2:
            self.is_renew_ack = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.is_renew_ack = False
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            fetch_topic_item, pos = ShareFetchRequest.FetchTopic._read(view, pos, version)
            self.topics.append(fetch_topic_item)
        count, pos = read_compact_count(view, pos)
        self.forgotten_topics_data = []
        for _ in range(count):
            forgotten_topic_item, pos = ShareFetchRequest.ForgottenTopic._read(view, pos, version)
            self.forgotten_topics_data.append(forgotten_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ShareFetchResponse(Message):
    """Kafka's ShareFetchResponse, versions 0 to 2."""

    NAME = "ShareFetch"
    API_KEY = 78
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class LeaderIdAndEpoch(Struct):
        """Part of ShareFetchResponse."""

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

    class AcquiredRecords(Struct):
        """Part of ShareFetchResponse."""

        __slots__ = ("first_offset", "last_offset", "delivery_count")
        FIELDS: ClassVar[tuple[str, ...]] = ("first_offset", "last_offset", "delivery_count")
        first_offset: int
        last_offset: int
        delivery_count: int

        def __init__(
            self,
            *,
            first_offset: int = 0,
            last_offset: int = 0,
            delivery_count: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.first_offset = first_offset
            self.last_offset = last_offset
            self.delivery_count = delivery_count

        def _write(self, out: Out, version: int) -> None:
            out += _qqh.pack(self.first_offset, self.last_offset, self.delivery_count)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.first_offset, self.last_offset, self.delivery_count = _qqh.unpack_from(view, pos)
            pos += 18
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionData(Struct):
        """Part of ShareFetchResponse."""

        __slots__ = (
            "partition_index",
            "error_code",
            "error_message",
            "acknowledge_error_code",
            "acknowledge_error_message",
            "current_leader",
            "records",
            "acquired_records",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "error_code",
            "error_message",
            "acknowledge_error_code",
            "acknowledge_error_message",
            "current_leader",
            "records",
            "acquired_records",
        )
        partition_index: int
        error_code: int
        error_message: str | None
        acknowledge_error_code: int
        acknowledge_error_message: str | None
        current_leader: ShareFetchResponse.LeaderIdAndEpoch
        records: RecordsField
        acquired_records: list[ShareFetchResponse.AcquiredRecords]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            error_message: str | None = None,
            acknowledge_error_code: int = 0,
            acknowledge_error_message: str | None = None,
            current_leader: ShareFetchResponse.LeaderIdAndEpoch | None = None,
            records: RecordsField = None,
            acquired_records: list[ShareFetchResponse.AcquiredRecords] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.error_message = error_message
            self.acknowledge_error_code = acknowledge_error_code
            self.acknowledge_error_message = acknowledge_error_message
            self.current_leader = ShareFetchResponse.LeaderIdAndEpoch() if current_leader is None else current_leader
            self.records = records
            self.acquired_records = [] if acquired_records is None else acquired_records

        def _write(self, out: Out, version: int) -> None:
            out += _ih.pack(self.partition_index, self.error_code)
            write_nullable_compact_string(out, self.error_message)
            out += _h.pack(self.acknowledge_error_code)
            write_nullable_compact_string(out, self.acknowledge_error_message)
            self.current_leader._write(out, version)
            write_compact_records(out, self.records)
            write_compact_count(out, self.acquired_records)
            for acquired_records_item in self.acquired_records:
                acquired_records_item._write(out, version)
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
            self.acknowledge_error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.acknowledge_error_message, pos = read_nullable_compact_string(view, pos)
            self.current_leader, pos = ShareFetchResponse.LeaderIdAndEpoch._read(view, pos, version)
            self.records, pos = read_compact_records(view, pos)
            count, pos = read_compact_count(view, pos)
            self.acquired_records = []
            for _ in range(count):
                acquired_records_item, pos = ShareFetchResponse.AcquiredRecords._read(view, pos, version)
                self.acquired_records.append(acquired_records_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class ShareFetchableTopicResponse(Struct):
        """Part of ShareFetchResponse."""

        __slots__ = ("topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partitions")
        topic_id: bytes
        partitions: list[ShareFetchResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partitions: list[ShareFetchResponse.PartitionData] | None = None,
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
                partition_data_item, pos = ShareFetchResponse.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class NodeEndpoint(Struct):
        """Part of ShareFetchResponse."""

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
    responses: list[ShareFetchResponse.ShareFetchableTopicResponse]
    node_endpoints: list[ShareFetchResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        acquisition_lock_timeout_ms: int = 0,
        responses: list[ShareFetchResponse.ShareFetchableTopicResponse] | None = None,
        node_endpoints: list[ShareFetchResponse.NodeEndpoint] | None = None,
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
        if version >= 1:
            out += _i.pack(self.acquisition_lock_timeout_ms)
        elif self.acquisition_lock_timeout_ms != 0:
            raise not_carried("ShareFetchResponse", "acquisition_lock_timeout_ms", version)
        write_compact_count(out, self.responses)
        for share_fetchable_topic_response_item in self.responses:
            share_fetchable_topic_response_item._write(out, version)
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
        if version >= 1:
            self.acquisition_lock_timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.acquisition_lock_timeout_ms = 0
        count, pos = read_compact_count(view, pos)
        self.responses = []
        for _ in range(count):
            share_fetchable_topic_response_item, pos = ShareFetchResponse.ShareFetchableTopicResponse._read(
                view, pos, version
            )
            self.responses.append(share_fetchable_topic_response_item)
        count, pos = read_compact_count(view, pos)
        self.node_endpoints = []
        for _ in range(count):
            node_endpoint_item, pos = ShareFetchResponse.NodeEndpoint._read(view, pos, version)
            self.node_endpoints.append(node_endpoint_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ShareFetchRequest.RESPONSE = ShareFetchResponse
