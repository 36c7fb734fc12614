"""The files of one partition's log.

One file a segment, named by its base offset in 20 digits: a magic, then batches as they are served; their own lengths and
checksums are all the framing there is. When a log is opened, a segment ends before the first batch that is cut off or
damaged, and what stands there is cut off. `start` holds the first offset that is not deleted.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from barnabas._native import BatchHeader, batch_headers
from barnabas.broker.storage.writing import append, open_to_append
from barnabas.protocol.primitives import Buffer

logger = logging.getLogger("barnabas.broker")

MAGIC = b"BNBSLOG1"  # the last byte is the version of the form
MOST_OPEN = 256


class Descriptors:
    """Files that are open for appending: the ones used last, so that many partitions need few."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self._most = most
        self._open: OrderedDict[Path, int] = OrderedDict()

    def get(self, path: Path) -> int:
        """The descriptor of a file, which is made if it is not there."""
        found = self._open.get(path)
        if found is not None:
            self._open.move_to_end(path)
            return found
        if len(self._open) >= self._most:
            os.close(self._open.popitem(last=False)[1])
        found = open_to_append(path)
        if os.fstat(found).st_size == 0:
            append(found, MAGIC)
        self._open[path] = found
        return found

    def forget(self, path: Path) -> None:
        """Closes the file if it is open."""
        found = self._open.pop(path, None)
        if found is not None:
            os.close(found)

    def close(self) -> None:
        """Closes all."""
        for path in list(self._open):
            self.forget(path)


class PartitionFiles:
    """The files of one partition, in a folder of their own."""

    def __init__(self, folder: Path, descriptors: Descriptors) -> None:
        self._folder = folder
        self._descriptors = descriptors
        folder.mkdir(parents=True, exist_ok=True)

    def _path(self, segment: int) -> Path:
        return self._folder / f"{segment:020d}.log"

    def append(self, segment: int, data: Buffer) -> None:
        """Writes a batch; what cannot be written whole is taken back."""
        append(self._descriptors.get(self._path(segment)), data)

    def drop(self, segment: int) -> None:
        """Deletes a segment's file."""
        path = self._path(segment)
        self._descriptors.forget(path)
        path.unlink(missing_ok=True)

    def starts_at(self, offset: int) -> None:
        """Notes where the log starts."""
        fresh = self._folder / "start.new"
        fresh.write_bytes(MAGIC + str(offset).encode())
        fresh.replace(self._folder / "start")

    def delete(self) -> None:
        """Deletes all of the partition."""
        for path in self._folder.glob("*.log"):
            self._descriptors.forget(path)
        shutil.rmtree(self._folder, ignore_errors=True)

    # -- restart

    def start_offset(self) -> int:
        """Where the log starts by the note; 0 if there is none."""
        path = self._folder / "start"
        return int(self._read(path)) if path.exists() else 0

    def segments(self) -> Iterator[tuple[int, bytes, list[BatchHeader]]]:
        """Base offset, bytes and batches of each segment, in order; what is not whole is cut off."""
        for path in sorted(self._folder.glob("*.log")):
            if path.stat().st_size < len(MAGIC):  # the process died while making it
                path.unlink()
                continue
            data = self._read(path)
            headers, problem, whole = batch_headers(data, check=True)
            if whole < len(data):
                why = problem or "the last batch is cut off"
                logger.warning("%s: %s; the last %d bytes are cut off", path, why, len(data) - whole)
                os.truncate(path, len(MAGIC) + whole)
            yield int(path.stem), data, headers

    @staticmethod
    def _read(path: Path) -> bytes:
        data = path.read_bytes()
        if not data.startswith(MAGIC):
            raise ValueError(f"{path} is not a file that this version can read: it starts with {data[:8]!r}")
        return data[len(MAGIC) :]
