# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out, read_unknown_tags, write_tags

_hh = Packer(">hh")


class KRaftVersionRecord(Message):
    """Kafka's KRaftVersionRecord, versions 0 to 0."""

    NAME = "KRaftVersionRecord"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("version", "k_raft_version")
    FIELDS: ClassVar[tuple[str, ...]] = ("version", "k_raft_version")
    version: int
    k_raft_version: int

    def __init__(
        self,
        *,
        version: int = 0,
        k_raft_version: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.version = version
        self.k_raft_version = k_raft_version

    def _write(self, out: Out, version: int) -> None:
        out += _hh.pack(self.version, self.k_raft_version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.version, self.k_raft_version = _hh.unpack_from(view, pos)
        pos += 4
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos
