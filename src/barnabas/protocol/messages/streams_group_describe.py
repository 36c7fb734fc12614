# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_compact_string,
    read_each,
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_present,
    read_unknown_tags,
    write_compact_count,
    write_compact_string,
    write_fixed,
    write_nullable_compact_string,
    write_tags,
)

_o = Packer(">?")
_H = Packer(">H")
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iq = Packer(">iq")


class StreamsGroupDescribeRequest(Request):
    """Kafka's StreamsGroupDescribeRequest, versions 0 to 1."""

    NAME = "StreamsGroupDescribe"
    API_KEY = 89
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    __slots__ = ("group_ids", "include_authorized_operations", "include_topology_description")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_ids", "include_authorized_operations", "include_topology_description")
    group_ids: list[str]
    include_authorized_operations: bool
    include_topology_description: bool

    def __init__(
        self,
        *,
        group_ids: list[str] | None = None,
        include_authorized_operations: bool = False,
        include_topology_description: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_ids = [] if group_ids is None else group_ids
        self.include_authorized_operations = include_authorized_operations
        self.include_topology_description = include_topology_description

    def _write(self, out: Out, version: int) -> None:
        write_compact_count(out, self.group_ids)
        for element in self.group_ids:
            write_compact_string(out, element)
        out += _o.pack(self.include_authorized_operations)
        if version >= 1:
            out += _o.pack(self.include_topology_description)
        elif self.include_topology_description:
            raise not_carried("StreamsGroupDescribeRequest", "include_topology_description", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        count, pos = read_compact_count(view, pos)
        self.group_ids, pos = read_each(view, pos, count, read_compact_string)
        self.include_authorized_operations = _o.unpack_from(view, pos)[0]
        pos += 1
        if version >= 1:
            self.include_topology_description = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.include_topology_description = False
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class StreamsGroupDescribeResponse(Message):
    """Kafka's StreamsGroupDescribeResponse, versions 0 to 1."""

    NAME = "StreamsGroupDescribe"
    API_KEY = 89
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class KeyValue(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("key", "value")
        FIELDS: ClassVar[tuple[str, ...]] = ("key", "value")
        key: str
        value: str

        def __init__(
            self,
            *,
            key: str = "",
            value: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.key = key
            self.value = value

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.key)
            write_compact_string(out, self.value)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.key, pos = read_compact_string(view, pos)
            self.value, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopicInfo(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("name", "partitions", "replication_factor", "topic_configs")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions", "replication_factor", "topic_configs")
        name: str
        partitions: int
        replication_factor: int
        topic_configs: list[StreamsGroupDescribeResponse.KeyValue]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: int = 0,
            replication_factor: int = 0,
            topic_configs: list[StreamsGroupDescribeResponse.KeyValue] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.partitions = partitions
            self.replication_factor = replication_factor
            self.topic_configs = [] if topic_configs is None else topic_configs

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            out += _ih.pack(self.partitions, self.replication_factor)
            write_compact_count(out, self.topic_configs)
            for key_value_item in self.topic_configs:
                key_value_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.partitions, self.replication_factor = _ih.unpack_from(view, pos)
            pos += 6
            count, pos = read_compact_count(view, pos)
            self.topic_configs = []
            for _ in range(count):
                key_value_item, pos = StreamsGroupDescribeResponse.KeyValue._read(view, pos, version)
                self.topic_configs.append(key_value_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Subtopology(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = (
            "subtopology_id",
            "source_topics",
            "repartition_sink_topics",
            "state_changelog_topics",
            "repartition_source_topics",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "subtopology_id",
            "source_topics",
            "repartition_sink_topics",
            "state_changelog_topics",
            "repartition_source_topics",
        )
        subtopology_id: str
        source_topics: list[str]
        repartition_sink_topics: list[str]
        state_changelog_topics: list[StreamsGroupDescribeResponse.TopicInfo]
        repartition_source_topics: list[StreamsGroupDescribeResponse.TopicInfo]

        def __init__(
            self,
            *,
            subtopology_id: str = "",
            source_topics: list[str] | None = None,
            repartition_sink_topics: list[str] | None = None,
            state_changelog_topics: list[StreamsGroupDescribeResponse.TopicInfo] | None = None,
            repartition_source_topics: list[StreamsGroupDescribeResponse.TopicInfo] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopology_id = subtopology_id
            self.source_topics = [] if source_topics is None else source_topics
            self.repartition_sink_topics = [] if repartition_sink_topics is None else repartition_sink_topics
            self.state_changelog_topics = [] if state_changelog_topics is None else state_changelog_topics
            self.repartition_source_topics = [] if repartition_source_topics is None else repartition_source_topics

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.subtopology_id)
            write_compact_count(out, self.source_topics)
            for element in self.source_topics:
                write_compact_string(out, element)
            write_compact_count(out, self.repartition_sink_topics)
            for element in self.repartition_sink_topics:
                write_compact_string(out, element)
            write_compact_count(out, self.state_changelog_topics)
            for topic_info_item in self.state_changelog_topics:
                topic_info_item._write(out, version)
            write_compact_count(out, self.repartition_source_topics)
            for topic_info_item in self.repartition_source_topics:
                topic_info_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.subtopology_id, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.source_topics, pos = read_each(view, pos, count, read_compact_string)
            count, pos = read_compact_count(view, pos)
            self.repartition_sink_topics, pos = read_each(view, pos, count, read_compact_string)
            count, pos = read_compact_count(view, pos)
            self.state_changelog_topics = []
            for _ in range(count):
                topic_info_item, pos = StreamsGroupDescribeResponse.TopicInfo._read(view, pos, version)
                self.state_changelog_topics.append(topic_info_item)
            count, pos = read_compact_count(view, pos)
            self.repartition_source_topics = []
            for _ in range(count):
                topic_info_item, pos = StreamsGroupDescribeResponse.TopicInfo._read(view, pos, version)
                self.repartition_source_topics.append(topic_info_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Topology(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("epoch", "subtopologies")
        FIELDS: ClassVar[tuple[str, ...]] = ("epoch", "subtopologies")
        epoch: int
        subtopologies: list[StreamsGroupDescribeResponse.Subtopology] | None

        def __init__(
            self,
            *,
            epoch: int = 0,
            subtopologies: list[StreamsGroupDescribeResponse.Subtopology] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.epoch = epoch
            self.subtopologies = subtopologies

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.epoch)
            if self.subtopologies is None:
                out.append(0)
            else:
                write_compact_count(out, self.subtopologies)
                for subtopology_item in self.subtopologies:
                    subtopology_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_nullable_compact_count(view, pos)
            if count < 0:
                self.subtopologies = None
            else:
                self.subtopologies = []
                for _ in range(count):
                    subtopology_item, pos = StreamsGroupDescribeResponse.Subtopology._read(view, pos, version)
                    self.subtopologies.append(subtopology_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Endpoint(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("host", "port")
        FIELDS: ClassVar[tuple[str, ...]] = ("host", "port")
        host: str
        port: int

        def __init__(
            self,
            *,
            host: str = "",
            port: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.host = host
            self.port = port

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.host)
            out += _H.pack(self.port)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.host, pos = read_compact_string(view, pos)
            self.port = _H.unpack_from(view, pos)[0]
            pos += 2
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TaskOffset(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("subtopology_id", "partition", "offset")
        FIELDS: ClassVar[tuple[str, ...]] = ("subtopology_id", "partition", "offset")
        subtopology_id: str
        partition: int
        offset: int

        def __init__(
            self,
            *,
            subtopology_id: str = "",
            partition: int = 0,
            offset: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopology_id = subtopology_id
            self.partition = partition
            self.offset = offset

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.subtopology_id)
            out += _iq.pack(self.partition, self.offset)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.subtopology_id, pos = read_compact_string(view, pos)
            self.partition, self.offset = _iq.unpack_from(view, pos)
            pos += 12
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TaskIds(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("subtopology_id", "partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("subtopology_id", "partitions")
        subtopology_id: str
        partitions: list[int]

        def __init__(
            self,
            *,
            subtopology_id: str = "",
            partitions: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopology_id = subtopology_id
            self.partitions = [] if partitions is None else partitions

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.subtopology_id)
            write_compact_count(out, self.partitions)
            write_fixed(out, self.partitions, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.subtopology_id, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Assignment(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("active_tasks", "standby_tasks", "warmup_tasks")
        FIELDS: ClassVar[tuple[str, ...]] = ("active_tasks", "standby_tasks", "warmup_tasks")
        active_tasks: list[StreamsGroupDescribeResponse.TaskIds]
        standby_tasks: list[StreamsGroupDescribeResponse.TaskIds]
        warmup_tasks: list[StreamsGroupDescribeResponse.TaskIds]

        def __init__(
            self,
            *,
            active_tasks: list[StreamsGroupDescribeResponse.TaskIds] | None = None,
            standby_tasks: list[StreamsGroupDescribeResponse.TaskIds] | None = None,
            warmup_tasks: list[StreamsGroupDescribeResponse.TaskIds] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.active_tasks = [] if active_tasks is None else active_tasks
            self.standby_tasks = [] if standby_tasks is None else standby_tasks
            self.warmup_tasks = [] if warmup_tasks is None else warmup_tasks

        def _write(self, out: Out, version: int) -> None:
            write_compact_count(out, self.active_tasks)
            for task_ids_item in self.active_tasks:
                task_ids_item._write(out, version)
            write_compact_count(out, self.standby_tasks)
            for task_ids_item in self.standby_tasks:
                task_ids_item._write(out, version)
            write_compact_count(out, self.warmup_tasks)
            for task_ids_item in self.warmup_tasks:
                task_ids_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            count, pos = read_compact_count(view, pos)
            self.active_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupDescribeResponse.TaskIds._read(view, pos, version)
                self.active_tasks.append(task_ids_item)
            count, pos = read_compact_count(view, pos)
            self.standby_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupDescribeResponse.TaskIds._read(view, pos, version)
                self.standby_tasks.append(task_ids_item)
            count, pos = read_compact_count(view, pos)
            self.warmup_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupDescribeResponse.TaskIds._read(view, pos, version)
                self.warmup_tasks.append(task_ids_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Member(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = (
            "member_id",
            "member_epoch",
            "instance_id",
            "rack_id",
            "client_id",
            "client_host",
            "topology_epoch",
            "process_id",
            "user_endpoint",
            "client_tags",
            "task_offsets",
            "task_end_offsets",
            "assignment",
            "target_assignment",
            "is_classic",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "member_id",
            "member_epoch",
            "instance_id",
            "rack_id",
            "client_id",
            "client_host",
            "topology_epoch",
            "process_id",
            "user_endpoint",
            "client_tags",
            "task_offsets",
            "task_end_offsets",
            "assignment",
            "target_assignment",
            "is_classic",
        )
        member_id: str
        member_epoch: int
        instance_id: str | None
        rack_id: str | None
        client_id: str
        client_host: str
        topology_epoch: int
        process_id: str
        user_endpoint: StreamsGroupDescribeResponse.Endpoint | None
        client_tags: list[StreamsGroupDescribeResponse.KeyValue]
        task_offsets: list[StreamsGroupDescribeResponse.TaskOffset]
        task_end_offsets: list[StreamsGroupDescribeResponse.TaskOffset]
        assignment: StreamsGroupDescribeResponse.Assignment
        target_assignment: StreamsGroupDescribeResponse.Assignment
        is_classic: bool

        def __init__(
            self,
            *,
            member_id: str = "",
            member_epoch: int = 0,
            instance_id: str | None = None,
            rack_id: str | None = None,
            client_id: str = "",
            client_host: str = "",
            topology_epoch: int = 0,
            process_id: str = "",
            user_endpoint: StreamsGroupDescribeResponse.Endpoint | None = None,
            client_tags: list[StreamsGroupDescribeResponse.KeyValue] | None = None,
            task_offsets: list[StreamsGroupDescribeResponse.TaskOffset] | None = None,
            task_end_offsets: list[StreamsGroupDescribeResponse.TaskOffset] | None = None,
            assignment: StreamsGroupDescribeResponse.Assignment | None = None,
            target_assignment: StreamsGroupDescribeResponse.Assignment | None = None,
            is_classic: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.member_id = member_id
            self.member_epoch = member_epoch
            self.instance_id = instance_id
            self.rack_id = rack_id
            self.client_id = client_id
            self.client_host = client_host
            self.topology_epoch = topology_epoch
            self.process_id = process_id
            self.user_endpoint = user_endpoint
            self.client_tags = [] if client_tags is None else client_tags
            self.task_offsets = [] if task_offsets is None else task_offsets
            self.task_end_offsets = [] if task_end_offsets is None else task_end_offsets
            self.assignment = StreamsGroupDescribeResponse.Assignment() if assignment is None else assignment
            self.target_assignment = (
                StreamsGroupDescribeResponse.Assignment() if target_assignment is None else target_assignment
            )
            self.is_classic = is_classic

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.member_id)
            out += _i.pack(self.member_epoch)
            write_nullable_compact_string(out, self.instance_id)
            write_nullable_compact_string(out, self.rack_id)
            write_compact_string(out, self.client_id)
            write_compact_string(out, self.client_host)
            out += _i.pack(self.topology_epoch)
            write_compact_string(out, self.process_id)
            if self.user_endpoint is None:
                out += b"\xff"
            else:
                out += b"\x01"
                self.user_endpoint._write(out, version)
            write_compact_count(out, self.client_tags)
            for key_value_item in self.client_tags:
                key_value_item._write(out, version)
            write_compact_count(out, self.task_offsets)
            for task_offset_item in self.task_offsets:
                task_offset_item._write(out, version)
            write_compact_count(out, self.task_end_offsets)
            for task_offset_item in self.task_end_offsets:
                task_offset_item._write(out, version)
            self.assignment._write(out, version)
            self.target_assignment._write(out, version)
            out += _o.pack(self.is_classic)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.member_id, pos = read_compact_string(view, pos)
            self.member_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.instance_id, pos = read_nullable_compact_string(view, pos)
            self.rack_id, pos = read_nullable_compact_string(view, pos)
            self.client_id, pos = read_compact_string(view, pos)
            self.client_host, pos = read_compact_string(view, pos)
            self.topology_epoch = _i.unpack_from(view, pos)[0]
            pos += 4
            self.process_id, pos = read_compact_string(view, pos)
            present, pos = read_present(view, pos)
            if present:
                self.user_endpoint, pos = StreamsGroupDescribeResponse.Endpoint._read(view, pos, version)
            else:
                self.user_endpoint = None
            count, pos = read_compact_count(view, pos)
            self.client_tags = []
            for _ in range(count):
                key_value_item, pos = StreamsGroupDescribeResponse.KeyValue._read(view, pos, version)
                self.client_tags.append(key_value_item)
            count, pos = read_compact_count(view, pos)
            self.task_offsets = []
            for _ in range(count):
                task_offset_item, pos = StreamsGroupDescribeResponse.TaskOffset._read(view, pos, version)
                self.task_offsets.append(task_offset_item)
            count, pos = read_compact_count(view, pos)
            self.task_end_offsets = []
            for _ in range(count):
                task_offset_item, pos = StreamsGroupDescribeResponse.TaskOffset._read(view, pos, version)
                self.task_end_offsets.append(task_offset_item)
            self.assignment, pos = StreamsGroupDescribeResponse.Assignment._read(view, pos, version)
            self.target_assignment, pos = StreamsGroupDescribeResponse.Assignment._read(view, pos, version)
            self.is_classic = _o.unpack_from(view, pos)[0]
            pos += 1
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescriptionNode(Struct):
        """Part of StreamsGroupDescribeResponse."""

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
            if version >= 1:
                write_compact_string(out, self.name)
            elif self.name:
                raise not_carried("StreamsGroupDescribeResponse", "name", version)
            if version >= 1:
                out += _b.pack(self.node_type)
            elif self.node_type != 0:
                raise not_carried("StreamsGroupDescribeResponse", "node_type", version)
            if version >= 1:
                write_compact_count(out, self.source_topics)
                for element in self.source_topics:
                    write_compact_string(out, element)
            elif self.source_topics:
                raise not_carried("StreamsGroupDescribeResponse", "source_topics", version)
            if version >= 1:
                write_nullable_compact_string(out, self.sink_topic)
            elif self.sink_topic is not None:
                raise not_carried("StreamsGroupDescribeResponse", "sink_topic", version)
            if version >= 1:
                write_compact_count(out, self.stores)
                for element in self.stores:
                    write_compact_string(out, element)
            elif self.stores:
                raise not_carried("StreamsGroupDescribeResponse", "stores", version)
            if version >= 1:
                write_compact_count(out, self.successors)
                for element in self.successors:
                    write_compact_string(out, element)
            elif self.successors:
                raise not_carried("StreamsGroupDescribeResponse", "successors", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.name, pos = read_compact_string(view, pos)
            else:
                self.name = ""
            if version >= 1:
                self.node_type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.node_type = 0
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.source_topics, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.source_topics = []
            if version >= 1:
                self.sink_topic, pos = read_nullable_compact_string(view, pos)
            else:
                self.sink_topic = None
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.stores, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.stores = []
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.successors, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.successors = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescriptionSubtopology(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("subtopology_id", "nodes")
        FIELDS: ClassVar[tuple[str, ...]] = ("subtopology_id", "nodes")
        subtopology_id: str
        nodes: list[StreamsGroupDescribeResponse.TopologyDescriptionNode]

        def __init__(
            self,
            *,
            subtopology_id: str = "",
            nodes: list[StreamsGroupDescribeResponse.TopologyDescriptionNode] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopology_id = subtopology_id
            self.nodes = [] if nodes is None else nodes

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_string(out, self.subtopology_id)
            elif self.subtopology_id:
                raise not_carried("StreamsGroupDescribeResponse", "subtopology_id", version)
            if version >= 1:
                write_compact_count(out, self.nodes)
                for topology_description_node_item in self.nodes:
                    topology_description_node_item._write(out, version)
            elif self.nodes:
                raise not_carried("StreamsGroupDescribeResponse", "nodes", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.subtopology_id, pos = read_compact_string(view, pos)
            else:
                self.subtopology_id = ""
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.nodes = []
                for _ in range(count):
                    topology_description_node_item, pos = StreamsGroupDescribeResponse.TopologyDescriptionNode._read(
                        view, pos, version
                    )
                    self.nodes.append(topology_description_node_item)
            else:
                self.nodes = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescriptionGlobalStore(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("source", "processor")
        FIELDS: ClassVar[tuple[str, ...]] = ("source", "processor")
        source: StreamsGroupDescribeResponse.TopologyDescriptionNode
        processor: StreamsGroupDescribeResponse.TopologyDescriptionNode

        def __init__(
            self,
            *,
            source: StreamsGroupDescribeResponse.TopologyDescriptionNode | None = None,
            processor: StreamsGroupDescribeResponse.TopologyDescriptionNode | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.source = StreamsGroupDescribeResponse.TopologyDescriptionNode() if source is None else source
            self.processor = StreamsGroupDescribeResponse.TopologyDescriptionNode() if processor is None else processor

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                self.source._write(out, version)
            elif self.source != StreamsGroupDescribeResponse.TopologyDescriptionNode():
                raise not_carried("StreamsGroupDescribeResponse", "source", version)
            if version >= 1:
                self.processor._write(out, version)
            elif self.processor != StreamsGroupDescribeResponse.TopologyDescriptionNode():
                raise not_carried("StreamsGroupDescribeResponse", "processor", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                self.source, pos = StreamsGroupDescribeResponse.TopologyDescriptionNode._read(view, pos, version)
            else:
                self.source = StreamsGroupDescribeResponse.TopologyDescriptionNode()
            if version >= 1:
                self.processor, pos = StreamsGroupDescribeResponse.TopologyDescriptionNode._read(view, pos, version)
            else:
                self.processor = StreamsGroupDescribeResponse.TopologyDescriptionNode()
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TopologyDescription(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = ("subtopologies", "global_stores")
        FIELDS: ClassVar[tuple[str, ...]] = ("subtopologies", "global_stores")
        subtopologies: list[StreamsGroupDescribeResponse.TopologyDescriptionSubtopology]
        global_stores: list[StreamsGroupDescribeResponse.TopologyDescriptionGlobalStore]

        def __init__(
            self,
            *,
            subtopologies: list[StreamsGroupDescribeResponse.TopologyDescriptionSubtopology] | None = None,
            global_stores: list[StreamsGroupDescribeResponse.TopologyDescriptionGlobalStore] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopologies = [] if subtopologies is None else subtopologies
            self.global_stores = [] if global_stores is None else global_stores

        def _write(self, out: Out, version: int) -> None:
            if version >= 1:
                write_compact_count(out, self.subtopologies)
                for topology_description_subtopology_item in self.subtopologies:
                    topology_description_subtopology_item._write(out, version)
            elif self.subtopologies:
                raise not_carried("StreamsGroupDescribeResponse", "subtopologies", version)
            if version >= 1:
                write_compact_count(out, self.global_stores)
                for topology_description_global_store_item in self.global_stores:
                    topology_description_global_store_item._write(out, version)
            elif self.global_stores:
                raise not_carried("StreamsGroupDescribeResponse", "global_stores", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.subtopologies = []
                for _ in range(count):
                    topology_description_subtopology_item, pos = (
                        StreamsGroupDescribeResponse.TopologyDescriptionSubtopology._read(view, pos, version)
                    )
                    self.subtopologies.append(topology_description_subtopology_item)
            else:
                self.subtopologies = []
            if version >= 1:
                count, pos = read_compact_count(view, pos)
                self.global_stores = []
                for _ in range(count):
                    topology_description_global_store_item, pos = (
                        StreamsGroupDescribeResponse.TopologyDescriptionGlobalStore._read(view, pos, version)
                    )
                    self.global_stores.append(topology_description_global_store_item)
            else:
                self.global_stores = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class DescribedGroup(Struct):
        """Part of StreamsGroupDescribeResponse."""

        __slots__ = (
            "error_code",
            "error_message",
            "group_id",
            "group_state",
            "group_epoch",
            "assignment_epoch",
            "topology",
            "members",
            "authorized_operations",
            "topology_description",
            "topology_description_status",
            "assignor_name",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "error_code",
            "error_message",
            "group_id",
            "group_state",
            "group_epoch",
            "assignment_epoch",
            "topology",
            "members",
            "authorized_operations",
            "topology_description",
            "topology_description_status",
            "assignor_name",
        )
        error_code: int
        error_message: str | None
        group_id: str
        group_state: str
        group_epoch: int
        assignment_epoch: int
        topology: StreamsGroupDescribeResponse.Topology | None
        members: list[StreamsGroupDescribeResponse.Member]
        authorized_operations: int
        topology_description: StreamsGroupDescribeResponse.TopologyDescription | None
        topology_description_status: int
        assignor_name: str | None

        def __init__(
            self,
            *,
            error_code: int = 0,
            error_message: str | None = None,
            group_id: str = "",
            group_state: str = "",
            group_epoch: int = 0,
            assignment_epoch: int = 0,
            topology: StreamsGroupDescribeResponse.Topology | None = None,
            members: list[StreamsGroupDescribeResponse.Member] | None = None,
            authorized_operations: int = -2147483648,
            topology_description: StreamsGroupDescribeResponse.TopologyDescription | None = None,
            topology_description_status: int = 0,
            assignor_name: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.error_code = error_code
            self.error_message = error_message
            self.group_id = group_id
            self.group_state = group_state
            self.group_epoch = group_epoch
            self.assignment_epoch = assignment_epoch
            self.topology = topology
            self.members = [] if members is None else members
            self.authorized_operations = authorized_operations
            self.topology_description = topology_description
            self.topology_description_status = topology_description_status
            self.assignor_name = assignor_name

        def _write(self, out: Out, version: int) -> None:
            out += _h.pack(self.error_code)
            write_nullable_compact_string(out, self.error_message)
            write_compact_string(out, self.group_id)
            write_compact_string(out, self.group_state)
            out += _ii.pack(self.group_epoch, self.assignment_epoch)
            if self.topology is None:
                out += b"\xff"
            else:
                out += b"\x01"
                self.topology._write(out, version)
            write_compact_count(out, self.members)
            for member_item in self.members:
                member_item._write(out, version)
            out += _i.pack(self.authorized_operations)
            if version >= 1:
                if self.topology_description is None:
                    out += b"\xff"
                else:
                    out += b"\x01"
                    self.topology_description._write(out, version)
            elif self.topology_description is not None:
                raise not_carried("StreamsGroupDescribeResponse", "topology_description", version)
            if version >= 1:
                out += _b.pack(self.topology_description_status)
            elif self.topology_description_status != 0:
                raise not_carried("StreamsGroupDescribeResponse", "topology_description_status", version)
            if version >= 1:
                write_nullable_compact_string(out, self.assignor_name)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.group_id, pos = read_compact_string(view, pos)
            self.group_state, pos = read_compact_string(view, pos)
            self.group_epoch, self.assignment_epoch = _ii.unpack_from(view, pos)
            pos += 8
            present, pos = read_present(view, pos)
            if present:
                self.topology, pos = StreamsGroupDescribeResponse.Topology._read(view, pos, version)
            else:
                self.topology = None
            count, pos = read_compact_count(view, pos)
            self.members = []
            for _ in range(count):
                member_item, pos = StreamsGroupDescribeResponse.Member._read(view, pos, version)
                self.members.append(member_item)
            self.authorized_operations = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 1:
                present, pos = read_present(view, pos)
                if present:
                    self.topology_description, pos = StreamsGroupDescribeResponse.TopologyDescription._read(
                        view, pos, version
                    )
                else:
                    self.topology_description = None
            else:
                self.topology_description = None
            if version >= 1:
                self.topology_description_status = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.topology_description_status = 0
            if version >= 1:
                self.assignor_name, pos = read_nullable_compact_string(view, pos)
            else:
                self.assignor_name = None
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "groups")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "groups")
    throttle_time_ms: int
    groups: list[StreamsGroupDescribeResponse.DescribedGroup]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        groups: list[StreamsGroupDescribeResponse.DescribedGroup] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.groups = [] if groups is None else groups

    def _write(self, out: Out, version: int) -> None:
        out += _i.pack(self.throttle_time_ms)
        write_compact_count(out, self.groups)
        for described_group_item in self.groups:
            described_group_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_compact_count(view, pos)
        self.groups = []
        for _ in range(count):
            described_group_item, pos = StreamsGroupDescribeResponse.DescribedGroup._read(view, pos, version)
            self.groups.append(described_group_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


StreamsGroupDescribeRequest.RESPONSE = StreamsGroupDescribeResponse
