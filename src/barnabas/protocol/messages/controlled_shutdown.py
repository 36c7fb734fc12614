# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_string,
    write_tags,
)

_h = Packer(">h")
_i = Packer(">i")
_iq = Packer(">iq")
_q = Packer(">q")


class ControlledShutdownRequest(Request):
    """Kafka's ControlledShutdownRequest, versions 0 to 3."""

    NAME = "ControlledShutdown"
    API_KEY = 7
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 3

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
        if version >= 3:
            out += _iq.pack(self.broker_id, self.broker_epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.broker_id)
            if version >= 2:
                out += _q.pack(self.broker_epoch)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.broker_id, self.broker_epoch = _iq.unpack_from(view, pos)
            pos += 12
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.broker_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 2:
                self.broker_epoch = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.broker_epoch = -1
            self.unknown_tagged_fields = None
        return self, pos


class ControlledShutdownResponse(Message):
    """Kafka's ControlledShutdownResponse, versions 0 to 3."""

    NAME = "ControlledShutdown"
    API_KEY = 7
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 3

    class RemainingPartition(Struct):
        """Part of ControlledShutdownResponse."""

        __slots__ = ("topic_name", "partition_index")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partition_index")
        topic_name: str
        partition_index: int

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_index: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_index = partition_index

        def _write(self, out: Out, version: int) -> None:
            if version >= 3:
                write_compact_string(out, self.topic_name)
                out += _i.pack(self.partition_index)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic_name)
                out += _i.pack(self.partition_index)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.topic_name, pos = read_compact_string(view, pos)
                self.partition_index = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name, pos = read_string(view, pos)
                self.partition_index = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("error_code", "remaining_partitions")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "remaining_partitions")
    error_code: int
    remaining_partitions: list[ControlledShutdownResponse.RemainingPartition]

    def __init__(
        self,
        *,
        error_code: int = 0,
        remaining_partitions: list[ControlledShutdownResponse.RemainingPartition] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.remaining_partitions = [] if remaining_partitions is None else remaining_partitions

    def _write(self, out: Out, version: int) -> None:
        if version >= 3:
            out += _h.pack(self.error_code)
            write_compact_count(out, self.remaining_partitions)
            for remaining_partition_item in self.remaining_partitions:
                remaining_partition_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)
            write_count(out, self.remaining_partitions)
            for remaining_partition_item in self.remaining_partitions:
                remaining_partition_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 3:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_compact_count(view, pos)
            self.remaining_partitions = []
            for _ in range(count):
                remaining_partition_item, pos = ControlledShutdownResponse.RemainingPartition._read(view, pos, version)
                self.remaining_partitions.append(remaining_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.remaining_partitions = []
            for _ in range(count):
                remaining_partition_item, pos = ControlledShutdownResponse.RemainingPartition._read(view, pos, version)
                self.remaining_partitions.append(remaining_partition_item)
            self.unknown_tagged_fields = None
        return self, pos


ControlledShutdownRequest.RESPONSE = ControlledShutdownResponse
