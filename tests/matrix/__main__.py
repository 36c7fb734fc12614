"""Runs the checks against brokers of the versions that are named (all without any) and writes the table.

python -m tests.matrix [--write FILE] [--ends] [VERSION ...]
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import time
import traceback
from pathlib import Path

import barnabas
from tests.harness.jars import AGES
from tests.harness.zookeeper import broker as broker_of
from tests.matrix.checks import CHECKS

ENDS = (AGES[0], "2.8.2", AGES[-1])  # what CI runs
START, END = "<!-- matrix -->", "<!-- /matrix -->"


def run(version: str, checks: dict[str, object]) -> tuple[dict[str, str], int]:
    """What each check gave, and how many failed."""
    told: dict[str, str] = {}
    failed = 0
    with broker_of(version) as broker, barnabas.Client(broker.bootstrap) as client:
        for name, check in checks.items():
            started = time.monotonic()
            try:
                check(client, broker)  # type: ignore[operator]
            except NotImplementedError:
                told[name] = "–"
            except Exception:
                traceback.print_exc()
                told[name] = "**fails**"
                failed += 1
            else:
                told[name] = "yes"
            print(f"{version}  {name}: {told[name]}  ({time.monotonic() - started:.1f} s)", flush=True)
    return told, failed


def table(found: dict[str, dict[str, str]], checks: dict[str, object]) -> str:
    """In Markdown."""
    lines = [f"| Kafka | {' | '.join(checks)} |", f"|---|{'---|' * len(checks)}"]
    lines += [f"| {version} | {' | '.join(told[name] for name in checks)} |" for version, told in found.items()]
    return "\n".join(lines)


def joined(body: str, text: str) -> str:
    """The table with the rows of versions that were not run now, if it is the same table; in order."""
    old = body[body.index(START) : body.index(END)].splitlines()[1:]
    new = text.splitlines()
    rows = {row.split("|")[1].strip(): row for row in (*(old[2:] if old[:1] == new[:1] else ()), *new[2:])}
    return "\n".join([*new[:2], *(rows[version] for version in AGES if version in rows)])


def main() -> int:
    """How many checks failed, at most 1."""
    parser = argparse.ArgumentParser(description=inspect.cleandoc(__doc__ or ""))
    parser.add_argument("versions", nargs="*")
    parser.add_argument("--ends", action="store_true", help="the oldest, one between and the newest")
    parser.add_argument("--write", type=Path, help="a file that has the table between two marks")
    given = parser.parse_args()
    checks: dict[str, object] = dict(CHECKS)
    found: dict[str, dict[str, str]] = {}
    failed = 0
    for version in given.versions or (ENDS if given.ends else AGES):
        found[version], count = run(version, checks)
        failed += count
    text = table(found, checks)
    print(text)
    if given.write:
        body = given.write.read_text()
        text = joined(body, text)
        assert START in body, f"{given.write} has no {START}"
        given.write.write_text(re.sub(f"{START}.*{END}", lambda _: f"{START}\n{text}\n{END}", body, flags=re.DOTALL))
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
