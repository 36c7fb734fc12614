"""How much memory this process has, and had at most.

`ru_maxrss` is no measure of it: a process begins with what the one that started it had at most.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path


def start_over() -> None:
    """The highest mark is now's."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def resident(mark: str = "VmRSS") -> int:
    """Bytes of it now, or with ``VmHWM`` at most."""
    found = re.search(rf"^{mark}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
