"""Record batches made by hand, sound and unsound, so that tests depend on no encoder of ours."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from struct import pack

from barnabas._native import crc32c

Headers = Sequence[tuple[bytes, bytes | None]]
GZIP = 1
APPEND_TIME, TRANSACTIONAL, CONTROL = 0x08, 0x10, 0x20


def varint(value: int) -> bytes:
    zigzag = (value << 1) ^ (value >> 63)
    out = bytearray()
    while zigzag >= 0x80:
        out.append(zigzag & 0x7F | 0x80)
        zigzag >>= 7
    out.append(zigzag)
    return bytes(out)


def _field(value: bytes | None) -> bytes:
    return varint(-1) if value is None else varint(len(value)) + value


def record(
    offset_delta: int, value: bytes | None, key: bytes | None = None, time_delta: int = 0, headers: Headers = ()
) -> bytes:
    body = b"\0" + varint(time_delta) + varint(offset_delta) + _field(key) + _field(value) + varint(len(headers))
    body += b"".join(_field(name) + _field(content) for name, content in headers)
    return varint(len(body)) + body


def batch(
    values: Sequence[bytes | None] = (b"value",),
    *,
    key: bytes | None = None,
    timestamp: int = 1_700_000_000_000,
    step: int = 0,
    producer: tuple[int, int, int] = (-1, -1, -1),
    transactional: bool = False,
    attributes: int = 0,
    base_offset: int = 0,
    leader_epoch: int = -1,
    last_delta: int | None = None,
    count: int | None = None,
    deltas: Sequence[int] | None = None,
    body: bytes | None = None,
    max_timestamp: int | None = None,
    magic: int = 2,
    crc: int | None = None,
) -> bytes:
    """A batch of format 2; `producer` is id, epoch and base sequence. What is given by name is written, true or not."""
    if body is None:
        places = deltas if deltas is not None else range(len(values))
        body = b"".join(
            record(at, value, key, step * i) for i, (at, value) in enumerate(zip(places, values, strict=True))
        )
    if attributes & 7 == GZIP:
        body = gzip.compress(body)
    attributes |= TRANSACTIONAL if transactional else 0
    last = len(values) - 1 if last_delta is None else last_delta
    latest = timestamp + step * (len(values) - 1) if max_timestamp is None else max_timestamp
    covered = pack(">hiqq", attributes, last, timestamp, latest)
    covered += pack(">qhii", *producer, len(values) if count is None else count) + body
    checksum = crc32c(covered) if crc is None else crc
    length = 9 + len(covered)
    return pack(">qiibI", base_offset, length, leader_epoch, magic, checksum) + covered


def message(
    offset: int,
    value: bytes | None,
    key: bytes | None = None,
    *,
    magic: int = 1,
    attributes: int = 0,
    timestamp: int = 1_700_000_000_000,
) -> bytes:
    """One message of format 0 or 1."""
    body = pack(">bb", magic, attributes) + (pack(">q", timestamp) if magic else b"")
    for part in (key, value):
        body += pack(">i", -1) if part is None else pack(">i", len(part)) + part
    return pack(">qiI", offset, len(body) + 4, zlib.crc32(body)) + body


def wrapper(offset: int, inner: bytes, *, magic: int = 1) -> bytes:
    """A compressed message around a message set."""
    return message(offset, gzip.compress(inner), magic=magic, attributes=GZIP)
