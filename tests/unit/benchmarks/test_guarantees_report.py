"""The tables of idempotence and transactions: medians, and verdicts that follow the numbers."""

from __future__ import annotations

from benchmarks.guarantees import CLIENTS, JAVA, OURS, SIZES, Case, cases, idempotence, transactions
from benchmarks.job import Outcome


def outcome(records: int, wall: float, cpu: float, commit: float = 0.002) -> Outcome:
    return {"records": records, "wall_s": wall, "cpu_s": cpu, "flushes": [0.001] * 10, "commits": [commit] * 10}


def test_idempotence_on_is_held_against_off() -> None:
    off, on = list(cases("idempotence", 1))
    failed: Outcome = {"error": "it broke"}
    text = "\n".join(idempotence({off: [outcome(1000, 1.0, 1.0)], on: [outcome(1000, 1.0, 1.2), failed]}))
    assert "CPU on / off: 1.20 (not met: at most 1.1)" in text
    assert "medians of 1 interleaved runs" in text


def test_transactions_are_held_against_plain_records_and_the_others() -> None:
    found: dict[Case, list[Outcome]] = {}
    for case in cases("transactions", 1):
        slower = 1 if case.client == OURS else 2
        commit = 0.001 if case.client == JAVA else 0.0011
        found[case] = [outcome(case.records, slower * (1.25 if case.per else 1.0), 1.0, commit)]
    text = "\n".join(transactions(found))
    assert text.count("\n| 1") >= len(SIZES) * len(CLIENTS) - 1
    assert "0.80 (met: at least 0.7)" in text
    assert "Java's 2.00 (met: at least 1)" in text
    assert text.count("Commit p50 / Java's: 1.10 (met: at most 1.2)") == len(SIZES)
