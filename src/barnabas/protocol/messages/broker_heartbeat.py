# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, tag_overrun
from barnabas.protocol.primitives import (
    Out,
    read_compact_count,
    read_nullable_compact_count,
    read_tag,
    read_tag_count,
    read_unknown_tags,
    read_uuids,
    write_compact_count,
    write_tags,
    write_uuids,
)

_ihooo = Packer(">ih???")
_iqqoo = Packer(">iqq??")


class BrokerHeartbeatRequest(Request):
    """Kafka's BrokerHeartbeatRequest, versions 0 to 2."""

    NAME = "BrokerHeartbeat"
    API_KEY = 63
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    __slots__ = (
        "broker_id",
        "broker_epoch",
        "current_metadata_offset",
        "want_fence",
        "want_shut_down",
        "offline_log_dirs",
        "cordoned_log_dirs",
    )
    FIELDS: ClassVar[tuple[str, ...]] = (
        "broker_id",
        "broker_epoch",
        "current_metadata_offset",
        "want_fence",
        "want_shut_down",
        "offline_log_dirs",
        "cordoned_log_dirs",
    )
    broker_id: int
    broker_epoch: int
    current_metadata_offset: int
    want_fence: bool
    want_shut_down: bool
    offline_log_dirs: list[bytes]
    cordoned_log_dirs: list[bytes] | None

    def __init__(
        self,
        *,
        broker_id: int = 0,
        broker_epoch: int = -1,
        current_metadata_offset: int = 0,
        want_fence: bool = False,
        want_shut_down: bool = False,
        offline_log_dirs: list[bytes] | None = None,
        cordoned_log_dirs: list[bytes] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.broker_id = broker_id
        self.broker_epoch = broker_epoch
        self.current_metadata_offset = current_metadata_offset
        self.want_fence = want_fence
        self.want_shut_down = want_shut_down
        self.offline_log_dirs = [] if offline_log_dirs is None else offline_log_dirs
        self.cordoned_log_dirs = cordoned_log_dirs

    def _write(self, out: Out, version: int) -> None:
        out += _iqqoo.pack(
            self.broker_id, self.broker_epoch, self.current_metadata_offset, self.want_fence, self.want_shut_down
        )
        tags: dict[int, bytes | bytearray] = {}
        if version >= 1 and (self.offline_log_dirs):
            part = Out()
            write_compact_count(part, self.offline_log_dirs)
            write_uuids(part, self.offline_log_dirs)
            tags[0] = part
        if version >= 2 and (self.cordoned_log_dirs is not None):
            part = Out()
            if self.cordoned_log_dirs is None:
                part.append(0)
            else:
                write_compact_count(part, self.cordoned_log_dirs)
                write_uuids(part, self.cordoned_log_dirs)
            tags[1] = part
        write_tags(out, tags, self.unknown_tagged_fields)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.broker_id, self.broker_epoch, self.current_metadata_offset, self.want_fence, self.want_shut_down = (
            _iqqoo.unpack_from(view, pos)
        )
        pos += 22
        self.offline_log_dirs = []
        self.cordoned_log_dirs = None
        unknown: dict[int, bytes] = {}
        tag_count, pos = read_tag_count(view, pos)
        for _tag in range(tag_count):
            tag, pos, end = read_tag(view, pos)
            if tag == 0 and version >= 1:
                count, pos = read_compact_count(view, pos)
                self.offline_log_dirs, pos = read_uuids(view, pos, count)
            elif tag == 1 and version >= 2:
                count, pos = read_nullable_compact_count(view, pos)
                if count < 0:
                    self.cordoned_log_dirs = None
                else:
                    self.cordoned_log_dirs, pos = read_uuids(view, pos, count)
            else:
                unknown[tag] = bytes(view[pos:end])
                pos = end
            if pos != end:
                raise tag_overrun(tag)
        self.unknown_tagged_fields = unknown or None
        return self, pos


class BrokerHeartbeatResponse(Message):
    """Kafka's BrokerHeartbeatResponse, versions 0 to 2."""

    NAME = "BrokerHeartbeat"
    API_KEY = 63
    MIN_VERSION = 0
    MAX_VERSION = 2
    FLEXIBLE_FROM = 0

    __slots__ = ("throttle_time_ms", "error_code", "is_caught_up", "is_fenced", "should_shut_down")
    FIELDS: ClassVar[tuple[str, ...]] = (
        "throttle_time_ms",
        "error_code",
        "is_caught_up",
        "is_fenced",
        "should_shut_down",
    )
    throttle_time_ms: int
    error_code: int
    is_caught_up: bool
    is_fenced: bool
    should_shut_down: bool

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        is_caught_up: bool = False,
        is_fenced: bool = True,
        should_shut_down: bool = False,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.is_caught_up = is_caught_up
        self.is_fenced = is_fenced
        self.should_shut_down = should_shut_down

    def _write(self, out: Out, version: int) -> None:
        out += _ihooo.pack(
            self.throttle_time_ms, self.error_code, self.is_caught_up, self.is_fenced, self.should_shut_down
        )
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.throttle_time_ms, self.error_code, self.is_caught_up, self.is_fenced, self.should_shut_down = (
            _ihooo.unpack_from(view, pos)
        )
        pos += 9
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


BrokerHeartbeatRequest.RESPONSE = BrokerHeartbeatResponse
