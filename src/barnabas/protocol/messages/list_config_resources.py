# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_fixed,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_tags,
)

_b = Packer(">b")
_ih = Packer(">ih")


class ListConfigResourcesRequest(Request):
    """Kafka's ListConfigResourcesRequest, versions 0 to 1."""

    NAME = "ListConfigResources"
    API_KEY = 74
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    __slots__ = ("resource_types",)
    FIELDS: ClassVar[tuple[str, ...]] = ("resource_types",)
    resource_types: list[int]

    def __init__(
        self,
        *,
        resource_types: list[int] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.resource_types = [] if resource_types is None else resource_types

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            write_compact_count(out, self.resource_types)
            write_fixed(out, self.resource_types, "b")
        elif self.resource_types:
            raise not_carried("ListConfigResourcesRequest", "resource_types", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            count, pos = read_compact_count(view, pos)
            self.resource_types, pos = read_fixed(view, pos, count, "b", 1)
        else:
            self.resource_types = []
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ListConfigResourcesResponse(Message):
    """Kafka's ListConfigResourcesResponse, versions 0 to 1."""

    NAME = "ListConfigResources"
    API_KEY = 74
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class ConfigResource(Struct):
        """Part of ListConfigResourcesResponse."""

        __slots__ = ("resource_name", "resource_type")
        FIELDS: ClassVar[tuple[str, ...]] = ("resource_name", "resource_type")
        resource_name: str
        resource_type: int

        def __init__(
            self,
            *,
            resource_name: str = "",
            resource_type: int = 16,
        ) -> None:
            self.unknown_tagged_fields = None
            self.resource_name = resource_name
            self.resource_type = resource_type

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.resource_name)
            if version >= 1:
                out += _b.pack(self.resource_type)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.resource_name, pos = read_compact_string(view, pos)
            if version >= 1:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.resource_type = 16
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "config_resources")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "config_resources")
    throttle_time_ms: int
    error_code: int
    config_resources: list[ListConfigResourcesResponse.ConfigResource]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        config_resources: list[ListConfigResourcesResponse.ConfigResource] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.config_resources = [] if config_resources is None else config_resources

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_compact_count(out, self.config_resources)
        for config_resource_item in self.config_resources:
            config_resource_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        count, pos = read_compact_count(view, pos)
        self.config_resources = []
        for _ in range(count):
            config_resource_item, pos = ListConfigResourcesResponse.ConfigResource._read(view, pos, version)
            self.config_resources.append(config_resource_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ListConfigResourcesRequest.RESPONSE = ListConfigResourcesResponse
