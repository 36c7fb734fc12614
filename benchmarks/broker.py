"""`python -m benchmarks.broker`: the development broker beside a real Kafka and librdkafka's mock, by the same client.

Prints a table in Markdown, and how long the broker takes to start; `README.md` has it as a section. `--quick` is a look.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import barnabas
from benchmarks.children import run
from benchmarks.job import WARM_RECORDS, Job, Outcome
from benchmarks.render import BROKER, write
from benchmarks.stats import number
from benchmarks.topics import Topics
from tests.harness.broker import Broker as Kafka

PARTITIONS = 4  # what librdkafka's mock gives a topic that it makes by itself; it makes none when asked
VALUE = 100
WARM = {"warm_partitions": PARTITIONS}
READY = 30.0  # seconds for a process to say where it listens
PATHS = {
    "send_dropped": "`send()`",
    "send_many": "`send_many()` of 1000",
    "poll_iterate": "`poll()` and loop",
    "poll_columns": "`poll()` and columns",
}
KAFKA, OWN, HERE, MOCK = (
    "Kafka",
    "Barnabas, a process of its own",
    "Barnabas, the client's process",
    "librdkafka's mock",
)
HEAP = ("-Xms1g", "-Xmx1g")
FOLDER = Path(__file__).resolve().parent
SECTION = """
## The development broker

`python -m benchmarks.broker` writes this section: the development broker, in a process of its own and in the client's, beside a
real Kafka of one node (heap of 1 GB, warmed up by a write and a read that are not counted) and librdkafka's mock, all up at once and
asked in turn, every other round backwards. The client is ours, with the equal settings of above; topics have one replica, and what was
written is counted. Targets: at least half of Kafka's rate from a process of its own, and a start under 50 ms in process.

"""

# In a process of its own, as each of them; its input ends with ours.
_MOCK = """
import sys
from confluent_kafka import Producer
producer = Producer({"test.mock.num.brokers": 1, "bootstrap.servers": "ignored"})
brokers = producer.list_topics(timeout=10).brokers.values()
print(",".join(f"{b.host}:{b.port}" for b in brokers), flush=True)
sys.stdin.read()
"""
_OWN = """
import sys
from barnabas.broker import Broker
with Broker(max_bytes=8 << 30) as broker:  # nothing is deleted between the measurements
    print(broker.bootstrap_servers, flush=True)
    sys.stdin.read()
"""
_START = """
import time
begin = time.perf_counter()
from barnabas.broker import Broker
loaded = time.perf_counter()
with Broker(nodes={nodes}):
    up = time.perf_counter()
with Broker(nodes={nodes}):
    pass
begin_again = time.perf_counter()
with Broker(nodes={nodes}):
    up_again = time.perf_counter()
print(loaded - begin, up - loaded, up_again - begin_again)
"""


@contextlib.contextmanager
def process(code: str) -> Iterator[str]:
    """What the program says in its first line, while it runs."""
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    killer = threading.Timer(READY, child.kill)
    killer.start()
    try:
        line = child.stdout.readline().strip()
        killer.cancel()
        if not line:
            raise RuntimeError("a broker did not start")
        yield line
    finally:
        killer.cancel()
        child.kill()
        child.communicate()


def start_up(runs: int, nodes: int) -> list[float]:
    """Milliseconds, medians of processes of their own: to load the module, to start the first one, to start another."""
    found = []
    code = _START.format(nodes=nodes)
    with tempfile.TemporaryDirectory() as compiled:
        # As where it is installed: the modules are compiled, which the first run, not counted, does.
        env = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
        for _ in range(runs + 1):
            done = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=READY, env=env
            )
            found.append([1000 * float(word) for word in done.stdout.split()])
    return [statistics.median(column) for column in zip(*found[1:], strict=True)]


class Target:
    """A broker, and the topics that a measurement needs on it."""

    def __init__(self, bootstrap: str, *, makes_topics: bool) -> None:
        self.bootstrap = bootstrap
        self._client = barnabas.Client(bootstrap)
        self._makes_topics = makes_topics
        self._topics = Topics(bootstrap)

    def _topic(self) -> str:
        name = f"bench-{uuid.uuid4().hex[:12]}"
        if self._makes_topics:
            new = barnabas.NewTopic(name, partitions=PARTITIONS, replication_factor=1)
            self._client.admin.create_topics([new], raise_on_error=True)
        with self._client.producer() as producer:
            producer.partitions_for(name)
        return name

    def measure(self, job: Job) -> Outcome:
        """One path on fresh topics; what was written is counted, and what is read was written whole before."""
        job = replace(job, bootstrap=self.bootstrap, topic=self._topic(), write_warm=self._topic())
        if job.path.startswith("poll"):
            job = replace(job, read_warm=self._topic())
            run(replace(job, path="send_many", topic=job.read_warm, records=WARM_RECORDS))
            run(replace(job, path="send_many"))
            job = replace(job, records=self._topics.count(job.topic, PARTITIONS))
            return run(job)
        outcome = run(job)
        there = self._topics.count(job.topic, PARTITIONS)
        if self._makes_topics and there != job.records:
            outcome.setdefault("error", f"{there} of {job.records} records are there")
        return outcome

    def close(self) -> None:
        """Ends the connections."""
        self._client.close()
        self._topics.close()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.broker", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="of a run, in whole thousands (1000000)")
    parser.add_argument("--runs", type=int, default=5, help="rounds; medians are shown (5)")
    parser.add_argument("--quick", action="store_true", help="one run of 100000 records")
    options = parser.parse_args()
    records, runs = (100_000, 1) if options.quick else (options.records, options.runs)
    outcomes: dict[tuple[str, str], list[Outcome]] = {}
    with contextlib.ExitStack() as stack:
        kafka = stack.enter_context(Kafka(jvm=HEAP)).bootstrap
        own = stack.enter_context(process(_OWN))
        mock = stack.enter_context(process(_MOCK))
        targets = {
            KAFKA: Target(kafka, makes_topics=True),
            OWN: Target(own, makes_topics=True),
            MOCK: Target(mock, makes_topics=False),
        }
        for target in targets.values():
            stack.callback(target.close)
        for client, path in (("barnabas_sync", "send_many"), ("barnabas_sync", "poll_columns")):
            targets[KAFKA].measure(
                Job(client, path, "", "", PARTITIONS, records, extra=WARM)
            )  # the Java machine compiles
        for turn in range(runs):
            for name in [*targets, HERE] if turn % 2 == 0 else [HERE, *reversed(targets)]:
                for path in PATHS:
                    client = "barnabas_embedded" if name == HERE else "barnabas_sync"
                    job = Job(client, path, "", "", PARTITIONS, records, VALUE, extra=WARM)
                    outcome = run(job) if name == HERE else targets[name].measure(job)
                    outcomes.setdefault((name, path), []).append(outcome)
                    print(turn + 1, name, path, outcome.get("error", ""), file=sys.stderr, flush=True)
    text = report(outcomes, records, runs)
    print(text)
    if not options.quick:
        (FOLDER / "results" / BROKER).write_text(SECTION + text + "\n")
        write(FOLDER)


def report(outcomes: dict[tuple[str, str], list[Outcome]], records: int, runs: int) -> str:
    """The table, and the time to start."""
    lines = [
        (
            f"{records:,} records of {VALUE} bytes, {PARTITIONS} partitions, batches up to 1 MB, medians of {runs} run(s)."
            " CPU is the client's process, µs per record."
        ),
        "",
        "| broker | " + " | ".join(f"{label}: krec/s | CPU | of Kafka's rate" for label in PATHS.values()) + " |",
        "|---|" + "---|" * 3 * len(PATHS),
    ]
    rates: dict[tuple[str, str], float] = {}
    for name in (KAFKA, OWN, HERE, MOCK):
        cells = []
        for path in PATHS:
            good = [o for o in outcomes[name, path] if "error" not in o and o["records"]]
            if not good:
                cells += ["failed", "–", "–"]
                continue
            rate = statistics.median(o["records"] / o["wall_s"] for o in good)
            rates[name, path] = rate
            kafka = rates.get((KAFKA, path))
            cpu = statistics.median(1e6 * o["cpu_s"] / o["records"] for o in good)
            cells += [number(rate / 1000), number(cpu), f"{rate / kafka:.2f}" if kafka else "–"]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "librdkafka's mock keeps 5 MiB of a partition: what is read from it is what it has kept.", ""]
    lines += ["| start-up in process | load the module | start, the first | start, another |", "|---|---|---|---|"]
    for nodes in (1, 3):
        cells = [f"{ms:.1f} ms" for ms in start_up(max(3, runs), nodes)]
        lines.append(f"| {nodes} node(s) | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
