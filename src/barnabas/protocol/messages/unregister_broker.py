# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    Out,
    read_nullable_compact_string,
    read_unknown_tags,
    write_nullable_compact_string,
    write_tags,
)

_i = Packer(">i")
_ih = Packer(">ih")


class UnregisterBrokerRequest(Request):
    """Kafka's UnregisterBrokerRequest, versions 0 to 0."""

    NAME = "UnregisterBroker"
    API_KEY = 64
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("broker_id",)
    FIELDS: ClassVar[tuple[str, ...]] = ("broker_id",)
    broker_id: int

    def __init__(
        self,
        *,
        broker_id: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.broker_id = broker_id

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.broker_id)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.broker_id = _i.unpack_from(view, pos)[0]
        pos += 4
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class UnregisterBrokerResponse(Message):
    """Kafka's UnregisterBrokerResponse, versions 0 to 0."""

    NAME = "UnregisterBroker"
    API_KEY = 64
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


UnregisterBrokerRequest.RESPONSE = UnregisterBrokerResponse
