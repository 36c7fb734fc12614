"""`python -m benchmarks.guarantees`: what idempotence costs, and transactions beside confluent-kafka's and Java's.

Prints two sections in Markdown, which go into `README.md` too. `--quick` is a look; `--only idempotence` or `transactions` one half.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.children import run
from benchmarks.job import Job, Outcome
from benchmarks.measure import percentiles
from benchmarks.render import write
from benchmarks.stats import number
from benchmarks.topics import Topics
from tests.harness import jars
from tests.harness.broker import Broker

HEAP = ("-Xms1g", "-Xmx1g")
PARTITIONS = 8
FOLDER = Path(__file__).resolve().parent
SIZES = {1_000: 300_000, 10_000: 1_000_000, 100_000: 2_000_000}  # records per transaction, and in all
CLIENTS = {"barnabas_sync": "Barnabas", "confluent": "confluent-kafka", "java": "Java"}
OURS, JAVA = "barnabas_sync", "java"
HEADS = {
    "idempotence": """
## What idempotence costs

`python -m benchmarks.guarantees` writes this section and the next one; `make bench` builds what it needs. A real Kafka of one node (heap
of 1 GB), 8 partitions, values of 100 bytes, linger 5 ms, batches up to 1 MB, acks=all; those that are compared take turns, every other
round backwards, each run in a process of its own.

""",
    "transactions": """
## Transactions

As above. Transactions come one after the other, after ten that are not counted; each is flushed and then committed, so that the commit
alone can be told from the waiting for records. The Java program is `benchmarks/java/Transactions.java`; processor time is that of the
measured section, in Java with the compiler's.

A small transaction that follows another one at once finds the coordinator still writing the markers of the one before. A leader that is
given records meanwhile waits 20 ms (`add.partitions.to.txn.retry.backoff.ms`), as confluent-kafka does before it asks for the partitions again;
Barnabas asks the coordinator how far it is, and sends the records when it is done.

""",
}


class Case(NamedTuple):
    """One thing to be measured."""

    client: str
    path: str
    records: int
    per: int = 0  # records of a transaction
    idempotent: bool = True


def cases(only: str | None, scale: int) -> Iterator[Case]:
    """All of a round."""
    if only != "transactions":
        for idempotent in (False, True):
            yield Case(OURS, "send_dropped", 1_000_000 // scale, idempotent=idempotent)
    if only != "idempotence":
        for per, records in SIZES.items():
            yield Case(OURS, "send_dropped", max(records // scale, per))  # what a transaction's rate is held against
            for client in CLIENTS:
                yield Case(client, "transactions", max(records // scale, per), per)


class Bench:
    """Runs cases on one broker and keeps what came of them."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._topics = Topics(bootstrap)
        self._tools = jars.tools()
        self.outcomes: dict[Case, list[Outcome]] = {}

    def measure(self, case: Case) -> Outcome:
        """One run on topics of its own. What is there afterwards is counted; transactions have their marks in the log too."""
        topic, warm = self._topics.create("g", PARTITIONS), self._topics.create("w", PARTITIONS)
        extra = {"per": case.per, "java_tools": self._tools, "settings": {}}
        if case.path == "send_dropped":
            extra["settings"] = {"enable_idempotence": case.idempotent}
        job = Job(
            case.client, case.path, self._bootstrap, topic, PARTITIONS, case.records, extra=extra, write_warm=warm
        )
        outcome = run(job)
        if "error" not in outcome and self._topics.count(topic, PARTITIONS) < case.records:
            outcome["error"] = "records are missing"
        for name in (topic, warm):
            self._topics.delete(name)
        self.outcomes.setdefault(case, []).append(outcome)
        return outcome

    def close(self) -> None:
        """Ends the connections."""
        self._topics.close()


def _good(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if "error" not in outcome]


def _rate(outcomes: list[Outcome]) -> float:
    return statistics.median(o["records"] / o["wall_s"] for o in _good(outcomes))


def _cpu(outcomes: list[Outcome]) -> float:
    return statistics.median(1e6 * o["cpu_s"] / o["records"] for o in _good(outcomes))


def _ratio(found: float, target: float, *, at_most: bool = False) -> str:
    met = found <= target if at_most else found >= target
    return f"{found:.2f} ({'met' if met else 'not met'}: {'at most' if at_most else 'at least'} {target:g})"


def idempotence(outcomes: dict[Case, list[Outcome]]) -> list[str]:
    """The table of on against off."""
    off, on = (outcomes[case] for case in cases("idempotence", 1) if case in outcomes)
    lines = [f"`send()`, 1,000,000 records, medians of {len(_good(on))} interleaved runs.", ""]
    lines += ["| idempotence | krec/s | CPU, µs a record |", "|---|---|---|"]
    lines += [f"| {name} | {number(_rate(got) / 1000)} | {_cpu(got):.3f} |" for name, got in (("off", off), ("on", on))]
    return [*lines, "", f"CPU on / off: {_ratio(_cpu(on) / _cpu(off), 1.1, at_most=True)}.", ""]


def transactions(outcomes: dict[Case, list[Outcome]]) -> list[str]:
    """The table of transactions."""
    lines = [
        "| records a transaction | client | krec/s | CPU, µs a record | commit, ms: p50 | p99 | with the flush, ms: p50 | runs |",
        "|---|---|---|---|---|---|---|---|",
    ]
    verdicts = []
    for per, records in SIZES.items():
        found: dict[str, tuple[float, float]] = {}
        for client, name in CLIENTS.items():
            got = _good(outcomes[Case(client, "transactions", records, per)])
            if not got:
                lines.append(f"| {per:,} | {name} | failed | | | | | 0 |")
                continue
            commits = percentiles([each for o in got for each in o["commits"]])
            whole = percentiles([a + b for o in got for a, b in zip(o["flushes"], o["commits"], strict=True)])
            found[client] = _rate(got), commits["p50_ms"]
            cells = [
                number(_rate(got) / 1000),
                f"{_cpu(got):.2f}",
                f"{commits['p50_ms']:.2f}",
                f"{commits['p99_ms']:.2f}",
            ]
            lines.append(f"| {per:,} | {name} | " + " | ".join(cells) + f" | {whole['p50_ms']:.2f} | {len(got)} |")
        plain = _rate(outcomes[Case(OURS, "send_dropped", records)])
        if per == max(SIZES):
            share = found[OURS][0] / plain
            verdicts.append(
                f"{per:,}: of our plain idempotent rate ({number(plain / 1000)} krec/s) {_ratio(share, 0.7)}."
            )
        else:
            beside = [f"{CLIENTS[c]}'s {_ratio(found[OURS][0] / r[0], 1.0)}" for c, r in found.items() if c != OURS]
            verdicts.append(f"{per:,}: our rate / " + ", / ".join(beside) + ".")
        if JAVA in found:
            verdicts[-1] += f" Commit p50 / Java's: {_ratio(found[OURS][1] / found[JAVA][1], 1.2, at_most=True)}."
    return [*lines, "", *[f"- {verdict}" for verdict in verdicts], ""]


TABLES = {"idempotence": idempotence, "transactions": transactions}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.guarantees", description=__doc__)
    parser.add_argument("--only", choices=list(TABLES), help="one half")
    parser.add_argument("--runs", type=int, default=9, help="rounds; medians are shown (9)")
    parser.add_argument("--quick", action="store_true", help="one round of a tenth of the records")
    options = parser.parse_args()
    scale, runs = (10, 1) if options.quick else (1, options.runs)
    with Broker(jvm=HEAP) as kafka:
        bench = Bench(kafka.bootstrap)
        try:
            bench.measure(Case(OURS, "send_many", 500_000))  # the broker's Java machine compiles
            bench.outcomes.clear()
            for turn in range(runs):
                round = list(cases(options.only, scale))
                for case in round if turn % 2 == 0 else reversed(round):
                    outcome = bench.measure(case)
                    rate = outcome["records"] / outcome["wall_s"] if "error" not in outcome else 0
                    print(turn + 1, *case, f"{rate:,.0f}/s", outcome.get("error", ""), file=sys.stderr, flush=True)
        finally:
            bench.close()
    if options.quick:
        return
    for half, table in TABLES.items():
        if options.only in (None, half):
            text = HEADS[half] + "\n".join(table(bench.outcomes)) + "\n"
            (FOLDER / "results" / f"{half}.md").write_text(text)
            print(text)
    write(FOLDER)


if __name__ == "__main__":
    main()
