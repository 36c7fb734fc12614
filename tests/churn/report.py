"""The report: one line a run."""

from __future__ import annotations

from tests.churn.run import Outcome
from tests.ordeal.report import row

HEAD = """\
| seed | kind | broker | s | members | records | unread | given again | generations | held through one | commits | lost | longest without an owner, s | longest wait of a record, s | longest end, s | broker away, s | memory, MiB | what happened | verdict |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def line(outcome: Outcome) -> str:
    """One run."""
    v = outcome.verdict
    done = ", ".join(f"{count} {kind}" for kind, count in outcome.done.items())
    cells = [
        outcome.plan.seed,
        outcome.plan.kind,
        outcome.plan.cluster,
        f"{outcome.plan.seconds:g}",
        outcome.members,
        f"{v.records:,}",
        v.unread,
        f"{v.again:,}",
        v.generations,
        f"{v.kept:,}",
        f"{v.commits:,}",
        v.lost,
        f"{v.ownerless:.1f}",
        f"{v.waited:.1f}",
        f"{v.ended:.1f}",
        " + ".join(f"{b - a:.1f}" for a, b in outcome.down),
        v.memory // 1024,
        done,
        v.said,
    ]
    return row(cells)
