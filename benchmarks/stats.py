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
    found = [] if case is None else [_of(run, metric) for run in case["runs"]]
    return [value for value in found if value is not None]


def _of(run: Mapping[str, Any], metric: str) -> float | None:
    if "error" in run:
        return None
    if metric == "cpu":
        return float(run["cpu_s"] / run["records"] * 1e6) if run["records"] else None
    if metric == "rate":
        return float(run["records"] / run["wall_s"])
    value: float | None = run.get(metric)
    return value


def ratio(top: Mapping[str, Any] | None, bottom: Mapping[str, Any] | None, metric: str) -> float | None:
    """The median of the rounds' own ratios: what the machine gives changes more from round to round than within one."""
    if top is None or bottom is None:
        return None
    pairs = [(_of(a, metric), _of(b, metric)) for a, b in zip(top["runs"], bottom["runs"], strict=False)]
    found = [a / b for a, b in pairs if a is not None and b]
    return statistics.median(found) if found else None


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
