"""Keys and values as columns: a sequence like a list of them, whose bytes are made when they are asked for."""

from __future__ import annotations

import gc
from collections.abc import Sequence

import pytest

import barnabas
from barnabas._native import Chunk, collect
from tests.harness.batches import batch

VALUES = [b"a", None, b"", b"ccc", b"a"]


@pytest.fixture
def records() -> barnabas.Records:
    """Of two batches, so that columns have several pieces."""
    data = batch(VALUES[:2], key=b"k") + batch(VALUES[2:], base_offset=2)
    found = collect([Chunk("t", 0, data, fetch_offset=0)], 100)
    assert isinstance(found, barnabas.Records)
    return found


def test_it_is_a_sequence_of_the_same_items(records: barnabas.Records) -> None:
    values, keys = records.values(), records.keys()
    assert isinstance(values, Sequence)
    assert len(values) == len(VALUES)
    assert list(values) == list(values) == VALUES
    assert list(keys) == [b"k", b"k", None, None, None]
    assert list(reversed(values)) == VALUES[::-1]
    assert [values[at] for at in range(-5, 5)] == VALUES * 2
    for cut in (slice(1, 4), slice(None, None, 2), slice(None, None, -1), slice(4, 1, -2), slice(9, 10)):
        assert values[cut] == VALUES[cut]
    for wrong in (5, -6):
        with pytest.raises(IndexError, match=f"item {wrong} of 5"):
            values[wrong]
    more: list[bytes | None] = []
    more += values
    assert more == VALUES


def test_it_is_equal_to_what_has_the_same_items(records: barnabas.Records) -> None:
    values = records.values()
    assert values == VALUES == values
    assert values == tuple(VALUES)
    assert values == records.values()
    assert values != records.keys()
    assert values != VALUES[:4]
    assert values != [*VALUES[:4], None]
    assert values != [b"a", b"", b"", b"ccc", b"a"]
    assert values != [b"a", "", b"", b"ccc", b"a"]
    assert values != "accca"
    with pytest.raises(TypeError):
        hash(values)


def test_what_is_in_it(records: barnabas.Records) -> None:
    values = records.values()
    for item in (b"a", None, b"", b"ccc"):
        assert item in values
        assert values.index(item) == VALUES.index(item)
        assert values.count(item) == VALUES.count(item)
    for item in (b"c", "a", 0, ()):
        assert item not in values
        assert values.count(item) == 0  # type: ignore[arg-type]  # any object may be asked for
        with pytest.raises(ValueError, match="not in the column"):
            values.index(item)  # type: ignore[arg-type]
    assert values.index(b"a", 1) == values.index(b"a", -2) == VALUES.index(b"a", 1)
    with pytest.raises(ValueError, match="not in the column"):
        values.index(b"ccc", 0, 3)


def test_its_repr_is_short(records: barnabas.Records) -> None:
    assert repr(records.values()) == "<BytesColumn of 5: [b'a', None, b'', b'ccc', b'a']>"
    long = collect([Chunk("t", 0, batch([b"x"] * 9), fetch_offset=0)], 100)
    assert repr(long.values()) == "<BytesColumn of 9: [b'x', b'x', b'x', b'x', b'x', ...]>"


def test_it_outlives_the_records_and_each_item_outlives_it(records: barnabas.Records) -> None:
    values = records.values()
    iterator = iter(values)
    del records
    gc.collect()
    first = next(iterator)
    del values
    assert [first, *iterator] == VALUES
    assert list(iterator) == []


def test_none_of_nothing() -> None:
    empty = collect([], 1).values()
    assert list(empty) == [] == empty
    assert repr(empty) == "<BytesColumn of 0: []>"


def test_deserialized_it_is_a_list() -> None:
    chunk = Chunk("t", 0, batch([b"1", None, b"3"]), fetch_offset=0, value_deserializer=int)
    assert collect([chunk], 10).values() == [1, None, 3]
    with pytest.raises(barnabas.SerializationError):
        collect([Chunk("t", 0, batch([b"x"]), fetch_offset=0, value_deserializer=int)], 10).values()
