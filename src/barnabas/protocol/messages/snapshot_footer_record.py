# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out, read_unknown_tags, write_tags

_h = Packer(">h")


class SnapshotFooterRecord(Message):
    """Kafka's SnapshotFooterRecord, versions 0 to 0."""

    NAME = "SnapshotFooterRecord"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("version",)
    FIELDS: ClassVar[tuple[str, ...]] = ("version",)
    version: int

    def __init__(
        self,
        *,
        version: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.version = version

    def _write(self, out: Out, version: int) -> None:
        out += _h.pack(self.version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.version = _h.unpack_from(view, pos)[0]
        pos += 2
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos
