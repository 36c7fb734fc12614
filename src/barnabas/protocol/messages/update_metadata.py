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
_b = Packer(">b")
_h = Packer(">h")
_i = Packer(">i")
_ii = Packer(">ii")
_iiii = Packer(">iiii")
_iq = Packer(">iq")
_q = Packer(">q")


class UpdateMetadataRequest(Request):
    """Kafka's UpdateMetadataRequest, versions 0 to 8."""

    NAME = "UpdateMetadata"
    API_KEY = 6
    MIN_VERSION = 0
    MAX_VERSION = 8
    FLEXIBLE_FROM = 6

    class UpdateMetadataPartitionState(Struct):
        """Part of UpdateMetadataRequest."""

        __slots__ = (
            "topic_name",
            "partition_index",
            "controller_epoch",
            "leader",
            "leader_epoch",
            "isr",
            "zk_version",
            "replicas",
            "offline_replicas",
        )
        FIELDS: ClassVar[tuple[str, ...]] = (
            "topic_name",
            "partition_index",
            "controller_epoch",
            "leader",
            "leader_epoch",
            "isr",
            "zk_version",
            "replicas",
            "offline_replicas",
        )
        topic_name: str
        partition_index: int
        controller_epoch: int
        leader: int
        leader_epoch: int
        isr: list[int]
        zk_version: int
        replicas: list[int]
        offline_replicas: list[int]

        def __init__(
            self,
            *,
            topic_name: str = "",
            partition_index: int = 0,
            controller_epoch: int = 0,
            leader: int = 0,
            leader_epoch: int = 0,
            isr: list[int] | None = None,
            zk_version: int = 0,
            replicas: list[int] | None = None,
            offline_replicas: list[int] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.partition_index = partition_index
            self.controller_epoch = controller_epoch
            self.leader = leader
            self.leader_epoch = leader_epoch
            self.isr = [] if isr is None else isr
            self.zk_version = zk_version
            self.replicas = [] if replicas is None else replicas
            self.offline_replicas = [] if offline_replicas is None else offline_replicas

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                out += _iiii.pack(self.partition_index, self.controller_epoch, self.leader, self.leader_epoch)
                write_compact_count(out, self.isr)
                write_fixed(out, self.isr, "i")
                out += _i.pack(self.zk_version)
                write_compact_count(out, self.replicas)
                write_fixed(out, self.replicas, "i")
                write_compact_count(out, self.offline_replicas)
                write_fixed(out, self.offline_replicas, "i")
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version <= 4:
                    write_string(out, self.topic_name)
                out += _iiii.pack(self.partition_index, self.controller_epoch, self.leader, self.leader_epoch)
                write_count(out, self.isr)
                write_fixed(out, self.isr, "i")
                out += _i.pack(self.zk_version)
                write_count(out, self.replicas)
                write_fixed(out, self.replicas, "i")
                if version >= 4:
                    write_count(out, self.offline_replicas)
                    write_fixed(out, self.offline_replicas, "i")

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.topic_name = ""
                self.partition_index, self.controller_epoch, self.leader, self.leader_epoch = _iiii.unpack_from(
                    view, pos
                )
                pos += 16
                count, pos = read_compact_count(view, pos)
                self.isr, pos = read_fixed(view, pos, count, "i", 4)
                self.zk_version = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_compact_count(view, pos)
                self.replicas, pos = read_fixed(view, pos, count, "i", 4)
                count, pos = read_compact_count(view, pos)
                self.offline_replicas, pos = read_fixed(view, pos, count, "i", 4)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version <= 4:
                    self.topic_name, pos = read_string(view, pos)
                else:
                    self.topic_name = ""
                self.partition_index, self.controller_epoch, self.leader, self.leader_epoch = _iiii.unpack_from(
                    view, pos
                )
                pos += 16
                count, pos = read_count(view, pos)
                self.isr, pos = read_fixed(view, pos, count, "i", 4)
                self.zk_version = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_count(view, pos)
                self.replicas, pos = read_fixed(view, pos, count, "i", 4)
                if version >= 4:
                    count, pos = read_count(view, pos)
                    self.offline_replicas, pos = read_fixed(view, pos, count, "i", 4)
                else:
                    self.offline_replicas = []
                self.unknown_tagged_fields = None
            return self, pos

    class UpdateMetadataTopicState(Struct):
        """Part of UpdateMetadataRequest."""

        __slots__ = ("topic_name", "topic_id", "partition_states")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "partition_states")
        topic_name: str
        topic_id: bytes
        partition_states: list[UpdateMetadataRequest.UpdateMetadataPartitionState]

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            partition_states: list[UpdateMetadataRequest.UpdateMetadataPartitionState] | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.partition_states = [] if partition_states is None else partition_states

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                write_compact_string(out, self.topic_name)
                if version >= 7:
                    out += _u.pack(uuid(self.topic_id))
                write_compact_count(out, self.partition_states)
                for update_metadata_partition_state_item in self.partition_states:
                    update_metadata_partition_state_item._write(out, version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 5:
                    write_string(out, self.topic_name)
                elif self.topic_name:
                    raise not_carried("UpdateMetadataRequest", "topic_name", version)
                if version >= 5:
                    write_count(out, self.partition_states)
                    for update_metadata_partition_state_item in self.partition_states:
                        update_metadata_partition_state_item._write(out, version)
                elif self.partition_states:
                    raise not_carried("UpdateMetadataRequest", "partition_states", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.topic_name, pos = read_compact_string(view, pos)
                if version >= 7:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                count, pos = read_compact_count(view, pos)
                self.partition_states = []
                for _ in range(count):
                    update_metadata_partition_state_item, pos = (
                        UpdateMetadataRequest.UpdateMetadataPartitionState._read(view, pos, version)
                    )
                    self.partition_states.append(update_metadata_partition_state_item)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 5:
                    self.topic_name, pos = read_string(view, pos)
                else:
                    self.topic_name = ""
                self.topic_id = ZERO_UUID
                if version >= 5:
                    count, pos = read_count(view, pos)
                    self.partition_states = []
                    for _ in range(count):
                        update_metadata_partition_state_item, pos = (
                            UpdateMetadataRequest.UpdateMetadataPartitionState._read(view, pos, version)
                        )
                        self.partition_states.append(update_metadata_partition_state_item)
                else:
                    self.partition_states = []
                self.unknown_tagged_fields = None
            return self, pos

    class UpdateMetadataEndpoint(Struct):
        """Part of UpdateMetadataRequest."""

        __slots__ = ("port", "host", "listener", "security_protocol")
        FIELDS: ClassVar[tuple[str, ...]] = ("port", "host", "listener", "security_protocol")
        port: int
        host: str
        listener: str
        security_protocol: int

        def __init__(
            self,
            *,
            port: int = 0,
            host: str = "",
            listener: str = "",
            security_protocol: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.port = port
            self.host = host
            self.listener = listener
            self.security_protocol = security_protocol

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                out += _i.pack(self.port)
                write_compact_string(out, self.host)
                write_compact_string(out, self.listener)
                out += _h.pack(self.security_protocol)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if version >= 1:
                    out += _i.pack(self.port)
                elif self.port != 0:
                    raise not_carried("UpdateMetadataRequest", "port", version)
                if version >= 1:
                    write_string(out, self.host)
                elif self.host:
                    raise not_carried("UpdateMetadataRequest", "host", version)
                if version >= 3:
                    write_string(out, self.listener)
                if version >= 1:
                    out += _h.pack(self.security_protocol)
                elif self.security_protocol != 0:
                    raise not_carried("UpdateMetadataRequest", "security_protocol", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.port = _i.unpack_from(view, pos)[0]
                pos += 4
                self.host, pos = read_compact_string(view, pos)
                self.listener, pos = read_compact_string(view, pos)
                self.security_protocol = _h.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                if version >= 1:
                    self.port = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.port = 0
                if version >= 1:
                    self.host, pos = read_string(view, pos)
                else:
                    self.host = ""
                if version >= 3:
                    self.listener, pos = read_string(view, pos)
                else:
                    self.listener = ""
                if version >= 1:
                    self.security_protocol = _h.unpack_from(view, pos)[0]
                    pos += 2
                else:
                    self.security_protocol = 0
                self.unknown_tagged_fields = None
            return self, pos

    class UpdateMetadataBroker(Struct):
        """Part of UpdateMetadataRequest."""

        __slots__ = ("id", "v0_host", "v0_port", "endpoints", "rack")
        FIELDS: ClassVar[tuple[str, ...]] = ("id", "v0_host", "v0_port", "endpoints", "rack")
        id: int
        v0_host: str
        v0_port: int
        endpoints: list[UpdateMetadataRequest.UpdateMetadataEndpoint]
        rack: str | None

        def __init__(
            self,
            *,
            id: int = 0,
            v0_host: str = "",
            v0_port: int = 0,
            endpoints: list[UpdateMetadataRequest.UpdateMetadataEndpoint] | None = None,
            rack: str | None = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.id = id
            self.v0_host = v0_host
            self.v0_port = v0_port
            self.endpoints = [] if endpoints is None else endpoints
            self.rack = rack

        def _write(self, out: Out, version: int) -> None:
            if version >= 6:
                out += _i.pack(self.id)
                write_compact_count(out, self.endpoints)
                for update_metadata_endpoint_item in self.endpoints:
                    update_metadata_endpoint_item._write(out, version)
                write_nullable_compact_string(out, self.rack)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                out += _i.pack(self.id)
                if version <= 0:
                    write_string(out, self.v0_host)
                if version <= 0:
                    out += _i.pack(self.v0_port)
                if version >= 1:
                    write_count(out, self.endpoints)
                    for update_metadata_endpoint_item in self.endpoints:
                        update_metadata_endpoint_item._write(out, version)
                if version >= 2:
                    write_nullable_string(out, self.rack)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 6:
                self.v0_host = ""
                self.v0_port = 0
                self.id = _i.unpack_from(view, pos)[0]
                pos += 4
                count, pos = read_compact_count(view, pos)
                self.endpoints = []
                for _ in range(count):
                    update_metadata_endpoint_item, pos = UpdateMetadataRequest.UpdateMetadataEndpoint._read(
                        view, pos, version
                    )
                    self.endpoints.append(update_metadata_endpoint_item)
                self.rack, pos = read_nullable_compact_string(view, pos)
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.id = _i.unpack_from(view, pos)[0]
                pos += 4
                if version <= 0:
                    self.v0_host, pos = read_string(view, pos)
                else:
                    self.v0_host = ""
                if version <= 0:
                    self.v0_port = _i.unpack_from(view, pos)[0]
                    pos += 4
                else:
                    self.v0_port = 0
                if version >= 1:
                    count, pos = read_count(view, pos)
                    self.endpoints = []
                    for _ in range(count):
                        update_metadata_endpoint_item, pos = UpdateMetadataRequest.UpdateMetadataEndpoint._read(
                            view, pos, version
                        )
                        self.endpoints.append(update_metadata_endpoint_item)
                else:
                    self.endpoints = []
                if version >= 2:
                    self.rack, pos = read_nullable_string(view, pos)
                else:
                    self.rack = ""
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = (
        "controller_id",
        "is_k_raft_controller",
        "type",
        "controller_epoch",
        "broker_epoch",
        "ungrouped_partition_states",
        "topic_states",
        "live_brokers",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "controller_id",
        "is_k_raft_controller",
        "type",
        "controller_epoch",
        "broker_epoch",
        "ungrouped_partition_states",
        "topic_states",
        "live_brokers",
    )
    controller_id: int
    is_k_raft_controller: bool
    type: int
    controller_epoch: int
    broker_epoch: int
    ungrouped_partition_states: list[UpdateMetadataRequest.UpdateMetadataPartitionState]
    topic_states: list[UpdateMetadataRequest.UpdateMetadataTopicState]
    live_brokers: list[UpdateMetadataRequest.UpdateMetadataBroker]

    def __init__(
        self,
        *,
        controller_id: int = 0,
        is_k_raft_controller: bool = False,
        type: int = 0,
        controller_epoch: int = 0,
        broker_epoch: int = -1,
        ungrouped_partition_states: list[UpdateMetadataRequest.UpdateMetadataPartitionState] | None = None,
        topic_states: list[UpdateMetadataRequest.UpdateMetadataTopicState] | None = None,
        live_brokers: list[UpdateMetadataRequest.UpdateMetadataBroker] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.controller_id = controller_id
        self.is_k_raft_controller = is_k_raft_controller
        self.type = type
        self.controller_epoch = controller_epoch
        self.broker_epoch = broker_epoch
        self.ungrouped_partition_states = [] if ungrouped_partition_states is None else ungrouped_partition_states
        self.topic_states = [] if topic_states is None else topic_states
        self.live_brokers = [] if live_brokers is None else live_brokers

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            out += _i.pack(self.controller_id)
            if version >= 8:
                out += _o.pack(self.is_k_raft_controller)
            elif self.is_k_raft_controller:
                raise not_carried("UpdateMetadataRequest", "is_k_raft_controller", version)
            out += _iq.pack(self.controller_epoch, self.broker_epoch)
            if self.ungrouped_partition_states:
                raise not_carried("UpdateMetadataRequest", "ungrouped_partition_states", version)
            write_compact_count(out, self.topic_states)
            for update_metadata_topic_state_item in self.topic_states:
                update_metadata_topic_state_item._write(out, version)
            write_compact_count(out, self.live_brokers)
            for update_metadata_broker_item in self.live_brokers:
                update_metadata_broker_item._write(out, version)
            tags: dict[int, bytes | bytearray] = {}
            if version >= 8 and (self.type != 0):
                part = Out()
                part += _b.pack(self.type)
                tags[0] = part
            write_tags(out, tags, self.unknown_tagged_fields)
        else:
            out += _i.pack(self.controller_id)
            if self.is_k_raft_controller:
                raise not_carried("UpdateMetadataRequest", "is_k_raft_controller", version)
            if self.type != 0:
                raise not_carried("UpdateMetadataRequest", "type", version)
            out += _i.pack(self.controller_epoch)
            if version >= 5:
                out += _q.pack(self.broker_epoch)
            if version <= 4:
                write_count(out, self.ungrouped_partition_states)
                for update_metadata_partition_state_item in self.ungrouped_partition_states:
                    update_metadata_partition_state_item._write(out, version)
            elif self.ungrouped_partition_states:
                raise not_carried("UpdateMetadataRequest", "ungrouped_partition_states", version)
            if version >= 5:
                write_count(out, self.topic_states)
                for update_metadata_topic_state_item in self.topic_states:
                    update_metadata_topic_state_item._write(out, version)
            elif self.topic_states:
                raise not_carried("UpdateMetadataRequest", "topic_states", version)
            write_count(out, self.live_brokers)
            for update_metadata_broker_item in self.live_brokers:
                update_metadata_broker_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.controller_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 8:
                self.is_k_raft_controller = _o.unpack_from(view, pos)[0]
                pos += 1
            else:
                self.is_k_raft_controller = False
            self.ungrouped_partition_states = []
            self.controller_epoch, self.broker_epoch = _iq.unpack_from(view, pos)
            pos += 12
            count, pos = read_compact_count(view, pos)
            self.topic_states = []
            for _ in range(count):
                update_metadata_topic_state_item, pos = UpdateMetadataRequest.UpdateMetadataTopicState._read(
                    view, pos, version
                )
                self.topic_states.append(update_metadata_topic_state_item)
            count, pos = read_compact_count(view, pos)
            self.live_brokers = []
            for _ in range(count):
                update_metadata_broker_item, pos = UpdateMetadataRequest.UpdateMetadataBroker._read(view, pos, version)
                self.live_brokers.append(update_metadata_broker_item)
            self.type = 0
            unknown: dict[int, bytes] = {}
            tag_count, pos = read_tag_count(view, pos)
            for _tag in range(tag_count):
                tag, pos, end = read_tag(view, pos)
                if tag == 0 and version >= 8:
                    self.type = _b.unpack_from(view, pos)[0]
                    pos += 1
                else:
                    unknown[tag] = bytes(view[pos:end])
                    pos = end
                if pos != end:
                    raise tag_overrun(tag)
            self.unknown_tagged_fields = unknown or None
        else:
            self.is_k_raft_controller = False
            self.type = 0
            self.controller_id, self.controller_epoch = _ii.unpack_from(view, pos)
            pos += 8
            if version >= 5:
                self.broker_epoch = _q.unpack_from(view, pos)[0]
                pos += 8
            else:
                self.broker_epoch = -1
            if version <= 4:
                count, pos = read_count(view, pos)
                self.ungrouped_partition_states = []
                for _ in range(count):
                    update_metadata_partition_state_item, pos = (
                        UpdateMetadataRequest.UpdateMetadataPartitionState._read(view, pos, version)
                    )
                    self.ungrouped_partition_states.append(update_metadata_partition_state_item)
            else:
                self.ungrouped_partition_states = []
            if version >= 5:
                count, pos = read_count(view, pos)
                self.topic_states = []
                for _ in range(count):
                    update_metadata_topic_state_item, pos = UpdateMetadataRequest.UpdateMetadataTopicState._read(
                        view, pos, version
                    )
                    self.topic_states.append(update_metadata_topic_state_item)
            else:
                self.topic_states = []
            count, pos = read_count(view, pos)
            self.live_brokers = []
            for _ in range(count):
                update_metadata_broker_item, pos = UpdateMetadataRequest.UpdateMetadataBroker._read(view, pos, version)
                self.live_brokers.append(update_metadata_broker_item)
            self.unknown_tagged_fields = None
        return self, pos


class UpdateMetadataResponse(Message):
    """Kafka's UpdateMetadataResponse, versions 0 to 8."""

    NAME = "UpdateMetadata"
    API_KEY = 6
    MIN_VERSION = 0
    MAX_VERSION = 8
    FLEXIBLE_FROM = 6

    __slots__ = ("error_code",)
    FIELDS: ClassVar[tuple[str, ...]] = ("error_code",)
    error_code: int

    def __init__(
        self,
        *,
        error_code: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.error_code = error_code

    def _write(self, out: Out, version: int) -> None:
        if version >= 6:
            out += _h.pack(self.error_code)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            out += _h.pack(self.error_code)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 6:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.error_code = _h.unpack_from(view, pos)[0]
            pos += 2
            self.unknown_tagged_fields = None
        return self, pos


UpdateMetadataRequest.RESPONSE = UpdateMetadataResponse
