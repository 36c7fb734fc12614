# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out

_qqqq = Packer(">qqqq")


class AbortedTxn(Message):
    """Kafka's AbortedTxn, versions 0 to 0."""

    NAME = "AbortedTxn"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 32767

    __slots__ = ("producer_id", "first_offset", "last_offset", "last_stable_offset")
    FIELDS: ClassVar[tuple[str, ...]] = ("producer_id", "first_offset", "last_offset", "last_stable_offset")
    producer_id: int
    first_offset: int
    last_offset: int
    last_stable_offset: int

    def __init__(
        self,
        *,
        producer_id: int = 0,
        first_offset: int = 0,
        last_offset: int = 0,
        last_stable_offset: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.producer_id = producer_id
        self.first_offset = first_offset
        self.last_offset = last_offset
        self.last_stable_offset = last_stable_offset

    def _write(self, out: Out, version: int) -> None:
        out += _qqqq.pack(self.producer_id, self.first_offset, self.last_offset, self.last_stable_offset)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.producer_id, self.first_offset, self.last_offset, self.last_stable_offset = _qqqq.unpack_from(view, pos)
        pos += 32
        self.unknown_tagged_fields = None
        return self, pos
