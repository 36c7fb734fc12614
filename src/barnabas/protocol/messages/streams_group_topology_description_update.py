# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
    read_nullable_compact_string,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_b = Packer(">b")
_i = Packer(">i")
_ih = Packer(">ih")


class StreamsGroupTopologyDescriptionUpdateRequest(Request):
    """Kafka's StreamsGroupTopologyDescriptionUpdateRequest, versions 0 to 0."""

    NAME = "StreamsGroupTopologyDescriptionUpdate"
    API_KEY = 93
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class TopologyDescriptionNode(Struct):
        """Part of StreamsGroupTopologyDescriptionUpdateRequest."""

        __slots__ = ("name", "node_type", "source_topics", "sink_topic", "stores", "successors")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "node_type", "source_topics", "sink_topic", "stores", "successors")
        name: str
        node_type: int
        source_topics: list[str]
        sink_topic: str | None
        stores: list[str]
        successors: list[str]

        def __init__(
            self,
            *,
            name: str = "",
            node_type: int = 0,
            source_topics: list[str] | None = None,
            sink_topic: str | None = None,
            stores: list[str] | None = None,
            successors: list[str] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.node_type = node_type
            self.source_topics = [] if source_topics is None else source_topics
            self.sink_topic = sink_topic
            self.stores = [] if stores is None else stores
            self.successors = [] if successors is None else successors

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            out += _b.pack(self.node_type)
            write_compact_count(out, self.source_topics)
            for element in self.source_topics:
                write_compact_string(out, element)
            write_nullable_compact_string(out, self.sink_topic)
            write_compact_count(out, self.stores)
            for element in self.stores:
                write_compact_string(out, element)
            write_compact_count(out, self.successors)
            for element in self.successors:
                write_compact_string(out, element)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.node_type = _b.unpack_from(view, pos)[0]
            pos += 1
            count, pos = read_compact_count(view, pos)
            self.source_topics, pos = read_each(view, pos, count, read_compact_string)
            self.sink_topic, pos = read_nullable_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.stores, pos = read_each(view, pos, count, read_compact_string)
            count, pos = read_compact_count(view, pos)
            self.successors, pos = read_each(view, pos, count, read_compact_string)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescriptionSubtopology(Struct):
        """Part of StreamsGroupTopologyDescriptionUpdateRequest."""

        __slots__ = ("subtopology_id", "nodes")
        FIELDS: ClassVar[tuple[str, ...]] = ("subtopology_id", "nodes")
        subtopology_id: str
        nodes: list[StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode]

        def __init__(
            self,
            *,
            subtopology_id: str = "",
            nodes: list[StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopology_id = subtopology_id
            self.nodes = [] if nodes is None else nodes

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.subtopology_id)
            write_compact_count(out, self.nodes)
            for topology_description_node_item in self.nodes:
                topology_description_node_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.subtopology_id, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.nodes = []
            for _ in range(count):
                topology_description_node_item, pos = (
                    StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode._read(view, pos, version)
                )
                self.nodes.append(topology_description_node_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescriptionGlobalStore(Struct):
        """Part of StreamsGroupTopologyDescriptionUpdateRequest."""

        __slots__ = ("source", "processor")
        FIELDS: ClassVar[tuple[str, ...]] = ("source", "processor")
        source: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode
        processor: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode

        def __init__(
            self,
            *,
            source: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode | None = None,
            processor: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.source = (
                StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode() if source is None else source
            )
            self.processor = (
                StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode()
                if processor is None
                else processor
            )

        def _write(self, out: Out, version: int) -> None:
            self.source._write(out, version)
            self.processor._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.source, pos = StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode._read(
                view, pos, version
            )
            self.processor, pos = StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionNode._read(
                view, pos, version
            )
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescription(Struct):
        """Part of StreamsGroupTopologyDescriptionUpdateRequest."""

        __slots__ = ("subtopologies", "global_stores")
        FIELDS: ClassVar[tuple[str, ...]] = ("subtopologies", "global_stores")
        subtopologies: list[StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionSubtopology]
        global_stores: list[StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionGlobalStore]

        def __init__(
            self,
            *,
            subtopologies: list[StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionSubtopology]
            | None = None,
            global_stores: list[StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionGlobalStore]
            | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopologies = [] if subtopologies is None else subtopologies
            self.global_stores = [] if global_stores is None else global_stores

        def _write(self, out: Out, version: int) -> None:
            write_compact_count(out, self.subtopologies)
            for topology_description_subtopology_item in self.subtopologies:
                topology_description_subtopology_item._write(out, version)
            write_compact_count(out, self.global_stores)
            for topology_description_global_store_item in self.global_stores:
                topology_description_global_store_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            count, pos = read_compact_count(view, pos)
            self.subtopologies = []
            for _ in range(count):
                topology_description_subtopology_item, pos = (
                    StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionSubtopology._read(
                        view, pos, version
                    )
                )
                self.subtopologies.append(topology_description_subtopology_item)
            count, pos = read_compact_count(view, pos)
            self.global_stores = []
            for _ in range(count):
                topology_description_global_store_item, pos = (
                    StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescriptionGlobalStore._read(
                        view, pos, version
                    )
                )
                self.global_stores.append(topology_description_global_store_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "member_id", "topology_epoch", "topology_description")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "member_id", "topology_epoch", "topology_description")
    group_id: str
    member_id: str
    topology_epoch: int
    topology_description: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription

    def __init__(
        self,
        *,
        group_id: str = "",
        member_id: str = "",
        topology_epoch: int = 0,
        topology_description: StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.member_id = member_id
        self.topology_epoch = topology_epoch
        self.topology_description = (
            StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription()
            if topology_description is None
            else topology_description
        )

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_string(out, self.member_id)
        out += _i.pack(self.topology_epoch)
        self.topology_description._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_compact_string(view, pos)
        self.member_id, pos = read_compact_string(view, pos)
        self.topology_epoch = _i.unpack_from(view, pos)[0]
        pos += 4
        self.topology_description, pos = StreamsGroupTopologyDescriptionUpdateRequest.TopologyDescription._read(
            view, pos, version
        )
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class StreamsGroupTopologyDescriptionUpdateResponse(Message):
    """Kafka's StreamsGroupTopologyDescriptionUpdateResponse, versions 0 to 0."""

    NAME = "StreamsGroupTopologyDescriptionUpdate"
    API_KEY = 93
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("throttle_time_ms", "error_code", "error_message")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message")
    throttle_time_ms: int
    error_code: int
    error_message: str | None

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.error_message, pos = read_nullable_compact_string(view, pos)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


StreamsGroupTopologyDescriptionUpdateRequest.RESPONSE = StreamsGroupTopologyDescriptionUpdateResponse
