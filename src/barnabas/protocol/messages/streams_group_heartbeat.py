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
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iq = Packer(">iq")
_q = Packer(">q")


class StreamsGroupHeartbeatRequest(Request):
    """Kafka's StreamsGroupHeartbeatRequest, versions 0 to 1."""

    NAME = "StreamsGroupHeartbeat"
    API_KEY = 88
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class KeyValue(Struct):
        """Part of StreamsGroupHeartbeatRequest."""

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
        """Part of StreamsGroupHeartbeatRequest."""

        __slots__ = ("name", "partitions", "replication_factor", "topic_configs")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "partitions", "replication_factor", "topic_configs")
        name: str
        partitions: int
        replication_factor: int
        topic_configs: list[StreamsGroupHeartbeatRequest.KeyValue]

        def __init__(
            self,
            *,
            name: str = "",
            partitions: int = 0,
            replication_factor: int = 0,
            topic_configs: list[StreamsGroupHeartbeatRequest.KeyValue] | None = None,
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
                key_value_item, pos = StreamsGroupHeartbeatRequest.KeyValue._read(view, pos, version)
                self.topic_configs.append(key_value_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class CopartitionGroup(Struct):
        """Part of StreamsGroupHeartbeatRequest."""

        __slots__ = ("source_topics", "source_topic_regex", "repartition_source_topics")
        FIELDS: ClassVar[tuple[str, ...]] = ("source_topics", "source_topic_regex", "repartition_source_topics")
        source_topics: list[int]
        source_topic_regex: list[int]
        repartition_source_topics: list[int]

        def __init__(
            self,
            *,
            source_topics: list[int] | None = None,
            source_topic_regex: list[int] | None = None,
            repartition_source_topics: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.source_topics = [] if source_topics is None else source_topics
            self.source_topic_regex = [] if source_topic_regex is None else source_topic_regex
            self.repartition_source_topics = [] if repartition_source_topics is None else repartition_source_topics

        def _write(self, out: Out, version: int) -> None:
            write_compact_count(out, self.source_topics)
            write_fixed(out, self.source_topics, "h")
            write_compact_count(out, self.source_topic_regex)
            write_fixed(out, self.source_topic_regex, "h")
            write_compact_count(out, self.repartition_source_topics)
            write_fixed(out, self.repartition_source_topics, "h")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            count, pos = read_compact_count(view, pos)
            self.source_topics, pos = read_fixed(view, pos, count, "h", 2)
            count, pos = read_compact_count(view, pos)
            self.source_topic_regex, pos = read_fixed(view, pos, count, "h", 2)
            count, pos = read_compact_count(view, pos)
            self.repartition_source_topics, pos = read_fixed(view, pos, count, "h", 2)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Subtopology(Struct):
        """Part of StreamsGroupHeartbeatRequest."""

        __slots__ = (
            "subtopology_id",
            "source_topics",
            "source_topic_regex",
            "state_changelog_topics",
            "repartition_sink_topics",
            "repartition_source_topics",
            "copartition_groups",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "subtopology_id",
            "source_topics",
            "source_topic_regex",
            "state_changelog_topics",
            "repartition_sink_topics",
            "repartition_source_topics",
            "copartition_groups",
        )
        subtopology_id: str
        source_topics: list[str]
        source_topic_regex: list[str]
        state_changelog_topics: list[StreamsGroupHeartbeatRequest.TopicInfo]
        repartition_sink_topics: list[str]
        repartition_source_topics: list[StreamsGroupHeartbeatRequest.TopicInfo]
        copartition_groups: list[StreamsGroupHeartbeatRequest.CopartitionGroup]

        def __init__(
            self,
            *,
            subtopology_id: str = "",
            source_topics: list[str] | None = None,
            source_topic_regex: list[str] | None = None,
            state_changelog_topics: list[StreamsGroupHeartbeatRequest.TopicInfo] | None = None,
            repartition_sink_topics: list[str] | None = None,
            repartition_source_topics: list[StreamsGroupHeartbeatRequest.TopicInfo] | None = None,
            copartition_groups: list[StreamsGroupHeartbeatRequest.CopartitionGroup] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.subtopology_id = subtopology_id
            self.source_topics = [] if source_topics is None else source_topics
            self.source_topic_regex = [] if source_topic_regex is None else source_topic_regex
            self.state_changelog_topics = [] if state_changelog_topics is None else state_changelog_topics
            self.repartition_sink_topics = [] if repartition_sink_topics is None else repartition_sink_topics
            self.repartition_source_topics = [] if repartition_source_topics is None else repartition_source_topics
            self.copartition_groups = [] if copartition_groups is None else copartition_groups

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.subtopology_id)
            write_compact_count(out, self.source_topics)
            for element in self.source_topics:
                write_compact_string(out, element)
            write_compact_count(out, self.source_topic_regex)
            for element in self.source_topic_regex:
                write_compact_string(out, element)
            write_compact_count(out, self.state_changelog_topics)
            for topic_info_item in self.state_changelog_topics:
                topic_info_item._write(out, version)
            write_compact_count(out, self.repartition_sink_topics)
            for element in self.repartition_sink_topics:
                write_compact_string(out, element)
            write_compact_count(out, self.repartition_source_topics)
            for topic_info_item in self.repartition_source_topics:
                topic_info_item._write(out, version)
            write_compact_count(out, self.copartition_groups)
            for copartition_group_item in self.copartition_groups:
                copartition_group_item._write(out, version)
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
            self.source_topic_regex, pos = read_each(view, pos, count, read_compact_string)
            count, pos = read_compact_count(view, pos)
            self.state_changelog_topics = []
            for _ in range(count):
                topic_info_item, pos = StreamsGroupHeartbeatRequest.TopicInfo._read(view, pos, version)
                self.state_changelog_topics.append(topic_info_item)
            count, pos = read_compact_count(view, pos)
            self.repartition_sink_topics, pos = read_each(view, pos, count, read_compact_string)
            count, pos = read_compact_count(view, pos)
            self.repartition_source_topics = []
            for _ in range(count):
                topic_info_item, pos = StreamsGroupHeartbeatRequest.TopicInfo._read(view, pos, version)
                self.repartition_source_topics.append(topic_info_item)
            count, pos = read_compact_count(view, pos)
            self.copartition_groups = []
            for _ in range(count):
                copartition_group_item, pos = StreamsGroupHeartbeatRequest.CopartitionGroup._read(view, pos, version)
                self.copartition_groups.append(copartition_group_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class Topology(Struct):
        """Part of StreamsGroupHeartbeatRequest."""

        __slots__ = ("epoch", "subtopologies")
        FIELDS: ClassVar[tuple[str, ...]] = ("epoch", "subtopologies")
        epoch: int
        subtopologies: list[StreamsGroupHeartbeatRequest.Subtopology]

        def __init__(
            self,
            *,
            epoch: int = 0,
            subtopologies: list[StreamsGroupHeartbeatRequest.Subtopology] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.epoch = epoch
            self.subtopologies = [] if subtopologies is None else subtopologies

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.epoch)
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
            count, pos = read_compact_count(view, pos)
            self.subtopologies = []
            for _ in range(count):
                subtopology_item, pos = StreamsGroupHeartbeatRequest.Subtopology._read(view, pos, version)
                self.subtopologies.append(subtopology_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TaskIds(Struct):
        """Part of StreamsGroupHeartbeatRequest."""

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

    class Endpoint(Struct):
        """Part of StreamsGroupHeartbeatRequest."""

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
        """Part of StreamsGroupHeartbeatRequest."""

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

    __slots__ = (
        "group_id",
        "member_id",
        "member_epoch",
        "endpoint_information_epoch",
        "instance_id",
        "rack_id",
        "rebalance_timeout_ms",
        "topology",
        "active_tasks",
        "standby_tasks",
        "warmup_tasks",
        "process_id",
        "user_endpoint",
        "client_tags",
        "task_offsets",
        "task_end_offsets",
        "shutdown_application",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "group_id",
        "member_id",
        "member_epoch",
        "endpoint_information_epoch",
        "instance_id",
        "rack_id",
        "rebalance_timeout_ms",
        "topology",
        "active_tasks",
        "standby_tasks",
        "warmup_tasks",
        "process_id",
        "user_endpoint",
        "client_tags",
        "task_offsets",
        "task_end_offsets",
        "shutdown_application",
    )
    group_id: str
    member_id: str
    member_epoch: int
    endpoint_information_epoch: int
    instance_id: str | None
    rack_id: str | None
    rebalance_timeout_ms: int
    topology: StreamsGroupHeartbeatRequest.Topology | None
    active_tasks: list[StreamsGroupHeartbeatRequest.TaskIds] | None
    standby_tasks: list[StreamsGroupHeartbeatRequest.TaskIds] | None
    warmup_tasks: list[StreamsGroupHeartbeatRequest.TaskIds] | None
    process_id: str | None
    user_endpoint: StreamsGroupHeartbeatRequest.Endpoint | None
    client_tags: list[StreamsGroupHeartbeatRequest.KeyValue] | None
    task_offsets: list[StreamsGroupHeartbeatRequest.TaskOffset] | None
    task_end_offsets: list[StreamsGroupHeartbeatRequest.TaskOffset] | None
    shutdown_application: bool

    def __init__(
        self,
        *,
        group_id: str = "",
        member_id: str = "",
        member_epoch: int = 0,
        endpoint_information_epoch: int = 0,
        instance_id: str | None = None,
        rack_id: str | None = None,
        rebalance_timeout_ms: int = -1,
        topology: StreamsGroupHeartbeatRequest.Topology | None = None,
        active_tasks: list[StreamsGroupHeartbeatRequest.TaskIds] | None = None,
        standby_tasks: list[StreamsGroupHeartbeatRequest.TaskIds] | None = None,
        warmup_tasks: list[StreamsGroupHeartbeatRequest.TaskIds] | None = None,
        process_id: str | None = None,
        user_endpoint: StreamsGroupHeartbeatRequest.Endpoint | None = None,
        client_tags: list[StreamsGroupHeartbeatRequest.KeyValue] | None = None,
        task_offsets: list[StreamsGroupHeartbeatRequest.TaskOffset] | None = None,
        task_end_offsets: list[StreamsGroupHeartbeatRequest.TaskOffset] | None = None,
        shutdown_application: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.member_id = member_id
        self.member_epoch = member_epoch
        self.endpoint_information_epoch = endpoint_information_epoch
        self.instance_id = instance_id
        self.rack_id = rack_id
        self.rebalance_timeout_ms = rebalance_timeout_ms
        self.topology = topology
        self.active_tasks = active_tasks
        self.standby_tasks = standby_tasks
        self.warmup_tasks = warmup_tasks
        self.process_id = process_id
        self.user_endpoint = user_endpoint
        self.client_tags = client_tags
        self.task_offsets = task_offsets
        self.task_end_offsets = task_end_offsets
        self.shutdown_application = shutdown_application

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_string(out, self.member_id)
        out += _ii.pack(self.member_epoch, self.endpoint_information_epoch)
        write_nullable_compact_string(out, self.instance_id)
        write_nullable_compact_string(out, self.rack_id)
        out += _i.pack(self.rebalance_timeout_ms)
        if self.topology is None:
            out += b"\xff"
        else:
            out += b"\x01"
            self.topology._write(out, version)
        if self.active_tasks is None:
            out.append(0)
        else:
            write_compact_count(out, self.active_tasks)
            for task_ids_item in self.active_tasks:
                task_ids_item._write(out, version)
        if self.standby_tasks is None:
            out.append(0)
        else:
            write_compact_count(out, self.standby_tasks)
            for task_ids_item in self.standby_tasks:
                task_ids_item._write(out, version)
        if self.warmup_tasks is None:
            out.append(0)
        else:
            write_compact_count(out, self.warmup_tasks)
            for task_ids_item in self.warmup_tasks:
                task_ids_item._write(out, version)
        write_nullable_compact_string(out, self.process_id)
        if self.user_endpoint is None:
            out += b"\xff"
        else:
            out += b"\x01"
            self.user_endpoint._write(out, version)
        if self.client_tags is None:
            out.append(0)
        else:
            write_compact_count(out, self.client_tags)
            for key_value_item in self.client_tags:
                key_value_item._write(out, version)
        if self.task_offsets is None:
            out.append(0)
        else:
            write_compact_count(out, self.task_offsets)
            for task_offset_item in self.task_offsets:
                task_offset_item._write(out, version)
        if self.task_end_offsets is None:
            out.append(0)
        else:
            write_compact_count(out, self.task_end_offsets)
            for task_offset_item in self.task_end_offsets:
                task_offset_item._write(out, version)
        out += _o.pack(self.shutdown_application)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_compact_string(view, pos)
        self.member_id, pos = read_compact_string(view, pos)
        self.member_epoch, self.endpoint_information_epoch = _ii.unpack_from(view, pos)
        pos += 8
        self.instance_id, pos = read_nullable_compact_string(view, pos)
        self.rack_id, pos = read_nullable_compact_string(view, pos)
        self.rebalance_timeout_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        present, pos = read_present(view, pos)
        if present:
            self.topology, pos = StreamsGroupHeartbeatRequest.Topology._read(view, pos, version)
        else:
            self.topology = None
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.active_tasks = None
        else:
            self.active_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupHeartbeatRequest.TaskIds._read(view, pos, version)
                self.active_tasks.append(task_ids_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.standby_tasks = None
        else:
            self.standby_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupHeartbeatRequest.TaskIds._read(view, pos, version)
                self.standby_tasks.append(task_ids_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.warmup_tasks = None
        else:
            self.warmup_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupHeartbeatRequest.TaskIds._read(view, pos, version)
                self.warmup_tasks.append(task_ids_item)
        self.process_id, pos = read_nullable_compact_string(view, pos)
        present, pos = read_present(view, pos)
        if present:
            self.user_endpoint, pos = StreamsGroupHeartbeatRequest.Endpoint._read(view, pos, version)
        else:
            self.user_endpoint = None
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.client_tags = None
        else:
            self.client_tags = []
            for _ in range(count):
                key_value_item, pos = StreamsGroupHeartbeatRequest.KeyValue._read(view, pos, version)
                self.client_tags.append(key_value_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.task_offsets = None
        else:
            self.task_offsets = []
            for _ in range(count):
                task_offset_item, pos = StreamsGroupHeartbeatRequest.TaskOffset._read(view, pos, version)
                self.task_offsets.append(task_offset_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.task_end_offsets = None
        else:
            self.task_end_offsets = []
            for _ in range(count):
                task_offset_item, pos = StreamsGroupHeartbeatRequest.TaskOffset._read(view, pos, version)
                self.task_end_offsets.append(task_offset_item)
        self.shutdown_application = _o.unpack_from(view, pos)[0]
        pos += 1
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class StreamsGroupHeartbeatResponse(Message):
    """Kafka's StreamsGroupHeartbeatResponse, versions 0 to 1."""

    NAME = "StreamsGroupHeartbeat"
    API_KEY = 88
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class Status(Struct):
        """Part of StreamsGroupHeartbeatResponse."""

        __slots__ = ("status_code", "status_detail")
        FIELDS: ClassVar[tuple[str, ...]] = ("status_code", "status_detail")
        status_code: int
        status_detail: str

        def __init__(
            self,
            *,
            status_code: int = 0,
            status_detail: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.status_code = status_code
            self.status_detail = status_detail

        def _write(self, out: Out, version: int) -> None:
            out += _b.pack(self.status_code)
            write_compact_string(out, self.status_detail)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.status_code = _b.unpack_from(view, pos)[0]
            pos += 1
            self.status_detail, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class TaskIds(Struct):
        """Part of StreamsGroupHeartbeatResponse."""

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

    class Endpoint(Struct):
        """Part of StreamsGroupHeartbeatResponse."""

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

    class TopicPartition(Struct):
        """Part of StreamsGroupHeartbeatResponse."""

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
            write_compact_string(out, self.topic)
            write_compact_count(out, self.partitions)
            write_fixed(out, self.partitions, "i")
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic, pos = read_compact_string(view, pos)
            count, pos = read_compact_count(view, pos)
            self.partitions, pos = read_fixed(view, pos, count, "i", 4)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class EndpointToPartitions(Struct):
        """Part of StreamsGroupHeartbeatResponse."""

        __slots__ = ("user_endpoint", "active_partitions", "standby_partitions")
        FIELDS: ClassVar[tuple[str, ...]] = ("user_endpoint", "active_partitions", "standby_partitions")
        user_endpoint: StreamsGroupHeartbeatResponse.Endpoint
        active_partitions: list[StreamsGroupHeartbeatResponse.TopicPartition]
        standby_partitions: list[StreamsGroupHeartbeatResponse.TopicPartition]

        def __init__(
            self,
            *,
            user_endpoint: StreamsGroupHeartbeatResponse.Endpoint | None = None,
            active_partitions: list[StreamsGroupHeartbeatResponse.TopicPartition] | None = None,
            standby_partitions: list[StreamsGroupHeartbeatResponse.TopicPartition] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.user_endpoint = StreamsGroupHeartbeatResponse.Endpoint() if user_endpoint is None else user_endpoint
            self.active_partitions = [] if active_partitions is None else active_partitions
            self.standby_partitions = [] if standby_partitions is None else standby_partitions

        def _write(self, out: Out, version: int) -> None:
            self.user_endpoint._write(out, version)
            write_compact_count(out, self.active_partitions)
            for topic_partition_item in self.active_partitions:
                topic_partition_item._write(out, version)
            write_compact_count(out, self.standby_partitions)
            for topic_partition_item in self.standby_partitions:
                topic_partition_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.user_endpoint, pos = StreamsGroupHeartbeatResponse.Endpoint._read(view, pos, version)
            count, pos = read_compact_count(view, pos)
            self.active_partitions = []
            for _ in range(count):
                topic_partition_item, pos = StreamsGroupHeartbeatResponse.TopicPartition._read(view, pos, version)
                self.active_partitions.append(topic_partition_item)
            count, pos = read_compact_count(view, pos)
            self.standby_partitions = []
            for _ in range(count):
                topic_partition_item, pos = StreamsGroupHeartbeatResponse.TopicPartition._read(view, pos, version)
                self.standby_partitions.append(topic_partition_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "member_id",
        "member_epoch",
        "heartbeat_interval_ms",
        "acceptable_recovery_lag_legacy",
        "task_offset_interval_ms",
        "acceptable_recovery_lag",
        "status",
        "active_tasks",
        "standby_tasks",
        "warmup_tasks",
        "topology_description_required",
        "endpoint_information_epoch",
        "partitions_by_user_endpoint",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "error_message",
        "member_id",
        "member_epoch",
        "heartbeat_interval_ms",
        "acceptable_recovery_lag_legacy",
        "task_offset_interval_ms",
        "acceptable_recovery_lag",
        "status",
        "active_tasks",
        "standby_tasks",
        "warmup_tasks",
        "topology_description_required",
        "endpoint_information_epoch",
        "partitions_by_user_endpoint",
    )
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    member_id: str
    member_epoch: int
    heartbeat_interval_ms: int
    acceptable_recovery_lag_legacy: int
    task_offset_interval_ms: int
    acceptable_recovery_lag: int
    status: list[StreamsGroupHeartbeatResponse.Status] | None
    active_tasks: list[StreamsGroupHeartbeatResponse.TaskIds] | None
    standby_tasks: list[StreamsGroupHeartbeatResponse.TaskIds] | None
    warmup_tasks: list[StreamsGroupHeartbeatResponse.TaskIds] | None
    topology_description_required: bool
    endpoint_information_epoch: int
    partitions_by_user_endpoint: list[StreamsGroupHeartbeatResponse.EndpointToPartitions] | None

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        member_id: str = "",
        member_epoch: int = 0,
        heartbeat_interval_ms: int = 0,
        acceptable_recovery_lag_legacy: int = 0,
        task_offset_interval_ms: int = 0,
        acceptable_recovery_lag: int = -1,
        status: list[StreamsGroupHeartbeatResponse.Status] | None = None,
        active_tasks: list[StreamsGroupHeartbeatResponse.TaskIds] | None = None,
        standby_tasks: list[StreamsGroupHeartbeatResponse.TaskIds] | None = None,
        warmup_tasks: list[StreamsGroupHeartbeatResponse.TaskIds] | None = None,
        topology_description_required: bool = False,
        endpoint_information_epoch: int = 0,
        partitions_by_user_endpoint: list[StreamsGroupHeartbeatResponse.EndpointToPartitions] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.member_id = member_id
        self.member_epoch = member_epoch
        self.heartbeat_interval_ms = heartbeat_interval_ms
        self.acceptable_recovery_lag_legacy = acceptable_recovery_lag_legacy
        self.task_offset_interval_ms = task_offset_interval_ms
        self.acceptable_recovery_lag = acceptable_recovery_lag
        self.status = [] if status is None else status
        self.active_tasks = active_tasks
        self.standby_tasks = standby_tasks
        self.warmup_tasks = warmup_tasks
        self.topology_description_required = topology_description_required
        self.endpoint_information_epoch = endpoint_information_epoch
        self.partitions_by_user_endpoint = partitions_by_user_endpoint

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_compact_string(out, self.member_id)
        out += _ii.pack(self.member_epoch, self.heartbeat_interval_ms)
        if version <= 0:
            out += _i.pack(self.acceptable_recovery_lag_legacy)
        elif self.acceptable_recovery_lag_legacy != 0:
            raise not_carried("StreamsGroupHeartbeatResponse", "acceptable_recovery_lag_legacy", version)
        out += _i.pack(self.task_offset_interval_ms)
        if version >= 1:
            out += _q.pack(self.acceptable_recovery_lag)
        if self.status is None:
            out.append(0)
        else:
            write_compact_count(out, self.status)
            for status_item in self.status:
                status_item._write(out, version)
        if self.active_tasks is None:
            out.append(0)
        else:
            write_compact_count(out, self.active_tasks)
            for task_ids_item in self.active_tasks:
                task_ids_item._write(out, version)
        if self.standby_tasks is None:
            out.append(0)
        else:
            write_compact_count(out, self.standby_tasks)
            for task_ids_item in self.standby_tasks:
                task_ids_item._write(out, version)
        if self.warmup_tasks is None:
            out.append(0)
        else:
            write_compact_count(out, self.warmup_tasks)
            for task_ids_item in self.warmup_tasks:
                task_ids_item._write(out, version)
        if version >= 1:
            out += _o.pack(self.topology_description_required)
        elif self.topology_description_required:
            raise not_carried("StreamsGroupHeartbeatResponse", "topology_description_required", version)
        out += _i.pack(self.endpoint_information_epoch)
        if self.partitions_by_user_endpoint is None:
            out.append(0)
        else:
            write_compact_count(out, self.partitions_by_user_endpoint)
            for endpoint_to_partitions_item in self.partitions_by_user_endpoint:
                endpoint_to_partitions_item._write(out, version)
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
        self.member_id, pos = read_compact_string(view, pos)
        self.member_epoch, self.heartbeat_interval_ms = _ii.unpack_from(view, pos)
        pos += 8
        if version <= 0:
            self.acceptable_recovery_lag_legacy = _i.unpack_from(view, pos)[0]
            pos += 4
        else:
            self.acceptable_recovery_lag_legacy = 0
        self.task_offset_interval_ms = _i.unpack_from(view, pos)[0]
        pos += 4
        if version >= 1:
            self.acceptable_recovery_lag = _q.unpack_from(view, pos)[0]
            pos += 8
        else:
            self.acceptable_recovery_lag = -1
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.status = None
        else:
            self.status = []
            for _ in range(count):
                status_item, pos = StreamsGroupHeartbeatResponse.Status._read(view, pos, version)
                self.status.append(status_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.active_tasks = None
        else:
            self.active_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupHeartbeatResponse.TaskIds._read(view, pos, version)
                self.active_tasks.append(task_ids_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.standby_tasks = None
        else:
            self.standby_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupHeartbeatResponse.TaskIds._read(view, pos, version)
                self.standby_tasks.append(task_ids_item)
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.warmup_tasks = None
        else:
            self.warmup_tasks = []
            for _ in range(count):
                task_ids_item, pos = StreamsGroupHeartbeatResponse.TaskIds._read(view, pos, version)
                self.warmup_tasks.append(task_ids_item)
        if version >= 1:
            self.topology_description_required = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.topology_description_required = False
        self.endpoint_information_epoch = _i.unpack_from(view, pos)[0]
        pos += 4
        count, pos = read_nullable_compact_count(view, pos)
        if count < 0:
            self.partitions_by_user_endpoint = None
        else:
            self.partitions_by_user_endpoint = []
            for _ in range(count):
                endpoint_to_partitions_item, pos = StreamsGroupHeartbeatResponse.EndpointToPartitions._read(
                    view, pos, version
                )
                self.partitions_by_user_endpoint.append(endpoint_to_partitions_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


StreamsGroupHeartbeatRequest.RESPONSE = StreamsGroupHeartbeatResponse
