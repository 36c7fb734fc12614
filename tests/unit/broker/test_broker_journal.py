"""The journal and the directory that `--data` names."""

from __future__ import annotations

from pathlib import Path

import pytest

from barnabas.broker.storage import FileJournal, Storage
from barnabas.broker.storage.files import MAGIC, Descriptors, PartitionFiles
from tests.harness.batches import batch


def state(path: Path) -> dict[tuple[str, str], object]:
    journal = FileJournal(path)
    try:
        return {(kind, key): value for kind, key, value in journal.entries()}
    finally:
        journal.close()


def test_the_last_state_of_each_key_comes_back(tmp_path: Path):
    path = tmp_path / "journal"
    journal = FileJournal(path)
    journal.put("group", "g", {"n": 1})
    journal.put("topic", "t", {"name": "ö"})
    journal.put("group", "g", {"n": 2})
    journal.put("group", "gone", {})
    journal.put("group", "gone", None)
    journal.put("group", "never", None)
    journal.close()
    assert state(path) == {("topic", "t"): {"name": "ö"}, ("group", "g"): {"n": 2}}


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_torn_end_is_cut_off_and_written_over(tmp_path: Path, cut: int):
    path = tmp_path / "journal"
    journal = FileJournal(path)
    journal.put("k", "kept", {"n": 1})
    size = path.stat().st_size
    journal.put("k", "torn", {"n": 2, "more": "x" * 50})
    journal.close()
    path.write_bytes(path.read_bytes()[: size + cut])
    journal = FileJournal(path)
    journal.put("k", "next", {"n": 3})
    journal.close()
    assert state(path) == {("k", "kept"): {"n": 1}, ("k", "next"): {"n": 3}}


def test_a_damaged_frame_ends_it(tmp_path: Path):
    path = tmp_path / "journal"
    journal = FileJournal(path)
    journal.put("k", "a", {"n": 1})
    size = path.stat().st_size
    journal.put("k", "b", {"n": 2})
    journal.close()
    data = bytearray(path.read_bytes())
    data[size + 10] ^= 1
    path.write_bytes(data)
    assert state(path) == {("k", "a"): {"n": 1}}


def test_it_does_not_grow_with_its_history(tmp_path: Path):
    path = tmp_path / "journal"
    journal = FileJournal(path)
    for n in range(300):
        journal.put("k", str(n % 3), {"n": n, "data": "x" * 10_000})
    journal.close()
    assert path.stat().st_size < 1_200_000
    assert {key: value["n"] for (_, key), value in state(path).items()} == {"0": 297, "1": 298, "2": 299}


def test_files_of_another_form_are_refused(tmp_path: Path):
    (tmp_path / "journal").write_bytes(b"BNBSJNL9 from the future")
    with pytest.raises(ValueError, match="journal"):
        Storage(tmp_path)
    files = PartitionFiles(tmp_path / "p", Descriptors())
    (tmp_path / "p" / f"{0:020d}.log").write_bytes(b"something else")
    with pytest.raises(ValueError, match="version"):
        list(files.segments())


def test_a_directory_serves_one_broker(tmp_path: Path):
    first = Storage(tmp_path)
    with pytest.raises(OSError, match="another broker"):
        Storage(tmp_path)
    first.close()
    Storage(tmp_path).close()


@pytest.mark.parametrize("cut", [1, 40, 70])
def test_a_torn_batch_is_cut_off(tmp_path: Path, cut: int):
    files = PartitionFiles(tmp_path, Descriptors())
    one, two = batch([b"one"]), batch([b"two"], base_offset=1)
    files.append(0, one)
    path = tmp_path / f"{0:020d}.log"
    path.write_bytes(MAGIC + one + two[:-cut])
    [(base, data, headers)] = files.segments()
    assert (base, len(headers), data[: len(one)], path.stat().st_size) == (0, 1, one, len(MAGIC) + len(one))


def test_a_damaged_batch_ends_its_segment(tmp_path: Path):
    files = PartitionFiles(tmp_path, Descriptors())
    files.append(0, batch([b"one"]) + batch([b"bad"], base_offset=1, crc=3) + batch([b"lost"], base_offset=2))
    files.append(7, batch([b"next"], base_offset=7))
    found = list(files.segments())
    assert [(base, [one.base_offset for one in headers]) for base, _, headers in found] == [(0, [0]), (7, [7])]


def test_few_files_are_open_at_once(tmp_path: Path):
    descriptors = Descriptors(most=2)
    paths = [tmp_path / f"{name}" for name in "abc"]
    numbers = [descriptors.get(path) for path in paths]
    assert numbers[2] == numbers[0]  # the first one was closed, its number is free again
    assert descriptors.get(paths[1]) == numbers[1]
    descriptors.close()
    assert all(path.read_bytes() == MAGIC for path in paths)
