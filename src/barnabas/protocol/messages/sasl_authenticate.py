# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    Out,
    read_bytes,
    read_compact_bytes,
    read_nullable_compact_string,
    read_nullable_string,
    read_unknown_tags,
    write_bytes,
    write_compact_bytes,
    write_nullable_compact_string,
    write_nullable_string,
    write_tags,
)

_h = Packer(">h")
_q = Packer(">q")


class SaslAuthenticateRequest(Request):
    """Kafka's SaslAuthenticateRequest, versions 0 to 2."""

    NAME = "SaslAuthenticate"
    API_KEY = 36
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    __slots__ = ("auth_bytes",)
    FIELDS: ClassVar[tuple[str, ...]] = ("auth_bytes",)
    auth_bytes: bytes

    def __init__(
        self,
        *,
        auth_bytes: bytes = b"",
    ) -> None:
        self.unknown_tagged_fields = None
        self.auth_bytes = auth_bytes

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_compact_bytes(out, self.auth_bytes)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_bytes(out, self.auth_bytes)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.auth_bytes, pos = read_compact_bytes(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.auth_bytes, pos = read_bytes(view, pos)
            self.unknown_tagged_fields = None
        return self, pos


class SaslAuthenticateResponse(Message):
    """Kafka's SaslAuthenticateResponse, versions 0 to 2."""

    NAME = "SaslAuthenticate"
    API_KEY = 36
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    __slots__ = ("error_code", "error_message", "auth_bytes", "session_lifetime_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "error_message", "auth_bytes", "session_lifetime_ms")
    error_code: int
    error_message: str | None
    auth_bytes: bytes
    session_lifetime_ms: int

    def __init__(
        self,
        *,
        error_code: int = 0,
        error_message: str | None = "",
        auth_bytes: bytes = b"",
        session_lifetime_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.error_message = error_message
        self.auth_bytes = auth_bytes
        self.session_lifetime_ms = session_lifetime_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
            write_compact_bytes(out, self.auth_bytes)
            out += _q.pack(self.session_lifetime_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)
            write_nullable_string(out, self.error_message)
            write_bytes(out, self.auth_bytes)
            if version >= 1:
                out += _q.pack(self.session_lifetime_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.auth_bytes, pos = read_compact_bytes(view, pos)
            self.session_lifetime_ms = _q.unpack_from(view, pos)[0]
            pos += 8
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_string(view, pos)
            self.auth_bytes, pos = read_bytes(view, pos)
            if version >= 1:
                self.session_lifetime_ms = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.session_lifetime_ms = 0
            self.unknown_tagged_fields = None
        return self, pos


SaslAuthenticateRequest.RESPONSE = SaslAuthenticateResponse
