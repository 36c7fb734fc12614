# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, not_carried
from barnabas.protocol.primitives import Out, read_nullable_string, read_unknown_tags, write_nullable_string, write_tags

_hhi = Packer(">hhi")


class RequestHeader(Message):
    """Kafka's RequestHeader, versions 0 to 2."""

    NAME = "RequestHeader"
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 2

    __slots__ = ("request_api_key", "request_api_version", "correlation_id", "client_id")
    FIELDS: ClassVar[tuple[str, ...]] = ("request_api_key", "request_api_version", "correlation_id", "client_id")
    request_api_key: int
    request_api_version: int
    correlation_id: int
    client_id: str | None

    def __init__(
        self,
        *,
        request_api_key: int = 0,
        request_api_version: int = 0,
        correlation_id: int = 0,
        client_id: str | None = "",
    ) -> None:
        self.unknown_tagged_fields = None
        self.request_api_key = request_api_key
        self.request_api_version = request_api_version
        self.correlation_id = correlation_id
        self.client_id = client_id

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _hhi.pack(self.request_api_key, self.request_api_version, self.correlation_id)
            write_nullable_string(out, self.client_id)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _hhi.pack(self.request_api_key, self.request_api_version, self.correlation_id)
            if version >= 1:
                write_nullable_string(out, self.client_id)
            elif self.client_id is None or self.client_id:
                raise not_carried("RequestHeader", "client_id", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.request_api_key, self.request_api_version, self.correlation_id = _hhi.unpack_from(view, pos)
            pos += 8
            self.client_id, pos = read_nullable_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.request_api_key, self.request_api_version, self.correlation_id = _hhi.unpack_from(view, pos)
            pos += 8
            if version >= 1:
                self.client_id, pos = read_nullable_string(view, pos)
            else:
                self.client_id = ""
            self.unknown_tagged_fields = None
        return self, pos
