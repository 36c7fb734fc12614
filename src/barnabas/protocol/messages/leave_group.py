# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class LeaveGroupRequest(Request):
    """Kafka's LeaveGroupRequest, versions 0 to 5."""

    NAME = "LeaveGroup"
    API_KEY = 13
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 4

    class MemberIdentity(Struct):
        """Part of LeaveGroupRequest."""

        __slots__ = ("member_id", "group_instance_id", "reason")
        FIELDS: ClassVar[tuple[str, ...]] = ("member_id", "group_instance_id", "reason")
        member_id: str
        group_instance_id: str | None
        reason: str | None

        def __init__(
            self,
            *,
            member_id: str = "",
            group_instance_id: str | None = None,
            reason: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.group_instance_id = group_instance_id
            self.reason = reason

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.member_id)
                write_nullable_compact_string(out, self.group_instance_id)
                if version >= 5:
                    write_nullable_compact_string(out, self.reason)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 3:
                    write_string(out, self.member_id)
                elif self.member_id:
                    raise not_carried("LeaveGroupRequest", "member_id", version)
                if version >= 3:
                    write_nullable_string(out, self.group_instance_id)
                elif self.group_instance_id is not None:
                    raise not_carried("LeaveGroupRequest", "group_instance_id", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.member_id, pos = read_compact_string(view, pos)
                self.group_instance_id, pos = read_nullable_compact_string(view, pos)
                if version >= 5:
                    self.reason, pos = read_nullable_compact_string(view, pos)
                else:
                    self.reason = None
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 3:
                    self.member_id, pos = read_string(view, pos)
                else:
                    self.member_id = ""
                if version >= 3:
                    self.group_instance_id, pos = read_nullable_string(view, pos)
                else:
                    self.group_instance_id = None
                self.reason = None
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("group_id", "member_id", "members")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "member_id", "members")
    group_id: str
    member_id: str
    members: list[LeaveGroupRequest.MemberIdentity]

    def __init__(
        self,
        *,
        group_id: str = "",
        member_id: str = "",
        members: list[LeaveGroupRequest.MemberIdentity] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.member_id = member_id
        self.members = [] if members is None else members

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            write_compact_string(out, self.group_id)
            if self.member_id:
                raise not_carried("LeaveGroupRequest", "member_id", version)
            write_compact_count(out, self.members)
            for member_identity_item in self.members:
                member_identity_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.group_id)
            if version <= 2:
                write_string(out, self.member_id)
            elif self.member_id:
                raise not_carried("LeaveGroupRequest", "member_id", version)
            if version >= 3:
                write_count(out, self.members)
                for member_identity_item in self.members:
                    member_identity_item._write(out, version)
            elif self.members:
                raise not_carried("LeaveGroupRequest", "members", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.group_id, pos = read_compact_string(view, pos)
            self.member_id = ""
            count, pos = read_compact_count(view, pos)
            self.members = []
            for _ in range(count):
                member_identity_item, pos = LeaveGroupRequest.MemberIdentity._read(view, pos, version)
                self.members.append(member_identity_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.group_id, pos = read_string(view, pos)
            if version <= 2:
                self.member_id, pos = read_string(view, pos)
            else:
                self.member_id = ""
            if version >= 3:
                count, pos = read_count(view, pos)
                self.members = []
                for _ in range(count):
                    member_identity_item, pos = LeaveGroupRequest.MemberIdentity._read(view, pos, version)
                    self.members.append(member_identity_item)
            else:
                self.members = []
            self.unknown_tagged_fields = None
        return self, pos


class LeaveGroupResponse(Message):
    """Kafka's LeaveGroupResponse, versions 0 to 5."""

    NAME = "LeaveGroup"
    API_KEY = 13
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 4

    class MemberResponse(Struct):
        """Part of LeaveGroupResponse."""

        __slots__ = ("member_id", "group_instance_id", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("member_id", "group_instance_id", "error_code")
        member_id: str
        group_instance_id: str | None
        error_code: int

        def __init__(
            self,
            *,
            member_id: str = "",
            group_instance_id: str | None = "",
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.group_instance_id = group_instance_id
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.member_id)
                write_nullable_compact_string(out, self.group_instance_id)
                out += _h.pack(self.error_code)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 3:
                    write_string(out, self.member_id)
                elif self.member_id:
                    raise not_carried("LeaveGroupResponse", "member_id", version)
                if version >= 3:
                    write_nullable_string(out, self.group_instance_id)
                elif self.group_instance_id is None or self.group_instance_id:
                    raise not_carried("LeaveGroupResponse", "group_instance_id", version)
                if version >= 3:
                    out += _h.pack(self.error_code)
                elif self.error_code != 0:
                    raise not_carried("LeaveGroupResponse", "error_code", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.member_id, pos = read_compact_string(view, pos)
                self.group_instance_id, pos = read_nullable_compact_string(view, pos)
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 3:
                    self.member_id, pos = read_string(view, pos)
                else:
                    self.member_id = ""
                if version >= 3:
                    self.group_instance_id, pos = read_nullable_string(view, pos)
                else:
                    self.group_instance_id = ""
                if version >= 3:
                    self.error_code = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.error_code = 0
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "members")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "members")
    throttle_time_ms: int
    error_code: int
    members: list[LeaveGroupResponse.MemberResponse]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        members: list[LeaveGroupResponse.MemberResponse] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.members = [] if members is None else members

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_compact_count(out, self.members)
            for member_response_item in self.members:
                member_response_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            out += _h.pack(self.error_code)
            if version >= 3:
                write_count(out, self.members)
                for member_response_item in self.members:
                    member_response_item._write(out, version)
            elif self.members:
                raise not_carried("LeaveGroupResponse", "members", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            count, pos = read_compact_count(view, pos)
            self.members = []
            for _ in range(count):
                member_response_item, pos = LeaveGroupResponse.MemberResponse._read(view, pos, version)
                self.members.append(member_response_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            if version >= 3:
                count, pos = read_count(view, pos)
                self.members = []
                for _ in range(count):
                    member_response_item, pos = LeaveGroupResponse.MemberResponse._read(view, pos, version)
                    self.members.append(member_response_item)
            else:
                self.members = []
            self.unknown_tagged_fields = None
        return self, pos


LeaveGroupRequest.RESPONSE = LeaveGroupResponse
