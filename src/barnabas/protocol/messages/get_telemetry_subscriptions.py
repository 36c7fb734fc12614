# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
    read_fixed,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_tags,
)

_u = Packer(">16s")
_ihui = Packer(">ih16si")
_iio = Packer(">ii?")


class GetTelemetrySubscriptionsRequest(Request):
    """Kafka's GetTelemetrySubscriptionsRequest, versions 0 to 0."""

    NAME = "GetTelemetrySubscriptions"
    API_KEY = 71
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("client_instance_id",)
    FIELDS: ClassVar[tuple[str, ...]] = ("client_instance_id",)
    client_instance_id: bytes

    def __init__(
        self,
        *,
        client_instance_id: bytes = ZERO_UUID,
    ) -> None:
        self.unknown_tagged_fields = None
        self.client_instance_id = client_instance_id

    def _write(self, out: Out, version: int) -> None:
        out += _u.pack(uuid(self.client_instance_id))
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.client_instance_id = _u.unpack_from(view, pos)[0]
        pos += 16
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class GetTelemetrySubscriptionsResponse(Message):
    """Kafka's GetTelemetrySubscriptionsResponse, versions 0 to 0."""

    NAME = "GetTelemetrySubscriptions"
    API_KEY = 71
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "client_instance_id",
        "subscription_id",
        "accepted_compression_types",
        "push_interval_ms",
        "telemetry_max_bytes",
        "delta_temporality",
        "requested_metrics",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "client_instance_id",
        "subscription_id",
        "accepted_compression_types",
        "push_interval_ms",
        "telemetry_max_bytes",
        "delta_temporality",
        "requested_metrics",
    )
    throttle_time_ms: int
    error_code: int
    client_instance_id: bytes
    subscription_id: int
    accepted_compression_types: list[int]
    push_interval_ms: int
    telemetry_max_bytes: int
    delta_temporality: bool
    requested_metrics: list[str]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        client_instance_id: bytes = ZERO_UUID,
        subscription_id: int = 0,
        accepted_compression_types: list[int] | None = None,
        push_interval_ms: int = 0,
        telemetry_max_bytes: int = 0,
        delta_temporality: bool = False,
        requested_metrics: list[str] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.client_instance_id = client_instance_id
        self.subscription_id = subscription_id
        self.accepted_compression_types = [] if accepted_compression_types is None else accepted_compression_types
        self.push_interval_ms = push_interval_ms
        self.telemetry_max_bytes = telemetry_max_bytes
        self.delta_temporality = delta_temporality
        self.requested_metrics = [] if requested_metrics is None else requested_metrics

    def _write(self, out: Out, version: int) -> None:
        out += _ihui.pack(self.throttle_time_ms, self.error_code, uuid(self.client_instance_id), self.subscription_id)
        write_compact_count(out, self.accepted_compression_types)
        write_fixed(out, self.accepted_compression_types, "b")
        out += _iio.pack(self.push_interval_ms, self.telemetry_max_bytes, self.delta_temporality)
        write_compact_count(out, self.requested_metrics)
        for element in self.requested_metrics:
            write_compact_string(out, element)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code, self.client_instance_id, self.subscription_id = _ihui.unpack_from(
            view, pos
        )
        pos += 26
        count, pos = read_compact_count(view, pos)
        self.accepted_compression_types, pos = read_fixed(view, pos, count, "b", 1)
        self.push_interval_ms, self.telemetry_max_bytes, self.delta_temporality = _iio.unpack_from(view, pos)
        pos += 9
        count, pos = read_compact_count(view, pos)
        self.requested_metrics, pos = read_each(view, pos, count, read_compact_string)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


GetTelemetrySubscriptionsRequest.RESPONSE = GetTelemetrySubscriptionsResponse
