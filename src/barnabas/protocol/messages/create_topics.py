# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried, tag_overrun
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_count,
    read_fixed,
    read_nullable_compact_count,
    read_nullable_compact_string,
    read_nullable_string,
    read_string,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_nullable_compact_string,
    write_nullable_string,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_o = Packer(">?")
_obo = Packer(">?b?")
_h = Packer(">h")
_i = Packer(">i")
_io = Packer(">i?")
_ih = Packer(">ih")


class CreateTopicsRequest(Request):
    """Kafka's CreateTopicsRequest, versions 0 to 7."""

    NAME = "CreateTopics"
    API_KEY = 19
    MIN_VERSION = 0
    MAX_VERSION = 7
    FLEXIBLE_FROM = 5

    class CreatableReplicaAssignment(Struct):
        """Part of CreateTopicsRequest."""

        __slots__ = ("partition_index", "broker_ids")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "broker_ids")
        partition_index: int
        broker_ids: list[int]

        def __init__(
            self,
            *,
            partition_index: int = 0,
            broker_ids: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.broker_ids = [] if broker_ids is None else broker_ids

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                out += _i.pack(self.partition_index)
                write_compact_count(out, self.broker_ids)
                write_fixed(out, self.broker_ids, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.partition_index)
                write_count(out, self.broker_ids)
                write_fixed(out, self.broker_ids, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.partition_index = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_compact_count(view, pos)
                self.broker_ids, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_count(view, pos)
                self.broker_ids, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields = None
            return self, pos

    class CreatableTopicConfig(Struct):
        """Part of CreateTopicsRequest."""

        __slots__ = ("name", "value")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "value")
        name: str
        value: str | None

        def __init__(
            self,
            *,
            name: str = "",
            value: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.value = value

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                write_compact_string(out, self.name)
                write_nullable_compact_string(out, self.value)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                write_nullable_string(out, self.value)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.name, pos = read_compact_string(view, pos)
                self.value, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.value, pos = read_nullable_string(view, pos)
                self.unknown_tagged_fields = None
            return self, pos

    class CreatableTopic(Struct):
        """Part of CreateTopicsRequest."""

        __slots__ = ("name", "num_partitions", "replication_factor", "assignments", "configs")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "num_partitions", "replication_factor", "assignments", "configs")
        name: str
        num_partitions: int
        replication_factor: int
        assignments: list[CreateTopicsRequest.CreatableReplicaAssignment]
        configs: list[CreateTopicsRequest.CreatableTopicConfig]

        def __init__(
            self,
            *,
            name: str = "",
            num_partitions: int = 0,
            replication_factor: int = 0,
            assignments: list[CreateTopicsRequest.CreatableReplicaAssignment] | None = None,
            configs: list[CreateTopicsRequest.CreatableTopicConfig] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.num_partitions = num_partitions
            self.replication_factor = replication_factor
            self.assignments = [] if assignments is None else assignments
            self.configs = [] if configs is None else configs

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                write_compact_string(out, self.name)
                out += _ih.pack(self.num_partitions, self.replication_factor)
                write_compact_count(out, self.assignments)
                for creatable_replica_assignment_item in self.assignments:
                    creatable_replica_assignment_item._write(out, version)
                write_compact_count(out, self.configs)
                for creatable_topic_config_item in self.configs:
                    creatable_topic_config_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.name)
                out += _ih.pack(self.num_partitions, self.replication_factor)
                write_count(out, self.assignments)
                for creatable_replica_assignment_item in self.assignments:
                    creatable_replica_assignment_item._write(out, version)
                write_count(out, self.configs)
                for creatable_topic_config_item in self.configs:
                    creatable_topic_config_item._write(out, version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.name, pos = read_compact_string(view, pos)
                self.num_partitions, self.replication_factor = _ih.unpack_from(view, pos)
                pos += 6
                count, pos = read_compact_count(view, pos)
                self.assignments = []
                for _ in range(count):
                    creatable_replica_assignment_item, pos = CreateTopicsRequest.CreatableReplicaAssignment._read(
                        view, pos, version
                    )
                    self.assignments.append(creatable_replica_assignment_item)
                count, pos = read_compact_count(view, pos)
                self.configs = []
                for _ in range(count):
                    creatable_topic_config_item, pos = CreateTopicsRequest.CreatableTopicConfig._read(
                        view, pos, version
                    )
                    self.configs.append(creatable_topic_config_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.num_partitions, self.replication_factor = _ih.unpack_from(view, pos)
                pos += 6
                count, pos = read_count(view, pos)
                self.assignments = []
                for _ in range(count):
                    creatable_replica_assignment_item, pos = CreateTopicsRequest.CreatableReplicaAssignment._read(
                        view, pos, version
                    )
                    self.assignments.append(creatable_replica_assignment_item)
                count, pos = read_count(view, pos)
                self.configs = []
                for _ in range(count):
                    creatable_topic_config_item, pos = CreateTopicsRequest.CreatableTopicConfig._read(
                        view, pos, version
                    )
                    self.configs.append(creatable_topic_config_item)
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("topics", "timeout_ms", "validate_only")
    FIELDS: ClassVar[tuple[str, ...]] = ("topics", "timeout_ms", "validate_only")
    topics: list[CreateTopicsRequest.CreatableTopic]
    timeout_ms: int
    validate_only: bool

    def __init__(
        self,
        *,
        topics: list[CreateTopicsRequest.CreatableTopic] | None = None,
        timeout_ms: int = 60000,
        validate_only: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.timeout_ms = timeout_ms
        self.validate_only = validate_only

    def _write(self, out: Out, version: int) -> None:
        if version >= 5:
            write_compact_count(out, self.topics)
            for creatable_topic_item in self.topics:
                creatable_topic_item._write(out, version)
            out += _io.pack(self.timeout_ms, self.validate_only)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            write_count(out, self.topics)
            for creatable_topic_item in self.topics:
                creatable_topic_item._write(out, version)
            out += _i.pack(self.timeout_ms)
            if version >= 1:
                out += _o.pack(self.validate_only)
            elif self.validate_only:
                raise not_carried("CreateTopicsRequest", "validate_only", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 5:
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                creatable_topic_item, pos = CreateTopicsRequest.CreatableTopic._read(view, pos, version)
                self.topics.append(creatable_topic_item)
            self.timeout_ms, self.validate_only = _io.unpack_from(view, pos)
            pos += 5
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                creatable_topic_item, pos = CreateTopicsRequest.CreatableTopic._read(view, pos, version)
                self.topics.append(creatable_topic_item)
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 1:
                self.validate_only = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.validate_only = False
            self.unknown_tagged_fields = None
        return self, pos


class CreateTopicsResponse(Message):
    """Kafka's CreateTopicsResponse, versions 0 to 7."""

    NAME = "CreateTopics"
    API_KEY = 19
    MIN_VERSION = 0
    MAX_VERSION = 7
    FLEXIBLE_FROM = 5

    class CreatableTopicConfigs(Struct):
        """Part of CreateTopicsResponse."""

        __slots__ = ("name", "value", "read_only", "config_source", "is_sensitive")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "value", "read_only", "config_source", "is_sensitive")
        name: str
        value: str | None
        read_only: bool
        config_source: int
        is_sensitive: bool

        def __init__(
            self,
            *,
            name: str = "",
            value: str | None = "",
            read_only: bool = False,
            config_source: int = -1,
            is_sensitive: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.value = value
            self.read_only = read_only
            self.config_source = config_source
            self.is_sensitive = is_sensitive

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                write_compact_string(out, self.name)
                write_nullable_compact_string(out, self.value)
                out += _obo.pack(self.read_only, self.config_source, self.is_sensitive)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name:
                    raise not_carried("CreateTopicsResponse", "name", version)
                if self.value is None or self.value:
                    raise not_carried("CreateTopicsResponse", "value", version)
                if self.read_only:
                    raise not_carried("CreateTopicsResponse", "read_only", version)
                if self.is_sensitive:
                    raise not_carried("CreateTopicsResponse", "is_sensitive", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.name, pos = read_compact_string(view, pos)
                self.value, pos = read_nullable_compact_string(view, pos)
                self.read_only, self.config_source, self.is_sensitive = _obo.unpack_from(view, pos)
                pos += 3
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = ""
                self.value = ""
                self.read_only = False
                self.config_source = -1
                self.is_sensitive = False
                self.unknown_tagged_fields = None
            return self, pos

    class CreatableTopicResult(Struct):
        """Part of CreateTopicsResponse."""

        __slots__ = (
            "name",
            "topic_id",
            "error_code",
            "error_message",
            "topic_config_error_code",
            "num_partitions",
            "replication_factor",
            "configs",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "name",
            "topic_id",
            "error_code",
            "error_message",
            "topic_config_error_code",
            "num_partitions",
            "replication_factor",
            "configs",
        )
        name: str
        topic_id: bytes
        error_code: int
        error_message: str | None
        topic_config_error_code: int
        num_partitions: int
        replication_factor: int
        configs: list[CreateTopicsResponse.CreatableTopicConfigs] | None

        def __init__(
            self,
            *,
            name: str = "",
            topic_id: bytes = ZERO_UUID,
            error_code: int = 0,
            error_message: str | None = "",
            topic_config_error_code: int = 0,
            num_partitions: int = -1,
            replication_factor: int = -1,
            configs: list[CreateTopicsResponse.CreatableTopicConfigs] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.error_code = error_code
            self.error_message = error_message
            self.topic_config_error_code = topic_config_error_code
            self.num_partitions = num_partitions
            self.replication_factor = replication_factor
            self.configs = [] if configs is None else configs

        def _write(self, out: Out, version: int) -> None:
            if version >= 5:
                write_compact_string(out, self.name)
                if version >= 7:
                    out += _u.pack(uuid(self.topic_id))
                out += _h.pack(self.error_code)
                write_nullable_compact_string(out, self.error_message)
                out += _ih.pack(self.num_partitions, self.replication_factor)
                if self.configs is None:
                    out.append(0)
                else:
                    write_compact_count(out, self.configs)
                    for creatable_topic_configs_item in self.configs:
                        creatable_topic_configs_item._write(out, version)
                tags: dict[int, bytes | bytearray] = {}
                if self.topic_config_error_code != 0:
                    part = Out()
                    part += _h.pack(self.topic_config_error_code)
                    tags[0] = part
                write_tags(out, tags, self.unknown_tagged_fields)
            else:
                write_string(out, self.name)
                out += _h.pack(self.error_code)
                if version >= 1:
                    write_nullable_string(out, self.error_message)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 5:
                self.name, pos = read_compact_string(view, pos)
                if version >= 7:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.error_message, pos = read_nullable_compact_string(view, pos)
                self.num_partitions, self.replication_factor = _ih.unpack_from(view, pos)
                pos += 6
                count, pos = read_nullable_compact_count(view, pos)
                if count < 0:
                    self.configs = None
                else:
                    self.configs = []
                    for _ in range(count):
                        creatable_topic_configs_item, pos = CreateTopicsResponse.CreatableTopicConfigs._read(
                            view, pos, version
                        )
                        self.configs.append(creatable_topic_configs_item)
                self.topic_config_error_code = 0
                unknown: dict[int, bytes] = {}
                tag_count, pos = read_tag_count(view, pos)
                for _tag in range(tag_count):
                    tag, pos, end = read_tag(view, pos)
                    if tag == 0:
                        self.topic_config_error_code = _h.unpack_from(view, pos)[0]
                        pos += 2
                    else:
                        unknown[tag] = bytes(view[pos:end])
                        pos = end
                    if pos != end:
                        raise tag_overrun(tag)
                self.unknown_tagged_fields = unknown or None
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                if version >= 1:
                    self.error_message, pos = read_nullable_string(view, pos)
                else:
                    self.error_message = ""
                self.topic_config_error_code = 0
                self.num_partitions = -1
                self.replication_factor = -1
                self.configs = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "topics")
    throttle_time_ms: int
    topics: list[CreateTopicsResponse.CreatableTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        topics: list[CreateTopicsResponse.CreatableTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 5:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.topics)
            for creatable_topic_result_item in self.topics:
                creatable_topic_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 2:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.topics)
            for creatable_topic_result_item in self.topics:
                creatable_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 5:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.topics = []
            for _ in range(count):
                creatable_topic_result_item, pos = CreateTopicsResponse.CreatableTopicResult._read(view, pos, version)
                self.topics.append(creatable_topic_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 2:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.topics = []
            for _ in range(count):
                creatable_topic_result_item, pos = CreateTopicsResponse.CreatableTopicResult._read(view, pos, version)
                self.topics.append(creatable_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


CreateTopicsRequest.RESPONSE = CreateTopicsResponse
