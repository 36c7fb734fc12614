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
    read_each,
    read_nullable_compact_string,
    read_string,
    read_unknown_tags,
    uuid,
    write_compact_count,
    write_compact_string,
    write_count,
    write_nullable_compact_string,
    write_string,
    write_tags,
)

_u = Packer(">16s")
_h = Packer(">h")
_i = Packer(">i")


class DeleteTopicsRequest(Request):
    """Kafka's DeleteTopicsRequest, versions 0 to 6."""

    NAME = "DeleteTopics"
    API_KEY = 20
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 4

    class DeleteTopicState(Struct):
        """Part of DeleteTopicsRequest."""

        __slots__ = ("name", "topic_id")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id")
        name: str | None
        topic_id: bytes

        def __init__(
            self,
            *,
            name: str | None = None,
            topic_id: bytes = ZERO_UUID,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                if version >= 6:
                    write_nullable_compact_string(out, self.name)
                elif self.name is not None:
                    raise not_carried("DeleteTopicsRequest", "name", version)
                if version >= 6:
                    out += _u.pack(uuid(self.topic_id))
                elif self.topic_id != ZERO_UUID:
                    raise not_carried("DeleteTopicsRequest", "topic_id", version)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name is not None:
                    raise not_carried("DeleteTopicsRequest", "name", version)
                if self.topic_id != ZERO_UUID:
                    raise not_carried("DeleteTopicsRequest", "topic_id", version)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                if version >= 6:
                    self.name, pos = read_nullable_compact_string(view, pos)
                else:
                    self.name = None
                if version >= 6:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name = None
                self.topic_id = ZERO_UUID
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("topics", "topic_names", "timeout_ms")
    FIELDS: ClassVar[tuple[str, ...]] = ("topics", "topic_names", "timeout_ms")
    topics: list[DeleteTopicsRequest.DeleteTopicState]
    topic_names: list[str]
    timeout_ms: int

    def __init__(
        self,
        *,
        topics: list[DeleteTopicsRequest.DeleteTopicState] | None = None,
        topic_names: list[str] | None = None,
        timeout_ms: int = 0,
    ) -> None:
        self.unknown_tagged_fields = None
        self.topics = [] if topics is None else topics
        self.topic_names = [] if topic_names is None else topic_names
        self.timeout_ms = timeout_ms

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            if version >= 6:
                write_compact_count(out, self.topics)
                for delete_topic_state_item in self.topics:
                    delete_topic_state_item._write(out, version)
            elif self.topics:
                raise not_carried("DeleteTopicsRequest", "topics", version)
            if version <= 5:
                write_compact_count(out, self.topic_names)
                for element in self.topic_names:
                    write_compact_string(out, element)
            out += _i.pack(self.timeout_ms)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if self.topics:
                raise not_carried("DeleteTopicsRequest", "topics", version)
            write_count(out, self.topic_names)
            for element in self.topic_names:
                write_string(out, element)
            out += _i.pack(self.timeout_ms)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            if version >= 6:
                count, pos = read_compact_count(view, pos)
                self.topics = []
                for _ in range(count):
                    delete_topic_state_item, pos = DeleteTopicsRequest.DeleteTopicState._read(view, pos, version)
                    self.topics.append(delete_topic_state_item)
            else:
                self.topics = []
            if version <= 5:
                count, pos = read_compact_count(view, pos)
                self.topic_names, pos = read_each(view, pos, count, read_compact_string)
            else:
                self.topic_names = []
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            self.topics = []
            count, pos = read_count(view, pos)
            self.topic_names, pos = read_each(view, pos, count, read_string)
            self.timeout_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            self.unknown_tagged_fields = None
        return self, pos


class DeleteTopicsResponse(Message):
    """Kafka's DeleteTopicsResponse, versions 0 to 6."""

    NAME = "DeleteTopics"
    API_KEY = 20
    MIN_VERSION = 0
    MAX_VERSION = 6
    FLEXIBLE_FROM = 4

    class DeletableTopicResult(Struct):
        """Part of DeleteTopicsResponse."""

        __slots__ = ("name", "topic_id", "error_code", "error_message")
        FIELDS: ClassVar[tuple[str, ...]] = ("name", "topic_id", "error_code", "error_message")
        name: str | None
        topic_id: bytes
        error_code: int
        error_message: str | None

        def __init__(
            self,
            *,
            name: str | None = "",
            topic_id: bytes = ZERO_UUID,
            error_code: int = 0,
            error_message: str | None = None,
        ) -> None:
            self.unknown_tagged_fields = None
            self.name = name
            self.topic_id = topic_id
            self.error_code = error_code
            self.error_message = error_message

        def _write(self, out: Out, version: int) -> None:
            if version >= 4:
                if self.name is None and version >= 6:
                    write_nullable_compact_string(out, None)
                else:
                    if self.name is None:
                        raise not_carried("DeleteTopicsResponse", "a null name", version)
                    write_compact_string(out, self.name)
                if version >= 6:
                    out += _u.pack(uuid(self.topic_id))
                out += _h.pack(self.error_code)
                if version >= 5:
                    write_nullable_compact_string(out, self.error_message)
                if self.unknown_tagged_fields:
                    write_tags(out, {}, self.unknown_tagged_fields)
                else:
                    out.append(0)
            else:
                if self.name is None:
                    raise not_carried("DeleteTopicsResponse", "a null name", version)
                write_string(out, self.name)
                out += _h.pack(self.error_code)

        @classmethod
        def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
            self = cls.__new__(cls)
            if version >= 4:
                if version >= 6:
                    self.name, pos = read_nullable_compact_string(view, pos)
                else:
                    self.name, pos = read_compact_string(view, pos)
                if version >= 6:
                    self.topic_id = _u.unpack_from(view, pos)[0]
                    pos += 16
                else:
                    self.topic_id = ZERO_UUID
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                if version >= 5:
                    self.error_message, pos = read_nullable_compact_string(view, pos)
                else:
                    self.error_message = None
                self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
            else:
                self.name, pos = read_string(view, pos)
                self.topic_id = ZERO_UUID
                self.error_message = None
                self.error_code = _h.unpack_from(view, pos)[0]
                pos += 2
                self.unknown_tagged_fields = None
            return self, pos

    __slots__ = ("throttle_time_ms", "responses")
    FIELDS: ClassVar[tuple[str, ...]] = ("throttle_time_ms", "responses")
    throttle_time_ms: int
    responses: list[DeleteTopicsResponse.DeletableTopicResult]

    def __init__(
        self,
        *,
        throttle_time_ms: int = 0,
        responses: list[DeleteTopicsResponse.DeletableTopicResult] | None = None,
    ) -> None:
        self.unknown_tagged_fields = None
        self.throttle_time_ms = throttle_time_ms
        self.responses = [] if responses is None else responses

    def _write(self, out: Out, version: int) -> None:
        if version >= 4:
            out += _i.pack(self.throttle_time_ms)
            write_compact_count(out, self.responses)
            for deletable_topic_result_item in self.responses:
                deletable_topic_result_item._write(out, version)
            if self.unknown_tagged_fields:
                write_tags(out, {}, self.unknown_tagged_fields)
            else:
                out.append(0)
        else:
            if version >= 1:
                out += _i.pack(self.throttle_time_ms)
            write_count(out, self.responses)
            for deletable_topic_result_item in self.responses:
                deletable_topic_result_item._write(out, version)

    @classmethod
    def _read(cls, view: memoryview, pos: int, version: int) -> tuple[Self, int]:
        self = cls.__new__(cls)
        if version >= 4:
            self.throttle_time_ms = _i.unpack_from(view, pos)[0]
            pos += 4
            count, pos = read_compact_count(view, pos)
            self.responses = []
            for _ in range(count):
                deletable_topic_result_item, pos = DeleteTopicsResponse.DeletableTopicResult._read(view, pos, version)
                self.responses.append(deletable_topic_result_item)
            self.unknown_tagged_fields, pos = read_unknown_tags(view, pos)
        else:
            if version >= 1:
                self.throttle_time_ms = _i.unpack_from(view, pos)[0]
                pos += 4
            else:
                self.throttle_time_ms = 0
            count, pos = read_count(view, pos)
            self.responses = []
            for _ in range(count):
                deletable_topic_result_item, pos = DeleteTopicsResponse.DeletableTopicResult._read(view, pos, version)
                self.responses.append(deletable_topic_result_item)
            self.unknown_tagged_fields = None
        return self, pos


DeleteTopicsRequest.RESPONSE = DeleteTopicsResponse
