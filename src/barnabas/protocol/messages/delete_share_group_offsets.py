# Written by the generator from Kafka's message schemas: do not edit, run `make generate`.
from __future__ import annotations

from struct import Struct as Packer
from typing import ClassVar, Self

from barnabas.protocol.message import Message, Request, Struct
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

_uh = Packer(">16sh")
_ih = Packer(">ih")


class DeleteShareGroupOffsetsRequest(Request):
    """Kafka's DeleteShareGroupOffsetsRequest, versions 0 to 0."""

    NAME = "DeleteShareGroupOffsets"
    API_KEY = 92
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class DeleteShareGroupOffsetsRequestTopic(Struct):
        """Part of DeleteShareGroupOffsetsRequest."""

        __slots__ = ("topic_name",)
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name",)
        topic_name: str

        def __init__(
            self,
            *,
            topic_name: str = "",
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("group_id", "topics")
    FIELDS: ClassVar[tuple[str, ...]] = ("group_id", "topics")
    group_id: str
    topics: list[DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic]

    def __init__(
        self,
        *,
        group_id: str = "",
        topics: list[DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.group_id = group_id
        self.topics = [] if topics is None else topics

    def _write(self, out: Out, version: int) -> None:
        write_compact_string(out, self.group_id)
        write_compact_count(out, self.topics)
        for delete_share_group_offsets_request_topic_item in self.topics:
            delete_share_group_offsets_request_topic_item._write(out, version)
        if self.unknown_tagged_fields:
            write_tags(out, {}, self.unknown_tagged_fields)
        else:
            out.append(0)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        self.group_id, pos = read_compact_string(view, pos)
        count, pos = read_compact_count(view, pos)
        self.topics = []
        for _ in range(count):
            delete_share_group_offsets_request_topic_item, pos = (
                DeleteShareGroupOffsetsRequest.DeleteShareGroupOffsetsRequestTopic._read(view, pos, version)
            )
            self.topics.append(delete_share_group_offsets_request_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


class DeleteShareGroupOffsetsResponse(Message):
    """Kafka's DeleteShareGroupOffsetsResponse, versions 0 to 0."""

    NAME = "DeleteShareGroupOffsets"
    API_KEY = 92
    MIN_VERSION = 0
    MAX_VERSION = 0
    FLEXIBLE_FROM = 0

    class DeleteShareGroupOffsetsResponseTopic(Struct):
        """Part of DeleteShareGroupOffsetsResponse."""

        __slots__ = ("topic_name", "topic_id", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("topic_name", "topic_id", "error_code", "error_message")
        topic_name: str
        topic_id: bytes
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            topic_name: str = "",
            topic_id: bytes = ZERO_UUID,
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.topic_name = topic_name
            self.topic_id = topic_id
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            write_compact_string(out, self.topic_name)
            out += _uh.pack(uuid(self.topic_id), self.error_code)
            write_nullable_compact_string(out, self.error_message)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            self.topic_name, pos = read_compact_string(view, pos)
            self.topic_id, self.error_code = _uh.unpack_from(view, pos)
            pos += 18
            self.error_message, pos = read_nullable_compact_string(view, pos)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            return self, pos

    __slots__ = ("throttle_time_ms", "error_code", "error_message", "responses")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "error_code", "error_message", "responses")
    throttle_time_ms: int
    error_code: int
    error_message: str | None
    responses: list[DeleteShareGroupOffsetsResponse.DeleteShareGroupOffsetsResponseTopic]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        error_code: int = 0,
        error_message: str | None = None,
        responses: list[DeleteShareGroupOffsetsResponse.DeleteShareGroupOffsetsResponseTopic] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.error_code = error_code
        self.error_message = error_message
        self.responses = [] if responses is None else responses

    def _write(self, out: Out, version: int) -> None:
        out += _ih.pack(self.throttle_time_ms, self.error_code)
        write_nullable_compact_string(out, self.error_message)
        write_compact_count(out, self.responses)
        for delete_share_group_offsets_response_topic_item in self.responses:
            delete_share_group_offsets_response_topic_item._write(out, version)
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
        count, pos = read_compact_count(view, pos)
        self.responses = []
        for _ in range(count):
            delete_share_group_offsets_response_topic_item, pos = (
                DeleteShareGroupOffsetsResponse.DeleteShareGroupOffsetsResponseTopic._read(view, pos, version)
            )
            self.responses.append(delete_share_group_offsets_response_topic_item)
        self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        return self, pos


DeleteShareGroupOffsetsRequest.RESPONSE = DeleteShareGroupOffsetsResponse
