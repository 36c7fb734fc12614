# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out

_i = Packer(">i")


class EndTxnMarker(Message):
    """Kafka's EndTxnMarker, versions 0 to 0."""

    NAME = "EndTxnMarker"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 32767

    __slots__ = ("coordinator_epoch",)
    FIELDS: ClassVar[tuple[str, ...]] = ("coordinator_epoch",)
    coordinator_epoch: int

    def __init__(
        self,
        *,
        coordinator_epoch: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.coordinator_epoch = coordinator_epoch

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.coordinator_epoch)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.coordinator_epoch = _i.unpack_from(view, pos)[0]
        pos += 4
        self.unknown_tagged_fields = None
        return self, pos
