"""How the ordeal takes the ends of its workers."""

from __future__ import annotations

from pathlib import Path

from tests.hostile import ending_worker
from tests.ordeal.workers import Worker, Workers

MODULE = ending_worker.__name__


def workers(folder: Path) -> Workers:
    return Workers(folder, {"module": MODULE})


def first(made: Workers, says: str) -> Worker:
    return made.start("copy", transactional_id="copy-0", says=says)


def test_one_that_is_fenced_after_a_predecessor_was_killed_counts_as_killed(tmp_path: Path) -> None:
    made = workers(tmp_path)
    heir = made.replace(first(made, "[90 PRODUCER_FENCED] shut out"))
    assert made.end("copy") == []
    assert (heir.killed, made.fenced) == (True, 1)


def test_one_that_is_fenced_without_a_predecessor_is_wrong(tmp_path: Path) -> None:
    made = workers(tmp_path)
    worker = first(made, "[90 PRODUCER_FENCED] shut out")
    other = made.start("copy", transactional_id="copy-1", says="")
    made.replace(other)
    (fenced, _) = made.end("copy")
    assert fenced.startswith("copy1 ended with 1: ")
    assert (worker.killed, made.fenced) == (False, 0)


def test_one_that_fails_otherwise_is_wrong_also_after_a_predecessor(tmp_path: Path) -> None:
    made = workers(tmp_path)
    made.replace(first(made, "[47 INVALID_PRODUCER_EPOCH] not as it should be"))
    (wrong,) = made.end("copy")
    assert "INVALID_PRODUCER_EPOCH" in wrong
    assert made.fenced == 0
