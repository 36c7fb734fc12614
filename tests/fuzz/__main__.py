"""python -m tests.fuzz: the long form. Every answer in every version and way, and lives on brokers of several ages, until the time is up.

--seconds says how long, --seed where to begin; the seed of whatever fails is printed.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time

from tests.fuzz.answers import ask_for_all
from tests.fuzz.life import live
from tests.fuzz.mangling import WAYS
from tests.harness import memory

VERSIONS = (None, "3.9", "2.8", "2.1", "1.1", "0.11")
MOST = 600 << 20  # bytes for all of it: what is not given back adds up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    end, bad = time.monotonic() + given.seconds, 0
    ways = itertools.cycle([*WAYS.values(), None])
    for seed in itertools.count(given.seed):
        for found in (
            ask_for_all(seed, 1, all_versions=True, way=next(ways)),
            live(seed, 10.0, VERSIONS[seed % len(VERSIONS)]),
        ):
            bad += len(found.faults)
            print(f"seed {seed}: {dict(found.outcomes)}", *found.faults, sep="\n  ", flush=True)
        taken = memory.resident()
        if taken > MOST:
            print(f"seed {seed}: {taken >> 20} MiB are taken, {MOST >> 20} are meant at most")
            bad += 1
        if bad or time.monotonic() > end:
            break
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
