# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_nullable_compact_string,
    read_nullable_string,
    read_unknown_tags,
    write_nullable_compact_string,
    write_nullable_string,
    write_tags,
)

_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")
_ihqh = Packer(">ihqh")
_q = Packer(">q")


class InitProducerIdRequest(Request):
    """Kafka's InitProducerIdRequest, versions 0 to 6."""

    NAME = "InitProducerId"
    API_KEY = 22
    MIN_VERSION = 0
    MAX_VERSION = 5
    UNSTABLE_VERSION = 6
    FLEXIBLE_FROM = 2

    __slots__ = (
        "transactional_id",
        "transaction_timeout_ms",
        "producer_id",
        "producer_epoch",
        "enable2_pc",
        "keep_prepared_txn",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "transactional_id",
        "transaction_timeout_ms",
        "producer_id",
        "producer_epoch",
        "enable2_pc",
        "keep_prepared_txn",
    )
    transactional_id: str | None
    transaction_timeout_ms: int
    producer_id: int
    producer_epoch: int
    enable2_pc: bool
    keep_prepared_txn: bool

    def __init__(
        self,
        *,
        transactional_id: str | None = "",
        transaction_timeout_ms: int = 0,
        producer_id: int = -1,
        producer_epoch: int = -1,
        enable2_pc: bool = False,
        keep_prepared_txn: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.transactional_id = transactional_id
        self.transaction_timeout_ms = transaction_timeout_ms
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch
        self.enable2_pc = enable2_pc
        self.keep_prepared_txn = keep_prepared_txn

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            write_nullable_compact_string(out, self.transactional_id)
            out += _i.pack(self.transaction_timeout_ms)
            if version >= 3:
                out += _q.pack(self.producer_id)
            elif self.producer_id != -1:
                raise not_carried("InitProducerIdRequest", "producer_id", version)
            if version >= 3:
                out += _h.pack(self.producer_epoch)
            elif self.producer_epoch != -1:
                raise not_carried("InitProducerIdRequest", "producer_epoch", version)
            if version >= 6:
                out += _o.pack(self.enable2_pc)
            elif self.enable2_pc:
                raise not_carried("InitProducerIdRequest", "enable2_pc", version)
            if version >= 6:
                out += _o.pack(self.keep_prepared_txn)
            elif self.keep_prepared_txn:
                raise not_carried("InitProducerIdRequest", "keep_prepared_txn", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_nullable_string(out, self.transactional_id)
            out += _i.pack(self.transaction_timeout_ms)
            if self.producer_id != -1:
                raise not_carried("InitProducerIdRequest", "producer_id", version)
            if self.producer_epoch != -1:
                raise not_carried("InitProducerIdRequest", "producer_epoch", version)
            if self.enable2_pc:
                raise not_carried("InitProducerIdRequest", "enable2_pc", version)
            if self.keep_prepared_txn:
                raise not_carried("InitProducerIdRequest", "keep_prepared_txn", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.transactional_id, pos = read_nullable_compact_string(view, pos)
            self.transaction_timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 3:
                self.producer_id = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.producer_id = -1
            if version >= 3:
                self.producer_epoch = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.producer_epoch = -1
            if version >= 6:
                self.enable2_pc = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.enable2_pc = False
            if version >= 6:
                self.keep_prepared_txn = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.keep_prepared_txn = False
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.transactional_id, pos = read_nullable_string(view, pos)
            self.producer_id = -1
            self.producer_epoch = -1
            self.enable2_pc = False
            self.keep_prepared_txn = False
            self.transaction_timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


class InitProducerIdResponse(Message):
    """Kafka's InitProducerIdResponse, versions 0 to 6."""

    NAME = "InitProducerId"
    API_KEY = 22
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 2

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "producer_id",
        "producer_epoch",
        "ongoing_txn_producer_id",
        "ongoing_txn_producer_epoch",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "producer_id",
        "producer_epoch",
        "ongoing_txn_producer_id",
        "ongoing_txn_producer_epoch",
    )
    throttle_time_ms: int
    error_code: int
    producer_id: int
    producer_epoch: int
    ongoing_txn_producer_id: int
    ongoing_txn_producer_epoch: int

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        producer_id: int = -1,
        producer_epoch: int = 0,
        ongoing_txn_producer_id: int = -1,
        ongoing_txn_producer_epoch: int = -1,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.producer_id = producer_id
        self.producer_epoch = producer_epoch
        self.ongoing_txn_producer_id = ongoing_txn_producer_id
        self.ongoing_txn_producer_epoch = ongoing_txn_producer_epoch

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _ihqh.pack(self.throttle_time_ms, self.error_code, self.producer_id, self.producer_epoch)
            if version >= 6:
                out += _q.pack(self.ongoing_txn_producer_id)
            elif self.ongoing_txn_producer_id != -1:
                raise not_carried("InitProducerIdResponse", "ongoing_txn_producer_id", version)
            if version >= 6:
                out += _h.pack(self.ongoing_txn_producer_epoch)
            elif self.ongoing_txn_producer_epoch != -1:
                raise not_carried("InitProducerIdResponse", "ongoing_txn_producer_epoch", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _ihqh.pack(self.throttle_time_ms, self.error_code, self.producer_id, self.producer_epoch)
            if self.ongoing_txn_producer_id != -1:
                raise not_carried("InitProducerIdResponse", "ongoing_txn_producer_id", version)
            if self.ongoing_txn_producer_epoch != -1:
                raise not_carried("InitProducerIdResponse", "ongoing_txn_producer_epoch", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.throttle_time_ms, self.error_code, self.producer_id, self.producer_epoch = _ihqh.unpack_from(view, pos)
            pos += 16
            if version >= 6:
                self.ongoing_txn_producer_id = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.ongoing_txn_producer_id = -1
            if version >= 6:
                self.ongoing_txn_producer_epoch = _h.unpack_from(view, pos)[0]
                pos += 2
            else:
                self.ongoing_txn_producer_epoch = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.ongoing_txn_producer_id = -1
            self.ongoing_txn_producer_epoch = -1
            self.throttle_time_ms, self.error_code, self.producer_id, self.producer_epoch = _ihqh.unpack_from(view, pos)
            pos += 16
            self.unknown_tagged_fields = None
        return self, pos


InitProducerIdRequest.RESPONSE = InitProducerIdResponse
