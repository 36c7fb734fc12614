"""A disk that takes a part of a batch, or nothing: no half of one stays, and what comes later is written."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

import barnabas
from barnabas.broker import Broker
from barnabas.broker.storage import files, writing

WAIT = 30.0


class Disk:
    """Takes three bytes at a time, and so many of them."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._write = os.write

    def write(self, descriptor: int, data: Any) -> int:
        piece = bytes(data[: min(3, self._room)])
        if not piece:
            raise OSError(errno.ENOSPC, "No space left on device")
        self._room -= len(piece)
        return self._write(descriptor, piece)


@pytest.mark.parametrize("room", [0, 2, 3, 7])
def test_a_part_that_was_written_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")
    descriptor = writing.open_to_append(path)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", Disk(room).write)
            with pytest.raises(OSError, match="No space left"):
                writing.append(descriptor, b"12345678")
        assert path.read_bytes() == b"before"
        monkeypatch.setattr(os, "write", Disk(8).write)
        writing.append(descriptor, b"12345678")
        assert path.read_bytes() == b"before12345678"
    finally:
        os.close(descriptor)


def test_a_producer_tries_again_and_a_restart_finds_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[int] = []
    append = files.append

    def refuses_once(descriptor: int, data: Any) -> None:
        if not refused:
            refused.append(descriptor)
            raise OSError(errno.ENOSPC, "No space left on device")
        append(descriptor, data)

    with Broker(data_dir=tmp_path, default_partitions=1) as broker:
        with barnabas.Client(broker.bootstrap_servers, retry_backoff_ms=5) as client, client.producer() as producer:
            producer.send("t", b"zero").result(WAIT)
            monkeypatch.setattr(files, "append", refuses_once)
            assert producer.send("t", b"one").result(WAIT).offset == 1
        answered = broker.requests(api="Produce")
        assert refused
        assert len(answered) == 3
    with Broker(data_dir=tmp_path) as broker, barnabas.Client(broker.bootstrap_servers) as client:
        assert [record.value for record in client.read("t", stop="end")] == [b"zero", b"one"]
