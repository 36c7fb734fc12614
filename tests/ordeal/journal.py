"""What a worker tells of itself, line by line, so that it is known even when it is killed."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One line. What the numbers mean depends on the kind; see `worker`."""

    at: float  # by the monotonic clock, which all processes of a machine share
    kind: str
    partition: int
    first: int
    last: int


class Journal:
    """Appends entries to a file; `flush` hands them to the system, which keeps them whatever becomes of the process.

    Thread-safe.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._lines: list[str] = []
        self._lock = threading.Lock()

    def note(self, kind: str, partition: int = -1, first: int = -1, last: int = -1) -> None:
        """Adds an entry."""
        with self._lock:
            self._lines.append(f"{time.monotonic():.3f} {kind} {partition} {first} {last}\n")

    def flush(self) -> None:
        """Writes what was noted."""
        with self._lock:
            if self._lines:
                os.write(self._file, "".join(self._lines).encode())
                self._lines.clear()


def entries(path: Path) -> list[Entry]:
    """What a journal holds; a last line that was cut off is left out."""
    found = []
    for line in path.read_text().splitlines(keepends=True) if path.exists() else []:
        if line.endswith("\n"):
            at, kind, partition, first, last = line.split()
            found.append(Entry(float(at), kind, int(partition), int(first), int(last)))
    return found
