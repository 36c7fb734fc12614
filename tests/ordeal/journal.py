"""What a worker tells of itself, line by line, so that it is known even when it is killed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple


class Entry(NamedTuple):
    """One line. What the numbers mean depends on the kind; see `worker`."""

    at: float  # by the monotonic clock, which all processes of a machine share
    kind: str
    partition: int
    first: int
    last: int
    generation: int = -1  # of a group's member


class Journal:
    """Appends entries to a file; `flush` hands them to the system, which keeps them whatever becomes of the process.

    Thread-safe.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._lines: list[str] = []
        self._lock = threading.Lock()

    def note(self, kind: str, partition: int = -1, first: int = -1, last: int = -1, generation: int = -1) -> None:
        """Adds an entry."""
        more = "" if generation < 0 else f" {generation}"
        with self._lock:
            self._lines.append(f"{time.monotonic():.3f} {kind} {partition} {first} {last}{more}\n")

    def flush(self) -> None:
        """Writes what was noted."""
        with self._lock:
            if self._lines:
                os.write(self._file, "".join(self._lines).encode())
                self._lines.clear()


def entries(path: Path) -> list[Entry]:
    """What a journal holds; a last line that was cut off is left out."""
    return entries_from(path, 0)[0]


def entries_from(path: Path, at: int) -> tuple[list[Entry], int]:
    """What a journal holds from a place on, and the place to go on from."""
    found: list[Entry] = []
    if not path.exists():
        return found, at
    with path.open("rb") as file:
        file.seek(at)
        for line in file:
            if line.endswith(b"\n"):
                at += len(line)
                when, kind, *numbers = line.decode().split()
                found.append(Entry(float(when), kind, *map(int, numbers)))
    return found, at


def runs(offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of consecutive offsets."""
    start = 0
    for i in range(1, len(offsets) + 1):
        if i == len(offsets) or offsets[i] != offsets[i - 1] + 1:
            yield offsets[start], offsets[i - 1]
            start = i
