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
    read_each,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")


class ListGroupsRequest(Request):
    """Kafka's ListGroupsRequest, versions 0 to 5."""

    NAME = "ListGroups"
    API_KEY = 16
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    __slots__ = ("states_filter", "types_filter")
    FIELDS: ClassVar[tuple[str, ...]] = ("states_filter", "types_filter")
    states_filter: list[str]
    types_filter: list[str]

    def __init__(
        self,
        *,
        states_filter: list[str] | None = None,
        types_filter: list[str] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.states_filter = [] if states_filter is None else states_filter
        self.types_filter = [] if types_filter is None else types_filter

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            if version >= 4:
                write_compact_count(out, self.states_filter)
                for element in self.states_filter:
                    write_compact_string(out, element)
            elif self.states_filter:
                raise not_carried("ListGroupsRequest", "states_filter", version)
            if version >= 5:
                write_compact_count(out, self.types_filter)
                for element in self.types_filter:
                    write_compact_string(out, element)
            elif self.types_filter:
                raise not_carried("ListGroupsRequest", "types_filter", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.states_filter:
                raise not_carried("ListGroupsRequest", "states_filter", version)
            if self.types_filter:
                raise not_carried("ListGroupsRequest", "types_filter", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            if version >= 4:
                count, pos = read_compact_count(view, pos)
                self.states_filter, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.states_filter = []
            if version >= 5:
                count, pos = read_compact_count(view, pos)
                self.types_filter, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.types_filter = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.states_filter = []
            self.types_filter = []
            self.unknown_tagged_fields = None
        return self, pos


class ListGroupsResponse(Message):
    """Kafka's ListGroupsResponse, versions 0 to 5."""

    NAME = "ListGroups"
    API_KEY = 16
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    class ListedGroup(Struct):
        """Part of ListGroupsResponse."""

        __slots__ = ("group_id", "protocol_type", "group_state", "group_type")
        FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "protocol_type", "group_state", "group_type")
        group_id: str
        protocol_type: str
        group_state: str
        group_type: str

        def __init__(
            self,
            *,
            group_id: str = "",
            protocol_type: str = "",
            group_state: str = "",
            group_type: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.group_id = group_id
            self.protocol_type = protocol_type
            self.group_state = group_state
            self.group_type = group_type

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                write_compact_string(out, self.group_id)
                write_compact_string(out, self.protocol_type)
                if version >= 4:
                    write_compact_string(out, self.group_state)
                if version >= 5:
                    write_compact_string(out, self.group_type)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.group_id)
                write_string(out, self.protocol_type)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.group_id, pos = read_compact_string(view, pos)
                self.protocol_type, pos = read_compact_string(view, pos)
                if version >= 4:
                    self.group_state, pos = read_compact_string(view, pos)
                else:
                    self.group_state = ""
                if version >= 5:
                    self.group_type, pos = read_compact_string(view, pos)
                else:
                    self.group_type = ""
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.group_id, pos = read_string(view, pos)
                self.protocol_type, pos = read_string(view, pos)
                self.group_state = ""
                self.group_type = ""
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "groups")
    throttle_time_ms: int
    error_code: int
    groups: list[ListGroupsResponse.ListedGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        groups: list[ListGroupsResponse.ListedGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_compact_count(out, self.groups)
            for listed_group_item in self.groups:
                listed_group_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            out += _h.pack(self.error_code)
            write_count(out, self.groups)
            for listed_group_item in self.groups:
                listed_group_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            count, pos = read_compact_count(view, pos)
            self.groups = []
            for _ in range(count):
                listed_group_item, pos = ListGroupsResponse.ListedGroup._read(view, pos, version)
                self.groups.append(listed_group_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.groups = []
            for _ in range(count):
                listed_group_item, pos = ListGroupsResponse.ListedGroup._read(view, pos, version)
                self.groups.append(listed_group_item)
            self.unknown_tagged_fields = None
        return self, pos


ListGroupsRequest.RESPONSE = ListGroupsResponse
