# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out, read_unknown_tags, write_tags

_i = Packer(">i")


class ResponseHeader(Message):
    """Kafka's ResponseHeader, versions 0 to 1."""

    NAME = "ResponseHeader"
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 1

    __slots__ = ("correlation_id",)
    FIELDS: ClassVar[tuple[str, ...]] = ("correlation_id",)
    correlation_id: int

    def __init__(
        self,
        *,
        correlation_id: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.correlation_id = correlation_id

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            out += _i.pack(self.correlation_id)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.correlation_id)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            self.correlation_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.correlation_id = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos
