"""The report: one line a run, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.ordeal.run import Outcome

HEAD = """\
| seed | cluster | producers | s | acknowledged | failed | in the logs | missing | twice | out of order | given | not processed | transactions | copied | longest time without a leader, s | longest gap with one, s | memory, MiB | grown, MiB | faults | verdict |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def line(outcome: Outcome) -> str:
    """One run."""
    v = outcome.verdict
    faults = ", ".join(f"{count} {kind}" for kind, count in outcome.faults.items())
    cells = [
        outcome.seed,
        outcome.cluster,
        outcome.producers,
        f"{outcome.seconds:g}",
        f"{v.acknowledged:,}",
        f"{v.failed:,}",
        f"{v.in_log:,}",
        v.missing,
        v.duplicates,
        v.disordered,
        f"{v.given:,}",
        v.unprocessed,
        v.transactions,
        f"{v.copied:,}",
        f"{v.leaderless:.1f}",
        f"{v.longest_gap:.1f}",
        v.memory // 1024,
        v.growth // 1024,
        faults,
        v.said,
    ]
    return row(cells)


def row(cells: Iterable[object]) -> str:
    """A row of a table."""
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def append(path: Path, outcome: Outcome) -> None:
    """Adds a run to a report, which begins with a head."""
    add(path, HEAD, line(outcome))


def add(path: Path, head: str, row: str) -> None:
    """Adds a row to the table of a file; the table's head too, if it is not there."""
    new = not path.exists() or head not in path.read_text()
    with path.open("a") as out:
        if new:
            out.write(head)
        out.write(row)
