# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import Out, read_count, read_each, read_string, write_count, write_string

_h = Packer(">h")


class SaslHandshakeRequest(Request):
    """Kafka's SaslHandshakeRequest, versions 0 to 1."""

    NAME = "SaslHandshake"
    API_KEY = 17
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 32767

    __slots__ = ("mechanism",)
    FIELDS: ClassVar[tuple[str, ...]] = ("mechanism",)
    mechanism: str

    def __init__(
        self,
        *,
        mechanism: str = "",
    ) -> None:
        self.unknown_tagged_fields = None
        self.mechanism = mechanism

    def _write(self, out: Out, version: int) -> None:
        write_string(out, self.mechanism)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.mechanism, pos = read_string(view, pos)
        self.unknown_tagged_fields = None
        return self, pos


class SaslHandshakeResponse(Message):
    """Kafka's SaslHandshakeResponse, versions 0 to 1."""

    NAME = "SaslHandshake"
    API_KEY = 17
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 32767

    __slots__ = ("error_code", "mechanisms")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "mechanisms")
    error_code: int
    mechanisms: list[str]

    def __init__(
        self,
        *,
        error_code: int = 0,
        mechanisms: list[str] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.mechanisms = [] if mechanisms is None else mechanisms

    def _write(self, out: Out, version: int) -> None:
        out += _h.pack(self.error_code)
        write_count(out, self.mechanisms)
        for element in self.mechanisms:
            write_string(out, element)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.error_code = _h.unpack_from(view, pos)[0]
        pos += 2
        count, pos = read_count(view, pos)
        self.mechanisms, pos = read_each(view, pos, count, read_string)
        self.unknown_tagged_fields = None
        return self, pos


SaslHandshakeRequest.RESPONSE = SaslHandshakeResponse
