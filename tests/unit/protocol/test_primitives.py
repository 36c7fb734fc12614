"""Primitive types: what is written is read back, lengths are held against what is there, limits are Kafka's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barnabas.errors import ConfigurationError, ProtocolError
from barnabas.protocol import primitives as p

Case = tuple[Callable[..., Any], Callable[..., Any], st.SearchStrategy[Any]]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
blobs = st.binary(max_size=300)

PAIRS: dict[str, Case] = {
    "uvarint": (p.write_uvarint, p.read_uvarint, st.integers(0, 2**32 - 1)),
    "string": (p.write_string, p.read_string, texts),
    "nullable string": (p.write_nullable_string, p.read_nullable_string, st.none() | texts),
    "compact string": (p.write_compact_string, p.read_compact_string, texts),
    "nullable compact string": (p.write_nullable_compact_string, p.read_nullable_compact_string, st.none() | texts),
    "bytes": (p.write_bytes, p.read_bytes, blobs),
    "nullable bytes": (p.write_nullable_bytes, p.read_nullable_bytes, st.none() | blobs),
    "compact bytes": (p.write_compact_bytes, p.read_compact_bytes, blobs),
    "nullable compact bytes": (p.write_nullable_compact_bytes, p.read_nullable_compact_bytes, st.none() | blobs),
}


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data(), before=blobs, after=blobs)
def test_round_trip(name: str, data: st.DataObject, before: bytes, after: bytes) -> None:
    write, read, values = PAIRS[name]
    value = data.draw(values)
    out = p.Out()
    out += before
    write(out, value)
    end = len(out)
    out += after
    assert read(memoryview(out), len(before)) == (value, end)


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data())
def test_truncation_is_noticed(name: str, data: st.DataObject) -> None:
    write, read, values = PAIRS[name]
    out = p.Out()
    write(out, data.draw(values))
    cut = data.draw(st.integers(0, len(out) - 1))
    with pytest.raises((ProtocolError, IndexError, p.struct.error)):
        read(memoryview(out)[:cut], 0)


@pytest.mark.parametrize("read", [p.read_records, p.read_compact_records])
@given(before=blobs, parts=st.lists(blobs, max_size=4))
def test_records_are_spliced_in_and_sliced_out(read: Callable[..., Any], before: bytes, parts: list[bytes]) -> None:
    out = p.Out()
    out += before
    (p.write_records if read is p.read_records else p.write_compact_records)(out, parts)
    out += b"after"
    chunks = out.chunks()
    assert all(any(part is chunk for chunk in chunks) for part in parts)
    frame = b"".join(chunks)
    view, end = read(memoryview(frame), len(before))
    assert (view, frame[end:]) == (b"".join(parts), b"after")
    assert view.obj is frame


@given(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=50))
def test_numbers_of_fixed_size(items: list[int]) -> None:
    out = p.Out()
    p.write_fixed(out, items, "i")
    assert p.read_fixed(memoryview(out), 0, len(items), "i", 4) == (items, len(out))


@pytest.mark.kip(482)
@given(st.dictionaries(st.integers(0, 2**32 - 1), blobs, max_size=5))
def test_unknown_tags_are_kept_in_ascending_order(tags: dict[int, bytes]) -> None:
    out = p.Out()
    p.write_tags(out, {}, tags)
    found, end = p.read_unknown_tags(memoryview(out), 0)
    assert end == len(out)
    assert (found or {}) == tags
    assert list(found or {}) == sorted(tags)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xff\xff\xff\xff\x01", "longer than five bytes"),
        (b"\xff\xff\xff\xff\x7f", "does not fit 32 bits"),
    ],
)
def test_varints_that_are_none(data: bytes, words: str) -> None:
    with pytest.raises(ProtocolError, match=words):
        p.read_uvarint(memoryview(data), 0)


@pytest.mark.parametrize("write", [p.write_string, p.write_compact_string])
def test_a_string_beyond_kafkas_limit_is_refused(write: Callable[..., None]) -> None:
    write(p.Out(), "x" * 32767)
    with pytest.raises(ConfigurationError, match="32767"):
        write(p.Out(), "é" * 16384)
    with pytest.raises(ConfigurationError, match="surrogate") as caught:
        write(p.Out(), "\ud800")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("read", [p.read_count, p.read_nullable_count])
@pytest.mark.parametrize("count", [2**31 - 1, 6, -2])
def test_counts_beyond_what_is_left_are_refused(read: Callable[..., Any], count: int) -> None:
    data = count.to_bytes(4, "big", signed=True) + bytes(5)
    with pytest.raises(ProtocolError):
        read(memoryview(data), 0)


@pytest.mark.parametrize("read", [p.read_string, p.read_bytes, p.read_count])
def test_a_null_where_none_is_allowed(read: Callable[..., Any]) -> None:
    with pytest.raises(ProtocolError, match="null"):
        read(memoryview(b"\xff\xff\xff\xff"), 0)


def test_a_uuid_of_another_length_is_refused() -> None:
    with pytest.raises(ProtocolError, match="16 bytes"):
        p.uuid(b"short")
