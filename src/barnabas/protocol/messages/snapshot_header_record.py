# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out, read_unknown_tags, write_tags

_hq = Packer(">hq")


class SnapshotHeaderRecord(Message):
    """Kafka's SnapshotHeaderRecord, versions 0 to 0."""

    NAME = "SnapshotHeaderRecord"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("version", "last_contained_log_timestamp")
    FIELDS: ClassVar[tuple[str, ...]] = ("version", "last_contained_log_timestamp")
    version: int
    last_contained_log_timestamp: int

    def __init__(
        self,
        *,
        version: int = 0,
        last_contained_log_timestamp: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.version = version
        self.last_contained_log_timestamp = last_contained_log_timestamp

    def _write(self, out: Out, version: int) -> None:
        out += _hq.pack(self.version, self.last_contained_log_timestamp)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.version, self.last_contained_log_timestamp = _hq.unpack_from(view, pos)
        pos += 10
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos
