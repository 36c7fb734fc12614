"""Frames: a 4-byte size, a header, a body. Both sides of the conversation."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TypeVar

from barnabas.errors.client import ProtocolError
from barnabas.protocol.apis import request_class
from barnabas.protocol.message import Message, Request
from barnabas.protocol.messages.request_header import RequestHeader
from barnabas.protocol.messages.response_header import ResponseHeader
from barnabas.protocol.primitives import Buffer, Out, write_nullable_string

M = TypeVar("M", bound=Message)

_INT32 = struct.Struct(">i")
_KEY_VERSION = struct.Struct(">hh")
_HEAD = struct.Struct(">hhi")
NO_TAGS = b"\0"
API_VERSIONS = 18
CONTROLLED_SHUTDOWN = 7


def request_header_version(request: type[Message], version: int) -> int:
    """The header of a request: flexible with the body; the oldest ControlledShutdown had none to speak of."""
    if request.API_KEY == CONTROLLED_SHUTDOWN and version == 0:
        return 0
    return 2 if version >= request.FLEXIBLE_FROM else 1


def response_header_version(response: type[Message], version: int) -> int:
    """The header of a response; that of ApiVersions stays old, so that a client can read it before it knows the broker (KIP-511)."""
    if response.API_KEY == API_VERSIONS:
        return 0
    return 1 if version >= response.FLEXIBLE_FROM else 0


def _framed(header: bytes, body: list[Buffer]) -> list[Buffer]:
    first = _INT32.pack(len(header) + sum(map(len, body))) + header
    if body and len(body[0]) < 4096:  # small neighbours travel as one buffer
        return [first + bytes(body[0]), *body[1:]]
    return [first, *body]


def request_chunks(request: Request, version: int, correlation_id: int, client_id: str | None) -> list[Buffer]:
    """A whole request frame as buffers in order; records are not copied."""
    header_version = request_header_version(type(request), version)
    head = _HEAD.pack(request.API_KEY, version, correlation_id)
    if header_version:
        head += header_tail(client_id) if header_version == 2 else _named(client_id)
    return _framed(head, request.encode_chunks(version))


@lru_cache(16)
def header_tail(client_id: str | None) -> bytes:
    """What stands behind the correlation id in the header of a request of a flexible version."""
    return _named(client_id) + NO_TAGS


@lru_cache(16)
def _named(client_id: str | None) -> bytes:
    """A client's name as it stands in the header of each request; `RequestHeader` would write it anew each time."""
    out = Out()
    write_nullable_string(out, client_id)
    return bytes(out)


def response_chunks(response: Message, version: int, correlation_id: int) -> list[Buffer]:
    """A whole response frame as buffers in order; records are not copied."""
    header = ResponseHeader(correlation_id=correlation_id).encode(response_header_version(type(response), version))
    return _framed(header, response.encode_chunks(version))


def peek_correlation_id(frame: Buffer) -> int:
    """The correlation id of a response frame (without its size)."""
    if len(frame) < 4:
        raise ProtocolError(f"a response frame of {len(frame)} bytes is too short to hold a correlation id")
    value: int = _INT32.unpack_from(frame)[0]
    return value


def decode_response(response: type[M], version: int, frame: Buffer) -> M:
    """The body of a response frame (without its size). Bytes left over are tolerated: a newer broker may append."""
    header_version = response_header_version(response, version)
    if header_version == 0:
        return response.decode(frame, version, 4)
    view = memoryview(frame)
    if len(view) > 4 and view[4] == 0:  # no tags
        return response.decode(view, version, 5)
    try:
        _, body = ResponseHeader._read(view, 0, header_version)
    except (struct.error, IndexError) as error:
        raise ProtocolError(f"the header of a {response.NAME} response cannot be read: {error}") from error
    return response.decode(view, version, body)


def decode_request(frame: Buffer) -> tuple[RequestHeader, Request]:
    """Header and body of a request frame (without its size), from the server's side."""
    view = memoryview(frame)
    if len(view) < 8:
        raise ProtocolError(f"a request frame of {len(view)} bytes is too short to hold a header")
    key, version = _KEY_VERSION.unpack_from(view)
    cls = request_class(key)
    header_version = request_header_version(cls, version)
    try:
        if header_version == 0:
            header, pos = RequestHeader(request_api_key=key, correlation_id=_INT32.unpack_from(view, 4)[0]), 8
        else:
            header, pos = RequestHeader._read(view, 0, header_version)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ProtocolError(f"the header of a request cannot be read: {error}") from error
    return header, cls.decode(view, version, pos)
