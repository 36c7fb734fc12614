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
    read_nullable_compact_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_nullable_compact_string,
    write_tags,
)

_o = Packer(">?")
_H = Packer(">H")
_ih = Packer(">ih")
_iiu = Packer(">ii16s")


class AddRaftVoterRequest(Request):
    """Kafka's AddRaftVoterRequest, versions 0 to 1."""

    NAME = "AddRaftVoter"
    API_KEY = 80
    MIN_VERSION = 0
    MAX_VERSION = 1
    FLEXIBLE_FROM = 0

    class Listener(Struct):
        """Part of AddRaftVoterRequest."""

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

    __slots__ = ("cluster_id", "timeout_ms", "voter_id", "voter_directory_id", "listeners", "ack_when_committed")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "cluster_id",
        "timeout_ms",
        "voter_id",
        "voter_directory_id",
        "listeners",
        "ack_when_committed",
    )
    cluster_id: str | None
    timeout_ms: int
    voter_id: int
    voter_directory_id: bytes
    listeners: list[AddRaftVoterRequest.Listener]
    ack_when_committed: bool

    def __init__(
        self,
        *,
        cluster_id: str | None = "",
        timeout_ms: int = 0,
        voter_id: int = 0,
        voter_directory_id: bytes = ZERO_UUID,
        listeners: list[AddRaftVoterRequest.Listener] | None = None,
        ack_when_committed: bool = True,
    ) -> None:
        self.unknown_tagged_fields = None
        self.cluster_id = cluster_id
        self.timeout_ms = timeout_ms
        self.voter_id = voter_id
        self.voter_directory_id = voter_directory_id
        self.listeners = [] if listeners is None else listeners
        self.ack_when_committed = ack_when_committed

    def _write(self, out: Out, version: int) -> None:
        write_nullable_compact_string(out, self.cluster_id)
        out += _iiu.pack(self.timeout_ms, self.voter_id, uuid(self.voter_directory_id))
        write_compact_count(out, self.listeners)
        for listener_item in self.listeners:
            listener_item._write(out, version)
        if version >= 1:
            out += _o.pack(self.ack_when_committed)
        elif not self.ack_when_committed:
            raise not_carried("AddRaftVoterRequest", "ack_when_committed", version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.cluster_id, pos = read_nullable_compact_string(view, pos)
        self.timeout_ms, self.voter_id, self.voter_directory_id = _iiu.unpack_from(view, pos)
        pos += 24
        count, pos = read_compact_count(view, pos)
        self.listeners = []
        for _ in range(count):
            listener_item, pos = AddRaftVoterRequest.Listener._read(view, pos, version)
            self.listeners.append(listener_item)
        if version >= 1:
            self.ack_when_committed = _o.unpack_from(view, pos)[0]
            pos += 1
        else:
            self.ack_when_committed = True
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class AddRaftVoterResponse(Message):
    """Kafka's AddRaftVoterResponse, versions 0 to 1."""

    NAME = "AddRaftVoter"
    API_KEY = 80
    MIN_VERSION = 0
    MAX_VERSION = 1
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


AddRaftVoterRequest.RESPONSE = AddRaftVoterResponse
