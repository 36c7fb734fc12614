# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_fixed,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_tags,
)

_u = Packer(">16s")
_b = Packer(">b")
_i = Packer(">i")
_ih = Packer(">ih")
_ihii = Packer(">ihii")
_ii = Packer(">ii")
_iq = Packer(">iq")
_q = Packer(">q")


class AlterPartitionRequest(Request):
    """Kafka's AlterPartitionRequest, versions 0 to 3."""

    NAME = "AlterPartition"
    API_KEY = 56
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 0

    class BrokerState(Struct):
        """Part of AlterPartitionRequest."""

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
                out += _i.pack(self.broker_id)
            elif self.broker_id != 0:
                raise not_carried("AlterPartitionRequest", "broker_id", version)
            if version >= 3:
                out += _q.pack(self.broker_epoch)
            elif self.broker_epoch != -1:
                raise not_carried("AlterPartitionRequest", "broker_epoch", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 3:
                self.broker_id = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.broker_id = 0
            if version >= 3:
                self.broker_epoch = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.broker_epoch = -1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class PartitionData(Struct):
        """Part of AlterPartitionRequest."""

        __slots__ = (
            "partition_index",
            "leader_epoch",
            "new_isr",
            "new_isr_with_epochs",
            "leader_recovery_state",
            "partition_epoch",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "leader_epoch",
            "new_isr",
            "new_isr_with_epochs",
            "leader_recovery_state",
            "partition_epoch",
        )
        partition_index: int
        leader_epoch: int
        new_isr: list[int]
        new_isr_with_epochs: list[AlterPartitionRequest.BrokerState]
        leader_recovery_state: int
        partition_epoch: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            leader_epoch: int = 0,
            new_isr: list[int] | None = None,
            new_isr_with_epochs: list[AlterPartitionRequest.BrokerState] | None = None,
            leader_recovery_state: int = 0,
            partition_epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.leader_epoch = leader_epoch
            self.new_isr = [] if new_isr is None else new_isr
            self.new_isr_with_epochs = [] if new_isr_with_epochs is None else new_isr_with_epochs
            self.leader_recovery_state = leader_recovery_state
            self.partition_epoch = partition_epoch

        def _write(self, out: Out, version: int) -> None:
            out += _ii.pack(self.partition_index, self.leader_epoch)
            if version <= 2:
                write_compact_count(out, self.new_isr)
                write_fixed(out, self.new_isr, "i")
            elif self.new_isr:
                raise not_carried("AlterPartitionRequest", "new_isr", version)
            if version >= 3:
                write_compact_count(out, self.new_isr_with_epochs)
                for broker_state_item in self.new_isr_with_epochs:
                    broker_state_item._write(out, version)
            elif self.new_isr_with_epochs:
                raise not_carried("AlterPartitionRequest", "new_isr_with_epochs", version)
            if version >= 1:
                out += _b.pack(self.leader_recovery_state)
            elif self.leader_recovery_state != 0:
                raise not_carried("AlterPartitionRequest", "leader_recovery_state", version)
            out += _i.pack(self.partition_epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.leader_epoch = _ii.unpack_from(view, pos)
            pos += 8
            if version <= 2:
                count, pos = read_compact_count(view, pos)
                self.new_isr, pos = read_fixed(view, pos, count, "i", 4)
            else:
                self.new_isr = []
            if version >= 3:
                count, pos = read_compact_count(view, pos)
                self.new_isr_with_epochs = []
                for _ in range(count):
                    broker_state_item, pos = AlterPartitionRequest.BrokerState._read(view, pos, version)
                    self.new_isr_with_epochs.append(broker_state_item)
            else:
                self.new_isr_with_epochs = []
            if version >= 1:
                self.leader_recovery_state = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.leader_recovery_state = 0
            self.partition_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of AlterPartitionRequest."""

        __slots__ = ("topic_name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "partitions")
        topic_name: str
        topic_id: bytes
        partitions: list[AlterPartitionRequest.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[AlterPartitionRequest.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version <= 1:
                write_compact_string(out, self.topic_name)
            if version >= 2:
                out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for partition_data_item in self.partitions:
                partition_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version <= 1:
                self.topic_name, pos = read_compact_string(view, pos)
            else:
                self.topic_name = ""
            if version >= 2:
                self.topic_id = _u.unpack_from(view, pos)[0]
                pos += 16
            else:
                self.topic_id = ZERO_UUID
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_data_item, pos = AlterPartitionRequest.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("broker_id", "broker_epoch", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("broker_id", "broker_epoch", "topics")
    broker_id: int
    broker_epoch: int
    topics: list[AlterPartitionRequest.TopicData]

    def __init__(
        self,
        *,
        broker_id: int = 0,
        broker_epoch: int = -1,
        topics: list[AlterPartitionRequest.TopicData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.broker_id = broker_id
        self.broker_epoch = broker_epoch
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _iq.pack(self.broker_id, self.broker_epoch)
        write_compact_count(out, self.topics)
        for topic_data_item in self.topics:
            topic_data_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.broker_id, self.broker_epoch = _iq.unpack_from(view, pos)
        pos += 12
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_data_item, pos = AlterPartitionRequest.TopicData._read(view, pos, version)
            self.topics.append(topic_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AlterPartitionResponse(Message):
    """Kafka's AlterPartitionResponse, versions 0 to 3."""

    NAME = "AlterPartition"
    API_KEY = 56
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 0

    class PartitionData(Struct):
        """Part of AlterPartitionResponse."""

        __slots__ = (
            "partition_index",
            "error_code",
            "leader_id",
            "leader_epoch",
            "isr",
            "leader_recovery_state",
            "partition_epoch",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "partition_index",
            "error_code",
            "leader_id",
            "leader_epoch",
            "isr",
            "leader_recovery_state",
            "partition_epoch",
        )
        partition_index: int
        error_code: int
        leader_id: int
        leader_epoch: int
        isr: list[int]
        leader_recovery_state: int
        partition_epoch: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
            leader_id: int = 0,
            leader_epoch: int = 0,
            isr: list[int] | None = None,
            leader_recovery_state: int = 0,
            partition_epoch: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.isr = [] if isr is None else isr
            self.leader_recovery_state = leader_recovery_state
            self.partition_epoch = partition_epoch

        def _write(self, out: Out, version: int) -> None:
            out += _ihii.pack(self.partition_index, self.error_code, self.leader_id, self.leader_epoch)
            write_compact_count(out, self.isr)
            write_fixed(out, self.isr, "i")
            if version >= 1:
                out += _b.pack(self.leader_recovery_state)
            out += _i.pack(self.partition_epoch)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.partition_index, self.error_code, self.leader_id, self.leader_epoch = _ihii.unpack_from(view, pos)
            pos += 14
            count, pos = read_compact_count(view, pos)
            self.isr, pos = read_fixed(view, pos, count, "i", 4)
            if version >= 1:
                self.leader_recovery_state = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.leader_recovery_state = 0
            self.partition_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicData(Struct):
        """Part of AlterPartitionResponse."""

        __slots__ = ("topic_name", "topic_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "partitions")
        topic_name: str
        topic_id: bytes
        partitions: list[AlterPartitionResponse.PartitionData]

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            partitions: list[AlterPartitionResponse.PartitionData] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version <= 1:
                write_compact_string(out, self.topic_name)
            if version >= 2:
                out += _u.pack(uuid(self.topic_id))
            write_compact_count(out, self.partitions)
            for partition_data_item in self.partitions:
                partition_data_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version <= 1:
                self.topic_name, pos = read_compact_string(view, pos)
            else:
                self.topic_name = ""
            if version >= 2:
                self.topic_id = _u.unpack_from(view, pos)[0]
                pos += 16
            else:
                self.topic_id = ZERO_UUID
            count, pos = read_compact_count(view, pos)
            self.partitions = []
            for _ in range(count):
                partition_data_item, pos = AlterPartitionResponse.PartitionData._read(view, pos, version)
                self.partitions.append(partition_data_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "topics")
    throttle_time_ms: int
    error_code: int
    topics: list[AlterPartitionResponse.TopicData]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        topics: list[AlterPartitionResponse.TopicData] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_compact_count(out, self.topics)
        for topic_data_item in self.topics:
            topic_data_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            topic_data_item, pos = AlterPartitionResponse.TopicData._read(view, pos, version)
            self.topics.append(topic_data_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


AlterPartitionRequest.RESPONSE = AlterPartitionResponse
