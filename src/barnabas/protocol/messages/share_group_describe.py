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
_h = Packer(">h")
_i = Packer(">i")
_ii = Packer(">ii")


class ShareGroupDescribeRequest(Request):
    """Kafka's ShareGroupDescribeRequest, versions 0 to 1."""

    NAME = "ShareGroupDescribe"
    API_KEY = 77
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


class ShareGroupDescribeResponse(Message):
    """Kafka's ShareGroupDescribeResponse, versions 0 to 1."""

    NAME = "ShareGroupDescribe"
    API_KEY = 77
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class TopicPartitions(Struct):
        """Part of ShareGroupDescribeResponse."""

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
        """Part of ShareGroupDescribeResponse."""

        __slots__ = ("topic_partitions",)
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_partitions",)
        topic_partitions: list[ShareGroupDescribeResponse.TopicPartitions]

        def __init__(
            self,
            *,
            topic_partitions: list[ShareGroupDescribeResponse.TopicPartitions] | None = None,
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
                topic_partitions_item, pos = ShareGroupDescribeResponse.TopicPartitions._read(view, pos, version)
                self.topic_partitions.append(topic_partitions_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Member(Struct):
        """Part of ShareGroupDescribeResponse."""

        __slots__ = (
            "member_id",
            "rack_id",
            "member_epoch",
            "client_id",
            "client_host",
            "subscribed_topic_names",
            "assignment",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "member_id",
            "rack_id",
            "member_epoch",
            "client_id",
            "client_host",
            "subscribed_topic_names",
            "assignment",
        )
        member_id: str
        rack_id: str | None
        member_epoch: int
        client_id: str
        client_host: str
        subscribed_topic_names: list[str]
        assignment: ShareGroupDescribeResponse.Assignment

        def __init__(
            self,
            *,
            member_id: str = "",
            rack_id: str | None = None,
            member_epoch: int = 0,
            client_id: str = "",
            client_host: str = "",
            subscribed_topic_names: list[str] | None = None,
            assignment: ShareGroupDescribeResponse.Assignment | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.rack_id = rack_id
            self.member_epoch = member_epoch
            self.client_id = client_id
            self.client_host = client_host
            self.subscribed_topic_names = [] if subscribed_topic_names is None else subscribed_topic_names
            self.assignment = ShareGroupDescribeResponse.Assignment() if assignment is None else assignment

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.rack_id)
            out += _i.pack(self.member_epoch)
            write_compact_string(out, self.client_id)
            write_compact_string(out, self.client_host)
            write_compact_count(out, self.subscribed_topic_names)
            for element in self.subscribed_topic_names:
                write_compact_string(out, element)
            self.assignment._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.member_id, pos = read_compact_string(view, pos)
            self.rack_id, pos = read_nullable_compact_string(view, pos)
            self.member_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.client_id, pos = read_compact_string(view, pos)
            self.client_host, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.subscribed_topic_names, pos = read_each(view, pos, count, read_compact_string)
            self.assignment, pos = ShareGroupDescribeResponse.Assignment._read(view, pos, version)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribedGroup(Struct):
        """Part of ShareGroupDescribeResponse."""

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
        members: list[ShareGroupDescribeResponse.Member]
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
            members: list[ShareGroupDescribeResponse.Member] | None = None,
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
                member_item, pos = ShareGroupDescribeResponse.Member._read(view, pos, version)
                self.members.append(member_item)
            self.authorized_operations = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "groups")
    throttle_time_ms: int
    groups: list[ShareGroupDescribeResponse.DescribedGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        groups: list[ShareGroupDescribeResponse.DescribedGroup] | None = None,
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
            described_group_item, pos = ShareGroupDescribeResponse.DescribedGroup._read(view, pos, version)
            self.groups.append(described_group_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ShareGroupDescribeRequest.RESPONSE = ShareGroupDescribeResponse
