# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_count,
    read_each,
    read_fixed,
    read_nullable_bytes,
    read_nullable_string,
    read_string,
    write_count,
    write_fixed,
    write_nullable_bytes,
    write_nullable_string,
    write_string,
)

_i = Packer(">i")


class ConsumerProtocolSubscription(Message):
    """Kafka's ConsumerProtocolSubscription, versions 0 to 3."""

    NAME = "ConsumerProtocolSubscription"
    MIN_VERSION = 0
    MAX_VERSION = 3
    FLEXIBLE_FROM = 32767

    class TopicPartition(Struct):
        """Part of ConsumerProtocolSubscription."""

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
            if version >= 1:
                write_string(out, self.topic)
            elif self.topic:
                raise not_carried("ConsumerProtocolSubscription", "topic", version)
            if version >= 1:
                write_count(out, self.partitions)
                write_fixed(out, self.partitions, "i")
            elif self.partitions:
                raise not_carried("ConsumerProtocolSubscription", "partitions", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.topic, pos = read_string(view, pos)
            else:
                self.topic = ""
            if version >= 1:
                count, pos = read_count(view, pos)
                self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            else:
                self.partitions = []
            self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("topics", "user_data", "owned_partitions", "generation_id", "rack_id")
    FIELDS: ClassVar[tuple[str, ...]] = ("topics", "user_data", "owned_partitions", "generation_id", "rack_id")
    topics: list[str]
    user_data: bytes | None
    owned_partitions: list[ConsumerProtocolSubscription.TopicPartition]
    generation_id: int
    rack_id: str | None

    def __init__(
        self,
        *,
        topics: list[str] | None = None,
        user_data: bytes | None = None,
        owned_partitions: list[ConsumerProtocolSubscription.TopicPartition] | None = None,
        generation_id: int = -1,
        rack_id: str | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.user_data = user_data
        self.owned_partitions = [] if owned_partitions is None else owned_partitions
        self.generation_id = generation_id
        self.rack_id = rack_id

    def _write(self, out: Out, version: int) -> None:
        write_count(out, self.topics)
        for element in self.topics:
            write_string(out, element)
        write_nullable_bytes(out, self.user_data)
        if version >= 1:
            write_count(out, self.owned_partitions)
            for topic_partition_item in self.owned_partitions:
                topic_partition_item._write(out, version)
        if version >= 2:
            out += _i.pack(self.generation_id)
        if version >= 3:
            write_nullable_string(out, self.rack_id)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_count(view, pos)
        self.topics, pos = read_each(view, pos, count, read_string)
        self.user_data, pos = read_nullable_bytes(view, pos)
        if version >= 1:
            count, pos = read_count(view, pos)
            self.owned_partitions = []
            for _ in range(count):
                topic_partition_item, pos = ConsumerProtocolSubscription.TopicPartition._read(view, pos, version)
                self.owned_partitions.append(topic_partition_item)
        else:
            self.owned_partitions = []
        if version >= 2:
            self.generation_id = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.generation_id = -1
        if version >= 3:
            self.rack_id, pos = read_nullable_string(view, pos)
        else:
            self.rack_id = None
        self.unknown_tagged_fields = None
        return self, pos
