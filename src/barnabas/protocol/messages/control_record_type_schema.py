# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out

_h = Packer(">h")


class ControlRecordTypeSchema(Message):
    """Kafka's ControlRecordTypeSchema, versions 0 to 0."""

    NAME = "ControlRecordTypeSchema"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 32767

    __slots__ = ("type",)
    FIELDS: ClassVar[tuple[str, ...]] = ("type",)
    type: int

    def __init__(
        self,
        *,
        type: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.type = type

    def _write(self, out: Out, version: int) -> None:
        out += _h.pack(self.type)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.type = _h.unpack_from(view, pos)[0]
        pos += 2
        self.unknown_tagged_fields = None
        return self, pos
