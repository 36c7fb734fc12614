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
    read_count,
    read_fixed,
    read_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_count,
    write_fixed,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_o = Packer(">?")
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iiii = Packer(">iiii")
_iq = Packer(">iq")
_q = Packer(">q")


class LeaderAndIsrRequest(Request):
    """Kafka's LeaderAndIsrRequest, versions 0 to 7."""

    NAME = "LeaderAndIsr"
    API_KEY = 4
    MIN_VERSION = 0
    MAX_VERSION = 7
    FLEXIBLE_FROM = 4

    class LeaderAndIsrPartitionState(Struct):
        """Part of LeaderAndIsrRequest."""

        __slots__ = (
            "topic_name",
            "partition_index",
            "controller_epoch",
            "leader",
            "leader_epoch",
            "isr",
            "partition_epoch",
            "replicas",
            "adding_replicas",
            "removing_replicas",
            "is_new",
            "leader_recovery_state",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "topic_name",
            "partition_index",
            "controller_epoch",
            "leader",
            "leader_epoch",
            "isr",
            "partition_epoch",
            "replicas",
            "adding_replicas",
            "removing_replicas",
            "is_new",
            "leader_recovery_state",
        )
        topic_name: str
        partition_index: int
        controller_epoch: int
        leader: int
        leader_epoch: int
        isr: list[int]
        partition_epoch: int
        replicas: list[int]
        adding_replicas: list[int]
        removing_replicas: list[int]
        is_new: bool
        leader_recovery_state: int

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_index: int = 0,
            controller_epoch: int = 0,
            leader: int = 0,
            leader_epoch: int = 0,
            isr: list[int] | None = None,
            partition_epoch: int = 0,
            replicas: list[int] | None = None,
            adding_replicas: list[int] | None = None,
            removing_replicas: list[int] | None = None,
            is_new: bool = False,
            leader_recovery_state: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_index = partition_index
            self.controller_epoch = controller_epoch
            self.leader = leader
            self.leader_epoch = leader_epoch
            self.isr = [] if isr is None else isr
            self.partition_epoch = partition_epoch
            self.replicas = [] if replicas is None else replicas
            self.adding_replicas = [] if adding_replicas is None else adding_replicas
            self.removing_replicas = [] if removing_replicas is None else removing_replicas
            self.is_new = is_new
            self.leader_recovery_state = leader_recovery_state

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                out += _iiii.pack(self.partition_index, self.controller_epoch, self.leader, self.leader_epoch)
                write_compact_count(out, self.isr)
                write_fixed(out, self.isr, "i")
                out += _i.pack(self.partition_epoch)
                write_compact_count(out, self.replicas)
                write_fixed(out, self.replicas, "i")
                write_compact_count(out, self.adding_replicas)
                write_fixed(out, self.adding_replicas, "i")
                write_compact_count(out, self.removing_replicas)
                write_fixed(out, self.removing_replicas, "i")
                out += _o.pack(self.is_new)
                if version >= 6:
                    out += _b.pack(self.leader_recovery_state)
                elif self.leader_recovery_state != 0:
                    raise not_carried("LeaderAndIsrRequest", "leader_recovery_state", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version <= 1:
                    write_string(out, self.topic_name)
                out += _iiii.pack(self.partition_index, self.controller_epoch, self.leader, self.leader_epoch)
                write_count(out, self.isr)
                write_fixed(out, self.isr, "i")
                out += _i.pack(self.partition_epoch)
                write_count(out, self.replicas)
                write_fixed(out, self.replicas, "i")
                if version >= 3:
                    write_count(out, self.adding_replicas)
                    write_fixed(out, self.adding_replicas, "i")
                if version >= 3:
                    write_count(out, self.removing_replicas)
                    write_fixed(out, self.removing_replicas, "i")
                if version >= 1:
                    out += _o.pack(self.is_new)
                if self.leader_recovery_state != 0:
                    raise not_carried("LeaderAndIsrRequest", "leader_recovery_state", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.topic_name = ""
                self.partition_index, self.controller_epoch, self.leader, self.leader_epoch = _iiii.unpack_from(
                    view, pos
                )
                pos += 16
                count, pos = read_compact_count(view, pos)
                self.isr, pos = read_fixed(view, pos, count, "i", 4)
                self.partition_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_compact_count(view, pos)
                self.replicas, pos = read_fixed(view, pos, count, "i", 4)
                count, pos = read_compact_count(view, pos)
                self.adding_replicas, pos = read_fixed(view, pos, count, "i", 4)
                count, pos = read_compact_count(view, pos)
                self.removing_replicas, pos = read_fixed(view, pos, count, "i", 4)
                self.is_new = _o.unpack_from(view, pos)[0]
                pos += 1
                if version >= 6:
                    self.leader_recovery_state = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.leader_recovery_state = 0
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version <= 1:
                    self.topic_name, pos = read_string(view, pos)
                else:
                    self.topic_name = ""
                self.partition_index, self.controller_epoch, self.leader, self.leader_epoch = _iiii.unpack_from(
                    view, pos
                )
                pos += 16
                count, pos = read_count(view, pos)
                self.isr, pos = read_fixed(view, pos, count, "i", 4)
                self.partition_epoch = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_count(view, pos)
                self.replicas, pos = read_fixed(view, pos, count, "i", 4)
                if version >= 3:
                    count, pos = read_count(view, pos)
                    self.adding_replicas, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.adding_replicas = []
                if version >= 3:
                    count, pos = read_count(view, pos)
                    self.removing_replicas, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.removing_replicas = []
                if version >= 1:
                    self.is_new = _o.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    self.is_new = False
                self.leader_recovery_state = 0
                self.unknown_tagged_fields = None
            return self, pos

    class LeaderAndIsrTopicState(Struct):
        """Part of LeaderAndIsrRequest."""

        __slots__ = ("topic_name", "topic_id", "partition_states")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "partition_states")
        topic_name: str
        topic_id: bytes
        partition_states: list[LeaderAndIsrRequest.LeaderAndIsrPartitionState]

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            partition_states: list[LeaderAndIsrRequest.LeaderAndIsrPartitionState] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.partition_states = [] if partition_states is None else partition_states

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                write_compact_string(out, self.topic_name)
                if version >= 5:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partition_states)
                for leader_and_isr_partition_state_item in self.partition_states:
                    leader_and_isr_partition_state_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 2:
                    write_string(out, self.topic_name)
                elif self.topic_name:
                    raise not_carried("LeaderAndIsrRequest", "topic_name", version)
                if version >= 2:
                    write_count(out, self.partition_states)
                    for leader_and_isr_partition_state_item in self.partition_states:
                        leader_and_isr_partition_state_item._write(out, version)
                elif self.partition_states:
                    raise not_carried("LeaderAndIsrRequest", "partition_states", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.topic_name, pos = read_compact_string(view, pos)
                if version >= 5:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partition_states = []
                for _ in range(count):
                    leader_and_isr_partition_state_item, pos = LeaderAndIsrRequest.LeaderAndIsrPartitionState._read(
                        view, pos, version
                    )
                    self.partition_states.append(leader_and_isr_partition_state_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 2:
                    self.topic_name, pos = read_string(view, pos)
                else:
                    self.topic_name = ""
                self.topic_id = ZERO_UUID
                if version >= 2:
                    count, pos = read_count(view, pos)
                    self.partition_states = []
                    for _ in range(count):
                        leader_and_isr_partition_state_item, pos = LeaderAndIsrRequest.LeaderAndIsrPartitionState._read(
                            view, pos, version
                        )
                        self.partition_states.append(leader_and_isr_partition_state_item)
                else:
                    self.partition_states = []
                self.unknown_tagged_fields = None
            return self, pos

    class LeaderAndIsrLiveLeader(Struct):
        """Part of LeaderAndIsrRequest."""

        __slots__ = ("broker_id", "host_name", "port")
        FIELDS: ClassVar[tuple[str, ...]] = ("broker_id", "host_name", "port")
        broker_id: int
        host_name: str
        port: int

        def __init__(
            self,
            *,
            broker_id: int = 0,
            host_name: str = "",
            port: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.broker_id = broker_id
            self.host_name = host_name
            self.port = port

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                out += _i.pack(self.broker_id)
                write_compact_string(out, self.host_name)
                out += _i.pack(self.port)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.broker_id)
                write_string(out, self.host_name)
                out += _i.pack(self.port)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                self.broker_id = _i.unpack_from(view, pos)[0]
                pos += 4
                self.host_name, pos = read_compact_string(view, pos)
                self.port = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.broker_id = _i.unpack_from(view, pos)[0]
                pos += 4
                self.host_name, pos = read_string(view, pos)
                self.port = _i.unpack_from(view, pos)[0]
                pos += 4
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "controller_id",
        "is_k_raft_controller",
        "controller_epoch",
        "broker_epoch",
        "type",
        "ungrouped_partition_states",
        "topic_states",
        "live_leaders",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "controller_id",
        "is_k_raft_controller",
        "controller_epoch",
        "broker_epoch",
        "type",
        "ungrouped_partition_states",
        "topic_states",
        "live_leaders",
    )
    controller_id: int
    is_k_raft_controller: bool
    controller_epoch: int
    broker_epoch: int
    type: int
    ungrouped_partition_states: list[LeaderAndIsrRequest.LeaderAndIsrPartitionState]
    topic_states: list[LeaderAndIsrRequest.LeaderAndIsrTopicState]
    live_leaders: list[LeaderAndIsrRequest.LeaderAndIsrLiveLeader]

    def __init__(
        self,
        *,
        controller_id: int = 0,
        is_k_raft_controller: bool = False,
        controller_epoch: int = 0,
        broker_epoch: int = -1,
        type: int = 0,
        ungrouped_partition_states: list[LeaderAndIsrRequest.LeaderAndIsrPartitionState] | None = None,
        topic_states: list[LeaderAndIsrRequest.LeaderAndIsrTopicState] | None = None,
        live_leaders: list[LeaderAndIsrRequest.LeaderAndIsrLiveLeader] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.controller_id = controller_id
        self.is_k_raft_controller = is_k_raft_controller
        self.controller_epoch = controller_epoch
        self.broker_epoch = broker_epoch
        self.type = type
        self.ungrouped_partition_states = [] if ungrouped_partition_states is None else ungrouped_partition_states
        self.topic_states = [] if topic_states is None else topic_states
        self.live_leaders = [] if live_leaders is None else live_leaders

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _i.pack(self.controller_id)
            if version >= 7:
                out += _o.pack(self.is_k_raft_controller)
            elif self.is_k_raft_controller:
                raise not_carried("LeaderAndIsrRequest", "is_k_raft_controller", version)
            out += _iq.pack(self.controller_epoch, self.broker_epoch)
            if version >= 5:
                out += _b.pack(self.type)
            elif self.type != 0:
                raise not_carried("LeaderAndIsrRequest", "type", version)
            if self.ungrouped_partition_states:
                raise not_carried("LeaderAndIsrRequest", "ungrouped_partition_states", version)
            write_compact_count(out, self.topic_states)
            for leader_and_isr_topic_state_item in self.topic_states:
                leader_and_isr_topic_state_item._write(out, version)
            write_compact_count(out, self.live_leaders)
            for leader_and_isr_live_leader_item in self.live_leaders:
                leader_and_isr_live_leader_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _i.pack(self.controller_id)
            if self.is_k_raft_controller:
                raise not_carried("LeaderAndIsrRequest", "is_k_raft_controller", version)
            out += _i.pack(self.controller_epoch)
            if version >= 2:
                out += _q.pack(self.broker_epoch)
            if self.type != 0:
                raise not_carried("LeaderAndIsrRequest", "type", version)
            if version <= 1:
                write_count(out, self.ungrouped_partition_states)
                for leader_and_isr_partition_state_item in self.ungrouped_partition_states:
                    leader_and_isr_partition_state_item._write(out, version)
            elif self.ungrouped_partition_states:
                raise not_carried("LeaderAndIsrRequest", "ungrouped_partition_states", version)
            if version >= 2:
                write_count(out, self.topic_states)
                for leader_and_isr_topic_state_item in self.topic_states:
                    leader_and_isr_topic_state_item._write(out, version)
            elif self.topic_states:
                raise not_carried("LeaderAndIsrRequest", "topic_states", version)
            write_count(out, self.live_leaders)
            for leader_and_isr_live_leader_item in self.live_leaders:
                leader_and_isr_live_leader_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.controller_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 7:
                self.is_k_raft_controller = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.is_k_raft_controller = False
            self.controller_epoch, self.broker_epoch = _iq.unpack_from(view, pos)
            pos += 12
            if version >= 5:
                self.type = _b.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.type = 0
            self.ungrouped_partition_states = []
            count, pos = read_compact_count(view, pos)
            self.topic_states = []
            for _ in range(count):
                leader_and_isr_topic_state_item, pos = LeaderAndIsrRequest.LeaderAndIsrTopicState._read(
                    view, pos, version
                )
                self.topic_states.append(leader_and_isr_topic_state_item)
            count, pos = read_compact_count(view, pos)
            self.live_leaders = []
            for _ in range(count):
                leader_and_isr_live_leader_item, pos = LeaderAndIsrRequest.LeaderAndIsrLiveLeader._read(
                    view, pos, version
                )
                self.live_leaders.append(leader_and_isr_live_leader_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.is_k_raft_controller = False
            self.controller_id, self.controller_epoch = _ii.unpack_from(view, pos)
            pos += 8
            if version >= 2:
                self.broker_epoch = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.broker_epoch = -1
            self.type = 0
            if version <= 1:
                count, pos = read_count(view, pos)
                self.ungrouped_partition_states = []
                for _ in range(count):
                    leader_and_isr_partition_state_item, pos = LeaderAndIsrRequest.LeaderAndIsrPartitionState._read(
                        view, pos, version
                    )
                    self.ungrouped_partition_states.append(leader_and_isr_partition_state_item)
            else:
                self.ungrouped_partition_states = []
            if version >= 2:
                count, pos = read_count(view, pos)
                self.topic_states = []
                for _ in range(count):
                    leader_and_isr_topic_state_item, pos = LeaderAndIsrRequest.LeaderAndIsrTopicState._read(
                        view, pos, version
                    )
                    self.topic_states.append(leader_and_isr_topic_state_item)
            else:
                self.topic_states = []
            count, pos = read_count(view, pos)
            self.live_leaders = []
            for _ in range(count):
                leader_and_isr_live_leader_item, pos = LeaderAndIsrRequest.LeaderAndIsrLiveLeader._read(
                    view, pos, version
                )
                self.live_leaders.append(leader_and_isr_live_leader_item)
            self.unknown_tagged_fields = None
        return self, pos


class LeaderAndIsrResponse(Message):
    """Kafka's LeaderAndIsrResponse, versions 0 to 7."""

    NAME = "LeaderAndIsr"
    API_KEY = 4
    MIN_VERSION = 0
    MAX_VERSION = 7
    FLEXIBLE_FROM = 4

    class LeaderAndIsrPartitionError(Struct):
        """Part of LeaderAndIsrResponse."""

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
            if version >= 4:
                if version <= 4:
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
            if version >= 4:
                if version <= 4:
                    self.topic_name, pos = read_compact_string(view, pos)
                else:
                    self.topic_name = ""
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_name, pos = read_string(view, pos)
                self.partition_index, self.error_code = _ih.unpack_from(view, pos)
                pos += 6
                self.unknown_tagged_fields = None
            return self, pos

    class LeaderAndIsrTopicError(Struct):
        """Part of LeaderAndIsrResponse."""

        __slots__ = ("topic_id", "partition_errors")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_id", "partition_errors")
        topic_id: bytes
        partition_errors: list[LeaderAndIsrResponse.LeaderAndIsrPartitionError]

        def __init__(
            self,
            *,
            topic_id: bytes = ZERO_UUID,
            partition_errors: list[LeaderAndIsrResponse.LeaderAndIsrPartitionError] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_id = topic_id
            self.partition_errors = [] if partition_errors is None else partition_errors

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                if version >= 5:
                    out += _u.pack(uuid(self.topic_id))
                elif self.topic_id != ZERO_UUID:
                    raise not_carried("LeaderAndIsrResponse", "topic_id", version)
                if version >= 5:
                    write_compact_count(out, self.partition_errors)
                    for leader_and_isr_partition_error_item in self.partition_errors:
                        leader_and_isr_partition_error_item._write(out, version)
                elif self.partition_errors:
                    raise not_carried("LeaderAndIsrResponse", "partition_errors", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.topic_id != ZERO_UUID:
                    raise not_carried("LeaderAndIsrResponse", "topic_id", version)
                if self.partition_errors:
                    raise not_carried("LeaderAndIsrResponse", "partition_errors", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                if version >= 5:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                if version >= 5:
                    count, pos = read_compact_count(view, pos)
                    self.partition_errors = []
                    for _ in range(count):
                        leader_and_isr_partition_error_item, pos = (
                            LeaderAndIsrResponse.LeaderAndIsrPartitionError._read(view, pos, version)
                        )
                        self.partition_errors.append(leader_and_isr_partition_error_item)
                else:
                    self.partition_errors = []
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.topic_id = ZERO_UUID
                self.partition_errors = []
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("error_code", "partition_errors", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code", "partition_errors", "topics")
    error_code: int
    partition_errors: list[LeaderAndIsrResponse.LeaderAndIsrPartitionError]
    topics: list[LeaderAndIsrResponse.LeaderAndIsrTopicError]

    def __init__(
        self,
        *,
        error_code: int = 0,
        partition_errors: list[LeaderAndIsrResponse.LeaderAndIsrPartitionError] | None = None,
        topics: list[LeaderAndIsrResponse.LeaderAndIsrTopicError] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code
        self.partition_errors = [] if partition_errors is None else partition_errors
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _h.pack(self.error_code)
            if version <= 4:
                write_compact_count(out, self.partition_errors)
                for leader_and_isr_partition_error_item in self.partition_errors:
                    leader_and_isr_partition_error_item._write(out, version)
            elif self.partition_errors:
                raise not_carried("LeaderAndIsrResponse", "partition_errors", version)
            if version >= 5:
                write_compact_count(out, self.topics)
                for leader_and_isr_topic_error_item in self.topics:
                    leader_and_isr_topic_error_item._write(out, version)
            elif self.topics:
                raise not_carried("LeaderAndIsrResponse", "topics", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)
            write_count(out, self.partition_errors)
            for leader_and_isr_partition_error_item in self.partition_errors:
                leader_and_isr_partition_error_item._write(out, version)
            if self.topics:
                raise not_carried("LeaderAndIsrResponse", "topics", version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            if version <= 4:
                count, pos = read_compact_count(view, pos)
                self.partition_errors = []
                for _ in range(count):
                    leader_and_isr_partition_error_item, pos = LeaderAndIsrResponse.LeaderAndIsrPartitionError._read(
                        view, pos, version
                    )
                    self.partition_errors.append(leader_and_isr_partition_error_item)
            else:
                self.partition_errors = []
            if version >= 5:
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    leader_and_isr_topic_error_item, pos = LeaderAndIsrResponse.LeaderAndIsrTopicError._read(
                        view, pos, version
                    )
                    self.topics.append(leader_and_isr_topic_error_item)
            else:
                self.topics = []
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            count, pos = read_count(view, pos)
            self.partition_errors = []
            for _ in range(count):
                leader_and_isr_partition_error_item, pos = LeaderAndIsrResponse.LeaderAndIsrPartitionError._read(
                    view, pos, version
                )
                self.partition_errors.append(leader_and_isr_partition_error_item)
            self.topics = []
            self.unknown_tagged_fields = None
        return self, pos


LeaderAndIsrRequest.RESPONSE = LeaderAndIsrResponse
