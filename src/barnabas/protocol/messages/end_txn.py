# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    Out,
    read_compact_string,
    read_string,
    read_unknown_tags,
    write_compact_string,
    write_string,
    write_tags,
)

_h = Packer(">h")
_ih = Packer(">ih")
_q = Packer(">q")
_qho = Packer(">qh?")


class EndTxnRequest(Request):
    """Kafka's EndTxnRequest, versions 0 to 5."""

    NAME = "EndTxn"
    API_KEY = 26
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    __slots__ = ("transactional_id", "producer_id", "producer_epoch", "committed")
    FIELDS: ClassVar[tuple[str, ...]] = ("transactional_id", "producer_id", "producer_epoch", "committed")
    transactional_id: str
    producer_id: int
    producer_epoch: int
    committed: bool

    def __init__(
        self,
        *,
        transactional_id: str = "",
        producer_id: int = 0,
        producer_epoch: int = 0,
        committed: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactional_id = transactional_id
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch
        self.committed = committed

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            write_compact_string(out, self.transactional_id)
            out += _qho.pack(self.producer_id, self.producer_epoch, self.committed)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.transactional_id)
            out += _qho.pack(self.producer_id, self.producer_epoch, self.committed)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.transactional_id, pos = read_compact_string(view, pos)
            self.producer_id, self.producer_epoch, self.committed = _qho.unpack_from(view, pos)
            pos += 11
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.transactional_id, pos = read_string(view, pos)
            self.producer_id, self.producer_epoch, self.committed = _qho.unpack_from(view, pos)
            pos += 11
            self.unknown_tagged_fields = None
        return self, pos


class EndTxnResponse(Message):
    """Kafka's EndTxnResponse, versions 0 to 5."""

    NAME = "EndTxn"
    API_KEY = 26
    MIN_VERSION = 0
    MAX_VERSION = 5
    FLEXIBLE_FROM = 3

    __slots__ = ("throttle_time_ms", "error_code", "producer_id", "producer_epoch")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "producer_id", "producer_epoch")
    throttle_time_ms: int
    error_code: int
    producer_id: int
    producer_epoch: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        producer_id: int = -1,
        producer_epoch: int = -1,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
            if version >= 5:
                out += _q.pack(self.producer_id)
            if version >= 5:
                out += _h.pack(self.producer_epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _ih.pack(self.throttle_time_ms, self.error_code)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            if version >= 5:
                self.producer_id = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.producer_id = -1
            if version >= 5:
                self.producer_epoch = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.producer_epoch = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.producer_id = -1
            self.producer_epoch = -1
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.unknown_tagged_fields = None
        return self, pos


EndTxnRequest.RESPONSE = EndTxnResponse
