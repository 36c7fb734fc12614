"""The benchmarks' report: exact values, medians of the runs that succeeded, verdicts that follow the numbers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.plan import TABLES
from benchmarks.render import write
from benchmarks.stats import failures, median, number, ratio
from benchmarks.targets import verdicts
from benchmarks.values import compressible, values


@pytest.mark.parametrize("size", [100, 1024])
def test_values_are_distinct_and_of_exact_size(size: int) -> None:
    for made in (values(size), compressible(size)):
        assert len(set(made)) == 1000
        assert {len(value) for value in made} == {size}


def test_every_case_has_a_name_of_its_own_and_whole_thousands() -> None:
    for table, cases in TABLES.items():
        made = list(cases(100_000))
        assert len({case.key for case in made}) == len(made)
        assert all(case.kind == "latency" or case.records % 1000 == 0 for case in made), table


def _case(cpu: float, wall: float) -> dict[str, object]:
    case = {"client": "confluent", "path": "p", "label": "p", "kind": "produce", "records": 1000, "variant": ""}
    good = {"records": 1000, "cpu_s": cpu, "wall_s": wall, "settings": {"acks": "all"}}
    return {"case": case, "runs": [good, {"error": "it broke"}]}


def test_failed_runs_are_told_and_not_counted() -> None:
    assert median(_case(0.002, 1.0), "cpu") == pytest.approx(2.0)
    assert failures(_case(0.002, 1.0)) == "1 of 2 runs failed: it broke"
    assert median(None, "cpu") is None


def test_ratios_are_taken_within_rounds() -> None:
    def runs(*cpu: float | None) -> dict[str, object]:
        return {"runs": [{"error": "x"} if one is None else {"records": 1, "cpu_s": one, "wall_s": 1.0} for one in cpu]}

    slow_hours = runs(4.0, 8.0, 12.0, None, 5.0)
    found = ratio(slow_hours, runs(1.0, 2.0, 2.0, 1.0, None), "cpu")
    assert found == 4.0  # of 4, 4 and 6; that of the medians would be 4.3
    assert ratio(slow_hours, None, "cpu") is None
    assert ratio(runs(None), runs(1.0), "cpu") is None
    assert ratio(runs(1.0), runs(0.0), "cpu") is None


@pytest.mark.parametrize(("ours", "met"), [(0.001, True), (0.002, False)])
def test_verdicts_follow_the_numbers(ours: float, met: bool) -> None:
    cases = {"barnabas_sync/send_kept": _case(ours, 1.0), "confluent/produce_callback": _case(0.004, 2.0)}
    found = verdicts({1: {"cases": cases}})
    assert found[0].met is met
    assert found[1].met is True
    assert {verdict.met for verdict in found[2:]} == {None}


def test_tables_are_written_from_results(tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    machine = {"cores": "2", "cpu": "X", "python": "3", "kafka": "4"}
    report = {"machine": machine, "records": 1000, "runs": 2, "cases": {"confluent/p": _case(0.002, 1.0)}}
    (tmp_path / "results" / "table1.json").write_text(json.dumps(report))
    write(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert "| confluent-kafka | p | 1,000 | 2.00 |" in text
    assert "1 of 2 runs failed: it broke" in text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0.1234, "0.12"), (1.5, "1.50"), (12.34, "12.3"), (1234.5, "1,234")]
)
def test_numbers_have_three_digits(value: float | None, text: str) -> None:
    assert number(value) == text
