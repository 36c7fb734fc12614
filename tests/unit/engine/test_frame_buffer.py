"""`_native.frame_buffer`: memory for a frame, an ordinary bytearray."""

from __future__ import annotations

import pytest

from barnabas import _native


@pytest.mark.parametrize("size", [0, 1, 100_000])
def test_it_is_a_bytearray_of_that_size(size: int) -> None:
    buffer = _native.frame_buffer(size)
    assert type(buffer) is bytearray
    assert len(buffer) == size
    buffer[:] = b"\x07" * size
    assert buffer.count(7) == size


def test_a_size_that_cannot_be_had_is_an_error() -> None:
    with pytest.raises((OverflowError, MemoryError)):
        _native.frame_buffer((1 << 63) - 1)
    with pytest.raises(OverflowError):
        _native.frame_buffer(-1)
