"""Figures of a case from its runs: medians, and the spread."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Cases = Mapping[str, Mapping[str, Any]]


def load(folder: Path) -> dict[int, dict[str, Any]]:
    """The reports that are there, by table number."""
    reports = {}
    for path in sorted(folder.glob("table*.json")):
        reports[int(path.stem.removeprefix("table"))] = json.loads(path.read_text())
    return reports


def series(case: Mapping[str, Any] | None, metric: str) -> list[float]:
    """A metric of each run that succeeded: cpu (us per record), rate (records per second), or a field of the outcome."""
    if case is None:
        return []
    runs = [run for run in case["runs"] if "error" not in run]
    if metric == "cpu":
        return [run["cpu_s"] / run["records"] * 1e6 for run in runs if run["records"]]
    if metric == "rate":
        return [run["records"] / run["wall_s"] for run in runs]
    return [run[metric] for run in runs if metric in run]


def median(case: Mapping[str, Any] | None, metric: str) -> float | None:
    """The median of `series`, None when no run succeeded."""
    found = series(case, metric)
    return statistics.median(found) if found else None


def least(case: Mapping[str, Any] | None, metric: str) -> float | None:
    """The least of `series`: what a client itself does comes in each run."""
    return min(series(case, metric), default=None)


def failures(case: Mapping[str, Any]) -> str:
    """What is to be said about runs that failed; empty when none did."""
    errors = [run["error"] for run in case["runs"] if "error" in run]
    return f"{len(errors)} of {len(case['runs'])} runs failed: {errors[0]}" if errors else ""


def number(value: float | None, digits: int = 3) -> str:
    """A number as the tables show it: three digits that count, thousands apart; a dash for None."""
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, digits - 1 - (len(str(int(abs(value)))) - 1 if abs(value) >= 1 else 0))}f}"
