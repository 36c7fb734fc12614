# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message
from barnabas.protocol.primitives import Out, read_compact_string, read_unknown_tags, write_compact_string, write_tags

_o = Packer(">?")


class DefaultPrincipalData(Message):
    """Kafka's DefaultPrincipalData, versions 0 to 0."""

    NAME = "DefaultPrincipalData"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("type", "name", "token_authenticated")
    FIELDS: ClassVar[tuple[str, ...]] = ("type", "name", "token_authenticated")
    type: str
    name: str
    token_authenticated: bool

    def __init__(
        self,
        *,
        type: str = "",
        name: str = "",
        token_authenticated: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.type = type
        self.name = name
        self.token_authenticated = token_authenticated

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.type)
        write_compact_string(out, self.name)
        out += _o.pack(self.token_authenticated)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.type, pos = read_compact_string(view, pos)
        self.name, pos = read_compact_string(view, pos)
        self.token_authenticated = _o.unpack_from(view, pos)[0]
        pos += 1
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos
