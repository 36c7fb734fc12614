# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_o = Packer(">?")
_b = Packer(">b")
_i = Packer(">i")
_ih = Packer(">ih")


class DescribeClusterRequest(Request):
    """Kafka's DescribeClusterRequest, versions 0 to 2."""

    NAME = "DescribeCluster"
    API_KEY = 60
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    __slots__ = ("include_cluster_authorized_operations", "endpoint_type", "include_fenced_brokers")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "include_cluster_authorized_operations",
        "endpoint_type",
        "include_fenced_brokers",
    )
    include_cluster_authorized_operations: bool
    endpoint_type: int
    include_fenced_brokers: bool

    def __init__(
        self,
        *,
        include_cluster_authorized_operations: bool = False,
        endpoint_type: int = 1,
        include_fenced_brokers: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.include_cluster_authorized_operations = include_cluster_authorized_operations
        self.endpoint_type = endpoint_type
        self.include_fenced_brokers = include_fenced_brokers

    def _write(self, out: Out, version: int) -> None:
        out += _o.pack(self.include_cluster_authorized_operations)
        if version >= 1:
            out += _b.pack(self.endpoint_type)
        elif self.endpoint_type != 1:
            raise not_carried("DescribeClusterRequest", "endpoint_type", version)
        if version >= 2:
            out += _o.pack(self.include_fenced_brokers)
        elif self.include_fenced_brokers:
            raise not_carried("DescribeClusterRequest", "include_fenced_brokers", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.include_cluster_authorized_operations = _o.unpack_from(view, pos)[0]
        pos += 1
        if version >= 1:
            self.endpoint_type = _b.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.endpoint_type = 1
        if version >= 2:
            self.include_fenced_brokers = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.include_fenced_brokers = False
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DescribeClusterResponse(Message):
    """Kafka's DescribeClusterResponse, versions 0 to 2."""

    NAME = "DescribeCluster"
    API_KEY = 60
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    class DescribeClusterBroker(Struct):
        """Part of DescribeClusterResponse."""

        __slots__ = ("broker_id", "host", "port", "rack", "is_fenced")
        FIELDS: ClassVar[tuple[str, ...]] = ("broker_id", "host", "port", "rack", "is_fenced")
        broker_id: int
        host: str
        port: int
        rack: str | None
        is_fenced: bool

        def __init__(
            self,
            *,
            broker_id: int = 0,
            host: str = "",
            port: int = 0,
            rack: str | None = None,
            is_fenced: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.broker_id = broker_id
            self.host = host
            self.port = port
            self.rack = rack
            self.is_fenced = is_fenced

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.broker_id)
            write_compact_string(out, self.host)
            out += _i.pack(self.port)
            write_nullable_compact_string(out, self.rack)
            if version >= 2:
                out += _o.pack(self.is_fenced)
            elif self.is_fenced:
                raise not_carried("DescribeClusterResponse", "is_fenced", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.broker_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.host, pos = read_compact_string(view, pos)
            self.port = _i.unpack_from(view, pos)[0]
            pos += 4
            self.rack, pos = read_nullable_compact_string(view, pos)
            if version >= 2:
                self.is_fenced = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.is_fenced = False
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "endpoint_type",
        "cluster_id",
        "controller_id",
        "brokers",
        "cluster_authorized_operations",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "endpoint_type",
        "cluster_id",
        "controller_id",
        "brokers",
        "cluster_authorized_operations",
    )
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    endpoint_type: int
    cluster_id: str
    controller_id: int
    brokers: list[DescribeClusterResponse.DescribeClusterBroker]
    cluster_authorized_operations: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        endpoint_type: int = 1,
        cluster_id: str = "",
        controller_id: int = -1,
        brokers: list[DescribeClusterResponse.DescribeClusterBroker] | None = None,
        cluster_authorized_operations: int = -2147483648,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.endpoint_type = endpoint_type
        self.cluster_id = cluster_id
        self.controller_id = controller_id
        self.brokers = [] if brokers is None else brokers
        self.cluster_authorized_operations = cluster_authorized_operations

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        if version >= 1:
            out += _b.pack(self.endpoint_type)
        elif self.endpoint_type != 1:
            raise not_carried("DescribeClusterResponse", "endpoint_type", version)
        write_compact_string(out, self.cluster_id)
        out += _i.pack(self.controller_id)
        write_compact_count(out, self.brokers)
        for describe_cluster_broker_item in self.brokers:
            describe_cluster_broker_item._write(out, version)
        out += _i.pack(self.cluster_authorized_operations)
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
        if version >= 1:
            self.endpoint_type = _b.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.endpoint_type = 1
        self.cluster_id, pos = read_compact_string(view, pos)
        self.controller_id = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.brokers = []
        for _ in range(count):
            describe_cluster_broker_item, pos = DescribeClusterResponse.DescribeClusterBroker._read(view, pos, version)
            self.brokers.append(describe_cluster_broker_item)
        self.cluster_authorized_operations = _i.unpack_from(view, pos)[0]
        pos += 4
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DescribeClusterRequest.RESPONSE = DescribeClusterResponse
