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

_ih = Packer(">ih")
_qh = Packer(">qh")


class AddOffsetsToTxnRequest(Request):
    """Kafka's AddOffsetsToTxnRequest, versions 0 to 4."""

    NAME = "AddOffsetsToTxn"
    API_KEY = 25
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 3

    __slots__ = ("transactional_id", "producer_id", "producer_epoch", "group_id")
    FIELDS: ClassVar[tuple[str, ...]] = ("transactional_id", "producer_id", "producer_epoch", "group_id")
    transactional_id: str
    producer_id: int
    producer_epoch: int
    group_id: str

    def __init__(
        self,
        *,
        transactional_id: str = "",
        producer_id: int = 0,
        producer_epoch: int = 0,
        group_id: str = "",
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactional_id = transactional_id
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch
        self.group_id = group_id

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            write_compact_string(out, self.transactional_id)
            out += _qh.pack(self.producer_id, self.producer_epoch)
            write_compact_string(out, self.group_id)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_string(out, self.transactional_id)
            out += _qh.pack(self.producer_id, self.producer_epoch)
            write_string(out, self.group_id)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.transactional_id, pos = read_compact_string(view, pos)
            self.producer_id, self.producer_epoch = _qh.unpack_from(view, pos)
            pos += 10
            self.group_id, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.transactional_id, pos = read_string(view, pos)
            self.producer_id, self.producer_epoch = _qh.unpack_from(view, pos)
            pos += 10
            self.group_id, pos = read_string(view, pos)
            self.unknown_tagged_fields = None
        return self, pos


class AddOffsetsToTxnResponse(Message):
    """Kafka's AddOffsetsToTxnResponse, versions 0 to 4."""

    NAME = "AddOffsetsToTxn"
    API_KEY = 25
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 3

    __slots__ = ("throttle_time_ms", "error_code")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code")
    throttle_time_ms: int
    error_code: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _ih.pack(self.throttle_time_ms, self.error_code)
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
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
            pos += 6
            self.unknown_tagged_fields = None
        return self, pos


AddOffsetsToTxnRequest.RESPONSE = AddOffsetsToTxnResponse
