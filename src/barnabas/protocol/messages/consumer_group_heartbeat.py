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
    read_each,
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_present,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_u = Packer(">16s")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")


class ConsumerGroupHeartbeatRequest(Request):
    """Kafka's ConsumerGroupHeartbeatRequest, versions 0 to 1."""

    NAME = "ConsumerGroupHeartbeat"
    API_KEY = 68
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class TopicPartitions(Struct):
        """Part of ConsumerGroupHeartbeatRequest."""

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
        "member_epoch",
        "instance_id",
        "rack_id",
        "rebalance_timeout_ms",
        "subscribed_topic_names",
        "subscribed_topic_regex",
        "server_assignor",
        "topic_partitions",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "group_id",
        "member_id",
        "member_epoch",
        "instance_id",
        "rack_id",
        "rebalance_timeout_ms",
        "subscribed_topic_names",
        "subscribed_topic_regex",
        "server_assignor",
        "topic_partitions",
    )
    group_id: str
    member_id: str
    member_epoch: int
    instance_id: str | None
    rack_id: str | None
    rebalance_timeout_ms: int
    subscribed_topic_names: list[str] | None
    subscribed_topic_regex: str | None
    server_assignor: str | None
    topic_partitions: list[ConsumerGroupHeartbeatRequest.TopicPartitions] | None

    def __init__(
        self,
        *,
        group_id: str = "",
        member_id: str = "",
        member_epoch: int = 0,
        instance_id: str | None = None,
        rack_id: str | None = None,
        rebalance_timeout_ms: int = -1,
        subscribed_topic_names: list[str] | None = None,
        subscribed_topic_regex: str | None = None,
        server_assignor: str | None = None,
        topic_partitions: list[ConsumerGroupHeartbeatRequest.TopicPartitions] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.member_id = member_id
        self.member_epoch = member_epoch
        self.instance_id = instance_id
        self.rack_id = rack_id
        self.rebalance_timeout_ms = rebalance_timeout_ms
        self.subscribed_topic_names = subscribed_topic_names
        self.subscribed_topic_regex = subscribed_topic_regex
        self.server_assignor = server_assignor
        self.topic_partitions = topic_partitions

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_string(out, self.member_id)
        out += _i.pack(self.member_epoch)
        write_nullable_compact_string(out, self.instance_id)
        write_nullable_compact_string(out, self.rack_id)
        out += _i.pack(self.rebalance_timeout_ms)
        if self.subscribed_topic_names is None:
            out.append(0)
        else:
            write_compact_count(out, self.subscribed_topic_names)
            for element in self.subscribed_topic_names:
                write_compact_string(out, element)
        if version >= 1:
            write_nullable_compact_string(out, self.subscribed_topic_regex)
        elif self.subscribed_topic_regex is not None:
            raise not_carried("ConsumerGroupHeartbeatRequest", "subscribed_topic_regex", version)
        write_nullable_compact_string(out, self.server_assignor)
        if self.topic_partitions is None:
            out.append(0)
        else:
            write_compact_count(out, self.topic_partitions)
            for topic_partitions_item in self.topic_partitions:
                topic_partitions_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_compact_string(view, pos)
        self.member_id, pos = read_compact_string(view, pos)
        self.member_epoch = _i.unpack_from(view, pos)[0]
        pos += 4
        self.instance_id, pos = read_nullable_compact_string(view, pos)
        self.rack_id, pos = read_nullable_compact_string(view, pos)
        self.rebalance_timeout_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.subscribed_topic_names = None
        else:
            self.subscribed_topic_names, pos = read_each(view, pos, count, read_compact_string)
        if version >= 1:
            self.subscribed_topic_regex, pos = read_nullable_compact_string(view, pos)
        else:
            self.subscribed_topic_regex = None
        self.server_assignor, pos = read_nullable_compact_string(view, pos)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.topic_partitions = None
        else:
            self.topic_partitions = []
            for _ in range(count):
                topic_partitions_item, pos = ConsumerGroupHeartbeatRequest.TopicPartitions._read(view, pos, version)
                self.topic_partitions.append(topic_partitions_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ConsumerGroupHeartbeatResponse(Message):
    """Kafka's ConsumerGroupHeartbeatResponse, versions 0 to 1."""

    NAME = "ConsumerGroupHeartbeat"
    API_KEY = 68
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class TopicPartitions(Struct):
        """Part of ConsumerGroupHeartbeatResponse."""

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

    class Assignment(Struct):
        """Part of ConsumerGroupHeartbeatResponse."""

        __slots__ = ("topic_partitions",)
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_partitions",)
        topic_partitions: list[ConsumerGroupHeartbeatResponse.TopicPartitions]

        def __init__(
            self,
            *,
            topic_partitions: list[ConsumerGroupHeartbeatResponse.TopicPartitions] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_partitions = [] if topic_partitions is None else topic_partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_count(out, self.topic_partitions)
            for topic_partitions_item in self.topic_partitions:
                topic_partitions_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            count, pos = read_compact_count(view, pos)
            self.topic_partitions = []
            for _ in range(count):
                topic_partitions_item, pos = ConsumerGroupHeartbeatResponse.TopicPartitions._read(view, pos, version)
                self.topic_partitions.append(topic_partitions_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "member_id",
        "member_epoch",
        "heartbeat_interval_ms",
        "assignment",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "member_id",
        "member_epoch",
        "heartbeat_interval_ms",
        "assignment",
    )
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    member_id: str | None
    member_epoch: int
    heartbeat_interval_ms: int
    assignment: ConsumerGroupHeartbeatResponse.Assignment | None

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        member_id: str | None = None,
        member_epoch: int = 0,
        heartbeat_interval_ms: int = 0,
        assignment: ConsumerGroupHeartbeatResponse.Assignment | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.member_id = member_id
        self.member_epoch = member_epoch
        self.heartbeat_interval_ms = heartbeat_interval_ms
        self.assignment = assignment

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_nullable_compact_string(out, self.member_id)
        out += _ii.pack(self.member_epoch, self.heartbeat_interval_ms)
        if self.assignment is None:
            out += b"\xff"
        else:
            out += b"\x01"
            self.assignment._write(out, version)
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
        self.member_id, pos = read_nullable_compact_string(view, pos)
        self.member_epoch, self.heartbeat_interval_ms = _ii.unpack_from(view, pos)
        pos += 8
        present, pos = read_present(view, pos)
        if present:
            self.assignment, pos = ConsumerGroupHeartbeatResponse.Assignment._read(view, pos, version)
        else:
            self.assignment = None
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ConsumerGroupHeartbeatRequest.RESPONSE = ConsumerGroupHeartbeatResponse
