# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_string,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_unknown_tags,
    write_compact_string,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class HeartbeatRequest(Request):
    """Kafka's HeartbeatRequest, versions 0 to 4."""

    NAME = "Heartbeat"
    API_KEY = 12
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 4

    __slots__ = ("group_id", "generation_id", "member_id", "group_instance_id")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "generation_id", "member_id", "group_instance_id")
    group_id: str
    generation_id: int
    member_id: str
    group_instance_id: str | None

    def __init__(
        self,
        *,
        group_id: str = "",
        generation_id: int = 0,
        member_id: str = "",
        group_instance_id: str | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.generation_id = generation_id
        self.member_id = member_id
        self.group_instance_id = group_instance_id

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            write_compact_string(out, self.group_id)
            out += _i.pack(self.generation_id)
            write_compact_string(out, self.member_id)
            write_nullable_compact_string(out, self.group_instance_id)
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
                raise not_carried("HeartbeatRequest", "group_instance_id", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.group_id, pos = read_compact_string(view, pos)
            self.generation_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.member_id, pos = read_compact_string(view, pos)
            self.group_instance_id, pos = read_nullable_compact_string(view, pos)
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
            self.unknown_tagged_fields = None
        return self, pos


class HeartbeatResponse(Message):
    """Kafka's HeartbeatResponse, versions 0 to 4."""

    NAME = "Heartbeat"
    API_KEY = 12
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 4

    __slots__ = ("throttle_time_ms", "error_code")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code")
    throttle_time_ms: int
    error_code: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            out += _h.pack(self.error_code)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.unknown_tagged_fields = None
        return self, pos


HeartbeatRequest.RESPONSE = HeartbeatResponse
