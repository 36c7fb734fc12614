# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request
from barnabas.protocol.primitives import (
    ZERO_UUID,
    Out,
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_nullable_compact_string,
    write_tags,
)

_iu = Packer(">i16s")
_ih = Packer(">ih")


class RemoveRaftVoterRequest(Request):
    """Kafka's RemoveRaftVoterRequest, versions 0 to 0."""

    NAME = "RemoveRaftVoter"
    API_KEY = 81
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    __slots__ = ("cluster_id", "voter_id", "voter_directory_id")
    FIELDS: ClassVar[tuple[str, ...]] = ("cluster_id", "voter_id", "voter_directory_id")
    cluster_id: str | None
    voter_id: int
    voter_directory_id: bytes

    def __init__(
        self,
        *,
        cluster_id: str | None = "",
        voter_id: int = 0,
        voter_directory_id: bytes = ZERO_UUID,
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.voter_id = voter_id
        self.voter_directory_id = voter_directory_id

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_string(out, self.cluster_id)
        out += _iu.pack(self.voter_id, uuid(self.voter_directory_id))
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.cluster_id, pos = read_nullable_compact_string(view, pos)
        self.voter_id, self.voter_directory_id = _iu.unpack_from(view, pos)
        pos += 20
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class RemoveRaftVoterResponse(Message):
    """Kafka's RemoveRaftVoterResponse, versions 0 to 0."""

    NAME = "RemoveRaftVoter"
    API_KEY = 81
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
        error_message: str | None = "",
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


RemoveRaftVoterRequest.RESPONSE = RemoveRaftVoterResponse
