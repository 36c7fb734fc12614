# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from typing import ClassVar, Self

from barnabas.protocol.message import Message, Struct
from barnabas.protocol.primitives import (
    Out,
    read_count,
    read_fixed,
    read_nullable_bytes,
    read_string,
    write_count,
    write_fixed,
    write_nullable_bytes,
    write_string,
)


class ConsumerProtocolAssignment(Message):
    """Kafka's ConsumerProtocolAssignment, versions 0 to 3."""

    NAME = "ConsumerProtocolAssignment"
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 32767

    class TopicPartition(Struct):
        """Part of ConsumerProtocolAssignment."""

        __slots__ = ("topic", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic", "partitions")
        topic: str
        partitions: list[int]

        def __init__(
            self,
            *,
            topic: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic = topic
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_string(out, self.topic)
            write_count(out, self.partitions)
            write_fixed(out, self.partitions, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic, pos = read_string(view, pos)
            count, pos = read_count(view, pos)
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("assigned_partitions", "user_data")
    FIELDS: ClassVar[tuple[str, ...]] = ("assigned_partitions", "user_data")
    assigned_partitions: list[ConsumerProtocolAssignment.TopicPartition]
    user_data: bytes | None

    def __init__(
        self,
        *,
        assigned_partitions: list[ConsumerProtocolAssignment.TopicPartition] | None = None,
        user_data: bytes | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.assigned_partitions = [] if assigned_partitions is None else assigned_partitions
        self.user_data = user_data

    def _write(self, out: Out, version: int) -> None:
        write_count(out, self.assigned_partitions)
        for topic_partition_item in self.assigned_partitions:
            topic_partition_item._write(out, version)
        write_nullable_bytes(out, self.user_data)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_count(view, pos)
        self.assigned_partitions = []
        for _ in range(count):
            topic_partition_item, pos = ConsumerProtocolAssignment.TopicPartition._read(view, pos, version)
            self.assigned_partitions.append(topic_partition_item)
        self.user_data, pos = read_nullable_bytes(view, pos)
        self.unknown_tagged_fields = None
        return self, pos
