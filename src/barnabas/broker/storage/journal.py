"""The journal: the last state of everything that is not a record, by kind and key.

A file of frames: 4 bytes length, 4 bytes CRC32C, then JSON `[kind, key, value]`; null as the value means it is gone. Each
change is one frame at the end, in one write. A frame that is cut off or damaged ends the file when it is opened again. When
most of it is outdated, it is written anew beside itself and takes its own place.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import Any, Protocol

from barnabas._native import crc32c
from barnabas.broker.storage.writing import append, open_to_append

logger = logging.getLogger("barnabas.broker")

MAGIC = b"BNBSJNL1"  # the last byte is the version of the form
_FRAME = Struct(">II")
SLACK = 1 << 20  # outdated bytes that are never worth writing the file anew


class Journal(Protocol):
    """What the state machines tell of themselves, so that they can be restored."""

    def put(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """The state of `key` is now `value`; None: there is none any more."""


class NoJournal:
    """The journal of a broker that keeps nothing."""

    def put(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Forgets at once."""


class FileJournal:
    """A journal in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state: dict[tuple[str, str], bytes] = {}  # the frames that count, in the order of their last change
        self._live = len(MAGIC)
        self._written = len(MAGIC)
        self._file = self._open()

    def _open(self) -> int:
        if self._path.exists():
            self._load(self._path.read_bytes())
        else:
            self._path.write_bytes(MAGIC)
        return open_to_append(self._path)

    def _load(self, data: bytes) -> None:
        if not data.startswith(MAGIC):
            raise ValueError(f"{self._path} is not a journal that this version can read: it starts with {data[:8]!r}")
        at = len(MAGIC)
        while at + _FRAME.size <= len(data):
            length, checksum = _FRAME.unpack_from(data, at)
            end = at + _FRAME.size + length
            payload = data[at + _FRAME.size : end]
            if len(payload) < length or crc32c(payload) != checksum:
                break
            kind, key, value = json.loads(payload)
            self._keep((kind, key), data[at:end] if value is not None else None)
            at = end
        if at < len(data):
            logger.warning("%s ends in %d bytes that are not whole: they are cut off", self._path, len(data) - at)
            os.truncate(self._path, at)
        self._written = at

    def _keep(self, name: tuple[str, str], frame: bytes | None) -> None:
        before = self._state.pop(name, b"")
        self._live -= len(before)
        if frame is not None:
            self._state[name] = frame
            self._live += len(frame)

    def entries(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Kind, key and value of everything that is there, what changed first coming first."""
        for frame in list(self._state.values()):
            kind, key, value = json.loads(frame[_FRAME.size :])
            yield kind, key, value

    def put(self, kind: str, key: str, value: dict[str, Any] | None) -> None:
        """Writes the change; it is with the operating system when this returns."""
        if value is None and (kind, key) not in self._state:
            return
        payload = json.dumps([kind, key, value], separators=(",", ":"), ensure_ascii=False).encode()
        frame = _FRAME.pack(len(payload), crc32c(payload)) + payload
        append(self._file, frame)
        self._written += len(frame)
        self._keep((kind, key), frame if value is not None else None)
        if self._written > 2 * self._live + SLACK:
            self._compact()

    def _compact(self) -> None:
        """Writes what counts into a new file and gives it the name of the old one."""
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(MAGIC + b"".join(self._state.values()))
        os.close(self._file)
        fresh.replace(self._path)
        self._file = open_to_append(self._path)
        self._written = self._live

    def close(self) -> None:
        """Closes the file."""
        os.close(self._file)
