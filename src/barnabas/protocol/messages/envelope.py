# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    Out,
    read_compact_bytes,
    read_nullable_compact_bytes,
    read_unknown_tags,
    write_compact_bytes,
    write_nullable_compact_bytes,
    write_tags,
)

_h = Packer(">h")


class EnvelopeRequest(Request):
    """Kafka's EnvelopeRequest, versions 0 to 0."""

    NAME = "Envelope"
    API_KEY = 58
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("request_data", "request_principal", "client_host_address")
    FIELDS: ClassVar[tuple[str, ...]] = ("request_data", "request_principal", "client_host_address")
    request_data: bytes
    request_principal: bytes | None
    client_host_address: bytes

    def __init__(
        self,
        *,
        request_data: bytes = b"",
        request_principal: bytes | None = b"",
        client_host_address: bytes = b"",
    ) -> None:
        self.unknown_tagged_fields = None
        self.request_data = request_data
        self.request_principal = request_principal
        self.client_host_address = client_host_address

    def _write(self, out: Out, version: int) -> None:
        write_compact_bytes(out, self.request_data)
        write_nullable_compact_bytes(out, self.request_principal)
        write_compact_bytes(out, self.client_host_address)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.request_data, pos = read_compact_bytes(view, pos)
        self.request_principal, pos = read_nullable_compact_bytes(view, pos)
        self.client_host_address, pos = read_compact_bytes(view, pos)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class EnvelopeResponse(Message):
    """Kafka's EnvelopeResponse, versions 0 to 0."""

    NAME = "Envelope"
    API_KEY = 58
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("response_data", "error_code")
    FIELDS: ClassVar[tuple[str, ...]] = ("response_data", "error_code")
    response_data: bytes | None
    error_code: int

    def __init__(
        self,
        *,
        response_data: bytes | None = None,
        error_code: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.response_data = response_data
        self.error_code = error_code

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_bytes(out, self.response_data)
        out += _h.pack(self.error_code)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.response_data, pos = read_nullable_compact_bytes(view, pos)
        self.error_code = _h.unpack_from(view, pos)[0]
        pos += 2
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


EnvelopeRequest.RESPONSE = EnvelopeResponse
