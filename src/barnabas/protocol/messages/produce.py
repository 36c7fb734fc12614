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
    read_nullable_compact_string,
    read_nullable_string,
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
    write_nullable_compact_string,
    write_nullable_string,
    write_records,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_hi = Packer(">hi")
_i = Packer(">i")
_ihq = Packer(">ihq")
_ihqqq = Packer(">ihqqq")
_q = Packer(">q")


class ProduceRequest(Request):
    """Kafka's ProduceRequest, versions 0 to 13."""

    NAME = "Produce"
    API_KEY = 0
    MIN_VERSION = 0
    MAX_VERSION = 13
    FLEXIBLE_FROM = 9

    class PartitionProduceData(Struct):
        """Part of ProduceRequest."""

        __slots__ = ("index", "records")
        FIELDS: ClassVar[tuple[str, ...]] = ("index", "records")
        index: int
        records: RecordsField

        def __init__(
            self,
            *,
            index: int = 0,
            records: RecordsField = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.index = index
            self.records = records

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                out += _i.pack(self.index)
                write_compact_records(out, self.records)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.index)
                write_records(out, self.records)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                self.index = _i.unpack_from(view, pos)[0]
                pos += 4
                self.records, pos = read_compact_records(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.index = _i.unpack_from(view, pos)[0]
                pos += 4
                self.records, pos = read_records(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class TopicProduceData(Struct):
        """Part of ProduceRequest."""

        __slots__ = ("name", "topic_id", "partition_data")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partition_data")
        name: str
        topic_id: bytes
        partition_data: list[ProduceRequest.PartitionProduceData]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partition_data: list[ProduceRequest.PartitionProduceData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partition_data = [] if partition_data is None else partition_data

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                if version <= 12:
                    write_compact_string(out, self.name)
                if version >= 13:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partition_data)
                for partition_produce_data_item in self.partition_data:
                    partition_produce_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partition_data)
                for partition_produce_data_item in self.partition_data:
                    partition_produce_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                if version <= 12:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 13:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partition_data = []
                for _ in range(count):
                    partition_produce_data_item, pos = ProduceRequest.PartitionProduceData._read(view, pos, version)
                    self.partition_data.append(partition_produce_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partition_data = []
                for _ in range(count):
                    partition_produce_data_item, pos = ProduceRequest.PartitionProduceData._read(view, pos, version)
                    self.partition_data.append(partition_produce_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("transactional_id", "acks", "timeout_ms", "topic_data")
    FIELDS: ClassVar[tuple[str, ...]] = ("transactional_id", "acks", "timeout_ms", "topic_data")
    transactional_id: str | None
    acks: int
    timeout_ms: int
    topic_data: list[ProduceRequest.TopicProduceData]

    def __init__(
        self,
        *,
        transactional_id: str | None = None,
        acks: int = 0,
        timeout_ms: int = 0,
        topic_data: list[ProduceRequest.TopicProduceData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactional_id = transactional_id
        self.acks = acks
        self.timeout_ms = timeout_ms
        self.topic_data = [] if topic_data is None else topic_data

    def _write(self, out: Out, version: int) -> None:
        if version >= 9:
            write_nullable_compact_string(out, self.transactional_id)
            out += _hi.pack(self.acks, self.timeout_ms)
            write_compact_count(out, self.topic_data)
            for topic_produce_data_item in self.topic_data:
                topic_produce_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 3:
                write_nullable_string(out, self.transactional_id)
            elif self.transactional_id is not None:
                raise not_carried("ProduceRequest", "transactional_id", version)
            out += _hi.pack(self.acks, self.timeout_ms)
            write_count(out, self.topic_data)
            for topic_produce_data_item in self.topic_data:
                topic_produce_data_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 9:
            self.transactional_id, pos = read_nullable_compact_string(view, pos)
            self.acks, self.timeout_ms = _hi.unpack_from(view, pos)
            pos += 6
            count, pos = read_compact_count(view, pos)
            self.topic_data = []
            for _ in range(count):
                topic_produce_data_item, pos = ProduceRequest.TopicProduceData._read(view, pos, version)
                self.topic_data.append(topic_produce_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 3:
                self.transactional_id, pos = read_nullable_string(view, pos)
            else:
                self.transactional_id = None
            self.acks, self.timeout_ms = _hi.unpack_from(view, pos)
            pos += 6
            count, pos = read_count(view, pos)
            self.topic_data = []
            for _ in range(count):
                topic_produce_data_item, pos = ProduceRequest.TopicProduceData._read(view, pos, version)
                self.topic_data.append(topic_produce_data_item)
            self.unknown_tagged_fields = None
        return self, pos


class ProduceResponse(Message):
    """Kafka's ProduceResponse, versions 0 to 13."""

    NAME = "Produce"
    API_KEY = 0
    MIN_VERSION = 0
    MAX_VERSION = 13
    FLEXIBLE_FROM = 9

    class BatchIndexAndErrorMessage(Struct):
        """Part of ProduceResponse."""

        __slots__ = ("batch_index", "batch_index_error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("batch_index", "batch_index_error_message")
        batch_index: int
        batch_index_error_message: str | None

        def __init__(
            self,
            *,
            batch_index: int = 0,
            batch_index_error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.batch_index = batch_index
            self.batch_index_error_message = batch_index_error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                out += _i.pack(self.batch_index)
                write_nullable_compact_string(out, self.batch_index_error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 8:
                    out += _i.pack(self.batch_index)
                elif self.batch_index != 0:
                    raise not_carried("ProduceResponse", "batch_index", version)
                if version >= 8:
                    write_nullable_string(out, self.batch_index_error_message)
                elif self.batch_index_error_message is not None:
                    raise not_carried("ProduceResponse", "batch_index_error_message", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                self.batch_index = _i.unpack_from(view, pos)[0]
                pos += 4
                self.batch_index_error_message, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 8:
                    self.batch_index = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.batch_index = 0
                if version >= 8:
                    self.batch_index_error_message, pos = read_nullable_string(view, pos)
                else:
                    self.batch_index_error_message = None
                self.unknown_tagged_fields = None
            return self, pos

    class LeaderIdAndEpoch(Struct):
        """Part of ProduceResponse."""

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
            if version >= 9:
                if version >= 10:
                    out += _i.pack(self.leader_id)
                elif self.leader_id != -1:
                    raise not_carried("ProduceResponse", "leader_id", version)
                if version >= 10:
                    out += _i.pack(self.leader_epoch)
                elif self.leader_epoch != -1:
                    raise not_carried("ProduceResponse", "leader_epoch", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.leader_id != -1:
                    raise not_carried("ProduceResponse", "leader_id", version)
                if self.leader_epoch != -1:
                    raise not_carried("ProduceResponse", "leader_epoch", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                if version >= 10:
                    self.leader_id = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.leader_id = -1
                if version >= 10:
                    self.leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.leader_epoch = -1
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.leader_id = -1
                self.leader_epoch = -1
                self.unknown_tagged_fields = None
            return self, pos

    class PartitionProduceResponse(Struct):
        """Part of ProduceResponse."""

        __slots__ = (
            "index",
            "error_code",
            "base_offset",
            "log_append_time_ms",
            "log_start_offset",
            "record_errors",
            "error_message",
            "current_leader",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "index",
            "error_code",
            "base_offset",
            "log_append_time_ms",
            "log_start_offset",
            "record_errors",
            "error_message",
            "current_leader",
        )
        index: int
        error_code: int
        base_offset: int
        log_append_time_ms: int
        log_start_offset: int
        record_errors: list[ProduceResponse.BatchIndexAndErrorMessage]
        error_message: str | None
        current_leader: ProduceResponse.LeaderIdAndEpoch

        def __init__(
            self,
            *,
            index: int = 0,
            error_code: int = 0,
            base_offset: int = 0,
            log_append_time_ms: int = -1,
            log_start_offset: int = -1,
            record_errors: list[ProduceResponse.BatchIndexAndErrorMessage] | None = None,
            error_message: str | None = None,
            current_leader: ProduceResponse.LeaderIdAndEpoch | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.index = index
            self.error_code = error_code
            self.base_offset = base_offset
            self.log_append_time_ms = log_append_time_ms
            self.log_start_offset = log_start_offset
            self.record_errors = [] if record_errors is None else record_errors
            self.error_message = error_message
            self.current_leader = ProduceResponse.LeaderIdAndEpoch() if current_leader is None else current_leader

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                out += _ihqqq.pack(
                    self.index, self.error_code, self.base_offset, self.log_append_time_ms, self.log_start_offset
                )
                write_compact_count(out, self.record_errors)
                for batch_index_and_error_message_item in self.record_errors:
                    batch_index_and_error_message_item._write(out, version)
                write_nullable_compact_string(out, self.error_message)
                tags: dict[int, bytes | bytearray] = {}
                if version >= 10 and (self.current_leader != ProduceResponse.LeaderIdAndEpoch()):
                    part = Out()
                    self.current_leader._write(part, version)
                    tags[0] = part
                write_tags(out, tags, self.unknown_tagged_fields)
            else:
                out += _ihq.pack(self.index, self.error_code, self.base_offset)
                if version >= 2:
                    out += _q.pack(self.log_append_time_ms)
                if version >= 5:
                    out += _q.pack(self.log_start_offset)
                if version >= 8:
                    write_count(out, self.record_errors)
                    for batch_index_and_error_message_item in self.record_errors:
                        batch_index_and_error_message_item._write(out, version)
                if version >= 8:
                    write_nullable_string(out, self.error_message)
                if self.current_leader != ProduceResponse.LeaderIdAndEpoch():
                    raise not_carried("ProduceResponse", "current_leader", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                self.index, self.error_code, self.base_offset, self.log_append_time_ms, self.log_start_offset = (
                    _ihqqq.unpack_from(view, pos)
                )
                pos += 30
                count, pos = read_compact_count(view, pos)
                self.record_errors = []
                for _ in range(count):
                    batch_index_and_error_message_item, pos = ProduceResponse.BatchIndexAndErrorMessage._read(
                        view, pos, version
                    )
                    self.record_errors.append(batch_index_and_error_message_item)
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.current_leader = ProduceResponse.LeaderIdAndEpoch()
                unknown: dict[int, bytes] = {}
                tag_count, pos = read_tag_count(view, pos)
                for _tag in range(tag_count):
                    tag, pos, end = read_tag(view, pos)
                    if tag == 0 and version >= 10:
                        self.current_leader, pos = ProduceResponse.LeaderIdAndEpoch._read(view, pos, version)
                    else:
                        unknown[tag] = bytes(view[pos:end])
                        pos = end
                    if pos != end:
                        raise tag_overrun(tag)
                self.unknown_tagged_fields = unknown or None
            else:
                self.index, self.error_code, self.base_offset = _ihq.unpack_from(view, pos)
                pos += 14
                if version >= 2:
                    self.log_append_time_ms = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.log_append_time_ms = -1
                if version >= 5:
                    self.log_start_offset = _q.unpack_from(view, pos)[0]
                    pos += 8
                else:
                    self.log_start_offset = -1
                if version >= 8:
                    count, pos = read_count(view, pos)
                    self.record_errors = []
                    for _ in range(count):
                        batch_index_and_error_message_item, pos = ProduceResponse.BatchIndexAndErrorMessage._read(
                            view, pos, version
                        )
                        self.record_errors.append(batch_index_and_error_message_item)
                else:
                    self.record_errors = []
                if version >= 8:
                    self.error_message, pos = read_nullable_string(view, pos)
                else:
                    self.error_message = None
                self.current_leader = ProduceResponse.LeaderIdAndEpoch()
                self.unknown_tagged_fields = None
            return self, pos

    class TopicProduceResponse(Struct):
        """Part of ProduceResponse."""

        __slots__ = ("name", "topic_id", "partition_responses")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "partition_responses")
        name: str
        topic_id: bytes
        partition_responses: list[ProduceResponse.PartitionProduceResponse]

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            partition_responses: list[ProduceResponse.PartitionProduceResponse] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.partition_responses = [] if partition_responses is None else partition_responses

        def _write(self, out: Out, version: int) -> None:
            if version >= 9:
                if version <= 12:
                    write_compact_string(out, self.name)
                if version >= 13:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partition_responses)
                for partition_produce_response_item in self.partition_responses:
                    partition_produce_response_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partition_responses)
                for partition_produce_response_item in self.partition_responses:
                    partition_produce_response_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                if version <= 12:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version >= 13:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partition_responses = []
                for _ in range(count):
                    partition_produce_response_item, pos = ProduceResponse.PartitionProduceResponse._read(
                        view, pos, version
                    )
                    self.partition_responses.append(partition_produce_response_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                count, pos = read_count(view, pos)
                self.partition_responses = []
                for _ in range(count):
                    partition_produce_response_item, pos = ProduceResponse.PartitionProduceResponse._read(
                        view, pos, version
                    )
                    self.partition_responses.append(partition_produce_response_item)
                self.unknown_tagged_fields = None
            return self, pos

    class NodeEndpoint(Struct):
        """Part of ProduceResponse."""

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
                if version >= 10:
                    out += _i.pack(self.node_id)
                elif self.node_id != 0:
                    raise not_carried("ProduceResponse", "node_id", version)
                if version >= 10:
                    write_compact_string(out, self.host)
                elif self.host:
                    raise not_carried("ProduceResponse", "host", version)
                if version >= 10:
                    out += _i.pack(self.port)
                elif self.port != 0:
                    raise not_carried("ProduceResponse", "port", version)
                if version >= 10:
                    write_nullable_compact_string(out, self.rack)
                elif self.rack is not None:
                    raise not_carried("ProduceResponse", "rack", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.node_id != 0:
                    raise not_carried("ProduceResponse", "node_id", version)
                if self.host:
                    raise not_carried("ProduceResponse", "host", version)
                if self.port != 0:
                    raise not_carried("ProduceResponse", "port", version)
                if self.rack is not None:
                    raise not_carried("ProduceResponse", "rack", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 9:
                if version >= 10:
                    self.node_id = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.node_id = 0
                if version >= 10:
                    self.host, pos = read_compact_string(view, pos)
                else:
                    self.host = ""
                if version >= 10:
                    self.port = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.port = 0
                if version >= 10:
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

    __slots__ = ("responses", "throttle_time_ms", "node_endpoints")
    FIELDS: ClassVar[tuple[str, ...]] = ("responses", "throttle_time_ms", "node_endpoints")
    responses: list[ProduceResponse.TopicProduceResponse]
    throttle_time_ms: int
    node_endpoints: list[ProduceResponse.NodeEndpoint]

    def __init__(
        self,
        *,
        responses: list[ProduceResponse.TopicProduceResponse] | None = None,
        throttle_time_ms: int = 0,
        node_endpoints: list[ProduceResponse.NodeEndpoint] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.responses = [] if responses is None else responses
        self.throttle_time_ms = throttle_time_ms
        self.node_endpoints = [] if node_endpoints is None else node_endpoints

    def _write(self, out: Out, version: int) -> None:
        if version >= 9:
            write_compact_count(out, self.responses)
            for topic_produce_response_item in self.responses:
                topic_produce_response_item._write(out, version)
            out += _i.pack(self.throttle_time_ms)
            tags: dict[int, bytes | bytearray] = {}
            if version >= 10 and (self.node_endpoints):
                part = Out()
                write_compact_count(part, self.node_endpoints)
                for node_endpoint_item in self.node_endpoints:
                    node_endpoint_item._write(part, version)
                tags[0] = part
            write_tags(out, tags, self.unknown_tagged_fields)
        else:
            write_count(out, self.responses)
            for topic_produce_response_item in self.responses:
                topic_produce_response_item._write(out, version)
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            if self.node_endpoints:
                raise not_carried("ProduceResponse", "node_endpoints", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 9:
            count, pos = read_compact_count(view, pos)
            self.responses = []
            for _ in range(count):
                topic_produce_response_item, pos = ProduceResponse.TopicProduceResponse._read(view, pos, version)
                self.responses.append(topic_produce_response_item)
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.node_endpoints = []
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0 and version >= 10:
                    count, pos = read_compact_count(view, pos)
                    self.node_endpoints = []
                    for _ in range(count):
                        node_endpoint_item, pos = ProduceResponse.NodeEndpoint._read(view, pos, version)
                        self.node_endpoints.append(node_endpoint_item)
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
        else:
            count, pos = read_count(view, pos)
            self.responses = []
            for _ in range(count):
                topic_produce_response_item, pos = ProduceResponse.TopicProduceResponse._read(view, pos, version)
                self.responses.append(topic_produce_response_item)
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.node_endpoints = []
            self.unknown_tagged_fields = None
        return self, pos


ProduceRequest.RESPONSE = ProduceResponse
