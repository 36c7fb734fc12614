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
    read_fixed,
    read_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_string,
    write_tags,
)

_b = Packer(">b")
_i = Packer(">i")
_ih = Packer(">ih")
_q = Packer(">q")
_qho = Packer(">qh?")


class WriteTxnMarkersRequest(Request):
    """Kafka's WriteTxnMarkersRequest, versions 0 to 2."""

    NAME = "WriteTxnMarkers"
    API_KEY = 27
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 1

    class WritableTxnMarkerTopic(Struct):
        """Part of WriteTxnMarkersRequest."""

        __slots__ = ("name", "partition_indexes")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partition_indexes")
        name: str
        partition_indexes: list[int]

        def __init__(
            self,
            *,
            name: str = "",
            partition_indexes: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partition_indexes = [] if partition_indexes is None else partition_indexes

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partition_indexes)
                write_fixed(out, self.partition_indexes, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partition_indexes)
                write_fixed(out, self.partition_indexes, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    class WritableTxnMarker(Struct):
        """Part of WriteTxnMarkersRequest."""

        __slots__ = (
            "producer_id",
            "producer_epoch",
            "transaction_result",
            "topics",
            "coordinator_epoch",
            "transaction_version",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "producer_id",
            "producer_epoch",
            "transaction_result",
            "topics",
            "coordinator_epoch",
            "transaction_version",
        )
        producer_id: int
        producer_epoch: int
        transaction_result: bool
        topics: list[WriteTxnMarkersRequest.WritableTxnMarkerTopic]
        coordinator_epoch: int
        transaction_version: int

        def __init__(
            self,
            *,
            producer_id: int = 0,
            producer_epoch: int = 0,
            transaction_result: bool = False,
            topics: list[WriteTxnMarkersRequest.WritableTxnMarkerTopic] | None = None,
            coordinator_epoch: int = 0,
            transaction_version: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.producer_id = producer_id
            self.producer_epoch = producer_epoch
            self.transaction_result = transaction_result
            self.topics = [] if topics is None else topics
            self.coordinator_epoch = coordinator_epoch
            self.transaction_version = transaction_version

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _qho.pack(self.producer_id, self.producer_epoch, self.transaction_result)
                write_compact_count(out, self.topics)
                for writable_txn_marker_topic_item in self.topics:
                    writable_txn_marker_topic_item._write(out, version)
                out += _i.pack(self.coordinator_epoch)
                if version >= 2:
                    out += _b.pack(self.transaction_version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _qho.pack(self.producer_id, self.producer_epoch, self.transaction_result)
                write_count(out, self.topics)
                for writable_txn_marker_topic_item in self.topics:
                    writable_txn_marker_topic_item._write(out, version)
                out += _i.pack(self.coordinator_epoch)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.producer_id, self.producer_epoch, self.transaction_result = _qho.unpack_from(view, pos)
                pos += 11
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    writable_txn_marker_topic_item, pos = WriteTxnMarkersRequest.WritableTxnMarkerTopic._read(
                        view, pos, version
                    )
                    self.topics.append(writable_txn_marker_topic_item)
                self.coordinator_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
                if version >= 2:
                    self.transaction_version = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.transaction_version = 0
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.producer_id, self.producer_epoch, self.transaction_result = _qho.unpack_from(view, pos)
                pos += 11
                count, pos = read_count(view, pos)
                self.topics = []
                for _ in range(count):
                    writable_txn_marker_topic_item, pos = WriteTxnMarkersRequest.WritableTxnMarkerTopic._read(
                        view, pos, version
                    )
                    self.topics.append(writable_txn_marker_topic_item)
                self.transaction_version = 0
                self.coordinator_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("markers",)
    FIELDS: ClassVar[tuple[str, ...]] = ("markers",)
    markers: list[WriteTxnMarkersRequest.WritableTxnMarker]

    def __init__(
        self,
        *,
        markers: list[WriteTxnMarkersRequest.WritableTxnMarker] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.markers = [] if markers is None else markers

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            write_compact_count(out, self.markers)
            for writable_txn_marker_item in self.markers:
                writable_txn_marker_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.markers)
            for writable_txn_marker_item in self.markers:
                writable_txn_marker_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            count, pos = read_compact_count(view, pos)
            self.markers = []
            for _ in range(count):
                writable_txn_marker_item, pos = WriteTxnMarkersRequest.WritableTxnMarker._read(view, pos, version)
                self.markers.append(writable_txn_marker_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.markers = []
            for _ in range(count):
                writable_txn_marker_item, pos = WriteTxnMarkersRequest.WritableTxnMarker._read(view, pos, version)
                self.markers.append(writable_txn_marker_item)
            self.unknown_tagged_fields = None
        return self, pos


class WriteTxnMarkersResponse(Message):
    """Kafka's WriteTxnMarkersResponse, versions 0 to 2."""

    NAME = "WriteTxnMarkers"
    API_KEY = 27
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 1

    class WritableTxnMarkerPartitionResult(Struct):
        """Part of WriteTxnMarkersResponse."""

        __slots__ = ("partition_index", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "error_code")
        partition_index: int
        error_code: int

        def __init__(
            self,
            *,
            partition_index: int = 0,
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _ih.pack(self.partition_index, self.error_code)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _ih.pack(self.partition_index, self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class WritableTxnMarkerTopicResult(Struct):
        """Part of WriteTxnMarkersResponse."""

        __slots__ = ("name", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions")
        name: str
        partitions: list[WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: list[WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.name)
                write_compact_count(out, self.partitions)
                for writable_txn_marker_partition_result_item in self.partitions:
                    writable_txn_marker_partition_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_count(out, self.partitions)
                for writable_txn_marker_partition_result_item in self.partitions:
                    writable_txn_marker_partition_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.name, pos = read_compact_string(view, pos)
                count, pos = read_compact_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    writable_txn_marker_partition_result_item, pos = (
                        WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult._read(view, pos, version)
                    )
                    self.partitions.append(writable_txn_marker_partition_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                count, pos = read_count(view, pos)
                self.partitions = []
                for _ in range(count):
                    writable_txn_marker_partition_result_item, pos = (
                        WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult._read(view, pos, version)
                    )
                    self.partitions.append(writable_txn_marker_partition_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    class WritableTxnMarkerResult(Struct):
        """Part of WriteTxnMarkersResponse."""

        __slots__ = ("producer_id", "topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("producer_id", "topics")
        producer_id: int
        topics: list[WriteTxnMarkersResponse.WritableTxnMarkerTopicResult]

        def __init__(
            self,
            *,
            producer_id: int = 0,
            topics: list[WriteTxnMarkersResponse.WritableTxnMarkerTopicResult] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.producer_id = producer_id
            self.topics = [] if topics is None else topics

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                out += _q.pack(self.producer_id)
                write_compact_count(out, self.topics)
                for writable_txn_marker_topic_result_item in self.topics:
                    writable_txn_marker_topic_result_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _q.pack(self.producer_id)
                write_count(out, self.topics)
                for writable_txn_marker_topic_result_item in self.topics:
                    writable_txn_marker_topic_result_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.producer_id = _q.unpack_from(view, pos)[0]
                pos += 8
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    writable_txn_marker_topic_result_item, pos = (
                        WriteTxnMarkersResponse.WritableTxnMarkerTopicResult._read(view, pos, version)
                    )
                    self.topics.append(writable_txn_marker_topic_result_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.producer_id = _q.unpack_from(view, pos)[0]
                pos += 8
                count, pos = read_count(view, pos)
                self.topics = []
                for _ in range(count):
                    writable_txn_marker_topic_result_item, pos = (
                        WriteTxnMarkersResponse.WritableTxnMarkerTopicResult._read(view, pos, version)
                    )
                    self.topics.append(writable_txn_marker_topic_result_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("markers",)
    FIELDS: ClassVar[tuple[str, ...]] = ("markers",)
    markers: list[WriteTxnMarkersResponse.WritableTxnMarkerResult]

    def __init__(
        self,
        *,
        markers: list[WriteTxnMarkersResponse.WritableTxnMarkerResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.markers = [] if markers is None else markers

    def _write(self, out: Out, version: int) -> None:
        if version >= 1:
            write_compact_count(out, self.markers)
            for writable_txn_marker_result_item in self.markers:
                writable_txn_marker_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.markers)
            for writable_txn_marker_result_item in self.markers:
                writable_txn_marker_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 1:
            count, pos = read_compact_count(view, pos)
            self.markers = []
            for _ in range(count):
                writable_txn_marker_result_item, pos = WriteTxnMarkersResponse.WritableTxnMarkerResult._read(
                    view, pos, version
                )
                self.markers.append(writable_txn_marker_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.markers = []
            for _ in range(count):
                writable_txn_marker_result_item, pos = WriteTxnMarkersResponse.WritableTxnMarkerResult._read(
                    view, pos, version
                )
                self.markers.append(writable_txn_marker_result_item)
            self.unknown_tagged_fields = None
        return self, pos


WriteTxnMarkersRequest.RESPONSE = WriteTxnMarkersResponse
