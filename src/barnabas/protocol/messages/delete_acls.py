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

_b = Packer(">b")
_bb = Packer(">bb")
_h = Packer(">h")
_i = Packer(">i")


class DeleteAclsRequest(Request):
    """Kafka's DeleteAclsRequest, versions 0 to 3."""

    NAME = "DeleteAcls"
    API_KEY = 31
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class DeleteAclsFilter(Struct):
        """Part of DeleteAclsRequest."""

        __slots__ = (
            "resource_type_filter",
            "resource_name_filter",
            "pattern_type_filter",
            "principal_filter",
            "host_filter",
            "operation",
            "permission_type",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "resource_type_filter",
            "resource_name_filter",
            "pattern_type_filter",
            "principal_filter",
            "host_filter",
            "operation",
            "permission_type",
        )
        resource_type_filter: int
        resource_name_filter: str | None
        pattern_type_filter: int
        principal_filter: str | None
        host_filter: str | None
        operation: int
        permission_type: int

        def __init__(
            self,
            *,
            resource_type_filter: int = 0,
            resource_name_filter: str | None = "",
            pattern_type_filter: int = 3,
            principal_filter: str | None = "",
            host_filter: str | None = "",
            operation: int = 0,
            permission_type: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.resource_type_filter = resource_type_filter
            self.resource_name_filter = resource_name_filter
            self.pattern_type_filter = pattern_type_filter
            self.principal_filter = principal_filter
            self.host_filter = host_filter
            self.operation = operation
            self.permission_type = permission_type

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _b.pack(self.resource_type_filter)
                write_nullable_compact_string(out, self.resource_name_filter)
                out += _b.pack(self.pattern_type_filter)
                write_nullable_compact_string(out, self.principal_filter)
                write_nullable_compact_string(out, self.host_filter)
                out += _bb.pack(self.operation, self.permission_type)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _b.pack(self.resource_type_filter)
                write_nullable_string(out, self.resource_name_filter)
                if version >= 1:
                    out += _b.pack(self.pattern_type_filter)
                elif self.pattern_type_filter != 3:
                    raise not_carried("DeleteAclsRequest", "pattern_type_filter", version)
                write_nullable_string(out, self.principal_filter)
                write_nullable_string(out, self.host_filter)
                out += _bb.pack(self.operation, self.permission_type)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.resource_type_filter = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name_filter, pos = read_nullable_compact_string(view, pos)
                self.pattern_type_filter = _b.unpack_from(view, pos)[0]
                pos += 1
                self.principal_filter, pos = read_nullable_compact_string(view, pos)
                self.host_filter, pos = read_nullable_compact_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.resource_type_filter = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name_filter, pos = read_nullable_string(view, pos)
                if version >= 1:
                    self.pattern_type_filter = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.pattern_type_filter = 3
                self.principal_filter, pos = read_nullable_string(view, pos)
                self.host_filter, pos = read_nullable_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("filters",)
    FIELDS: ClassVar[tuple[str, ...]] = ("filters",)
    filters: list[DeleteAclsRequest.DeleteAclsFilter]

    def __init__(
        self,
        *,
        filters: list[DeleteAclsRequest.DeleteAclsFilter] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.filters = [] if filters is None else filters

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.filters)
            for delete_acls_filter_item in self.filters:
                delete_acls_filter_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.filters)
            for delete_acls_filter_item in self.filters:
                delete_acls_filter_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.filters = []
            for _ in range(count):
                delete_acls_filter_item, pos = DeleteAclsRequest.DeleteAclsFilter._read(view, pos, version)
                self.filters.append(delete_acls_filter_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.filters = []
            for _ in range(count):
                delete_acls_filter_item, pos = DeleteAclsRequest.DeleteAclsFilter._read(view, pos, version)
                self.filters.append(delete_acls_filter_item)
            self.unknown_tagged_fields = None
        return self, pos


class DeleteAclsResponse(Message):
    """Kafka's DeleteAclsResponse, versions 0 to 3."""

    NAME = "DeleteAcls"
    API_KEY = 31
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class DeleteAclsMatchingAcl(Struct):
        """Part of DeleteAclsResponse."""

        __slots__ = (
            "error_code",
            "error_message",
            "resource_type",
            "resource_name",
            "pattern_type",
            "principal",
            "host",
            "operation",
            "permission_type",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "error_message",
            "resource_type",
            "resource_name",
            "pattern_type",
            "principal",
            "host",
            "operation",
            "permission_type",
        )
        error_code: int
        error_message: str | None
        resource_type: int
        resource_name: str
        pattern_type: int
        principal: str
        host: str
        operation: int
        permission_type: int

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = "",
            resource_type: int = 0,
            resource_name: str = "",
            pattern_type: int = 3,
            principal: str = "",
            host: str = "",
            operation: int = 0,
            permission_type: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.resource_type = resource_type
            self.resource_name = resource_name
            self.pattern_type = pattern_type
            self.principal = principal
            self.host = host
            self.operation = operation
            self.permission_type = permission_type

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                out += _b.pack(self.pattern_type)
                write_compact_string(out, self.principal)
                write_compact_string(out, self.host)
                out += _bb.pack(self.operation, self.permission_type)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)
                if version >= 1:
                    out += _b.pack(self.pattern_type)
                elif self.pattern_type != 3:
                    raise not_carried("DeleteAclsResponse", "pattern_type", version)
                write_string(out, self.principal)
                write_string(out, self.host)
                out += _bb.pack(self.operation, self.permission_type)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_compact_string(view, pos)
                self.pattern_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.principal, pos = read_compact_string(view, pos)
                self.host, pos = read_compact_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                if version >= 1:
                    self.pattern_type = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.pattern_type = 3
                self.principal, pos = read_string(view, pos)
                self.host, pos = read_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    class DeleteAclsFilterResult(Struct):
        """Part of DeleteAclsResponse."""

        __slots__ = ("error_code", "error_message", "matching_acls")
        FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message", "matching_acls")
        error_code: int
        error_message: str | None
        matching_acls: list[DeleteAclsResponse.DeleteAclsMatchingAcl]

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = "",
            matching_acls: list[DeleteAclsResponse.DeleteAclsMatchingAcl] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.matching_acls = [] if matching_acls is None else matching_acls

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                write_compact_count(out, self.matching_acls)
                for delete_acls_matching_acl_item in self.matching_acls:
                    delete_acls_matching_acl_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)
                write_count(out, self.matching_acls)
                for delete_acls_matching_acl_item in self.matching_acls:
                    delete_acls_matching_acl_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.matching_acls = []
                for _ in range(count):
                    delete_acls_matching_acl_item, pos = DeleteAclsResponse.DeleteAclsMatchingAcl._read(
                        view, pos, version
                    )
                    self.matching_acls.append(delete_acls_matching_acl_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                count, pos = read_count(view, pos)
                self.matching_acls = []
                for _ in range(count):
                    delete_acls_matching_acl_item, pos = DeleteAclsResponse.DeleteAclsMatchingAcl._read(
                        view, pos, version
                    )
                    self.matching_acls.append(delete_acls_matching_acl_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "filter_results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "filter_results")
    throttle_time_ms: int
    filter_results: list[DeleteAclsResponse.DeleteAclsFilterResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        filter_results: list[DeleteAclsResponse.DeleteAclsFilterResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.filter_results = [] if filter_results is None else filter_results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.filter_results)
            for delete_acls_filter_result_item in self.filter_results:
                delete_acls_filter_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.filter_results)
            for delete_acls_filter_result_item in self.filter_results:
                delete_acls_filter_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.filter_results = []
            for _ in range(count):
                delete_acls_filter_result_item, pos = DeleteAclsResponse.DeleteAclsFilterResult._read(
                    view, pos, version
                )
                self.filter_results.append(delete_acls_filter_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.filter_results = []
            for _ in range(count):
                delete_acls_filter_result_item, pos = DeleteAclsResponse.DeleteAclsFilterResult._read(
                    view, pos, version
                )
                self.filter_results.append(delete_acls_filter_result_item)
            self.unknown_tagged_fields = None
        return self, pos


DeleteAclsRequest.RESPONSE = DeleteAclsResponse
