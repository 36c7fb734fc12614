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
_do = Packer(">d?")
_h = Packer(">h")
_i = Packer(">i")


class AlterClientQuotasRequest(Request):
    """Kafka's AlterClientQuotasRequest, versions 0 to 1."""

    NAME = "AlterClientQuotas"
    API_KEY = 49
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    class EntityData(Struct):
        """Part of AlterClientQuotasRequest."""

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

    class OpData(Struct):
        """Part of AlterClientQuotasRequest."""

        __slots__ = ("key", "value", "remove")
        FIELDS: ClassVar[tuple[str, ...]] = ("key", "value", "remove")
        key: str
        value: float
        remove: bool

        def __init__(
            self,
            *,
            key: str = "",
            value: float = 0.0,
            remove: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.key = key
            self.value = value
            self.remove = remove

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.key)
                out += _do.pack(self.value, self.remove)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.key)
                out += _do.pack(self.value, self.remove)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.key, pos = read_compact_string(view, pos)
                self.value, self.remove = _do.unpack_from(view, pos)
                pos += 9
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.key, pos = read_string(view, pos)
                self.value, self.remove = _do.unpack_from(view, pos)
                pos += 9
                self.unknown_tagged_fields = None
            return self, pos

    class EntryData(Struct):
        """Part of AlterClientQuotasRequest."""

        __slots__ = ("entity", "ops")
        FIELDS: ClassVar[tuple[str, ...]] = ("entity", "ops")
        entity: list[AlterClientQuotasRequest.EntityData]
        ops: list[AlterClientQuotasRequest.OpData]

        def __init__(
            self,
            *,
            entity: list[AlterClientQuotasRequest.EntityData] | None = None,
            ops: list[AlterClientQuotasRequest.OpData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.entity = [] if entity is None else entity
            self.ops = [] if ops is None else ops

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_count(out, self.entity)
                for entity_data_item in self.entity:
                    entity_data_item._write(out, version)
                write_compact_count(out, self.ops)
                for op_data_item in self.ops:
                    op_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_count(out, self.entity)
                for entity_data_item in self.entity:
                    entity_data_item._write(out, version)
                write_count(out, self.ops)
                for op_data_item in self.ops:
                    op_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.entity = []
                for _ in range(count):
                    entity_data_item, pos = AlterClientQuotasRequest.EntityData._read(view, pos, version)
                    self.entity.append(entity_data_item)
                count, pos = read_compact_count(view, pos)
                self.ops = []
                for _ in range(count):
                    op_data_item, pos = AlterClientQuotasRequest.OpData._read(view, pos, version)
                    self.ops.append(op_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                count, pos = read_count(view, pos)
                self.entity = []
                for _ in range(count):
                    entity_data_item, pos = AlterClientQuotasRequest.EntityData._read(view, pos, version)
                    self.entity.append(entity_data_item)
                count, pos = read_count(view, pos)
                self.ops = []
                for _ in range(count):
                    op_data_item, pos = AlterClientQuotasRequest.OpData._read(view, pos, version)
                    self.ops.append(op_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("entries", "validate_only")
    FIELDS: ClassVar[tuple[str, ...]] = ("entries", "validate_only")
    entries: list[AlterClientQuotasRequest.EntryData]
    validate_only: bool

    def __init__(
        self,
        *,
        entries: list[AlterClientQuotasRequest.EntryData] | None = None,
        validate_only: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.entries = [] if entries is None else entries
        self.validate_only = validate_only

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            write_compact_count(out, self.entries)
            for entry_data_item in self.entries:
                entry_data_item._write(out, version)
            out += _o.pack(self.validate_only)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.entries)
            for entry_data_item in self.entries:
                entry_data_item._write(out, version)
            out += _o.pack(self.validate_only)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            count, pos = read_compact_count(view, pos)
            self.entries = []
            for _ in range(count):
                entry_data_item, pos = AlterClientQuotasRequest.EntryData._read(view, pos, version)
                self.entries.append(entry_data_item)
            self.validate_only = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.entries = []
            for _ in range(count):
                entry_data_item, pos = AlterClientQuotasRequest.EntryData._read(view, pos, version)
                self.entries.append(entry_data_item)
            self.validate_only = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields = None
        return self, pos


class AlterClientQuotasResponse(Message):
    """Kafka's AlterClientQuotasResponse, versions 0 to 1."""

    NAME = "AlterClientQuotas"
    API_KEY = 49
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    class EntityData(Struct):
        """Part of AlterClientQuotasResponse."""

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

    class EntryData(Struct):
        """Part of AlterClientQuotasResponse."""

        __slots__ = ("error_code", "error_message", "entity")
        FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message", "entity")
        error_code: int
        error_message: str | None
        entity: list[AlterClientQuotasResponse.EntityData]

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = "",
            entity: list[AlterClientQuotasResponse.EntityData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.entity = [] if entity is None else entity

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                write_compact_count(out, self.entity)
                for entity_data_item in self.entity:
                    entity_data_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _h.pack(self.error_code)
                write_nullable_string(out, self.error_message)
                write_count(out, self.entity)
                for entity_data_item in self.entity:
                    entity_data_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.entity = []
                for _ in range(count):
                    entity_data_item, pos = AlterClientQuotasResponse.EntityData._read(view, pos, version)
                    self.entity.append(entity_data_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_string(view, pos)
                count, pos = read_count(view, pos)
                self.entity = []
                for _ in range(count):
                    entity_data_item, pos = AlterClientQuotasResponse.EntityData._read(view, pos, version)
                    self.entity.append(entity_data_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "entries")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "entries")
    throttle_time_ms: int
    entries: list[AlterClientQuotasResponse.EntryData]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        entries: list[AlterClientQuotasResponse.EntryData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.entries = [] if entries is None else entries

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.entries)
            for entry_data_item in self.entries:
                entry_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.throttle_time_ms)
            write_count(out, self.entries)
            for entry_data_item in self.entries:
                entry_data_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.entries = []
            for _ in range(count):
                entry_data_item, pos = AlterClientQuotasResponse.EntryData._read(view, pos, version)
                self.entries.append(entry_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_count(view, pos)
            self.entries = []
            for _ in range(count):
                entry_data_item, pos = AlterClientQuotasResponse.EntryData._read(view, pos, version)
                self.entries.append(entry_data_item)
            self.unknown_tagged_fields = None
        return self, pos


AlterClientQuotasRequest.RESPONSE = AlterClientQuotasResponse
