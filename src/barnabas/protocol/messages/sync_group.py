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

_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class SyncGroupRequest(Request):
    """Kafka's SyncGroupRequest, versions 0 to 5."""

    NAME = "SyncGroup"
    API_KEY = 14
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 4

    class SyncGroupRequestAssignment(Struct):
        """Part of SyncGroupRequest."""

        __slots__ = ("member_id", "assignment")
        FIELDS: ClassVar[tuple[str, ...]] = ("member_id", "assignment")
        member_id: str
        assignment: bytes

        def __init__(
            self,
            *,
            member_id: str = "",
            assignment: bytes = b"",
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.assignment = assignment

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.member_id)
                write_compact_bytes(out, self.assignment)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.member_id)
                write_bytes(out, self.assignment)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.member_id, pos = read_compact_string(view, pos)
                self.assignment, pos = read_compact_bytes(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.member_id, pos = read_string(view, pos)
                self.assignment, pos = read_bytes(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "group_id",
        "generation_id",
        "member_id",
        "group_instance_id",
        "protocol_type",
        "protocol_name",
        "assignments",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "group_id",
        "generation_id",
        "member_id",
        "group_instance_id",
        "protocol_type",
        "protocol_name",
        "assignments",
    )
    group_id: str
    generation_id: int
    member_id: str
    group_instance_id: str | None
    protocol_type: str | None
    protocol_name: str | None
    assignments: list[SyncGroupRequest.SyncGroupRequestAssignment]

    def __init__(
        self,
        *,
        group_id: str = "",
        generation_id: int = 0,
        member_id: str = "",
        group_instance_id: str | None = None,
        protocol_type: str | None = None,
        protocol_name: str | None = None,
        assignments: list[SyncGroupRequest.SyncGroupRequestAssignment] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.generation_id = generation_id
        self.member_id = member_id
        self.group_instance_id = group_instance_id
        self.protocol_type = protocol_type
        self.protocol_name = protocol_name
        self.assignments = [] if assignments is None else assignments

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            write_compact_string(out, self.group_id)
            out += _i.pack(self.generation_id)
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.group_instance_id)
            if version >= 5:
                write_nullable_compact_string(out, self.protocol_type)
            if version >= 5:
                write_nullable_compact_string(out, self.protocol_name)
            write_compact_count(out, self.assignments)
            for sync_group_request_assignment_item in self.assignments:
                sync_group_request_assignment_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.group_id)
            out += _i.pack(self.generation_id)
            write_string(out, self.member_id)
            if version >= 3:
                write_nullable_string(out, self.group_instance_id)
            elif self.group_instance_id is not None:
                raise not_carried("SyncGroupRequest", "group_instance_id", version)
            write_count(out, self.assignments)
            for sync_group_request_assignment_item in self.assignments:
                sync_group_request_assignment_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.group_id, pos = read_compact_string(view, pos)
            self.generation_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.member_id, pos = read_compact_string(view, pos)
            self.group_instance_id, pos = read_nullable_compact_string(view, pos)
            if version >= 5:
                self.protocol_type, pos = read_nullable_compact_string(view, pos)
            else:
                self.protocol_type = None
            if version >= 5:
                self.protocol_name, pos = read_nullable_compact_string(view, pos)
            else:
                self.protocol_name = None
            count, pos = read_compact_count(view, pos)
            self.assignments = []
            for _ in range(count):
                sync_group_request_assignment_item, pos = SyncGroupRequest.SyncGroupRequestAssignment._read(
                    view, pos, version
                )
                self.assignments.append(sync_group_request_assignment_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.group_id, pos = read_string(view, pos)
            self.generation_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.member_id, pos = read_string(view, pos)
            if version >= 3:
                self.group_instance_id, pos = read_nullable_string(view, pos)
            else:
                self.group_instance_id = None
            self.protocol_type = None
            self.protocol_name = None
            count, pos = read_count(view, pos)
            self.assignments = []
            for _ in range(count):
                sync_group_request_assignment_item, pos = SyncGroupRequest.SyncGroupRequestAssignment._read(
                    view, pos, version
                )
                self.assignments.append(sync_group_request_assignment_item)
            self.unknown_tagged_fields = None
        return self, pos


class SyncGroupResponse(Message):
    """Kafka's SyncGroupResponse, versions 0 to 5."""

    NAME = "SyncGroup"
    API_KEY = 14
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 4

    __slots__ = ("throttle_time_ms", "error_code", "protocol_type", "protocol_name", "assignment")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "protocol_type",
        "protocol_name",
        "assignment",
    )
    throttle_time_ms: int
    error_code: int
    protocol_type: str | None
    protocol_name: str | None
    assignment: bytes

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        protocol_type: str | None = None,
        protocol_name: str | None = None,
        assignment: bytes = b"",
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.protocol_type = protocol_type
        self.protocol_name = protocol_name
        self.assignment = assignment

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            if version >= 5:
                write_nullable_compact_string(out, self.protocol_type)
            if version >= 5:
                write_nullable_compact_string(out, self.protocol_name)
            write_compact_bytes(out, self.assignment)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            out += _h.pack(self.error_code)
            write_bytes(out, self.assignment)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            if version >= 5:
                self.protocol_type, pos = read_nullable_compact_string(view, pos)
            else:
                self.protocol_type = None
            if version >= 5:
                self.protocol_name, pos = read_nullable_compact_string(view, pos)
            else:
                self.protocol_name = None
            self.assignment, pos = read_compact_bytes(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.protocol_type = None
            self.protocol_name = None
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.assignment, pos = read_bytes(view, pos)
            self.unknown_tagged_fields = None
        return self, pos


SyncGroupRequest.RESPONSE = SyncGroupResponse
