# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_bytes,
    read_unknown_tags,
    uuid,
    write_compact_bytes,
    write_tags,
)

_uiob = Packer(">16si?b")
_ih = Packer(">ih")


class PushTelemetryRequest(Request):
    """Kafka's PushTelemetryRequest, versions 0 to 0."""

    NAME = "PushTelemetry"
    API_KEY = 72
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("client_instance_id", "subscription_id", "terminating", "compression_type", "metrics")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "client_instance_id",
        "subscription_id",
        "terminating",
        "compression_type",
        "metrics",
    )
    client_instance_id: bytes
    subscription_id: int
    terminating: bool
    compression_type: int
    metrics: bytes

    def __init__(
        self,
        *,
        client_instance_id: bytes = ZERO_UUID,
        subscription_id: int = 0,
        terminating: bool = False,
        compression_type: int = 0,
        metrics: bytes = b"",
    ) -> None:
        self.unknown_tagged_fields = None
        self.client_instance_id = client_instance_id
        self.subscription_id = subscription_id
        self.terminating = terminating
        self.compression_type = compression_type
        self.metrics = metrics

    def _write(self, out: Out, version: int) -> None:
        out += _uiob.pack(uuid(self.client_instance_id), self.subscription_id, self.terminating, self.compression_type)
        write_compact_bytes(out, self.metrics)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.client_instance_id, self.subscription_id, self.terminating, self.compression_type = _uiob.unpack_from(
            view, pos
        )
        pos += 22
        self.metrics, pos = read_compact_bytes(view, pos)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class PushTelemetryResponse(Message):
    """Kafka's PushTelemetryResponse, versions 0 to 0."""

    NAME = "PushTelemetry"
    API_KEY = 72
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("throttle_time_ms", "error_code")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code")
    throttle_time_ms: int
    error_code: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


PushTelemetryRequest.RESPONSE = PushTelemetryResponse
