"""`python -m tests.ordeal`: seeded runs, one after the other; the first that is not clean ends it with an error."""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from tests.ordeal import report
from tests.ordeal.run import CLUSTERS, OURS, run

PRODUCERS = (OURS, "confluent", "java")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.ordeal", description=__doc__)
    parser.add_argument("--cluster", choices=sorted(CLUSTERS), default="real")
    parser.add_argument("--seed", type=int, default=1, help="of the first run; the next ones count on")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0, help="of faults, in each run")
    parser.add_argument(
        "--producers", choices=PRODUCERS, default=OURS, help="another library's, and they alone, for comparison"
    )
    parser.add_argument("--report", type=Path, help="a file that each run adds a line to")
    parser.add_argument("--keep", action="store_true", help="keep the journals of clean runs too")
    parser.add_argument("--verbose", action="store_true", help="tell each fault")
    told = parser.parse_args()
    logging.basicConfig(level=logging.INFO if told.verbose else logging.WARNING, format="%(asctime)s %(message)s")
    bad = 0
    for seed in range(told.seed, told.seed + told.runs):
        outcome = run(told.cluster, seed, told.seconds, producers=told.producers, keep=told.keep)
        sys.stdout.write(report.line(outcome))
        for wrong in outcome.verdict.wrong:
            sys.stdout.write(f"    {wrong}\n")
        if outcome.folder is not None:
            sys.stdout.write(f"    the journals are in {outcome.folder}\n")
        bad += bool(outcome.verdict.wrong)
        sys.stdout.flush()
        if told.report is not None:
            report.append(told.report, outcome)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
