# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_unknown_tags,
    read_uuids,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
    write_uuids,
)

_u = Packer(">16s")
_o = Packer(">?")
_Hh = Packer(">Hh")
_hh = Packer(">hh")
_i = Packer(">i")
_ihq = Packer(">ihq")
_q = Packer(">q")


class BrokerRegistrationRequest(Request):
    """Kafka's BrokerRegistrationRequest, versions 0 to 4."""

    NAME = "BrokerRegistration"
    API_KEY = 62
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 0

    class Listener(Struct):
        """Part of BrokerRegistrationRequest."""

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
        """Part of BrokerRegistrationRequest."""

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

    __slots__ = (
        "broker_id",
        "cluster_id",
        "incarnation_id",
        "listeners",
        "features",
        "rack",
        "is_migrating_zk_broker",
        "log_dirs",
        "previous_broker_epoch",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "broker_id",
        "cluster_id",
        "incarnation_id",
        "listeners",
        "features",
        "rack",
        "is_migrating_zk_broker",
        "log_dirs",
        "previous_broker_epoch",
    )
    broker_id: int
    cluster_id: str
    incarnation_id: bytes
    listeners: list[BrokerRegistrationRequest.Listener]
    features: list[BrokerRegistrationRequest.Feature]
    rack: str | None
    is_migrating_zk_broker: bool
    log_dirs: list[bytes]
    previous_broker_epoch: int

    def __init__(
        self,
        *,
        broker_id: int = 0,
        cluster_id: str = "",
        incarnation_id: bytes = ZERO_UUID,
        listeners: list[BrokerRegistrationRequest.Listener] | None = None,
        features: list[BrokerRegistrationRequest.Feature] | None = None,
        rack: str | None = "",
        is_migrating_zk_broker: bool = False,
        log_dirs: list[bytes] | None = None,
        previous_broker_epoch: int = -1,
    ) -> None:
        self.unknown_tagged_fields = None
        self.broker_id = broker_id
        self.cluster_id = cluster_id
        self.incarnation_id = incarnation_id
        self.listeners = [] if listeners is None else listeners
        self.features = [] if features is None else features
        self.rack = rack
        self.is_migrating_zk_broker = is_migrating_zk_broker
        self.log_dirs = [] if log_dirs is None else log_dirs
        self.previous_broker_epoch = previous_broker_epoch

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.broker_id)
        write_compact_string(out, self.cluster_id)
        out += _u.pack(uuid(self.incarnation_id))
        write_compact_count(out, self.listeners)
        for listener_item in self.listeners:
            listener_item._write(out, version)
        write_compact_count(out, self.features)
        for feature_item in self.features:
            feature_item._write(out, version)
        write_nullable_compact_string(out, self.rack)
        if version >= 1:
            out += _o.pack(self.is_migrating_zk_broker)
        elif self.is_migrating_zk_broker:
            raise not_carried("BrokerRegistrationRequest", "is_migrating_zk_broker", version)
        if version >= 2:
            write_compact_count(out, self.log_dirs)
            write_uuids(out, self.log_dirs)
        if version >= 3:
            out += _q.pack(self.previous_broker_epoch)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.broker_id = _i.unpack_from(view, pos)[0]
        pos += 4
        self.cluster_id, pos = read_compact_string(view, pos)
        self.incarnation_id = _u.unpack_from(view, pos)[0]
        pos += 16
        count, pos = read_compact_count(view, pos)
        self.listeners = []
        for _ in range(count):
            listener_item, pos = BrokerRegistrationRequest.Listener._read(view, pos, version)
            self.listeners.append(listener_item)
        count, pos = read_compact_count(view, pos)
        self.features = []
        for _ in range(count):
            feature_item, pos = BrokerRegistrationRequest.Feature._read(view, pos, version)
            self.features.append(feature_item)
        self.rack, pos = read_nullable_compact_string(view, pos)
        if version >= 1:
            self.is_migrating_zk_broker = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.is_migrating_zk_broker = False
        if version >= 2:
            count, pos = read_compact_count(view, pos)
            self.log_dirs, pos = read_uuids(view, pos, count)
        else:
            self.log_dirs = []
        if version >= 3:
            self.previous_broker_epoch = _q.unpack_from(view, pos)[0]
            pos += 8
        else:
            self.previous_broker_epoch = -1
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class BrokerRegistrationResponse(Message):
    """Kafka's BrokerRegistrationResponse, versions 0 to 4."""

    NAME = "BrokerRegistration"
    API_KEY = 62
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 0

    __slots__ = ("throttle_time_ms", "error_code", "broker_epoch")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "broker_epoch")
    throttle_time_ms: int
    error_code: int
    broker_epoch: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        broker_epoch: int = -1,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.broker_epoch = broker_epoch

    def _write(self, out: Out, version: int) -> None:
        out += _ihq.pack(self.throttle_time_ms, self.error_code, self.broker_epoch)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code, self.broker_epoch = _ihq.unpack_from(view, pos)
        pos += 14
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


BrokerRegistrationRequest.RESPONSE = BrokerRegistrationResponse
