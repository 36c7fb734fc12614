"""`python -m benchmarks.rebalance`: how long a group takes to have dealt out anew when a member joins or leaves, beside others.

Prints a table in Markdown; `README.md` has it as a section. `--only range,10` takes some, `--rounds 3` is a look.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import statistics
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import barnabas
from benchmarks.render import REBALANCE, write
from tests.harness import jars
from tests.harness.broker import Broker
from tests.harness.java import java

FOLDER = Path(__file__).resolve().parent
PARTITIONS = 120
SIZES = (10, 50)
PROTOCOLS = {"range": "range", "cooperative-sticky": "cooperative-sticky", "consumer": "KIP-848"}
CLIENTS = {
    "barnabas": "Barnabas, a Client each",
    "barnabas_shared": "Barnabas, one Client",
    "confluent": "confluent-kafka",
    "java": "Java",
}
OURS = ("barnabas", "barnabas_shared")
MOST = 400.0  # seconds for the rounds of one client
PROPERTIES = {
    "group.initial.rebalance.delay.ms": "0",
    "group.consumer.heartbeat.interval.ms": "500",
    "group.consumer.min.heartbeat.interval.ms": "500",
    "group.consumer.assignment.interval.ms": "0",
}
SECTION = """
## Rebalances

`python -m benchmarks.rebalance` writes this section: a group of 10 or 50 members on one topic of {partitions} partitions, all
members of a client in one process, each polling on a thread of its own. One more member joins, and leaves again, {rounds} times. Time runs from the
joining call (ours: making the consumer; the others': `subscribe()`), or from `close()`, until every member has come back from a `poll()` that
left it with its share of the new assignment: each partition is held once, in shares that are equal but for one. Between the changes
0.5 to 1 s pass, by chance, so that heartbeats (every 500 ms for all) are met in every phase. The broker's delays are off: the initial
one, and the one between two assignments of KIP-848. One client goes after the other; there are no records to fetch. Milliseconds: the median, and the quarter of rounds that were slowest begins at.
Target: within 20 % of the faster of the two others, or 100 ms. –: not measured.

"""


def measure(
    client: str, bootstrap: str, topic: str, protocol: str, members: int, rounds: int
) -> dict[str, list[float]]:
    """One client's rounds; raises with its last words if it fails."""
    group = f"{client}-{uuid.uuid4().hex[:8]}"
    arguments = [bootstrap, topic, str(PARTITIONS), group, protocol, str(members), str(rounds)]
    if client == "java":
        path, source = jars.tools(), FOLDER / "java" / "Members.java"
        quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
        command = [java(), "-Xmx512m", quiet, "-cp", path, str(source), *arguments]
    else:
        command = [sys.executable, "-m", "benchmarks.clients.members", client, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=MOST, check=False, cwd=FOLDER.parent)
    if done.returncode:
        raise RuntimeError(f"{client} failed:\n{done.stderr[-2000:]}")
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rebalance", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="of each case (20)")
    parser.add_argument("--only", default="", help="protocols, sizes and clients: range,10,java")
    parser.add_argument("--render", action="store_true", help="write the table anew from the results that are there")
    options = parser.parse_args()
    words = set(filter(None, options.only.split(",")))
    kept = FOLDER / "results" / "rebalance.json"
    results: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}

    def chosen(names: Any) -> list[Any]:
        return [name for name in names if str(name) in words] or list(names)

    if not options.render:
        with contextlib.ExitStack() as stack:
            kafka = stack.enter_context(Broker(properties=PROPERTIES)).bootstrap
            topic = f"rebalance-{uuid.uuid4().hex[:8]}"
            with barnabas.Client(kafka) as client:
                new = barnabas.NewTopic(topic, partitions=PARTITIONS, replication_factor=1)
                client.admin.create_topics([new], raise_on_error=True)
            for protocol, members in itertools.product(chosen(PROTOCOLS), chosen(SIZES)):
                for client_name in chosen(CLIENTS):
                    found = measure(client_name, kafka, topic, protocol, members, options.rounds)
                    results[f"{protocol}/{members}/{client_name}"] = found
                    medians = {what: round(statistics.median(times)) for what, times in found.items()}
                    print(protocol, members, client_name, medians, file=sys.stderr, flush=True)
    print(report(results))
    if options.rounds >= 20 or options.render:
        kept.write_text(json.dumps({key: _rounded(value) for key, value in results.items()}, indent=1) + "\n")
        text = SECTION.format(partitions=PARTITIONS, rounds=20) + report(results) + "\n"
        (FOLDER / "results" / REBALANCE).write_text(text)
        write(FOLDER)


def _rounded(found: dict[str, list[float]]) -> dict[str, list[float]]:
    return {what: [round(time, 1) for time in times] for what, times in found.items()}


def report(results: dict[str, dict[str, list[float]]]) -> str:
    """The table."""
    lines = [
        "| protocol | members | change | " + " | ".join(CLIENTS.values()) + " | target |",
        "|---|---|---|" + "---|" * (len(CLIENTS) + 1),
    ]
    for protocol, members, what in itertools.product(PROTOCOLS, SIZES, ("join", "leave")):
        times = {
            client: results[key][what] for client in CLIENTS if (key := f"{protocol}/{members}/{client}") in results
        }
        if not times:
            continue
        medians = {client: statistics.median(each) for client, each in times.items()}
        cells = [
            f"{medians[client]:.0f} ({statistics.quantiles(times[client], n=4)[2]:.0f})" if client in times else "–"
            for client in CLIENTS
        ]
        others = [median for client, median in medians.items() if client not in OURS]
        ours = [median for client, median in medians.items() if client in OURS]
        verdict = "not measured"
        if others and ours:
            best = min(others)
            verdict = "met" if max(ours) <= max(1.2 * best, best + 100) else "**not met**"
        lines.append(f"| {PROTOCOLS[protocol]} | {members} | {what} | {' | '.join(cells)} | {verdict} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
