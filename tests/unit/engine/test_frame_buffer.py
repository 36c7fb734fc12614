"""`_native.FrameBuffer`: memory for a frame."""

from __future__ import annotations

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


def mapped() -> int:
    """Bytes of address space that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def test_much_memory_goes_back_to_the_system() -> None:
    size = 1 << 30
    before = mapped()
    view: memoryview | None = memoryview(FrameBuffer(size))
    assert mapped() - before >= size
    view = None
    assert view is None
    until(lambda: mapped() - before < size // 2, "the worker has given it back")


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_forked_child_gives_it_back_without_a_thread() -> None:
    views = [memoryview(FrameBuffer(1 << 20))]
    child = os.fork()
    if child == 0:
        views.clear()
        os._exit(len(list(Path("/proc/self/task").iterdir())))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 1
