# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    Out,
    read_bytes,
    read_compact_bytes,
    read_unknown_tags,
    write_bytes,
    write_compact_bytes,
    write_tags,
)

_hqi = Packer(">hqi")
_q = Packer(">q")


class RenewDelegationTokenRequest(Request):
    """Kafka's RenewDelegationTokenRequest, versions 0 to 2."""

    NAME = "RenewDelegationToken"
    API_KEY = 39
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    __slots__ = ("hmac", "renew_period_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("hmac", "renew_period_ms")
    hmac: bytes
    renew_period_ms: int

    def __init__(
        self,
        *,
        hmac: bytes = b"",
        renew_period_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.hmac = hmac
        self.renew_period_ms = renew_period_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_bytes(out, self.hmac)
            out += _q.pack(self.renew_period_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_bytes(out, self.hmac)
            out += _q.pack(self.renew_period_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.hmac, pos = read_compact_bytes(view, pos)
            self.renew_period_ms = _q.unpack_from(view, pos)[0]
            pos += 8
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.hmac, pos = read_bytes(view, pos)
            self.renew_period_ms = _q.unpack_from(view, pos)[0]
            pos += 8
            self.unknown_tagged_fields = None
        return self, pos


class RenewDelegationTokenResponse(Message):
    """Kafka's RenewDelegationTokenResponse, versions 0 to 2."""

    NAME = "RenewDelegationToken"
    API_KEY = 39
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    __slots__ = ("error_code", "expiry_timestamp_ms", "throttle_time_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "expiry_timestamp_ms", "throttle_time_ms")
    error_code: int
    expiry_timestamp_ms: int
    throttle_time_ms: int

    def __init__(
        self,
        *,
        error_code: int = 0,
        expiry_timestamp_ms: int = 0,
        throttle_time_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.expiry_timestamp_ms = expiry_timestamp_ms
        self.throttle_time_ms = throttle_time_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _hqi.pack(self.error_code, self.expiry_timestamp_ms, self.throttle_time_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _hqi.pack(self.error_code, self.expiry_timestamp_ms, self.throttle_time_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.error_code, self.expiry_timestamp_ms, self.throttle_time_ms = _hqi.unpack_from(view, pos)
            pos += 14
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code, self.expiry_timestamp_ms, self.throttle_time_ms = _hqi.unpack_from(view, pos)
            pos += 14
            self.unknown_tagged_fields = None
        return self, pos


RenewDelegationTokenRequest.RESPONSE = RenewDelegationTokenResponse
