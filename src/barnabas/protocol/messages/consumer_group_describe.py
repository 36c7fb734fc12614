# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
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
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ii = Packer(">ii")


class ConsumerGroupDescribeRequest(Request):
    """Kafka's ConsumerGroupDescribeRequest, versions 0 to 1."""

    NAME = "ConsumerGroupDescribe"
    API_KEY = 69
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    __slots__ = ("group_ids", "include_authorized_operations")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_ids", "include_authorized_operations")
    group_ids: list[str]
    include_authorized_operations: bool

    def __init__(
        self,
        *,
        group_ids: list[str] | None = None,
        include_authorized_operations: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_ids = [] if group_ids is None else group_ids
        self.include_authorized_operations = include_authorized_operations

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.group_ids)
        for element in self.group_ids:
            write_compact_string(out, element)
        out += _o.pack(self.include_authorized_operations)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.group_ids, pos = read_each(view, pos, count, read_compact_string)
        self.include_authorized_operations = _o.unpack_from(view, pos)[0]
        pos += 1
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ConsumerGroupDescribeResponse(Message):
    """Kafka's ConsumerGroupDescribeResponse, versions 0 to 1."""

    NAME = "ConsumerGroupDescribe"
    API_KEY = 69
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class TopicPartitions(Struct):
        """Part of ConsumerGroupDescribeResponse."""

        __slots__ = ("topic_id", "topic_name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "topic_name", "partitions")
        topic_id: bytes
        topic_name: str
        partitions: list[int]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            topic_name: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.topic_name = topic_name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            out += _u.pack(uuid(self.topic_id))
            write_compact_string(out, self.topic_name)
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
            self.topic_name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Assignment(Struct):
        """Part of ConsumerGroupDescribeResponse."""

        __slots__ = ("topic_partitions",)
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_partitions",)
        topic_partitions: list[ConsumerGroupDescribeResponse.TopicPartitions]

        def __init__(
            self,
            *,
            topic_partitions: list[ConsumerGroupDescribeResponse.TopicPartitions] | None = None,
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
                topic_partitions_item, pos = ConsumerGroupDescribeResponse.TopicPartitions._read(view, pos, version)
                self.topic_partitions.append(topic_partitions_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Member(Struct):
        """Part of ConsumerGroupDescribeResponse."""

        __slots__ = (
            "member_id",
            "instance_id",
            "rack_id",
            "member_epoch",
            "client_id",
            "client_host",
            "subscribed_topic_names",
            "subscribed_topic_regex",
            "assignment",
            "target_assignment",
            "member_type",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "member_id",
            "instance_id",
            "rack_id",
            "member_epoch",
            "client_id",
            "client_host",
            "subscribed_topic_names",
            "subscribed_topic_regex",
            "assignment",
            "target_assignment",
            "member_type",
        )
        member_id: str
        instance_id: str | None
        rack_id: str | None
        member_epoch: int
        client_id: str
        client_host: str
        subscribed_topic_names: list[str]
        subscribed_topic_regex: str | None
        assignment: ConsumerGroupDescribeResponse.Assignment
        target_assignment: ConsumerGroupDescribeResponse.Assignment
        member_type: int

        def __init__(
            self,
            *,
            member_id: str = "",
            instance_id: str | None = None,
            rack_id: str | None = None,
            member_epoch: int = 0,
            client_id: str = "",
            client_host: str = "",
            subscribed_topic_names: list[str] | None = None,
            subscribed_topic_regex: str | None = None,
            assignment: ConsumerGroupDescribeResponse.Assignment | None = None,
            target_assignment: ConsumerGroupDescribeResponse.Assignment | None = None,
            member_type: int = -1,
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.instance_id = instance_id
            self.rack_id = rack_id
            self.member_epoch = member_epoch
            self.client_id = client_id
            self.client_host = client_host
            self.subscribed_topic_names = [] if subscribed_topic_names is None else subscribed_topic_names
            self.subscribed_topic_regex = subscribed_topic_regex
            self.assignment = ConsumerGroupDescribeResponse.Assignment() if assignment is None else assignment
            self.target_assignment = (
                ConsumerGroupDescribeResponse.Assignment() if target_assignment is None else target_assignment
            )
            self.member_type = member_type

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.instance_id)
            write_nullable_compact_string(out, self.rack_id)
            out += _i.pack(self.member_epoch)
            write_compact_string(out, self.client_id)
            write_compact_string(out, self.client_host)
            write_compact_count(out, self.subscribed_topic_names)
            for element in self.subscribed_topic_names:
                write_compact_string(out, element)
            write_nullable_compact_string(out, self.subscribed_topic_regex)
            self.assignment._write(out, version)
            self.target_assignment._write(out, version)
            if version >= 1:
                out += _b.pack(self.member_type)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.member_id, pos = read_compact_string(view, pos)
            self.instance_id, pos = read_nullable_compact_string(view, pos)
            self.rack_id, pos = read_nullable_compact_string(view, pos)
            self.member_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.client_id, pos = read_compact_string(view, pos)
            self.client_host, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.subscribed_topic_names, pos = read_each(view, pos, count, read_compact_string)
            self.subscribed_topic_regex, pos = read_nullable_compact_string(view, pos)
            self.assignment, pos = ConsumerGroupDescribeResponse.Assignment._read(view, pos, version)
            self.target_assignment, pos = ConsumerGroupDescribeResponse.Assignment._read(view, pos, version)
            if version >= 1:
                self.member_type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.member_type = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribedGroup(Struct):
        """Part of ConsumerGroupDescribeResponse."""

        __slots__ = (
            "error_code",
            "error_message",
            "group_id",
            "group_state",
            "group_epoch",
            "assignment_epoch",
            "assignor_name",
            "members",
            "authorized_operations",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "error_message",
            "group_id",
            "group_state",
            "group_epoch",
            "assignment_epoch",
            "assignor_name",
            "members",
            "authorized_operations",
        )
        error_code: int
        error_message: str | None
        group_id: str
        group_state: str
        group_epoch: int
        assignment_epoch: int
        assignor_name: str
        members: list[ConsumerGroupDescribeResponse.Member]
        authorized_operations: int

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = None,
            group_id: str = "",
            group_state: str = "",
            group_epoch: int = 0,
            assignment_epoch: int = 0,
            assignor_name: str = "",
            members: list[ConsumerGroupDescribeResponse.Member] | None = None,
            authorized_operations: int = -2147483648,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.group_id = group_id
            self.group_state = group_state
            self.group_epoch = group_epoch
            self.assignment_epoch = assignment_epoch
            self.assignor_name = assignor_name
            self.members = [] if members is None else members
            self.authorized_operations = authorized_operations

        def _write(self, out: Out, version: int) -> None:
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
            write_compact_string(out, self.group_id)
            write_compact_string(out, self.group_state)
            out += _ii.pack(self.group_epoch, self.assignment_epoch)
            write_compact_string(out, self.assignor_name)
            write_compact_count(out, self.members)
            for member_item in self.members:
                member_item._write(out, version)
            out += _i.pack(self.authorized_operations)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.group_id, pos = read_compact_string(view, pos)
            self.group_state, pos = read_compact_string(view, pos)
            self.group_epoch, self.assignment_epoch = _ii.unpack_from(view, pos)
            pos += 8
            self.assignor_name, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.members = []
            for _ in range(count):
                member_item, pos = ConsumerGroupDescribeResponse.Member._read(view, pos, version)
                self.members.append(member_item)
            self.authorized_operations = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "groups")
    throttle_time_ms: int
    groups: list[ConsumerGroupDescribeResponse.DescribedGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        groups: list[ConsumerGroupDescribeResponse.DescribedGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.groups)
        for described_group_item in self.groups:
            described_group_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.groups = []
        for _ in range(count):
            described_group_item, pos = ConsumerGroupDescribeResponse.DescribedGroup._read(view, pos, version)
            self.groups.append(described_group_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ConsumerGroupDescribeRequest.RESPONSE = ConsumerGroupDescribeResponse
