# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_bytes,
    read_compact_bytes,
    read_compact_count,
    read_compact_string,
    read_count,
    read_each,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_unknown_tags,
    write_bytes,
    write_compact_bytes,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")


class DescribeGroupsRequest(Request):
    """Kafka's DescribeGroupsRequest, versions 0 to 6."""

    NAME = "DescribeGroups"
    API_KEY = 15
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 5

    __slots__ = ("groups", "include_authorized_operations")
    FIELDS: ClassVar[tuple[str, ...]] = ("groups", "include_authorized_operations")
    groups: list[str]
    include_authorized_operations: bool

    def __init__(
        self,
        *,
        groups: list[str] | None = None,
        include_authorized_operations: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.groups = [] if groups is None else groups
        self.include_authorized_operations = include_authorized_operations

    def _write(self, out: Out, version: int) -> None:
        if version >= 5:
            write_compact_count(out, self.groups)
            for element in self.groups:
                write_compact_string(out, element)
            out += _o.pack(self.include_authorized_operations)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.groups)
            for element in self.groups:
                write_string(out, element)
            if version >= 3:
                out += _o.pack(self.include_authorized_operations)
            elif self.include_authorized_operations:
                raise not_carried("DescribeGroupsRequest", "include_authorized_operations", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 5:
            count, pos = read_compact_count(view, pos)
            self.groups, pos = read_each(view, pos, count, read_compact_string)
            self.include_authorized_operations = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.groups, pos = read_each(view, pos, count, read_string)
            if version >= 3:
                self.include_authorized_operations = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.include_authorized_operations = False
            self.unknown_tagged_fields = None
        return self, pos


class DescribeGroupsResponse(Message):
    """Kafka's DescribeGroupsResponse, versions 0 to 6."""

    NAME = "DescribeGroups"
    API_KEY = 15
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 5

    class DescribedGroupMember(Struct):
        """Part of DescribeGroupsResponse."""

        __slots__ = (
            "member_id",
            "group_instance_id",
            "client_id",
            "client_host",
            "member_metadata",
            "member_assignment",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "member_id",
            "group_instance_id",
            "client_id",
            "client_host",
            "member_metadata",
            "member_assignment",
        )
        member_id: str
        group_instance_id: str | None
        client_id: str
        client_host: str
        member_metadata: bytes
        member_assignment: bytes

        def __init__(
            self,
            *,
            member_id: str = "",
            group_instance_id: str | None = None,
            client_id: str = "",
            client_host: str = "",
            member_metadata: bytes = b"",
            member_assignment: bytes = b"",
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.group_instance_id = group_instance_id
            self.client_id = client_id
            self.client_host = client_host
            self.member_metadata = member_metadata
            self.member_assignment = member_assignment

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                write_compact_string(out, self.member_id)
                write_nullable_compact_string(out, self.group_instance_id)
                write_compact_string(out, self.client_id)
                write_compact_string(out, self.client_host)
                write_compact_bytes(out, self.member_metadata)
                write_compact_bytes(out, self.member_assignment)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.member_id)
                if version >= 4:
                    write_nullable_string(out, self.group_instance_id)
                write_string(out, self.client_id)
                write_string(out, self.client_host)
                write_bytes(out, self.member_metadata)
                write_bytes(out, self.member_assignment)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.member_id, pos = read_compact_string(view, pos)
                self.group_instance_id, pos = read_nullable_compact_string(view, pos)
                self.client_id, pos = read_compact_string(view, pos)
                self.client_host, pos = read_compact_string(view, pos)
                self.member_metadata, pos = read_compact_bytes(view, pos)
                self.member_assignment, pos = read_compact_bytes(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.member_id, pos = read_string(view, pos)
                if version >= 4:
                    self.group_instance_id, pos = read_nullable_string(view, pos)
                else:
                    self.group_instance_id = None
                self.client_id, pos = read_string(view, pos)
                self.client_host, pos = read_string(view, pos)
                self.member_metadata, pos = read_bytes(view, pos)
                self.member_assignment, pos = read_bytes(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class DescribedGroup(Struct):
        """Part of DescribeGroupsResponse."""

        __slots__ = (
            "error_code",
            "error_message",
            "group_id",
            "group_state",
            "protocol_type",
            "protocol_data",
            "members",
            "authorized_operations",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "error_message",
            "group_id",
            "group_state",
            "protocol_type",
            "protocol_data",
            "members",
            "authorized_operations",
        )
        error_code: int
        error_message: str | None
        group_id: str
        group_state: str
        protocol_type: str
        protocol_data: str
        members: list[DescribeGroupsResponse.DescribedGroupMember]
        authorized_operations: int

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = None,
            group_id: str = "",
            group_state: str = "",
            protocol_type: str = "",
            protocol_data: str = "",
            members: list[DescribeGroupsResponse.DescribedGroupMember] | None = None,
            authorized_operations: int = -2147483648,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.group_id = group_id
            self.group_state = group_state
            self.protocol_type = protocol_type
            self.protocol_data = protocol_data
            self.members = [] if members is None else members
            self.authorized_operations = authorized_operations

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                out += _h.pack(self.error_code)
                if version >= 6:
                    write_nullable_compact_string(out, self.error_message)
                elif self.error_message is not None:
                    raise not_carried("DescribeGroupsResponse", "error_message", version)
                write_compact_string(out, self.group_id)
                write_compact_string(out, self.group_state)
                write_compact_string(out, self.protocol_type)
                write_compact_string(out, self.protocol_data)
                write_compact_count(out, self.members)
                for described_group_member_item in self.members:
                    described_group_member_item._write(out, version)
                out += _i.pack(self.authorized_operations)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                if self.error_message is not None:
                    raise not_carried("DescribeGroupsResponse", "error_message", version)
                write_string(out, self.group_id)
                write_string(out, self.group_state)
                write_string(out, self.protocol_type)
                write_string(out, self.protocol_data)
                write_count(out, self.members)
                for described_group_member_item in self.members:
                    described_group_member_item._write(out, version)
                if version >= 3:
                    out += _i.pack(self.authorized_operations)
                elif self.authorized_operations != -2147483648:
                    raise not_carried("DescribeGroupsResponse", "authorized_operations", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                if version >= 6:
                    self.error_message, pos = read_nullable_compact_string(view, pos)
                else:
                    self.error_message = None
                self.group_id, pos = read_compact_string(view, pos)
                self.group_state, pos = read_compact_string(view, pos)
                self.protocol_type, pos = read_compact_string(view, pos)
                self.protocol_data, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.members = []
                for _ in range(count):
                    described_group_member_item, pos = DescribeGroupsResponse.DescribedGroupMember._read(
                        view, pos, version
                    )
                    self.members.append(described_group_member_item)
                self.authorized_operations = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_message = None
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.group_id, pos = read_string(view, pos)
                self.group_state, pos = read_string(view, pos)
                self.protocol_type, pos = read_string(view, pos)
                self.protocol_data, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.members = []
                for _ in range(count):
                    described_group_member_item, pos = DescribeGroupsResponse.DescribedGroupMember._read(
                        view, pos, version
                    )
                    self.members.append(described_group_member_item)
                if version >= 3:
                    self.authorized_operations = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.authorized_operations = -2147483648
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "groups")
    throttle_time_ms: int
    groups: list[DescribeGroupsResponse.DescribedGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        groups: list[DescribeGroupsResponse.DescribedGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        if version >= 5:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.groups)
            for described_group_item in self.groups:
                described_group_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.groups)
            for described_group_item in self.groups:
                described_group_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 5:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.groups = []
            for _ in range(count):
                described_group_item, pos = DescribeGroupsResponse.DescribedGroup._read(view, pos, version)
                self.groups.append(described_group_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.groups = []
            for _ in range(count):
                described_group_item, pos = DescribeGroupsResponse.DescribedGroup._read(view, pos, version)
                self.groups.append(described_group_item)
            self.unknown_tagged_fields = None
        return self, pos


DescribeGroupsRequest.RESPONSE = DescribeGroupsResponse
