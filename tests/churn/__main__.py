"""`python -m tests.churn`: runs of each kind of group, one after the other; any that is not clean makes it end with an error."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from tests.churn import report
from tests.churn.clusters import CLUSTERS
from tests.churn.run import KINDS, Plan, run
from tests.ordeal.report import add


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.churn", description=__doc__)
    parser.add_argument("--kind", choices=list(KINDS), action="append", help="all of them by default")
    parser.add_argument("--cluster", choices=sorted(CLUSTERS), default="real")
    parser.add_argument("--seed", type=int, default=1, help="of the first run of each kind; the next ones count on")
    parser.add_argument("--runs", type=int, default=1, help="of each kind")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--members", type=int, default=50)
    parser.add_argument("--partitions", type=int, default=200)
    parser.add_argument("--report", type=Path, help="a file that each run adds a line to")
    parser.add_argument("--keep", action="store_true", help="keep the journals of clean runs too")
    parser.add_argument("--verbose", action="store_true", help="tell what happens")
    told = parser.parse_args()
    logging.basicConfig(level=logging.INFO if told.verbose else logging.WARNING, format="%(asctime)s %(message)s")
    bad = 0
    for seed in range(told.seed, told.seed + told.runs):
        for kind in told.kind or KINDS:
            plan = Plan(kind, told.cluster, seed, told.seconds, told.members, told.partitions)
            outcome = run(plan, keep=told.keep)
            sys.stdout.write(report.line(outcome))
            for wrong in outcome.verdict.wrong:
                sys.stdout.write(f"    {wrong}\n")
            if outcome.folder is not None:
                sys.stdout.write(f"    the journals are in {outcome.folder}\n")
            sys.stdout.flush()
            bad += bool(outcome.verdict.wrong)
            if told.report is not None:
                add(told.report, report.HEAD, report.line(outcome))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
