# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct, tag_overrun
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_nullable_compact_string,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_H = Packer(">H")
_hh = Packer(">hh")
_i = Packer(">i")
_ih = Packer(">ih")
_ii = Packer(">ii")
_iiu = Packer(">ii16s")


class UpdateRaftVoterRequest(Request):
    """Kafka's UpdateRaftVoterRequest, versions 0 to 0."""

    NAME = "UpdateRaftVoter"
    API_KEY = 82
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class Listener(Struct):
        """Part of UpdateRaftVoterRequest."""

        __slots__ = ("name", "host", "port")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "host", "port")
        name: str
        host: str
        port: int

        def __init__(
            self,
            *,
            name: str = "",
            host: str = "",
            port: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.host = host
            self.port = port

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.name)
            write_compact_string(out, self.host)
            out += _H.pack(self.port)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.name, pos = read_compact_string(view, pos)
            self.host, pos = read_compact_string(view, pos)
            self.port = _H.unpack_from(view, pos)[0]
            pos += 2
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    class KRaftVersionFeature(Struct):
        """Part of UpdateRaftVoterRequest."""

        __slots__ = ("min_supported_version", "max_supported_version")
        FIELDS: ClassVar[tuple[str, ...]] = ("min_supported_version", "max_supported_version")
        min_supported_version: int
        max_supported_version: int

        def __init__(
            self,
            *,
            min_supported_version: int = 0,
            max_supported_version: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.min_supported_version = min_supported_version
            self.max_supported_version = max_supported_version

        def _write(self, out: Out, version: int) -> None:
            out += _hh.pack(self.min_supported_version, self.max_supported_version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.min_supported_version, self.max_supported_version = _hh.unpack_from(view, pos)
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = (
        "cluster_id",
        "current_leader_epoch",
        "voter_id",
        "voter_directory_id",
        "listeners",
        "k_raft_version_feature",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "cluster_id",
        "current_leader_epoch",
        "voter_id",
        "voter_directory_id",
        "listeners",
        "k_raft_version_feature",
    )
    cluster_id: str | None
    current_leader_epoch: int
    voter_id: int
    voter_directory_id: bytes
    listeners: list[UpdateRaftVoterRequest.Listener]
    k_raft_version_feature: UpdateRaftVoterRequest.KRaftVersionFeature

    def __init__(
        self,
        *,
        cluster_id: str | None = "",
        current_leader_epoch: int = 0,
        voter_id: int = 0,
        voter_directory_id: bytes = ZERO_UUID,
        listeners: list[UpdateRaftVoterRequest.Listener] | None = None,
        k_raft_version_feature: UpdateRaftVoterRequest.KRaftVersionFeature | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.current_leader_epoch = current_leader_epoch
        self.voter_id = voter_id
        self.voter_directory_id = voter_directory_id
        self.listeners = [] if listeners is None else listeners
        self.k_raft_version_feature = (
            UpdateRaftVoterRequest.KRaftVersionFeature() if k_raft_version_feature is None else k_raft_version_feature
        )

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_string(out, self.cluster_id)
        out += _iiu.pack(self.current_leader_epoch, self.voter_id, uuid(self.voter_directory_id))
        write_compact_count(out, self.listeners)
        for listener_item in self.listeners:
            listener_item._write(out, version)
        self.k_raft_version_feature._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.cluster_id, pos = read_nullable_compact_string(view, pos)
        self.current_leader_epoch, self.voter_id, self.voter_directory_id = _iiu.unpack_from(view, pos)
        pos += 24
        count, pos = read_compact_count(view, pos)
        self.listeners = []
        for _ in range(count):
            listener_item, pos = UpdateRaftVoterRequest.Listener._read(view, pos, version)
            self.listeners.append(listener_item)
        self.k_raft_version_feature, pos = UpdateRaftVoterRequest.KRaftVersionFeature._read(view, pos, version)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class UpdateRaftVoterResponse(Message):
    """Kafka's UpdateRaftVoterResponse, versions 0 to 0."""

    NAME = "UpdateRaftVoter"
    API_KEY = 82
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class CurrentLeader(Struct):
        """Part of UpdateRaftVoterResponse."""

        __slots__ = ("leader_id", "leader_epoch", "host", "port")
        FIELDS: ClassVar[tuple[str, ...]] = ("leader_id", "leader_epoch", "host", "port")
        leader_id: int
        leader_epoch: int
        host: str
        port: int

        def __init__(
            self,
            *,
            leader_id: int = -1,
            leader_epoch: int = -1,
            host: str = "",
            port: int = 0,
        ) -> None:
            self.unknown_tagged_fields = None
            self.leader_id = leader_id
            self.leader_epoch = leader_epoch
            self.host = host
            self.port = port

        def _write(self, out: Out, version: int) -> None:
            out += _ii.pack(self.leader_id, self.leader_epoch)
            write_compact_string(out, self.host)
            out += _i.pack(self.port)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.leader_id, self.leader_epoch = _ii.unpack_from(view, pos)
            pos += 8
            self.host, pos = read_compact_string(view, pos)
            self.port = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "current_leader")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "current_leader")
    throttle_time_ms: int
    error_code: int
    current_leader: UpdateRaftVoterResponse.CurrentLeader

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        current_leader: UpdateRaftVoterResponse.CurrentLeader | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.current_leader = UpdateRaftVoterResponse.CurrentLeader() if current_leader is None else current_leader

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        tags: dict[int, bytes | bytearray] = {}
        if self.current_leader != UpdateRaftVoterResponse.CurrentLeader():
            part = Out()
            self.current_leader._write(part, version)
            tags[0] = part
        write_tags(out, tags, self.unknown_tagged_fields)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code = _ih.unpack_from(view, pos)
        pos += 6
        self.current_leader = UpdateRaftVoterResponse.CurrentLeader()
        unknown: dict[int, bytes] = {}
        tag_count, pos = read_tag_count(view, pos)
        for _tag in range(tag_count):
            tag, pos, end = read_tag(view, pos)
            if tag == 0:
                self.current_leader, pos = UpdateRaftVoterResponse.CurrentLeader._read(view, pos, version)
            else:
                unknown[tag] = bytes(view[pos:end])
                pos = end
            if pos != end:
                raise tag_overrun(tag)
        self.unknown_tagged_fields = unknown or None
        return self, pos


UpdateRaftVoterRequest.RESPONSE = UpdateRaftVoterResponse
