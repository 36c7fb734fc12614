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
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_nullable_count,
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
_oo = Packer(">??")
_obo = Packer(">?b?")
_b = Packer(">b")
_bo = Packer(">b?")
_h = Packer(">h")
_i = Packer(">i")


class DescribeConfigsRequest(Request):
    """Kafka's DescribeConfigsRequest, versions 0 to 4."""

    NAME = "DescribeConfigs"
    API_KEY = 32
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 4

    class DescribeConfigsResource(Struct):
        """Part of DescribeConfigsRequest."""

        __slots__ = ("resource_type", "resource_name", "configuration_keys")
        FIELDS: ClassVar[tuple[str, ...]] = ("resource_type", "resource_name", "configuration_keys")
        resource_type: int
        resource_name: str
        configuration_keys: list[str] | None

        def __init__(
            self,
            *,
            resource_type: int = 0,
            resource_name: str = "",
            configuration_keys: list[str] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.resource_type = resource_type
            self.resource_name = resource_name
            self.configuration_keys = [] if configuration_keys is None else configuration_keys

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                if self.configuration_keys is None:
                    out.append(0)
                else:
                    write_compact_count(out, self.configuration_keys)
                    for element in self.configuration_keys:
                        write_compact_string(out, element)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)
                if self.configuration_keys is None:
                    out += b"\xff\xff\xff\xff"
                else:
                    write_count(out, self.configuration_keys)
                    for element in self.configuration_keys:
                        write_string(out, element)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_compact_string(view, pos)
                count, pos = read_nullable_compact_count(view, pos)
                if count < 0:
                    self.configuration_keys = None
                else:
                    self.configuration_keys, pos = read_each(view, pos, count, read_compact_string)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                count, pos = read_nullable_count(view, pos)
                if count < 0:
                    self.configuration_keys = None
                else:
                    self.configuration_keys, pos = read_each(view, pos, count, read_string)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("resources", "include_synonyms", "include_documentation")
    FIELDS: ClassVar[tuple[str, ...]] = ("resources", "include_synonyms", "include_documentation")
    resources: list[DescribeConfigsRequest.DescribeConfigsResource]
    include_synonyms: bool
    include_documentation: bool

    def __init__(
        self,
        *,
        resources: list[DescribeConfigsRequest.DescribeConfigsResource] | None = None,
        include_synonyms: bool = False,
        include_documentation: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.resources = [] if resources is None else resources
        self.include_synonyms = include_synonyms
        self.include_documentation = include_documentation

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            write_compact_count(out, self.resources)
            for describe_configs_resource_item in self.resources:
                describe_configs_resource_item._write(out, version)
            out += _oo.pack(self.include_synonyms, self.include_documentation)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.resources)
            for describe_configs_resource_item in self.resources:
                describe_configs_resource_item._write(out, version)
            if version >= 1:
                out += _o.pack(self.include_synonyms)
            elif self.include_synonyms:
                raise not_carried("DescribeConfigsRequest", "include_synonyms", version)
            if version >= 3:
                out += _o.pack(self.include_documentation)
            elif self.include_documentation:
                raise not_carried("DescribeConfigsRequest", "include_documentation", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            count, pos = read_compact_count(view, pos)
            self.resources = []
            for _ in range(count):
                describe_configs_resource_item, pos = DescribeConfigsRequest.DescribeConfigsResource._read(
                    view, pos, version
                )
                self.resources.append(describe_configs_resource_item)
            self.include_synonyms, self.include_documentation = _oo.unpack_from(view, pos)
            pos += 2
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.resources = []
            for _ in range(count):
                describe_configs_resource_item, pos = DescribeConfigsRequest.DescribeConfigsResource._read(
                    view, pos, version
                )
                self.resources.append(describe_configs_resource_item)
            if version >= 1:
                self.include_synonyms = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.include_synonyms = False
            if version >= 3:
                self.include_documentation = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.include_documentation = False
            self.unknown_tagged_fields = None
        return self, pos


class DescribeConfigsResponse(Message):
    """Kafka's DescribeConfigsResponse, versions 0 to 4."""

    NAME = "DescribeConfigs"
    API_KEY = 32
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 4

    class DescribeConfigsSynonym(Struct):
        """Part of DescribeConfigsResponse."""

        __slots__ = ("name", "value", "source")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "value", "source")
        name: str
        value: str | None
        source: int

        def __init__(
            self,
            *,
            name: str = "",
            value: str | None = "",
            source: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.value = value
            self.source = source

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.name)
                write_nullable_compact_string(out, self.value)
                out += _b.pack(self.source)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 1:
                    write_string(out, self.name)
                elif self.name:
                    raise not_carried("DescribeConfigsResponse", "name", version)
                if version >= 1:
                    write_nullable_string(out, self.value)
                elif self.value is None or self.value:
                    raise not_carried("DescribeConfigsResponse", "value", version)
                if version >= 1:
                    out += _b.pack(self.source)
                elif self.source != 0:
                    raise not_carried("DescribeConfigsResponse", "source", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.name, pos = read_compact_string(view, pos)
                self.value, pos = read_nullable_compact_string(view, pos)
                self.source = _b.unpack_from(view, pos)[0]
                pos += 1
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 1:
                    self.name, pos = read_string(view, pos)
                else:
                    self.name = ""
                if version >= 1:
                    self.value, pos = read_nullable_string(view, pos)
                else:
                    self.value = ""
                if version >= 1:
                    self.source = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.source = 0
                self.unknown_tagged_fields = None
            return self, pos

    class DescribeConfigsResourceResult(Struct):
        """Part of DescribeConfigsResponse."""

        __slots__ = (
            "name",
            "value",
            "read_only",
            "is_default",
            "config_source",
            "is_sensitive",
            "synonyms",
            "config_type",
            "documentation",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "name",
            "value",
            "read_only",
            "is_default",
            "config_source",
            "is_sensitive",
            "synonyms",
            "config_type",
            "documentation",
        )
        name: str
        value: str | None
        read_only: bool
        is_default: bool
        config_source: int
        is_sensitive: bool
        synonyms: list[DescribeConfigsResponse.DescribeConfigsSynonym]
        config_type: int
        documentation: str | None

        def __init__(
            self,
            *,
            name: str = "",
            value: str | None = "",
            read_only: bool = False,
            is_default: bool = False,
            config_source: int = -1,
            is_sensitive: bool = False,
            synonyms: list[DescribeConfigsResponse.DescribeConfigsSynonym] | None = None,
            config_type: int = 0,
            documentation: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.value = value
            self.read_only = read_only
            self.is_default = is_default
            self.config_source = config_source
            self.is_sensitive = is_sensitive
            self.synonyms = [] if synonyms is None else synonyms
            self.config_type = config_type
            self.documentation = documentation

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.name)
                write_nullable_compact_string(out, self.value)
                out += _o.pack(self.read_only)
                if self.is_default:
                    raise not_carried("DescribeConfigsResponse", "is_default", version)
                out += _bo.pack(self.config_source, self.is_sensitive)
                write_compact_count(out, self.synonyms)
                for describe_configs_synonym_item in self.synonyms:
                    describe_configs_synonym_item._write(out, version)
                out += _b.pack(self.config_type)
                write_nullable_compact_string(out, self.documentation)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_nullable_string(out, self.value)
                out += _o.pack(self.read_only)
                if version <= 0:
                    out += _o.pack(self.is_default)
                elif self.is_default:
                    raise not_carried("DescribeConfigsResponse", "is_default", version)
                if version >= 1:
                    out += _b.pack(self.config_source)
                out += _o.pack(self.is_sensitive)
                if version >= 1:
                    write_count(out, self.synonyms)
                    for describe_configs_synonym_item in self.synonyms:
                        describe_configs_synonym_item._write(out, version)
                if version >= 3:
                    out += _b.pack(self.config_type)
                if version >= 3:
                    write_nullable_string(out, self.documentation)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.name, pos = read_compact_string(view, pos)
                self.value, pos = read_nullable_compact_string(view, pos)
                self.is_default = False
                self.read_only, self.config_source, self.is_sensitive = _obo.unpack_from(view, pos)
                pos += 3
                count, pos = read_compact_count(view, pos)
                self.synonyms = []
                for _ in range(count):
                    describe_configs_synonym_item, pos = DescribeConfigsResponse.DescribeConfigsSynonym._read(
                        view, pos, version
                    )
                    self.synonyms.append(describe_configs_synonym_item)
                self.config_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.documentation, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.value, pos = read_nullable_string(view, pos)
                self.read_only = _o.unpack_from(view, pos)[0]
                pos += 1
                if version <= 0:
                    self.is_default = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.is_default = False
                if version >= 1:
                    self.config_source = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.config_source = -1
                self.is_sensitive = _o.unpack_from(view, pos)[0]
                pos += 1
                if version >= 1:
                    count, pos = read_count(view, pos)
                    self.synonyms = []
                    for _ in range(count):
                        describe_configs_synonym_item, pos = DescribeConfigsResponse.DescribeConfigsSynonym._read(
                            view, pos, version
                        )
                        self.synonyms.append(describe_configs_synonym_item)
                else:
                    self.synonyms = []
                if version >= 3:
                    self.config_type = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.config_type = 0
                if version >= 3:
                    self.documentation, pos = read_nullable_string(view, pos)
                else:
                    self.documentation = ""
                self.unknown_tagged_fields = None
            return self, pos

    class DescribeConfigsResult(Struct):
        """Part of DescribeConfigsResponse."""

        __slots__ = ("error_code", "error_message", "resource_type", "resource_name", "configs")
        FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message", "resource_type", "resource_name", "configs")
        error_code: int
        error_message: str | None
        resource_type: int
        resource_name: str
        configs: list[DescribeConfigsResponse.DescribeConfigsResourceResult]

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = "",
            resource_type: int = 0,
            resource_name: str = "",
            configs: list[DescribeConfigsResponse.DescribeConfigsResourceResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.resource_type = resource_type
            self.resource_name = resource_name
            self.configs = [] if configs is None else configs

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                out += _b.pack(self.resource_type)
                write_compact_string(out, self.resource_name)
                write_compact_count(out, self.configs)
                for describe_configs_resource_result_item in self.configs:
                    describe_configs_resource_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)
                out += _b.pack(self.resource_type)
                write_string(out, self.resource_name)
                write_count(out, self.configs)
                for describe_configs_resource_result_item in self.configs:
                    describe_configs_resource_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.configs = []
                for _ in range(count):
                    describe_configs_resource_result_item, pos = (
                        DescribeConfigsResponse.DescribeConfigsResourceResult._read(view, pos, version)
                    )
                    self.configs.append(describe_configs_resource_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                self.resource_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.resource_name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.configs = []
                for _ in range(count):
                    describe_configs_resource_result_item, pos = (
                        DescribeConfigsResponse.DescribeConfigsResourceResult._read(view, pos, version)
                    )
                    self.configs.append(describe_configs_resource_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "results")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "results")
    throttle_time_ms: int
    results: list[DescribeConfigsResponse.DescribeConfigsResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        results: list[DescribeConfigsResponse.DescribeConfigsResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.results = [] if results is None else results

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.results)
            for describe_configs_result_item in self.results:
                describe_configs_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.results)
            for describe_configs_result_item in self.results:
                describe_configs_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.results = []
            for _ in range(count):
                describe_configs_result_item, pos = DescribeConfigsResponse.DescribeConfigsResult._read(
                    view, pos, version
                )
                self.results.append(describe_configs_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.results = []
            for _ in range(count):
                describe_configs_result_item, pos = DescribeConfigsResponse.DescribeConfigsResult._read(
                    view, pos, version
                )
                self.results.append(describe_configs_result_item)
            self.unknown_tagged_fields = None
        return self, pos


DescribeConfigsRequest.RESPONSE = DescribeConfigsResponse
