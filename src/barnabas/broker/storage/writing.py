"""Appending to files so that nothing is left in halves."""

from __future__ import annotations

import os
from pathlib import Path

from barnabas.protocol.primitives import Buffer

_BINARY: int = getattr(os, "O_BINARY", 0)  # only Windows knows another way


def open_to_append(path: Path) -> int:
    """A descriptor that writes at the end of the file, which is made if it is not there."""
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _BINARY, 0o644)


def append(descriptor: int, data: Buffer) -> None:
    """Writes all of `data`; when the disk takes only a part, that part is taken back and `OSError` raised."""
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - (len(data) - len(rest)))
        raise
