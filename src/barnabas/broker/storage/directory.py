"""The data directory of a broker."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from barnabas.broker.storage.files import Descriptors, PartitionFiles
from barnabas.broker.storage.journal import FileJournal

try:
    import fcntl
except ImportError:  # not on Windows: two brokers on one directory go unnoticed there
    fcntl = None  # type: ignore[assignment]


class Storage:
    """A data directory in use; one broker at a time.

    Raises:
        OSError: it cannot be made, read or written, or another broker uses it.
        ValueError: it was written by a version whose files this one cannot read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            self._take_lock()
            self._descriptors = Descriptors()
            self.journal = FileJournal(self.path / "journal")
        except BaseException:
            os.close(self._lock)
            raise

    def _take_lock(self) -> None:
        if fcntl is None:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OSError(error.errno, f"another broker uses {self.path}: stop it or take another directory") from None

    def partition(self, topic_id: bytes, index: int) -> PartitionFiles:
        """The files of a partition."""
        return PartitionFiles(self.path / "logs" / topic_id.hex() / str(index), self._descriptors)

    def delete_topic(self, topic_id: bytes) -> None:
        """Deletes what is left of a topic when its partitions are deleted."""
        shutil.rmtree(self.path / "logs" / topic_id.hex(), ignore_errors=True)

    def close(self) -> None:
        """Closes all files and gives the directory free."""
        self._descriptors.close()
        self.journal.close()
        os.close(self._lock)
