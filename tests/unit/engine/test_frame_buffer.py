"""`_native.FrameBuffer`: memory for a frame."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import pytest

from barnabas._native import FrameBuffer
from tests.harness.waiting import until


@pytest.mark.parametrize("size", [0, 1, 100_000, 1 << 20, 5_000_000])
def test_it_is_a_writable_buffer_of_that_size(size: int) -> None:
    view = memoryview(FrameBuffer(size))
    assert (view.nbytes, view.format, view.readonly) == (size, "B", False)
    view[:] = b"\x07" * size
    assert bytes(view) == b"\x07" * size


def test_a_size_that_cannot_be_had_is_an_error() -> None:
    with pytest.raises((OverflowError, MemoryError)):
        FrameBuffer((1 << 63) - 1)
    with pytest.raises(ValueError, match="size=-1"):
        FrameBuffer(-1)


def mapped(address: int) -> bool:
    """Whether this process has memory there."""
    spans = (line.split()[0].split("-") for line in Path("/proc/self/maps").read_text().splitlines())
    return any(int(start, 16) <= address < int(end, 16) for start, end in spans)


def test_much_memory_goes_back_to_the_system() -> None:
    view: memoryview | None = memoryview(FrameBuffer(1 << 30))
    assert view is not None
    middle = ctypes.addressof(ctypes.c_char.from_buffer(view)) + view.nbytes // 2
    assert mapped(middle)
    view = None
    until(lambda: not mapped(middle), "the worker has given it back")


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_child_gives_it_back_without_a_thread() -> None:
    views = [memoryview(FrameBuffer(1 << 20))]
    child = os.fork()
    if child == 0:
        views.clear()
        os._exit(len(list(Path("/proc/self/task").iterdir())))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
