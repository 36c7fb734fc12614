"""`python -m benchmarks`: starts a broker, measures, writes `results/*.json` and `README.md`."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.clients.franz import build
from benchmarks.plan import TABLES, Case
from benchmarks.render import write
from benchmarks.runner import Runner
from tests.harness import jars
from tests.harness.broker import Broker

HERE = Path(__file__).resolve().parent
QUICK_RECORDS = 100_000
HEAP = ("-Xms1g", "-Xmx1g")
PROPERTIES = {"auto.create.topics.enable": "false"}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of each case; medians are published (5)")
    parser.add_argument("--records", type=int, default=1_000_000, help="records of a run, in whole thousands (1000000)")
    parser.add_argument("--quick", action="store_true", help=f"one run of {QUICK_RECORDS} records, nothing published")
    parser.add_argument(
        "--only", default="", help="tables by number: 1,5; and clients by name: confluent (not published then)"
    )
    parser.add_argument("--bootstrap", help="a broker that already runs; what needs to stop it is left out")
    parser.add_argument("--output", type=Path, help="folder for results and tables; the default is this one")
    parser.add_argument("--render", action="store_true", help="write the tables anew from the results that are there")
    options = parser.parse_args()
    if options.records % 1000 or options.records < 1000 or not 1 <= options.runs <= 50:
        parser.error("--records takes whole thousands, --runs 1 to 50")
    return options


def _chosen(only: str) -> tuple[list[int], list[str]]:
    words = [word for word in only.split(",") if word]
    tables = [int(word) for word in words if word.isdigit()] or list(TABLES)
    return tables, [word for word in words if not word.isdigit()]


def _possible(case: Case, *, own_broker: bool, franz: str | None) -> bool:
    if case.client == "franz" and franz is None:
        return False
    if case.client.startswith("barnabas") and importlib.util.find_spec("barnabas.producer.sync") is None:
        return False
    return own_broker or case.path not in ("buffered", "kept", "blocked")


def _machine() -> dict[str, str]:
    model = "unknown CPU"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"cores": str(os.cpu_count()), "cpu": model, "python": platform.python_version(), "kafka": jars.NEWEST}


def main() -> None:
    """Does what the options say."""
    options = _options()
    tables, clients = _chosen(options.only)
    published = not options.quick and not clients  # ratios are between clients of one run
    output = options.output or (HERE if published else HERE.parent / "reports" / "benchmarks")
    (output / "results").mkdir(parents=True, exist_ok=True)
    if options.render:
        write(output)
        return
    records, runs = (QUICK_RECORDS, 1) if options.quick else (options.records, options.runs)
    program = build()
    with contextlib.ExitStack() as stack:
        hooks: dict[str, Callable[[], None]] = {}
        bootstrap = options.bootstrap
        if bootstrap is None:
            broker = stack.enter_context(Broker(properties=PROPERTIES, jvm=HEAP))
            hooks = {"pause": broker.pause, "resume": broker.resume}
            bootstrap = broker.bootstrap
        runner = Runner(bootstrap, hooks, {"franz": program, "java_tools": jars.tools()})
        stack.callback(runner.close)
        runner.warm_up(records)
        for number in tables:
            cases = [
                case
                for case in TABLES[number](records)
                if _possible(case, own_broker=bool(hooks), franz=program)
                and (not clients or any(case.client.startswith(name) for name in clients))
            ]
            results: dict[str, Any] = runner.table(cases, runs)
            report = {"machine": _machine(), "records": records, "runs": runs, "cases": results}
            (output / "results" / f"table{number}.json").write_text(json.dumps(report, indent=1) + "\n")
            write(output)
    print(f"tables: {output / 'README.md'}", file=sys.stderr)


if __name__ == "__main__":
    main()
