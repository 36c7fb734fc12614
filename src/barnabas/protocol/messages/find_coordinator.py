# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")


class FindCoordinatorRequest(Request):
    """Kafka's FindCoordinatorRequest, versions 0 to 6."""

    NAME = "FindCoordinator"
    API_KEY = 10
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 3

    __slots__ = ("key", "key_type", "coordinator_keys")
    FIELDS: ClassVar[tuple[str, ...]] = ("key", "key_type", "coordinator_keys")
    key: str
    key_type: int
    coordinator_keys: list[str]

    def __init__(
        self,
        *,
        key: str = "",
        key_type: int = 0,
        coordinator_keys: list[str] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.key = key
        self.key_type = key_type
        self.coordinator_keys = [] if coordinator_keys is None else coordinator_keys

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            if version <= 3:
                write_compact_string(out, self.key)
            elif self.key:
                raise not_carried("FindCoordinatorRequest", "key", version)
            out += _b.pack(self.key_type)
            if version >= 4:
                write_compact_count(out, self.coordinator_keys)
                for element in self.coordinator_keys:
                    write_compact_string(out, element)
            elif self.coordinator_keys:
                raise not_carried("FindCoordinatorRequest", "coordinator_keys", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.key)
            if version >= 1:
                out += _b.pack(self.key_type)
            elif self.key_type != 0:
                raise not_carried("FindCoordinatorRequest", "key_type", version)
            if self.coordinator_keys:
                raise not_carried("FindCoordinatorRequest", "coordinator_keys", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            if version <= 3:
                self.key, pos = read_compact_string(view, pos)
            else:
                self.key = ""
            self.key_type = _b.unpack_from(view, pos)[0]
            pos += 1
            if version >= 4:
                count, pos = read_compact_count(view, pos)
                self.coordinator_keys, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.coordinator_keys = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.key, pos = read_string(view, pos)
            if version >= 1:
                self.key_type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.key_type = 0
            self.coordinator_keys = []
            self.unknown_tagged_fields = None
        return self, pos


class FindCoordinatorResponse(Message):
    """Kafka's FindCoordinatorResponse, versions 0 to 6."""

    NAME = "FindCoordinator"
    API_KEY = 10
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 3

    class Coordinator(Struct):
        """Part of FindCoordinatorResponse."""

        __slots__ = ("key", "node_id", "host", "port", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("key", "node_id", "host", "port", "error_code", "error_message")
        key: str
        node_id: int
        host: str
        port: int
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            key: str = "",
            node_id: int = 0,
            host: str = "",
            port: int = 0,
            error_code: int = 0,
            error_message: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.key = key
            self.node_id = node_id
            self.host = host
            self.port = port
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                if version >= 4:
                    write_compact_string(out, self.key)
                elif self.key:
                    raise not_carried("FindCoordinatorResponse", "key", version)
                if version >= 4:
                    out += _i.pack(self.node_id)
                elif self.node_id != 0:
                    raise not_carried("FindCoordinatorResponse", "node_id", version)
                if version >= 4:
                    write_compact_string(out, self.host)
                elif self.host:
                    raise not_carried("FindCoordinatorResponse", "host", version)
                if version >= 4:
                    out += _i.pack(self.port)
                elif self.port != 0:
                    raise not_carried("FindCoordinatorResponse", "port", version)
                if version >= 4:
                    out += _h.pack(self.error_code)
                elif self.error_code != 0:
                    raise not_carried("FindCoordinatorResponse", "error_code", version)
                if version >= 4:
                    write_nullable_compact_string(out, self.error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.key:
                    raise not_carried("FindCoordinatorResponse", "key", version)
                if self.node_id != 0:
                    raise not_carried("FindCoordinatorResponse", "node_id", version)
                if self.host:
                    raise not_carried("FindCoordinatorResponse", "host", version)
                if self.port != 0:
                    raise not_carried("FindCoordinatorResponse", "port", version)
                if self.error_code != 0:
                    raise not_carried("FindCoordinatorResponse", "error_code", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                if version >= 4:
                    self.key, pos = read_compact_string(view, pos)
                else:
                    self.key = ""
                if version >= 4:
                    self.node_id = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.node_id = 0
                if version >= 4:
                    self.host, pos = read_compact_string(view, pos)
                else:
                    self.host = ""
                if version >= 4:
                    self.port = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.port = 0
                if version >= 4:
                    self.error_code = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.error_code = 0
                if version >= 4:
                    self.error_message, pos = read_nullable_compact_string(view, pos)
                else:
                    self.error_message = ""
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.key = ""
                self.node_id = 0
                self.host = ""
                self.port = 0
                self.error_code = 0
                self.error_message = ""
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "node_id", "host", "port", "coordinators")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "node_id",
        "host",
        "port",
        "coordinators",
    )
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    node_id: int
    host: str
    port: int
    coordinators: list[FindCoordinatorResponse.Coordinator]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
        node_id: int = 0,
        host: str = "",
        port: int = 0,
        coordinators: list[FindCoordinatorResponse.Coordinator] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.node_id = node_id
        self.host = host
        self.port = port
        self.coordinators = [] if coordinators is None else coordinators

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _i.pack(self.throttle_time_ms)
            if version <= 3:
                out += _h.pack(self.error_code)
            elif self.error_code != 0:
                raise not_carried("FindCoordinatorResponse", "error_code", version)
            if version <= 3:
                write_nullable_compact_string(out, self.error_message)
            if version <= 3:
                out += _i.pack(self.node_id)
            elif self.node_id != 0:
                raise not_carried("FindCoordinatorResponse", "node_id", version)
            if version <= 3:
                write_compact_string(out, self.host)
            elif self.host:
                raise not_carried("FindCoordinatorResponse", "host", version)
            if version <= 3:
                out += _i.pack(self.port)
            elif self.port != 0:
                raise not_carried("FindCoordinatorResponse", "port", version)
            if version >= 4:
                write_compact_count(out, self.coordinators)
                for coordinator_item in self.coordinators:
                    coordinator_item._write(out, version)
            elif self.coordinators:
                raise not_carried("FindCoordinatorResponse", "coordinators", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            out += _h.pack(self.error_code)
            if version >= 1:
                write_nullable_string(out, self.error_message)
            out += _i.pack(self.node_id)
            write_string(out, self.host)
            out += _i.pack(self.port)
            if self.coordinators:
                raise not_carried("FindCoordinatorResponse", "coordinators", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version <= 3:
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.error_code = 0
            if version <= 3:
                self.error_message, pos = read_nullable_compact_string(view, pos)
            else:
                self.error_message = ""
            if version <= 3:
                self.node_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.node_id = 0
            if version <= 3:
                self.host, pos = read_compact_string(view, pos)
            else:
                self.host = ""
            if version <= 3:
                self.port = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.port = 0
            if version >= 4:
                count, pos = read_compact_count(view, pos)
                self.coordinators = []
                for _ in range(count):
                    coordinator_item, pos = FindCoordinatorResponse.Coordinator._read(view, pos, version)
                    self.coordinators.append(coordinator_item)
            else:
                self.coordinators = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            if version >= 1:
                self.error_message, pos = read_nullable_string(view, pos)
            else:
                self.error_message = ""
            self.node_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.host, pos = read_string(view, pos)
            self.coordinators = []
            self.port = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


FindCoordinatorRequest.RESPONSE = FindCoordinatorResponse
