# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, not_carried
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

_o = Packer(">?")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iq = Packer(">iq")
_q = Packer(">q")


class StopReplicaRequest(Request):
    """Kafka's StopReplicaRequest, versions 0 to 4."""

    NAME = "StopReplica"
    API_KEY = 5
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 2

    class StopReplicaPartitionV0(Struct):
        """Part of StopReplicaRequest."""

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
            if version >= 2:
                if self.topic_name:
                    raise not_carried("StopReplicaRequest", "topic_name", version)
                if self.partition_index != 0:
                    raise not_carried("StopReplicaRequest", "partition_index", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version <= 0:
                    write_string(out, self.topic_name)
                elif self.topic_name:
                    raise not_carried("StopReplicaRequest", "topic_name", version)
                if version <= 0:
                    out += _i.pack(self.partition_index)
                elif self.partition_index != 0:
                    raise not_carried("StopReplicaRequest", "partition_index", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.topic_name = ""
                self.partition_index = 0
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version <= 0:
                    self.topic_name, pos = read_string(view, pos)
                else:
                    self.topic_name = ""
                if version <= 0:
                    self.partition_index = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.partition_index = 0
                self.unknown_tagged_fields = None
            return self, pos

    class StopReplicaTopicV1(Struct):
        """Part of StopReplicaRequest."""

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
            if version >= 2:
                if version <= 2:
                    write_compact_string(out, self.name)
                elif self.name:
                    raise not_carried("StopReplicaRequest", "name", version)
                if version <= 2:
                    write_compact_count(out, self.partition_indexes)
                    write_fixed(out, self.partition_indexes, "i")
                elif self.partition_indexes:
                    raise not_carried("StopReplicaRequest", "partition_indexes", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 1:
                    write_string(out, self.name)
                elif self.name:
                    raise not_carried("StopReplicaRequest", "name", version)
                if version >= 1:
                    write_count(out, self.partition_indexes)
                    write_fixed(out, self.partition_indexes, "i")
                elif self.partition_indexes:
                    raise not_carried("StopReplicaRequest", "partition_indexes", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                if version <= 2:
                    self.name, pos = read_compact_string(view, pos)
                else:
                    self.name = ""
                if version <= 2:
                    count, pos = read_compact_count(view, pos)
                    self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.partition_indexes = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 1:
                    self.name, pos = read_string(view, pos)
                else:
                    self.name = ""
                if version >= 1:
                    count, pos = read_count(view, pos)
                    self.partition_indexes, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.partition_indexes = []
                self.unknown_tagged_fields = None
            return self, pos

    class StopReplicaPartitionState(Struct):
        """Part of StopReplicaRequest."""

        __slots__ = ("partition_index", "leader_epoch", "delete_partition")
        FIELDS: ClassVar[tuple[str, ...]] = ("partition_index", "leader_epoch", "delete_partition")
        partition_index: int
        leader_epoch: int
        delete_partition: bool

        def __init__(
            self,
            *,
            partition_index: int = 0,
            leader_epoch: int = -1,
            delete_partition: bool = False,
        ) -> None:
            self.unknown_tagged_fields = None
            self.partition_index = partition_index
            self.leader_epoch = leader_epoch
            self.delete_partition = delete_partition

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                if version >= 3:
                    out += _i.pack(self.partition_index)
                elif self.partition_index != 0:
                    raise not_carried("StopReplicaRequest", "partition_index", version)
                if version >= 3:
                    out += _i.pack(self.leader_epoch)
                elif self.leader_epoch != -1:
                    raise not_carried("StopReplicaRequest", "leader_epoch", version)
                if version >= 3:
                    out += _o.pack(self.delete_partition)
                elif self.delete_partition:
                    raise not_carried("StopReplicaRequest", "delete_partition", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.partition_index != 0:
                    raise not_carried("StopReplicaRequest", "partition_index", version)
                if self.leader_epoch != -1:
                    raise not_carried("StopReplicaRequest", "leader_epoch", version)
                if self.delete_partition:
                    raise not_carried("StopReplicaRequest", "delete_partition", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                if version >= 3:
                    self.partition_index = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.partition_index = 0
                if version >= 3:
                    self.leader_epoch = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.leader_epoch = -1
                if version >= 3:
                    self.delete_partition = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.delete_partition = False
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.partition_index = 0
                self.leader_epoch = -1
                self.delete_partition = False
                self.unknown_tagged_fields = None
            return self, pos

    class StopReplicaTopicState(Struct):
        """Part of StopReplicaRequest."""

        __slots__ = ("topic_name", "partition_states")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partition_states")
        topic_name: str
        partition_states: list[StopReplicaRequest.StopReplicaPartitionState]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_states: list[StopReplicaRequest.StopReplicaPartitionState] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_states = [] if partition_states is None else partition_states

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                if version >= 3:
                    write_compact_string(out, self.topic_name)
                elif self.topic_name:
                    raise not_carried("StopReplicaRequest", "topic_name", version)
                if version >= 3:
                    write_compact_count(out, self.partition_states)
                    for stop_replica_partition_state_item in self.partition_states:
                        stop_replica_partition_state_item._write(out, version)
                elif self.partition_states:
                    raise not_carried("StopReplicaRequest", "partition_states", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.topic_name:
                    raise not_carried("StopReplicaRequest", "topic_name", version)
                if self.partition_states:
                    raise not_carried("StopReplicaRequest", "partition_states", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                if version >= 3:
                    self.topic_name, pos = read_compact_string(view, pos)
                else:
                    self.topic_name = ""
                if version >= 3:
                    count, pos = read_compact_count(view, pos)
                    self.partition_states = []
                    for _ in range(count):
                        stop_replica_partition_state_item, pos = StopReplicaRequest.StopReplicaPartitionState._read(
                            view, pos, version
                        )
                        self.partition_states.append(stop_replica_partition_state_item)
                else:
                    self.partition_states = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name = ""
                self.partition_states = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "controller_id",
        "is_k_raft_controller",
        "controller_epoch",
        "broker_epoch",
        "delete_partitions",
        "ungrouped_partitions",
        "topics",
        "topic_states",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "controller_id",
        "is_k_raft_controller",
        "controller_epoch",
        "broker_epoch",
        "delete_partitions",
        "ungrouped_partitions",
        "topics",
        "topic_states",
    )
    controller_id: int
    is_k_raft_controller: bool
    controller_epoch: int
    broker_epoch: int
    delete_partitions: bool
    ungrouped_partitions: list[StopReplicaRequest.StopReplicaPartitionV0]
    topics: list[StopReplicaRequest.StopReplicaTopicV1]
    topic_states: list[StopReplicaRequest.StopReplicaTopicState]

    def __init__(
        self,
        *,
        controller_id: int = 0,
        is_k_raft_controller: bool = False,
        controller_epoch: int = 0,
        broker_epoch: int = -1,
        delete_partitions: bool = False,
        ungrouped_partitions: list[StopReplicaRequest.StopReplicaPartitionV0] | None = None,
        topics: list[StopReplicaRequest.StopReplicaTopicV1] | None = None,
        topic_states: list[StopReplicaRequest.StopReplicaTopicState] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.controller_id = controller_id
        self.is_k_raft_controller = is_k_raft_controller
        self.controller_epoch = controller_epoch
        self.broker_epoch = broker_epoch
        self.delete_partitions = delete_partitions
        self.ungrouped_partitions = [] if ungrouped_partitions is None else ungrouped_partitions
        self.topics = [] if topics is None else topics
        self.topic_states = [] if topic_states is None else topic_states

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _i.pack(self.controller_id)
            if version >= 4:
                out += _o.pack(self.is_k_raft_controller)
            elif self.is_k_raft_controller:
                raise not_carried("StopReplicaRequest", "is_k_raft_controller", version)
            out += _iq.pack(self.controller_epoch, self.broker_epoch)
            if version <= 2:
                out += _o.pack(self.delete_partitions)
            elif self.delete_partitions:
                raise not_carried("StopReplicaRequest", "delete_partitions", version)
            if self.ungrouped_partitions:
                raise not_carried("StopReplicaRequest", "ungrouped_partitions", version)
            if version <= 2:
                write_compact_count(out, self.topics)
                for stop_replica_topic_v1_item in self.topics:
                    stop_replica_topic_v1_item._write(out, version)
            elif self.topics:
                raise not_carried("StopReplicaRequest", "topics", version)
            if version >= 3:
                write_compact_count(out, self.topic_states)
                for stop_replica_topic_state_item in self.topic_states:
                    stop_replica_topic_state_item._write(out, version)
            elif self.topic_states:
                raise not_carried("StopReplicaRequest", "topic_states", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.controller_id)
            if self.is_k_raft_controller:
                raise not_carried("StopReplicaRequest", "is_k_raft_controller", version)
            out += _i.pack(self.controller_epoch)
            if version >= 1:
                out += _q.pack(self.broker_epoch)
            out += _o.pack(self.delete_partitions)
            if version <= 0:
                write_count(out, self.ungrouped_partitions)
                for stop_replica_partition_v0_item in self.ungrouped_partitions:
                    stop_replica_partition_v0_item._write(out, version)
            elif self.ungrouped_partitions:
                raise not_carried("StopReplicaRequest", "ungrouped_partitions", version)
            if version >= 1:
                write_count(out, self.topics)
                for stop_replica_topic_v1_item in self.topics:
                    stop_replica_topic_v1_item._write(out, version)
            elif self.topics:
                raise not_carried("StopReplicaRequest", "topics", version)
            if self.topic_states:
                raise not_carried("StopReplicaRequest", "topic_states", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.controller_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 4:
                self.is_k_raft_controller = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.is_k_raft_controller = False
            self.controller_epoch, self.broker_epoch = _iq.unpack_from(view, pos)
            pos += 12
            if version <= 2:
                self.delete_partitions = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.delete_partitions = False
            self.ungrouped_partitions = []
            if version <= 2:
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    stop_replica_topic_v1_item, pos = StopReplicaRequest.StopReplicaTopicV1._read(view, pos, version)
                    self.topics.append(stop_replica_topic_v1_item)
            else:
                self.topics = []
            if version >= 3:
                count, pos = read_compact_count(view, pos)
                self.topic_states = []
                for _ in range(count):
                    stop_replica_topic_state_item, pos = StopReplicaRequest.StopReplicaTopicState._read(
                        view, pos, version
                    )
                    self.topic_states.append(stop_replica_topic_state_item)
            else:
                self.topic_states = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.is_k_raft_controller = False
            self.controller_id, self.controller_epoch = _ii.unpack_from(view, pos)
            pos += 8
            if version >= 1:
                self.broker_epoch = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.broker_epoch = -1
            self.delete_partitions = _o.unpack_from(view, pos)[0]
            pos += 1
            if version <= 0:
                count, pos = read_count(view, pos)
                self.ungrouped_partitions = []
                for _ in range(count):
                    stop_replica_partition_v0_item, pos = StopReplicaRequest.StopReplicaPartitionV0._read(
                        view, pos, version
                    )
                    self.ungrouped_partitions.append(stop_replica_partition_v0_item)
            else:
                self.ungrouped_partitions = []
            if version >= 1:
                count, pos = read_count(view, pos)
                self.topics = []
                for _ in range(count):
                    stop_replica_topic_v1_item, pos = StopReplicaRequest.StopReplicaTopicV1._read(view, pos, version)
                    self.topics.append(stop_replica_topic_v1_item)
            else:
                self.topics = []
            self.topic_states = []
            self.unknown_tagged_fields = None
        return self, pos


class StopReplicaResponse(Message):
    """Kafka's StopReplicaResponse, versions 0 to 4."""

    NAME = "StopReplica"
    API_KEY = 5
    MIN_VERSION = 0
    MAX_VERSION = 4
    FLEXIBLE_FROM = 2

    class StopReplicaPartitionError(Struct):
        """Part of StopReplicaResponse."""

        __slots__ = ("topic_name", "partition_index", "error_code")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "partition_index", "error_code")
        topic_name: str
        partition_index: int
        error_code: int

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_index: int = 0,
            error_code: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_index = partition_index
            self.error_code = error_code

        def _write(self, out: Out, version: int) -> None:
            if version >= 2:
                write_compact_string(out, self.topic_name)
                out += _ih.pack(self.partition_index, self.error_code)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                write_string(out, self.topic_name)
                out += _ih.pack(self.partition_index, self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 2:
                self.topic_name, pos = read_compact_string(view, pos)
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name, pos = read_string(view, pos)
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("error_code", "partition_errors")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "partition_errors")
    error_code: int
    partition_errors: list[StopReplicaResponse.StopReplicaPartitionError]

    def __init__(
        self,
        *,
        error_code: int = 0,
        partition_errors: list[StopReplicaResponse.StopReplicaPartitionError] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.partition_errors = [] if partition_errors is None else partition_errors

    def _write(self, out: Out, version: int) -> None:
        if version >= 2:
            out += _h.pack(self.error_code)
            write_compact_count(out, self.partition_errors)
            for stop_replica_partition_error_item in self.partition_errors:
                stop_replica_partition_error_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)
            write_count(out, self.partition_errors)
            for stop_replica_partition_error_item in self.partition_errors:
                stop_replica_partition_error_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 2:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_compact_count(view, pos)
            self.partition_errors = []
            for _ in range(count):
                stop_replica_partition_error_item, pos = StopReplicaResponse.StopReplicaPartitionError._read(
                    view, pos, version
                )
                self.partition_errors.append(stop_replica_partition_error_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.partition_errors = []
            for _ in range(count):
                stop_replica_partition_error_item, pos = StopReplicaResponse.StopReplicaPartitionError._read(
                    view, pos, version
                )
                self.partition_errors.append(stop_replica_partition_error_item)
            self.unknown_tagged_fields = None
        return self, pos


StopReplicaRequest.RESPONSE = StopReplicaResponse
