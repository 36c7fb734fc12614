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
_hi = Packer(">hi")
_i = Packer(">i")
_ihi = Packer(">ihi")
_ii = Packer(">ii")


class JoinGroupRequest(Request):
    """Kafka's JoinGroupRequest, versions 0 to 9."""

    NAME = "JoinGroup"
    API_KEY = 11
    MIN_VERSION = 0
    MAX_VERSION = 9
    FLEXIBLE_FROM = 6

    class JoinGroupRequestProtocol(Struct):
        """Part of JoinGroupRequest."""

        __slots__ = ("name", "metadata")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "metadata")
        name: str
        metadata: bytes

        def __init__(
            self,
            *,
            name: str = "",
            metadata: bytes = b"",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.metadata = metadata

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                write_compact_string(out, self.name)
                write_compact_bytes(out, self.metadata)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_bytes(out, self.metadata)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.name, pos = read_compact_string(view, pos)
                self.metadata, pos = read_compact_bytes(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.metadata, pos = read_bytes(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "group_id",
        "session_timeout_ms",
        "rebalance_timeout_ms",
        "member_id",
        "group_instance_id",
        "protocol_type",
        "protocols",
        "reason",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "group_id",
        "session_timeout_ms",
        "rebalance_timeout_ms",
        "member_id",
        "group_instance_id",
        "protocol_type",
        "protocols",
        "reason",
    )
    group_id: str
    session_timeout_ms: int
    rebalance_timeout_ms: int
    member_id: str
    group_instance_id: str | None
    protocol_type: str
    protocols: list[JoinGroupRequest.JoinGroupRequestProtocol]
    reason: str | None

    def __init__(
        self,
        *,
        group_id: str = "",
        session_timeout_ms: int = 0,
        rebalance_timeout_ms: int = -1,
        member_id: str = "",
        group_instance_id: str | None = None,
        protocol_type: str = "",
        protocols: list[JoinGroupRequest.JoinGroupRequestProtocol] | None = None,
        reason: str | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.session_timeout_ms = session_timeout_ms
        self.rebalance_timeout_ms = rebalance_timeout_ms
        self.member_id = member_id
        self.group_instance_id = group_instance_id
        self.protocol_type = protocol_type
        self.protocols = [] if protocols is None else protocols
        self.reason = reason

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            write_compact_string(out, self.group_id)
            out += _ii.pack(self.session_timeout_ms, self.rebalance_timeout_ms)
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.group_instance_id)
            write_compact_string(out, self.protocol_type)
            write_compact_count(out, self.protocols)
            for join_group_request_protocol_item in self.protocols:
                join_group_request_protocol_item._write(out, version)
            if version >= 8:
                write_nullable_compact_string(out, self.reason)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.group_id)
            out += _i.pack(self.session_timeout_ms)
            if version >= 1:
                out += _i.pack(self.rebalance_timeout_ms)
            write_string(out, self.member_id)
            if version >= 5:
                write_nullable_string(out, self.group_instance_id)
            elif self.group_instance_id is not None:
                raise not_carried("JoinGroupRequest", "group_instance_id", version)
            write_string(out, self.protocol_type)
            write_count(out, self.protocols)
            for join_group_request_protocol_item in self.protocols:
                join_group_request_protocol_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.group_id, pos = read_compact_string(view, pos)
            self.session_timeout_ms, self.rebalance_timeout_ms = _ii.unpack_from(view, pos)
            pos += 8
            self.member_id, pos = read_compact_string(view, pos)
            self.group_instance_id, pos = read_nullable_compact_string(view, pos)
            self.protocol_type, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.protocols = []
            for _ in range(count):
                join_group_request_protocol_item, pos = JoinGroupRequest.JoinGroupRequestProtocol._read(
                    view, pos, version
                )
                self.protocols.append(join_group_request_protocol_item)
            if version >= 8:
                self.reason, pos = read_nullable_compact_string(view, pos)
            else:
                self.reason = None
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.group_id, pos = read_string(view, pos)
            self.session_timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 1:
                self.rebalance_timeout_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.rebalance_timeout_ms = -1
            self.member_id, pos = read_string(view, pos)
            if version >= 5:
                self.group_instance_id, pos = read_nullable_string(view, pos)
            else:
                self.group_instance_id = None
            self.protocol_type, pos = read_string(view, pos)
            count, pos = read_count(view, pos)
            self.protocols = []
            for _ in range(count):
                join_group_request_protocol_item, pos = JoinGroupRequest.JoinGroupRequestProtocol._read(
                    view, pos, version
                )
                self.protocols.append(join_group_request_protocol_item)
            self.reason = None
            self.unknown_tagged_fields = None
        return self, pos


class JoinGroupResponse(Message):
    """Kafka's JoinGroupResponse, versions 0 to 9."""

    NAME = "JoinGroup"
    API_KEY = 11
    MIN_VERSION = 0
    MAX_VERSION = 9
    FLEXIBLE_FROM = 6

    class JoinGroupResponseMember(Struct):
        """Part of JoinGroupResponse."""

        __slots__ = ("member_id", "group_instance_id", "metadata")
        FIELDS: ClassVar[tuple[str, ...]] = ("member_id", "group_instance_id", "metadata")
        member_id: str
        group_instance_id: str | None
        metadata: bytes

        def __init__(
            self,
            *,
            member_id: str = "",
            group_instance_id: str | None = None,
            metadata: bytes = b"",
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.group_instance_id = group_instance_id
            self.metadata = metadata

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                write_compact_string(out, self.member_id)
                write_nullable_compact_string(out, self.group_instance_id)
                write_compact_bytes(out, self.metadata)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.member_id)
                if version >= 5:
                    write_nullable_string(out, self.group_instance_id)
                write_bytes(out, self.metadata)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.member_id, pos = read_compact_string(view, pos)
                self.group_instance_id, pos = read_nullable_compact_string(view, pos)
                self.metadata, pos = read_compact_bytes(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.member_id, pos = read_string(view, pos)
                if version >= 5:
                    self.group_instance_id, pos = read_nullable_string(view, pos)
                else:
                    self.group_instance_id = None
                self.metadata, pos = read_bytes(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "generation_id",
        "protocol_type",
        "protocol_name",
        "leader",
        "skip_assignment",
        "member_id",
        "members",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "generation_id",
        "protocol_type",
        "protocol_name",
        "leader",
        "skip_assignment",
        "member_id",
        "members",
    )
    throttle_time_ms: int
    error_code: int
    generation_id: int
    protocol_type: str | None
    protocol_name: str | None
    leader: str
    skip_assignment: bool
    member_id: str
    members: list[JoinGroupResponse.JoinGroupResponseMember]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        generation_id: int = -1,
        protocol_type: str | None = None,
        protocol_name: str | None = "",
        leader: str = "",
        skip_assignment: bool = False,
        member_id: str = "",
        members: list[JoinGroupResponse.JoinGroupResponseMember] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.generation_id = generation_id
        self.protocol_type = protocol_type
        self.protocol_name = protocol_name
        self.leader = leader
        self.skip_assignment = skip_assignment
        self.member_id = member_id
        self.members = [] if members is None else members

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            out += _ihi.pack(self.throttle_time_ms, self.error_code, self.generation_id)
            if version >= 7:
                write_nullable_compact_string(out, self.protocol_type)
            if self.protocol_name is None and version >= 7:
                write_nullable_compact_string(out, None)
            else:
                if self.protocol_name is None:
                    raise not_carried("JoinGroupResponse", "a null protocol_name", version)
                write_compact_string(out, self.protocol_name)
            write_compact_string(out, self.leader)
            if version >= 9:
                out += _o.pack(self.skip_assignment)
            elif self.skip_assignment:
                raise not_carried("JoinGroupResponse", "skip_assignment", version)
            write_compact_string(out, self.member_id)
            write_compact_count(out, self.members)
            for join_group_response_member_item in self.members:
                join_group_response_member_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 2:
                out += _i.pack(self.throttle_time_ms)
            out += _hi.pack(self.error_code, self.generation_id)
            if self.protocol_name is None:
                raise not_carried("JoinGroupResponse", "a null protocol_name", version)
            write_string(out, self.protocol_name)
            write_string(out, self.leader)
            if self.skip_assignment:
                raise not_carried("JoinGroupResponse", "skip_assignment", version)
            write_string(out, self.member_id)
            write_count(out, self.members)
            for join_group_response_member_item in self.members:
                join_group_response_member_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.throttle_time_ms, self.error_code, self.generation_id = _ihi.unpack_from(view, pos)
            pos += 10
            if version >= 7:
                self.protocol_type, pos = read_nullable_compact_string(view, pos)
            else:
                self.protocol_type = None
            if version >= 7:
                self.protocol_name, pos = read_nullable_compact_string(view, pos)
            else:
                self.protocol_name, pos = read_compact_string(view, pos)
            self.leader, pos = read_compact_string(view, pos)
            if version >= 9:
                self.skip_assignment = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.skip_assignment = False
            self.member_id, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.members = []
            for _ in range(count):
                join_group_response_member_item, pos = JoinGroupResponse.JoinGroupResponseMember._read(
                    view, pos, version
                )
                self.members.append(join_group_response_member_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 2:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.protocol_type = None
            self.error_code, self.generation_id = _hi.unpack_from(view, pos)
            pos += 6
            self.protocol_name, pos = read_string(view, pos)
            self.leader, pos = read_string(view, pos)
            self.skip_assignment = False
            self.member_id, pos = read_string(view, pos)
            count, pos = read_count(view, pos)
            self.members = []
            for _ in range(count):
                join_group_response_member_item, pos = JoinGroupResponse.JoinGroupResponseMember._read(
                    view, pos, version
                )
                self.members.append(join_group_response_member_item)
            self.unknown_tagged_fields = None
        return self, pos


JoinGroupRequest.RESPONSE = JoinGroupResponse
