"""Kafka's primitive types: readers take (view, position) and give (value, position); writers append to an `Out`.

Bytes come from the network and are hostile: every length and count is checked against what is left before anything is
made of it. Readers may raise `ProtocolError`, `struct.error`, `IndexError` or `UnicodeDecodeError`; `Message.decode`
turns all of these into `ProtocolError`, so that the hot readers need no guard of their own.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, TypeVar, cast

from barnabas.config import STRING
from barnabas.errors.client import ConfigurationError, ProtocolError

Buffer: TypeAlias = bytes | bytearray | memoryview
T = TypeVar("T")

ZERO_UUID = bytes(16)

_INT8 = struct.Struct(">b")
_INT16 = struct.Struct(">h")
_INT32 = struct.Struct(">i")


class Out(bytearray):
    """What a message is written to, and where buffers that are not copied have to be spliced in."""

    __slots__ = ("splices",)

    def __init__(self) -> None:
        super().__init__()
        self.splices: list[tuple[int, Sequence[Buffer]]] = []

    def chunks(self) -> list[Buffer]:
        """The message as buffers in order: what was written, cut open where a splice goes."""
        if not self.splices:
            return [self]
        parts: list[Buffer] = []
        view, start = memoryview(self), 0
        for at, buffers in self.splices:
            if at > start:
                parts.append(view[start:at])
            parts.extend(buffers)
            start = at
        if start < len(self):
            parts.append(view[start:])
        return parts


# --- varints ----------------------------------------------------------------------------------------------------------


def read_uvarint(view: memoryview, pos: int) -> tuple[int, int]:
    """An unsigned LEB128 number of at most five bytes and 32 bits."""
    byte = view[pos]
    if byte < 0x80:
        return byte, pos + 1
    value, shift = byte & 0x7F, 7
    while True:
        pos += 1
        byte = view[pos]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
        shift += 7
        if shift > 28:
            raise ProtocolError("a varint is longer than five bytes")
    if value > 0xFFFFFFFF:
        raise ProtocolError("a varint does not fit 32 bits")
    return value, pos + 1


def write_uvarint(out: bytearray, value: int) -> None:
    """The shortest unsigned LEB128 form of `value`."""
    while value >= 0x80:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    out.append(value)


# --- lengths ----------------------------------------------------------------------------------------------------------


def _span(view: memoryview, pos: int, length: int) -> int:
    """The end of `length` bytes from `pos`, checked."""
    end = pos + length
    if end > len(view):
        raise ProtocolError(f"a length of {length} bytes at {pos} runs past the end of the message ({len(view)} bytes)")
    return end


def _count(view: memoryview, pos: int, count: int) -> int:
    if count > len(view) - pos:
        raise ProtocolError(f"a count of {count} at {pos} is more than the {len(view) - pos} bytes left can hold")
    return count


def _not_null(length: int) -> None:
    if length < 0:
        raise ProtocolError("a null stands where none is allowed" if length == -1 else f"a length of {length}")


def read_length16(view: memoryview, pos: int) -> tuple[int, int]:
    """A 16-bit length, -1 for null; less is refused."""
    length: int = _INT16.unpack_from(view, pos)[0]
    if length < -1:
        _not_null(length)
    return length, pos + 2


def read_length32(view: memoryview, pos: int) -> tuple[int, int]:
    """A 32-bit length, -1 for null; less is refused."""
    length: int = _INT32.unpack_from(view, pos)[0]
    if length < -1:
        _not_null(length)
    return length, pos + 4


def read_compact_length(view: memoryview, pos: int) -> tuple[int, int]:
    """A compact length (stored plus one), -1 for null."""
    length, pos = read_uvarint(view, pos)
    return length - 1, pos


# --- strings ----------------------------------------------------------------------------------------------------------


def read_string(view: memoryview, pos: int) -> tuple[str, int]:
    """A string that is not null."""
    length, pos = read_length16(view, pos)
    _not_null(length)
    end = _span(view, pos, length)
    return str(view[pos:end], "utf-8"), end


def read_nullable_string(view: memoryview, pos: int) -> tuple[str | None, int]:
    """A string or null."""
    length, pos = read_length16(view, pos)
    if length < 0:
        return None, pos
    end = _span(view, pos, length)
    return str(view[pos:end], "utf-8"), end


def read_compact_string(view: memoryview, pos: int) -> tuple[str, int]:
    """A string of a flexible version that is not null."""
    byte = view[pos]
    if 0 < byte < 0x80 and (end := pos + byte) <= len(view):
        return str(view[pos + 1 : end], "utf-8"), end
    length, pos = read_compact_length(view, pos)
    _not_null(length)
    end = _span(view, pos, length)
    return str(view[pos:end], "utf-8"), end


def read_nullable_compact_string(view: memoryview, pos: int) -> tuple[str | None, int]:
    """A string of a flexible version, or null."""
    if view[pos] == 0:
        return None, pos + 1
    length, pos = read_compact_length(view, pos)
    if length < 0:
        return None, pos
    end = _span(view, pos, length)
    return str(view[pos:end], "utf-8"), end


def _utf8(value: str) -> bytes:
    try:
        data = value.encode()
    except UnicodeEncodeError:  # which has the whole value, perhaps a password
        raise ConfigurationError("a str with half of a surrogate pair cannot be sent: UTF-8 has none") from None
    if len(data) > STRING:
        raise ConfigurationError(
            f"a string of {len(data)} bytes is longer than Kafka's limit of {STRING}: {value[:40]!r}…"
        )
    return data


def write_string(out: bytearray, value: str) -> None:
    """A string."""
    data = _utf8(value)
    out += _INT16.pack(len(data))
    out += data


def write_nullable_string(out: bytearray, value: str | None) -> None:
    """A string or null."""
    if value is None:
        out += b"\xff\xff"
    else:
        write_string(out, value)


def write_compact_string(out: bytearray, value: str) -> None:
    """A string of a flexible version."""
    data = _utf8(value)
    write_uvarint(out, len(data) + 1)
    out += data


def write_nullable_compact_string(out: bytearray, value: str | None) -> None:
    """A string of a flexible version, or null."""
    if value is None:
        out.append(0)
    else:
        write_compact_string(out, value)


# --- bytes and records ------------------------------------------------------------------------------------------------


def read_bytes(view: memoryview, pos: int) -> tuple[bytes, int]:
    """Bytes that are not null, copied."""
    length, pos = read_length32(view, pos)
    _not_null(length)
    end = _span(view, pos, length)
    return bytes(view[pos:end]), end


def read_nullable_bytes(view: memoryview, pos: int) -> tuple[bytes | None, int]:
    """Bytes or null, copied."""
    length, pos = read_length32(view, pos)
    if length < 0:
        return None, pos
    end = _span(view, pos, length)
    return bytes(view[pos:end]), end


def read_compact_bytes(view: memoryview, pos: int) -> tuple[bytes, int]:
    """Bytes of a flexible version that are not null, copied."""
    length, pos = read_compact_length(view, pos)
    _not_null(length)
    end = _span(view, pos, length)
    return bytes(view[pos:end]), end


def read_nullable_compact_bytes(view: memoryview, pos: int) -> tuple[bytes | None, int]:
    """Bytes of a flexible version or null, copied."""
    length, pos = read_compact_length(view, pos)
    if length < 0:
        return None, pos
    end = _span(view, pos, length)
    return bytes(view[pos:end]), end


def write_bytes(out: bytearray, value: Buffer) -> None:
    """Bytes."""
    out += _INT32.pack(len(value))
    out += value


def write_nullable_bytes(out: bytearray, value: Buffer | None) -> None:
    """Bytes or null."""
    if value is None:
        out += b"\xff\xff\xff\xff"
    else:
        write_bytes(out, value)


def write_compact_bytes(out: bytearray, value: Buffer) -> None:
    """Bytes of a flexible version."""
    write_uvarint(out, len(value) + 1)
    out += value


def write_nullable_compact_bytes(out: bytearray, value: Buffer | None) -> None:
    """Bytes of a flexible version, or null."""
    if value is None:
        out.append(0)
    else:
        write_compact_bytes(out, value)


def read_records(view: memoryview, pos: int) -> tuple[memoryview | None, int]:
    """Record batches or null, as a slice of `view`: nothing is copied."""
    length, pos = read_length32(view, pos)
    if length < 0:
        return None, pos
    end = _span(view, pos, length)
    return view[pos:end], end


def read_compact_records(view: memoryview, pos: int) -> tuple[memoryview | None, int]:
    """Record batches of a flexible version or null, as a slice of `view`."""
    length, pos = read_compact_length(view, pos)
    if length < 0:
        return None, pos
    end = _span(view, pos, length)
    return view[pos:end], end


def _buffers(value: Buffer | Sequence[Buffer]) -> Sequence[Buffer]:
    return (cast("Buffer", value),) if isinstance(value, bytes | bytearray | memoryview) else value


def write_records(out: Out, value: Buffer | Sequence[Buffer] | None) -> None:
    """Record batches: the length here, the buffers (one, or several in order) spliced in uncopied."""
    if value is None:
        out += b"\xff\xff\xff\xff"
        return
    buffers = _buffers(value)
    out += _INT32.pack(sum(map(len, buffers)))
    out.splices.append((len(out), buffers))


def write_compact_records(out: Out, value: Buffer | Sequence[Buffer] | None) -> None:
    """Record batches of a flexible version, spliced in uncopied."""
    if value is None:
        out.append(0)
        return
    buffers = _buffers(value)
    write_uvarint(out, sum(map(len, buffers)) + 1)
    out.splices.append((len(out), buffers))


# --- arrays -----------------------------------------------------------------------------------------------------------


def read_count(view: memoryview, pos: int) -> tuple[int, int]:
    """The count of an array that is not null, no larger than the bytes left."""
    length, pos = read_length32(view, pos)
    _not_null(length)
    return _count(view, pos, length), pos


def read_nullable_count(view: memoryview, pos: int) -> tuple[int, int]:
    """The count of an array, -1 for null."""
    length, pos = read_length32(view, pos)
    return _count(view, pos, length), pos


def read_compact_count(view: memoryview, pos: int) -> tuple[int, int]:
    """The count of an array of a flexible version that is not null."""
    byte = view[pos]
    if 0 < byte < 0x80 and byte <= len(view) - pos:  # most are short, and this is much cheaper
        return byte - 1, pos + 1
    length, pos = read_compact_length(view, pos)
    _not_null(length)
    return _count(view, pos, length), pos


def read_nullable_compact_count(view: memoryview, pos: int) -> tuple[int, int]:
    """The count of an array of a flexible version, -1 for null."""
    length, pos = read_compact_length(view, pos)
    return _count(view, pos, length), pos


def write_count(out: bytearray, items: Sequence[object]) -> None:
    """The count of an array."""
    out += _INT32.pack(len(items))


def write_compact_count(out: bytearray, items: Sequence[object]) -> None:
    """The count of an array of a flexible version."""
    write_uvarint(out, len(items) + 1)


def read_fixed(view: memoryview, pos: int, count: int, code: str, size: int) -> tuple[list[int], int]:
    """`count` numbers of one fixed size; `code` is the struct module's letter."""
    end = _span(view, pos, count * size)
    return list(struct.unpack_from(f">{count}{code}", view, pos)), end


def write_fixed(out: bytearray, items: Sequence[int], code: str) -> None:
    """Numbers of one fixed size."""
    out += struct.pack(f">{len(items)}{code}", *items)


def read_uuids(view: memoryview, pos: int, count: int) -> tuple[list[bytes], int]:
    """`count` uuids of 16 bytes."""
    end = _span(view, pos, count * 16)
    return [bytes(view[at : at + 16]) for at in range(pos, end, 16)], end


def write_uuids(out: bytearray, items: Iterable[bytes]) -> None:
    """Uuids of 16 bytes."""
    for item in items:
        out += uuid(item)


def uuid(value: bytes) -> bytes:
    """`value` if it is 16 bytes long: the struct module would pad or cut silently."""
    if len(value) != 16:
        raise ProtocolError(f"a uuid has 16 bytes, not {len(value)}: {value!r}")
    return value


def read_each(
    view: memoryview, pos: int, count: int, read: Callable[[memoryview, int], tuple[T, int]]
) -> tuple[list[T], int]:
    """`count` items of a type that has no fixed size."""
    items: list[T] = []
    for _ in range(count):
        item, pos = read(view, pos)
        items.append(item)
    return items, pos


# --- tagged fields (KIP-482) ------------------------------------------------------------------------------------------


def read_tag(view: memoryview, pos: int) -> tuple[int, int, int]:
    """A tag, and where its data starts and ends."""
    tag, pos = read_uvarint(view, pos)
    size, pos = read_uvarint(view, pos)
    return tag, pos, _span(view, pos, size)


def read_unknown_tags(view: memoryview, pos: int) -> tuple[dict[int, bytes] | None, int]:
    """The tag section of a struct that knows no tags."""
    if view[pos] == 0:
        return None, pos + 1
    count, pos = read_uvarint(view, pos)
    tags: dict[int, bytes] = {}
    for _ in range(_count(view, pos, count)):
        tag, pos, end = read_tag(view, pos)
        tags[tag] = bytes(view[pos:end])
        pos = end
    return tags, pos


def read_tag_count(view: memoryview, pos: int) -> tuple[int, int]:
    """How many tags follow."""
    count, pos = read_uvarint(view, pos)
    return _count(view, pos, count), pos


def write_tags(out: bytearray, known: dict[int, bytes | bytearray], unknown: dict[int, bytes] | None) -> None:
    """The tag section: known and unknown tags merged in ascending order."""
    tags: dict[int, bytes | bytearray] = {**unknown, **known} if unknown else known
    write_uvarint(out, len(tags))
    for tag in sorted(tags):
        write_uvarint(out, tag)
        write_uvarint(out, len(tags[tag]))
        out += tags[tag]


def read_present(view: memoryview, pos: int) -> tuple[bool, int]:
    """The marker before a nullable struct (KIP-893): negative means null."""
    return _INT8.unpack_from(view, pos)[0] >= 0, pos + 1
