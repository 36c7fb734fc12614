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
_ih = Packer(">ih")


class DescribeAclsRequest(Request):
    """Kafka's DescribeAclsRequest, versions 0 to 3."""

    NAME = "DescribeAcls"
    API_KEY = 29
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

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
                raise not_carried("DescribeAclsRequest", "pattern_type_filter", version)
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


class DescribeAclsResponse(Message):
    """Kafka's DescribeAclsResponse, versions 0 to 3."""

    NAME = "DescribeAcls"
    API_KEY = 29
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class AclDescription(Struct):
        """Part of DescribeAclsResponse."""

        __slots__ = ("principal", "host", "operation", "permission_type")
        FIELDS: ClassVar[tuple[str, ...]] = ("principal", "host", "operation", "permission_type")
        principal: str
        host: str
        operation: int
        permission_type: int

        def __init__(
            self,
            *,
            principal: str = "",
            host: str = "",
            operation: int = 0,
            permission_type: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.principal = principal
            self.host = host
            self.operation = operation
            self.permission_type = permission_type

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.principal)
                write_compact_string(out, self.host)
                out += _bb.pack(self.operation, self.permission_type)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.principal)
                write_string(out, self.host)
                out += _bb.pack(self.operation, self.permission_type)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.principal, pos = read_compact_string(view, pos)
                self.host, pos = read_compact_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.principal, pos = read_string(view, pos)
                self.host, pos = read_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    class DescribeAclsResource(Struct):
        """Part of DescribeAclsResponse."""

        __slots__ = ("resource_type", "resource_name", "pattern_type", "acls")
        FIELDS: ClassVar[tuple[str, ...]] = ("resource_type", "resource_name", "pattern_type", "acls")
        resource_type: int
        resource_name: str
        pattern_type: int
        acls: list[DescribeAclsResponse.AclDescription]

        def __init__(
            self,
            *,
            resource_type: int = 0,
            resource_name: str = "",
            pattern_type: int = 3,
            acls: list[DescribeAclsResponse.AclDescription] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.resource_type = resource_type
            self.resource_name = resource_name
            self.pattern_type = pattern_type
            self.acls = [] if acls is None else acls

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                out += _b.pack(self.pattern_type)
                write_compact_count(out, self.acls)
                for acl_description_item in self.acls:
                    acl_description_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)
                if version >= 1:
                    out += _b.pack(self.pattern_type)
                elif self.pattern_type != 3:
                    raise not_carried("DescribeAclsResponse", "pattern_type", version)
                write_count(out, self.acls)
                for acl_description_item in self.acls:
                    acl_description_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_compact_string(view, pos)
                self.pattern_type = _b.unpack_from(view, pos)[0]
                pos += 1
                count, pos = read_compact_count(view, pos)
                self.acls = []
                for _ in range(count):
                    acl_description_item, pos = DescribeAclsResponse.AclDescription._read(view, pos, version)
                    self.acls.append(acl_description_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                if version >= 1:
                    self.pattern_type = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.pattern_type = 3
                count, pos = read_count(view, pos)
                self.acls = []
                for _ in range(count):
                    acl_description_item, pos = DescribeAclsResponse.AclDescription._read(view, pos, version)
                    self.acls.append(acl_description_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "resources")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "resources")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    resources: list[DescribeAclsResponse.DescribeAclsResource]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
        resources: list[DescribeAclsResponse.DescribeAclsResource] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.resources = [] if resources is None else resources

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_nullable_compact_string(out, self.error_message)
            write_compact_count(out, self.resources)
            for describe_acls_resource_item in self.resources:
                describe_acls_resource_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_nullable_string(out, self.error_message)
            write_count(out, self.resources)
            for describe_acls_resource_item in self.resources:
                describe_acls_resource_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.resources = []
            for _ in range(count):
                describe_acls_resource_item, pos = DescribeAclsResponse.DescribeAclsResource._read(view, pos, version)
                self.resources.append(describe_acls_resource_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_string(view, pos)
            count, pos = read_count(view, pos)
            self.resources = []
            for _ in range(count):
                describe_acls_resource_item, pos = DescribeAclsResponse.DescribeAclsResource._read(view, pos, version)
                self.resources.append(describe_acls_resource_item)
            self.unknown_tagged_fields = None
        return self, pos


DescribeAclsRequest.RESPONSE = DescribeAclsResponse
