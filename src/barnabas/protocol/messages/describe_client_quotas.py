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
_b = Packer(">b")
_d = Packer(">d")
_ih = Packer(">ih")


class DescribeClientQuotasRequest(Request):
    """Kafka's DescribeClientQuotasRequest, versions 0 to 1."""

    NAME = "DescribeClientQuotas"
    API_KEY = 48
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    class ComponentData(Struct):
        """Part of DescribeClientQuotasRequest."""

        __slots__ = ("entity_type", "match_type", "match")
        FIELDS: ClassVar[tuple[str, ...]] = ("entity_type", "match_type", "match")
        entity_type: str
        match_type: int
        match: str | None

        def __init__(
            self,
            *,
            entity_type: str = "",
            match_type: int = 0,
            match: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.entity_type = entity_type
            self.match_type = match_type
            self.match = match

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.entity_type)
                out += _b.pack(self.match_type)
                write_nullable_compact_string(out, self.match)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.entity_type)
                out += _b.pack(self.match_type)
                write_nullable_string(out, self.match)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.entity_type, pos = read_compact_string(view, pos)
                self.match_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.match, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.entity_type, pos = read_string(view, pos)
                self.match_type = _b.unpack_from(view, pos)[0]
                pos += 1
                self.match, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("components", "strict")
    FIELDS: ClassVar[tuple[str, ...]] = ("components", "strict")
    components: list[DescribeClientQuotasRequest.ComponentData]
    strict: bool

    def __init__(
        self,
        *,
        components: list[DescribeClientQuotasRequest.ComponentData] | None = None,
        strict: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.components = [] if components is None else components
        self.strict = strict

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            write_compact_count(out, self.components)
            for component_data_item in self.components:
                component_data_item._write(out, version)
            out += _o.pack(self.strict)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.components)
            for component_data_item in self.components:
                component_data_item._write(out, version)
            out += _o.pack(self.strict)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            count, pos = read_compact_count(view, pos)
            self.components = []
            for _ in range(count):
                component_data_item, pos = DescribeClientQuotasRequest.ComponentData._read(view, pos, version)
                self.components.append(component_data_item)
            self.strict = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.components = []
            for _ in range(count):
                component_data_item, pos = DescribeClientQuotasRequest.ComponentData._read(view, pos, version)
                self.components.append(component_data_item)
            self.strict = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields = None
        return self, pos


class DescribeClientQuotasResponse(Message):
    """Kafka's DescribeClientQuotasResponse, versions 0 to 1."""

    NAME = "DescribeClientQuotas"
    API_KEY = 48
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    class EntityData(Struct):
        """Part of DescribeClientQuotasResponse."""

        __slots__ = ("entity_type", "entity_name")
        FIELDS: ClassVar[tuple[str, ...]] = ("entity_type", "entity_name")
        entity_type: str
        entity_name: str | None

        def __init__(
            self,
            *,
            entity_type: str = "",
            entity_name: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.entity_type = entity_type
            self.entity_name = entity_name

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.entity_type)
                write_nullable_compact_string(out, self.entity_name)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.entity_type)
                write_nullable_string(out, self.entity_name)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.entity_type, pos = read_compact_string(view, pos)
                self.entity_name, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.entity_type, pos = read_string(view, pos)
                self.entity_name, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class ValueData(Struct):
        """Part of DescribeClientQuotasResponse."""

        __slots__ = ("key", "value")
        FIELDS: ClassVar[tuple[str, ...]] = ("key", "value")
        key: str
        value: float

        def __init__(
            self,
            *,
            key: str = "",
            value: float = 0.0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.key = key
            self.value = value

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.key)
                out += _d.pack(self.value)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.key)
                out += _d.pack(self.value)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.key, pos = read_compact_string(view, pos)
                self.value = _d.unpack_from(view, pos)[0]
                pos += 8
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.key, pos = read_string(view, pos)
                self.value = _d.unpack_from(view, pos)[0]
                pos += 8
                self.unknown_tagged_fields = None
            return self, pos

    class EntryData(Struct):
        """Part of DescribeClientQuotasResponse."""

        __slots__ = ("entity", "values")
        FIELDS: ClassVar[tuple[str, ...]] = ("entity", "values")
        entity: list[DescribeClientQuotasResponse.EntityData]
        values: list[DescribeClientQuotasResponse.ValueData]

        def __init__(
            self,
            *,
            entity: list[DescribeClientQuotasResponse.EntityData] | None = None,
            values: list[DescribeClientQuotasResponse.ValueData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.entity = [] if entity is None else entity
            self.values = [] if values is None else values

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_count(out, self.entity)
                for entity_data_item in self.entity:
                    entity_data_item._write(out, version)
                write_compact_count(out, self.values)
                for value_data_item in self.values:
                    value_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_count(out, self.entity)
                for entity_data_item in self.entity:
                    entity_data_item._write(out, version)
                write_count(out, self.values)
                for value_data_item in self.values:
                    value_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.entity = []
                for _ in range(count):
                    entity_data_item, pos = DescribeClientQuotasResponse.EntityData._read(view, pos, version)
                    self.entity.append(entity_data_item)
                count, pos = read_compact_count(view, pos)
                self.values = []
                for _ in range(count):
                    value_data_item, pos = DescribeClientQuotasResponse.ValueData._read(view, pos, version)
                    self.values.append(value_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                count, pos = read_count(view, pos)
                self.entity = []
                for _ in range(count):
                    entity_data_item, pos = DescribeClientQuotasResponse.EntityData._read(view, pos, version)
                    self.entity.append(entity_data_item)
                count, pos = read_count(view, pos)
                self.values = []
                for _ in range(count):
                    value_data_item, pos = DescribeClientQuotasResponse.ValueData._read(view, pos, version)
                    self.values.append(value_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "entries")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "entries")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    entries: list[DescribeClientQuotasResponse.EntryData] | None

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
        entries: list[DescribeClientQuotasResponse.EntryData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.entries = [] if entries is None else entries

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_nullable_compact_string(out, self.error_message)
            if self.entries is None:
                out.append(0)
            else:
                write_compact_count(out, self.entries)
                for entry_data_item in self.entries:
                    entry_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            write_nullable_string(out, self.error_message)
            if self.entries is None:
                out += b"\xff\xff\xff\xff"
            else:
                write_count(out, self.entries)
                for entry_data_item in self.entries:
                    entry_data_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_compact_string(view, pos)
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.entries = None
            else:
                self.entries = []
                for _ in range(count):
                    entry_data_item, pos = DescribeClientQuotasResponse.EntryData._read(view, pos, version)
                    self.entries.append(entry_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.error_message, pos = read_nullable_string(view, pos)
            count, pos = read_nullable_count(view, pos)
            if count < 0:
                self.entries = None
            else:
                self.entries = []
                for _ in range(count):
                    entry_data_item, pos = DescribeClientQuotasResponse.EntryData._read(view, pos, version)
                    self.entries.append(entry_data_item)
            self.unknown_tagged_fields = None
        return self, pos


DescribeClientQuotasRequest.RESPONSE = DescribeClientQuotasResponse
