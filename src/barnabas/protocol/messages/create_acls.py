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


class CreateAclsRequest(Request):
    """Kafka's CreateAclsRequest, versions 0 to 3."""

    NAME = "CreateAcls"
    API_KEY = 30
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class AclCreation(Struct):
        """Part of CreateAclsRequest."""

        __slots__ = (
            "resource_type",
            "resource_name",
            "resource_pattern_type",
            "principal",
            "host",
            "operation",
            "permission_type",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "resource_type",
            "resource_name",
            "resource_pattern_type",
            "principal",
            "host",
            "operation",
            "permission_type",
        )
        resource_type: int
        resource_name: str
        resource_pattern_type: int
        principal: str
        host: str
        operation: int
        permission_type: int

        def __init__(
            self,
            *,
            resource_type: int = 0,
            resource_name: str = "",
            resource_pattern_type: int = 3,
            principal: str = "",
            host: str = "",
            operation: int = 0,
            permission_type: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.resource_type = resource_type
            self.resource_name = resource_name
            self.resource_pattern_type = resource_pattern_type
            self.principal = principal
            self.host = host
            self.operation = operation
            self.permission_type = permission_type

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                out += _b.pack(self.resource_pattern_type)
                write_compact_string(out, self.principal)
                write_compact_string(out, self.host)
                out += _bb.pack(self.operation, self.permission_type)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)
                if version >= 1:
                    out += _b.pack(self.resource_pattern_type)
                elif self.resource_pattern_type != 3:
                    raise not_carried("CreateAclsRequest", "resource_pattern_type", version)
                write_string(out, self.principal)
                write_string(out, self.host)
                out += _bb.pack(self.operation, self.permission_type)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_compact_string(view, pos)
                self.resource_pattern_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.principal, pos = read_compact_string(view, pos)
                self.host, pos = read_compact_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                if version >= 1:
                    self.resource_pattern_type = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.resource_pattern_type = 3
                self.principal, pos = read_string(view, pos)
                self.host, pos = read_string(view, pos)
                self.operation, self.permission_type = _bb.unpack_from(view, pos)
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("creations",)
    FIELDS: ClassVar[tuple[str, ...]] = ("creations",)
    creations: list[CreateAclsRequest.AclCreation]

    def __init__(
        self,
        *,
        creations: list[CreateAclsRequest.AclCreation] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.creations = [] if creations is None else creations

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.creations)
            for acl_creation_item in self.creations:
                acl_creation_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.creations)
            for acl_creation_item in self.creations:
                acl_creation_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.creations = []
            for _ in range(count):
                acl_creation_item, pos = CreateAclsRequest.AclCreation._read(view, pos, version)
                self.creations.append(acl_creation_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.creations = []
            for _ in range(count):
                acl_creation_item, pos = CreateAclsRequest.AclCreation._read(view, pos, version)
                self.creations.append(acl_creation_item)
            self.unknown_tagged_fields = None
        return self, pos


class CreateAclsResponse(Message):
    """Kafka's CreateAclsResponse, versions 0 to 3."""

    NAME = "CreateAcls"
    API_KEY = 30
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 2

    class AclCreationResult(Struct):
        """Part of CreateAclsResponse."""

        __slots__ = ("error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message")
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "results")
    throttle_time_ms: int
    results: list[CreateAclsResponse.AclCreationResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        results: list[CreateAclsResponse.AclCreationResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.results)
            for acl_creation_result_item in self.results:
                acl_creation_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.results)
            for acl_creation_result_item in self.results:
                acl_creation_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                acl_creation_result_item, pos = CreateAclsResponse.AclCreationResult._read(view, pos, version)
                self.results.append(acl_creation_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results = []
            for _ in range(count):
                acl_creation_result_item, pos = CreateAclsResponse.AclCreationResult._read(view, pos, version)
                self.results.append(acl_creation_result_item)
            self.unknown_tagged_fields = None
        return self, pos


CreateAclsRequest.RESPONSE = CreateAclsResponse
