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

_o = Packer(">?")
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")


class AlterConfigsRequest(Request):
    """Kafka's AlterConfigsRequest, versions 0 to 2."""

    NAME = "AlterConfigs"
    API_KEY = 33
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class AlterableConfig(Struct):
        """Part of AlterConfigsRequest."""

        __slots__ = ("name", "value")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "value")
        name: str
        value: str | None

        def __init__(
            self,
            *,
            name: str = "",
            value: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.value = value

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.name)
                write_nullable_compact_string(out, self.value)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_nullable_string(out, self.value)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.name, pos = read_compact_string(view, pos)
                self.value, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.value, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class AlterConfigsResource(Struct):
        """Part of AlterConfigsRequest."""

        __slots__ = ("resource_type", "resource_name", "configs")
        FIELDS: ClassVar[tuple[str, ...]] = ("resource_type", "resource_name", "configs")
        resource_type: int
        resource_name: str
        configs: list[AlterConfigsRequest.AlterableConfig]

        def __init__(
            self,
            *,
            resource_type: int = 0,
            resource_name: str = "",
            configs: list[AlterConfigsRequest.AlterableConfig] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.resource_type = resource_type
            self.resource_name = resource_name
            self.configs = [] if configs is None else configs

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                write_compact_count(out, self.configs)
                for alterable_config_item in self.configs:
                    alterable_config_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)
                write_count(out, self.configs)
                for alterable_config_item in self.configs:
                    alterable_config_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.configs = []
                for _ in range(count):
                    alterable_config_item, pos = AlterConfigsRequest.AlterableConfig._read(view, pos, version)
                    self.configs.append(alterable_config_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.configs = []
                for _ in range(count):
                    alterable_config_item, pos = AlterConfigsRequest.AlterableConfig._read(view, pos, version)
                    self.configs.append(alterable_config_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("resources", "validate_only")
    FIELDS: ClassVar[tuple[str, ...]] = ("resources", "validate_only")
    resources: list[AlterConfigsRequest.AlterConfigsResource]
    validate_only: bool

    def __init__(
        self,
        *,
        resources: list[AlterConfigsRequest.AlterConfigsResource] | None = None,
        validate_only: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.resources = [] if resources is None else resources
        self.validate_only = validate_only

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_count(out, self.resources)
            for alter_configs_resource_item in self.resources:
                alter_configs_resource_item._write(out, version)
            out += _o.pack(self.validate_only)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.resources)
            for alter_configs_resource_item in self.resources:
                alter_configs_resource_item._write(out, version)
            out += _o.pack(self.validate_only)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.resources = []
            for _ in range(count):
                alter_configs_resource_item, pos = AlterConfigsRequest.AlterConfigsResource._read(view, pos, version)
                self.resources.append(alter_configs_resource_item)
            self.validate_only = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.resources = []
            for _ in range(count):
                alter_configs_resource_item, pos = AlterConfigsRequest.AlterConfigsResource._read(view, pos, version)
                self.resources.append(alter_configs_resource_item)
            self.validate_only = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields = None
        return self, pos


class AlterConfigsResponse(Message):
    """Kafka's AlterConfigsResponse, versions 0 to 2."""

    NAME = "AlterConfigs"
    API_KEY = 33
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    class AlterConfigsResourceResponse(Struct):
        """Part of AlterConfigsResponse."""

        __slots__ = ("error_code", "error_message", "resource_type", "resource_name")
        FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message", "resource_type", "resource_name")
        error_code: int
        error_message: str | None
        resource_type: int
        resource_name: str

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = "",
            resource_type: int = 0,
            resource_name: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.resource_type = resource_type
            self.resource_name = resource_name

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)

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
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "responses")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "responses")
    throttle_time_ms: int
    responses: list[AlterConfigsResponse.AlterConfigsResourceResponse]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        responses: list[AlterConfigsResponse.AlterConfigsResourceResponse] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.responses = [] if responses is None else responses

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.responses)
            for alter_configs_resource_response_item in self.responses:
                alter_configs_resource_response_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.responses)
            for alter_configs_resource_response_item in self.responses:
                alter_configs_resource_response_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.responses = []
            for _ in range(count):
                alter_configs_resource_response_item, pos = AlterConfigsResponse.AlterConfigsResourceResponse._read(
                    view, pos, version
                )
                self.responses.append(alter_configs_resource_response_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.responses = []
            for _ in range(count):
                alter_configs_resource_response_item, pos = AlterConfigsResponse.AlterConfigsResourceResponse._read(
                    view, pos, version
                )
                self.responses.append(alter_configs_resource_response_item)
            self.unknown_tagged_fields = None
        return self, pos


AlterConfigsRequest.RESPONSE = AlterConfigsResponse
