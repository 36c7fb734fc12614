# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_each,
    read_nullable_compact_string,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")


class DeleteGroupsRequest(Request):
    """Kafka's DeleteGroupsRequest, versions 0 to 3."""

    NAME = "DeleteGroups"
    API_KEY = 42
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    __slots__ = ("groups_names",)
    FIELDS: ClassVar[tuple[str, ...]] = ("groups_names",)
    groups_names: list[str]

    def __init__(
        self,
        *,
        groups_names: list[str] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.groups_names = [] if groups_names is None else groups_names

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.groups_names)
            for element in self.groups_names:
                write_compact_string(out, element)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.groups_names)
            for element in self.groups_names:
                write_string(out, element)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.groups_names, pos = read_each(view, pos, count, read_compact_string)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.groups_names, pos = read_each(view, pos, count, read_string)
            self.unknown_tagged_fields = None
        return self, pos


class DeleteGroupsResponse(Message):
    """Kafka's DeleteGroupsResponse, versions 0 to 3."""

    NAME = "DeleteGroups"
    API_KEY = 42
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class DeletableGroupResult(Struct):
        """Part of DeleteGroupsResponse."""

        __slots__ = ("group_id", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "error_code", "error_message")
        group_id: str
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            group_id: str = "",
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.group_id = group_id
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.group_id)
                out += _h.pack(self.error_code)
                if version >= 3:
                    write_nullable_compact_string(out, self.error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.group_id)
                out += _h.pack(self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.group_id, pos = read_compact_string(view, pos)
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                if version >= 3:
                    self.error_message, pos = read_nullable_compact_string(view, pos)
                else:
                    self.error_message = None
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.group_id, pos = read_string(view, pos)
                self.error_message = None
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "results")
    throttle_time_ms: int
    results: list[DeleteGroupsResponse.DeletableGroupResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        results: list[DeleteGroupsResponse.DeletableGroupResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.results)
            for deletable_group_result_item in self.results:
                deletable_group_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.results)
            for deletable_group_result_item in self.results:
                deletable_group_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                deletable_group_result_item, pos = DeleteGroupsResponse.DeletableGroupResult._read(view, pos, version)
                self.results.append(deletable_group_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results = []
            for _ in range(count):
                deletable_group_result_item, pos = DeleteGroupsResponse.DeletableGroupResult._read(view, pos, version)
                self.results.append(deletable_group_result_item)
            self.unknown_tagged_fields = None
        return self, pos


DeleteGroupsRequest.RESPONSE = DeleteGroupsResponse
