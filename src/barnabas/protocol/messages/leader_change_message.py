# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Struct, not_carried
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_compact_count,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_tags,
)

_u = Packer(">16s")
_hi = Packer(">hi")
_i = Packer(">i")


class LeaderChangeMessage(Message):
    """Kafka's LeaderChangeMessage, versions 0 to 1."""

    NAME = "LeaderChangeMessage"
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class Voter(Struct):
        """Part of LeaderChangeMessage."""

        __slots__ = ("voter_id", "voter_directory_id")
        FIELDS: ClassVar[tuple[str, ...]] = ("voter_id", "voter_directory_id")
        voter_id: int
        voter_directory_id: bytes

        def __init__(
            self,
            *,
            voter_id: int = 0,
            voter_directory_id: bytes = ZERO_UUID,
        ) -> None:
            self.unknown_tagged_fields = None
            self.voter_id = voter_id
            self.voter_directory_id = voter_directory_id

        def _write(self, out: Out, version: int) -> None:
            out += _i.pack(self.voter_id)
            if version >= 1:
                out += _u.pack(uuid(self.voter_directory_id))
            elif self.voter_directory_id != ZERO_UUID:
                raise not_carried("LeaderChangeMessage", "voter_directory_id", version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.voter_id = _i.unpack_from(view, pos)[0]
            pos += 4
            if version >= 1:
                self.voter_directory_id = _u.unpack_from(view, pos)[0]
                pos += 16
            else:
                self.voter_directory_id = ZERO_UUID
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("version", "leader_id", "voters", "granting_voters")
    FIELDS: ClassVar[tuple[str, ...]] = ("version", "leader_id", "voters", "granting_voters")
    version: int
    leader_id: int
    voters: list[LeaderChangeMessage.Voter]
    granting_voters: list[LeaderChangeMessage.Voter]

    def __init__(
        self,
        *,
        version: int = 0,
        leader_id: int = 0,
        voters: list[LeaderChangeMessage.Voter] | None = None,
        granting_voters: list[LeaderChangeMessage.Voter] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.version = version
        self.leader_id = leader_id
        self.voters = [] if voters is None else voters
        self.granting_voters = [] if granting_voters is None else granting_voters

    def _write(self, out: Out, version: int) -> None:
        out += _hi.pack(self.version, self.leader_id)
        write_compact_count(out, self.voters)
        for voter_item in self.voters:
            voter_item._write(out, version)
        write_compact_count(out, self.granting_voters)
        for voter_item in self.granting_voters:
            voter_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.version, self.leader_id = _hi.unpack_from(view, pos)
        pos += 6
        count, pos = read_compact_count(view, pos)
        self.voters = []
        for _ in range(count):
            voter_item, pos = LeaderChangeMessage.Voter._read(view, pos, version)
            self.voters.append(voter_item)
        count, pos = read_compact_count(view, pos)
        self.granting_voters = []
        for _ in range(count):
            voter_item, pos = LeaderChangeMessage.Voter._read(view, pos, version)
            self.granting_voters.append(voter_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos
