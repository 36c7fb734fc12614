# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Struct
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_tags,
)

_H = Packer(">H")
_h = Packer(">h")
_hh = Packer(">hh")
_iu = Packer(">i16s")


class VotersRecord(Message):
    """Kafka's VotersRecord, versions 0 to 0."""

    NAME = "VotersRecord"
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class Endpoint(Struct):
        """Part of VotersRecord."""

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
        """Part of VotersRecord."""

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

    class Voter(Struct):
        """Part of VotersRecord."""

        __slots__ = ("voter_id", "voter_directory_id", "endpoints", "k_raft_version_feature")
        FIELDS: ClassVar[tuple[str, ...]] = ("voter_id", "voter_directory_id", "endpoints", "k_raft_version_feature")
        voter_id: int
        voter_directory_id: bytes
        endpoints: list[VotersRecord.Endpoint]
        k_raft_version_feature: VotersRecord.KRaftVersionFeature

        def __init__(
            self,
            *,
            voter_id: int = 0,
            voter_directory_id: bytes = ZERO_UUID,
            endpoints: list[VotersRecord.Endpoint] | None = None,
            k_raft_version_feature: VotersRecord.KRaftVersionFeature | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.voter_id = voter_id
            self.voter_directory_id = voter_directory_id
            self.endpoints = [] if endpoints is None else endpoints
            self.k_raft_version_feature = (
                VotersRecord.KRaftVersionFeature() if k_raft_version_feature is None else k_raft_version_feature
            )

        def _write(self, out: Out, version: int) -> None:
            out += _iu.pack(self.voter_id, uuid(self.voter_directory_id))
            write_compact_count(out, self.endpoints)
            for endpoint_item in self.endpoints:
                endpoint_item._write(out, version)
            self.k_raft_version_feature._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.voter_id, self.voter_directory_id = _iu.unpack_from(view, pos)
            pos += 20
            count, pos = read_compact_count(view, pos)
            self.endpoints = []
            for _ in range(count):
                endpoint_item, pos = VotersRecord.Endpoint._read(view, pos, version)
                self.endpoints.append(endpoint_item)
            self.k_raft_version_feature, pos = VotersRecord.KRaftVersionFeature._read(view, pos, version)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("version", "voters")
    FIELDS: ClassVar[tuple[str, ...]] = ("version", "voters")
    version: int
    voters: list[VotersRecord.Voter]

    def __init__(
        self,
        *,
        version: int = 0,
        voters: list[VotersRecord.Voter] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.version = version
        self.voters = [] if voters is None else voters

    def _write(self, out: Out, version: int) -> None:
        out += _h.pack(self.version)
        write_compact_count(out, self.voters)
        for voter_item in self.voters:
            voter_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.version = _h.unpack_from(view, pos)[0]
        pos += 2
        count, pos = read_compact_count(view, pos)
        self.voters = []
        for _ in range(count):
            voter_item, pos = VotersRecord.Voter._read(view, pos, version)
            self.voters.append(voter_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos
