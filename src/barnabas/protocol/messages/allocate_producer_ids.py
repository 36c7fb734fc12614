# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import Out, read_unknown_tags, write_tags

_ihqi = Packer(">ihqi")
_iq = Packer(">iq")


class AllocateProducerIdsRequest(Request):
    """Kafka's AllocateProducerIdsRequest, versions 0 to 0."""

    NAME = "AllocateProducerIds"
    API_KEY = 67
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("broker_id", "broker_epoch")
    FIELDS: ClassVar[tuple[str, ...]] = ("broker_id", "broker_epoch")
    broker_id: int
    broker_epoch: int

    def __init__(
        self,
        *,
        broker_id: int = 0,
        broker_epoch: int = -1,
    ) -> None:
        self.unknown_tagged_fields = None
        self.broker_id = broker_id
        self.broker_epoch = broker_epoch

    def _write(self, out: Out, version: int) -> None:
        out += _iq.pack(self.broker_id, self.broker_epoch)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.broker_id, self.broker_epoch = _iq.unpack_from(view, pos)
        pos += 12
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AllocateProducerIdsResponse(Message):
    """Kafka's AllocateProducerIdsResponse, versions 0 to 0."""

    NAME = "AllocateProducerIds"
    API_KEY = 67
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("throttle_time_ms", "error_code", "producer_id_start", "producer_id_len")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "producer_id_start", "producer_id_len")
    throttle_time_ms: int
    error_code: int
    producer_id_start: int
    producer_id_len: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        producer_id_start: int = 0,
        producer_id_len: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.producer_id_start = producer_id_start
        self.producer_id_len = producer_id_len

    def _write(self, out: Out, version: int) -> None:
        out += _ihqi.pack(self.throttle_time_ms, self.error_code, self.producer_id_start, self.producer_id_len)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code, self.producer_id_start, self.producer_id_len = _ihqi.unpack_from(
            view, pos
        )
        pos += 18
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


AllocateProducerIdsRequest.RESPONSE = AllocateProducerIdsResponse
