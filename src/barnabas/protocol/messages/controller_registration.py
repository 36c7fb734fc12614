# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_Hh = Packer(">Hh")
_hh = Packer(">hh")
_iuo = Packer(">i16s?")
_ih = Packer(">ih")


class ControllerRegistrationRequest(Request):
    """Kafka's ControllerRegistrationRequest, versions 0 to 0."""

    NAME = "ControllerRegistration"
    API_KEY = 70
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class Listener(Struct):
        """Part of ControllerRegistrationRequest."""

        __slots__ = ("name", "host", "port", "security_protocol")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "host", "port", "security_protocol")
        name: str
        host: str
        port: int
        security_protocol: int

        def __init__(
            self,
            *,
            name: str = "",
            host: str = "",
            port: int = 0,
            security_protocol: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.host = host
            self.port = port
            self.security_protocol = security_protocol

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_string(out, self.host)
            out += _Hh.pack(self.port, self.security_protocol)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.host, pos = read_compact_string(view, pos)
            self.port, self.security_protocol = _Hh.unpack_from(view, pos)
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Feature(Struct):
        """Part of ControllerRegistrationRequest."""

        __slots__ = ("name", "min_supported_version", "max_supported_version")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "min_supported_version", "max_supported_version")
        name: str
        min_supported_version: int
        max_supported_version: int

        def __init__(
            self,
            *,
            name: str = "",
            min_supported_version: int = 0,
            max_supported_version: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.min_supported_version = min_supported_version
            self.max_supported_version = max_supported_version

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            out += _hh.pack(self.min_supported_version, self.max_supported_version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.min_supported_version, self.max_supported_version = _hh.unpack_from(view, pos)
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("controller_id", "incarnation_id", "zk_migration_ready", "listeners", "features")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "controller_id",
        "incarnation_id",
        "zk_migration_ready",
        "listeners",
        "features",
    )
    controller_id: int
    incarnation_id: bytes
    zk_migration_ready: bool
    listeners: list[ControllerRegistrationRequest.Listener]
    features: list[ControllerRegistrationRequest.Feature]

    def __init__(
        self,
        *,
        controller_id: int = 0,
        incarnation_id: bytes = ZERO_UUID,
        zk_migration_ready: bool = False,
        listeners: list[ControllerRegistrationRequest.Listener] | None = None,
        features: list[ControllerRegistrationRequest.Feature] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.controller_id = controller_id
        self.incarnation_id = incarnation_id
        self.zk_migration_ready = zk_migration_ready
        self.listeners = [] if listeners is None else listeners
        self.features = [] if features is None else features

    def _write(self, out: Out, version: int) -> None:
        out += _iuo.pack(self.controller_id, uuid(self.incarnation_id), self.zk_migration_ready)
        write_compact_count(out, self.listeners)
        for listener_item in self.listeners:
            listener_item._write(out, version)
        write_compact_count(out, self.features)
        for feature_item in self.features:
            feature_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.controller_id, self.incarnation_id, self.zk_migration_ready = _iuo.unpack_from(view, pos)
        pos += 21
        count, pos = read_compact_count(view, pos)
        self.listeners = []
        for _ in range(count):
            listener_item, pos = ControllerRegistrationRequest.Listener._read(view, pos, version)
            self.listeners.append(listener_item)
        count, pos = read_compact_count(view, pos)
        self.features = []
        for _ in range(count):
            feature_item, pos = ControllerRegistrationRequest.Feature._read(view, pos, version)
            self.features.append(feature_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class ControllerRegistrationResponse(Message):
    """Kafka's ControllerRegistrationResponse, versions 0 to 0."""

    NAME = "ControllerRegistration"
    API_KEY = 70
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("throttle_time_ms", "error_code", "error_message")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message")
    throttle_time_ms: int
    error_code: int
    error_message: str | None

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = "",
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.error_message, pos = read_nullable_compact_string(view, pos)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


ControllerRegistrationRequest.RESPONSE = ControllerRegistrationResponse
