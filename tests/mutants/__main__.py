"""`python -m tests.mutants`: puts one fault after the other into the machines; each has to be noticed by their tests.

Those that are told in `equivalent.py` with the reason why nobody could notice them are left out.
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from pathlib import Path

from tests.mutants.changes import Mutant, changed, mutants
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.machines import MACHINES
from tests.mutants.trial import start, survivors

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 60.0  # seconds of one trial


def _path(module: str) -> Path:
    return ROOT / "src" / f"{module.replace('.', '/')}.py"


def _row(module: str, jobs: int) -> tuple[str, list[Mutant]]:
    source = _path(module).read_text()
    known = EQUIVALENT.get(module, {})
    found = mutants(source)
    if gone := known.keys() - {str(mutant) for mutant in found}:
        sys.exit(f"{module} has no such mutants any more: {', '.join(sorted(gone))}")
    tried = [mutant for mutant in found if str(mutant) not in known]
    tests = MACHINES[module]
    began = time.monotonic()
    trials = [functools.partial(start, module, changed(source, mutant), tests) for mutant in tried]
    passed = survivors(trials, jobs, LONGEST)
    left = [mutant for mutant, survived in zip(tried, passed, strict=True) if survived]
    took = time.monotonic() - began
    return f"| {module} | {len(tried)} | {len(tried) - len(left)} | {len(known)} | {took:.0f} |", left


def _clean(modules: list[str]) -> None:
    """The tests have to pass without a fault, or all would be noticed."""
    trees = [changed(_path(module).read_text(), Mutant(-1, 0, "", "", "")) for module in modules]
    trials = [
        functools.partial(start, module, tree, MACHINES[module]) for module, tree in zip(modules, trees, strict=True)
    ]
    for module, passed in zip(modules, survivors(trials, 1, 5 * LONGEST), strict=True):
        if not passed:
            sys.exit(f"the tests of {module} do not pass as it is: pytest {' '.join(MACHINES[module])}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", help=f"all by default: {', '.join(MACHINES)}")
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time (2)")
    options = parser.parse_args()
    modules = options.modules or list(MACHINES)
    if unknown := [module for module in modules if module not in MACHINES]:
        parser.error(f"no tests are known for {', '.join(unknown)}")
    _clean(modules)
    print("| module | mutants | noticed | equivalent | s |\n|---|---|---|---|---|", flush=True)
    alive = False
    for module in modules:
        row, left = _row(module, options.jobs)
        print(row, flush=True)
        for mutant in left:
            print(f"    {_path(module).relative_to(ROOT)}:{mutant.line} {mutant}", flush=True)
        alive |= bool(left)
    sys.exit(int(alive))


if __name__ == "__main__":
    main()
